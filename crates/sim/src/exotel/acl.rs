//! Whitelisted addresses of a trunk: add, list, update, delete.

use std::net::Ipv4Addr;

use serde::Serialize;

use super::answer::{Answer, Outcome, Refusal};
use super::call::Call;
use super::state::{Account, AclRow, Dates, find, remove};
use super::switches::{AclAgain, AclCoverage, HostBits};
use super::table::Trunk;
use super::view::{Data, date};
use super::{paging, validate};

/// A whitelisted address as answers show it.
#[derive(Debug, Serialize)]
pub(super) struct AclView {
    id: String,
    mask: u8,
    trunk_sid: String,
    ip: String,
    /// Always null: no request sets it.
    friendly_name: Option<String>,
    date_created: String,
    date_updated: String,
}

fn view(row: &AclRow, call: &Call<'_>) -> Data {
    Data::Acl(AclView {
        id: row.id.to_string(),
        mask: row.mask,
        trunk_sid: call.trunk_sid().to_owned(),
        ip: row.ip.to_string(),
        friendly_name: None,
        date_created: date(row.dates.created),
        date_updated: date(row.dates.updated),
    })
}

pub(super) fn add(account: &mut Account, call: &Call<'_>) -> Outcome {
    let rows = &mut account.trunk_mut(call)?.acl;
    let body = call.body("CreateWhitelistipsRequest", &["ip", "mask"])?;
    let ip = body.string("ip")?;
    let mask = body.uint8("mask")?.unwrap_or(32);

    let ip = validate::ip(validate::mandatory(ip, "Ip")?)?;
    validate::mask(mask)?;
    let ip = stored(ip, mask, call);
    refuse_again(rows.iter(), ip, mask, call)?;
    let row = AclRow { id: call.ids.serial(), ip, mask, dates: Dates::new(call.now) };
    let answer = view(&row, call);
    rows.push(row);
    Ok(Answer::One(answer))
}

pub(super) fn list(account: &mut Account, call: &Call<'_>) -> Outcome {
    Ok(paging::list(call, &account.trunk(call)?.acl, |row| view(row, call)))
}

pub(super) fn update(account: &mut Account, call: &Call<'_>) -> Outcome {
    let rows = &mut account.trunk_mut(call)?.acl;
    let position = find(rows, call.child_id()?)?;
    let body = call.body("UpdateWhitelistipsRequest", &["ip", "mask"])?;
    let ip = body.string("ip")?;
    let mask = body.uint8("mask")?.unwrap_or(rows[position].mask);

    let ip = ip.map_or(Ok(rows[position].ip), validate::ip)?;
    validate::mask(mask)?;
    let ip = stored(ip, mask, call);
    let others = rows.iter().enumerate().filter(|(at, _)| *at != position).map(|(_, row)| row);
    refuse_again(others, ip, mask, call)?;
    let row = &mut rows[position];
    row.ip = ip;
    row.mask = mask;
    row.dates.updated = call.now;
    Ok(Answer::One(view(row, call)))
}

pub(super) fn delete(account: &mut Account, call: &Call<'_>) -> Outcome {
    let row = remove(&mut account.trunk_mut(call)?.acl, call)?;
    Ok(Answer::One(view(&row, call)))
}

/// Whether a destination at this address may be added to the trunk.
pub(super) fn covers(trunk: &Trunk, ip: Ipv4Addr, coverage: AclCoverage) -> bool {
    trunk.acl.iter().any(|row| match coverage {
        AclCoverage::Range => network(row.ip, row.mask) == network(ip, row.mask),
        AclCoverage::Address => row.ip == ip,
    })
}

fn refuse_again<'a>(
    mut rows: impl Iterator<Item = &'a AclRow>,
    ip: Ipv4Addr,
    mask: u8,
    call: &Call<'_>,
) -> Result<(), Refusal> {
    let again = rows.any(|row| match call.switches.acl_again {
        AclAgain::SameIp => row.ip == ip,
        AclAgain::SameIpAndMask => row.ip == ip && row.mask == mask,
    });
    if again { Err(call.duplicate(format!("Unable to Whitelist-ip with ip {ip}"))) } else { Ok(()) }
}

fn stored(ip: Ipv4Addr, mask: u8, call: &Call<'_>) -> Ipv4Addr {
    match call.switches.host_bits {
        HostBits::Kept => ip,
        HostBits::Masked => network(ip, mask),
    }
}

/// The address without the bits beyond its mask, which is at least 16.
fn network(ip: Ipv4Addr, mask: u8) -> Ipv4Addr {
    Ipv4Addr::from_bits(ip.to_bits() & (u32::MAX << (32 - u32::from(mask))))
}
