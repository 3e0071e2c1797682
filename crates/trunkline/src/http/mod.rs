//! How a request reaches a carrier, and what a failure on the way means.
//!
//! From the outside in: one deadline for the whole call; retries, decided by what may have happened at the carrier
//! and by a budget that the client's calls share; a rate limit for each account; a timeout for each attempt;
//! credentials, sent to the configured hosts only; an [`Observer`] and a `tracing` span for each attempt; and a
//! [`Transport`], which is reqwest unless [`Options`] name another one.
#![cfg_attr(
    not(all(feature = "exotel", feature = "twilio")),
    allow(dead_code, reason = "only the carriers' clients make calls, and each needs its own part of this")
)]

mod attempt;
mod auth;
mod budget;
mod call;
mod client;
mod dialect;
mod echo;
mod excerpt;
mod failure;
mod gate;
mod limit;
mod minute;
mod observe;
mod options;
mod origin;
mod pages;
mod places;
pub(crate) mod reads;
mod reqwest_transport;
mod response;
mod retry;
mod retry_after;
mod transport;

#[cfg(test)]
mod tests;

pub use self::{
    auth::BasicAuth,
    budget::{Ask, Budget, BudgetError, Grant, Leave, Priority},
    call::Method,
    limit::RateLimit,
    minute::Minute,
    observe::{AttemptEnd, AttemptOutcome, AttemptStart, Observer},
    options::{Options, RetryOptions},
    transport::{RawResponse, Request, Transport, TransportError, TransportErrorKind},
};
#[cfg_attr(
    not(any(feature = "exotel", feature = "twilio", test)),
    expect(unused_imports, reason = "only the carriers' clients make calls")
)]
pub(crate) use self::{
    call::{Body, Call, Repeat},
    client::Client,
    dialect::{Dialect, Refusal},
    pages::Trail,
    response::Response,
};
