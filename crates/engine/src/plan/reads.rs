//! What was read for a trunk, by name, so that a saved plan can tell what became another.

use std::collections::BTreeMap;

use serde::Serialize;

use super::draft::Subject;
use crate::{Digest, Noun, observe::ObservedTrunk};

/// The digest of each object that was read.
pub(super) fn reads(on: &Subject<'_>) -> BTreeMap<String, Digest> {
    let mut reads = Reads(on.there.map(reads_of).unwrap_or_default());
    for spec in on.wanted.numbers.iter().flatten() {
        if let Some(Some(bound)) = on.around.account.elsewhere.get(&spec.number) {
            reads.add(&format!("{}/{} elsewhere", Noun::Numbers, spec.number), bound);
        }
    }
    reads.0
}

/// The digest of each object that was read of a trunk.
pub(crate) fn reads_of(there: &ObservedTrunk) -> BTreeMap<String, Digest> {
    let mut reads = Reads::default();
    reads.add("trunk", &there.trunk);
    if let Some(auth) = &there.auth {
        reads.add("auth", auth);
    }
    for entry in there.acl.iter().flatten() {
        reads.add(&format!("{}/{}", Noun::Acl, entry.cidr), entry);
    }
    for target in there.origination.iter().flatten() {
        reads.add(&format!("{}/{}", Noun::Origination, target.uri), target);
    }
    for bound in there.numbers.iter().flatten() {
        reads.add(&format!("{}/{}", Noun::Numbers, bound.number), bound);
    }
    for held in there.credentials.iter().flatten() {
        reads.add(&format!("{}/{}", Noun::Credentials, held.username), held);
    }
    if let Some(caller_id) = there.caller_id.as_ref().and_then(Option::as_ref) {
        reads.add(Noun::CallerId.as_str(), caller_id);
    }
    reads.0
}

#[derive(Default)]
struct Reads(BTreeMap<String, Digest>);

impl Reads {
    /// Two objects with the same key are told apart by a number.
    fn add(&mut self, name: &str, object: &impl Serialize) {
        let free = (2_u32..).map(|n| format!("{name} ({n})"));
        let mut names = std::iter::once(name.to_owned()).chain(free);
        if let Some(name) = names.find(|name| !self.0.contains_key(name)) {
            self.0.insert(name, Digest::of(object));
        }
    }
}
