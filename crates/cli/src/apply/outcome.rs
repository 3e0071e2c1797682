//! What came of an apply.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::{Value, json};
use trunkline_engine::{
    apply::{Became, CreatedTrunk, Report, SecondLook, StepReport},
    plan::{Manual, Plan},
    store::RunOutcome,
    trunkline::Effect,
    undo::NotUndone,
};

use crate::{
    exit::Failure,
    output,
    planned::{self, plain},
    trunk::termination_line,
};

/// The commands that go on with a run that is none of apply's own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GoOn<'a> {
    /// When something was done, or may have been.
    pub(crate) begun: &'a str,
    /// When nothing was.
    pub(crate) again: &'a str,
}

impl<'a> From<&'a str> for GoOn<'a> {
    /// The same one, whatever was done.
    fn from(command: &'a str) -> Self {
        Self { begun: command, again: command }
    }
}

/// The outcome for scripts when there was nothing to do: as that of a run, which there was not.
pub(super) fn nothing(plan: &Plan) -> Value {
    let manual: Vec<&Manual> =
        plan.accounts.iter().flat_map(|account| &account.trunks).flat_map(|trunk| &trunk.manual).collect();
    json!({
        "run": null, "number": null, "outcome": RunOutcome::Done, "steps": [], "created": [], "manual": manual,
        "second_look": { "is": "empty" }, "trouble": null,
    })
}

/// The outcome, for scripts.
#[derive(Debug, Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    report: &'a Report,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_undone: Option<&'a [NotUndone]>,
}

/// The outcome, for scripts.
pub(super) fn for_scripts(report: &Report, not_undone: Option<&[NotUndone]>) -> Result<Value, Failure> {
    serde_json::to_value(Told { report, not_undone }).map_err(|error| Failure::Local(error.to_string()))
}

/// Prints the outcome; one that is not as asked is a failure besides.
pub(super) fn tell(
    report: &Report,
    not_undone: Option<&[NotUndone]>,
    go_on: Option<GoOn<'_>>,
    json: bool,
) -> Result<(), Failure> {
    let printed = if json {
        output::print_json(&Told { report, not_undone })
    } else {
        output::print(&words(report, go_on.is_none()))
    };
    let partly = is_partly_done(report);
    if let (Err(Failure::Local(why)), true) = (&printed, partly) {
        let number = report.number;
        return Err(Failure::Untold(format!("{why}; what was done is in trunkline history show {number}")));
    }
    printed?;
    failure(report, go_on).map_or(Ok(()), Err)
}

/// What an outcome that is not as asked is; `go_on` has the commands that go on with it, where it is not an apply.
pub(crate) fn failure(report: &Report, go_on: Option<GoOn<'_>>) -> Option<Failure> {
    if report.outcome == RunOutcome::Done && report.trouble.is_none() {
        return None;
    }
    let partly = is_partly_done(report);
    let effects = report.steps.iter().map(effect);
    let unknown = effects.clone().any(|effect| effect == Effect::Unknown);
    let effect = match (unknown, partly) {
        (true, _) => Effect::Unknown,
        (_, true) => Effect::Partial,
        _ => Effect::None,
    };
    let go_on = go_on.map(|go_on| if effect == Effect::None { go_on.again } else { go_on.begun });
    Some(Failure::Unfinished { partly, effect, message: message(report, go_on) })
}

/// Whether something was changed.
fn is_partly_done(report: &Report) -> bool {
    report.steps.iter().any(|step| {
        step.became == Became::Changed || matches!(effect(step), Effect::Partial | Effect::Applied)
    })
}

fn effect(step: &StepReport) -> Effect {
    match step.became {
        Became::Failed { effect, .. } => effect,
        Became::Interrupted => Effect::Unknown,
        Became::Changed | Became::Unchanged | Became::NotRun => Effect::None,
    }
}

/// Why it is not done, and how to go on.
fn message(report: &Report, go_on: Option<&str>) -> String {
    let Report { number, steps, .. } = report;
    let done = steps.iter().filter(|step| step.became.is_done()).count();
    let ended = match (report.outcome, &report.second_look) {
        (_, SecondLook::Left(_)) => "was carried out, and not all is as the file says".to_owned(),
        (_, SecondLook::Failed(why)) => {
            format!("was carried out, and nobody can tell whether all is as asked: {why}")
        }
        (RunOutcome::Stopped, _) => format!("was stopped after {done} of {} steps", steps.len()),
        _ => format!("failed with {done} of {} steps done", steps.len()),
    };
    let go_on = go_on.unwrap_or(match report.outcome {
        _ if done == steps.len() => "trunkline plan",
        // What the carrier will never take is not helped by the same plan again.
        RunOutcome::Failed => "trunkline apply --resume, or trunkline apply once the file is mended",
        _ => "trunkline apply --resume",
    });
    let trouble = report.trouble.as_ref().map(|trouble| format!("; {trouble}")).unwrap_or_default();
    let ended = plain(&format!("run {number} {ended}{trouble}"));
    format!("{ended}; go on with: {go_on}; each request: trunkline history show {number}")
}

/// The outcome, for people.
pub(crate) fn text(report: &Report) -> String {
    words(report, true)
}

/// The outcome, for people; with what is to be done by hand, unless that has a list of its own.
fn words(report: &Report, by_hand: bool) -> String {
    let mut text = String::new();
    let all_done = report.steps.iter().all(|step| step.became.is_done());
    for step in &report.steps {
        // What was done as asked needs no line of its own, unless there is something to know or something else failed.
        if !all_done || !step.messages.is_empty() {
            text += &line(step);
        }
    }
    match &report.second_look {
        SecondLook::Left(plan) => {
            let _ = write!(text, "\n{}{}", output::heading("Not as asked after all"), planned::text(plan));
        }
        // What is no apply's has a list of its own of what is to be done by hand.
        _ if !by_hand => {}
        _ => text.extend(report.manual.iter().filter(|step| step.confirmed.is_none()).map(planned::manual)),
    }
    text.extend(report.created.iter().map(send_calls_to));
    if report.outcome == RunOutcome::Done {
        let (steps, number) = (report.steps.len(), report.number);
        let looked = if matches!(report.second_look, SecondLook::Empty) {
            ", and a second look found all as asked"
        } else {
            ""
        };
        let _ = writeln!(text, "Done: {steps} steps{looked}. Each request: trunkline history show {number}");
    }
    text
}

/// Where calls to a trunk that is new are sent.
fn send_calls_to(created: &CreatedTrunk) -> String {
    let CreatedTrunk { profile, name, trunk, termination, .. } = created;
    let place = termination_line(termination);
    plain(&format!("Send calls for {name} on {profile} ({trunk}) to: {place}")) + "\n"
}

fn line(step: &StepReport) -> String {
    let word = match step.became {
        Became::Changed => "done",
        Became::Unchanged => "was so already",
        Became::Failed { .. } => "failed",
        Became::Interrupted => "cut off, to be read back",
        Became::NotRun => "not begun",
    };
    let messages: String =
        step.messages.iter().map(|message| output::paragraph("      ", &plain(message))).collect();
    format!("  {}: {word}\n{messages}", plain(&step.step))
}
