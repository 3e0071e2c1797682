//! Rows in the order they were created, found by SID.

use std::collections::{BTreeMap, HashMap};

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

/// Rows by SID, oldest first.
#[derive(Debug, Clone)]
pub(super) struct Table<T> {
    rows: BTreeMap<u64, (String, T)>,
    /// Kept after a row is gone, so that a page token that names it still says where the next page begins.
    positions: HashMap<String, u64>,
    next: u64,
}

/// One row: its place, its SID, and what it holds.
#[derive(Debug)]
pub(super) struct Row<'a, T> {
    pub(super) position: u64,
    pub(super) sid: &'a str,
    pub(super) value: &'a T,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), positions: HashMap::new(), next: 0 }
    }
}

impl<T> Table<T> {
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(super) fn insert(&mut self, sid: String, value: T) {
        let position = self.next;
        self.next += 1;
        self.positions.insert(sid.clone(), position);
        self.rows.insert(position, (sid, value));
    }

    pub(super) fn contains(&self, sid: &str) -> bool {
        self.get(sid).is_some()
    }

    pub(super) fn get(&self, sid: &str) -> Option<&T> {
        Some(&self.rows.get(self.positions.get(sid)?)?.1)
    }

    pub(super) fn get_mut(&mut self, sid: &str) -> Option<&mut T> {
        Some(&mut self.rows.get_mut(self.positions.get(sid)?)?.1)
    }

    pub(super) fn remove(&mut self, sid: &str) -> Option<T> {
        Some(self.rows.remove(self.positions.get(sid)?)?.1)
    }

    /// Where a row is, or was.
    pub(super) fn position(&self, sid: &str) -> Option<u64> {
        self.positions.get(sid).copied()
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_, T>> {
        self.rows.iter().map(|(&position, (sid, value))| Row { position, sid, value })
    }

    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.rows.values_mut().map(|(_, value)| value)
    }
}

/// A row as it is saved.
#[derive(serde::Serialize, serde::Deserialize)]
struct Saved<T> {
    sid: String,
    #[serde(flatten)]
    value: T,
}

#[derive(serde::Serialize)]
struct SavedRef<'a, T> {
    sid: &'a str,
    #[serde(flatten)]
    value: &'a T,
}

/// The rows there are. A page token that names one of those gone is not valid after loading.
impl<T: Serialize> Serialize for Table<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.rows().map(|Row { sid, value, .. }| SavedRef { sid, value }))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Table<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut table = Self::default();
        for Saved { sid, value } in Vec::deserialize(deserializer)? {
            if table.contains(&sid) {
                return Err(D::Error::custom(format_args!("{sid} is there twice")));
            }
            table.insert(sid, value);
        }
        Ok(table)
    }
}
