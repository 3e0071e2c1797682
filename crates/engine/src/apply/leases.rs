//! The right to change accounts, for as long as an apply runs.

use std::{collections::BTreeMap, convert::Infallible, time::Duration};

use trunkline::model::Identity;

use super::{Apply, ApplyError};
use crate::store::{LEASE, Lease, Leased, Store, account_key};

/// How often we ask whether an account is free.
const POLL: Duration = Duration::from_millis(250);

#[derive(Debug)]
pub(super) struct Leases<'a> {
    store: &'a Store,
    held: BTreeMap<String, Lease>,
}

impl<'a> Leases<'a> {
    /// Leases of these accounts; of all, or of none.
    pub(super) async fn take(
        apply: &Apply<'a>,
        accounts: impl Iterator<Item = &Identity>,
    ) -> Result<Self, ApplyError> {
        // Sorted, as every apply does it: two that want the same accounts do not wait for each other in a ring.
        let wanted: BTreeMap<String, &Identity> =
            accounts.map(|identity| (account_key(identity), identity)).collect();
        let wanted: Vec<&Identity> = wanted.into_values().collect();
        let mut leases = Self { store: apply.store, held: BTreeMap::new() };
        match leases.take_all(apply, &wanted).await {
            Ok(()) => Ok(leases),
            Err(error) => {
                leases.release().await;
                Err(error)
            }
        }
    }

    /// One after the other; of those that are held already, they are the first.
    async fn take_all(&mut self, apply: &Apply<'a>, wanted: &[&Identity]) -> Result<(), ApplyError> {
        let who = format!("{} pid {}", apply.who, std::process::id());
        let mut told = None;
        while let Some(left @ [_, ..]) = wanted.get(self.held.len()..) {
            for leased in self.store.lease_in_order(left, &who).await? {
                let (holder, since, expires) = match leased {
                    Leased::Granted(lease) => {
                        self.held.insert(lease.account.clone(), lease);
                        continue;
                    }
                    Leased::Held { holder, since, expires } => (holder, since, expires),
                };
                let account = wanted[self.held.len()].to_string();
                if !apply.wait {
                    return Err(ApplyError::Held { account, holder, since, expires });
                }
                if told.replace(self.held.len()) != Some(self.held.len()) {
                    apply.events.waiting(&account, &holder, since);
                }
                tokio::select! {
                    () = tokio::time::sleep(POLL) => (),
                    () = apply.stop.once() => return Err(ApplyError::Stopped),
                }
            }
        }
        Ok(())
    }

    pub(super) fn of(&self, identity: &Identity) -> Option<&Lease> {
        self.held.get(&account_key(identity))
    }

    pub(super) fn all(&self) -> Vec<&Lease> {
        self.held.values().collect()
    }

    /// Does `work`, and renews them meanwhile.
    pub(super) async fn while_held<T>(&self, work: impl Future<Output = T>) -> T {
        tokio::select! {
            outcome = work => outcome,
            never = self.keep() => match never {},
        }
    }

    /// Renews them again and again. One that was taken over is not fought for: the next entry in the journal is
    /// refused, and names who has it.
    async fn keep(&self) -> Infallible {
        loop {
            tokio::time::sleep(LEASE / 3).await;
            for lease in self.held.values() {
                if let Err(error) = self.store.renew(lease).await {
                    tracing::warn!(account = lease.account, %error, "the lease was not renewed");
                }
            }
        }
    }

    /// Gives them back. One that cannot be given back expires by itself.
    pub(super) async fn release(self) {
        for (_, lease) in self.held {
            if let Err(error) = self.store.release(lease).await {
                tracing::warn!(%error, "a lease was not given back; it expires by itself");
            }
        }
    }
}
