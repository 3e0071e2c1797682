//! What a trunk has of what calls can be asked for, from step to step.

use trunkline::model::{AclEntry, AuthModeChange, Credential, EffectiveAuth, ListRef, TerminationAuth};

use super::{Change, Step, diff::is_shared};
use crate::observe::ObservedTrunk;

/// Addresses and credentials of a trunk.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Held {
    pub(super) addresses: Kind,
    pub(super) credentials: Kind,
}

/// What is there of one kind.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Kind {
    /// Those that are the trunk's own.
    pub(super) own: usize,
    /// Those in lists that others may use.
    pub(super) shared: usize,
    /// Whether a list of the trunk's own is in use, where the carrier has lists.
    pub(super) own_list: bool,
    /// Whether the provider knows that list by an earlier step.
    pub(super) known_list: bool,
}

impl Kind {
    pub(super) fn is_empty(self) -> bool {
        self.own + self.shared == 0
    }

    /// After one more, or one less.
    pub(super) fn step(&mut self, adds: bool) {
        self.own = if adds { self.own + 1 } else { self.own.saturating_sub(1) };
    }

    fn of<'a>(lists: impl Iterator<Item = Option<&'a ListRef>>) -> Self {
        let mut kind = Self::default();
        for list in lists {
            if is_shared(list) {
                kind.shared += 1;
            } else {
                kind.own += 1;
                kind.own_list |= list.is_some();
            }
        }
        kind
    }

    /// Calls are asked for it, though no object of it was read: at a carrier with lists its own may be empty.
    fn asked(mut self, shared_lists: bool) -> Self {
        if self.is_empty() {
            self.own_list = shared_lists;
            self.own = usize::from(!shared_lists);
        }
        self
    }
}

impl Held {
    pub(crate) fn of(acl: &[AclEntry], credentials: &[Credential]) -> Self {
        Self {
            addresses: Kind::of(acl.iter().map(|entry| entry.list.as_ref())),
            credentials: Kind::of(credentials.iter().map(|held| held.list.as_ref())),
        }
    }

    /// As it was read; of a noun that was not, that there is some.
    pub(super) fn observed(there: Option<&ObservedTrunk>, shared_lists: bool) -> Self {
        let Some(there) = there else { return Self::default() };
        let held = Self::of(
            there.acl.as_deref().unwrap_or_default(),
            there.credentials.as_deref().unwrap_or_default(),
        );
        let Some(EffectiveAuth::Mode(mode)) = there.auth else { return held };
        let Self { addresses, credentials } = held;
        Self {
            addresses: if mode == TerminationAuth::Digest {
                addresses
            } else {
                addresses.asked(shared_lists)
            },
            credentials: if mode == TerminationAuth::IpAcl {
                credentials
            } else {
                credentials.asked(shared_lists)
            },
        }
    }

    /// The kind that a change is about, the other one, and whether it adds; `None` of any other change.
    pub(super) fn about(&mut self, change: &Change) -> Option<(&mut Kind, Kind, bool)> {
        match change {
            Change::AddAclEntry { .. } => Some((&mut self.addresses, self.credentials, true)),
            Change::RemoveAclEntry { .. } => Some((&mut self.addresses, self.credentials, false)),
            Change::AddCredential { .. } => Some((&mut self.credentials, self.addresses, true)),
            Change::RemoveCredential { .. } => Some((&mut self.credentials, self.addresses, false)),
            _ => None,
        }
    }
}

/// Vouches for the way the trunk authenticates calls in each step that cannot change it: others of its kind are there
/// before or after it, and an earlier step of its noun was guarded. Where the first one finds what was planned for, so
/// do the others, and they need not look again.
pub(crate) fn vouch(steps: &mut [Step], mut held: Held) {
    let (mut looked_at_addresses, mut looked_at_credentials) = (false, false);
    for step in steps {
        let Some((kind, _, adds)) = held.about(&step.change) else { continue };
        let before = *kind;
        kind.step(adds);
        let others = if adds { !before.is_empty() } else { !kind.is_empty() };
        let looked = match step.change {
            Change::AddAclEntry { .. } | Change::RemoveAclEntry { .. } => &mut looked_at_addresses,
            _ => &mut looked_at_credentials,
        };
        let looked = std::mem::replace(looked, true);
        if step.change.auth_mode() != Some(AuthModeChange::Allow) {
            let vouched = looked && others;
            let mode = if vouched { AuthModeChange::Unchanged } else { AuthModeChange::Refuse };
            step.change.set_auth_mode(mode);
        }
    }
}
