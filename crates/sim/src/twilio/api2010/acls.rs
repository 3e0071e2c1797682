//! IP access control lists.

use serde::Serialize;

use super::{name, same_name, uri};
use crate::twilio::answer::{Answer, Outcome, Refusal};
use crate::twilio::call::Call;
use crate::twilio::dates::rfc2822;
use crate::twilio::limits;
use crate::twilio::paging::Listing;
use crate::twilio::state::{Acl, Dates, State};
use crate::twilio::switches::MappedList;
use crate::twilio::table::Table;

pub(super) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    let acls = &state.account(call.account).acls;
    Listing::all("ip_access_control_lists", acls).v2010(call, |sid, acl| view(call, sid, acl))
}

pub(super) fn create(state: &mut State, call: &Call<'_>) -> Outcome {
    let friendly_name = checked_name(state, call, None)?;
    let acls = &mut state.account_mut(call.account).acls;
    if acls.len() >= limits::ACLS {
        return Err(Refusal::bad(21255, "You cannot have more than 1000 IP Access Control Lists."));
    }
    let acl = Acl { friendly_name, dates: Dates::new(call.now), addresses: Table::default() };
    let sid = call.ids.sid("AL");
    let answer = Answer::created(&view(call, &sid, &acl));
    acls.insert(sid, acl);
    Ok(answer)
}

pub(super) fn fetch(state: &mut State, call: &Call<'_>) -> Outcome {
    let sid = call.sids[0];
    let acl = state.account(call.account).acls.get(sid).ok_or_else(|| call.not_found())?;
    Ok(Answer::ok(&view(call, sid, acl)))
}

pub(super) fn update(state: &mut State, call: &Call<'_>) -> Outcome {
    let sid = call.sids[0];
    if !state.account(call.account).acls.contains(sid) {
        return Err(call.not_found());
    }
    let friendly_name = checked_name(state, call, Some(sid))?;
    let acl = state.account_mut(call.account).acls.get_mut(sid).ok_or_else(|| call.not_found())?;
    acl.friendly_name = friendly_name;
    acl.dates.updated = call.now;
    Ok(Answer::ok(&view(call, sid, acl)))
}

pub(super) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    let sid = call.sids[0];
    let account = state.account_mut(call.account);
    let mapped = account.trunks.rows().any(|row| row.value.acls.contains(sid));
    if mapped && call.switches.mapped_list == MappedList::Refused {
        return Err(Refusal::bad(
            21236,
            "You cannot delete an IP Access Control List that is still mapped to a SIP Domain.",
        ));
    }
    account.acls.remove(sid).ok_or_else(|| call.not_found())?;
    for trunk in account.trunks.values_mut() {
        trunk.acls.remove(sid);
    }
    Ok(Answer::deleted())
}

/// A name of 1 to 255 characters that no other list has (`twilio-oai`; error dictionary, 21235).
fn checked_name(state: &State, call: &Call<'_>, except: Option<&str>) -> Result<String, Refusal> {
    let name = name(call, limits::LONG_NAME)
        .ok_or_else(|| Refusal::bad(21235, "FriendlyName must be between 1 and 255 characters long"))?;
    let acls = &state.account(call.account).acls;
    if acls.rows().any(|row| Some(row.sid) != except && same_name(call, &row.value.friendly_name, name)) {
        return Err(call.exists(21235, "An IP Access Control List with the same FriendlyName already exists"));
    }
    Ok(name.to_owned())
}

#[derive(Debug, Serialize)]
struct View<'a> {
    sid: &'a str,
    account_sid: &'a str,
    friendly_name: &'a str,
    date_created: String,
    date_updated: String,
    subresource_uris: Subresources,
    uri: String,
}

#[derive(Debug, Serialize)]
struct Subresources {
    ip_addresses: String,
}

fn view<'a>(call: &Call<'a>, sid: &'a str, acl: &'a Acl) -> View<'a> {
    View {
        sid,
        account_sid: call.account,
        friendly_name: &acl.friendly_name,
        date_created: rfc2822(acl.dates.created),
        date_updated: rfc2822(acl.dates.updated),
        subresource_uris: Subresources {
            ip_addresses: uri(call, &format!("SIP/IpAccessControlLists/{sid}/IpAddresses")),
        },
        uri: uri(call, &format!("SIP/IpAccessControlLists/{sid}")),
    }
}
