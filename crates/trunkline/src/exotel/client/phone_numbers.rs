//! Phone numbers mapped to a trunk.

use super::{Client, Listing};
use crate::{
    Result,
    exotel::wire::{NewPhoneNumber, PhoneNumber, PhoneNumberUpdate},
    model::{BoundNumberId, TrunkId},
};

impl Client {
    /// `GET /trunks/{trunk_sid}/phone-numbers` (developer.exotel.com, List phone numbers).
    pub fn list_phone_numbers(&self, trunk: &TrunkId) -> Listing<PhoneNumber> {
        self.listing("list phone numbers", &["trunks", trunk.as_str(), "phone-numbers"], None)
    }

    /// `POST /trunks/{trunk_sid}/phone-numbers` (developer.exotel.com, Map phone number).
    ///
    /// # Errors
    /// [`AlreadyExists`](crate::ErrorKind::AlreadyExists) when the number is mapped already, to this trunk or another.
    pub async fn map_phone_number(&self, trunk: &TrunkId, new: &NewPhoneNumber) -> Result<PhoneNumber> {
        self.create("map phone number", self.trunk_url(trunk, &["phone-numbers"]), new).await
    }

    /// `PUT /trunks/{trunk_sid}/phone-numbers/{id}` (developer.exotel.com, Update phone number mode).
    pub async fn update_phone_number(
        &self,
        trunk: &TrunkId,
        id: &BoundNumberId,
        update: &PhoneNumberUpdate,
    ) -> Result<Option<PhoneNumber>> {
        let url = self.trunk_url(trunk, &["phone-numbers", id.as_str()]);
        self.update("update phone number mode", url, update).await
    }

    /// `DELETE /trunks/{trunk_sid}/phone-numbers?id=` (Exotel's docs portal: the id is a query parameter). The
    /// account keeps the number.
    pub async fn unmap_phone_number(
        &self,
        trunk: &TrunkId,
        id: &BoundNumberId,
    ) -> Result<Option<PhoneNumber>> {
        let url = self.trunk_url(trunk, &["phone-numbers"]);
        self.delete("unmap phone number", url, ("id", id.as_str())).await
    }
}
