//! Saying what is known: of each change, in a file after each look, and at the end.

use std::{fs, path::Path};

use serde_json::json;
use trunkline_engine::watch::{Advice, Change, Watch, Watched};

use crate::{exit::Failure, output};

/// Says who changed sides.
pub(super) fn show(changes: &[Change], json: bool) -> Result<(), Failure> {
    changes.iter().try_for_each(|change| show_one(change, json))
}

fn show_one(change: &Change, json: bool) -> Result<(), Failure> {
    if json {
        let line = serde_json::to_string(change)
            .map_err(|error| Failure::Local(format!("a change cannot be written as JSON: {error}")))?;
        return output::print(&format!("{line}\n"));
    }
    let at = change.at.strftime("%Y-%m-%dT%H:%M:%SZ");
    let still = if change.turn.from == change.turn.to { "still " } else { "" };
    let mut text = format!("{at} {} is {still}{}: {}\n", change.name, change.turn.to.as_str(), change.why);
    text.extend(change.warnings.iter().map(|warning| format!("  warning: {warning}\n")));
    if change.is_news() {
        text.extend(change.advice.iter().map(|advice| format!("  {advice}\n")));
    }
    output::print(&text)
}

/// Writes what is known into a file. Whoever reads it never sees half of it.
pub(super) fn keep(path: &Path, watch: &Watch) -> Result<(), Failure> {
    let failed = |error| Failure::Local(format!("{} cannot be written: {error}", path.display()));
    let state = json!({ "at": jiff::Timestamp::now(), "advice": watch.advice(), "watch": watch });
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    fs::write(&new, format!("{state:#}\n")).map_err(failed)?;
    fs::rename(&new, path).map_err(failed)
}

/// What is known, for people.
pub(super) fn table(watch: &Watch) -> String {
    let row = |watched: &Watched| {
        let machine = &watched.machine;
        let last = machine.last.as_ref();
        let latency = last.and_then(|last| last.latency_us);
        vec![
            watched.name.clone(),
            machine.standing.as_str().to_owned(),
            latency.map_or("-".to_owned(), |us| format!("{}.{:03} ms", us / 1000, us % 1000)),
            last.map(|last| last.why.clone()).unwrap_or_default(),
        ]
    };
    let table = output::table(
        &["POINT", "STANDING", "LATENCY", "LAST"],
        watch.points.iter().map(row).collect(),
        "nothing",
    );
    let warned = watch.points.iter().flat_map(|watched| {
        watched.warnings.iter().map(|warning| format!("warning: {}: {warning}", watched.name))
    });
    let unwatched = watch.unwatched.iter().map(|unwatched| format!("not watched: {}", unwatched.why));
    let advice = watch.advice();
    let items = warned.chain(unwatched).chain(advice.iter().map(Advice::to_string));
    items.fold(table, |text, item| text + &output::item(&item))
}
