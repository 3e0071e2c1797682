//! Settings of a trunk.

use serde::Serialize;

use super::{Client, Listing, json};
use crate::{
    Result,
    exotel::{answer, wire::Setting},
    http::{Method, Repeat},
    model::TrunkId,
};

#[derive(Serialize)]
struct NewSettings<'a> {
    settings: Vec<NewSetting<'a>>,
}

#[derive(Serialize)]
struct NewSetting<'a> {
    name: &'a str,
    value: &'a str,
}

impl Client {
    /// `GET /trunks/{trunk_sid}/settings` (Exotel's docs portal, endpoint index; no sample).
    pub fn list_settings(&self, trunk: &TrunkId) -> Listing<Setting> {
        self.listing("list settings", &["trunks", trunk.as_str(), "settings"], None)
    }

    /// `POST /trunks/{trunk_sid}/settings` (developer.exotel.com, Set trunk alias): names and values. The one name
    /// documented is [`TRUNK_EXTERNAL_ALIAS`](crate::exotel::wire::TRUNK_EXTERNAL_ALIAS).
    ///
    /// One outcome for each, in the order of the answer.
    pub async fn set_settings(
        &self,
        trunk: &TrunkId,
        settings: &[(&str, &str)],
    ) -> Result<Vec<Result<Setting>>> {
        let url = self.trunk_url(trunk, &["settings"]);
        let settings = settings.iter().map(|(name, value)| NewSetting { name, value }).collect();
        let body = json(&NewSettings { settings });
        answer::batch(&self.send("set settings", Method::Post, url, body, Repeat::Create).await?)
    }

    /// `DELETE /trunks/{trunk_sid}/settings?name=` (Exotel's docs portal, endpoint index; no sample).
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for an empty name; nothing is sent.
    pub async fn delete_setting(&self, trunk: &TrunkId, name: &str) -> Result<Option<Setting>> {
        let operation = "delete setting";
        if name.is_empty() {
            let error = crate::Error::invalid("setting name: must not be empty");
            return Err(error.with_identity(self.identity()).with_operation(operation));
        }
        let url = self.trunk_url(trunk, &["settings"]);
        self.delete(operation, url, ("name", name)).await
    }
}
