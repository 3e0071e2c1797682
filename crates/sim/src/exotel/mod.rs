//! Exotel: Dynamic SIP Trunking, all 25 operations.
//!
//! Facts come from developer.exotel.com and docs.exotel.com, from answers that Exotel's own sample repositories
//! captured, and from what third parties measured; where they are silent or disagree there is a switch.

mod acl;
mod answer;
mod auth;
mod body;
mod call;
mod credentials;
mod destinations;
mod numbers;
mod paging;
mod rate;
mod routes;
mod settings;
mod state;
mod switches;
mod table;
mod trunk_maps;
mod trunks;
mod validate;
mod view;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header::CONTENT_TYPE};
use axum::response::Response;
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};

use self::answer::Refusal;
use self::auth::Logins;
use self::call::Call;
use self::rate::Limit;
use self::routes::{Miss, Route};
use self::state::State;
pub use self::switches::*;
use crate::api::Api;
use crate::clock::Clock;
use crate::fixture::Fixture;
use crate::ids::{IdPlace, Ids};
use crate::live::Live;
use crate::under_way::{Entered, UnderWay};

/// What every path of these operations begins with.
const ROOT: &str = "/v2/accounts/";

/// The simulated Exotel.
#[derive(Debug)]
pub(crate) struct Exotel {
    fixture: Fixture,
    seed: u64,
    logins: Logins,
    under_way: UnderWay,
    limit: Limit,
    state: Mutex<State>,
    clock: Clock,
    ids: Ids,
    /// Apart from `ids`, so that the ids of a run do not depend on requests that create nothing.
    request_ids: Ids,
    switches: Live<ExotelSwitches>,
}

impl Exotel {
    pub(crate) fn new(fixture: &Fixture, clock: Clock, seed: u64, switches: ExotelSwitches) -> Self {
        Self {
            fixture: fixture.clone(),
            seed,
            logins: Logins::new(fixture),
            under_way: UnderWay::new(fixture.exotel.iter().map(|account| &account.account_sid)),
            limit: Limit::default(),
            state: Mutex::new(State::new(fixture)),
            clock,
            ids: Ids::new(seed),
            request_ids: Ids::new(!seed),
            switches: Live::new(switches),
        }
    }

    /// Whether a path is Exotel's.
    pub(crate) fn serves(path: &str) -> bool {
        path.len() > ROOT.len() && path.starts_with(ROOT)
    }

    /// The name of every operation.
    pub(crate) fn operations() -> impl Iterator<Item = &'static str> {
        routes::ROUTES.iter().map(|route| route.operation)
    }

    pub(crate) fn switches(&self) -> ExotelSwitches {
        (*self.switches.get()).clone()
    }

    pub(crate) fn set_switches(&self, switches: ExotelSwitches) {
        self.switches.set(switches);
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        let state = self.state();
        Snapshot { ids: self.ids.place(), state: state.clone() }
    }

    /// What a snapshot makes of this carrier, or what cannot be in it.
    pub(crate) fn complete(&self, snapshot: Snapshot) -> Result<Snapshot, String> {
        Ok(Snapshot { state: snapshot.state.completed(State::new(&self.fixture))?, ..snapshot })
    }

    /// Takes a snapshot that is complete for what there is now.
    pub(crate) fn load(&self, snapshot: Snapshot) {
        let mut state = self.state();
        self.ids.go_to(snapshot.ids);
        *state = snapshot.state;
    }

    /// As it was before the first request.
    pub(crate) fn reset(&self) {
        self.load(Snapshot { ids: IdPlace::start(self.seed), state: State::new(&self.fixture) });
        self.request_ids.go_to(IdPlace::start(!self.seed));
        self.limit.clear();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Everything that it keeps.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    ids: IdPlace,
    #[serde(flatten)]
    state: State,
}

/// A request whose head has come.
#[derive(Debug)]
pub(crate) struct Visit<'a> {
    now: Timestamp,
    account: String,
    admitted: Result<Option<Entered<'a>>, Refusal>,
    route: Result<(&'static Route, Vec<String>), Miss>,
    switches: Arc<ExotelSwitches>,
}

impl Api for Exotel {
    type Visit<'a> = Visit<'a>;

    fn arrive<'a>(&'a self, parts: &'a Parts) -> Visit<'a> {
        let switches = self.switches.get();
        let mut segments = segments(parts.uri.path());
        let account = segments.remove(0);
        let admitted = self.logins.admit(&parts.headers, &account, &switches);
        Visit {
            now: self.clock.now(),
            admitted: admitted.map(|()| self.under_way.enter(&account)),
            account,
            route: routes::find(&parts.method, &segments, &switches),
            switches,
        }
    }

    fn operation(visit: &Visit<'_>) -> Option<&'static str> {
        visit.route.as_ref().ok().map(|(route, _)| route.operation)
    }

    fn answer(&self, visit: &Visit<'_>, parts: &Parts, body: Option<Bytes>) -> Response {
        let (method, account, switches) = (&parts.method, visit.account.as_str(), &*visit.switches);
        let render = |outcome| answer::render(&self.request_ids.hex32(), method.as_str(), outcome);

        let entered = match &visit.admitted {
            Ok(entered) => entered.as_ref(),
            Err(refusal) => return render(Err(refusal.clone())),
        };
        let under_way = entered.map_or(0, |entered| entered.count);
        if let Err(refusal) = self.limit.admit(account, under_way, visit.now, switches) {
            return refusal;
        }
        let (route, segments) = match &visit.route {
            Ok(found) => found,
            Err(Miss::Path) => return render(Err(Refusal::not_found())),
            // What the body is nobody has recorded, so there is none.
            Err(Miss::Method) => return answer::empty(StatusCode::METHOD_NOT_ALLOWED),
        };
        tracing::debug!(operation = route.operation, account, "exotel");
        if let Err(refusal) = check_content_type(method, &parts.headers) {
            return render(Err(refusal));
        }
        let Some(body) = body else {
            return render(Err(Refusal::unparsable("http: request body too large")));
        };
        let call = Call {
            account,
            path: parts.uri.path(),
            segments,
            query: parts.uri.query().map(pairs).unwrap_or_default(),
            body,
            now: visit.now,
            ids: &self.ids,
            switches,
        };
        render((route.run)(self.state().account_mut(account), &call))
    }

    /// No failure of the service has been recorded: the envelope of every other answer, without an error code.
    /// A 429 is what the rate limit answers.
    fn failure(&self, visit: &Visit<'_>, parts: &Parts, status: StatusCode) -> Response {
        if status == StatusCode::TOO_MANY_REQUESTS {
            return rate::refusal(&visit.switches, visit.now);
        }
        answer::failure(&self.request_ids.hex32(), parts.method.as_str(), status)
    }
}

/// The decoded segments after `/v2/accounts/`.
fn segments(path: &str) -> Vec<String> {
    let rest = path.strip_prefix(ROOT).unwrap_or_default();
    rest.split('/').map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned()).collect()
}

fn pairs(query: &str) -> Vec<(String, String)> {
    serde_urlencoded::from_str(query).unwrap_or_default()
}

/// POST and PUT need `application/json`; the description of the error is the type that was sent.
fn check_content_type(method: &Method, headers: &HeaderMap) -> Result<(), Refusal> {
    if *method != Method::POST && *method != Method::PUT {
        return Ok(());
    }
    let sent = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = sent.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") { Ok(()) } else { Err(Refusal::content_type(sent)) }
}
