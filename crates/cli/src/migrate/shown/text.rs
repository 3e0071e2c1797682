//! On a terminal.

use std::fmt::Write as _;

use trunkline_engine::loss::{LossReport, TrunkLoss};

use super::group::{GROUPS, Item, effort, items, the_same};
use crate::{output, planned::plain};

/// The whole report, trunk by trunk.
pub(crate) fn text(report: &LossReport) -> String {
    let mut text = String::new();
    for loss in &report.trunks {
        text += &trunk(report, loss);
        text.push('\n');
    }
    text
}

fn trunk(report: &LossReport, loss: &TrunkLoss) -> String {
    let (from, to) = (&report.from.identity, &report.to.identity);
    let name = if loss.name.is_empty() { loss.trunk.as_str() } else { &loss.name };
    let mut text = output::heading(&plain(&format!("{name}: from {from} to {to}")));
    let domain = loss.domain.as_ref().map(|domain| format!(", {domain}")).unwrap_or_default();
    let tally = loss.tally();
    text += &output::pairs(vec![
        ("becomes", plain(&format!("{}{domain}", loss.becomes))),
        ("takes", effort(loss)),
        (
            "fields",
            format!(
                "{} exact, {} approximated, {} manual, {} impossible",
                tally.exact, tally.approximated, tally.manual, tally.impossible
            ),
        ),
    ]);
    for (verdict, heading) in GROUPS {
        let items = items(loss, verdict);
        if items.is_empty() {
            continue;
        }
        let _ = write!(text, "\n{}", output::heading(heading));
        text.extend(items.iter().map(item));
    }
    let same = the_same(loss);
    if !same.is_empty() {
        let _ = write!(text, "\n{}{}", output::heading("The same"), output::paragraph("  ", &same));
    }
    text
}

fn item(item: &Item) -> String {
    let value = match (&item.before, &item.after) {
        (Some(before), Some(after)) => format!(" {before} → {after}"),
        (Some(before), None) if !item.of.iter().any(|of| of.contains(before.as_str())) => {
            format!(" {before}")
        }
        _ => String::new(),
    };
    let who = item.who.as_ref().map(|who| format!("{who}: ")).unwrap_or_default();
    let words = format!("{}{value}: {who}{}", item.of.join("; "), item.words);
    output::item(&words) + &output::dim(&format!("    [{}]\n", item.source))
}
