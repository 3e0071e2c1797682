//! A scenario as data.

use futures::future::BoxFuture;
use trunkline::capability::Capabilities;

use crate::{
    case::Case,
    check::Outcome,
    fault::Trouble,
    harness::{Harness, Manner, PLACES},
};

/// Scenarios about one subject.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Family {
    /// The subject, as it stands in the tests' names.
    pub name: &'static str,
    /// The scenarios.
    pub scenarios: &'static [Scenario],
}

/// One thing that every backend has to get right.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Scenario {
    /// Its name, unique in the family.
    pub name: &'static str,
    /// What it proves.
    pub proves: &'static str,
    /// What carriers and backends do that it guards against.
    pub guards: &'static str,
    /// What the carrier and the harness must have for it.
    pub needs: &'static [Need],
    pub(crate) run: for<'a> fn(&'a Case) -> BoxFuture<'a, Outcome>,
}

/// What a scenario needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Need {
    /// A capability that the carrier declares.
    Can(Capability),
    /// A capability that the carrier does not declare.
    Cannot(Capability),
    /// A limit that the carrier declares, of 100 objects at most.
    Reachable(Limit),
    /// So many free numbers.
    Numbers(usize),
    /// A harness that counts requests.
    RequestCount,
    /// A harness that makes the carrier fail.
    FaultControl,
    /// A harness that makes this happen to the carrier.
    Meets(Trouble),
    /// Another client of the account.
    Client(Manner),
    /// A harness whose provider is watched.
    Observer,
    /// A harness with someone whose lists trunks share.
    SharedLists,
    /// A harness with someone whose things need trunks.
    TrunkUser,
}

/// How many objects of a kind a trunk takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    /// [`Capabilities::max_acl_entries`].
    AclEntries,
    /// [`Capabilities::max_origination_uris`].
    OriginationUris,
    /// [`Capabilities::max_credentials`].
    Credentials,
}

impl Limit {
    /// The limit, where the harness has places for as many and one more.
    pub(crate) fn reachable(self, capabilities: &Capabilities) -> Option<u8> {
        let most = match self {
            Self::AclEntries => capabilities.max_acl_entries.value,
            Self::OriginationUris => capabilities.max_origination_uris.value,
            Self::Credentials => capabilities.max_credentials.value,
        };
        u8::try_from(most?).ok().filter(|most| *most < PLACES)
    }

    fn name(self) -> &'static str {
        match self {
            Self::AclEntries => "max_acl_entries",
            Self::OriginationUris => "max_origination_uris",
            Self::Credentials => "max_credentials",
        }
    }
}

/// A capability that decides whether a scenario can run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Capability {
    /// [`Capabilities::update_trunk`].
    UpdateTrunk,
    /// [`Capabilities::digest`].
    Digest,
    /// [`Capabilities::ip_acl_and_digest`].
    IpAclAndDigest,
    /// [`Capabilities::acl_ranges`].
    AclRanges,
    /// [`Capabilities::shared_lists`].
    SharedLists,
    /// [`Capabilities::number_modes`].
    NumberModes,
    /// [`Capabilities::originations`].
    Originations,
    /// [`Capabilities::ipv4_origination_needs_acl`].
    Ipv4OriginationNeedsAcl,
    /// [`Capabilities::credentials`].
    Credentials,
    /// [`Capabilities::caller_ids`].
    CallerIds,
    /// [`Capabilities::duplicate_trunk_names`].
    DuplicateTrunkNames,
}

impl Capability {
    fn declared(self, capabilities: &Capabilities) -> bool {
        match self {
            Self::UpdateTrunk => capabilities.update_trunk.value,
            Self::Digest => capabilities.digest.value,
            Self::IpAclAndDigest => capabilities.ip_acl_and_digest.value,
            Self::AclRanges => capabilities.acl_ranges.value,
            Self::SharedLists => capabilities.shared_lists.value,
            Self::NumberModes => capabilities.number_modes.value,
            Self::Originations => capabilities.originations.value,
            Self::Ipv4OriginationNeedsAcl => capabilities.ipv4_origination_needs_acl.value,
            Self::Credentials => capabilities.credentials.value,
            Self::CallerIds => capabilities.caller_ids.value,
            Self::DuplicateTrunkNames => capabilities.duplicate_trunk_names.value,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::UpdateTrunk => "update_trunk",
            Self::Digest => "digest",
            Self::IpAclAndDigest => "ip_acl_and_digest",
            Self::AclRanges => "acl_ranges",
            Self::SharedLists => "shared_lists",
            Self::NumberModes => "number_modes",
            Self::Originations => "originations",
            Self::Ipv4OriginationNeedsAcl => "ipv4_origination_needs_acl",
            Self::Credentials => "credentials",
            Self::CallerIds => "caller_ids",
            Self::DuplicateTrunkNames => "duplicate_trunk_names",
        }
    }
}

impl Need {
    /// Why a backend cannot run a scenario with this need; `None` when it can.
    pub(crate) fn lacking(self, harness: &dyn Harness) -> Option<String> {
        let provider = harness.provider();
        let (capabilities, carrier) = (provider.capabilities(), &provider.identity().carrier);
        match self {
            Self::Can(capability) if !capability.declared(capabilities) => {
                Some(format!("{carrier} does not declare {}", capability.name()))
            }
            Self::Cannot(capability) if capability.declared(capabilities) => {
                Some(format!("{carrier} declares {}; this is for carriers that do not", capability.name()))
            }
            Self::Reachable(limit) if limit.reachable(capabilities).is_none() => {
                Some(format!("{carrier} declares no {} below {PLACES}", limit.name()))
            }
            Self::Numbers(needed) if harness.numbers().len() < needed => {
                Some(format!("takes {needed} free numbers, the harness has {}", harness.numbers().len()))
            }
            Self::RequestCount if harness.requests().is_none() => {
                Some("the harness does not count requests".to_owned())
            }
            Self::Meets(trouble) if harness.faults().is_some_and(|faults| !faults.can(trouble)) => {
                Some(format!("the harness cannot make this happen to the carrier: {trouble:?}"))
            }
            Self::FaultControl | Self::Meets(_) if harness.faults().is_none() => {
                Some("the harness cannot make the carrier fail".to_owned())
            }
            Self::Client(manner) if harness.client(manner).is_none() => {
                Some(format!("the harness has no such client of the account: {manner:?}"))
            }
            Self::SharedLists if harness.shared_lists().is_none() => {
                Some("the harness has nobody whose lists trunks share".to_owned())
            }
            Self::TrunkUser if harness.trunk_user().is_none() => {
                Some("the harness has nobody whose things need trunks".to_owned())
            }
            Self::Observer if harness.abandoned().is_none() => {
                Some("nobody watches the attempts of the harness's provider".to_owned())
            }
            _ => None,
        }
    }
}
