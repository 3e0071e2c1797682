//! Nimbus fails on purpose.

use std::{
    future::pending,
    io::{Error, ErrorKind, Result},
    ops::RangeInclusive,
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use serde_json::Value;
use trunkline_conformance::{FaultControl, Trouble};

use crate::fake::{Answer, FakeNimbus};

#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Plan>);

#[derive(Debug, Default)]
struct Plan {
    /// What happens to which requests.
    fates: Vec<(RangeInclusive<u64>, Fate)>,
    /// How many came since that was set.
    requests: u64,
}

#[derive(Debug, Clone, Copy)]
enum Fate {
    Meets(Trouble),
    /// It does not arrive.
    Lost,
}

impl Faults {
    /// What becomes of a request.
    pub(crate) fn answer(&self, carry_out: impl FnOnce() -> Answer) -> Result<Answer> {
        let page = || Value::from("<html><head><title>Nimbus</title></head></html>");
        let Some(fate) = self.next() else { return Ok(carry_out()) };
        match fate {
            Fate::Lost => Err(broken()),
            Fate::Meets(Trouble::TooManyRequests) => Ok((429, Value::Null)),
            Fate::Meets(Trouble::InternalError) => Ok((500, Value::Null)),
            Fate::Meets(Trouble::BadGateway) => Ok((502, Value::Null)),
            Fate::Meets(Trouble::Unavailable) => Ok((503, Value::Null)),
            Fate::Meets(carried_out) => {
                carry_out();
                match carried_out {
                    Trouble::GatewayPage => Ok((502, page())),
                    Trouble::LoginPage => Ok((200, page())),
                    _ => Err(broken()),
                }
            }
        }
    }

    fn next(&self) -> Option<Fate> {
        let mut plan = self.plan();
        plan.requests += 1;
        plan.fates.iter().find(|(numbers, _)| numbers.contains(&plan.requests)).map(|(_, fate)| *fate)
    }

    fn set(&self, fates: Vec<(RangeInclusive<u64>, Fate)>) {
        *self.plan() = Plan { fates, requests: 0 };
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn broken() -> Error {
    Error::new(ErrorKind::ConnectionReset, "the connection broke")
}

#[async_trait]
impl FaultControl for FakeNimbus {
    fn can(&self, trouble: Trouble) -> bool {
        // Nimbus gives no hint when to come again, and numbers its pages: there is no link that could be wrong.
        use Trouble::{
            AnswerCut, AnswerLost, BadGateway, GatewayPage, InternalError, LoginPage, TooManyRequests,
            Unavailable,
        };
        matches!(
            trouble,
            AnswerCut
                | AnswerLost
                | BadGateway
                | GatewayPage
                | InternalError
                | LoginPage
                | TooManyRequests
                | Unavailable
        )
    }

    fn nth(&self, n: u64, trouble: Trouble) {
        self.faults.set(vec![(n..=n, Fate::Meets(trouble))]);
    }

    fn since_nth(&self, n: u64, trouble: Trouble) {
        self.faults.set(vec![(n..=u64::MAX, Fate::Meets(trouble))]);
    }

    fn cut_after(&self, n: u64) {
        self.faults.set(vec![(n..=n, Fate::Meets(Trouble::AnswerLost)), (n + 1..=u64::MAX, Fate::Lost)]);
    }

    fn heal(&self) {
        self.faults.set(Vec::new());
    }

    async fn held_back(&self) {
        // No answer is held back.
        pending::<()>().await;
    }

    fn hold(&self, written: &str, text: &str) {
        self.rewrite(written, text);
    }
}
