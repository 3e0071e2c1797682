//! What fields may hold, and what the server says of those that do not.
//!
//! Texts without a remark were recorded from the live service by Exotel's sample repository; the others are
//! formed after them.

use std::net::Ipv4Addr;

use super::answer::Refusal;
use super::switches::Alphabet;

/// A field of the body that must be there; `label` is how the server spells it.
pub(super) fn mandatory<'a>(value: Option<&'a str>, label: &str) -> Result<&'a str, Refusal> {
    value.ok_or_else(|| Refusal::mandatory(label))
}

/// Like [`mandatory`], and an empty text is as good as none.
pub(super) fn filled<'a>(value: Option<&'a str>, label: &str) -> Result<&'a str, Refusal> {
    mandatory(value.filter(|value| !value.is_empty()), label)
}

/// An empty name passes: the live service takes it.
pub(super) fn trunk_name(name: &str) -> Result<(), Refusal> {
    if name.chars().count() > 16 {
        return Err(Refusal::invalid("Maximum allowed length for TrunkName is 16"));
    }
    if !is_word(name) {
        return Err(Refusal::invalid("Allowed characters for TrunkName is alphanumeric and _"));
    }
    Ok(())
}

pub(super) fn domain_name(domain: &str) -> Result<(), Refusal> {
    if domain.ends_with(".pstn.exotel.com") {
        return Ok(());
    }
    Err(Refusal::invalid("Domain name should end with .pstn.exotel.com"))
}

/// Hyphen and case both matter, as a third party verified live.
pub(super) fn nso_code(code: &str) -> Result<(), Refusal> {
    if code == "ANY-ANY" { Ok(()) } else { Err(Refusal::invalid("Nso code is invalid")) }
}

/// The text is formed after that of the NSO code. Only `IP-WHITELIST` has been seen.
pub(super) fn auth_type(auth_type: &str) -> Result<(), Refusal> {
    if auth_type == "IP-WHITELIST" { Ok(()) } else { Err(Refusal::invalid("Auth type is invalid")) }
}

pub(super) fn phone_number(number: &str) -> Result<(), Refusal> {
    if is_e164(number) { Ok(()) } else { Err(Refusal::invalid("Invalid PhoneNumber")) }
}

/// The text is formed after that of the NSO code.
pub(super) fn mode(mode: &str) -> Result<(), Refusal> {
    if matches!(mode, "pstn" | "flow") { Ok(()) } else { Err(Refusal::invalid("Mode is invalid")) }
}

/// Private and reserved addresses pass: the live service takes them.
pub(super) fn ip(ip: &str) -> Result<Ipv4Addr, Refusal> {
    ip.parse().map_err(|_| Refusal::invalid("Invalid ip"))
}

pub(super) fn mask(mask: u8) -> Result<(), Refusal> {
    if (16..=32).contains(&mask) {
        return Ok(());
    }
    Err(Refusal::invalid("mask should be in-between 16 and 32"))
}

/// A credential's label. The spelling of "alphanumberic" is the server's.
pub(super) fn friendly_name(name: &str, alphabet: Alphabet) -> Result<(), Refusal> {
    if name.chars().count() > 32 {
        return Err(Refusal::invalid("Maximum allowed length for FriendlyName is 32"));
    }
    letters(name, "FriendlyName", alphabet)
}

/// A field of a credential with the alphabet of its label; the text is formed after that one's.
pub(super) fn letters(value: &str, label: &str, alphabet: Alphabet) -> Result<(), Refusal> {
    if alphabet == Alphabet::Any || is_word(value) {
        return Ok(());
    }
    Err(Refusal::invalid(format!("Allowed characters for {label} is alphanumberic and _")))
}

/// Priority and weight; the text is formed after that of the address. No range is documented.
pub(super) fn not_negative(value: i64, label: &str) -> Result<(), Refusal> {
    if value >= 0 { Ok(()) } else { Err(Refusal::invalid(format!("Invalid {label}"))) }
}

pub(super) fn is_e164(number: &str) -> bool {
    number.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn is_word(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
