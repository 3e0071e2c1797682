//! Bound numbers made true.

use async_trait::async_trait;
use futures::TryStreamExt as _;

use super::{found_after, may_be_there};
use crate::{
    error::Result,
    model::{BoundNumber, Done, E164, NumberSpec, Replaced, TrunkId},
    provider::NumberProvider,
};

/// Conveniences for bound numbers.
#[async_trait]
pub trait NumberExt: NumberProvider {
    /// The binding of a number to this trunk.
    ///
    /// # Errors
    /// Those of the list.
    async fn find_bound_number(&self, trunk: &TrunkId, number: &E164) -> Result<Option<BoundNumber>> {
        let mut numbers = self.list_bound_numbers(trunk);
        while let Some(bound) = numbers.try_next().await? {
            if bound.number == *number {
                return Ok(Some(bound));
            }
        }
        Ok(None)
    }

    /// Makes sure that a number is bound to the trunk, in the mode wanted.
    ///
    /// # Errors
    /// Those of the list, of [`bind_number`](NumberProvider::bind_number) and of
    /// [`set_number_mode`](NumberProvider::set_number_mode).
    async fn ensure_number(&self, trunk: &TrunkId, spec: &NumberSpec) -> Result<Done<BoundNumber>> {
        if let Some(bound) = self.find_bound_number(trunk, &spec.number).await? {
            return match (&spec.exotel.mode, &bound.mode) {
                (Some(wanted), Some(mode)) if wanted != mode => {
                    let done = self.set_number_mode(trunk, &bound.id, wanted).await?;
                    Ok(done.with_replaced(Replaced::BoundNumber(bound)))
                }
                _ => Ok(Done::unchanged(bound)),
            };
        }
        match self.bind_number(trunk, spec).await {
            Err(error) if may_be_there(&error) => match self.find_bound_number(trunk, &spec.number).await {
                Ok(Some(bound)) => Ok(found_after(&error, bound)),
                _ => Err(error),
            },
            outcome => outcome,
        }
    }
}

impl<T: NumberProvider + ?Sized> NumberExt for T {}
