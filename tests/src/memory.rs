//! The carrier in memory.

use std::{
    future::{Ready, ready},
    sync::Arc,
};

use async_trait::async_trait;
use trunkline::{
    memory::{Memory, MemoryBuilder},
    model::{E164, InvalidValue},
    provider::DynProvider,
};
use trunkline_conformance::{Harness, HarnessError, Missing};

/// An account in memory.
#[derive(Debug)]
pub struct InMemory {
    carrier: Memory,
    numbers: Vec<E164>,
    unowned: E164,
    missing: Missing,
}

impl InMemory {
    fn new(builder: MemoryBuilder) -> Result<Self, InvalidValue> {
        let numbers: Vec<E164> =
            (0..8).map(|n| format!("+9180402642{n:02}").parse()).collect::<Result<_, _>>()?;
        Ok(Self {
            carrier: builder.with_numbers(numbers.clone()).build(),
            numbers,
            unowned: "+918040269999".parse()?,
            missing: Missing::parse("trunk-0", "acl-0", "number-0", "origination-0", "credential-0")?,
        })
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
        self.unowned.clone()
    }

    fn missing(&self) -> Missing {
        self.missing.clone()
    }

    fn requests(&self) -> Option<usize> {
        // There is no wire to send anything on.
        Some(0)
    }
}

fn made(builder: MemoryBuilder) -> Ready<Result<InMemory, HarnessError>> {
    ready(InMemory::new(builder).map_err(HarnessError::from))
}

/// An account that can do everything.
pub fn full() -> Ready<Result<InMemory, HarnessError>> {
    made(Memory::builder())
}

/// An account without anything optional.
pub fn bare() -> Ready<Result<InMemory, HarnessError>> {
    let builder = Memory::builder()
        .without_update()
        .without_acl_ranges()
        .without_number_modes()
        .without_originations()
        .without_credentials()
        .without_caller_ids();
    made(builder)
}
