//! The suite against the backend: all that a stranger has to write.

mod fake;
mod faults;

use std::{io, sync::Arc};

use async_trait::async_trait;
use serde_json::Value;
use third_party_backend::{Nimbus, Request, Wire};
use trunkline::{model::E164, provider::DynProvider};
use trunkline_conformance::{FaultControl, Harness, HarnessError, Manner, Missing};

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

    fn faults(&self) -> Option<&dyn FaultControl> {
        Some(&*self.carrier)
    }

    fn client(&self, manner: Manner) -> Option<DynProvider> {
        let status = match manner {
            Manner::WrongCredentials => 401,
            Manner::NotPermitted => 403,
            _ => return None,
        };
        Some(Arc::new(Nimbus::new("acme", Arc::new(Refusing(status)))))
    }
}

/// Answers every request so.
#[derive(Debug)]
struct Refusing(u16);

#[async_trait]
impl Wire for Refusing {
    async fn send(&self, _: Request) -> io::Result<(u16, Value)> {
        Ok((self.0, Value::Null))
    }
}

fn main() {
    trunkline_conformance::main("nimbus", account);
}
