//! Trunks, and which one a number is mapped to.

use super::{Client, Listing};
use crate::{
    Error, ErrorKind, Result,
    exotel::{
        answer, rules,
        wire::{NewTrunk, Trunk, TrunkMap, TrunkUpdate},
    },
    http::{Body, Method, Repeat},
    model::{E164, TrunkId},
};

impl Client {
    /// `POST /trunks` (developer.exotel.com, Create trunk).
    ///
    /// # Errors
    /// [`AlreadyExists`](ErrorKind::AlreadyExists) for a name the account has (HTTP 200 with a nested 409);
    /// [`InvalidInput`](ErrorKind::InvalidInput), and nothing is sent, for an empty name, which Exotel accepts, and
    /// for a domain of another suffix.
    pub async fn create_trunk(&self, new: &NewTrunk) -> Result<Trunk> {
        rules::new_trunk(new).map_err(|rule| {
            Error::from(rule).with_identity(self.identity()).with_operation("create trunk")
        })?;
        self.create("create trunk", self.url(&["trunks"]), new).await
    }

    /// `GET /trunks`, or with a filter `GET /trunks?trunk_sid=` (Exotel's docs portal, List trunks). A server may
    /// ignore the filter: compare.
    pub fn list_trunks(&self, trunk: Option<&TrunkId>) -> Listing<Trunk> {
        let filter = trunk.map(|trunk| ("trunk_sid", trunk.to_string()));
        self.listing("list trunks", &["trunks"], filter)
    }

    /// `GET /trunks/{trunk_sid}`. Only one of Exotel's pages has it, without a sample;
    /// [`list_trunks`](Client::list_trunks) with a filter is better documented.
    pub async fn get_trunk(&self, trunk: &TrunkId) -> Result<Trunk> {
        let url = self.trunk_url(trunk, &[]);
        answer::one(&self.send("get trunk", Method::Get, url, Body::None, Repeat::Read).await?)
    }

    /// `PUT /trunks/{trunk_sid}` (Exotel's docs portal, endpoint index; no sample).
    pub async fn update_trunk(&self, trunk: &TrunkId, update: &TrunkUpdate) -> Result<Option<Trunk>> {
        self.update("update trunk", self.trunk_url(trunk, &[]), update).await
    }

    /// `DELETE /trunks?trunk_sid=` (developer.exotel.com, Delete trunk): with its numbers' mappings, whitelisted IPs
    /// and destination URIs. Whether its credentials go too, Exotel's pages disagree.
    ///
    /// Returns the trunk as it was; `None` when an earlier attempt of this call had deleted it.
    pub async fn delete_trunk(&self, trunk: &TrunkId) -> Result<Option<Trunk>> {
        self.delete("delete trunk", self.url(&["trunks"]), ("trunk_sid", trunk.as_str())).await
    }

    /// `GET /trunk-maps?exophone=`, optionally with `&trunk_sid=` (Exotel's docs portal, Trunk maps). `None` when
    /// the number is mapped to no trunk.
    pub async fn find_trunk_map(&self, exophone: &E164, trunk: Option<&TrunkId>) -> Result<Option<TrunkMap>> {
        let mut url = self.url(&["trunk-maps"]);
        url.query_pairs_mut().append_pair("exophone", exophone.as_str());
        if let Some(trunk) = trunk {
            url.query_pairs_mut().append_pair("trunk_sid", trunk.as_str());
        }
        let maps: Vec<TrunkMap> =
            match self.send("look up the number's trunk", Method::Get, url, Body::None, Repeat::Read).await {
                Ok(response) => answer::list(&response)?.0,
                Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
                Err(error) => return Err(error),
            };
        Ok(maps.into_iter().find(|map| map.exophone == exophone.as_str()))
    }
}
