//! Trunks and how their calls are recorded.

use super::{Client, Listing, Target};
use crate::{
    Result,
    twilio::{
        sid,
        wire::{Recording, RecordingParams, Trunk, TrunkParams},
    },
};

/// Trunks.
impl Client {
    /// `GET /v1/Trunks`.
    pub fn list_trunks(&self) -> Listing<Trunk> {
        self.listing("list trunks", "trunks", Ok(self.trunking("Trunks")))
    }

    /// `POST /v1/Trunks`. Without a domain the trunk takes no calls, and a lost answer cannot be read back, as
    /// names repeat.
    pub async fn create_trunk(&self, params: &TrunkParams) -> Result<Trunk> {
        self.create("create trunk", Ok(self.trunking("Trunks")), params).await
    }

    /// `GET /v1/Trunks/{Sid}`.
    pub async fn fetch_trunk(&self, trunk: &str) -> Result<Trunk> {
        self.get("fetch trunk", self.trunk(trunk, "")).await
    }

    /// `POST /v1/Trunks/{Sid}`.
    pub async fn update_trunk(&self, trunk: &str, params: &TrunkParams) -> Result<Trunk> {
        self.update("update trunk", self.trunk(trunk, ""), params).await
    }

    /// `DELETE /v1/Trunks/{Sid}`. Its domain stays reserved for up to 30 days.
    pub async fn delete_trunk(&self, trunk: &str) -> Result<()> {
        self.delete("delete trunk", self.trunk(trunk, "")).await
    }

    /// `GET /v1/Trunks/{TrunkSid}/Recording`.
    pub async fn fetch_recording(&self, trunk: &str) -> Result<Recording> {
        self.get("fetch recording", self.trunk(trunk, "/Recording")).await
    }

    /// `POST /v1/Trunks/{TrunkSid}/Recording`.
    pub async fn update_recording(&self, trunk: &str, params: &RecordingParams) -> Result<Recording> {
        self.update("update recording", self.trunk(trunk, "/Recording"), params).await
    }

    /// A trunk's URL, or that of something on it.
    pub(super) fn trunk(&self, trunk: &str, rest: &str) -> Target {
        Ok(self.trunking(&format!("Trunks/{}{rest}", sid::TRUNK.check(trunk)?)))
    }

    /// The URL of an object on a trunk.
    pub(super) fn on_trunk(&self, trunk: &str, collection: &str, shape: sid::Shape, object: &str) -> Target {
        self.trunk(trunk, &format!("/{collection}/{}", shape.check(object)?))
    }
}
