//! `-v`.

use tracing_subscriber::{filter::EnvFilter, fmt, fmt::format::FmtSpan};

/// Shows every attempt at a carrier's API on standard error; with `-vv` also when, and how long each took.
pub(crate) fn start(verbose: u8) {
    let filter = match verbose {
        0 => return,
        1 => "trunkline=debug",
        _ => "trunkline=trace",
    };
    let subscriber =
        fmt().with_env_filter(EnvFilter::new(filter)).with_writer(anstream::stderr).with_target(false);
    if verbose == 1 {
        subscriber.without_time().init();
    } else {
        subscriber.with_span_events(FmtSpan::CLOSE).init();
    }
}
