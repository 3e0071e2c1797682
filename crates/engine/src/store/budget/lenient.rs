//! A budget that is not worth failing for.

use std::{sync::OnceLock, time::Duration};

use trunkline::{
    http::{Ask, Budget, BudgetError, Grant, Leave},
    model::Identity,
};

use super::{SharedBudget, Store};

/// A [`SharedBudget`] for who only reads: one that cannot be written is worth a word, and no reason to know nothing. From
/// its first failure on the client counts its requests itself.
#[derive(Debug)]
pub struct LenientBudget {
    shared: SharedBudget,
    alone: OnceLock<()>,
    tell: fn(&str),
}

impl LenientBudget {
    /// What this process has of the budgets in `store`; why it goes on without them is told once.
    pub fn new(store: Store, tell: fn(&str)) -> Self {
        Self { shared: SharedBudget::new(store), alone: OnceLock::new(), tell }
    }
}

#[async_trait::async_trait]
impl Budget for LenientBudget {
    async fn ask(&self, ask: &Ask<'_>) -> Result<Leave, BudgetError> {
        if self.alone.get().is_some() {
            return Ok(Leave::Uncounted);
        }
        let error = match self.shared.ask(ask).await {
            Err(error) => error,
            leave => return leave,
        };
        if self.alone.set(()).is_ok() {
            (self.tell)(&format!("requests are not counted together with those of other processes: {error}"));
        }
        Ok(Leave::Uncounted)
    }

    async fn end(&self, identity: &Identity, grant: Grant) -> Result<(), BudgetError> {
        self.shared.end(identity, grant).await
    }

    async fn refused(&self, identity: &Identity, wait: Duration) -> Result<(), BudgetError> {
        if self.alone.get().is_some() { Ok(()) } else { self.shared.refused(identity, wait).await }
    }
}
