//! Numbers, and their binding to trunks.

use super::{Client, Listing, Target};
use crate::{
    Result,
    twilio::{
        sid,
        wire::{IncomingPhoneNumber, NumberFilter, NumberParams},
    },
};

/// Numbers bound to a trunk. A binding has the number's own SID.
impl Client {
    /// `GET /v1/Trunks/{TrunkSid}/PhoneNumbers`.
    pub fn list_associated_phone_numbers(&self, trunk: &str) -> Listing<IncomingPhoneNumber> {
        self.listing("list the trunk's phone numbers", "phone_numbers", self.trunk(trunk, "/PhoneNumbers"))
    }

    /// `POST /v1/Trunks/{TrunkSid}/PhoneNumbers`. Deletes the number's `voice_application_sid`; its voice URLs
    /// stay and are not asked.
    pub async fn associate_phone_number(&self, trunk: &str, number: &str) -> Result<IncomingPhoneNumber> {
        let target = self.trunk(trunk, "/PhoneNumbers");
        let target = target.and_then(|url| sid::NUMBER.check(number).map(|_| url));
        self.create("associate phone number", target, &[("PhoneNumberSid", number)]).await
    }

    /// `GET /v1/Trunks/{TrunkSid}/PhoneNumbers/{Sid}`.
    pub async fn fetch_associated_phone_number(
        &self,
        trunk: &str,
        number: &str,
    ) -> Result<IncomingPhoneNumber> {
        self.get("fetch the trunk's phone number", self.associated_number(trunk, number)).await
    }

    /// `DELETE /v1/Trunks/{TrunkSid}/PhoneNumbers/{Sid}`. The account keeps the number.
    pub async fn dissociate_phone_number(&self, trunk: &str, number: &str) -> Result<()> {
        self.delete("dissociate phone number", self.associated_number(trunk, number)).await
    }

    fn associated_number(&self, trunk: &str, number: &str) -> Target {
        self.on_trunk(trunk, "PhoneNumbers", sid::NUMBER, number)
    }
}

/// Numbers of the account. There is no call to buy one, and none to release one.
impl Client {
    /// `GET …/IncomingPhoneNumbers.json`. The filter by number finds parts of numbers too.
    pub fn list_incoming_phone_numbers(&self, filter: &NumberFilter) -> Listing<IncomingPhoneNumber> {
        let target = Ok(self.api("IncomingPhoneNumbers"));
        self.filtered("list incoming phone numbers", "incoming_phone_numbers", target, filter)
    }

    /// `GET …/IncomingPhoneNumbers/{Sid}.json`.
    pub async fn fetch_incoming_phone_number(&self, number: &str) -> Result<IncomingPhoneNumber> {
        self.get("fetch incoming phone number", self.number(number)).await
    }

    /// `POST …/IncomingPhoneNumbers/{Sid}.json`.
    pub async fn update_incoming_phone_number(
        &self,
        number: &str,
        params: &NumberParams,
    ) -> Result<IncomingPhoneNumber> {
        self.update("update incoming phone number", self.number(number), params).await
    }

    fn number(&self, number: &str) -> Target {
        Ok(self.api(&format!("IncomingPhoneNumbers/{}", sid::NUMBER.check(number)?)))
    }
}
