//! Twilio: Elastic SIP Trunking v1, and what of the 2010-04-01 API a trunk needs.
//!
//! Facts come from `twilio-oai` (Twilio's own description of its API), its documentation, its error dictionary, and a third party's
//! recorded live tests; where they are silent or disagree there is a switch.

mod answer;
mod api2010;
mod auth;
mod call;
mod dates;
mod form;
mod limits;
mod paging;
mod routes;
mod state;
mod switches;
mod table;
mod trunking;
mod xml;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::Response;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use self::answer::{Answer, Head, Outcome, Refusal};
use self::auth::Logins;
use self::call::Call;
use self::form::Params;
use self::routes::Route;
use self::state::State;
pub use self::switches::*;
use crate::api::Api;
use crate::clock::Clock;
use crate::fixture::Fixture;
use crate::ids::{IdPlace, Ids};
use crate::live::Live;
use crate::under_way::{Entered, UnderWay};

/// What the paths of both APIs begin with: they do not collide, so that one listener serves both hosts.
const ROOTS: [&str; 2] = ["/v1/", "/2010-04-01/"];

/// The simulated Twilio.
#[derive(Debug)]
pub(crate) struct Twilio {
    fixture: Fixture,
    seed: u64,
    logins: Logins,
    under_way: UnderWay,
    state: Mutex<State>,
    clock: Clock,
    ids: Ids,
    /// Apart from `ids`, so that the SIDs of a run do not depend on requests that create nothing.
    request_ids: Ids,
    switches: Live<TwilioSwitches>,
}

impl Twilio {
    pub(crate) fn new(fixture: &Fixture, clock: Clock, seed: u64, switches: TwilioSwitches) -> Self {
        let ids = Ids::new(seed);
        Self {
            fixture: fixture.clone(),
            seed,
            logins: Logins::new(fixture),
            under_way: UnderWay::new(fixture.twilio.iter().map(|account| &account.account_sid)),
            state: Mutex::new(State::new(fixture, &ids, clock.now())),
            clock,
            ids,
            request_ids: Ids::new(!seed),
            switches: Live::new(switches),
        }
    }

    /// Whether a path is Twilio's.
    pub(crate) fn serves(path: &str) -> bool {
        ROOTS.iter().any(|root| path.len() > root.len() && path.starts_with(root))
    }

    /// The `operationId` of every operation.
    pub(crate) fn operations() -> impl Iterator<Item = &'static str> {
        trunking::ROUTES.iter().chain(api2010::ROUTES).map(|route| route.operation)
    }

    pub(crate) fn switches(&self) -> TwilioSwitches {
        (*self.switches.get()).clone()
    }

    pub(crate) fn set_switches(&self, switches: TwilioSwitches) {
        self.switches.set(switches);
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        let state = self.state();
        Snapshot { ids: self.ids.place(), state: state.clone() }
    }

    /// What a snapshot makes of this carrier, or what cannot be in it.
    pub(crate) fn complete(&self, snapshot: Snapshot) -> Result<Snapshot, String> {
        let Snapshot { state: start, .. } = self.start();
        Ok(Snapshot { state: snapshot.state.completed(start)?, ..snapshot })
    }

    /// Takes a snapshot that is complete for what there is now.
    pub(crate) fn load(&self, snapshot: Snapshot) {
        let mut state = self.state();
        self.ids.go_to(snapshot.ids);
        *state = snapshot.state;
    }

    fn start(&self) -> Snapshot {
        let ids = Ids::new(self.seed);
        let state = State::new(&self.fixture, &ids, self.clock.now());
        Snapshot { ids: ids.place(), state }
    }

    /// As it was before the first request.
    pub(crate) fn reset(&self) {
        self.load(self.start());
        self.request_ids.go_to(IdPlace::start(!self.seed));
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
    came: Timestamp,
    /// The account the credentials lead to.
    account: Option<&'a str>,
    entered: Option<Entered<'a>>,
    target: Target<'a>,
    route: Result<(&'static Route, Vec<&'a str>), Refusal>,
    switches: Arc<TwilioSwitches>,
}

/// What a path asks for, before anybody looks at who asks.
#[derive(Debug)]
struct Target<'a> {
    routes: &'static [Route],
    /// The segments that the routes know.
    segments: Vec<&'a str>,
    /// The account in the path: the 2010-04-01 API has one.
    account: Option<&'a str>,
    xml: bool,
    api_domain: &'static str,
}

impl<'a> Target<'a> {
    fn of(path: &'a str) -> Self {
        match path.strip_prefix("/2010-04-01/") {
            None => Self {
                routes: trunking::ROUTES,
                segments: path.strip_prefix("/v1/").unwrap_or(path).split('/').collect(),
                account: None,
                xml: false,
                api_domain: "trunking.twilio.com",
            },
            Some(rest) => {
                let (rest, xml) = match rest.strip_suffix(".json") {
                    Some(rest) => (rest, false),
                    None => (rest, true),
                };
                let mut segments: Vec<_> = rest.split('/').collect();
                let mut account = None;
                if segments.len() > 2 && segments[0] == "Accounts" {
                    account = Some(segments[1]);
                    segments.drain(..2);
                }
                Self { routes: api2010::ROUTES, segments, account, xml, api_domain: "api.twilio.com" }
            }
        }
    }

    /// The collection that the path names, or names a member of.
    fn collection(&self) -> &'a str {
        self.segments
            .iter()
            .rev()
            .find(|segment| segment.bytes().all(|byte| byte.is_ascii_alphabetic()))
            .copied()
            .unwrap_or_default()
    }

    fn content_type(&self) -> &'static str {
        if self.xml { "application/xml" } else { "application/json" }
    }

    fn render(&self, outcome: Outcome) -> Answer {
        match outcome {
            Ok(answer) if self.xml && !answer.body.is_empty() => xml::success(answer, self.collection()),
            Ok(answer) => answer,
            Err(refusal) if self.xml => xml::refusal(&refusal),
            Err(refusal) => refusal.into_answer(),
        }
    }
}

impl Api for Twilio {
    type Visit<'a> = Visit<'a>;

    fn arrive<'a>(&'a self, parts: &'a Parts) -> Visit<'a> {
        let path = parts.uri.path();
        let target = Target::of(path);
        let account = self.logins.account(&parts.headers);
        Visit {
            came: self.clock.now(),
            account,
            entered: account.and_then(|account| self.under_way.enter(account)),
            route: routes::find(target.routes, &parts.method, path, &target.segments),
            target,
            switches: self.switches.get(),
        }
    }

    fn operation(visit: &Visit<'_>) -> Option<&'static str> {
        visit.route.as_ref().ok().map(|(route, _)| route.operation)
    }

    fn answer(&self, visit: &Visit<'_>, parts: &Parts, body: Option<Bytes>) -> Response {
        let over = |limit| visit.concurrent() > limit;
        let outcome = match visit.account {
            None => Err(Refusal::unauthenticated()),
            Some(_) if visit.switches.concurrency_limit.is_some_and(over) => {
                Err(Refusal::too_many_requests())
            }
            Some(account) => self.perform(account, visit, parts, body),
        };
        self.respond(visit, outcome)
    }

    fn failure(&self, visit: &Visit<'_>, _: &Parts, status: StatusCode) -> Response {
        self.respond(visit, Err(Refusal::failure(status)))
    }
}

impl Visit<'_> {
    fn concurrent(&self) -> u32 {
        self.entered.as_ref().map_or(1, |entered| entered.count)
    }
}

impl Twilio {
    fn respond(&self, visit: &Visit<'_>, outcome: Outcome) -> Response {
        let head = Head {
            request_id: self.request_ids.sid("RQ"),
            duration: self.clock.now().duration_since(visit.came),
            concurrent: visit.concurrent(),
            api_domain: visit.target.api_domain,
            content_type: visit.target.content_type(),
        };
        head.into_response(visit.target.render(outcome))
    }

    fn perform(&self, account: &str, visit: &Visit<'_>, parts: &Parts, body: Option<Bytes>) -> Outcome {
        let path = parts.uri.path();
        let switches = &*visit.switches;
        if let Some(named) = visit.target.account.filter(|named| *named != account) {
            return Err(match switches.foreign_account {
                ForeignAccount::Unauthorized if self.under_way.knows(named) => Refusal::unauthenticated(),
                _ => Refusal::not_found(path),
            });
        }
        let (route, sids) = visit.route.as_ref().map_err(Refusal::clone)?;
        tracing::debug!(operation = route.operation, account, "twilio");
        let form = if parts.method == Method::POST {
            form(&parts.headers, body, switches.non_form_body)?
        } else {
            Params::default()
        };
        let call = Call {
            account,
            origin: origin(&parts.headers, &parts.uri),
            path,
            sids,
            query: Params::parse(parts.uri.query().unwrap_or_default().as_bytes()),
            form,
            now: visit.came,
            ids: &self.ids,
            switches,
        };
        (route.run)(&mut self.state(), &call)
    }
}

/// The parameters in a body. A body of another type than a form has none.
fn form(headers: &HeaderMap, body: Option<Bytes>, other: NonFormBody) -> Result<Params, Refusal> {
    let body = body.ok_or_else(Refusal::body_too_large)?;
    let media_type = headers.get(header::CONTENT_TYPE).map_or(Ok(""), |value| value.to_str()).unwrap_or("?");
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    if media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Ok(Params::parse(&body));
    }
    match other {
        _ if body.is_empty() => Ok(Params::default()),
        NonFormBody::UnsupportedMediaType => Err(Refusal::unsupported_media_type()),
        NonFormBody::Ignored => Ok(Params::default()),
    }
}

/// Where the client found us; an absolute link must lead back there, or an SDK would follow it to Twilio.
fn origin(headers: &HeaderMap, uri: &Uri) -> String {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .or_else(|| uri.authority().map(axum::http::uri::Authority::as_str))
        .unwrap_or("localhost");
    format!("http://{host}")
}
