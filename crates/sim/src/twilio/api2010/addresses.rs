//! The addresses of an IP access control list.

use std::net::Ipv4Addr;

use serde::Serialize;

use super::{name, same_name, uri};
use crate::twilio::answer::{Answer, Outcome, Refusal};
use crate::twilio::call::Call;
use crate::twilio::dates::rfc2822;
use crate::twilio::limits;
use crate::twilio::paging::Listing;
use crate::twilio::state::{Acl, Address, Dates, State};
use crate::twilio::switches::{HostBits, PrivateAddress, ZeroPrefix};

pub(super) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    let addresses = &parent(state, call)?.addresses;
    Listing::all("ip_addresses", addresses).v2010(call, |sid, address| view(call, sid, address))
}

pub(super) fn create(state: &mut State, call: &Call<'_>) -> Outcome {
    let acl = parent(state, call)?;
    let friendly_name = checked_name(call)?;
    let ip = parse_ip(call.form.get("IpAddress").unwrap_or_default())?;
    let prefix = prefix(call)?.unwrap_or(32);
    let address =
        Address { friendly_name, ip: network(call, ip, prefix)?, prefix, dates: Dates::new(call.now) };
    check_unique(call, acl, &address, None)?;
    if acl.addresses.len() >= limits::ADDRESSES {
        return Err(Refusal::bad(21237, "IP Access control lists cannot contain more than 100 Addresses."));
    }
    let sid = call.ids.sid("IP");
    let answer = Answer::created(&view(call, &sid, &address));
    acl.addresses.insert(sid, address);
    Ok(answer)
}

pub(super) fn fetch(state: &mut State, call: &Call<'_>) -> Outcome {
    let sid = call.sids[1];
    let address = parent(state, call)?.addresses.get(sid).ok_or_else(|| call.not_found())?;
    Ok(Answer::ok(&view(call, sid, address)))
}

pub(super) fn update(state: &mut State, call: &Call<'_>) -> Outcome {
    let sid = call.sids[1];
    let acl = parent(state, call)?;
    let old = acl.addresses.get(sid).ok_or_else(|| call.not_found())?;
    let friendly_name = match call.form.get("FriendlyName") {
        None => old.friendly_name.clone(),
        Some(_) => checked_name(call)?,
    };
    let ip = match call.form.get("IpAddress") {
        None => old.ip,
        Some(text) => parse_ip(text)?,
    };
    let prefix = prefix(call)?.unwrap_or(old.prefix);
    let dates = Dates { updated: call.now, ..old.dates };
    let new = Address { friendly_name, ip: network(call, ip, prefix)?, prefix, dates };
    check_unique(call, acl, &new, Some(sid))?;
    let address = acl.addresses.get_mut(sid).ok_or_else(|| call.not_found())?;
    *address = new;
    Ok(Answer::ok(&view(call, sid, address)))
}

pub(super) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    parent(state, call)?.addresses.remove(call.sids[1]).ok_or_else(|| call.not_found())?;
    Ok(Answer::deleted())
}

/// The list in the path.
fn parent<'s>(state: &'s mut State, call: &Call<'_>) -> Result<&'s mut Acl, Refusal> {
    state.account_mut(call.account).acls.get_mut(call.sids[0]).ok_or_else(|| call.not_found())
}

fn checked_name(call: &Call<'_>) -> Result<String, Refusal> {
    let name = name(call, limits::LONG_NAME);
    let name = name.ok_or_else(|| invalid("FriendlyName must be between 1 and 255 characters long"))?;
    Ok(name.to_owned())
}

/// "IPv4 only supported today", a whole address in dotted decimal notation (`twilio-oai`).
fn parse_ip(text: &str) -> Result<Ipv4Addr, Refusal> {
    text.parse().map_err(|_| invalid("IpAddress must be an IPv4 address in dotted decimal notation"))
}

fn prefix(call: &Call<'_>) -> Result<Option<u8>, Refusal> {
    let Some(text) = call.form.get("CidrPrefixLength") else { return Ok(None) };
    match (text.parse(), call.switches.zero_prefix) {
        (Ok(0), ZeroPrefix::StoredAs32) => Ok(Some(32)),
        (Ok(0), ZeroPrefix::Kept) => Ok(Some(0)),
        (Ok(prefix @ 1..=32), _) => Ok(Some(prefix)),
        _ => Err(invalid("CidrPrefixLength is not valid")),
    }
}

/// The address as it is to be stored.
fn network(call: &Call<'_>, ip: Ipv4Addr, prefix: u8) -> Result<Ipv4Addr, Refusal> {
    let reserved = ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_unspecified();
    if reserved && call.switches.private_address == PrivateAddress::Refused {
        return Err(invalid("IpAddress is a private or reserved address"));
    }
    let mask = u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0);
    let masked = Ipv4Addr::from_bits(ip.to_bits() & mask);
    match call.switches.host_bits {
        HostBits::Kept => Ok(ip),
        HostBits::Masked => Ok(masked),
        HostBits::Refused if masked == ip => Ok(ip),
        HostBits::Refused => Err(invalid("IpAddress has bits set beyond CidrPrefixLength")),
    }
}

/// "An IP Access Control List or IP Address with the same `FriendlyName` may already exist", or "may already
/// contain that IP Address" (error dictionary, 21235). Names are compared within the list.
fn check_unique(call: &Call<'_>, acl: &Acl, new: &Address, except: Option<&str>) -> Result<(), Refusal> {
    for row in acl.addresses.rows().filter(|row| Some(row.sid) != except) {
        if same_name(call, &row.value.friendly_name, &new.friendly_name) {
            return Err(call.exists(21235, "An IP Address with the same FriendlyName already exists"));
        }
        if (row.value.ip, row.value.prefix) == (new.ip, new.prefix) {
            return Err(call.exists(21235, "The IP Access Control List already contains that IP Address"));
        }
    }
    Ok(())
}

fn invalid(message: &str) -> Refusal {
    Refusal::bad(21238, message)
}

#[derive(Debug, Serialize)]
struct View<'a> {
    sid: &'a str,
    account_sid: &'a str,
    friendly_name: &'a str,
    ip_address: String,
    cidr_prefix_length: u8,
    ip_access_control_list_sid: &'a str,
    date_created: String,
    date_updated: String,
    uri: String,
}

fn view<'a>(call: &Call<'a>, sid: &'a str, address: &'a Address) -> View<'a> {
    let acl = call.sids[0];
    View {
        sid,
        account_sid: call.account,
        friendly_name: &address.friendly_name,
        ip_address: address.ip.to_string(),
        cidr_prefix_length: address.prefix,
        ip_access_control_list_sid: acl,
        date_created: rfc2822(address.dates.created),
        date_updated: rfc2822(address.dates.updated),
        uri: uri(call, &format!("SIP/IpAccessControlLists/{acl}/IpAddresses/{sid}")),
    }
}
