//! What came of a failover.

use std::{fmt::Write as _, time::Duration};

use serde_json::json;
use trunkline_engine::{
    apply::Report,
    failover::{Bundle, Left, Look},
    plan::{Change, Manual, Plan},
    trunkline::{Effect, model::Trunk},
};

use super::bundle::checklist;
use crate::{
    apply::outcome,
    exit::Failure,
    output,
    planned::{self, plain},
    trunk::termination_line,
};

/// Why what was done is not all that calls need, if it is not; `once_more` is the command that does the rest.
pub(super) fn missed(left: &[Left], effect: Effect, once_more: &str) -> Option<Failure> {
    let missed: Vec<&str> = left.iter().filter(|left| left.missed).map(|left| &*left.step).collect();
    if missed.is_empty() {
        return None;
    }
    let why = format!(
        "calls miss what was not done: {}; when what it waits for is done: {once_more}",
        missed.join(", ")
    );
    Some(Failure::Missed { effect, message: plain(&why) })
}

/// What came of a bundle that was carried out.
#[derive(Debug)]
pub(super) struct Ended<'a> {
    pub(super) bundle: &'a Bundle,
    /// What was done, if anything was left to do.
    pub(super) report: Option<&'a Report>,
    /// What there was when it had ended; `None` where nobody looked.
    pub(super) seen: Option<&'a Look>,
    /// What a failover does not do, by the last look.
    pub(super) left: &'a [Left],
    pub(super) took: Duration,
}

impl Ended<'_> {
    /// Says what came of it, and what people have to do now.
    pub(super) fn print(&self, json: bool) -> Result<(), Failure> {
        let Self { bundle, report, seen, left, took } = self;
        let printed = if json {
            let second = report.and(seen.map(|look| &look.plan));
            output::print_json(&json!({
                "id": bundle.id, "report": report, "second_look": second, "left": left,
                "created": self.created().collect::<Vec<_>>(), "manual": self.by_hand().collect::<Vec<_>>(),
                "checklist": bundle.checklist, "seconds": took.as_secs_f64(),
            }))
        } else {
            output::print(&self.text())
        };
        match (printed, report) {
            (Err(Failure::Local(why)), Some(Report { number, .. })) => {
                Err(Failure::Untold(format!("{why}; what was done is in trunkline history show {number}")))
            }
            (printed, _) => printed,
        }
    }

    /// Why it is not all that calls need, if it is not; `once_more` is the command that does the rest.
    pub(super) fn failure(&self, once_more: &str) -> Option<Failure> {
        let effect = if self.report.is_some() { Effect::Partial } else { Effect::None };
        if self.seen.is_some_and(|look| !look.plan.is_empty()) {
            let why =
                format!("it was carried out, and not all is as the bundle says; once more: {once_more}");
            return Some(Failure::Unfinished { partly: true, effect, message: plain(&why) });
        }
        missed(self.left, effect, once_more)
    }

    fn missed(&self) -> impl Iterator<Item = &Left> {
        self.left.iter().filter(|left| left.missed)
    }

    /// The trunks that are there and were not when the bundle was made: nobody knew their addresses.
    fn created(&self) -> impl Iterator<Item = &Trunk> {
        let Self { bundle, seen, .. } = self;
        let creates =
            bundle.plan.steps().filter(|(.., step)| matches!(step.change, Change::CreateTrunk { .. }));
        creates.filter_map(|(_, planned, _)| seen.as_ref()?.there(&planned.name)).map(|there| &there.trunk)
    }

    /// What only a person can do, and is not on the checklist yet: it names what was created.
    fn by_hand(&self) -> impl Iterator<Item = &Manual> {
        let known = |plan: &Plan, id: &str| plan.manual().any(|manual| manual.id == id);
        let there = self.seen.into_iter().flat_map(|look| look.plan.manual());
        there.filter(move |manual| manual.confirmed.is_none() && !known(&self.bundle.plan, &manual.id))
    }

    fn text(&self) -> String {
        let to = &self.bundle.to.profile;
        let mut text = self.report.map(outcome::text).unwrap_or_default();
        let misses = self.missed().next().is_some();
        match (self.report, self.seen) {
            (_, Some(look)) if !look.plan.is_empty() => {
                text += &output::heading("Not as asked after all");
                text += &planned::text(&look.plan);
            }
            (Some(_), Some(_)) if !misses => {
                let _ = writeln!(text, "A second look at {to} found all as the bundle says.");
            }
            (None, _) if !misses => {
                let _ = writeln!(text, "Nothing is left to do on {to}: it is as the bundle says.");
            }
            _ => {}
        }
        for trunk in self.created() {
            let place = termination_line(&trunk.termination);
            text += &output::item(&plain(&format!("Send calls for {} on {to} to: {place}", trunk.name)));
        }
        text.extend(self.by_hand().map(planned::manual));
        if misses {
            text += &output::heading("Not done, and calls miss it");
            text.extend(
                self.missed().map(|left| output::item(&plain(&format!("{}: {}", left.step, left.why)))),
            );
        }
        let _ = writeln!(
            text,
            "It took {:.1} s. {} was not asked for anything. Calls move when people do what follows.\n",
            self.took.as_secs_f64(),
            self.bundle.away_from.profile
        );
        text + &checklist(&self.bundle.checklist)
    }
}
