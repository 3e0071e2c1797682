//! What a report says of a trunk, in groups: what matters most comes first.

use trunkline_engine::{
    Noun,
    loss::{FieldLoss, ObjectLoss, TrunkLoss, Verdict},
};

use crate::planned::plain;

/// The order and the headings of verdicts.
pub(super) const GROUPS: [(&str, &str); 3] = [
    ("impossible", "Cannot be had there"),
    ("manual", "For a person to do"),
    ("approximated", "Nearly the same"),
];

/// One line of a group.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Item {
    /// `acl 54.172.60.0/30: cidr`; several that say the same stand together.
    pub(super) of: Vec<String>,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    /// Who has to do it, when someone has to.
    pub(super) who: Option<String>,
    pub(super) words: String,
    pub(super) source: String,
}

/// The items of a trunk that have this verdict, each text once.
pub(super) fn items(loss: &TrunkLoss, verdict: &str) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for (object, field) in loss.chosen().filter(|(_, field)| field.verdict.word() == verdict) {
        let (who, words) = match &field.verdict {
            Verdict::Manual { who, what } => (Some(plain(who)), plain(what)),
            other => (None, plain(&other.words())),
        };
        let of = name(object, field);
        if let Some(same) = items.iter_mut().find(|item| item.words == words && item.who == who) {
            same.of.push(of);
            (same.before, same.after) = (None, None);
            continue;
        }
        items.push(Item {
            of: vec![of],
            before: field.before.as_deref().map(plain),
            after: field.after.as_deref().map(plain).filter(|after| Some(after) != field.before.as_ref()),
            who,
            words,
            source: field.source.to_string(),
        });
    }
    items
}

/// What is the same, in a few words: fields of the trunk by name, other objects counted.
pub(super) fn the_same(loss: &TrunkLoss) -> String {
    let exact = |field: &&FieldLoss| !field.bookkeeping && field.verdict == Verdict::Exact;
    let mut words: Vec<String> = Vec::new();
    for object in &loss.objects {
        let whole = object.fields.iter().filter(|field| !field.bookkeeping).all(|field| exact(&field));
        if object.noun.is_none() {
            let set = object.fields.iter().filter(exact).filter(|field| field.before.is_some());
            words.extend(set.map(|field| field.field.clone()));
        } else if whole && object.fields.iter().any(|field| field.before.is_some()) {
            words.push(plain(&format!("{} {}", noun(object), object.key)));
        }
    }
    words.join(", ")
}

/// The object and its field.
fn name(object: &ObjectLoss, field: &FieldLoss) -> String {
    match object.noun {
        None => field.field.clone(),
        Some(_) => plain(&format!("{} {}: {}", noun(object), object.key, field.field)),
    }
}

/// What an object is, for people.
pub(super) fn noun(object: &ObjectLoss) -> &'static str {
    match object.noun {
        None => "trunk",
        Some(Noun::Acl) => "address",
        Some(Noun::Origination) => "target",
        Some(Noun::Numbers) => "number",
        Some(Noun::Credentials) => "credential",
        Some(Noun::CallerId) => "caller id",
    }
}

/// How long building it takes.
pub(super) fn effort(loss: &TrunkLoss) -> String {
    let requests = loss.effort.requests;
    match loss.effort.seconds {
        Some(seconds) => format!("{requests} requests at least, {seconds} s at the carrier's rate"),
        None => format!("{requests} requests at least"),
    }
}
