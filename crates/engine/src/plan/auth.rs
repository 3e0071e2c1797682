//! How the trunk authenticates calls, after each of its steps.

use trunkline::model::{AuthModeChange, EffectiveAuth, TerminationAuth};

use super::{
    Allow, Change, Step,
    diff::is_shared,
    draft::{Draft, Subject},
};

/// What calls are asked for on a trunk, and how many of each kind there are.
struct Asked {
    addresses: Kind,
    credentials: Kind,
}

#[derive(Clone, Copy)]
struct Kind {
    /// How many can be removed: those in the trunk's own list.
    own: usize,
    /// Whether calls are asked for it.
    asked: bool,
    /// Whether the file wants calls asked for it.
    wanted: bool,
    /// Whether some are in lists that others may use, and stay.
    shared: bool,
}

/// Goes through the steps, allows the change of the way calls are authenticated where one makes it, and says that this
/// needs its flag on a trunk that takes calls. Refuses to end elsewhere than at what the file says, also where nothing is
/// to be done: what is asked for and not written noun by noun is not dropped.
pub(super) fn check(on: &Subject<'_>, steps: &mut [Step], draft: &mut Draft) {
    let mut now = at_first(on);
    let live = now.addresses.asked || now.credentials.asked;
    // Where an empty list stays in use, taking the last one off changes nothing.
    let lists_stay = on.view.capabilities().shared_lists.value;
    for at in 0..steps.len() {
        let (done, rest) = steps.split_at_mut(at + 1);
        let step = &mut done[at];
        let again = |is: fn(&Change) -> bool| rest.iter().any(|later| is(&later.change));
        let (kind, other) = match &step.change {
            Change::AddAclEntry { .. } | Change::RemoveAclEntry { .. } => {
                (&mut now.addresses, now.credentials)
            }
            Change::AddCredential { .. } | Change::RemoveCredential { .. } => {
                (&mut now.credentials, now.addresses)
            }
            _ => continue,
        };
        let mode = match &mut step.change {
            Change::AddAclEntry { spec } => Some((&mut spec.auth_mode, true, false)),
            Change::AddCredential { auth_mode, .. } => Some((auth_mode, true, false)),
            Change::RemoveAclEntry { options, .. } => Some((
                &mut options.auth_mode,
                false,
                again(|change| matches!(change, Change::AddAclEntry { .. })),
            )),
            Change::RemoveCredential { options, .. } => Some((
                &mut options.auth_mode,
                false,
                again(|change| matches!(change, Change::AddCredential { .. })),
            )),
            _ => None,
        };
        let Some((mode, adds, comes_again)) = mode else { continue };
        let changes = if adds {
            kind.own += 1;
            !std::mem::replace(&mut kind.asked, true) && other.asked
        } else {
            kind.own = kind.own.saturating_sub(1);
            let last = kind.own == 0 && !kind.shared && other.asked;
            if last && kind.wanted && !comes_again && !lists_stay {
                draft.refuse("auth".to_owned(), emptied(on.wanted.spec.auth));
            }
            let changes = last && !(kind.wanted && lists_stay);
            kind.asked &= !changes;
            changes
        };
        if changes {
            *mode = AuthModeChange::Allow;
            if live {
                step.needs.insert(Allow::ChangeAuthMode);
            }
        }
    }
    for (kind, noun, what) in
        [(now.addresses, "acl", "allowed addresses"), (now.credentials, "credentials", "credentials")]
    {
        if kind.asked && !kind.wanted {
            draft.refuse("auth".to_owned(), leftover(on, noun, what, kind.shared));
        }
    }
    draft.notes.extend(only_half(on, now.addresses, now.credentials));
}

fn at_first(on: &Subject<'_>) -> Asked {
    let auth = on.there.and_then(|there| there.auth).unwrap_or(EffectiveAuth::Closed);
    let (addresses, credentials) = match auth {
        EffectiveAuth::NotReported | EffectiveAuth::Closed => (false, false),
        EffectiveAuth::Mode(mode) => asks(mode),
    };
    let wanted = asks(on.wanted.spec.auth);
    let kind = |lists: Vec<bool>, asked, wanted| {
        let shared = lists.iter().filter(|shared| **shared).count();
        Kind { own: lists.len() - shared, asked, wanted, shared: shared > 0 }
    };
    let acl = on.there.iter().flat_map(|there| there.acl.iter().flatten());
    let held = on.there.iter().flat_map(|there| there.credentials.iter().flatten());
    Asked {
        addresses: kind(acl.map(|entry| is_shared(entry.list.as_ref())).collect(), addresses, wanted.0),
        credentials: kind(held.map(|held| is_shared(held.list.as_ref())).collect(), credentials, wanted.1),
    }
}

/// Whether calls are asked for an allowed address, and for a credential.
fn asks(mode: TerminationAuth) -> (bool, bool) {
    match mode {
        TerminationAuth::IpAcl => (true, false),
        TerminationAuth::Digest => (false, true),
        TerminationAuth::Both => (true, true),
    }
}

fn emptied(auth: TerminationAuth) -> String {
    format!(
        "auth is {auth}, and the file removes the last of what it asks calls for: write another auth, or keep one"
    )
}

/// Calls are to be asked for both, and are for one only; whoever writes the other noun sees it there.
fn only_half(on: &Subject<'_>, addresses: Kind, credentials: Kind) -> Option<String> {
    let wants_both = addresses.wanted && credentials.wanted;
    let (noun, what) = match (addresses.asked, credentials.asked) {
        (true, false) if wants_both && on.wanted.credentials.is_none() => ("credentials", "no credential"),
        (false, true) if wants_both && on.wanted.acl.is_none() => ("acl", "no allowed address"),
        _ => return None,
    };
    Some(format!("auth is {}, and {what} is on the trunk: write {noun}", on.wanted.spec.auth))
}

fn leftover(on: &Subject<'_>, noun: &str, what: &str, shared: bool) -> String {
    let auth = on.wanted.spec.auth;
    let held = on.there.and_then(|there| there.auth).unwrap_or(EffectiveAuth::Closed);
    let how = if shared {
        format!("its {what} are in a list that other trunks may use: take that list off the trunk by hand")
    } else {
        format!("write {noun}: [] to have its {what} removed")
    };
    format!(
        "the trunk authenticates calls by {held}, the file says {auth}: {how}, or write auth as the trunk has it"
    )
}
