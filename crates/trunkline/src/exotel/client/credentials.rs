//! Digest credentials.

use super::{Client, Listing};
use crate::{
    Result,
    exotel::wire::{Credential, CredentialBody, CredentialUpdate, NewCredential},
    model::{CredentialId, TrunkId},
};

impl Client {
    /// `GET /trunks/{trunk_sid}/credentials`, optionally with `?id=` (Exotel's public SIP trunk credentials APIs).
    /// Never with passwords.
    pub fn list_credentials(&self, trunk: &TrunkId, id: Option<&CredentialId>) -> Listing<Credential> {
        let filter = id.map(|id| ("id", id.to_string()));
        self.listing("list credentials", &["trunks", trunk.as_str(), "credentials"], filter)
    }

    /// `POST /trunks/{trunk_sid}/credentials` (Exotel's public SIP trunk credentials APIs).
    pub async fn create_credential(&self, trunk: &TrunkId, new: &NewCredential) -> Result<Credential> {
        let url = self.trunk_url(trunk, &["credentials"]);
        self.create("create credential", url, &CredentialBody::from(new)).await
    }

    /// `PUT /trunks/{trunk_sid}/credentials/{id}` (Exotel's public SIP trunk credentials APIs).
    pub async fn update_credential(
        &self,
        trunk: &TrunkId,
        id: &CredentialId,
        update: &CredentialUpdate,
    ) -> Result<Option<Credential>> {
        let url = self.trunk_url(trunk, &["credentials", id.as_str()]);
        self.update("update credential", url, &CredentialBody::from(update)).await
    }

    /// `DELETE /trunks/{trunk_sid}/credentials?id=` (Exotel's public SIP trunk credentials APIs).
    pub async fn delete_credential(&self, trunk: &TrunkId, id: &CredentialId) -> Result<Option<Credential>> {
        let url = self.trunk_url(trunk, &["credentials"]);
        self.delete("delete credential", url, ("id", id.as_str())).await
    }
}
