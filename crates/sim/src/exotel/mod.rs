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
mod trunk_maps;
mod trunks;
mod validate;
mod view;

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State as Shared};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header::CONTENT_TYPE};
use axum::response::Response;
use axum::routing::any;
use percent_encoding::percent_decode_str;

use self::answer::Refusal;
use self::auth::Logins;
use self::call::Call;
use self::rate::RateLog;
use self::routes::Miss;
use self::state::State;
pub use self::switches::*;
use crate::clock::Clock;
use crate::fixture::Fixture;
use crate::ids::Ids;

/// More than any body of these operations needs.
const MAX_BODY: usize = 1 << 20;

/// The simulated Exotel.
#[derive(Debug)]
pub(crate) struct Exotel {
    logins: Logins,
    rate: RateLog,
    state: Mutex<State>,
    clock: Clock,
    ids: Ids,
    /// Apart from `ids`, so that the ids of a run do not depend on requests that create nothing.
    request_ids: Ids,
    switches: ExotelSwitches,
}

impl Exotel {
    pub(crate) fn new(fixture: &Fixture, clock: Clock, seed: u64, switches: ExotelSwitches) -> Arc<Self> {
        Arc::new(Self {
            logins: Logins::new(fixture),
            rate: RateLog::default(),
            state: Mutex::new(State::new(fixture)),
            clock,
            ids: Ids::new(seed),
            request_ids: Ids::new(!seed),
            switches,
        })
    }
}

pub(crate) fn router(exotel: Arc<Exotel>) -> Router {
    Router::new().route("/v2/accounts/{*path}", any(serve)).with_state(exotel)
}

async fn serve(Shared(exotel): Shared<Arc<Exotel>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, MAX_BODY).await.ok();
    exotel.answer(&parts, body)
}

impl Exotel {
    /// Answers one request from beginning to end, without waiting for anything. There is no `body` if it was too
    /// long to be read.
    fn answer(&self, parts: &Parts, body: Option<Bytes>) -> Response {
        let method = &parts.method;
        let now = self.clock.now();
        let render = |outcome| answer::render(&self.request_ids.hex32(), method.as_str(), outcome);

        let mut segments = segments(parts.uri.path());
        let account = if segments.is_empty() { String::new() } else { segments.remove(0) };
        if let Err(refusal) = self.logins.admit(&parts.headers, &account, &self.switches) {
            return render(Err(refusal));
        }
        if let Some(limit) = self.switches.rate_limit
            && let Err(reset) = self.rate.admit(&account, now, limit)
        {
            return rate::refusal(&self.switches, limit, reset);
        }
        let (route, segments) = match routes::find(method, &segments, &self.switches) {
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
            account: &account,
            path: parts.uri.path(),
            segments,
            query: parts.uri.query().map(pairs).unwrap_or_default(),
            body,
            now,
            ids: &self.ids,
            switches: &self.switches,
        };
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        render((route.run)(state.account_mut(&account), &call))
    }
}

/// The decoded segments after `/v2/accounts/`.
fn segments(path: &str) -> Vec<String> {
    let rest = path.strip_prefix("/v2/accounts/").unwrap_or_default();
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
