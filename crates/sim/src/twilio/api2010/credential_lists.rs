//! Credential lists.

use serde::Serialize;

use super::{name, same_name, uri};
use crate::twilio::answer::{Answer, Outcome, Refusal};
use crate::twilio::call::Call;
use crate::twilio::dates::rfc2822;
use crate::twilio::limits;
use crate::twilio::paging::Listing;
use crate::twilio::state::{CredentialList, Dates, State};
use crate::twilio::switches::MappedList;
use crate::twilio::table::Table;

pub(super) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    let lists = &state.account(call.account).credential_lists;
    Listing::all("credential_lists", lists).v2010(call, |sid, list| view(call, sid, list))
}

pub(super) fn create(state: &mut State, call: &Call<'_>) -> Outcome {
    let friendly_name = checked_name(state, call, None)?;
    let lists = &mut state.account_mut(call.account).credential_lists;
    if lists.len() >= limits::CREDENTIAL_LISTS {
        return Err(Refusal::bad(21239, "An account cannot have more than 100 Credential Lists."));
    }
    let list = CredentialList { friendly_name, dates: Dates::new(call.now), credentials: Table::default() };
    let sid = call.ids.sid("CL");
    let answer = Answer::created(&view(call, &sid, &list));
    lists.insert(sid, list);
    Ok(answer)
}

pub(super) fn fetch(state: &mut State, call: &Call<'_>) -> Outcome {
    let sid = call.sids[0];
    let list = state.account(call.account).credential_lists.get(sid).ok_or_else(|| call.not_found())?;
    Ok(Answer::ok(&view(call, sid, list)))
}

pub(super) fn update(state: &mut State, call: &Call<'_>) -> Outcome {
    let sid = call.sids[0];
    if !state.account(call.account).credential_lists.contains(sid) {
        return Err(call.not_found());
    }
    let friendly_name = checked_name(state, call, Some(sid))?;
    let lists = &mut state.account_mut(call.account).credential_lists;
    let list = lists.get_mut(sid).ok_or_else(|| call.not_found())?;
    list.friendly_name = friendly_name;
    list.dates.updated = call.now;
    Ok(Answer::ok(&view(call, sid, list)))
}

pub(super) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    let sid = call.sids[0];
    let account = state.account_mut(call.account);
    let mapped = account.trunks.rows().any(|row| row.value.credential_lists.contains(sid));
    if mapped && call.switches.mapped_list == MappedList::Refused {
        return Err(Refusal::bad(
            21241,
            "You cannot delete a Credential List that is still mapped to a SIP Domain.",
        ));
    }
    account.credential_lists.remove(sid).ok_or_else(|| call.not_found())?;
    for trunk in account.trunks.values_mut() {
        trunk.credential_lists.remove(sid);
    }
    Ok(Answer::deleted())
}

/// A name of 1 to 64 characters that no other list has (`twilio-oai`; error dictionary, 21240).
fn checked_name(state: &State, call: &Call<'_>, except: Option<&str>) -> Result<String, Refusal> {
    let name = name(call, limits::SHORT_NAME)
        .ok_or_else(|| Refusal::bad(21240, "FriendlyName must be between 1 and 64 characters long"))?;
    let lists = &state.account(call.account).credential_lists;
    if lists.rows().any(|row| Some(row.sid) != except && same_name(call, &row.value.friendly_name, name)) {
        return Err(call.exists(21240, "A Credential List with the same FriendlyName already exists"));
    }
    Ok(name.to_owned())
}

#[derive(Debug, Serialize)]
struct View<'a> {
    account_sid: &'a str,
    date_created: String,
    date_updated: String,
    friendly_name: &'a str,
    sid: &'a str,
    subresource_uris: Subresources,
    uri: String,
}

#[derive(Debug, Serialize)]
struct Subresources {
    credentials: String,
}

fn view<'a>(call: &Call<'a>, sid: &'a str, list: &'a CredentialList) -> View<'a> {
    View {
        account_sid: call.account,
        date_created: rfc2822(list.dates.created),
        date_updated: rfc2822(list.dates.updated),
        friendly_name: &list.friendly_name,
        sid,
        subresource_uris: Subresources {
            credentials: uri(call, &format!("SIP/CredentialLists/{sid}/Credentials")),
        },
        uri: uri(call, &format!("SIP/CredentialLists/{sid}")),
    }
}
