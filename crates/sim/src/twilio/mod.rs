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

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State as Shared};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri, header};
use axum::response::Response;
use axum::routing::any;

use self::answer::{Answer, Head, Outcome, Refusal};
use self::auth::Logins;
use self::call::Call;
use self::form::Params;
use self::routes::Route;
use self::state::State;
pub use self::switches::*;
use crate::clock::Clock;
use crate::fixture::Fixture;
use crate::ids::Ids;

/// More than any form of these operations needs.
const MAX_BODY: usize = 1 << 20;

/// The simulated Twilio.
#[derive(Debug)]
pub(crate) struct Twilio {
    logins: Logins,
    under_way: HashMap<String, AtomicU32>,
    state: Mutex<State>,
    clock: Clock,
    ids: Ids,
    /// Apart from `ids`, so that the SIDs of a run do not depend on requests that create nothing.
    request_ids: Ids,
    switches: TwilioSwitches,
}

impl Twilio {
    pub(crate) fn new(fixture: &Fixture, clock: Clock, seed: u64, switches: TwilioSwitches) -> Arc<Self> {
        let ids = Ids::new(seed);
        let state = State::new(fixture, &ids, clock.now());
        Arc::new(Self {
            logins: Logins::new(fixture),
            under_way: state.accounts.keys().map(|sid| (sid.clone(), AtomicU32::new(0))).collect(),
            state: Mutex::new(state),
            clock,
            ids,
            request_ids: Ids::new(!seed),
            switches,
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a request of an account until the guard goes.
    fn enter(&self, account: &str) -> UnderWay<'_> {
        let counter = &self.under_way[account];
        UnderWay { counter, count: counter.fetch_add(1, Ordering::AcqRel) + 1 }
    }
}

/// A request that counts towards its account's concurrency.
#[derive(Debug)]
struct UnderWay<'a> {
    counter: &'a AtomicU32,
    /// How many there were when this one came, itself included.
    count: u32,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.counter.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Both APIs: their paths do not collide, so that one listener serves both hosts.
pub(crate) fn router(twilio: Arc<Twilio>) -> Router {
    Router::new().route("/v1/{*path}", any(serve)).route("/2010-04-01/{*path}", any(serve)).with_state(twilio)
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

async fn serve(Shared(twilio): Shared<Arc<Twilio>>, request: Request) -> Response {
    let started = Instant::now();
    let (parts, body) = request.into_parts();
    let target = Target::of(parts.uri.path());
    let mut concurrent = 1;
    let outcome = match twilio.logins.account(&parts.headers) {
        None => Err(Refusal::unauthenticated()),
        Some(account) => {
            let under_way = twilio.enter(account);
            concurrent = under_way.count;
            if twilio.switches.concurrency_limit.is_some_and(|limit| concurrent > limit) {
                Err(Refusal::too_many_requests())
            } else {
                perform(&twilio, account, &target, &parts, body).await
            }
        }
    };
    let head = Head {
        request_id: twilio.request_ids.sid("RQ"),
        duration: started.elapsed(),
        concurrent,
        api_domain: target.api_domain,
        content_type: target.content_type(),
    };
    head.into_response(target.render(outcome))
}

async fn perform(twilio: &Twilio, account: &str, target: &Target<'_>, parts: &Parts, body: Body) -> Outcome {
    let path = parts.uri.path();
    if let Some(named) = target.account.filter(|named| *named != account) {
        let other = twilio.under_way.contains_key(named);
        return Err(match twilio.switches.foreign_account {
            ForeignAccount::Unauthorized if other => Refusal::unauthenticated(),
            _ => Refusal::not_found(path),
        });
    }
    let (route, sids) = routes::find(target.routes, &parts.method, path, &target.segments)?;
    tracing::debug!(operation = route.operation, account, "twilio");
    let form = if parts.method == Method::POST {
        form(&parts.headers, body, twilio.switches.non_form_body).await?
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
        now: twilio.clock.now(),
        ids: &twilio.ids,
        switches: &twilio.switches,
    };
    (route.run)(&mut twilio.state(), &call)
}

/// The parameters in a body. A body of another type than a form has none.
async fn form(headers: &HeaderMap, body: Body, other: NonFormBody) -> Result<Params, Refusal> {
    let body = to_bytes(body, MAX_BODY).await.map_err(|_| Refusal::body_too_large())?;
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
