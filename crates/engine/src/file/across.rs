//! What is wrong between settings that are right each for itself.

use std::collections::{BTreeMap, BTreeSet};

use trunkline::model::{Carrier, NumberSpec, TerminationAuth, TrunkName};

use super::{
    carriers::Kinds,
    shape::{Place, Reader},
    trunks::Built,
};
use crate::Standby;

/// Notes what contradicts.
pub(super) fn check(trunks: &[Built], standbys: &[Standby], kinds: &Kinds<'_>, reader: &mut Reader<'_>) {
    let kept = kept(standbys);
    let is_on_exotel = |built: &&Built| kinds.is_on(&built.wanted.profile, &Carrier::EXOTEL);
    let on_exotel = trunks.iter().filter(is_on_exotel).map(|built| &built.wanted.name).collect();
    for built in trunks {
        authentication(built, reader);
        options(built, &on_exotel, &kept, kinds, reader);
    }
    numbers(trunks, &kept, reader);
    names(trunks, kinds, reader);
    renames(trunks, reader);
}

/// Addresses and credentials must lead to the way of authentication that is asked for.
fn authentication(built: &Built, reader: &mut Reader<'_>) {
    let wanted = &built.wanted;
    let rule =
        |other: &str| format!("is not empty, and auth is {}: write auth: both, or {other}", wanted.spec.auth);
    match wanted.spec.auth {
        TerminationAuth::Digest if wanted.acl.as_ref().is_some_and(|acl| !acl.is_empty()) => {
            reader.refuse(built.place("acl"), rule("leave the addresses out"));
        }
        TerminationAuth::IpAcl if wanted.credentials.as_ref().is_some_and(|all| !all.is_empty()) => {
            reader.refuse(built.place("credentials"), rule("leave the credentials out"));
        }
        _ => {}
    }
}

/// Options that one carrier needs, and options that no carrier of the trunk has: one of one carrier may stand on a trunk
/// that lives on others too, but not where no carrier can follow it; and a target that is to be out of use cannot be on a
/// carrier without that switch.
fn options(
    built: &Built,
    on_exotel: &BTreeSet<&TrunkName>,
    kept: &Kept<'_>,
    kinds: &Kinds<'_>,
    reader: &mut Reader<'_>,
) {
    let wanted = &built.wanted;
    for (i, entry) in wanted.acl.iter().flatten().enumerate() {
        let range = !entry.cidr.is_host() && !entry.exotel.allow_range;
        if range && kinds.is_on(&wanted.profile, &Carrier::EXOTEL) {
            let rule = "is a range, and Exotel's support stands by single addresses only: write a block with \
                        exotel_single_addresses: true (each address is an entry), or with exotel_allow_range: true";
            reader.refuse_value(built.place(&format!("acl[{i}]")), &entry.cidr.to_string(), rule);
        }
    }
    for (i, target) in wanted.origination.iter().flatten().enumerate() {
        let place = built.place(&format!("origination[{i}]"));
        if target.twilio.enabled == Some(false) && !kinds.is_on(&wanted.profile, &Carrier::TWILIO) {
            let rule = "cannot be out of use (enabled: false): only Twilio has that switch; write other targets for it";
            reader.refuse(place, format_args!("{:?} on {}: {rule}", target.uri.as_str(), wanted.profile));
        }
    }
    for (i, number) in numbers_of(built, kept).enumerate() {
        if number.exotel.mode.is_some() && !on_exotel.contains(&wanted.name) {
            let rule = "has a mode, which only Exotel has, and the trunk does not live there";
            reader.refuse_value(built.place(&format!("numbers[{i}]")), number.number.as_str(), rule);
        }
    }
}

/// What belongs to one trunk only, by what it is.
struct Owned<K>(BTreeMap<K, (TrunkName, Place)>);

impl<K: Ord> Owned<K> {
    fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Takes it for a trunk; otherwise which one has it, and where.
    fn take(&mut self, key: K, built: &Built, place: &Place) -> Result<(), (TrunkName, u64)> {
        if let Some((name, first)) = self.0.get(&key) {
            return Err((name.clone(), first.at.line()));
        }
        self.0.insert(key, (built.wanted.name.clone(), place.clone()));
        Ok(())
    }
}

/// The numbers that a failover binds, by the account and the name of the trunk that gets them.
type Kept<'a> = BTreeMap<(&'a str, &'a TrunkName), &'a Vec<NumberSpec>>;

fn kept(standbys: &[Standby]) -> Kept<'_> {
    let of = standbys.iter().map(|standby| (standby.on.as_str(), &standby.trunk));
    of.zip(standbys).filter_map(|(of, standby)| Some((of, standby.numbers.as_ref()?))).collect()
}

/// The numbers of a trunk, also those that a failover binds to it.
fn numbers_of<'a>(built: &'a Built, kept: &Kept<'a>) -> impl Iterator<Item = &'a NumberSpec> {
    let wanted = &built.wanted;
    let kept = kept.get(&(wanted.profile.as_str(), &wanted.name)).copied();
    wanted.numbers.iter().chain(kept).flatten()
}

/// A number of an account is bound to one trunk.
fn numbers<'a>(trunks: &'a [Built], kept: &Kept<'a>, reader: &mut Reader<'_>) {
    let mut owned = Owned::new();
    for built in trunks {
        for (i, spec) in numbers_of(built, kept).enumerate() {
            let place = built.place(&format!("numbers[{i}]"));
            let number = spec.number.as_str();
            if let Err((trunk, line)) = owned.take((&built.wanted.profile, number), built, place) {
                let profile = &built.wanted.profile;
                let rule =
                    format!("is on trunk {trunk} of {profile} too (line {line}); a number is on one trunk");
                reader.refuse_value(place, number, rule);
            }
        }
    }
}

/// What a carrier tells trunks apart by is there once: a name on Exotel, a domain on Twilio.
fn names(trunks: &[Built], kinds: &Kinds<'_>, reader: &mut Reader<'_>) {
    let mut names = Owned::new();
    let mut domains = Owned::new();
    for built in trunks {
        let wanted = &built.wanted;
        if kinds.is_on(&wanted.profile, &Carrier::EXOTEL) {
            let name = wanted.spec.exotel.trunk_name.as_ref().unwrap_or(&wanted.name);
            let place = built.place("trunk.exotel.trunk_name");
            if let Err((trunk, line)) = names.take((&wanted.profile, name.as_str()), built, place) {
                let rule = format!("is the name of trunk {trunk} on {} too (line {line})", wanted.profile);
                reader.refuse_value(place, name.as_str(), rule);
            }
        }
        if let Some((domain, account)) = kinds.domain(wanted) {
            let place = built.place("trunk.twilio.domain_name");
            if let Err((trunk, line)) = domains.take((account, domain.clone()), built, place) {
                let rule =
                    format!("is the domain of trunk {trunk} too (line {line}); write another under domain");
                reader.refuse_value(place, &domain, rule);
            }
        }
    }
}

/// The old name of a trunk is nobody's name now.
fn renames(trunks: &[Built], reader: &mut Reader<'_>) {
    let now: BTreeMap<(&str, &TrunkName), &Built> =
        trunks.iter().map(|built| ((built.wanted.profile.as_str(), &built.wanted.name), built)).collect();
    let mut owned = Owned::new();
    for built in trunks {
        let Some(from) = &built.wanted.renamed_from else { continue };
        let place = built.place("renamed_from");
        let profile = &built.wanted.profile;
        if *from == built.wanted.name {
            reader.refuse_value(place, from.as_str(), "is the name it has now");
        } else if let Some(now) = now.get(&(profile.as_str(), from)) {
            let line = now.home.at.line();
            let rule = format!("is a trunk of this file on {profile} (line {line}); an old name is nobody's");
            reader.refuse_value(place, from.as_str(), rule);
        } else if let Err((trunk, line)) = owned.take((profile, from.as_str()), built, place) {
            let rule = format!("is the old name of trunk {trunk} too (line {line})");
            reader.refuse_value(place, from.as_str(), rule);
        }
    }
}
