//! How many requests of each account are under way.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};

/// A counter for each account there is.
#[derive(Debug)]
pub(crate) struct UnderWay {
    accounts: HashMap<String, AtomicU32>,
}

impl UnderWay {
    pub(crate) fn new<'a>(accounts: impl Iterator<Item = &'a String>) -> Self {
        Self { accounts: accounts.map(|sid| (sid.clone(), AtomicU32::new(0))).collect() }
    }

    /// Counts a request of an account until the guard goes; `None` if there is no such account.
    pub(crate) fn enter(&self, account: &str) -> Option<Entered<'_>> {
        let counter = self.accounts.get(account)?;
        Some(Entered { counter, count: counter.fetch_add(1, Ordering::AcqRel) + 1 })
    }

    pub(crate) fn knows(&self, account: &str) -> bool {
        self.accounts.contains_key(account)
    }
}

/// A request that is under way.
#[derive(Debug)]
pub(crate) struct Entered<'a> {
    counter: &'a AtomicU32,
    /// How many there were when this one came, itself included.
    pub(crate) count: u32,
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.counter.fetch_sub(1, Ordering::AcqRel);
    }
}
