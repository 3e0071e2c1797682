//! What is known, for Prometheus (its text format, version 0.0.4).

use std::{collections::BTreeSet, fmt::Write as _};

use jiff::Timestamp;

use super::{Standing, Watch, Watched};

type Value = fn(&Watched) -> Option<f64>;

/// Names, kinds, help, and what each point has of it. Seconds, as Prometheus wants them.
const FAMILIES: [(&str, &str, Value); 7] = [
    ("trunkline_up", "1 while it takes calls or answers, 0 while it is down", |watched| {
        match watched.machine.standing {
            Standing::Unknown => None,
            Standing::Up => Some(1.0),
            Standing::Down => Some(0.0),
        }
    }),
    ("trunkline_misses", "misses in a row", |watched| Some(f64::from(watched.machine.misses))),
    ("trunkline_since_seconds", "when it went up or down, as a Unix time", |watched| {
        watched.machine.since.map(seconds)
    }),
    ("trunkline_seen_seconds", "when it was last asked, as a Unix time", |watched| {
        watched.machine.seen.map(seconds)
    }),
    ("trunkline_latency_seconds", "how long its last answer took", |watched| {
        let micros = watched.machine.last.as_ref()?.latency_us?;
        Some(std::time::Duration::from_micros(micros).as_secs_f64())
    }),
    ("trunkline_certificate_end_seconds", "when its certificate ends, as a Unix time", |watched| {
        watched.machine.last.as_ref()?.certificate_ends.map(seconds)
    }),
    (
        "trunkline_warnings",
        "what is wrong with it besides, such as a certificate that ends soon",
        |watched| u32::try_from(watched.warnings.len()).ok().map(f64::from),
    ),
];

/// Accounts whose hosts are not watched have no point.
const UNWATCHED: &str = "trunkline_unwatched";

fn seconds(at: Timestamp) -> f64 {
    at.as_duration().as_secs_f64()
}

/// All metrics of a watch.
pub fn metrics(watch: &Watch) -> String {
    let mut text = String::new();
    for (name, help, value) in FAMILIES {
        let _ = writeln!(text, "# HELP {name} {help}.\n# TYPE {name} gauge");
        for watched in &watch.points {
            if let Some(value) = value(watched) {
                let _ = writeln!(text, "{name}{{{}}} {value}", labels(watched));
            }
        }
    }
    if !watch.unwatched.is_empty() {
        let _ = writeln!(
            text,
            "# HELP {UNWATCHED} 1 while nobody knows where the account takes calls.\n# TYPE {UNWATCHED} gauge"
        );
    }
    let unknown: BTreeSet<&str> = watch.unwatched.iter().map(|unwatched| &*unwatched.profile).collect();
    for profile in unknown {
        let _ = writeln!(text, "{UNWATCHED}{{profile=\"{}\"}} 1", escape(profile));
    }
    text
}

fn labels(watched: &Watched) -> String {
    let profile = watched.point.profile().unwrap_or_default();
    let uri = watched.point.uri().map_or("", |uri| uri.as_str());
    format!("profile=\"{}\",kind=\"{}\",target=\"{}\"", escape(profile), watched.point.kind(), escape(uri))
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
