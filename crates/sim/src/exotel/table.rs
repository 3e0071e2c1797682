//! Trunks in the order they were created, found by SID, by name and by number.

use std::collections::{BTreeMap, HashMap};

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

use super::state::{AclRow, Credential, Dates, Destination, Row, Setting};

/// The trunks of an account, oldest first. Of two none has the other's SID, name, or a number of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Trunks {
    rows: BTreeMap<u64, Trunk>,
    by_sid: HashMap<String, u64>,
    by_name: HashMap<String, u64>,
    by_number: HashMap<String, u64>,
    next: u64,
}

/// A trunk. What it is found by changes through [`Trunks`] only.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Trunk {
    sid: String,
    name: String,
    pub(super) domain_name: String,
    pub(super) auth_type: String,
    pub(super) nso_code: String,
    pub(super) dates: Dates,
    numbers: Vec<Number>,
    pub(super) acl: Vec<AclRow>,
    pub(super) destinations: Vec<Destination>,
    pub(super) credentials: Vec<Credential>,
    pub(super) settings: Vec<Setting>,
}

impl Trunk {
    /// One that has nothing yet.
    pub(super) fn new(sid: String, name: String, dates: Dates) -> Self {
        Self {
            sid,
            name,
            domain_name: String::new(),
            auth_type: "IP-WHITELIST".to_owned(),
            nso_code: String::new(),
            dates,
            numbers: vec![],
            acl: vec![],
            destinations: vec![],
            credentials: vec![],
            settings: vec![],
        }
    }

    pub(super) fn sid(&self) -> &str {
        &self.sid
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn numbers(&self) -> &[Number] {
        &self.numbers
    }

    pub(super) fn numbers_mut(&mut self) -> &mut [Number] {
        &mut self.numbers
    }
}

/// A number mapped to a trunk.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Number {
    id: u64,
    e164: String,
    /// Absent unless it was sent, and then `pstn` is meant.
    pub(super) mode: Option<String>,
    pub(super) dates: Dates,
}

impl Number {
    pub(super) fn new(id: u64, e164: String, mode: Option<String>, dates: Dates) -> Self {
        Self { id, e164, mode, dates }
    }

    pub(super) fn e164(&self) -> &str {
        &self.e164
    }
}

impl Row for Number {
    fn id(&self) -> u64 {
        self.id
    }
}

impl Trunks {
    pub(super) fn iter(&self) -> impl Iterator<Item = &Trunk> {
        self.rows.values()
    }

    pub(super) fn get(&self, sid: &str) -> Option<&Trunk> {
        self.rows.get(self.by_sid.get(sid)?)
    }

    pub(super) fn get_mut(&mut self, sid: &str) -> Option<&mut Trunk> {
        self.rows.get_mut(self.by_sid.get(sid)?)
    }

    /// The trunk of this name.
    pub(super) fn named(&self, name: &str) -> Option<&Trunk> {
        self.rows.get(self.by_name.get(name)?)
    }

    /// The trunk that a number is mapped to.
    pub(super) fn holder(&self, e164: &str) -> Option<&Trunk> {
        self.rows.get(self.by_number.get(e164)?)
    }

    /// Adds a trunk, unless one is there with its SID, its name or one of its numbers: then it says which.
    pub(super) fn insert(&mut self, trunk: Trunk) -> Result<(), String> {
        let Trunk { sid, name, numbers, .. } = &trunk;
        if self.by_sid.contains_key(sid) {
            return Err(format!("trunk {sid}: is there twice"));
        }
        if let Some(other) = self.named(name) {
            return Err(format!("trunk {sid}: name {name}: is that of trunk {} too", other.sid));
        }
        for (i, Number { e164, .. }) in numbers.iter().enumerate() {
            let others = numbers.iter().take(i);
            if self.by_number.contains_key(e164) || others.into_iter().any(|other| other.e164 == *e164) {
                return Err(format!("trunk {sid}: number {e164}: is mapped twice"));
            }
        }
        self.by_sid.insert(sid.clone(), self.next);
        self.by_name.insert(name.clone(), self.next);
        self.by_number.extend(numbers.iter().map(|number| (number.e164.clone(), self.next)));
        self.rows.insert(self.next, trunk);
        self.next += 1;
        Ok(())
    }

    pub(super) fn remove(&mut self, sid: &str) -> Option<Trunk> {
        let trunk = self.rows.remove(&self.by_sid.remove(sid)?)?;
        self.by_name.remove(&trunk.name);
        for number in &trunk.numbers {
            self.by_number.remove(&number.e164);
        }
        Some(trunk)
    }

    /// Gives a trunk another name. `None` where there is no such trunk, or where another has the name.
    pub(super) fn rename(&mut self, sid: &str, name: &str) -> Option<()> {
        let row = *self.by_sid.get(sid)?;
        if self.by_name.get(name).is_some_and(|other| *other != row) {
            return None;
        }
        let trunk = self.rows.get_mut(&row)?;
        self.by_name.remove(&trunk.name);
        self.by_name.insert(name.to_owned(), row);
        name.clone_into(&mut trunk.name);
        Some(())
    }

    /// Maps a number to a trunk, and to no other any more. `None` where there is no such trunk.
    pub(super) fn map(&mut self, sid: &str, number: Number) -> Option<&Number> {
        let row = *self.by_sid.get(sid)?;
        self.unmap(&number.e164);
        self.by_number.insert(number.e164.clone(), row);
        let numbers = &mut self.rows.get_mut(&row)?.numbers;
        numbers.push(number);
        numbers.last()
    }

    /// Takes a number from the trunk that has it.
    pub(super) fn unmap(&mut self, e164: &str) -> Option<Number> {
        let numbers = &mut self.rows.get_mut(&self.by_number.remove(e164)?)?.numbers;
        let position = numbers.iter().position(|number| number.e164 == e164)?;
        Some(numbers.remove(position))
    }
}

impl Serialize for Trunks {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Trunks {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut trunks = Self::default();
        for trunk in Vec::deserialize(deserializer)? {
            trunks.insert(trunk).map_err(D::Error::custom)?;
        }
        Ok(trunks)
    }
}
