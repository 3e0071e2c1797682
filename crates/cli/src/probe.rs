//! `trunkline probe`.

use std::{fmt::Write as _, time::Duration};

use clap::Args;
use trunkline_engine::{
    probe::{Attempt, Health, Prober, Report, SystemNames},
    trunkline::model::{SipUri, Transport},
};

use crate::{exit::Failure, output};

/// Send one SIP OPTIONS to a target, and say whether it takes calls. No call is made, and no password is sent.
///
/// The target is looked up as a call would be: NAPTR, SRV, then addresses (RFC 3263); its servers are tried in their
/// order until one is alive. Alive is who answers for itself, even with 401, 404 or 486; 503 is unhealthy, and so are
/// 408, 502 and 504, with which a proxy speaks for a peer that does not answer. A certificate that has expired or is for
/// another host is shown, and the probe goes on.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  trunkline probe 'sip:sbc.example.com;transport=tls'   # quote the semicolon
  trunkline probe sip:192.0.2.10:5060 --transport tcp
  trunkline probe sip:sbc.example.com --json | jq -r .health

Exit codes: 0 alive, 1 unhealthy or dead, 2 the target cannot be.")]
pub(crate) struct Command {
    /// The target: sip:HOST, with :PORT and ;transport= if need be, or sips:HOST.
    target: String,
    /// The transport, whatever the target says.
    #[arg(long, value_parser = ["udp", "tcp", "tls"])]
    transport: Option<String>,
    /// How many seconds each of the target's servers is waited for.
    #[arg(long, value_name = "SECONDS", default_value = "5", value_parser = seconds)]
    timeout: Duration,
}

/// A span of time on the command line: `5`, `0.5`.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().map_err(|_| "is no number of seconds".to_owned())?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(span) if !span.is_zero() && span <= Duration::from_hours(24) => Ok(span),
        _ => Err("must be more than 0 and at most 86400".to_owned()),
    }
}

impl Command {
    pub(crate) async fn run(self, json: bool) -> Result<(), Failure> {
        let target: SipUri = self.target.parse()?;
        let transport = self.transport.as_deref().map(|name| match name {
            "udp" => Transport::Udp,
            "tcp" => Transport::Tcp,
            _ => Transport::Tls,
        });
        if let (true, Some(transport @ (Transport::Udp | Transport::Tcp))) = (target.is_sips(), transport) {
            return Err(Failure::mistake(format!(
                "{target} asks for TLS: leave --transport {transport} out"
            )));
        }
        let prober = prober()?.with_timeout(self.timeout);
        let prober = transport.into_iter().fold(prober, Prober::with_transport);
        let report = prober.probe(&target).await;
        if json {
            output::print_json(&report)?;
        } else {
            output::print(&text(&report))?;
        }
        if report.health == Health::Alive { Ok(()) } else { Err(Failure::Down) }
    }
}

/// A prober with this machine's name servers.
pub(crate) fn prober() -> Result<Prober, Failure> {
    SystemNames::new().map(Prober::new).map_err(Failure::Local)
}

fn text(report: &Report) -> String {
    let mut text = output::heading(&format!("{} is {}", report.target, report.health));
    text += &output::paragraph("  ", &report.why());
    for attempt in &report.attempts {
        let _ = writeln!(text, "  {}{}", attempt.hop, latency(attempt));
        for problem in attempt.certificate.iter().flat_map(|certificate| &certificate.problems) {
            let _ = writeln!(text, "    warning: {problem}");
        }
    }
    text.push('\n');
    for event in &report.trace {
        let (ms, us) = (event.after_us / 1000, event.after_us % 1000);
        text += &output::dim(&format!("{ms:>6}.{us:03} ms  {}", event.what));
        text.push('\n');
    }
    text
}

fn latency(attempt: &Attempt) -> String {
    attempt.latency_us.map_or(String::new(), |us| format!(", answered in {}.{:03} ms", us / 1000, us % 1000))
}
