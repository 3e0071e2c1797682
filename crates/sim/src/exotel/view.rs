//! Every kind of object an answer can hold.

use jiff::Timestamp;
use serde::Serialize;

use super::acl::AclView;
use super::credentials::CredentialView;
use super::destinations::DestinationView;
use super::numbers::NumberView;
use super::settings::SettingView;
use super::trunk_maps::TrunkMapView;
use super::trunks::TrunkView;

/// The `data` of an answer.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Data {
    Trunk(Box<TrunkView>),
    Number(NumberView),
    Acl(AclView),
    Destination(DestinationView),
    Setting(SettingView),
    Credential(CredentialView),
    TrunkMap(TrunkMapView),
}

/// `2026-01-23T09:24:59Z`: whole seconds, UTC.
pub(super) fn date(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
