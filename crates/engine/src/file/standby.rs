//! A trunk on the account that takes over when its own fails.

use trunkline::provider::{DynProvider, Provider as _};

use super::{
    carriers::Kinds,
    nouns::Lists,
    shape::Reader,
    trunks::{Both, Built},
    types::{Override, Trunk},
};
use crate::{
    Noun, ReadOnly, Standby,
    loss::{Target, left_out, wanted_on},
};

/// The trunk as it is kept ready: what is written for the standby, and for the rest what its carrier can follow of the
/// trunk's own account. Its numbers are kept apart: they are bound by a failover. `home` is the trunk on the one account
/// it lives on, if that is right.
pub(super) fn build(
    trunk: &Trunk,
    home: Option<&Built>,
    lists: &Lists,
    kinds: &Kinds<'_>,
    reader: &mut Reader<'_>,
) -> Option<(Built, Standby)> {
    let written = trunk.standby.get()?;
    let account = &written.value.account;
    if trunk.absent.value() == Some(&true) {
        reader.refuse(
            &written.place,
            "stands on a trunk that is to be absent: leave it out, or leave out absent",
        );
        return None;
    }
    let carriers = trunk.carriers.value().map_or(0, |carriers| carriers.0.len());
    if carriers > 1 {
        let rule = "takes over for one account, and the trunk lives on several: list it under carriers";
        reader.refuse_value(&account.place, &account.value, rule);
        return None;
    }
    let carrier = kinds.carrier(account, reader)?;
    let home = home?;
    let of = &home.wanted.profile;
    if account.value == *of {
        reader.refuse_value(
            &account.place,
            &account.value,
            "is where the trunk lives: a standby is another account",
        );
        return None;
    }
    let (rules, at_home) = (kinds.rules(&account.value)?, kinds.rules(of)?);
    if rules.identity().carrier == at_home.identity().carrier {
        let rule = format!("is on {carrier}, as {of} is: whatever takes its API down takes both");
        reader.refuse_value(&account.place, &account.value, rule);
        return None;
    }
    let none = Override::default();
    let over = written.value.over.as_ref().map_or(&none, |over| &over.value);
    if let Some(place) = over.absent.place() {
        reader.refuse(place, "says whether the standby is to be there: leave the standby out instead");
        return None;
    }
    let auth = Some(home.wanted.spec.auth);
    let both = Both { trunk, over, lists, profile: account, carrier, path: &written.place.path, auth };
    let mut built = both.build(home.wanted.name.clone(), reader);
    let numbers = built.wanted.numbers.take().filter(|_| over.numbers.place().is_some());
    for (i, spec) in numbers.iter().flatten().enumerate() {
        if home.wanted.numbers.iter().flatten().any(|at_home| at_home.number == spec.number) {
            let place = built.place(&format!("numbers[{i}]")).clone();
            let rule = format!("is on {of}: a number lives at one carrier, and a failover does not move it");
            reader.refuse_value(&place, spec.number.as_str(), rule);
        }
    }
    let view = ReadOnly::new(DynProvider::clone(rules));
    let mut target = Target::new(&account.value, &view);
    target.auth = over.auth.value().copied();
    let follows = wanted_on(&home.wanted, at_home.identity(), &target);
    let wanted = &mut built.wanted;
    wanted.spec.auth = follows.spec.auth;
    wanted.shortfalls = follows.shortfalls;
    wanted.shortfalls.extend(left_out(&home.wanted.spec, &target));
    let mut follow = |noun: Noun, written: bool| {
        if written {
            wanted.shortfalls.retain(|one| one.noun != Some(noun));
        }
        !written
    };
    if follow(Noun::Acl, over.acl.place().is_some()) {
        wanted.acl = follows.acl;
    }
    if follow(Noun::Origination, over.origination.place().is_some()) {
        wanted.origination = follows.origination;
    }
    if follow(Noun::Credentials, over.credentials.place().is_some()) {
        wanted.credentials = follows.credentials;
    }
    if follow(Noun::CallerId, over.caller_id.place().is_some()) {
        wanted.caller_id = follows.caller_id;
    }
    let by_address = wanted.acl.as_ref().is_some_and(|acl| !acl.is_empty());
    if by_address && over.auth.value().is_none() && home.wanted.spec.auth != wanted.spec.auth {
        wanted.acl = None;
        let rule = format!(
            "is not empty, and calls are trusted by digest alone on {}, as what both means on {carrier} is unclear: write \
             auth: both beside it, or leave the addresses out",
            account.value
        );
        reader.refuse(built.place("acl"), rule);
    }
    let wanted = &built.wanted;
    let standby = Standby { trunk: wanted.name.clone(), of: of.clone(), on: wanted.profile.clone(), numbers };
    Some((built, standby))
}
