//! An account of the carrier with a mutation, for one scenario.

use std::{
    future::{Ready, ready},
    sync::Arc,
};

use async_trait::async_trait;
use trunkline::{
    memory::{Memory, MemoryBuilder},
    model::{E164, TrunkName},
    provider::DynProvider,
};
use trunkline_conformance::{FaultControl, Harness, HarnessError, Manner, Missing, SharedLists, TrunkUser};

use super::{carrier::Carrier, mutation::Mutation};

pub(crate) struct InMemory {
    carrier: Carrier,
    numbers: Vec<E164>,
    /// Whether the suite is told what becomes of names.
    tells: bool,
}

impl InMemory {
    pub(crate) fn made(broken: Option<Mutation>) -> Ready<Result<Self, HarnessError>> {
        ready(Ok(Self::of(Memory::builder(), broken)))
    }

    /// Of a carrier whose trunks have addresses or credentials, never both.
    pub(crate) fn by_either(broken: Option<Mutation>) -> Ready<Result<Self, HarnessError>> {
        let mixes = broken == Some(Mutation::MixesWhatItCannot);
        let memory = Memory::builder();
        let mut made = Self::of(if mixes { memory } else { memory.without_ip_acl_and_digest() }, broken);
        let declared = made.carrier.capabilities;
        let evidence = declared.ip_acl_and_digest.evidence.clone();
        made.carrier.capabilities = declared.ip_acl_and_digest(false, evidence);
        ready(Ok(made))
    }

    fn of(memory: MemoryBuilder, broken: Option<Mutation>) -> Self {
        let numbers: Vec<E164> =
            (0..8).map(|n| format!("+9180402642{n:02}").parse().expect("a number")).collect();
        let carrier = Carrier::new(memory.with_numbers(numbers.clone()).build(), broken);
        Self { carrier, numbers, tells: true }
    }

    /// Of a carrier that holds names in capital letters, of trunks and of users, which the suite is told or not.
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

    fn held_user_name(&self, username: &str) -> String {
        if self.tells { self.carrier.held_user(username) } else { username.to_owned() }
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

    fn trunk_user(&self) -> Option<&dyn TrunkUser> {
        Some(&self.carrier)
    }

    fn abandoned(&self) -> Option<usize> {
        Some(self.carrier.abandoned())
    }
}
