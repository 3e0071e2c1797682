//! The control API: what a test in another process does to a simulator. It has a listener of its own, so that nothing of
//! it is ever on a carrier's paths.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State as Shared};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::SignedDuration;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::accept::stopped;
use crate::fault::{FaultError, Faults};
use crate::request_log::SeenRequest;
use crate::snapshot::{State, StateError};
use crate::switches::Switches;
use crate::world::World;

/// Serves the control API until told to stop.
pub(crate) async fn serve(listener: TcpListener, world: Arc<World>, stop: watch::Receiver<bool>) {
    let served = axum::serve(listener, router(world)).with_graceful_shutdown(stopped(stop)).await;
    if let Err(error) = served {
        tracing::error!(%error, "the control API is gone");
    }
}

/// What every handler acts on.
type Handle = Shared<Arc<World>>;

fn router(world: Arc<World>) -> Router {
    Router::new()
        .route("/_sim/state", get(state).put(set_state))
        .route("/_sim/reset", post(reset))
        .route("/_sim/requests", get(requests).delete(clear_requests))
        .route("/_sim/faults", get(faults).put(set_faults).delete(clear_faults))
        .route("/_sim/switches", get(switches).put(set_switches))
        .route("/_sim/clock", get(clock))
        .route("/_sim/clock/advance", post(advance))
        // A state may be long.
        .layer(DefaultBodyLimit::disable())
        .with_state(world)
}

async fn state(Shared(world): Handle) -> Response {
    // Not by way of a JSON value, which would sort the fields.
    ([(header::CONTENT_TYPE, "application/json")], world.state().to_json()).into_response()
}

async fn set_state(Shared(world): Handle, body: Bytes) -> Result<StatusCode, Mistake> {
    world.load(read::<State>(&body)?)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn reset(Shared(world): Handle) -> StatusCode {
    world.reset();
    StatusCode::NO_CONTENT
}

async fn requests(Shared(world): Handle) -> Json<Vec<SeenRequest>> {
    Json(world.log.all())
}

async fn clear_requests(Shared(world): Handle) -> StatusCode {
    world.log.clear();
    StatusCode::NO_CONTENT
}

async fn faults(Shared(world): Handle) -> Json<Faults> {
    Json(world.faults.get())
}

async fn set_faults(Shared(world): Handle, body: Bytes) -> Result<StatusCode, Mistake> {
    world.faults.set(read(&body)?)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn clear_faults(Shared(world): Handle) -> Result<StatusCode, Mistake> {
    world.faults.clear()?;
    Ok(StatusCode::NO_CONTENT)
}

async fn switches(Shared(world): Handle) -> Json<Switches> {
    Json(world.switches())
}

async fn set_switches(Shared(world): Handle, body: Bytes) -> Result<StatusCode, Mistake> {
    world.set_switches(read(&body)?);
    Ok(StatusCode::NO_CONTENT)
}

async fn clock(Shared(world): Handle) -> Response {
    Json(json!({ "now": world.clock.now(), "manual": world.clock.is_manual() })).into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    seconds: u32,
}

async fn advance(Shared(world): Handle, body: Bytes) -> Result<Response, Mistake> {
    let Advance { seconds } = read(&body)?;
    if !world.clock.is_manual() {
        let message = "the simulator follows the system's clock, which cannot be advanced".to_owned();
        return Err(Mistake { status: StatusCode::CONFLICT, message });
    }
    world.clock.advance(SignedDuration::from_secs(seconds.into()));
    Ok(clock(Shared(world)).await)
}

/// The JSON of a body, whatever its `Content-Type` says: curl's is that of a form unless told otherwise.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Mistake> {
    serde_json::from_slice(body).map_err(|error| Mistake::bad(error.to_string()))
}

/// Why nothing was done.
#[derive(Debug)]
struct Mistake {
    status: StatusCode,
    message: String,
}

impl Mistake {
    fn bad(message: String) -> Self {
        Self { status: StatusCode::BAD_REQUEST, message }
    }
}

impl From<FaultError> for Mistake {
    fn from(error: FaultError) -> Self {
        Self::bad(error.to_string())
    }
}

impl From<StateError> for Mistake {
    fn from(error: StateError) -> Self {
        Self::bad(error.to_string())
    }
}

impl IntoResponse for Mistake {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "error": self.message }))).into_response()
    }
}
