//! The command that goes on with a migration, as it can be typed.

use trunkline_engine::migrate::{Migration, Stage};

/// What follows; `None` when a migration is over.
pub(super) fn next(migration: &Migration) -> Option<String> {
    let command = match (migration.stage, migration.stage.next()?) {
        (Stage::Preparing, _) => format!("{} --resume", prepare(migration)),
        (stage, verb) => {
            let resume = if stage.is_under_way() { " --resume" } else { "" };
            format!("trunkline migrate {verb} {}{resume}", migration.number)
        }
    };
    Some(command)
}

/// The preparation of these trunks on this account.
fn prepare(migration: &Migration) -> String {
    let report = &migration.moving.report;
    let trunks = report.trunks.iter().map(|loss| loss.trunk.as_str());
    prepare_of(&report.from.profile, &report.to.profile, trunks)
}

/// A preparation, as it is typed.
pub(super) fn prepare_of<'a>(from: &str, to: &str, trunks: impl Iterator<Item = &'a str>) -> String {
    let only: String = trunks.flat_map(|trunk| [" --trunk ".to_owned(), quoted(trunk)]).collect();
    format!("trunkline migrate prepare --from {} --to {}{only}", quoted(from), quoted(to))
}

/// As a shell takes it for one word.
pub(super) fn quoted(text: &str) -> String {
    let is_plain =
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "/_-.:+@=".contains(c));
    if is_plain { text.to_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}
