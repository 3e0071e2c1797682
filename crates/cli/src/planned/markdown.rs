//! A plan in a pull request.

use std::{fmt::Write as _, iter};

use trunkline_engine::plan::{Plan, PlannedTrunk, Step};

use super::{
    Totals, plain,
    rows::{Row, rows},
    text::heading,
};

/// The whole plan: a table for each trunk. Names of carriers and files are text in it, never markup.
pub(crate) fn markdown(plan: &Plan) -> String {
    let mut text = format!("## SIP trunks: {}\n", Totals::of(plan));
    for account in &plan.accounts {
        for trunk in &account.trunks {
            let body = self::trunk(plan, trunk);
            if !body.is_empty() {
                let _ = write!(text, "\n### {}\n\n{body}", prose(&heading(account, trunk)));
            }
        }
    }
    let missing: Vec<String> = plan.missing().iter().map(|allow| format!("`--allow {allow}`")).collect();
    if !missing.is_empty() {
        let _ = write!(text, "\n**Refused as it is:** it needs {}.\n", missing.join(" "));
    }
    text
}

fn trunk(plan: &Plan, trunk: &PlannedTrunk) -> String {
    let mut text = String::new();
    if !trunk.steps.is_empty() {
        text += "| | what | why | know |\n|---|---|---|---|\n";
    }
    for Row { step, lines } in rows(trunk) {
        for line in lines {
            let details = line.details.iter().map(|detail| prose(detail));
            let what: Vec<String> = iter::once(code(&line.name)).chain(details).collect();
            let (sign, what, why) = (line.mark.sign(), what.join(", "), prose(&step.why));
            let know = know(plan, step);
            let _ = writeln!(text, "| `{sign}` | {} {what} | {why} | {know} |", line.noun);
        }
    }
    let mut items = Vec::new();
    for refusal in &trunk.refusals {
        let field = refusal.field.as_ref().map(|field| format!("{}: ", code(field))).unwrap_or_default();
        items.push(format!("**refused:** {field}{}", prose(&refusal.reason)));
    }
    for manual in trunk.manual.iter().filter(|manual| manual.confirmed.is_none()) {
        let command = code(&format!("trunkline done {}", manual.id));
        items.push(format!("[ ] **by hand:** {} (when it is done: {command})", prose(&manual.instruction)));
    }
    items.extend(trunk.notes.iter().map(|note| format!("note: {}", prose(note))));
    if !text.is_empty() && !items.is_empty() {
        text.push('\n');
    }
    items.iter().fold(text, |text, item| text + "- " + item + "\n")
}

fn know(plan: &Plan, step: &Step) -> String {
    let mut parts = Vec::new();
    for need in &step.needs {
        let word = if plan.allowed.contains(need) { "allowed by" } else { "**refused without**" };
        parts.push(format!("{word} `--allow {need}`"));
    }
    parts.extend(step.risk.as_ref().map(|risk| format!("may break: {}", prose(risk))));
    parts.extend(step.no_undo.as_ref().map(|reason| format!("cannot be undone: {}", prose(reason))));
    parts.join("; ")
}

/// Text between other text: nothing in it is markup, and it calls nobody's attention.
fn prose(text: &str) -> String {
    let mut safe = String::new();
    for c in plain(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '#' | '&' | '$' | '!') {
            safe.push('\\');
        }
        let alone = c == '@' && !safe.ends_with(char::is_alphanumeric);
        safe.push(c);
        if alone {
            // A user or a team is told whenever its name stands after this character.
            safe.push('\u{200b}');
        }
    }
    safe
}

/// Text to be copied as it is.
fn code(text: &str) -> String {
    let text = plain(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let gap = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    // The one character that ends a table's cell also inside a code span.
    format!("{fence}{gap}{}{gap}{fence}", text.replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_never_markup() {
        assert_eq!(prose("a|b <img> [x](y) @team *b*"), "a\\|b \\<img\\> \\[x\\](y) @\u{200b}team \\*b\\*");
        assert_eq!(prose("mail a@b.example"), "mail a@b.example");
        assert_eq!(code("a`b|c"), r"``a`b\|c``");
        assert_eq!(code("`x`"), "`` `x` ``");
    }
}
