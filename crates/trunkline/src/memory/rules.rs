//! What the carrier in memory refuses, for calls and for the audit alike.

use crate::{
    error::{Error, Result},
    model::{
        AclEntrySpec, AuthModeChange, Cidr, CredentialSpec, InvalidValue, ListId, NumberMode, SecretString,
    },
};
use secrecy::ExposeSecret as _;

/// Why a range cannot be allowed.
pub(super) fn range(ranges: bool, cidr: Cidr) -> Result<(), &'static str> {
    if ranges || cidr.is_host() {
        Ok(())
    } else {
        Err("this account in memory takes single addresses only, no range wider than /32")
    }
}

/// Why a list cannot be named.
pub(super) fn shared_list(list: Option<&ListId>) -> Result<(), &'static str> {
    match list {
        None => Ok(()),
        Some(_) => Err("the carrier in memory has no lists that trunks could share"),
    }
}

/// An ACL entry that can be stored.
pub(super) fn acl_entry(ranges: bool, spec: &AclEntrySpec) -> Result<()> {
    shared_list(spec.shared_list.as_ref()).map_err(Error::unsupported)?;
    range(ranges, spec.cidr).map_err(Error::unsupported)
}

/// A user name that can stand in a digest header (RFC 7616, section 3.4).
pub(super) fn username(username: &str) -> Result<(), InvalidValue> {
    let refuse = |rule: &'static str| Err(InvalidValue::new("username", username, rule));
    if username.is_empty() {
        return refuse("must not be empty");
    }
    if username.chars().any(|c| !c.is_ascii_graphic() || matches!(c, ':' | '"' | '\\')) {
        return refuse("may hold printable ASCII only, no space, colon, quote or backslash");
    }
    Ok(())
}

pub(super) fn password(password: &SecretString) -> Result<(), InvalidValue> {
    if password.expose_secret().is_empty() {
        return Err(InvalidValue::secret("password", "must not be empty"));
    }
    Ok(())
}

/// A credential that can be stored.
pub(super) fn credential(spec: &CredentialSpec) -> Result<()> {
    shared_list(spec.shared_list.as_ref()).map_err(Error::unsupported)?;
    username(&spec.username)?;
    password(&spec.password)?;
    Ok(())
}

/// A mode that can be written.
pub(super) fn mode(mode: &NumberMode) -> Result<(), InvalidValue> {
    match mode {
        NumberMode::Other(word) => {
            Err(InvalidValue::new("number mode", word.clone(), "is neither pstn nor flow"))
        }
        _ => Ok(()),
    }
}

/// Why a trunk cannot have addresses and credentials.
pub(super) fn both(can: bool) -> Result<(), &'static str> {
    if can {
        Ok(())
    } else {
        Err("this account in memory authenticates calls by address or by digest, not by both")
    }
}

/// Whether a call may go on that would change how the trunk authenticates calls.
pub(super) fn auth_mode(changes: bool, answer: AuthModeChange, what: &str) -> Result<()> {
    if !changes || answer == AuthModeChange::Allow {
        return Ok(());
    }
    Err(super::refused(
        crate::ErrorKind::AuthModeChange,
        format!("{what}: that would change how a live trunk authenticates calls"),
    )
    .with_advice("allow the change in the call if it is meant"))
}
