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
    /// Leases of these accounts, all from the same moment: whoever waits for one of them holds none meanwhile, which would
    /// end before the last one is free.
    pub(super) async fn take(
        apply: &Apply<'a>,
        accounts: impl Iterator<Item = &Identity>,
    ) -> Result<Self, ApplyError> {
        // Sorted, as everyone does who locks several.
        let wanted: BTreeMap<String, &Identity> =
            accounts.map(|identity| (account_key(identity), identity)).collect();
        let wanted: Vec<&Identity> = wanted.into_values().collect();
        let who = format!("{} pid {}", apply.who, std::process::id());
        let mut told = None;
        loop {
            let mut held = BTreeMap::new();
            for (identity, leased) in wanted.iter().zip(apply.store.lease_all(&wanted, &who).await?) {
                let (holder, since, expires) = match leased {
                    Leased::Granted(lease) => {
                        held.insert(lease.account.clone(), lease);
                        continue;
                    }
                    Leased::Held { holder, since, expires } => (holder, since, expires),
                };
                let account = identity.to_string();
                if !apply.wait {
                    return Err(ApplyError::Held { account, holder, since, expires });
                }
                if told.replace(*identity) != Some(*identity) {
                    apply.events.waiting(&account, &holder, since);
                }
            }
            if held.len() == wanted.len() {
                return Ok(Self { store: apply.store, held });
            }
            tokio::select! {
                () = tokio::time::sleep(POLL) => (),
                () = apply.stop.once() => return Err(ApplyError::Stopped),
            }
        }
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
