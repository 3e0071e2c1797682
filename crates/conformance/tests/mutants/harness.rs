//! An account of the carrier with a mutation, for one scenario.

use std::{
    future::{Ready, ready},
    sync::Arc,
};

use async_trait::async_trait;
use trunkline::{model::E164, provider::DynProvider};
use trunkline_conformance::{FaultControl, Harness, HarnessError, Manner, Missing, SharedLists};

use super::{carrier::Carrier, mutation::Mutation};

pub(crate) struct InMemory {
    carrier: Carrier,
    numbers: Vec<E164>,
}

impl InMemory {
    pub(crate) fn made(broken: Option<Mutation>) -> Ready<Result<Self, HarnessError>> {
        let numbers: Vec<E164> =
            (0..8).map(|n| format!("+9180402642{n:02}").parse().expect("a number")).collect();
        ready(Ok(Self { carrier: Carrier::new(numbers.clone(), broken), numbers }))
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
