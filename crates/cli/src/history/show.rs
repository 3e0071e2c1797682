//! One run: its steps, and the requests of each.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value;
use trunkline_engine::{
    store::{CallRecord, Entry, Run, RunOutcome, StepOutcome, Store},
    trunkline::Effect,
};

use super::runs::ended;
use crate::{exit::Failure, output, planned::plain};

/// A run, for scripts.
#[derive(Debug, Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    run: &'a Run,
    plan: Value,
    steps: &'a [Entry],
}

pub(super) async fn print(store: Option<&Store>, number: i64, json: bool) -> Result<(), Failure> {
    let unknown = || Failure::mistake(format!("there is no run {number}; see trunkline history"));
    let store = store.ok_or_else(unknown)?;
    let (run, plan) = store.run(number).await?.ok_or_else(unknown)?;
    let steps = store.journal(run.id).await?;
    if !json {
        return output::print(&text(&run, &steps));
    }
    let plan = serde_json::from_str(&plan)
        .map_err(|error| Failure::Local(format!("the plan of run {number} cannot be read: {error}")))?;
    output::print_json(&Whole { run: &run, plan, steps: &steps })
}

fn text(run: &Run, steps: &[Entry]) -> String {
    let Run { number, what, who, file, started, .. } = run;
    let end = run.ended.map(|end| format!(" at {end:.0}")).unwrap_or_default();
    let mut text = output::heading(&plain(&format!("Run {number}: {what}, {file}")));
    let _ = writeln!(text, "began {started:.0}, by {}\n{}{end}", plain(who), ended(run));
    for entry in steps {
        let _ = write!(text, "\n{}", step(run, entry));
    }
    if steps.is_empty() {
        let _ = writeln!(text, "\n{}", output::dim("no step was begun"));
    }
    text
}

fn step(run: &Run, entry: &Entry) -> String {
    let again = if entry.attempt > 1 { format!(" (attempt {})", entry.attempt) } else { String::new() };
    let mut text = output::heading(&plain(&format!("{}{again}", entry.step)));
    let Some(result) = &entry.result else {
        let looks = match run.outcome {
            Some(RunOutcome::Overtaken) => "the run that has overtaken this one has looked",
            _ => "a resume looks",
        };
        return text + "  begun, and nobody knows what became of it: " + looks + "\n";
    };
    let object = result.object.as_ref().map(|object| format!(": {}", plain(object))).unwrap_or_default();
    let _ = writeln!(text, "  {}{object}", outcome(result.outcome));
    for message in &result.messages {
        text += &output::paragraph("  ", &plain(message));
    }
    result.calls.iter().fold(text, |text, call| text + &self::call(call))
}

fn outcome(outcome: StepOutcome) -> &'static str {
    match outcome {
        StepOutcome::Changed => "changed",
        StepOutcome::Unchanged => "was so already",
        StepOutcome::Failed { effect: Effect::None, .. } => "failed, nothing was changed",
        StepOutcome::Failed { effect: Effect::Partial, .. } => "failed, part of it was done",
        StepOutcome::Failed { effect: Effect::Applied, .. } => "failed after it was done",
        StepOutcome::Failed { effect: Effect::Unknown, .. } => "failed, and whether it was done is unknown",
    }
}

fn call(call: &CallRecord) -> String {
    let CallRecord { operation, method, attempt, outcome, status, request_id, milliseconds } = call;
    let status = status.map_or_else(|| outcome.clone(), |status| status.to_string());
    let again = if *attempt > 1 { format!(", attempt {attempt}") } else { String::new() };
    let request = request_id.as_ref().map(|id| format!(", request {id}")).unwrap_or_default();
    let line = format!("{method} {operation}{again}: {status}, {milliseconds} ms{request}");
    format!("    {}\n", plain(&line))
}

#[cfg(test)]
mod tests {
    use trunkline_engine::store::NewRun;

    use super::*;

    #[tokio::test]
    async fn nobody_is_told_to_resume_what_was_overtaken() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("state.db").display().to_string();
        let store = Store::open(&place).await.expect("a store");
        let text = || "-".to_owned();
        let new = NewRun { what: "apply".to_owned(), who: text(), file: text(), plan: text() };
        let mut run = store.begin(&[], &new).await.expect("a run");
        let steps = [Entry { step: "a/b/c".to_owned(), attempt: 1, intended: run.started, result: None }];
        assert!(super::text(&run, &steps).contains("a resume looks"));
        run.outcome = Some(RunOutcome::Overtaken);
        let text = super::text(&run, &steps);
        assert!(text.contains("overtaken") && !text.contains("a resume"), "{text}");
    }
}
