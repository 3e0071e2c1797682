//! The nouns of a trunk: from what was written to what is wanted.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    hash::Hash,
};

use trunkline::model::{
    AclEntrySpec, Carrier, ExotelAclOptions, ExotelCredentialOptions, ExotelNumberOptions, NumberSpec,
    OriginationUriSpec, TwilioOriginationOptions,
};

use super::{
    shape::{At, Named, Place, Reader, suggestion},
    types::{AclBlock, AclItem, Credential, NumberItem, OriginationItem},
    values,
};
use crate::WantedCredential;

/// Items, each with its place.
pub(super) type Placed<T> = Vec<(T, Place)>;

/// Named lists of addresses; `None` for one that has a mistake.
pub(super) type Lists = BTreeMap<String, Option<Placed<Address>>>;

/// An address or a range that may send calls.
#[derive(Debug, Clone)]
pub(super) struct Address {
    spec: AclEntrySpec,
    /// Exotel gets each address of the range.
    exotel_single: bool,
}

/// The widest range that is sent address by address: 65,536 of them, over five hours at 200 requests a minute.
const WIDEST: u8 = 16;

/// Reads the named lists.
pub(super) fn lists(written: &Named<Vec<At<AclItem>>>, reader: &mut Reader<'_>) -> Lists {
    let mut lists = Lists::new();
    for (name, items) in written {
        if !is_list_name(&name.value) {
            let rule = "a list's name is letters, digits, - and _, and starts with a letter";
            reader.refuse(&name.place, format_args!("cannot be a name: {rule}"));
        }
        let before = reader.mistakes.len();
        let entries = items.as_ref().map(|items| acl(&items.value, None, reader));
        let right = reader.mistakes.len() == before;
        lists.insert(name.value.clone(), entries.filter(|_| right));
    }
    lists
}

fn is_list_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// Addresses; `lists` are those that can be named here, if any can.
pub(super) fn acl(items: &[At<AclItem>], lists: Option<&Lists>, reader: &mut Reader<'_>) -> Placed<Address> {
    let mut entries = Vec::new();
    let mut unique = Unique::default();
    for item in items {
        match &item.value {
            AclItem::Long(block) => {
                let Some(address) = address(block, &item.place, reader) else { continue };
                if unique.is_first(address.spec.cidr, &item.place, reader) {
                    entries.push((address, item.place.clone()));
                }
            }
            AclItem::Short(text) if is_list_name(text) => {
                for (entry, place) in named(text, &item.place, lists, reader) {
                    if unique.is_first_of(entry.spec.cidr, &item.place, place, reader) {
                        entries.push((entry.clone(), place.clone()));
                    }
                }
            }
            AclItem::Short(text) => match text.parse() {
                Ok(cidr) if unique.is_first(cidr, &item.place, reader) => {
                    let address = Address { spec: AclEntrySpec::new(cidr), exotel_single: false };
                    entries.push((address, item.place.clone()));
                }
                Ok(_) => {}
                Err(invalid) => values::refuse(&invalid, &item.place, reader),
            },
        }
    }
    entries
}

fn address(block: &AclBlock, place: &Place, reader: &mut Reader<'_>) -> Option<Address> {
    let cidr = *block.cidr.value()?;
    let allow_range = block.exotel_allow_range.value().copied().unwrap_or_default();
    let exotel_single = block.exotel_single_addresses.value().copied().unwrap_or_default();
    if allow_range && exotel_single {
        let rule = "has exotel_allow_range and exotel_single_addresses: it is sent as a range, or address by address";
        reader.refuse_value(place, &cidr.to_string(), rule);
    }
    if exotel_single && cidr.prefix() < WIDEST {
        let rule = format!("is too wide to be sent address by address: /{WIDEST} is the widest");
        reader.refuse_value(place, &cidr.to_string(), rule);
        return None;
    }
    let options = ExotelAclOptions::default().with_allow_range(allow_range);
    Some(Address { spec: AclEntrySpec::new(cidr).with_exotel(options), exotel_single })
}

/// The entries that a carrier gets: each address once, also where ranges overlap that are sent address by address.
pub(super) fn entries(addresses: Placed<Address>, carrier: &Carrier) -> Placed<AclEntrySpec> {
    let mut entries = Vec::with_capacity(addresses.len());
    let mut seen = HashSet::new();
    for (address, place) in addresses {
        if address.exotel_single && *carrier == Carrier::EXOTEL {
            let single = address.spec.cidr.single_addresses().filter(|single| seen.insert(*single));
            entries.extend(single.map(|single| (AclEntrySpec::new(single), place.clone())));
        } else if seen.insert(address.spec.cidr) {
            entries.push((address.spec, place));
        }
    }
    entries
}

/// The entries of a named list.
fn named<'a>(
    name: &str,
    place: &Place,
    lists: Option<&'a Lists>,
    reader: &mut Reader<'_>,
) -> &'a [(Address, Place)] {
    let Some(lists) = lists else {
        reader.refuse_value(place, name, "is no address; a list cannot hold another list");
        return &[];
    };
    if let Some(entries) = lists.get(name) {
        return entries.as_deref().unwrap_or_default();
    }
    let names: Vec<&str> = lists.keys().map(String::as_str).collect();
    let there = suggestion(name, &names);
    reader.refuse_value(place, name, format_args!("is neither an address nor a list under acls{there}"));
    &[]
}

/// Targets.
pub(super) fn origination(
    items: &[At<OriginationItem>],
    reader: &mut Reader<'_>,
) -> Placed<OriginationUriSpec> {
    let mut specs = Vec::new();
    let mut unique = Unique::default();
    for item in items {
        let spec = match &item.value {
            OriginationItem::Short(uri) => OriginationUriSpec::new(uri.clone()),
            OriginationItem::Long(block) => {
                let Some(uri) = block.uri.value() else { continue };
                let mut options = TwilioOriginationOptions::default();
                options.enabled = block.enabled.value().copied();
                options.friendly_name = block.label.value().cloned();
                let mut spec = OriginationUriSpec::new(uri.clone()).with_twilio(options);
                spec.priority = block.priority.value().copied().unwrap_or(spec.priority);
                spec.weight = block.weight.value().map_or(spec.weight, |weight| weight.get());
                spec
            }
        };
        if unique.is_first(spec.uri.clone(), &item.place, reader) {
            specs.push((spec, item.place.clone()));
        }
    }
    specs
}

/// Numbers.
pub(super) fn numbers(items: &[At<NumberItem>], reader: &mut Reader<'_>) -> Placed<NumberSpec> {
    let mut specs = Vec::new();
    let mut unique = Unique::default();
    for item in items {
        let spec = match &item.value {
            NumberItem::Short(number) => NumberSpec::new(number.clone()),
            NumberItem::Long(block) => {
                let Some(number) = block.number.value() else { continue };
                let mut options = ExotelNumberOptions::default();
                options.mode = block.mode.value().cloned();
                NumberSpec::new(number.clone()).with_exotel(options)
            }
        };
        if unique.is_first(spec.number.clone(), &item.place, reader) {
            specs.push((spec, item.place.clone()));
        }
    }
    specs
}

/// Credentials.
pub(super) fn credentials(items: &[At<Credential>], reader: &mut Reader<'_>) -> Placed<WantedCredential> {
    let mut wanted: Placed<WantedCredential> = Vec::new();
    let mut unique = Unique::default();
    for item in items {
        let Credential { username, password, rotation, label } = &item.value;
        let (Some(username), Some(password)) = (username.get(), password.value()) else { continue };
        let mut exotel = ExotelCredentialOptions::default();
        exotel.friendly_name = label.value().cloned();
        let credential = WantedCredential {
            username: username.value.clone(),
            password: password.clone(),
            rotation: rotation.value().map_or(1, |rotation| rotation.get()),
            exotel,
        };
        if unique.is_first(credential.username.clone(), &username.place, reader) {
            wanted.push((credential, username.place.clone()));
        }
    }
    for (credential, place) in &wanted {
        let of = wanted.iter().find(|(other, _)| {
            other.username != credential.username && other.rotation_of(&credential.username).is_some()
        });
        if let Some((other, _)) = of {
            let rule = format!("is what a rotation of {:?} is called; choose another name", other.username);
            reader.refuse_value(place, &credential.username, rule);
        }
    }
    wanted
}

/// What was seen already, and where.
struct Unique<K>(HashMap<K, Place>);

impl<K> Default for Unique<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Eq + Hash + ToString> Unique<K> {
    /// Whether it is there for the first time; otherwise that is noted.
    fn is_first(&mut self, key: K, place: &Place, reader: &mut Reader<'_>) -> bool {
        self.is_first_of(key, place, place, reader)
    }

    /// As [`is_first`](Self::is_first), for something that is used in `place` and stands in `origin`.
    fn is_first_of(&mut self, key: K, place: &Place, origin: &Place, reader: &mut Reader<'_>) -> bool {
        if let Some(first) = self.0.get(&key) {
            let (path, line) = (&first.path, first.at.line());
            let rule = format!("is given twice; {path} in line {line} is the same");
            reader.refuse_value(place, &key.to_string(), rule);
            return false;
        }
        self.0.insert(key, origin.clone());
        true
    }
}
