//! A backend for Nimbus, a carrier that does not exist: the template for yours.
//!
//! It has trunks, allowed addresses and numbers behind a small JSON API, and nothing optional: no targets for inbound
//! calls, no credentials, no caller id. `api.rs` speaks to it; the other files translate, one noun each.

mod acls;
mod api;
mod numbers;
mod trunks;

use std::sync::Arc;

use trunkline::{
    ErrorKind,
    audit::Finding,
    capability::{Capabilities, Evidence},
    model::{Carrier, Identity, TerminationAuth, TrunkDescription},
    provider::{
        AclProvider, CallerIdProvider, CredentialProvider, NumberProvider, OriginationProvider, Provider,
        TrunkProvider,
    },
};

pub use crate::api::{Request, Wire};

/// Where the claims about the carrier come from. Yours names the carrier's page, and the day it was read.
const GUIDE: Evidence = Evidence::documented("docs.nimbus.example, Trunks", "2026-11-21");

// What the carrier lacks, in the words of the audit and of the calls alike.
const NO_DIGEST: &str = "Nimbus authenticates calls by address only";
const NO_LISTS: &str = "Nimbus keeps addresses on the trunk, in no list that trunks could share";

/// An account of Nimbus. Clones are the same account.
#[derive(Debug, Clone)]
pub struct Nimbus {
    identity: Identity,
    wire: Arc<dyn Wire>,
    capabilities: Arc<Capabilities>,
}

impl Nimbus {
    /// The account that `wire` reaches.
    pub fn new(account: &str, wire: Arc<dyn Wire>) -> Self {
        // What is not said here is not there, and answers `Unsupported` before a request is sent.
        let capabilities = Capabilities::none(GUIDE).update_trunk(true, GUIDE).acl_ranges(true, GUIDE);
        let identity = Identity::new(Carrier::new("nimbus"), account, "global");
        Self { identity, wire, capabilities: Arc::new(capabilities) }
    }
}

impl Provider for Nimbus {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn audit(&self, wanted: &TrunkDescription) -> Vec<Finding> {
        let by_digest = wanted.trunk.auth != TerminationAuth::IpAcl || !wanted.credentials.is_empty();
        let refusals = [
            (by_digest, "trunk.auth", NO_DIGEST),
            (wanted.acl.iter().any(|spec| spec.shared_list.is_some()), "acl.shared_list", NO_LISTS),
            (!wanted.origination.is_empty(), "origination", "Nimbus has no targets for inbound calls"),
            (wanted.caller_id.is_some(), "caller_id", "Nimbus trunks have no caller id"),
        ];
        let refuse =
            |field, rule| Finding::refused(&self.identity.carrier, ErrorKind::Unsupported, field, rule);
        let refused = refusals.into_iter().filter(|(refused, ..)| *refused);
        refused.map(|(_, field, rule)| refuse(field, rule)).collect()
    }

    fn trunks(&self) -> &dyn TrunkProvider {
        self
    }

    fn acls(&self) -> &dyn AclProvider {
        self
    }

    fn numbers(&self) -> &dyn NumberProvider {
        self
    }

    fn originations(&self) -> Option<&dyn OriginationProvider> {
        None
    }

    fn credentials(&self) -> Option<&dyn CredentialProvider> {
        None
    }

    fn caller_ids(&self) -> Option<&dyn CallerIdProvider> {
        None
    }
}
