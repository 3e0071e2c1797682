//! The suite against the backend: all that a stranger has to write.

mod fake;

use std::sync::Arc;

use async_trait::async_trait;
use third_party_backend::Nimbus;
use trunkline::{model::E164, provider::DynProvider};
use trunkline_conformance::{Harness, HarnessError, Missing};

use self::fake::FakeNimbus;

/// An account of its own for each scenario.
struct Account {
    backend: Nimbus,
    carrier: Arc<FakeNimbus>,
}

async fn account() -> Result<Account, HarnessError> {
    let carrier = Arc::new(FakeNimbus::owning(fake::NUMBERS));
    let wire: Arc<FakeNimbus> = Arc::clone(&carrier);
    Ok(Account { backend: Nimbus::new("acme", wire), carrier })
}

#[async_trait]
impl Harness for Account {
    fn provider(&self) -> DynProvider {
        Arc::new(self.backend.clone())
    }

    fn numbers(&self) -> Vec<E164> {
        fake::NUMBERS.iter().map(|number| number.parse().expect("a number")).collect()
    }

    fn unowned_number(&self) -> E164 {
        "+14155550999".parse().expect("a number")
    }

    fn missing(&self) -> Missing {
        Missing::parse("t0", "a0", "b0", "o0", "c0").expect("identifiers")
    }

    fn requests(&self) -> Option<usize> {
        Some(self.carrier.requests())
    }
}

fn main() {
    trunkline_conformance::main("nimbus", account);
}
