//! One SIP OPTIONS to a target: whether anything answers there, how fast, and what it says.
//!
//! No call is made, and nothing secret is sent. A target is looked up as a call would be (RFC 3263: NAPTR, SRV, then
//! addresses), and its servers are tried in their order until one takes calls. A certificate that is expired or for
//! another host is reported, and the probe goes on.

mod datagram;
mod health;
mod hops;
mod message;
mod names;
mod report;
mod stream;
mod tls;
mod trace;

use std::{
    collections::BTreeSet,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use rustls::{RootCertStore, pki_types::ServerName};
use tokio::{
    net::{TcpStream, UdpSocket},
    time::{Instant, timeout_at},
};
use tokio_rustls::TlsConnector;
use trunkline::model::{SipUri, Transport};

pub use health::Health;
pub use hops::Hop;
pub use message::Answer;
pub use names::{Names, Naptr, Srv, SystemNames};
pub use report::{Attempt, Report};
pub use tls::Certificate;
pub use trace::Event;

use self::{
    message::Request,
    names::Bounded,
    trace::{Trace, micros},
};

/// How long a server is waited for unless a probe says otherwise. RFC 3261 would wait for 32 seconds, callers do not.
pub const TIMEOUT: Duration = Duration::from_secs(5);
/// How many servers of a target are tried at most, so that a probe ends.
pub const MOST_HOPS: usize = 8;

/// Probes targets.
#[derive(Debug, Clone)]
pub struct Prober {
    names: Arc<dyn Names>,
    roots: Arc<RootCertStore>,
    timeout: Duration,
    /// For the whole probe.
    whole: Option<Duration>,
    transport: Option<Transport>,
    quiet: BTreeSet<SocketAddr>,
}

impl Prober {
    /// Looks names up in `names`, trusts the authorities that browsers trust, and waits [`TIMEOUT`] for each server.
    pub fn new(names: impl Names + 'static) -> Self {
        let mut roots = RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        Self {
            names: Arc::new(names),
            roots: Arc::new(roots),
            timeout: TIMEOUT,
            whole: None,
            transport: None,
            quiet: BTreeSet::new(),
        }
    }

    /// With this long for each server, connecting included, and for each name that is looked up; over UDP never more than the
    /// 32 seconds of RFC 3261.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// With this long for the whole probe: a name may take an eighth of it, and the servers share what is left, so that
    /// a target with many of them is not looked at longer than others. Half of it is left where name servers are silent
    /// about all four names that a target may have: NAPTR, and a service for each transport.
    #[must_use]
    pub fn within(mut self, whole: Duration) -> Self {
        self.whole = Some(whole);
        self
    }

    /// By this transport, whatever a target says.
    #[must_use]
    pub fn with_transport(mut self, transport: Transport) -> Self {
        self.transport = Some(transport);
        self
    }

    /// Passing over servers that asked to be left alone, while a target has others.
    #[must_use]
    pub fn without(mut self, quiet: BTreeSet<SocketAddr>) -> Self {
        self.quiet = quiet;
        self
    }

    /// Trusting these authorities instead.
    #[must_use]
    pub fn with_roots(mut self, roots: RootCertStore) -> Self {
        self.roots = Arc::new(roots);
        self
    }

    /// Probes a target. It ends after the timeout times the number of servers, [`MOST_HOPS`] at most, and of names, unless it
    /// has to end [within](Self::within) a time; and never fails: what went wrong is in the report.
    pub async fn probe(&self, target: &SipUri) -> Report {
        let mut trace = Trace::new();
        trace.note(format!("probing {target}"));
        let mut report = Report {
            target: target.clone(),
            health: Health::Dead,
            attempts: Vec::new(),
            problem: None,
            trace: Vec::new(),
        };
        let end = self.whole.map(|whole| Instant::now() + whole);
        let names =
            Bounded { names: &*self.names, limit: self.whole.map_or(self.timeout, |whole| whole / 8) };
        let looked = hops::hops(&names, target, self.transport, &mut trace);
        let late = || Err("the name servers did not answer in time".to_owned());
        let found = match end {
            Some(end) => timeout_at(end, looked).await.unwrap_or_else(|_| late()),
            None => looked.await,
        };
        match found {
            Ok(mut hops) => {
                let is_quiet = |hop: &Hop| self.quiet.contains(&hop.address);
                if !hops.iter().all(is_quiet) {
                    for hop in hops.extract_if(.., |hop| is_quiet(hop)) {
                        trace.note(format!("{hop} asked to be left alone, and is passed over"));
                    }
                }
                hops.truncate(MOST_HOPS);
                let mut left = u32::try_from(hops.len()).unwrap_or(1);
                for hop in hops {
                    let share = |end: Instant| end.saturating_duration_since(Instant::now()) / left;
                    let limit = end.map_or(self.timeout, |end| share(end).min(self.timeout));
                    left -= 1;
                    let attempt = self.attempt(target, hop, limit, &mut trace).await;
                    let health = attempt.health();
                    report.attempts.push(attempt);
                    report.health = report.health.min(health);
                    if health == Health::Alive {
                        break;
                    }
                }
            }
            Err(why) => {
                trace.note(&why);
                report.problem = Some(why);
            }
        }
        trace.note(report.health.to_string());
        report.trace = trace.into_events();
        report
    }

    async fn attempt(&self, target: &SipUri, hop: Hop, limit: Duration, trace: &mut Trace) -> Attempt {
        trace.note(format!("trying {hop}"));
        let mut attempt = Attempt { hop, latency_us: None, answer: None, failure: None, certificate: None };
        match self.exchange(target, &mut attempt, limit, trace).await {
            Ok(answer) => {
                trace.note(format!("{} {}: {}", answer.code, answer.reason, answer.meaning()));
                attempt.answer = Some(answer);
            }
            Err(why) => {
                trace.note(&why);
                attempt.failure = Some(trace::printable(&why));
            }
        }
        attempt
    }

    async fn exchange(
        &self,
        target: &SipUri,
        attempt: &mut Attempt,
        limit: Duration,
        trace: &mut Trace,
    ) -> Result<Answer, String> {
        let Hop { transport, address } = attempt.hop;
        let end = Instant::now() + limit;
        let local = |error| format!("this machine cannot reach it: {error}");
        if transport == Transport::Udp {
            let any: SocketAddr = if address.is_ipv4() {
                (Ipv4Addr::UNSPECIFIED, 0).into()
            } else {
                (Ipv6Addr::UNSPECIFIED, 0).into()
            };
            let socket = UdpSocket::bind(any).await.map_err(local)?;
            socket.connect(address).await.map_err(local)?;
            let request = Request::new(target, transport, socket.local_addr().map_err(local)?);
            let began = Instant::now();
            let answer = datagram::exchange(&socket, &request, limit, trace).await?;
            attempt.latency_us = Some(micros(began.elapsed()));
            return Ok(answer);
        }
        let late = |_| format!("no connection in {} ms", limit.as_millis());
        let connected = timeout_at(end, TcpStream::connect(address)).await.map_err(late)?;
        let mut stream = connected.map_err(|error| format!("no connection: {error}"))?;
        trace.note("connected");
        let request = Request::new(target, transport, stream.local_addr().map_err(local)?);
        if transport == Transport::Tcp {
            let began = Instant::now();
            let answer = stream::exchange(&mut stream, &request, end, limit, trace).await?;
            attempt.latency_us = Some(micros(began.elapsed()));
            return Ok(answer);
        }
        let (config, witness) = tls::config(&self.roots)?;
        let name = ServerName::try_from(target.host().to_owned())
            .map_err(|_| format!("{} cannot be the name of a certificate", target.host()))?;
        let shaken = timeout_at(end, TlsConnector::from(config).connect(name, stream)).await;
        attempt.certificate = witness.certificate();
        if let Some(certificate) = &attempt.certificate {
            trace.note(certificate.line());
        }
        let mut stream = shaken
            .map_err(|_| format!("no TLS in {} ms", limit.as_millis()))?
            .map_err(|error| format!("no TLS: {error}"))?;
        let began = Instant::now();
        let answer = stream::exchange(&mut stream, &request, end, limit, trace).await?;
        attempt.latency_us = Some(micros(began.elapsed()));
        Ok(answer)
    }
}
