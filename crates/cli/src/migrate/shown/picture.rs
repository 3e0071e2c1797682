//! Both sides of a trunk as a picture: what is on it now, what it becomes, and a line from one to the other.

use std::fmt::Write as _;

use trunkline_engine::{
    Noun,
    loss::{FieldLoss, LossReport, ObjectLoss, TrunkLoss, Verdict},
};

use super::{group::noun, page::escaped, standing::Standing};
use crate::planned::plain;

/// Objects of a noun that are drawn one by one; the others are counted.
const DRAWN: usize = 5;
/// Characters of a name that fit a box.
const FITS: usize = 46;

const WIDTH: u32 = 1020;
const BOX: u32 = 340;
const ROW: u32 = 46;
const TOP: u32 = 84;

/// A row: what is there now and what it becomes.
struct Row {
    kind: &'static str,
    now: String,
    then: Option<String>,
    detail: &'static str,
    verdict: &'static str,
}

/// The picture, as SVG to stand in a page; of a migration as it stands.
pub(super) fn picture(report: &LossReport, loss: &TrunkLoss, standing: Option<&Standing<'_>>) -> String {
    let is_done = |object: &ObjectLoss, field: &FieldLoss| {
        standing.is_some_and(|standing| standing.is_done(loss, object, field))
    };
    let rows = rows(loss, &is_done);
    let height = TOP + ROW * u32::try_from(rows.len()).unwrap_or(0) + 20;
    let right = WIDTH - BOX - 20;
    let title =
        format!("{} on {} and what it becomes on {}", loss.name, report.from.identity, report.to.identity);
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{}\">",
        escaped(&plain(&title))
    );
    for (x, side, what) in [(20, &report.from, "now"), (right, &report.to, "then")] {
        let name = if what == "now" { loss.name.clone() } else { loss.becomes.to_string() };
        let _ = write!(
            svg,
            "<rect class=\"side\" x=\"{}\" y=\"8\" width=\"{}\" height=\"{}\" rx=\"14\"/>\
             <text class=\"title\" x=\"{x}\" y=\"40\">{}</text>\
             <text class=\"small\" x=\"{x}\" y=\"60\">{}</text>",
            x - 12,
            BOX + 24,
            height - 16,
            escaped(&short(&name)),
            escaped(&short(&side.identity.to_string())),
        );
    }
    for (at, row) in rows.iter().enumerate() {
        let y = TOP + ROW * u32::try_from(at).unwrap_or(0);
        svg += &drawn(row, y, right);
    }
    svg + "</svg>"
}

fn drawn(row: &Row, y: u32, right: u32) -> String {
    let middle = y + 18;
    let verdict = row.verdict;
    let mut svg = boxed(20, y, row.kind, &row.now);
    let (start, end) = (20 + BOX + 4, right - 4);
    let centre = u32::midpoint(start, end);
    let sign = match verdict {
        "exact" => "=",
        "approximated" => "≈",
        "manual" => "!",
        "done" => "✓",
        _ => "×",
    };
    let reach = if row.then.is_some() { end } else { centre };
    let _ = write!(
        svg,
        "<path class=\"edge edge-{verdict}\" d=\"M{start} {middle} H{reach}\"/>\
         <circle class=\"mark-{verdict}\" cx=\"{centre}\" cy=\"{middle}\" r=\"10\"/>\
         <text class=\"sign\" x=\"{centre}\" y=\"{}\">{sign}</text>",
        middle + 4
    );
    match &row.then {
        Some(then) => svg += &boxed(right, y, row.kind, then),
        None => {
            let _ = write!(
                svg,
                "<text class=\"small\" x=\"{right}\" y=\"{}\">{}</text>",
                middle + 4,
                escaped(row.detail)
            );
        }
    }
    svg
}

fn boxed(x: u32, y: u32, kind: &str, name: &str) -> String {
    format!(
        "<rect class=\"box\" x=\"{x}\" y=\"{y}\" width=\"{BOX}\" height=\"37\" rx=\"8\"/>\
         <text class=\"kind\" x=\"{}\" y=\"{}\">{}</text><text x=\"{}\" y=\"{}\">{}</text>",
        x + 12,
        y + 14,
        escaped(kind),
        x + 12,
        y + 30,
        escaped(&short(name)),
    )
}

/// The trunk's own settings first, then what is on it, the worst of each noun before what is the same.
fn rows(loss: &TrunkLoss, is_done: IsDone<'_>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for object in loss.objects.iter().filter(|object| object.noun.is_none()) {
        for field in &object.fields {
            let kind = match field.field.as_str() {
                // On Exotel the domain is not where calls are sent to.
                "termination.edges" => "SEND CALLS TO",
                "auth" => "CALLS ARE TRUSTED BY",
                _ => continue,
            };
            rows.push(setting(kind, field, weight(object, field, is_done)));
        }
    }
    let worst = |object: &ObjectLoss| worst(object, is_done);
    for wanted in Noun::ALL {
        let mut objects: Vec<&ObjectLoss> =
            loss.objects.iter().filter(|object| object.noun == Some(wanted) && is_set(object)).collect();
        objects.sort_by_key(|object| std::cmp::Reverse(worst(object)));
        let more = objects.len().saturating_sub(DRAWN);
        rows.extend(objects.iter().take(DRAWN).map(|object| row(object, worst(object))));
        if more > 0 {
            let rest = &objects[DRAWN..];
            let verdict = rest.iter().map(|object| worst(object)).max().map_or("exact", Weight::word);
            let name = format!("and {more} more");
            rows.push(Row {
                kind: kind(wanted),
                then: (verdict != "impossible").then(|| name.clone()),
                now: name,
                detail: "not all can be had there",
                verdict,
            });
        }
    }
    rows
}

fn is_set(object: &ObjectLoss) -> bool {
    let says = |field: &FieldLoss| field.before.is_some() || field.verdict != Verdict::Exact;
    object.noun != Some(Noun::CallerId) || object.fields.iter().any(says)
}

fn setting(kind: &'static str, field: &FieldLoss, weight: Weight) -> Row {
    let unknown = || "not known yet".to_owned();
    Row {
        kind,
        now: field.before.clone().unwrap_or_else(unknown),
        then: Some(field.after.clone().unwrap_or_else(unknown)),
        detail: "",
        verdict: weight.word(),
    }
}

fn row(object: &ObjectLoss, worst: Weight) -> Row {
    let key = object.fields.iter().find(|field| is_key(&field.field));
    let there = key.filter(|field| !matches!(field.verdict, Verdict::Impossible { .. }));
    let then = there.and_then(|field| field.after.clone());
    // What is not there is lost, whatever a report calls it, unless a person sees to it.
    let (verdict, detail) = match (worst, &then) {
        (Weight::Manual, _) => ("manual", "a person decides"),
        (Weight::Done, _) => ("done", "a person has seen to it"),
        (Weight::Impossible, _) => ("impossible", "cannot be had there"),
        (_, None) => ("impossible", "is left out"),
        (other, Some(_)) => (other.word(), ""),
    };
    Row { kind: object.noun.map_or(noun(object), kind), now: object.key.clone(), then, detail, verdict }
}

/// The fields that an object is known by.
fn is_key(field: &str) -> bool {
    ["cidr", "uri", "number", "username"].contains(&field)
}

/// Whether a person has done what is asked of a field.
type IsDone<'a> = &'a dyn Fn(&ObjectLoss, &FieldLoss) -> bool;

/// What is to be seen first, from the least on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    Exact,
    Approximated,
    Done,
    Manual,
    Impossible,
}

impl Weight {
    fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Approximated => "approximated",
            Self::Done => "done",
            Self::Manual => "manual",
            Self::Impossible => "impossible",
        }
    }
}

/// The worst verdict on what an object is known by and on what belongs to it.
fn worst(object: &ObjectLoss, is_done: IsDone<'_>) -> Weight {
    let fields = object.fields.iter().filter(|field| !field.bookkeeping);
    fields.map(|field| weight(object, field, is_done)).max().unwrap_or(Weight::Exact)
}

fn weight(object: &ObjectLoss, field: &FieldLoss, is_done: IsDone<'_>) -> Weight {
    match field.verdict {
        Verdict::Exact => Weight::Exact,
        Verdict::Manual { .. } if is_done(object, field) => Weight::Done,
        Verdict::Manual { .. } => Weight::Manual,
        Verdict::Impossible { .. } if is_key(&field.field) => Weight::Impossible,
        // A label that is lost does not lose the object.
        Verdict::Approximated { .. } | Verdict::Impossible { .. } => Weight::Approximated,
    }
}

fn kind(noun: Noun) -> &'static str {
    match noun {
        Noun::Acl => "ALLOWED ADDRESS",
        Noun::Origination => "CALLS GO TO",
        Noun::Numbers => "NUMBER",
        Noun::Credentials => "CREDENTIAL",
        Noun::CallerId => "CALLER ID",
    }
}

fn short(text: &str) -> String {
    let text = plain(text);
    if text.chars().count() <= FITS {
        return text;
    }
    text.chars().take(FITS - 1).chain(['…']).collect()
}
