//! The credential lists that a trunk's outbound calls authenticate with.

use serde::Serialize;

use super::{trunk, trunk_mut, url};
use crate::twilio::answer::{Answer, Outcome};
use crate::twilio::call::Call;
use crate::twilio::dates::iso8601;
use crate::twilio::paging::Listing;
use crate::twilio::state::{Account, Dates, State};

pub(super) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    let account = state.account(call.account);
    let associations = &trunk(state, call)?.credential_lists;
    Listing::all("credential_lists", associations).v1(call, |sid, dates| view(call, account, sid, *dates))
}

pub(super) fn create(state: &mut State, call: &Call<'_>) -> Outcome {
    trunk(state, call)?;
    let sid = call.form.required_sid("CredentialListSid", "CL")?;
    if !state.account(call.account).credential_lists.contains(&sid) {
        return Err(call.not_found());
    }
    let associations = &mut trunk_mut(state, call)?.credential_lists;
    if associations.contains(&sid) {
        return Err(call.exists(21245, "Credential List already associated with Trunk"));
    }
    let dates = Dates::new(call.now);
    associations.insert(sid.clone(), dates);
    Ok(Answer::created(&view(call, state.account(call.account), &sid, dates)))
}

pub(super) fn fetch(state: &mut State, call: &Call<'_>) -> Outcome {
    let sid = call.sids[1];
    let dates = *trunk(state, call)?.credential_lists.get(sid).ok_or_else(|| call.not_found())?;
    Ok(Answer::ok(&view(call, state.account(call.account), sid, dates)))
}

/// The list itself stays.
pub(super) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    trunk_mut(state, call)?.credential_lists.remove(call.sids[1]).ok_or_else(|| call.not_found())?;
    Ok(Answer::deleted())
}

#[derive(Debug, Serialize)]
struct View<'a> {
    account_sid: &'a str,
    trunk_sid: &'a str,
    date_created: String,
    date_updated: String,
    friendly_name: Option<&'a str>,
    sid: &'a str,
    url: String,
}

/// The SID and the name are the list's own (Twilio OpenAPI).
fn view<'a>(call: &Call<'a>, account: &'a Account, sid: &'a str, dates: Dates) -> View<'a> {
    let trunk = call.sids[0];
    View {
        account_sid: call.account,
        trunk_sid: trunk,
        date_created: iso8601(dates.created),
        date_updated: iso8601(dates.updated),
        friendly_name: account.credential_lists.get(sid).map(|list| list.friendly_name.as_str()),
        sid,
        url: url(call, trunk, &format!("/CredentialLists/{sid}")),
    }
}
