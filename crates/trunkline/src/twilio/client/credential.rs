//! Lists of digest credentials, their use on trunks, and what is in them.

use secrecy::{ExposeSecret as _, SecretString};

use super::{Client, Listing, Target};
use crate::{
    Result,
    twilio::{
        sid,
        wire::{AssociatedList, SipCredential, SipList},
    },
};

/// Credential lists in use on a trunk. An association has the list's own SID.
impl Client {
    /// `GET /v1/Trunks/{TrunkSid}/CredentialLists`.
    pub fn list_associated_credential_lists(&self, trunk: &str) -> Listing<AssociatedList> {
        let target = self.trunk(trunk, "/CredentialLists");
        self.listing("list the trunk's credential lists", "credential_lists", target)
    }

    /// `POST /v1/Trunks/{TrunkSid}/CredentialLists`. On a trunk with an IP access control list, calls need both
    /// from now on.
    pub async fn associate_credential_list(&self, trunk: &str, list: &str) -> Result<AssociatedList> {
        let target = self.trunk(trunk, "/CredentialLists");
        let target = target.and_then(|url| sid::CREDENTIAL_LIST.check(list).map(|_| url));
        self.create("associate credential list", target, &[("CredentialListSid", list)]).await
    }

    /// `GET /v1/Trunks/{TrunkSid}/CredentialLists/{Sid}`.
    pub async fn fetch_associated_credential_list(&self, trunk: &str, list: &str) -> Result<AssociatedList> {
        self.get("fetch the trunk's credential list", self.associated_credentials(trunk, list)).await
    }

    /// `DELETE /v1/Trunks/{TrunkSid}/CredentialLists/{Sid}`. The account keeps the list.
    pub async fn dissociate_credential_list(&self, trunk: &str, list: &str) -> Result<()> {
        self.delete("dissociate credential list", self.associated_credentials(trunk, list)).await
    }

    fn associated_credentials(&self, trunk: &str, list: &str) -> Target {
        self.on_trunk(trunk, "CredentialLists", sid::CREDENTIAL_LIST, list)
    }
}

/// Credential lists of the account: 100 at most (error 21239), with 1,000 credentials each (error 21242).
impl Client {
    /// `GET …/SIP/CredentialLists.json`.
    pub fn list_credential_lists(&self) -> Listing<SipList> {
        self.listing("list credential lists", "credential_lists", Ok(self.api("SIP/CredentialLists")))
    }

    /// `POST …/SIP/CredentialLists.json`. The name is unique in the account (error 21240).
    pub async fn create_credential_list(&self, friendly_name: &str) -> Result<SipList> {
        let target = Ok(self.api("SIP/CredentialLists"));
        self.create("create credential list", target, &[("FriendlyName", friendly_name)]).await
    }

    /// `GET …/SIP/CredentialLists/{Sid}.json`.
    pub async fn fetch_credential_list(&self, list: &str) -> Result<SipList> {
        self.get("fetch credential list", self.credential_list(list, "")).await
    }

    /// `POST …/SIP/CredentialLists/{Sid}.json`.
    pub async fn update_credential_list(&self, list: &str, friendly_name: &str) -> Result<SipList> {
        let target = self.credential_list(list, "");
        self.update("update credential list", target, &[("FriendlyName", friendly_name)]).await
    }

    /// `DELETE …/SIP/CredentialLists/{Sid}.json`. Refused while it is in use (error 21241).
    pub async fn delete_credential_list(&self, list: &str) -> Result<()> {
        self.delete("delete credential list", self.credential_list(list, "")).await
    }

    /// `GET …/SIP/CredentialLists/{CredentialListSid}/Credentials.json`.
    pub fn list_credentials(&self, list: &str) -> Listing<SipCredential> {
        self.listing("list credentials", "credentials", self.credential_list(list, "/Credentials"))
    }

    /// `POST …/SIP/CredentialLists/{CredentialListSid}/Credentials.json`.
    pub async fn create_credential(
        &self,
        list: &str,
        username: &str,
        password: &SecretString,
    ) -> Result<SipCredential> {
        let params = [("Username", username), ("Password", password.expose_secret())];
        self.create("create credential", self.credential_list(list, "/Credentials"), &params).await
    }

    /// `GET …/SIP/CredentialLists/{CredentialListSid}/Credentials/{Sid}.json`.
    pub async fn fetch_credential(&self, list: &str, credential: &str) -> Result<SipCredential> {
        self.get("fetch credential", self.credential(list, credential)).await
    }

    /// `POST …/SIP/CredentialLists/{CredentialListSid}/Credentials/{Sid}.json`: another password; the user name
    /// stays.
    pub async fn update_credential(
        &self,
        list: &str,
        credential: &str,
        password: &SecretString,
    ) -> Result<SipCredential> {
        let params = [("Password", password.expose_secret())];
        self.update("update credential", self.credential(list, credential), &params).await
    }

    /// `DELETE …/SIP/CredentialLists/{CredentialListSid}/Credentials/{Sid}.json`.
    pub async fn delete_credential(&self, list: &str, credential: &str) -> Result<()> {
        self.delete("delete credential", self.credential(list, credential)).await
    }

    fn credential_list(&self, list: &str, rest: &str) -> Target {
        Ok(self.api(&format!("SIP/CredentialLists/{}{rest}", sid::CREDENTIAL_LIST.check(list)?)))
    }

    fn credential(&self, list: &str, credential: &str) -> Target {
        self.credential_list(list, &format!("/Credentials/{}", sid::CREDENTIAL.check(credential)?))
    }
}
