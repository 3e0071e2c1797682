//! What a probe found.

use std::time::Duration;

use serde::Serialize;
use trunkline::model::SipUri;

use super::{Answer, Certificate, Event, Health, Hop};

/// What became of a probe.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// What was probed.
    pub target: SipUri,
    /// The best of what its servers are.
    pub health: Health,
    /// The servers that were tried, in their order. The last one is alive, when any is.
    pub attempts: Vec<Attempt>,
    /// Why no server was found to try.
    pub problem: Option<String>,
    /// What was done.
    pub trace: Vec<Event>,
}

impl Report {
    /// The attempt that decided.
    pub fn decisive(&self) -> Option<&Attempt> {
        self.attempts.iter().min_by_key(|attempt| attempt.health())
    }

    /// Why, in a line: the answer and what it means, or what failed.
    pub fn why(&self) -> String {
        match (self.decisive(), &self.problem) {
            (Some(Attempt { answer: Some(answer), .. }), _) => {
                format!("{} {}: {}", answer.code, answer.reason, answer.meaning())
            }
            (Some(Attempt { failure: Some(failure), .. }), _) => failure.clone(),
            (_, Some(problem)) => problem.clone(),
            _ => "nothing was tried".into(),
        }
    }

    /// For how long the target asks to be left alone, when every server that was tried does.
    pub fn retry_after(&self) -> Option<Duration> {
        let waits: Option<Vec<Duration>> = self.attempts.iter().map(Attempt::retry_after).collect();
        waits?.into_iter().min()
    }
}

/// One server that was tried.
#[derive(Debug, Clone, Serialize)]
pub struct Attempt {
    /// Which.
    #[serde(flatten)]
    pub hop: Hop,
    /// Microseconds from the first request to the final answer, without connecting.
    pub latency_us: Option<u64>,
    /// What it answered.
    pub answer: Option<Answer>,
    /// Why it did not.
    pub failure: Option<String>,
    /// The certificate it showed, over TLS.
    pub certificate: Option<Certificate>,
}

impl Attempt {
    /// How the server is.
    pub fn health(&self) -> Health {
        self.answer.as_ref().map_or(Health::Dead, Answer::health)
    }

    /// For how long the server asks to be left alone; only one that is unhealthy is taken at its word.
    pub fn retry_after(&self) -> Option<Duration> {
        let answer = self.answer.as_ref().filter(|answer| answer.health() != Health::Alive)?;
        answer.retry_after_seconds.map(|seconds| Duration::from_secs(seconds.into()))
    }
}
