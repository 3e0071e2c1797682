//! What the simulated Exotel remembers.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::net::Ipv4Addr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::answer::Refusal;
use super::call::Call;
use super::table::{Trunk, Trunks};
use crate::fixture::Fixture;

/// Everything of every account.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct State {
    accounts: BTreeMap<String, Account>,
}

impl State {
    /// The accounts of a fixture with their numbers, and nothing else.
    pub(super) fn new(fixture: &Fixture) -> Self {
        let accounts = fixture.exotel.iter().map(|given| {
            let account = Account { owned: given.numbers.iter().cloned().collect(), ..Account::default() };
            (given.account_sid.clone(), account)
        });
        Self { accounts: accounts.collect() }
    }

    /// This state, with every account that it lacks as `start` has it; or what cannot be in it.
    pub(super) fn completed(mut self, start: Self) -> Result<Self, String> {
        for (sid, account) in &self.accounts {
            if !start.accounts.contains_key(sid) {
                return Err(format!("there is no Exotel account {sid}"));
            }
            account.check().map_err(|mistake| format!("Exotel account {sid}: {mistake}"))?;
        }
        for (sid, account) in start.accounts {
            self.accounts.entry(sid).or_insert(account);
        }
        Ok(self)
    }

    pub(super) fn account_mut(&mut self, sid: &str) -> &mut Account {
        self.accounts.get_mut(sid).expect("only accounts of the fixture are admitted, and none is removed")
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Account {
    /// E.164 numbers that may be mapped.
    pub(super) owned: BTreeSet<String>,
    pub(super) trunks: Trunks,
    /// Trunks that are gone and whose credentials are not, oldest first, like every list below.
    pub(super) remains: Vec<Trunk>,
}

impl Account {
    fn check(&self) -> Result<(), String> {
        let mut seen = HashSet::new();
        for trunk in self.trunks.iter().chain(&self.remains) {
            let sid = trunk.sid();
            if !seen.insert(sid) {
                return Err(format!("trunk {sid}: is there twice"));
            }
            if let Some(row) = trunk.acl.iter().find(|row| !(16..=32).contains(&row.mask)) {
                return Err(format!("trunk {sid}: mask {}: must be 16 to 32", row.mask));
            }
        }
        Ok(())
    }

    /// The trunk of the path.
    pub(super) fn trunk(&self, call: &Call<'_>) -> Result<&Trunk, Refusal> {
        self.trunks.get(call.trunk_sid()).ok_or_else(|| call.unknown_trunk())
    }

    pub(super) fn trunk_mut(&mut self, call: &Call<'_>) -> Result<&mut Trunk, Refusal> {
        self.trunks.get_mut(call.trunk_sid()).ok_or_else(|| call.unknown_trunk())
    }

    /// The credentials of the path's trunk, also if only they are left of it.
    pub(super) fn credentials_mut(&mut self, call: &Call<'_>) -> Result<&mut Vec<Credential>, Refusal> {
        let sid = call.trunk_sid();
        let remains = &mut self.remains;
        let trunk = match self.trunks.get_mut(sid) {
            Some(trunk) => Some(trunk),
            None => remains.iter_mut().find(|trunk| trunk.sid() == sid),
        };
        trunk.map(|trunk| &mut trunk.credentials).ok_or_else(|| call.unknown_trunk())
    }
}

/// When something was created and last changed.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Dates {
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
}

impl Dates {
    pub(super) fn new(now: Timestamp) -> Self {
        Self { created: now, updated: now }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AclRow {
    pub(super) id: u64,
    pub(super) ip: Ipv4Addr,
    pub(super) mask: u8,
    pub(super) dates: Dates,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Destination {
    pub(super) id: u64,
    /// As it was sent, without `sip:`.
    pub(super) uri: String,
    pub(super) priority: i64,
    pub(super) weight: i64,
    pub(super) dates: Dates,
}

/// No password: it is never returned, and nothing here places a call.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Credential {
    pub(super) id: u64,
    pub(super) user_name: String,
    pub(super) friendly_name: Option<String>,
    pub(super) dates: Dates,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Setting {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) dates: Dates,
}

/// A row that is found by its id.
pub(super) trait Row {
    fn id(&self) -> u64;
}

macro_rules! rows {
    ($($row:ty),*) => {
        $(impl Row for $row {
            fn id(&self) -> u64 {
                self.id
            }
        })*
    };
}

rows!(AclRow, Destination, Credential);

/// Where the row with this id is.
pub(super) fn find<T: Row>(rows: &[T], id: &str) -> Result<usize, Refusal> {
    rows.iter().position(|row| row.id().to_string() == id).ok_or_else(Refusal::not_found)
}

/// Takes out the row that the call names.
pub(super) fn remove<T: Row>(rows: &mut Vec<T>, call: &Call<'_>) -> Result<T, Refusal> {
    let position = find(rows, call.child_id()?)?;
    Ok(rows.remove(position))
}
