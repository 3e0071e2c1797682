//! Clients of one simulated account that differ in how they are set up.

use std::{sync::Arc, time::Duration};

use trunkline::http::{Options, RetryOptions};
use trunkline_conformance::Manner;

use crate::{
    odd::{Odd, Oddity, Shape},
    simulated::{PAGE_SIZE, unlimited},
    untrusted,
};

/// Long enough for a connection on loopback, and short enough to wait for on every verb.
const MOMENT: Duration = Duration::from_millis(25);

/// Nothing listens on it: what does has ports that a test may be given.
const NOBODY: &str = "http://127.0.0.1:1";

/// How a client is set up.
#[derive(Debug)]
#[non_exhaustive]
pub struct Setup {
    /// How it sends.
    pub http: Options,
    /// How many objects a page of its lists has.
    pub page_size: u32,
    /// Where it sends to, when that is not the simulator.
    pub elsewhere: Option<String>,
    /// Its secret, when that is not the account's.
    pub secret: Option<&'static str>,
}

impl Setup {
    /// As the harness's own provider is set up.
    pub fn new() -> Self {
        Self { http: unlimited(), page_size: PAGE_SIZE, elsewhere: None, secret: None }
    }

    /// Different in this; `shape` is that of the carrier's objects. `None` for a manner that came later.
    pub fn of(manner: Manner, shape: Shape) -> Option<Self> {
        let usual = Self::new();
        let odd = |oddity| Setup {
            http: unlimited().with_transport(Arc::new(Odd::new(oddity, shape))),
            ..Self::new()
        };
        Some(match manner {
            Manner::Impatient => {
                let once = RetryOptions::new().with_max_attempts(1);
                Self { http: usual.http.with_attempt_timeout(MOMENT).with_retry(once), ..usual }
            }
            Manner::OnePerPage => Self { page_size: 1, ..usual },
            Manner::WrongCredentials => Self { secret: Some("not-the-one"), ..usual },
            Manner::Unreachable => Self { elsewhere: Some(NOBODY.to_owned()), ..usual },
            Manner::UntrustedCertificate => Self { elsewhere: Some(untrusted::host()), ..usual },
            Manner::NotPermitted => odd(Oddity::NotPermitted),
            Manner::UnknownFields => odd(Oddity::UnknownFields),
            Manner::BareObjects => odd(Oddity::BareObjects),
            Manner::UnknownWords => odd(Oddity::UnknownWords),
            _ => return None,
        })
    }
}

impl Default for Setup {
    fn default() -> Self {
        Self::new()
    }
}
