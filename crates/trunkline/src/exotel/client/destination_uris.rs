//! Destination URIs.

use serde::Serialize;

use super::{Client, Listing, json};
use crate::{
    Result,
    exotel::{
        answer,
        wire::{DestinationUpdate, DestinationUri},
    },
    http::{Method, Repeat},
    model::{OriginationUriId, TrunkId},
};

#[derive(Serialize)]
struct NewDestinations<'a> {
    destinations: Vec<NewDestination<'a>>,
}

#[derive(Serialize)]
struct NewDestination<'a> {
    destination: &'a str,
}

impl Client {
    /// `GET /trunks/{trunk_sid}/destination-uris` (developer.exotel.com, List destination URIs).
    pub fn list_destination_uris(&self, trunk: &TrunkId) -> Listing<DestinationUri> {
        self.listing("list destination URIs", &["trunks", trunk.as_str(), "destination-uris"], None)
    }

    /// `POST /trunks/{trunk_sid}/destination-uris` (developer.exotel.com, Map destination URI): each as
    /// `<ip_or_fqdn>:<port>;transport=<tls|tcp>`, without `sip:`. Priority and weight are set by a second call.
    ///
    /// One outcome for each, in the order of the answer, which need not be that of the request: compare
    /// [`destination`](DestinationUri::destination). All may have failed (HTTP 207).
    pub async fn map_destination_uris(
        &self,
        trunk: &TrunkId,
        destinations: &[&str],
    ) -> Result<Vec<Result<DestinationUri>>> {
        let url = self.trunk_url(trunk, &["destination-uris"]);
        let destinations = destinations.iter().map(|destination| NewDestination { destination }).collect();
        let body = json(&NewDestinations { destinations });
        answer::batch(&self.send("map destination URIs", Method::Post, url, body, Repeat::Create).await?)
    }

    /// `PUT /trunks/{trunk_sid}/destination-uris/{id}` (Exotel's docs portal, endpoint index; no sample).
    pub async fn update_destination_uri(
        &self,
        trunk: &TrunkId,
        id: &OriginationUriId,
        update: &DestinationUpdate,
    ) -> Result<Option<DestinationUri>> {
        let url = self.trunk_url(trunk, &["destination-uris", id.as_str()]);
        self.update("update destination URI", url, update).await
    }

    /// `DELETE /trunks/{trunk_sid}/destination-uris?id=` (Exotel's docs portal, endpoint index; no sample).
    pub async fn delete_destination_uri(
        &self,
        trunk: &TrunkId,
        id: &OriginationUriId,
    ) -> Result<Option<DestinationUri>> {
        let url = self.trunk_url(trunk, &["destination-uris"]);
        self.delete("delete destination URI", url, ("id", id.as_str())).await
    }
}
