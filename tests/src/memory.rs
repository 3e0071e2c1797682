//! The carrier in memory.

use std::future::{Ready, ready};

use async_trait::async_trait;
use trunkline::{
    memory::{Memory, MemoryBuilder},
    model::{E164, InvalidValue},
    provider::DynProvider,
};
use trunkline_conformance::{Harness, HarnessError, Missing, Run};

use crate::dispatch::Dispatch;

/// An account in memory.
#[derive(Debug)]
pub struct InMemory {
    carrier: Memory,
    dispatch: Dispatch,
    numbers: Vec<E164>,
    unowned: E164,
    missing: Missing,
}

impl InMemory {
    fn new(builder: MemoryBuilder, dispatch: Dispatch) -> Result<Self, InvalidValue> {
        let numbers: Vec<E164> =
            (0..8).map(|n| format!("+9180402642{n:02}").parse()).collect::<Result<_, _>>()?;
        Ok(Self {
            carrier: builder.with_numbers(numbers.clone()).build(),
            dispatch,
            numbers,
            unowned: "+918040269999".parse()?,
            missing: Missing::parse("trunk-0", "acl-0", "number-0", "origination-0", "credential-0")?,
        })
    }
}

#[async_trait]
impl Harness for InMemory {
    fn provider(&self) -> DynProvider {
        self.dispatch.of(self.carrier.clone())
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

/// An account that can do everything.
fn full() -> MemoryBuilder {
    Memory::builder()
}

/// An account without anything optional.
fn bare() -> MemoryBuilder {
    Memory::builder()
        .without_update()
        .without_acl_ranges()
        .without_number_modes()
        .without_originations()
        .without_credentials()
        .without_caller_ids()
}

fn runs_of(carrier: &str, builder: fn() -> MemoryBuilder) -> Vec<Run> {
    let made = |builder: fn() -> MemoryBuilder, dispatch| -> Ready<Result<InMemory, HarnessError>> {
        ready(InMemory::new(builder(), dispatch).map_err(HarnessError::from))
    };
    let run = |dispatch: Dispatch| Run::new(carrier, move || made(builder, dispatch)).by(dispatch.name());
    Dispatch::ALL.map(run).into()
}

/// The suite on an account that can do everything, by each dispatch.
pub fn runs() -> Vec<Run> {
    runs_of("memory", full)
}

/// The suite on an account without anything optional, by each dispatch.
pub fn bare_runs() -> Vec<Run> {
    runs_of("memory_bare", bare)
}
