//! What can be asked for on another account.

use trunkline::model::{Identity, NumberSpec};

use super::{Target, acl, auth, caller_id, credentials, exotel, name::candidates, origination, twilio};
use crate::{Presence, WantedTrunk};

/// A trunk of one account as it can be asked for on another, within what the [report](super::report) allows: whatever
/// is exact or approximated is in it, whatever is impossible or for a person to do is [left
/// out](WantedTrunk::shortfalls).
///
/// Nouns that `source` does not write are not written either. Numbers are never in it: a number is at one carrier at a
/// time (see [`numbers_on`]). What an earlier migration [left](Target::left) there is rotated past, as nobody can read its
/// passwords. Passwords are where `source` says, though another one may be needed: see
/// [`Provider::audit`](trunkline::provider::Provider::audit).
pub fn wanted_on(source: &WantedTrunk, from: &Identity, to: &Target<'_>) -> WantedTrunk {
    let mut spec = source.spec.clone();
    spec.auth = auth::on(spec.auth, from, to);
    twilio::options_on(&mut spec, from, to);
    exotel::options_on(&mut spec, from, to);
    let mut shortfalls = Vec::new();
    let origination =
        source.origination.as_deref().map(|specs| origination::on(specs, spec.auth, to, &mut shortfalls));
    let targets = origination.as_deref().unwrap_or_default();
    let mut wanted = WantedTrunk {
        name: source.name.clone(),
        profile: to.profile.to_owned(),
        acl: source.acl.as_deref().map(|specs| acl::on(specs, targets, spec.auth, to, &mut shortfalls)),
        credentials: None,
        caller_id: source
            .caller_id
            .clone()
            .filter(|set| caller_id::can_be(set.as_ref(), to, &mut shortfalls)),
        numbers: None,
        origination,
        spec,
        presence: Presence::Present,
        adopt: false,
        renamed_from: None,
        shortfalls,
        others_stay: false,
    };
    rename(&mut wanted, to);
    // By the name that it gets.
    let own = to.left_of(&wanted);
    wanted.credentials =
        source.credentials.as_deref().map(|all| credentials::on(all, own, to, &mut wanted.shortfalls));
    if let Some(own) = own {
        credentials::rotate(&mut wanted, own, to);
    }
    wanted
}

/// The numbers of a trunk as they would be bound on another account, for those that are the account's by then.
pub fn numbers_on(source: &WantedTrunk, to: &Target<'_>) -> Vec<NumberSpec> {
    let modes = to.capabilities().number_modes.value;
    let numbers = source.numbers.iter().flatten();
    numbers.map(|spec| if modes { spec.clone() } else { NumberSpec::new(spec.number.clone()) }).collect()
}

/// Gives the trunk the nearest name that is free on the account.
fn rename(wanted: &mut WantedTrunk, to: &Target<'_>) {
    for name in candidates(&wanted.name.clone()) {
        if name != wanted.name {
            // What only one of them can have was taken.
            wanted.spec.exotel.trunk_name = None;
            wanted.spec.twilio.domain_name = None;
            if to.is_known_by(wanted.spec.twilio.friendly_name.as_deref()) {
                wanted.spec.twilio.friendly_name = None;
            }
        }
        wanted.spec.name = name.clone();
        wanted.name = name;
        if !to.is_taken(wanted) {
            return;
        }
    }
}
