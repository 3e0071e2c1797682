//! Exotel's objects in neutral words.

use super::{Region, wire};
use crate::{
    capability::Evidence,
    model::{
        AclEntry, BoundNumber, CallerId, Credential, Edge, EffectiveAuth, ExotelTrunk, ManualStep,
        ManualStepCode, NumberMode, Observed, OriginationUri, SipUri, Termination, Transport, Trunk, TrunkId,
        TrunkStatus,
    },
};

/// Where calls are to be sent, as far as it is known.
#[derive(Debug)]
pub(super) struct Hosts {
    pub(super) region: Region,
    /// What the account's owner was told by Exotel.
    pub(super) given: Option<Vec<Edge>>,
}

pub(super) fn trunk(wire: wire::Trunk, hosts: &Hosts) -> Trunk {
    let mut manual_steps = vec![inbound_flow(&wire.trunk_sid)];
    if hosts.given.is_none() && hosts.region != Region::Mumbai {
        manual_steps.push(ManualStep::new(
            ManualStepCode::ExotelTerminationHost,
            "Ask Exotel's support for the host to send calls to: none is published outside India",
        ));
    }
    let mut trunk = Trunk::new(wire.trunk_sid, wire.trunk_name, termination(wire.domain_name, hosts));
    trunk.auth = EffectiveAuth::NotReported;
    trunk.status = wire.status.map(|state| match state {
        wire::TrunkState::Active => TrunkStatus::Active,
        wire::TrunkState::Inactive => TrunkStatus::Inactive,
        wire::TrunkState::Other(word) => TrunkStatus::Other(word),
    });
    trunk.created = wire.date_created;
    trunk.updated = wire.date_updated;
    trunk.manual_steps = manual_steps;
    let mut only = ExotelTrunk::new();
    only.auth_type = wire.auth_type.map(String::from);
    only.nso_code = wire.nso_code;
    only.registration_enabled = wire.registration_enabled.map(String::from);
    only.edge_preference = wire.edge_preference;
    only.secure_trunking = wire.secure_trunking.map(String::from);
    trunk.exotel = Some(only);
    trunk
}

/// The domain is the account's, on the record; where to send calls is apart from it, and published for India only.
fn termination(domain: Option<String>, hosts: &Hosts) -> Termination {
    let transports = [Transport::Tls, Transport::Tcp];
    if let Some(edges) = &hosts.given {
        let evidence = Evidence::assumed(
            "given in the configuration: docs.exotel.com says that Exotel assigns hosts to accounts",
            "2026-11-21",
        );
        return Termination::new(domain, evidence).with_edges(edges.clone()).with_transports(transports);
    }
    if hosts.region != Region::Mumbai {
        let evidence = Evidence::assumed("no page of Exotel's names a host outside India", "2026-11-21");
        return Termination::new(domain, evidence).with_transports(transports);
    }
    let evidence = Evidence::contradicted(
        "docs.exotel.com, SIP trunk API reference for voice AI: in.voip.exotel.com; other guides of Exotel's name \
         other hosts",
        "2026-11-21",
    );
    let edge = |port, transport| Edge::new("india", "in.voip.exotel.com").at(port, transport);
    Termination::new(domain, evidence)
        .with_edges([edge(443, Transport::Tls), edge(5070, Transport::Tcp)])
        .with_transports(transports)
}

/// What a person has to do before inbound calls reach the trunk.
pub(super) fn inbound_flow(trunk: &TrunkId) -> ManualStep {
    ManualStep::new(
        ManualStepCode::ExotelInboundFlow,
        format!(
            "In the dashboard (App Bazaar) create a Flow with a Connect applet, Dial Whom `sip:{trunk}`, and assign \
             the trunk's numbers to it; no API can do this"
        ),
    )
}

pub(super) fn number(wire: wire::PhoneNumber, trunk: &TrunkId) -> BoundNumber {
    let number = Observed::read(wire.phone_number);
    let mut bound = BoundNumber::new(wire.id, number, wire.trunk_sid.unwrap_or_else(|| trunk.clone()));
    bound.mode = Some(wire.mode.unwrap_or(NumberMode::Pstn));
    bound.created = wire.date_created;
    bound
}

pub(super) fn acl_entry(wire: wire::WhitelistedIp) -> AclEntry {
    let mut entry = AclEntry::new(wire.id, Observed::read(format!("{}/{}", wire.ip, wire.mask)));
    entry.label = wire.friendly_name;
    entry.created = wire.date_created;
    entry
}

pub(super) fn origination_uri(wire: wire::DestinationUri) -> OriginationUri {
    // Beyond 65535 no carrier has a meaning; such a value is shown as the largest that has one.
    let short = |number: u32| u16::try_from(number).unwrap_or(u16::MAX);
    let mut uri =
        OriginationUri::new(wire.id, target(&wire.destination), short(wire.priority), short(wire.weight));
    uri.created = wire.date_created;
    uri
}

/// A destination: taken without `sip:`, given back with it.
pub(super) fn target(destination: &str) -> Observed<SipUri> {
    let has_scheme = ["sip:", "sips:"]
        .iter()
        .any(|scheme| destination.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)));
    if has_scheme { Observed::read(destination) } else { Observed::read(format!("sip:{destination}")) }
}

pub(super) fn credential(wire: wire::Credential) -> Credential {
    let mut credential = Credential::new(wire.id, wire.user_name);
    credential.label = wire.friendly_name;
    credential.created = wire.date_created;
    credential
}

pub(super) fn caller_id(setting: wire::Setting) -> CallerId {
    CallerId::new(Observed::read(setting.value))
}
