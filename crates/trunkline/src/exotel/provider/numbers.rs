//! Bound numbers.

use async_trait::async_trait;
use futures::TryStreamExt as _;

use super::{Exotel, converted, inbound, not_found};
use crate::{
    error::{Effect, Error, ErrorKind, Result},
    exotel::{
        convert, rules,
        wire::{NewPhoneNumber, PhoneNumberUpdate},
    },
    ext::NumberExt as _,
    model::{BoundNumber, BoundNumberId, Done, E164, NumberMode, NumberSpec, Observed, Replaced, TrunkId},
    provider::{NumberProvider, Objects},
};

#[async_trait]
impl NumberProvider for Exotel {
    fn list_bound_numbers(&self, trunk: &TrunkId) -> Objects<BoundNumber> {
        let of = trunk.clone();
        converted(self.client.list_phone_numbers(trunk).stream(), move |wire| convert::number(wire, &of))
    }

    async fn find_number(&self, number: &E164) -> Result<Option<BoundNumber>> {
        let Some(map) = self.client.find_trunk_map(number, None).await? else { return Ok(None) };
        if let Some(id) = map.phone_number_id {
            let mut bound = BoundNumber::new(id, Observed::Valid(number.clone()), map.trunk_sid);
            bound.mode = Some(map.mode.unwrap_or(NumberMode::Pstn));
            return Ok(Some(bound));
        }
        // The look-up's only sample is typed by hand: without an id, the trunk's own list has it.
        self.find_bound_number(&map.trunk_sid, number).await
    }

    /// A number that is mapped is the account's; of others the trunk API says nothing.
    async fn owns_number(&self, number: &E164) -> Result<Option<bool>> {
        match self.find_number(number).await {
            Ok(bound) => Ok(bound.map(|_| true)),
            Err(error) if matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::PermissionDenied) => {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    async fn bind_number(&self, trunk: &TrunkId, spec: &NumberSpec) -> Result<Done<BoundNumber>> {
        let mut new = NewPhoneNumber::new(spec.number.clone());
        if let Some(mode) = &spec.exotel.mode {
            rules::mode(mode).map_err(|rule| self.about("bind number")(rule.into()))?;
            new = new.with_mode(mode.clone());
        }
        // Whether Exotel refuses a number that another trunk has, or takes it from there, no source tells.
        match self.find_number(&spec.number).await {
            Ok(Some(bound)) => {
                return Err(self.about("bind number")(in_the_way(trunk, &spec.number, &bound)));
            }
            Ok(None) => {}
            // The look-up is documented without a sample: where it is not offered, the refusal has to do.
            Err(error) if matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::PermissionDenied) => {}
            Err(error) => return Err(error),
        }
        match self.client.map_phone_number(trunk, &new).await {
            Ok(wire) => Ok(inbound(Done::changed(convert::number(wire, trunk)), trunk)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                Err(self.bound_where(trunk, &spec.number, error).await)
            }
            Err(error) if error.kind() == ErrorKind::InvalidInput => {
                let message = format!("Exotel does not take {}: {}", spec.number, error.message());
                Err(error.reworded(message).with_advice("check that the account owns the number"))
            }
            Err(error) => Err(error),
        }
    }

    async fn set_number_mode(
        &self,
        trunk: &TrunkId,
        number: &BoundNumberId,
        mode: &NumberMode,
    ) -> Result<Done<BoundNumber>> {
        rules::mode(mode).map_err(|rule| self.about("set number mode")(rule.into()))?;
        // The carrier wants the number besides the id, and both must match.
        let before = self.bound_number(trunk, number, "set number mode").await?;
        if before.mode.as_ref() == Some(mode) {
            return Ok(inbound(Done::unchanged(before), trunk));
        }
        let update = PhoneNumberUpdate::new(before.number.to_string(), mode.clone());
        let updated = self.client.update_phone_number(trunk, number, &update).await?;
        let after = if let Some(wire) = updated {
            convert::number(wire, trunk)
        } else {
            let after = self.bound_number(trunk, number, "set number mode").await;
            after.map_err(|error| error.with_effect(Effect::Applied))?
        };
        Ok(inbound(Done::changed(after).with_replaced(Replaced::BoundNumber(before)), trunk))
    }

    async fn unbind_number(&self, trunk: &TrunkId, number: &BoundNumberId) -> Result<Done<()>> {
        let before = self.bound_number(trunk, number, "unbind number").await?;
        self.client.unmap_phone_number(trunk, number).await?;
        Ok(inbound(Done::changed(()).with_replaced(Replaced::BoundNumber(before)), trunk))
    }
}

impl Exotel {
    async fn bound_number(
        &self,
        trunk: &TrunkId,
        id: &BoundNumberId,
        operation: &'static str,
    ) -> Result<BoundNumber> {
        let mut numbers = self.list_bound_numbers(trunk);
        while let Some(bound) = numbers.try_next().await? {
            if bound.id == *id {
                return Ok(bound);
            }
        }
        Err(self.about(operation)(not_found(trunk, format_args!("number {id}"))))
    }

    /// Exotel says that the number is mapped, not to which trunk.
    async fn bound_where(&self, trunk: &TrunkId, number: &E164, error: Error) -> Error {
        let found = self.find_number(number).await;
        let bound = match &found {
            Ok(Some(bound)) => Some(bound.clone()),
            // The trunk's own list tells at least whether it is this trunk.
            _ => self.find_bound_number(trunk, number).await.ok().flatten(),
        };
        match (bound, found) {
            (Some(bound), _) => {
                let bound = in_the_way(trunk, number, &bound);
                error.reworded(bound.message().to_owned()).with_kind(bound.kind())
            }
            (None, found) => {
                let why = found.err().map_or_else(
                    || "its look-up finds none".to_owned(),
                    |error| format!("its look-up failed ({})", error.message()),
                );
                error
                    .reworded(format!(
                        "Exotel says that {number} is bound already, and to which trunk is unknown: {why}"
                    ))
                    .with_kind(ErrorKind::Conflict)
            }
        }
    }
}

/// The number is bound, to this trunk or to another.
fn in_the_way(trunk: &TrunkId, number: &E164, bound: &BoundNumber) -> Error {
    if bound.trunk == *trunk {
        let message = format!("{number} is bound to trunk {trunk} already: {}", bound.id);
        Error::new(ErrorKind::AlreadyExists, Effect::None, message)
    } else {
        let message = format!("{number} is bound to another trunk, {}; unbind it there first", bound.trunk);
        Error::new(ErrorKind::Conflict, Effect::None, message)
    }
}
