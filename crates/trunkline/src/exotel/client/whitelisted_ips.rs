//! Whitelisted IPs.

use super::{Client, Listing};
use crate::{
    Result,
    exotel::wire::{NewWhitelistedIp, WhitelistedIp, WhitelistedIpUpdate},
    model::{AclEntryId, TrunkId},
};

impl Client {
    /// `GET /trunks/{trunk_sid}/whitelisted-ips` (developer.exotel.com, List whitelisted IPs).
    pub fn list_whitelisted_ips(&self, trunk: &TrunkId) -> Listing<WhitelistedIp> {
        self.listing("list whitelisted IPs", &["trunks", trunk.as_str(), "whitelisted-ips"], None)
    }

    /// `POST /trunks/{trunk_sid}/whitelisted-ips` (developer.exotel.com, Map ACL).
    ///
    /// # Errors
    /// [`AlreadyExists`](crate::ErrorKind::AlreadyExists) for an address the trunk has.
    pub async fn whitelist_ip(&self, trunk: &TrunkId, new: &NewWhitelistedIp) -> Result<WhitelistedIp> {
        self.create("whitelist IP", self.trunk_url(trunk, &["whitelisted-ips"]), new).await
    }

    /// `PUT /trunks/{trunk_sid}/whitelisted-ips/{id}` (Exotel's docs portal, endpoint index; no sample).
    pub async fn update_whitelisted_ip(
        &self,
        trunk: &TrunkId,
        id: &AclEntryId,
        update: &WhitelistedIpUpdate,
    ) -> Result<Option<WhitelistedIp>> {
        let url = self.trunk_url(trunk, &["whitelisted-ips", id.as_str()]);
        self.update("update whitelisted IP", url, update).await
    }

    /// `DELETE /trunks/{trunk_sid}/whitelisted-ips?id=` (Exotel's docs portal, endpoint index; no sample).
    pub async fn delete_whitelisted_ip(
        &self,
        trunk: &TrunkId,
        id: &AclEntryId,
    ) -> Result<Option<WhitelistedIp>> {
        let url = self.trunk_url(trunk, &["whitelisted-ips"]);
        self.delete("delete whitelisted IP", url, ("id", id.as_str())).await
    }
}
