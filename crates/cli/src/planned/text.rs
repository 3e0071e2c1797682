//! A plan on a terminal.

use std::{collections::BTreeSet, fmt::Write as _};

use clap::builder::styling::{AnsiColor, Style};
use trunkline_engine::plan::{Allow, Manual, Plan, PlannedAccount, PlannedTrunk};

use super::{
    Mark, Totals, plain,
    rows::{Row, rows},
};
use crate::output;

const GREEN: Style = AnsiColor::Green.on_default();
const YELLOW: Style = AnsiColor::Yellow.on_default();
const RED: Style = AnsiColor::Red.on_default();

/// The whole plan, by account and trunk, with its totals at the end.
pub(crate) fn text(plan: &Plan) -> String {
    let mut text = String::new();
    for account in &plan.accounts {
        for trunk in account.trunks.iter().filter(|trunk| is_worth_a_look(trunk)) {
            text += &self::trunk(plan, account, trunk);
            text.push('\n');
        }
    }
    if plan.is_empty() {
        return text + "Nothing to do: all is as the file says.\n";
    }
    let _ = writeln!(text, "{}.", Totals::of(plan));
    text + &flags(&plan.missing())
}

/// What has to be added to the command line, and what each flag stands for.
pub(crate) fn flags(missing: &BTreeSet<Allow>) -> String {
    let flags: Vec<String> = missing.iter().map(|allow| format!("--allow {allow}")).collect();
    if flags.is_empty() {
        return String::new();
    }
    format!("{RED}Refused as it is:{RED:#} it needs {}.\n", flags.join(" "))
}

fn is_worth_a_look(trunk: &PlannedTrunk) -> bool {
    let by_hand = trunk.manual.iter().any(|manual| manual.confirmed.is_none());
    !trunk.steps.is_empty() || !trunk.refusals.is_empty() || !trunk.notes.is_empty() || by_hand
}

fn trunk(plan: &Plan, account: &PlannedAccount, trunk: &PlannedTrunk) -> String {
    let mut text = output::heading(&heading(account, trunk));
    for row in rows(trunk) {
        text += &step(plan, row);
    }
    for refusal in &trunk.refusals {
        let field = refusal.field.as_ref().map(|field| format!("{field}: ")).unwrap_or_default();
        text += &under(RED, "refused", &plain(&format!("{field}{}", refusal.reason)));
    }
    for manual in trunk.manual.iter().filter(|manual| manual.confirmed.is_none()) {
        text += &self::manual(manual);
    }
    for note in &trunk.notes {
        text += &under(Style::new(), "note", &plain(note));
    }
    text
}

/// Which trunk of which account, and whether it is new there.
pub(super) fn heading(account: &PlannedAccount, trunk: &PlannedTrunk) -> String {
    let PlannedAccount { profile, identity, .. } = account;
    let state = match &trunk.trunk {
        None if trunk.steps.is_empty() => String::new(),
        None => " (new)".to_owned(),
        Some(id) if trunk.adopted => format!(" ({id}, taken over)"),
        Some(id) => format!(" ({id})"),
    };
    plain(&format!("{profile} · {}{state} on {identity}", trunk.name))
}

fn step(plan: &Plan, Row { step, lines }: Row<'_>) -> String {
    let mut text = String::new();
    for line in lines {
        let style = match line.mark {
            Mark::Add => GREEN,
            Mark::Change => YELLOW,
            Mark::Remove => RED,
        };
        let (sign, noun, name) = (line.mark.sign(), line.noun, line.name);
        let _ = write!(text, "  {style}{sign} {noun} {name}{style:#}");
        if !line.details.is_empty() {
            let _ = write!(text, " ({})", line.details.join(", "));
        }
        let _ = writeln!(text, ": {}", output::dim(&plain(&step.why)));
    }
    if let Some(risk) = &step.risk {
        text += &output::paragraph("      ", &format!("may break: {}", plain(risk)));
    }
    if let Some(reason) = &step.no_undo {
        text += &output::paragraph("      ", &format!("cannot be undone: {}", plain(reason)));
    }
    for need in &step.needs {
        let _ = if plan.allowed.contains(need) {
            writeln!(text, "      allowed by --allow {need}")
        } else {
            writeln!(text, "      {RED}refused without --allow {need}{RED:#}")
        };
    }
    text
}

/// What a person has to do, and the command that says that it is done.
pub(crate) fn manual(manual: &Manual) -> String {
    let instruction = under(YELLOW, "by hand", &plain(&manual.instruction));
    format!("{instruction}    when it is done: trunkline done {}\n", plain(&manual.id))
}

/// A paragraph that begins with a word of its own colour.
fn under(style: Style, word: &str, text: &str) -> String {
    let text = output::paragraph("    ", &format!("{word}: {text}"));
    let rest = text.trim_start().strip_prefix(word).unwrap_or_default().to_owned();
    format!("  {style}{word}{style:#}{rest}")
}
