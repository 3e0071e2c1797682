//! The same run on a simulator beforehand: it shows what a run creates and how many requests that takes, and that the
//! suite and the backend agree before they meet an account.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use trunkline::{
    model::{E164, TrunkName},
    provider::DynProvider,
};
use trunkline_conformance::{Harness, HarnessError, HarnessMaker, Manner, Missing, Verdict, families, play};

use super::{Account, mark};
use crate::simulated::Simulated;

/// What a run sends.
#[derive(Debug, Default, Clone)]
pub(super) struct Tally {
    /// All requests.
    pub(super) requests: usize,
    /// Those that make something, by the carrier's name for them.
    pub(super) creates: BTreeMap<&'static str, usize>,
}

/// Plays every scenario that a harness with so many numbers can.
pub(super) fn rehearse(account: Account, numbers: usize) -> Result<Tally, HarnessError> {
    let stage = Stage { account, numbers, tally: Arc::default() };
    for family in families() {
        for scenario in family.scenarios {
            if let Verdict::Failed(why) = play(scenario, &stage) {
                let name = scenario.name;
                return Err(format!("{}::{name} fails on the simulator already: {why}", family.name).into());
            }
        }
    }
    Ok(stage.tally.lock().unwrap_or_else(PoisonError::into_inner).clone())
}

struct Stage {
    account: Account,
    numbers: usize,
    tally: Arc<Mutex<Tally>>,
}

#[async_trait]
impl HarnessMaker for Stage {
    async fn make(&self) -> Result<Box<dyn Harness>, HarnessError> {
        let simulated = (self.account.rehearse)().await?;
        Ok(Box::new(Rehearsed { simulated, numbers: self.numbers, tally: Arc::clone(&self.tally) }))
    }
}

/// The simulator with no more to offer than an account has.
struct Rehearsed {
    simulated: Simulated,
    numbers: usize,
    tally: Arc<Mutex<Tally>>,
}

#[async_trait]
impl Harness for Rehearsed {
    fn provider(&self) -> DynProvider {
        self.simulated.provider()
    }

    fn numbers(&self) -> Vec<E164> {
        self.simulated.numbers().into_iter().take(self.numbers).collect()
    }

    fn unowned_number(&self) -> E164 {
        self.simulated.unowned_number()
    }

    fn missing(&self) -> Missing {
        self.simulated.missing()
    }

    fn trunk_name(&self) -> TrunkName {
        mark::fresh_name()
    }

    fn client(&self, manner: Manner) -> Option<DynProvider> {
        if manner == Manner::OnePerPage { self.simulated.client(manner) } else { None }
    }

    async fn cleanup(&self) -> Result<(), HarnessError> {
        let mut tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
        for request in self.simulated.simulator().requests() {
            tally.requests += 1;
            let made = request.status.is_some_and(|status| (200..300).contains(&status));
            if let Some(operation) = request.operation.filter(|operation| made && creates(operation)) {
                *tally.creates.entry(operation).or_default() += 1;
            }
        }
        Ok(())
    }
}

/// Whether an operation of either carrier makes something.
fn creates(operation: &str) -> bool {
    ["create ", "add ", "map ", "set ", "Create"].iter().any(|verb| operation.starts_with(verb))
}
