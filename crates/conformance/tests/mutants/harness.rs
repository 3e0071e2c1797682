//! An account of the carrier with a mutation, for one scenario.

use std::{
    future::{Ready, ready},
    sync::Arc,
};

use async_trait::async_trait;
use trunkline::{
    model::{E164, TrunkName},
    provider::DynProvider,
};
use trunkline_conformance::{FaultControl, Harness, HarnessError, Manner, Missing, SharedLists};

use super::{carrier::Carrier, mutation::Mutation};

pub(crate) struct InMemory {
    carrier: Carrier,
    numbers: Vec<E164>,
    /// Whether the suite is told what becomes of names.
    tells: bool,
}

impl InMemory {
    pub(crate) fn made(broken: Option<Mutation>) -> Ready<Result<Self, HarnessError>> {
        let numbers: Vec<E164> =
            (0..8).map(|n| format!("+9180402642{n:02}").parse().expect("a number")).collect();
        ready(Ok(Self { carrier: Carrier::new(numbers.clone(), broken), numbers, tells: true }))
    }

    /// Of a carrier that holds names of trunks in capital letters, which the suite is told or not.
    pub(crate) async fn folding(tells: bool) -> Result<Self, HarnessError> {
        let plain = Self::made(None).await?;
        Ok(Self { carrier: plain.carrier.folding(), tells, ..plain })
    }
}

#[async_trait]
impl Harness for InMemory {
    fn provider(&self) -> DynProvider {
        Arc::new(self.carrier.clone())
    }

    fn numbers(&self) -> Vec<E164> {
        self.numbers.clone()
    }

    fn unowned_number(&self) -> E164 {
        "+918040269999".parse().expect("a number")
    }

    fn missing(&self) -> Missing {
        Missing::parse("trunk-0", "acl-0", "number-0", "origination-0", "credential-0").expect("identifiers")
    }

    fn held_name(&self, name: &TrunkName) -> String {
        if self.tells { self.carrier.held_name(name).to_string() } else { name.to_string() }
    }

    fn requests(&self) -> Option<usize> {
        Some(self.carrier.requests())
    }

    fn faults(&self) -> Option<&dyn FaultControl> {
        Some(&*self.carrier.faults)
    }

    fn client(&self, manner: Manner) -> Option<DynProvider> {
        Some(Arc::new(self.carrier.client(manner)))
    }

    fn shared_lists(&self) -> Option<&dyn SharedLists> {
        Some(&self.carrier)
    }

    fn abandoned(&self) -> Option<usize> {
        Some(self.carrier.abandoned())
    }
}
