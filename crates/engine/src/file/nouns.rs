//! The nouns of a trunk: from what was written to what is wanted.

use std::{
    collections::{BTreeMap, HashMap},
    hash::Hash,
};

use trunkline::model::{
    AclEntrySpec, ExotelAclOptions, ExotelCredentialOptions, ExotelNumberOptions, NumberSpec,
    OriginationUriSpec, TwilioOriginationOptions,
};

use super::{
    shape::{At, Named, Place, Reader, suggestion},
    types::{AclItem, Credential, NumberItem, OriginationItem},
    values,
};
use crate::WantedCredential;

/// Items, each with its place.
pub(super) type Placed<T> = Vec<(T, Place)>;

/// Named lists of addresses; `None` for one that has a mistake.
pub(super) type Lists = BTreeMap<String, Option<Placed<AclEntrySpec>>>;

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
pub(super) fn acl(
    items: &[At<AclItem>],
    lists: Option<&Lists>,
    reader: &mut Reader<'_>,
) -> Placed<AclEntrySpec> {
    let mut entries = Vec::new();
    let mut unique = Unique::default();
    for item in items {
        match &item.value {
            AclItem::Long(block) => {
                let Some(cidr) = block.cidr.value() else { continue };
                let allow = block.exotel_allow_range.value().copied().unwrap_or_default();
                let options = ExotelAclOptions::default().with_allow_range(allow);
                if unique.is_first(*cidr, &item.place, reader) {
                    entries.push((AclEntrySpec::new(*cidr).with_exotel(options), item.place.clone()));
                }
            }
            AclItem::Short(text) if is_list_name(text) => {
                for (entry, place) in named(text, &item.place, lists, reader) {
                    if unique.is_first_of(entry.cidr, &item.place, place, reader) {
                        entries.push((entry.clone(), place.clone()));
                    }
                }
            }
            AclItem::Short(text) => match text.parse() {
                Ok(cidr) if unique.is_first(cidr, &item.place, reader) => {
                    entries.push((AclEntrySpec::new(cidr), item.place.clone()));
                }
                Ok(_) => {}
                Err(invalid) => values::refuse(&invalid, &item.place, reader),
            },
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
) -> &'a [(AclEntrySpec, Place)] {
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
