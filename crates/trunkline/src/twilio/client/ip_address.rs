//! Lists of allowed addresses, their use on trunks, and what is in them.

use super::{Client, Listing, Target};
use crate::{
    Result,
    twilio::{
        sid,
        wire::{AddressParams, AssociatedList, IpAddress, NewAddress, SipList},
    },
};

/// IP access control lists in use on a trunk. An association has the list's own SID.
impl Client {
    /// `GET /v1/Trunks/{TrunkSid}/IpAccessControlLists`.
    pub fn list_associated_ip_access_control_lists(&self, trunk: &str) -> Listing<AssociatedList> {
        let target = self.trunk(trunk, "/IpAccessControlLists");
        self.listing("list the trunk's IP access control lists", "ip_access_control_lists", target)
    }

    /// `POST /v1/Trunks/{TrunkSid}/IpAccessControlLists`. On a trunk with a credential list, calls need both from
    /// now on.
    pub async fn associate_ip_access_control_list(&self, trunk: &str, list: &str) -> Result<AssociatedList> {
        let target = self.trunk(trunk, "/IpAccessControlLists");
        let target = target.and_then(|url| sid::ACL.check(list).map(|_| url));
        self.create("associate IP access control list", target, &[("IpAccessControlListSid", list)]).await
    }

    /// `GET /v1/Trunks/{TrunkSid}/IpAccessControlLists/{Sid}`.
    pub async fn fetch_associated_ip_access_control_list(
        &self,
        trunk: &str,
        list: &str,
    ) -> Result<AssociatedList> {
        self.get("fetch the trunk's IP access control list", self.associated_acl(trunk, list)).await
    }

    /// `DELETE /v1/Trunks/{TrunkSid}/IpAccessControlLists/{Sid}`. The account keeps the list.
    pub async fn dissociate_ip_access_control_list(&self, trunk: &str, list: &str) -> Result<()> {
        self.delete("dissociate IP access control list", self.associated_acl(trunk, list)).await
    }

    fn associated_acl(&self, trunk: &str, list: &str) -> Target {
        self.on_trunk(trunk, "IpAccessControlLists", sid::ACL, list)
    }
}

/// IP access control lists of the account: 1,000 at most (error 21255), with 100 addresses each (error 21237).
impl Client {
    /// `GET …/SIP/IpAccessControlLists.json`.
    pub fn list_ip_access_control_lists(&self) -> Listing<SipList> {
        let target = Ok(self.api("SIP/IpAccessControlLists"));
        self.listing("list IP access control lists", "ip_access_control_lists", target)
    }

    /// `POST …/SIP/IpAccessControlLists.json`. The name is unique in the account (error 21235).
    pub async fn create_ip_access_control_list(&self, friendly_name: &str) -> Result<SipList> {
        let target = Ok(self.api("SIP/IpAccessControlLists"));
        self.create("create IP access control list", target, &[("FriendlyName", friendly_name)]).await
    }

    /// `GET …/SIP/IpAccessControlLists/{Sid}.json`.
    pub async fn fetch_ip_access_control_list(&self, list: &str) -> Result<SipList> {
        self.get("fetch IP access control list", self.acl(list, "")).await
    }

    /// `POST …/SIP/IpAccessControlLists/{Sid}.json`.
    pub async fn update_ip_access_control_list(&self, list: &str, friendly_name: &str) -> Result<SipList> {
        self.update("update IP access control list", self.acl(list, ""), &[("FriendlyName", friendly_name)])
            .await
    }

    /// `DELETE …/SIP/IpAccessControlLists/{Sid}.json`. Refused while it is in use (error 21236).
    pub async fn delete_ip_access_control_list(&self, list: &str) -> Result<()> {
        self.delete("delete IP access control list", self.acl(list, "")).await
    }

    /// `GET …/SIP/IpAccessControlLists/{IpAccessControlListSid}/IpAddresses.json`.
    pub fn list_ip_addresses(&self, list: &str) -> Listing<IpAddress> {
        self.listing("list IP addresses", "ip_addresses", self.acl(list, "/IpAddresses"))
    }

    /// `POST …/SIP/IpAccessControlLists/{IpAccessControlListSid}/IpAddresses.json`.
    pub async fn create_ip_address(&self, list: &str, new: &NewAddress) -> Result<IpAddress> {
        self.create("create IP address", self.acl(list, "/IpAddresses"), new).await
    }

    /// `GET …/SIP/IpAccessControlLists/{IpAccessControlListSid}/IpAddresses/{Sid}.json`.
    pub async fn fetch_ip_address(&self, list: &str, address: &str) -> Result<IpAddress> {
        self.get("fetch IP address", self.address(list, address)).await
    }

    /// `POST …/SIP/IpAccessControlLists/{IpAccessControlListSid}/IpAddresses/{Sid}.json`.
    pub async fn update_ip_address(
        &self,
        list: &str,
        address: &str,
        params: &AddressParams,
    ) -> Result<IpAddress> {
        self.update("update IP address", self.address(list, address), params).await
    }

    /// `DELETE …/SIP/IpAccessControlLists/{IpAccessControlListSid}/IpAddresses/{Sid}.json`.
    pub async fn delete_ip_address(&self, list: &str, address: &str) -> Result<()> {
        self.delete("delete IP address", self.address(list, address)).await
    }

    fn acl(&self, list: &str, rest: &str) -> Target {
        Ok(self.api(&format!("SIP/IpAccessControlLists/{}{rest}", sid::ACL.check(list)?)))
    }

    fn address(&self, list: &str, address: &str) -> Target {
        self.acl(list, &format!("/IpAddresses/{}", sid::ADDRESS.check(address)?))
    }
}
