//! What is there, read by a view that cannot write.

mod elsewhere;
mod read;

use std::collections::BTreeMap;

use serde::Serialize;
use trunkline::model::{
    AclEntry, BoundNumber, CallerId, Credential, E164, EffectiveAuth, Identity, OriginationUri, Trunk,
};

pub use read::{everything, observe};

/// What was read of one account.
#[derive(Debug, Clone, Serialize)]
pub struct ObservedAccount {
    /// Its profile.
    pub profile: String,
    /// Carrier, account and region.
    pub identity: Identity,
    /// Every trunk of the account, in the carrier's order. Only those that the file may touch have their nouns read.
    pub trunks: Vec<ObservedTrunk>,
    /// Numbers the file wants on a trunk and that are not there: where they are bound now, if anywhere. One that the
    /// carrier does not tell is left out.
    pub elsewhere: BTreeMap<E164, Option<BoundNumber>>,
}

/// What was read of one trunk. A noun that is `None` was not read.
#[derive(Debug, Clone, Serialize)]
pub struct ObservedTrunk {
    /// The trunk itself.
    pub trunk: Trunk,
    /// How calls sent to it are authenticated; read of the trunks that the file may touch.
    pub auth: Option<EffectiveAuth>,
    /// Addresses that may send calls.
    pub acl: Option<Vec<AclEntry>>,
    /// Where inbound calls go.
    pub origination: Option<Vec<OriginationUri>>,
    /// Numbers bound to it.
    pub numbers: Option<Vec<BoundNumber>>,
    /// Digest credentials.
    pub credentials: Option<Vec<Credential>>,
    /// The caller id; `Some(None)` when there is none.
    pub caller_id: Option<Option<CallerId>>,
}

impl ObservedTrunk {
    /// A trunk of which nothing else was read.
    pub fn listed(trunk: Trunk) -> Self {
        Self {
            trunk,
            auth: None,
            acl: None,
            origination: None,
            numbers: None,
            credentials: None,
            caller_id: None,
        }
    }
}
