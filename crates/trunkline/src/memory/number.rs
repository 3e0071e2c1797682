//! Bound numbers.

use async_trait::async_trait;
use jiff::Timestamp;

use super::{Memory, refused, require, rules, state::position};
use crate::{
    error::{ErrorKind, Result},
    model::{
        BoundNumber, BoundNumberId, Done, E164, NumberMode, NumberSpec, Observed, Replaced, TrunkId,
        WarningCode,
    },
    provider::{NumberProvider, Objects},
};

#[async_trait]
impl NumberProvider for Memory {
    fn list_bound_numbers(&self, trunk: &TrunkId) -> Objects<BoundNumber> {
        let trunk = trunk.clone();
        self.list("list bound numbers", move |account| Ok(account.trunk(&trunk)?.numbers.clone()))
    }

    async fn find_number(&self, number: &E164) -> Result<Option<BoundNumber>> {
        self.call("find number", |account| {
            let mut bound = account.trunks.iter().flat_map(|entry| &entry.numbers);
            Ok(bound.find(|bound| bound.number == *number).cloned())
        })
    }

    async fn owns_number(&self, number: &E164) -> Result<Option<bool>> {
        self.call("look up number", |account| Ok(Some(account.numbers.contains(number))))
    }

    async fn bind_number(&self, trunk: &TrunkId, spec: &NumberSpec) -> Result<Done<BoundNumber>> {
        self.call("bind number", |account| {
            let modes = self.0.capabilities.number_modes.value;
            let mode = modes.then(|| spec.exotel.mode.clone().unwrap_or(NumberMode::Pstn));
            if let Some(mode) = &mode {
                rules::mode(mode)?;
            }
            let number = &spec.number;
            account.trunk(trunk)?;
            let mut bound = account.trunks.iter().flat_map(|entry| &entry.numbers);
            if let Some(bound) = bound.find(|bound| bound.number == *number) {
                return Err(if bound.trunk == *trunk {
                    refused(
                        ErrorKind::AlreadyExists,
                        format!("{number} is bound to trunk {trunk} already: {}", bound.id),
                    )
                } else {
                    refused(
                        ErrorKind::Conflict,
                        format!("{number} is bound to another trunk: {}", bound.trunk),
                    )
                    .with_advice("unbind it there first")
                });
            }
            if !account.numbers.contains(number) {
                return Err(refused(ErrorKind::NotFound, format!("the account does not own {number}")));
            }
            let id = account.next_id("number", BoundNumberId::new);
            let mut bound = BoundNumber::new(id, Observed::Valid(number.clone()), trunk.clone());
            bound.mode = mode;
            bound.created = Some(Timestamp::now());
            account.trunk_mut(trunk)?.numbers.push(bound.clone());
            Ok(Done::changed(bound))
        })
    }

    async fn set_number_mode(
        &self,
        trunk: &TrunkId,
        number: &BoundNumberId,
        mode: &NumberMode,
    ) -> Result<Done<BoundNumber>> {
        self.call("set number mode", |account| {
            require(self.0.capabilities.number_modes.value, "modes of numbers")?;
            rules::mode(mode)?;
            let there = account.trunk_mut(trunk)?;
            let place = position(&there.numbers, "number", trunk, number, |bound| bound.id == *number)?;
            let bound = &mut there.numbers[place];
            if bound.mode.as_ref() == Some(mode) {
                return Ok(Done::unchanged(bound.clone()));
            }
            let before = bound.clone();
            bound.mode = Some(mode.clone());
            Ok(Done::changed(bound.clone()).with_replaced(Replaced::BoundNumber(before)))
        })
    }

    async fn unbind_number(&self, trunk: &TrunkId, number: &BoundNumberId) -> Result<Done<()>> {
        self.call("unbind number", |account| {
            let there = account.trunk_mut(trunk)?;
            let place = position(&there.numbers, "number", trunk, number, |bound| bound.id == *number)?;
            let bound = there.numbers.remove(place);
            let message = format!("calls to {} go nowhere until it is bound again", bound.number);
            Ok(Done::changed(())
                .with_replaced(Replaced::BoundNumber(bound))
                .with_warning(WarningCode::NumberUnrouted, message))
        })
    }
}
