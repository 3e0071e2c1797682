//! What an account in memory holds.

use std::collections::BTreeSet;

use super::refused;
use crate::{
    error::{Error, ErrorKind, Result},
    model::{
        AclEntry, BoundNumber, CallerId, Credential, E164, EffectiveAuth, InvalidValue, OriginationUri,
        Trunk, TrunkId,
    },
};

/// The numbers and trunks of an account, trunks in the order they were created.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) numbers: BTreeSet<E164>,
    pub(super) trunks: Vec<Entry>,
    last_id: u64,
}

/// A trunk with everything on it.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) trunk: Trunk,
    pub(super) acl: Vec<AclEntry>,
    pub(super) numbers: Vec<BoundNumber>,
    pub(super) origination: Vec<OriginationUri>,
    pub(super) credentials: Vec<Credential>,
    pub(super) caller_id: Option<CallerId>,
}

impl Account {
    pub(super) fn new(numbers: Vec<E164>) -> Self {
        Self { numbers: numbers.into_iter().collect(), trunks: Vec::new(), last_id: 0 }
    }

    /// An identifier that this account never gave before: `trunk-1`.
    pub(super) fn next_id<I>(&mut self, noun: &str, id: impl FnOnce(String) -> Result<I, InvalidValue>) -> I {
        self.last_id += 1;
        id(format!("{noun}-{}", self.last_id)).expect("letters, a dash and digits are an identifier")
    }

    pub(super) fn trunk(&self, id: &TrunkId) -> Result<&Entry> {
        self.trunks.iter().find(|entry| entry.trunk.id == *id).ok_or_else(|| no_trunk(id))
    }

    pub(super) fn trunk_mut(&mut self, id: &TrunkId) -> Result<&mut Entry> {
        self.trunks.iter_mut().find(|entry| entry.trunk.id == *id).ok_or_else(|| no_trunk(id))
    }
}

impl Entry {
    pub(super) fn new(trunk: Trunk) -> Self {
        Self {
            trunk,
            acl: Vec::new(),
            numbers: Vec::new(),
            origination: Vec::new(),
            credentials: Vec::new(),
            caller_id: None,
        }
    }

    /// The trunk as a read shows it.
    pub(super) fn read(&self) -> Trunk {
        Trunk { auth: self.auth(), ..self.trunk.clone() }
    }

    pub(super) fn auth(&self) -> EffectiveAuth {
        EffectiveAuth::of(!self.acl.is_empty(), !self.credentials.is_empty())
    }
}

fn no_trunk(id: &TrunkId) -> Error {
    refused(ErrorKind::NotFound, format!("there is no trunk {id}"))
}

/// The place of an object among those of a trunk.
pub(super) fn position<T>(
    objects: &[T],
    noun: &str,
    trunk: &TrunkId,
    id: &(impl std::fmt::Display + PartialEq),
    is: impl Fn(&T) -> bool,
) -> Result<usize> {
    objects
        .iter()
        .position(is)
        .ok_or_else(|| refused(ErrorKind::NotFound, format!("trunk {trunk} has no {noun} {id}")))
}
