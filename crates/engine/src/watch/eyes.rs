//! Looking at a point.

use std::{
    collections::BTreeMap,
    fmt::Debug,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use futures::TryStreamExt as _;
use jiff::{SignedDuration, Timestamp};
use tokio::time::{Instant, timeout};
use trunkline::{Error, ErrorKind, model::SipUri};

use super::{Point, Sample, machine::MOST_QUIET};
use crate::{
    ReadOnly,
    probe::{Certificate, Health, Prober, Report},
};

/// How long before its end a certificate is warned of.
const SOON: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Who looks. Replaced where looks are replayed.
#[async_trait]
pub trait Eyes: Debug + Send + Sync {
    /// Looks at a point. It ends in bounded time and never fails: not to see is an answer.
    async fn look(&self, point: &Point) -> Sample;
}

/// Looks for real: one SIP OPTIONS to what takes calls, one read to an API.
#[derive(Debug, Clone)]
pub struct Lookers {
    prober: Prober,
    views: BTreeMap<String, ReadOnly>,
    timeout: Duration,
    /// Servers that asked to be left alone, and until when. A target may have others.
    quiet: Arc<Mutex<BTreeMap<SocketAddr, Instant>>>,
}

impl Lookers {
    /// Probes by `prober`, and asks the accounts in `views`; a look takes `timeout` at most.
    pub fn new(prober: Prober, views: BTreeMap<String, ReadOnly>, timeout: Duration) -> Self {
        Self { prober: prober.within(timeout), views, timeout, quiet: Arc::default() }
    }

    /// What stands at a URI, without asking those of its servers that asked to be left alone.
    async fn probe(&self, uri: &SipUri) -> Report {
        let quiet = {
            let mut quiet = self.quiet.lock().unwrap_or_else(PoisonError::into_inner);
            quiet.retain(|_, until| *until > Instant::now());
            quiet.keys().copied().collect()
        };
        let report = self.prober.clone().without(quiet).probe(uri).await;
        let mut quiet = self.quiet.lock().unwrap_or_else(PoisonError::into_inner);
        for attempt in &report.attempts {
            if let Some(wait) = attempt.retry_after() {
                quiet.insert(attempt.hop.address, Instant::now() + wait.min(MOST_QUIET));
            }
        }
        report
    }

    /// The first page of the trunks: the cheapest read that every carrier has.
    async fn ask(&self, profile: &str) -> Sample {
        let Some(view) = self.views.get(profile) else {
            return Sample::new(Health::Dead, format!("the account {profile} is not open"));
        };
        let began = Instant::now();
        let mut trunks = view.list_trunks();
        let mut sample = match timeout(self.timeout, trunks.try_next()).await {
            Ok(Ok(_)) => Sample::new(Health::Alive, "answers"),
            Ok(Err(error)) => refused(&error),
            Err(_) => Sample::new(Health::Dead, format!("no answer in {} ms", self.timeout.as_millis())),
        };
        if sample.health == Health::Alive {
            sample.latency_us = u64::try_from(began.elapsed().as_micros()).ok();
        }
        sample
    }
}

/// An API that refuses is there. That it refuses this account is worth a warning, and no reason to leave the carrier. The
/// warning is the same at each look, unlike the answer, or it would be news each time.
fn refused(error: &Error) -> Sample {
    let health = match error.kind() {
        ErrorKind::Unreachable | ErrorKind::Timeout | ErrorKind::Interrupted | ErrorKind::Certificate => {
            Health::Dead
        }
        ErrorKind::Unavailable | ErrorKind::MalformedResponse => Health::Unhealthy,
        _ => Health::Alive,
    };
    let mut sample = Sample::new(health, error.to_string());
    sample.retry_after_seconds = error.retry_after().map(|wait| wait.as_secs());
    let warning = match error.kind() {
        ErrorKind::Unauthenticated => Some("the API does not take the account's credentials"),
        ErrorKind::PermissionDenied => Some("the API does not let the account list its trunks"),
        _ => None,
    };
    sample.warnings.extend(warning.map(str::to_owned));
    sample
}

fn probed(report: &Report) -> Sample {
    let mut sample = Sample::new(report.health, report.why());
    sample.retry_after_seconds = report.retry_after().map(|wait| wait.as_secs());
    if let Some(attempt) = report.decisive() {
        sample.latency_us = attempt.latency_us;
        if let Some(certificate) = &attempt.certificate {
            sample.certificate_ends = certificate.not_after;
            sample.warnings = warnings(certificate, Timestamp::now());
        }
    }
    sample
}

fn warnings(certificate: &Certificate, now: Timestamp) -> Vec<String> {
    let mut warnings = certificate.problems.clone();
    let soon = certificate.not_after.filter(|end| now < *end && now.duration_until(*end) < SOON);
    warnings.extend(soon.map(|end| format!("the certificate ends on {}", end.strftime("%Y-%m-%d"))));
    warnings
}

#[async_trait]
impl Eyes for Lookers {
    async fn look(&self, point: &Point) -> Sample {
        match point {
            Point::Api { profile } => self.ask(profile).await,
            Point::Edge { uri, .. } | Point::Target { uri } => probed(&self.probe(uri).await),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_warned_of_two_weeks_before_its_end() {
        let now: Timestamp = "2026-03-01T00:00:00Z".parse().expect("a time");
        let ends = |end: &str| Certificate {
            names: Vec::new(),
            not_after: Some(end.parse().expect("a time")),
            problems: Vec::new(),
        };
        assert_eq!(warnings(&ends("2026-03-15T00:00:01Z"), now), [""; 0]);
        assert_eq!(warnings(&ends("2026-03-14T23:00:00Z"), now), ["the certificate ends on 2026-03-14"]);
    }
}
