//! Numbers bound to trunks.

use async_trait::async_trait;
use futures::{StreamExt as _, TryStreamExt as _};

use super::{Twilio, may_be_taken};
use crate::{
    error::{Effect, Error, ErrorKind, Result},
    ext::found_after,
    model::{BoundNumber, BoundNumberId, Done, E164, NumberMode, NumberSpec, Replaced, TrunkId, WarningCode},
    provider::{NumberProvider, Objects},
    twilio::{
        convert, sid,
        wire::{IncomingPhoneNumber, NumberFilter},
    },
};

impl Twilio {
    /// The account's number. Twilio's filter finds parts of numbers too, so what it finds is compared.
    async fn look_up(&self, number: &E164) -> Result<Option<IncomingPhoneNumber>> {
        let filter =
            NumberFilter { phone_number: Some(number.as_str().to_owned()), ..NumberFilter::default() };
        let mut found = self.client.list_incoming_phone_numbers(&filter).stream();
        while let Some(candidate) = found.try_next().await? {
            if candidate.phone_number.as_deref() == Some(number.as_str()) {
                return Ok(Some(candidate));
            }
        }
        Ok(None)
    }

    async fn bind(&self, trunk: &TrunkId, number: &E164) -> Result<Done<BoundNumber>> {
        sid::TRUNK.check(trunk.as_str())?;
        let Some(before) = self.look_up(number).await? else {
            let message = format!("the account does not own the number {number}");
            return Err(Error::new(ErrorKind::NotFound, Effect::None, message));
        };
        if let Some(taken) = taken(&before, trunk, number) {
            return Err(taken);
        }
        let bound = match self.client.associate_phone_number(trunk.as_str(), &before.sid).await {
            // Only this call knows what the number did before, so it is this call that reads back.
            Err(error) if error.effect() == Effect::Unknown => {
                match self.client.fetch_associated_phone_number(trunk.as_str(), &before.sid).await {
                    Ok(bound) => found_after(&error, bound),
                    Err(_) => return Err(may_have_lost(error, &before)),
                }
            }
            // Someone may have been faster: for which trunk decides what that means.
            Err(error) if may_be_taken(&error) => {
                let now = self.look_up(number).await.ok().flatten();
                return Err(match now.and_then(|now| taken(&now, trunk, number)) {
                    Some(taken) => error.reworded(taken.message().to_owned()).with_kind(taken.kind()),
                    None => error,
                });
            }
            bound => Done::changed(bound?),
        };
        let done = bound.map(|bound| convert::bound_number(bound, trunk.clone()));
        Ok(match convert::routing(&before) {
            None => done,
            Some(routing) => done.with_replaced(Replaced::TwilioNumberRouting(routing)).with_warning(
                WarningCode::NumberRoutingReplaced,
                format!(
                    "{number} had a voice application or voice URLs, which are deleted or not in use any more"
                ),
            ),
        })
    }

    async fn unbind(&self, trunk: &TrunkId, number: &BoundNumberId) -> Result<Done<()>> {
        let before = self.client.fetch_associated_phone_number(trunk.as_str(), number.as_str()).await?;
        self.client.dissociate_phone_number(trunk.as_str(), number.as_str()).await?;
        let after = if convert::routing(&before).is_some() {
            "go where its voice URLs say again, not to the trunk"
        } else {
            "go nowhere until it is bound or routed again"
        };
        let before = convert::bound_number(before, trunk.clone());
        let warning = format!("calls to {} {after}; the account keeps the number", before.number);
        Ok(Done::changed(())
            .with_replaced(Replaced::BoundNumber(before))
            .with_warning(WarningCode::NumberUnrouted, warning))
    }
}

/// With what binding the number deletes, in case it was bound.
fn may_have_lost(error: Error, before: &IncomingPhoneNumber) -> Error {
    match &before.voice_application_sid {
        None => error,
        Some(application) => error.with_advice(format!(
            "the number's calls went to the application {application}, which binding it takes away"
        )),
    }
}

/// What stands in the way of binding a number that is bound already.
fn taken(number: &IncomingPhoneNumber, trunk: &TrunkId, text: &E164) -> Option<Error> {
    let other = number.trunk_sid.as_ref()?;
    let (kind, message) = if other == trunk.as_str() {
        (ErrorKind::AlreadyExists, format!("{text} is bound to trunk {trunk} already"))
    } else {
        (ErrorKind::Conflict, format!("{text} is bound to another trunk, {other}"))
    };
    Some(Error::new(kind, Effect::None, message))
}

#[async_trait]
impl NumberProvider for Twilio {
    fn list_bound_numbers(&self, trunk: &TrunkId) -> Objects<BoundNumber> {
        let numbers = self.client.list_associated_phone_numbers(trunk.as_str()).stream();
        let trunk = trunk.clone();
        numbers.map_ok(move |number| convert::bound_number(number, trunk.clone())).boxed()
    }

    async fn find_number(&self, number: &E164) -> Result<Option<BoundNumber>> {
        let found = self.look_up(number).await.map_err(self.about("find number"))?;
        Ok(found.and_then(|number| {
            // What is no SID at all is no trunk either.
            let trunk = TrunkId::new(number.trunk_sid.clone()?).ok()?;
            Some(convert::bound_number(number, trunk))
        }))
    }

    async fn owns_number(&self, number: &E164) -> Result<Option<bool>> {
        let found = self.look_up(number).await.map_err(self.about("look up number"))?;
        Ok(Some(found.is_some()))
    }

    async fn bind_number(&self, trunk: &TrunkId, spec: &NumberSpec) -> Result<Done<BoundNumber>> {
        self.bind(trunk, &spec.number).await.map_err(self.about("bind number"))
    }

    async fn set_number_mode(
        &self,
        _trunk: &TrunkId,
        _number: &BoundNumberId,
        mode: &NumberMode,
    ) -> Result<Done<BoundNumber>> {
        let message = format!("number mode {mode}: a number on Twilio has no mode");
        Err(self.about("set number mode")(Error::unsupported(message)))
    }

    async fn unbind_number(&self, trunk: &TrunkId, number: &BoundNumberId) -> Result<Done<()>> {
        self.unbind(trunk, number).await.map_err(self.about("unbind number"))
    }
}
