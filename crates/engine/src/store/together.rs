//! Writes that are committed together.

use std::{
    collections::{BTreeMap, BTreeSet},
    slice,
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;
use sqlx::{Any, Transaction};
use tokio::sync::oneshot;
use trunkline::model::{TrunkId, TrunkName};

use super::{Lease, OwnedTrunk, RunId, Store, StoreError, error::Trouble, journal, known};
use crate::Noun;

/// What only the holder of a lease may write, and what many tasks write at the same time.
#[derive(Debug)]
pub(super) enum Write {
    /// See [`Store::intend`]. It gives the number of the attempt, the others nothing.
    Intend { run: RunId, step: String },
    /// See [`Store::conclude`]; the result is JSON.
    Conclude { run: RunId, step: String, attempt: i64, result: String },
    /// See [`Store::own`].
    Own(OwnedTrunk),
    /// See [`Store::own_nouns`].
    OwnNouns { trunk: TrunkId, nouns: BTreeSet<Noun> },
    /// See [`Store::rename`].
    Rename { trunk: TrunkId, name: TrunkName },
    /// See [`Store::disown`].
    Disown(TrunkId),
    /// See [`Store::set_rotation`].
    Rotate { trunk: TrunkId, username: String, rotation: u32 },
}

/// The writes of a store that nobody is committing yet.
#[derive(Debug, Default)]
pub(super) struct Together {
    waiting: Mutex<Vec<Waiting>>,
    /// Whoever commits, until nothing waits.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct Waiting {
    lease: Lease,
    write: Write,
    done: oneshot::Sender<Result<i64, StoreError>>,
}

impl Together {
    fn waiting(&self) -> MutexGuard<'_, Vec<Waiting>> {
        // Nothing that holds this lock can panic.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn hears(self, outcome: Result<i64, StoreError>) {
        // Nobody may be waiting any more.
        let _ = self.done.send(outcome);
    }
}

impl Store {
    /// Writes, and returns when that is durable. What is asked for while others are being committed is committed in one
    /// transaction after them: the disk is waited for once, not once each. If one is refused, the others are written; if
    /// the store cannot be written, which can take long to find out, all of them hear so.
    pub(super) async fn together(&self, lease: &Lease, write: Write) -> Result<i64, StoreError> {
        let (done, outcome) = oneshot::channel();
        self.together.waiting().push(Waiting { lease: lease.clone(), write, done });
        // A task of its own: if this future is dropped, the writes of others go on.
        let store = self.clone();
        tokio::spawn(async move { store.commit_waiting().await });
        match outcome.await {
            Ok(outcome) => outcome,
            Err(_) => self.here(async { Err(sqlx::Error::WorkerCrashed.into()) }).await,
        }
    }

    /// Commits what waits, or leaves it to whoever is committing, who looks once more after the turn is given back. Nobody
    /// waits for the turn: with many tasks there would be ever more who do.
    async fn commit_waiting(&self) {
        while !self.together.waiting().is_empty() {
            let Ok(_turn) = self.together.turn.try_lock() else { return };
            let waiting = std::mem::take(&mut *self.together.waiting());
            self.commit_or_refuse(waiting).await;
        }
    }

    async fn commit_or_refuse(&self, waiting: Vec<Waiting>) {
        let error = match self.commit(&waiting).await {
            Ok(outcomes) => {
                for (one, outcome) in waiting.into_iter().zip(outcomes) {
                    one.hears(Ok(outcome));
                }
                return;
            }
            Err(error) => error,
        };
        // Which of them was refused is found out one by one.
        let mut of_all = (waiting.len() == 1 || !error.is_of_one_write()).then_some(error);
        for one in waiting {
            let outcome = match &of_all {
                Some(error) => Err(error.clone()),
                None => self.commit(slice::from_ref(&one)).await.map(|attempts| attempts.into_iter().sum()),
            };
            if let Err(error) = &outcome
                && !error.is_of_one_write()
            {
                of_all = Some(error.clone());
            }
            one.hears(outcome);
        }
    }

    /// Writes all of them, or none.
    async fn commit(&self, waiting: &[Waiting]) -> Result<Vec<i64>, StoreError> {
        self.here(async {
            let mut transaction = self.write().await?;
            // By account, as everyone who locks several: two do not wait for each other.
            let leases: BTreeMap<_, &Lease> =
                waiting.iter().map(|Waiting { lease, .. }| ((&lease.account, lease.fence), lease)).collect();
            for lease in leases.into_values() {
                self.fence(&mut transaction, lease).await?;
            }
            let now = self.now(&mut transaction).await?;
            let mut outcomes = Vec::with_capacity(waiting.len());
            for Waiting { lease, write, .. } in waiting {
                outcomes.push(write.carry_out(&mut transaction, lease, now).await?);
            }
            transaction.commit().await?;
            Ok(outcomes)
        })
        .await
    }
}

impl Write {
    async fn carry_out(
        &self,
        transaction: &mut Transaction<'static, Any>,
        lease: &Lease,
        now: Timestamp,
    ) -> Result<i64, Trouble> {
        match self {
            Self::Intend { run, step } => return journal::intend(transaction, *run, step, now).await,
            Self::Conclude { run, step, attempt, result } => {
                journal::conclude(transaction, *run, step, *attempt, result).await?;
            }
            Self::Own(trunk) => known::own(transaction, lease, trunk).await?,
            Self::OwnNouns { trunk, nouns } => known::own_nouns(transaction, lease, trunk, nouns).await?,
            Self::Rename { trunk, name } => known::rename(transaction, lease, trunk, name).await?,
            Self::Disown(trunk) => known::disown(transaction, lease, trunk).await?,
            Self::Rotate { trunk, username, rotation } => {
                known::rotate(transaction, lease, trunk, username, *rotation).await?;
            }
        }
        Ok(0)
    }
}
