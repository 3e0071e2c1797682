//! All runs, a line each.

use trunkline_engine::store::{Run, RunOutcome, Store};

use crate::{exit::Failure, output, planned::plain};

pub(super) async fn print(store: Option<&Store>, limit: u32, json: bool) -> Result<(), Failure> {
    let runs = match store {
        Some(store) => store.runs(limit).await?,
        None => Vec::new(),
    };
    if json { output::print_json(&runs) } else { output::print(&table(&runs)) }
}

fn table(runs: &[Run]) -> String {
    let row = |run: &Run| {
        let began = format!("{:.0}", run.started);
        let texts = [&run.what, &run.who, &run.file].map(|text| plain(text));
        [&[run.number.to_string(), began][..], &texts, &[ended(run).to_owned()]].concat()
    };
    let headings = ["RUN", "BEGAN", "WHAT", "WHO", "FILE", "ENDED"];
    output::table(&headings, runs.iter().map(row).collect(), "nothing was changed yet")
}

/// How a run ended, in a word.
pub(super) fn ended(run: &Run) -> &'static str {
    match run.outcome {
        Some(RunOutcome::Done) => "done",
        Some(RunOutcome::Failed) => "failed",
        Some(RunOutcome::Stopped) => "stopped",
        Some(RunOutcome::Overtaken) => "overtaken",
        None => "not ended",
    }
}
