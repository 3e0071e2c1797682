//! The account as the suite sees it.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tokio::sync::{Mutex, OwnedMutexGuard};
use trunkline::{
    http::RateLimit,
    model::{E164, TrunkName},
    provider::DynProvider,
};
use trunkline_conformance::{Harness, HarnessError, HarnessMaker, Manner, Missing};

use super::{Account, account::PATIENCE, mark};
use crate::simulated::PAGE_SIZE;

/// What the scenarios of a run share.
#[derive(Debug)]
pub(super) struct Live {
    shared: Arc<Shared>,
    turn: Arc<Mutex<()>>,
}

#[derive(Debug)]
struct Shared {
    account: Account,
    numbers: Vec<E164>,
    unowned: E164,
    missing: Missing,
    limit: RateLimit,
}

impl Live {
    pub(super) fn new(
        account: Account,
        numbers: Vec<E164>,
        missing: Missing,
        limit: RateLimit,
    ) -> Result<Self, HarnessError> {
        let unowned = account.unowned.parse()?;
        let shared = Shared { account, numbers, unowned, missing, limit };
        Ok(Self { shared: Arc::new(shared), turn: Arc::default() })
    }
}

impl Shared {
    /// A client of its own for each scenario, which has a runtime of its own that connections do not outlive. All of
    /// them keep to one limit.
    fn open(&self, page_size: u32) -> Result<DynProvider, HarnessError> {
        Ok(Arc::new(self.account.open(Some(self.limit.clone()), Some(page_size))?))
    }
}

#[async_trait]
impl HarnessMaker for Live {
    async fn make(&self) -> Result<Box<dyn Harness>, HarnessError> {
        // One scenario after the other: they bind the same numbers.
        let turn = Arc::clone(&self.turn).lock_owned().await;
        let provider = self.shared.open(PAGE_SIZE)?;
        Ok(Box::new(Turn { shared: Arc::clone(&self.shared), provider, _held: turn }))
    }
}

/// One scenario's turn on the account. Nothing makes the carrier fail, and nobody counts its requests.
struct Turn {
    shared: Arc<Shared>,
    provider: DynProvider,
    _held: OwnedMutexGuard<()>,
}

#[async_trait]
impl Harness for Turn {
    fn provider(&self) -> DynProvider {
        Arc::clone(&self.provider)
    }

    fn numbers(&self) -> Vec<E164> {
        self.shared.numbers.clone()
    }

    fn unowned_number(&self) -> E164 {
        self.shared.unowned.clone()
    }

    fn missing(&self) -> Missing {
        self.shared.missing.clone()
    }

    fn trunk_name(&self) -> TrunkName {
        mark::fresh_name()
    }

    fn client(&self, manner: Manner) -> Option<DynProvider> {
        // The others are for carriers that can be made to fail, or would be a failed log-in on the account.
        (manner == Manner::OnePerPage).then(|| self.shared.open(1).expect("it was opened with larger pages"))
    }

    fn deadline(&self) -> Duration {
        PATIENCE
    }
}
