//! A page that is read without anything else.

use std::fmt::Write as _;

use trunkline_engine::{
    loss::{LossReport, TrunkLoss},
    migrate::{Stage, for_good},
};

use super::{
    group::{GROUPS, Item, effort, items, the_same},
    page::{STYLE, escaped},
    picture::picture,
    standing::Standing,
};
use crate::{
    migrate::next::{next, quoted},
    planned::plain,
};

/// The stages that a migration goes through, as a reader sees them.
const STAGES: [Stage; 5] = [Stage::Prepared, Stage::Verified, Stage::CutOver, Stage::Settled, Stage::Retired];

/// What the lines of a picture mean.
const LEGEND: &str = "<p class=\"legend\"><span class=\"exact\">= unchanged</span> <span class=\"approximated\">≈ changed</span> \
     <span class=\"manual\">! a person has to do something</span> <span class=\"done\">✓ a person did it</span> \
     <span class=\"impossible\">× lost, or left out</span></p>";

/// The report as one page of HTML, and of a migration how far it is.
pub(crate) fn html(report: &LossReport, standing: Option<&Standing<'_>>) -> String {
    let (from, to) = (text(&report.from.identity), text(&report.to.identity));
    let mut body = format!(
        "<h1>Moving SIP trunks</h1>\n<p>From <strong>{from}</strong> to <strong>{to}</strong>: what becomes of every setting, \
         what a person has to do, and what cannot be had there.</p>\n"
    );
    if let Some(standing) = standing {
        body += &progress(standing);
    } else {
        body += "<p class=\"faint\">This was read from both accounts; nothing was written.</p>\n";
    }
    for loss in &report.trunks {
        body += &trunk(report, loss, standing);
    }
    let _ = writeln!(
        body,
        "<p class=\"faint\">exact: the same, and means the same · approximated: nearly the same · manual: a person has to do \
         it · impossible: cannot be had there. What only the carrier keeps, such as identifiers and dates, is left out.</p>"
    );
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<meta \
         http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>SIP trunks from {from} to {to}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )
}

fn progress(standing: &Standing<'_>) -> String {
    let migration = standing.migration;
    let mut html = format!(
        "<section class=\"card\"><strong>Migration {}</strong> <span class=\"faint\">begun {:.0}, this far since {:.0}</span>\n\
         <ol class=\"stages\">",
        migration.number, migration.started, migration.updated
    );
    for stage in STAGES {
        let class = if migration.stage == Stage::RolledBack || migration.stage < stage {
            ""
        } else if migration.stage == stage {
            " class=\"now\""
        } else {
            " class=\"past\""
        };
        let _ = write!(html, "<li{class}>{stage}</li>");
    }
    html += "</ol>\n";
    if !STAGES.contains(&migration.stage) {
        let _ = writeln!(html, "<p>It is {}.</p>", migration.stage);
    }
    for (what, numbers) in standing.numbers() {
        let _ = writeln!(html, "<p>{what}: {}</p>", text(&numbers));
    }
    if let Some((next, verb)) = next(migration).zip(migration.stage.next()) {
        let _ = writeln!(html, "<p>Next: <code>{}</code></p>", text(&next));
        for lost in for_good(migration, verb) {
            let _ = writeln!(html, "<p class=\"impossible\">Cannot be taken back: {}</p>", text(&lost));
        }
    }
    html + "</section>\n"
}

fn trunk(report: &LossReport, loss: &TrunkLoss, standing: Option<&Standing<'_>>) -> String {
    let name = if loss.name.is_empty() { loss.trunk.as_str() } else { &loss.name };
    let domain =
        loss.domain.as_ref().map(|domain| format!(", <code>{}</code>", text(domain))).unwrap_or_default();
    let tally = loss.tally();
    let mut html = format!(
        "<h2>{}</h2>\n<p>Becomes <code>{}</code>{domain}. Building it takes {}.</p>\n<div class=\"tallies\">",
        text(&name),
        text(&loss.becomes),
        effort(loss)
    );
    for (word, many) in [
        ("exact", tally.exact),
        ("approximated", tally.approximated),
        ("manual", tally.manual),
        ("impossible", tally.impossible),
    ] {
        let _ = write!(html, "<div class=\"tally soft-{word}\"><b class=\"{word}\">{many}</b>{word}</div>");
    }
    let _ = writeln!(
        html,
        "</div>\n<div class=\"card picture\">{}{LEGEND}</div>",
        picture(report, loss, standing)
    );
    for (verdict, heading) in GROUPS {
        if let ("manual", Some(standing)) = (verdict, standing) {
            html += &checklist(heading, loss, standing);
            continue;
        }
        let items = items(loss, verdict);
        if items.is_empty() {
            continue;
        }
        let _ = writeln!(html, "<h3 class=\"{verdict}\">{heading}</h3>\n<div class=\"card\"><table>");
        html.extend(items.iter().map(row));
        html += "</table></div>\n";
    }
    let same = the_same(loss);
    if !same.is_empty() {
        let _ =
            writeln!(html, "<h3 class=\"exact\">The same</h3>\n<div class=\"card\">{}</div>", text(&same));
    }
    html
}

/// What is left to do of the checklist, and what is confirmed.
fn checklist(heading: &str, loss: &TrunkLoss, standing: &Standing<'_>) -> String {
    let tasks = standing.checklist(loss);
    if tasks.is_empty() {
        return String::new();
    }
    let done = tasks.iter().filter(|(_, done)| done.is_some()).count();
    let mut html = format!(
        "<h3 class=\"manual\">{heading}: {done} of {} done</h3>\n<div class=\"card\"><table>",
        tasks.len()
    );
    for (task, done) in tasks {
        let state = match done {
            Some(by) => {
                format!("<span class=\"done\">done: {} at {:.0}</span>", text(&by.who), by.at)
            }
            None => format!("open: <code>trunkline migrate done {}</code>", text(&quoted(&task.id))),
        };
        let _ = writeln!(
            html,
            "<tr><td><strong>{}</strong></td><td>{state}</td><td>{}</td></tr>",
            text(&task.who),
            text(&task.what)
        );
    }
    html + "</table></div>\n"
}

fn row(item: &Item) -> String {
    let value = match (&item.before, &item.after) {
        (Some(before), Some(after)) => format!("{} → {}", text(before), text(after)),
        (Some(before), None) => text(before),
        (None, Some(after)) => format!("→ {}", text(after)),
        (None, None) => String::new(),
    };
    let who = item.who.as_ref().map(|who| format!("<strong>{}:</strong> ", text(who))).unwrap_or_default();
    format!(
        "<tr><td>{}</td><td class=\"value\">{value}</td><td>{who}{}<span class=\"source\">{}</span></td></tr>\n",
        item.of.iter().map(text).collect::<Vec<_>>().join("<br>"),
        text(&item.words),
        text(&item.source)
    )
}

fn text(text: &impl ToString) -> String {
    escaped(&plain(&text.to_string()))
}
