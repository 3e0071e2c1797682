//! From Twilio's words to the model's.

use super::{
    capabilities::{SPEC, TRUNKING},
    domain, wire,
};
use crate::model::{
    AclEntry, AclEntryId, BoundNumber, BoundNumberId, Cidr, Credential, CredentialId, EffectiveAuth,
    InvalidValue, ListId, ListRef, Observed, OriginationUri, OriginationUriId, Termination, Transport, Trunk,
    TrunkId, TwilioNumberRouting, TwilioTrunk,
};

/// Makes an identifier of a SID.
fn id<T>(new: fn(String) -> Result<T, InvalidValue>, sid: impl Into<String>) -> T {
    new(sid.into()).expect("a SID is letters and digits: anything else was refused when the answer was read")
}

pub(super) fn trunk_id(sid: &str) -> TrunkId {
    id(TrunkId::new, sid)
}

pub(super) fn list_id(sid: &str) -> ListId {
    id(ListId::new, sid)
}

pub(super) fn bound_number_id(sid: &str) -> BoundNumberId {
    id(BoundNumberId::new, sid)
}

pub(super) fn origination_uri_id(sid: &str) -> OriginationUriId {
    id(OriginationUriId::new, sid)
}

pub(super) fn acl_entry_id(list: &str, address: &str) -> AclEntryId {
    id(AclEntryId::new, format!("{list}/{address}"))
}

pub(super) fn credential_id(list: &str, credential: &str) -> CredentialId {
    id(CredentialId::new, format!("{list}/{credential}"))
}

pub(super) fn trunk(from: wire::Trunk) -> Trunk {
    let mut trunk =
        Trunk::new(trunk_id(&from.sid), from.friendly_name.clone().unwrap_or_default(), termination(&from));
    trunk.auth = auth(&from);
    trunk.created = from.date_created;
    trunk.updated = from.date_updated;
    let recording = from.recording.unwrap_or_default();
    let mut twilio = TwilioTrunk::new();
    twilio.secure = from.secure;
    twilio.cnam_lookup_enabled = from.cnam_lookup_enabled;
    twilio.transfer_mode = from.transfer_mode;
    twilio.transfer_caller_id = from.transfer_caller_id;
    twilio.disaster_recovery_url = from.disaster_recovery_url;
    twilio.disaster_recovery_method = from.disaster_recovery_method;
    twilio.recording_mode = recording.mode;
    twilio.recording_trim = recording.trim;
    twilio.symmetric_rtp_enabled = from.symmetric_rtp_enabled;
    trunk.twilio = Some(twilio);
    trunk
}

fn termination(trunk: &wire::Trunk) -> Termination {
    let evidence = if trunk.domain_name.is_some() { TRUNKING } else { SPEC };
    let termination = Termination::new(trunk.domain_name.clone(), evidence);
    match &trunk.domain_name {
        None => termination,
        Some(domain) => termination.with_edges(domain::edges(domain)).with_transports([
            Transport::Udp,
            Transport::Tcp,
            Transport::Tls,
        ]),
    }
}

/// From both fields, which say the same, in either order.
fn auth(trunk: &wire::Trunk) -> EffectiveAuth {
    let words = trunk.auth_type.iter().chain(&trunk.auth_type_set).flat_map(|text| text.split(','));
    let words: Vec<&str> = words.map(str::trim).collect();
    EffectiveAuth::of(words.contains(&"IP_ACL"), words.contains(&"CREDENTIAL_LIST"))
}

/// A list as it is in use on a trunk, whose own list has the name `own`.
pub(super) fn list_ref(list: &wire::AssociatedList, own: &str) -> ListRef {
    let name = list.friendly_name.clone().unwrap_or_default();
    let managed = name == own;
    ListRef::new(list_id(&list.sid), name, managed)
}

pub(super) fn acl_entry(from: wire::IpAddress, list: ListRef) -> AclEntry {
    let mut entry = AclEntry::new(acl_entry_id(list.id.as_str(), &from.sid), cidr(&from));
    entry.label = from.friendly_name;
    entry.list = Some(list);
    entry.created = from.date_created;
    entry
}

/// An address with its prefix length; without one Twilio means the whole address.
pub(super) fn cidr(address: &wire::IpAddress) -> Observed<Cidr> {
    let ip = address.ip_address.as_deref().unwrap_or_default();
    Observed::read(format!("{ip}/{}", address.cidr_prefix_length.unwrap_or(32)))
}

pub(super) fn credential(from: wire::SipCredential, list: ListRef) -> Credential {
    let id = credential_id(list.id.as_str(), &from.sid);
    let mut credential = Credential::new(id, from.username.unwrap_or_default());
    credential.list = Some(list);
    credential.created = from.date_created;
    credential
}

pub(super) fn origination_uri(from: wire::OriginationUrl) -> OriginationUri {
    // Twilio documents 0 to 65535; what is outside cannot be told to anyone, and must not fail a list.
    let number = |value: i64| u16::try_from(value.clamp(0, i64::from(u16::MAX))).unwrap_or_default();
    let target = Observed::read(from.sip_url.unwrap_or_default());
    let mut uri = OriginationUri::new(
        origination_uri_id(&from.sid),
        target,
        number(from.priority),
        number(from.weight),
    );
    uri.enabled = from.enabled;
    uri.label = from.friendly_name;
    uri.created = from.date_created;
    uri
}

pub(super) fn bound_number(from: wire::IncomingPhoneNumber, trunk: TrunkId) -> BoundNumber {
    let number = Observed::read(from.phone_number.unwrap_or_default());
    let mut bound = BoundNumber::new(bound_number_id(&from.sid), number, trunk);
    bound.label = from.friendly_name;
    bound.created = from.date_created;
    bound
}

/// Where a number's calls go, or would go off its trunk; `None` when nowhere.
pub(super) fn routing(number: &wire::IncomingPhoneNumber) -> Option<TwilioNumberRouting> {
    let nowhere = number.voice_application_sid.is_none()
        && number.voice_url.is_none()
        && number.voice_fallback_url.is_none();
    (!nowhere).then(|| {
        let mut routing = TwilioNumberRouting::new();
        routing.voice_application_sid.clone_from(&number.voice_application_sid);
        routing.voice_url.clone_from(&number.voice_url);
        routing.voice_method.clone_from(&number.voice_method);
        routing.voice_fallback_url.clone_from(&number.voice_fallback_url);
        routing.voice_fallback_method.clone_from(&number.voice_fallback_method);
        routing
    })
}
