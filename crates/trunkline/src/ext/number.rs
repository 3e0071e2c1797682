//! Bound numbers made true.

use async_trait::async_trait;
use futures::TryStreamExt as _;

use super::{collect, found_after, may_be_there, note, reading_once};
use crate::{
    error::{ErrorKind, Result},
    model::{Action, BoundNumber, Done, E164, NumberSpec, ObjectId, Replaced, Step, TrunkId},
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
    /// Those of [`find_number`](NumberProvider::find_number), of [`bind_number`](NumberProvider::bind_number) and of
    /// [`set_number_mode`](NumberProvider::set_number_mode).
    async fn ensure_number(&self, trunk: &TrunkId, spec: &NumberSpec) -> Result<Done<BoundNumber>> {
        reading_once(async {
            if let Some(bound) = look_up(self, trunk, &spec.number).await? {
                return adjust(self, trunk, spec, Done::unchanged(bound)).await;
            }
            match self.bind_number(trunk, spec).await {
                Err(error) if may_be_there(&error) => {
                    match self.find_bound_number(trunk, &spec.number).await {
                        Ok(Some(bound)) => adjust(self, trunk, spec, found_after(&error, bound)).await,
                        _ => Err(error),
                    }
                }
                outcome => outcome,
            }
        })
        .await
    }
}

impl<T: NumberProvider + ?Sized> NumberExt for T {}

/// The number as it is bound to the trunk, by the look-up that is made before it is bound.
async fn look_up<T: NumberProvider + ?Sized>(
    provider: &T,
    trunk: &TrunkId,
    number: &E164,
) -> Result<Option<BoundNumber>> {
    match provider.find_number(number).await {
        // Exotel documents the look-up without a sample: where it is not offered, the trunk's own list tells.
        Err(error) if matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::PermissionDenied) => {
            provider.find_bound_number(trunk, number).await
        }
        found => Ok(found?.filter(|bound| bound.trunk == *trunk)),
    }
}

/// Makes sure of several numbers; those of a new trunk are not looked for. A single one is found by
/// a request as good as the list.
pub(super) async fn ensure_all<T: NumberProvider + ?Sized>(
    provider: &T,
    trunk: &TrunkId,
    specs: &[NumberSpec],
    is_new: bool,
    steps: &mut Vec<Step>,
) -> Result<Vec<Done<BoundNumber>>> {
    let look = !is_new && specs.len() > 1;
    let held = if look { collect(provider.list_bound_numbers(trunk)).await? } else { Vec::new() };
    let mut all = Vec::with_capacity(specs.len());
    for spec in specs {
        let done = match held.iter().find(|bound| bound.number == spec.number) {
            Some(bound) => adjust(provider, trunk, spec, Done::unchanged(bound.clone())).await?,
            None => provider.ensure_number(trunk, spec).await?,
        };
        note(steps, &done, Action::Attached, ObjectId::BoundNumber(done.value.id.clone()));
        all.push(done);
    }
    Ok(all)
}

/// Sets the mode wanted, when the number that was found has another.
async fn adjust<T: NumberProvider + ?Sized>(
    provider: &T,
    trunk: &TrunkId,
    spec: &NumberSpec,
    found: Done<BoundNumber>,
) -> Result<Done<BoundNumber>> {
    let wanted = match (&spec.exotel.mode, &found.value.mode) {
        (Some(wanted), Some(mode)) if wanted != mode => wanted,
        _ => return Ok(found),
    };
    let bound = Step::new(Action::Attached, ObjectId::BoundNumber(found.value.id.clone()));
    let set = provider.set_number_mode(trunk, &found.value.id, wanted).await;
    let mut done = set.map_err(|error| error.after(found.changed.then_some(bound)))?;
    done.changed |= found.changed;
    done.warnings.splice(0..0, found.warnings);
    Ok(done.with_replaced(Replaced::BoundNumber(found.value)))
}
