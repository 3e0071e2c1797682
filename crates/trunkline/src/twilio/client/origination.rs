//! Where a trunk's inbound calls go.

use super::{Client, Listing, Target};
use crate::{
    Result,
    twilio::{
        sid,
        wire::{NewOriginationUrl, OriginationUrl, OriginationUrlParams},
    },
};

/// Origination URLs: 10 on a trunk at most (error 21249).
impl Client {
    /// `GET /v1/Trunks/{TrunkSid}/OriginationUrls`.
    pub fn list_origination_urls(&self, trunk: &str) -> Listing<OriginationUrl> {
        self.listing("list origination URLs", "origination_urls", self.trunk(trunk, "/OriginationUrls"))
    }

    /// `POST /v1/Trunks/{TrunkSid}/OriginationUrls`. Nothing makes it unique: sent twice it makes two.
    pub async fn create_origination_url(
        &self,
        trunk: &str,
        new: &NewOriginationUrl,
    ) -> Result<OriginationUrl> {
        self.create("create origination URL", self.trunk(trunk, "/OriginationUrls"), new).await
    }

    /// `GET /v1/Trunks/{TrunkSid}/OriginationUrls/{Sid}`.
    pub async fn fetch_origination_url(&self, trunk: &str, url: &str) -> Result<OriginationUrl> {
        self.get("fetch origination URL", self.origination_url(trunk, url)).await
    }

    /// `POST /v1/Trunks/{TrunkSid}/OriginationUrls/{Sid}`.
    pub async fn update_origination_url(
        &self,
        trunk: &str,
        url: &str,
        params: &OriginationUrlParams,
    ) -> Result<OriginationUrl> {
        self.update("update origination URL", self.origination_url(trunk, url), params).await
    }

    /// `DELETE /v1/Trunks/{TrunkSid}/OriginationUrls/{Sid}`.
    pub async fn delete_origination_url(&self, trunk: &str, url: &str) -> Result<()> {
        self.delete("delete origination URL", self.origination_url(trunk, url)).await
    }

    fn origination_url(&self, trunk: &str, url: &str) -> Target {
        self.on_trunk(trunk, "OriginationUrls", sid::ORIGINATION_URL, url)
    }
}
