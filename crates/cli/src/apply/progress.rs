//! How far an apply is, on a terminal.

use std::{sync::OnceLock, time::Duration};

use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use trunkline_engine::{
    apply::{Became, Estimate, Events, StepReport},
    plan::Step,
};

use crate::{
    output,
    planned::{duration, plain},
};

/// How long nobody needs to be told beforehand how long it takes.
const PATIENCE: Duration = Duration::from_secs(2);

/// A bar on standard error; nothing where that is no terminal.
#[derive(Debug)]
pub(super) struct Progress {
    bar: ProgressBar,
    /// How long all of it takes at the carrier's rate limit.
    whole: OnceLock<Duration>,
    /// Whether standard error is for a program, which reads nothing but an error there.
    quiet: bool,
}

impl Progress {
    /// Nothing to be seen yet.
    pub(super) fn new(quiet: bool) -> Self {
        let style = ProgressStyle::with_template("{bar:30} {pos} of {len} steps{prefix}  {wide_msg}");
        let bar = if quiet { ProgressBar::hidden() } else { ProgressBar::no_length() };
        let bar = match style {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        };
        Self { bar, whole: OnceLock::new(), quiet }
    }

    /// Says something worth knowing, above the bar.
    pub(super) fn say(&self, line: &str) {
        if !self.quiet {
            self.bar.suspend(|| output::note(&plain(line)));
        }
    }

    /// Says how long the rest takes, where a rate limit decides that: the first minute's requests go out at once, so
    /// what was fast so far says nothing of the rest.
    fn tell_rest(&self) {
        let (Some(whole), Some(steps)) = (self.whole.get(), self.bar.length()) else { return };
        let rest = steps.saturating_sub(self.bar.position());
        #[expect(clippy::cast_precision_loss, reason = "nobody counts steps in quadrillions")]
        let left = whole.mul_f64(rest as f64 / steps.max(1) as f64);
        if left > PATIENCE {
            self.bar.set_prefix(format!(", {} left", duration(left)));
        } else {
            self.bar.set_prefix("");
        }
    }

    /// Leaves nothing behind on the screen.
    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}

impl Events for Progress {
    fn waiting(&self, account: &str, holder: &str, since: Timestamp) {
        self.say(&format!("waiting for {account}: {holder} is changing it since {since:.0}"));
    }

    fn started(&self, steps: usize, estimate: Estimate) {
        let Estimate { requests, time } = estimate;
        if time > PATIENCE {
            self.say(&format!("{requests} requests, {} at the carrier's rate limit", duration(time)));
        }
        self.bar.set_length(steps as u64);
        let _ = self.whole.set(time);
        self.tell_rest();
    }

    fn step_started(&self, step: &Step) {
        self.bar.set_message(plain(&step.id));
    }

    fn step_finished(&self, step: &StepReport) {
        self.bar.inc(1);
        self.tell_rest();
        if let Became::Failed { .. } = step.became {
            // Only where there is a bar: elsewhere the end tells it soon enough.
            self.bar.println(plain(&format!("{} failed: {}", step.step, step.messages.join("; "))));
        }
    }

    fn verifying(&self) {
        self.bar.set_message("looking again");
    }
}
