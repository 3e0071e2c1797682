//! What Exotel takes, as far as it can be told before asking.

use secrecy::{ExposeSecret as _, SecretString};

use super::wire::NewTrunk;
use crate::{
    ErrorKind,
    model::{
        AclEntrySpec, CredentialSpec, InvalidValue, ListId, NumberMode, OriginationUriSpec, SipUri, Transport,
    },
};

/// Characters in a trunk's name (live answer: `Maximum allowed length for TrunkName is 16`).
pub(super) const MAX_TRUNK_NAME: u32 = 16;
/// What every trunk's domain ends in (live answer: `Domain name should end with .pstn.exotel.com`).
const DOMAIN_SUFFIX: &str = ".pstn.exotel.com";
/// Characters in a credential's label (Exotel's public SIP trunk credentials APIs).
const MAX_FRIENDLY_NAME: usize = 32;
/// The shortest prefix (live answer: `mask should be in-between 16 and 32`).
const MIN_PREFIX: u8 = 16;

/// Why something cannot be stored: what kind of error it is, and the rule.
pub(super) type Broken = (ErrorKind, InvalidValue);

/// An ACL entry's range.
pub(super) fn range(spec: &AclEntrySpec) -> Result<(), Broken> {
    let refuse = |kind, rule| Err((kind, InvalidValue::new("cidr", spec.cidr.to_string(), rule)));
    if spec.cidr.prefix() < MIN_PREFIX {
        return refuse(ErrorKind::InvalidInput, "Exotel takes prefix lengths 16 to 32");
    }
    if !spec.cidr.is_host() && !spec.exotel.allow_range {
        return refuse(
            ErrorKind::Unsupported,
            "Exotel's support stands by single addresses only, though its API takes ranges: add each address as a \
             /32, or say exotel.allow_range",
        );
    }
    Ok(())
}

/// Exotel's rows belong to their trunk.
pub(super) fn shared_list(list: Option<&ListId>) -> Result<(), Broken> {
    list.map_or(Ok(()), |list| {
        let rule = "Exotel has no lists that trunks share";
        Err((ErrorKind::Unsupported, InvalidValue::new("shared_list", list.as_str(), rule)))
    })
}

/// User name, password and label of a credential, each with its field.
pub(super) fn credential(spec: &CredentialSpec) -> Vec<(&'static str, InvalidValue)> {
    let mut broken = Vec::new();
    broken.extend(username(&spec.username).err().map(|invalid| ("username", invalid)));
    broken.extend(password(&spec.password).err().map(|invalid| ("password", invalid)));
    if let Some(name) = &spec.exotel.friendly_name {
        broken.extend(friendly_name(name).err().map(|invalid| ("exotel.friendly_name", invalid)));
    }
    broken
}

fn username(name: &str) -> Result<(), InvalidValue> {
    word(name).map_err(|rule| InvalidValue::new("username", name, rule))
}

/// The alphabet of passwords is measured, not documented.
pub(super) fn password(password: &SecretString) -> Result<(), InvalidValue> {
    word(password.expose_secret()).map_err(|rule| InvalidValue::secret("password", rule))
}

fn friendly_name(name: &str) -> Result<(), InvalidValue> {
    let refuse = |rule: String| Err(InvalidValue::new("friendly_name", name, rule));
    match word(name) {
        Err(rule) => refuse(rule.to_owned()),
        Ok(()) if name.len() > MAX_FRIENDLY_NAME => {
            refuse(format!("has {} characters; Exotel takes {MAX_FRIENDLY_NAME} at most", name.len()))
        }
        Ok(()) => Ok(()),
    }
}

fn word(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        return Err("must not be empty");
    }
    if !text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return Err("Exotel takes letters, digits and _ only");
    }
    Ok(())
}

/// Target and weight of an origination URI, each with its field.
pub(super) fn origination(spec: &OriginationUriSpec) -> Vec<(&'static str, InvalidValue)> {
    let mut broken = Vec::new();
    broken.extend(destination(&spec.uri).err().map(|invalid| ("uri", invalid)));
    broken.extend(spec.validate().err().map(|invalid| ("weight", invalid)));
    broken
}

/// The target as Exotel takes it: `<ipv4|fqdn>:<port>;transport=<tls|tcp>` (developer.exotel.com, Map destination
/// URI).
pub(super) fn destination(uri: &SipUri) -> Result<&str, InvalidValue> {
    let refuse = |rule| Err(InvalidValue::new("origination URI", uri.as_str(), rule));
    let Some(destination) = uri.without_scheme() else {
        return refuse("Exotel has no sips: targets; write sip: with ;transport=tls");
    };
    if uri.ip().is_some() && uri.ipv4().is_none() {
        return refuse("Exotel takes IPv4 addresses and host names, not IPv6");
    }
    if uri.port().is_none() {
        return refuse("Exotel needs a port: 5061 for TLS, 5060 for TCP");
    }
    match uri.transport() {
        Some(Transport::Tls | Transport::Tcp) => Ok(destination),
        Some(Transport::Udp) => refuse("Exotel does not support UDP; write ;transport=tls or ;transport=tcp"),
        None => refuse("Exotel needs a transport: ;transport=tls or ;transport=tcp"),
    }
}

/// A mode that is to be written.
pub(super) fn mode(mode: &NumberMode) -> Result<(), InvalidValue> {
    match mode {
        NumberMode::Pstn | NumberMode::Flow => Ok(()),
        NumberMode::Other(word) => Err(InvalidValue::new("mode", word, "Exotel takes pstn and flow")),
    }
}

/// A trunk in Exotel's own words: the name and the domain, which its API would take or refuse in its own way.
pub(super) fn new_trunk(new: &NewTrunk) -> Result<(), InvalidValue> {
    if new.trunk_name.is_empty() {
        return Err(InvalidValue::new("trunk_name", "", "must not be empty, though Exotel takes it"));
    }
    if !new.domain_name.ends_with(DOMAIN_SUFFIX) {
        let rule = "must end in .pstn.exotel.com";
        return Err(InvalidValue::new("domain_name", &new.domain_name, rule));
    }
    Ok(())
}

/// A code that is to be written.
pub(super) fn nso_code(code: &str) -> Result<(), InvalidValue> {
    if code.is_empty() {
        Err(InvalidValue::new("nso_code", code, "must not be empty; it is ANY-ANY"))
    } else {
        Ok(())
    }
}
