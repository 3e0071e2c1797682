//! For a ticket or a pull request.

use std::fmt::Write as _;

use trunkline_engine::{
    loss::{LossReport, TrunkLoss},
    migrate::for_good,
};

use super::{
    group::{GROUPS, Item, effort, items, the_same},
    standing::Standing,
};
use crate::planned::plain;

/// The report, and of a migration how far it is.
pub(crate) fn markdown(report: &LossReport, standing: Option<&Standing<'_>>) -> String {
    let mut text = String::from("# Migration of SIP trunks\n\n");
    let _ =
        writeln!(text, "From **{}** to **{}**.\n", cell(&report.from.identity), cell(&report.to.identity));
    if let Some(standing) = standing {
        let migration = standing.migration;
        let _ = writeln!(
            text,
            "Migration {} is **{}** since {:.0}.\n",
            migration.number, migration.stage, migration.updated
        );
        for (what, numbers) in standing.numbers() {
            let _ = writeln!(text, "- {what}: {}", cell(&numbers));
        }
        for lost in migration.stage.next().map(|next| for_good(migration, next)).unwrap_or_default() {
            let _ = writeln!(text, "- The next stage cannot be taken back whole: {}", cell(&lost));
        }
    }
    for loss in &report.trunks {
        text += &trunk(loss, standing);
    }
    text
}

fn trunk(loss: &TrunkLoss, standing: Option<&Standing<'_>>) -> String {
    let tally = loss.tally();
    let name = if loss.name.is_empty() { loss.trunk.as_str() } else { &loss.name };
    let mut text = format!("\n## {}\n\n", cell(&name));
    let _ = writeln!(
        text,
        "Becomes `{}`{}: {}.\n\n| exact | approximated | manual | impossible |\n| --- | --- | --- | --- |\n| {} | {} | {} | {} |",
        loss.becomes,
        loss.domain.as_ref().map(|domain| format!(", `{}`", cell(domain))).unwrap_or_default(),
        effort(loss),
        tally.exact,
        tally.approximated,
        tally.manual,
        tally.impossible,
    );
    for (verdict, heading) in GROUPS {
        if let ("manual", Some(standing)) = (verdict, standing) {
            text += &checklist(heading, loss, standing);
            continue;
        }
        let items = items(loss, verdict);
        if items.is_empty() {
            continue;
        }
        let _ = write!(
            text,
            "\n### {heading}\n\n| what | now | there | how | source |\n| --- | --- | --- | --- | --- |\n"
        );
        text.extend(items.iter().map(row));
    }
    let same = the_same(loss);
    if !same.is_empty() {
        let _ = write!(text, "\n### The same\n\n{}\n", cell(&same));
    }
    text
}

/// What is left to do of the checklist, and what is confirmed.
fn checklist(heading: &str, loss: &TrunkLoss, standing: &Standing<'_>) -> String {
    let tasks = standing.checklist(loss);
    if tasks.is_empty() {
        return String::new();
    }
    let mut text = format!("\n### {heading}\n\n");
    for (task, done) in tasks {
        let mark = if done.is_some() { 'x' } else { ' ' };
        let by = done.map(|by| format!(" (done: {} at {:.0})", cell(&by.who), by.at)).unwrap_or_default();
        let _ = writeln!(text, "- [{mark}] **{}**: {}{by}", cell(&task.who), cell(&task.what));
    }
    text
}

fn row(item: &Item) -> String {
    let who = item.who.as_ref().map(|who| format!("**{}**: ", cell(who))).unwrap_or_default();
    format!(
        "| {} | {} | {} | {who}{} | {} |\n",
        cell(&item.of.join("; ")),
        item.before.as_ref().map(cell).unwrap_or_default(),
        item.after.as_ref().map(cell).unwrap_or_default(),
        cell(&item.words),
        cell(&item.source),
    )
}

/// What cannot end a cell or begin markup.
fn cell(text: &impl ToString) -> String {
    let mut out = String::new();
    for c in plain(&text.to_string()).chars() {
        match c {
            '|' | '*' | '`' | '[' | ']' | '\\' => out.extend(['\\', c]),
            '<' => out += "&lt;",
            c => out.push(c),
        }
    }
    out
}
