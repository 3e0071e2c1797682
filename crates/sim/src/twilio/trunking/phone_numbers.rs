//! The numbers whose inbound calls a trunk receives.

use serde::Serialize;

use super::{trunk, url};
use crate::twilio::answer::{Answer, Outcome};
use crate::twilio::call::Call;
use crate::twilio::dates::iso8601;
use crate::twilio::paging::Listing;
use crate::twilio::state::{Number, State};
use crate::twilio::switches::{NumberAgain, NumberElsewhere};

pub(super) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    trunk(state, call)?;
    let numbers = &state.account(call.account).numbers;
    let rows = numbers.rows().filter(|row| row.value.is_on(call.sids[0]));
    Listing { key: "phone_numbers", table: numbers, rows, filters: &[] }
        .v1(call, |sid, number| view(call, sid, number))
}

pub(super) fn create(state: &mut State, call: &Call<'_>) -> Outcome {
    trunk(state, call)?;
    let trunk = call.sids[0];
    let sid = call.form.required_sid("PhoneNumberSid", "PN")?;
    let numbers = &mut state.account_mut(call.account).numbers;
    let number = numbers.get_mut(&sid).ok_or_else(|| call.not_found())?;
    let again = number.is_on(trunk);
    let elsewhere = number.trunk_sid.is_some() && !again;
    if (again && call.switches.number_again == NumberAgain::Refused)
        || (elsewhere && call.switches.number_elsewhere == NumberElsewhere::Refused)
    {
        return Err(call.exists(21245, "Phone Number already associated with Trunk"));
    }
    if !again {
        number.attach(trunk.to_owned());
        number.dates.updated = call.now;
    }
    Ok(Answer::created(&view(call, &sid, number)))
}

pub(super) fn fetch(state: &mut State, call: &Call<'_>) -> Outcome {
    trunk(state, call)?;
    let sid = call.sids[1];
    let number = state.account(call.account).numbers.get(sid);
    let number = number.filter(|number| number.is_on(call.sids[0]));
    Ok(Answer::ok(&view(call, sid, number.ok_or_else(|| call.not_found())?)))
}

/// The account keeps the number (`twilio-oai`).
pub(super) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    trunk(state, call)?;
    let number = state.account_mut(call.account).numbers.get_mut(call.sids[1]);
    let number = number.filter(|number| number.is_on(call.sids[0])).ok_or_else(|| call.not_found())?;
    number.trunk_sid = None;
    number.dates.updated = call.now;
    Ok(Answer::deleted())
}

#[derive(Debug, Serialize)]
struct View<'a> {
    sid: &'a str,
    date_created: String,
    date_updated: String,
    friendly_name: &'a str,
    account_sid: &'a str,
    phone_number: &'a str,
    api_version: &'a str,
    voice_caller_id_lookup: bool,
    voice_url: Option<&'a str>,
    voice_method: &'a str,
    voice_fallback_url: Option<&'a str>,
    voice_fallback_method: &'a str,
    status_callback: &'a str,
    status_callback_method: &'a str,
    voice_application_sid: &'a str,
    trunk_sid: Option<&'a str>,
    sms_url: &'a str,
    sms_method: &'a str,
    sms_fallback_url: &'a str,
    sms_fallback_method: &'a str,
    sms_application_sid: &'a str,
    address_requirements: &'static str,
    beta: bool,
    url: String,
    capabilities: Capabilities,
    links: Links,
}

#[derive(Debug, Serialize)]
struct Capabilities {
    voice: bool,
    sms: bool,
    mms: bool,
}

#[derive(Debug, Serialize)]
struct Links {
    phone_number: String,
}

/// What is not set is `""` here and null there, as in the examples of `twilio-oai`.
fn view<'a>(call: &Call<'a>, sid: &'a str, number: &'a Number) -> View<'a> {
    View {
        sid,
        date_created: iso8601(number.dates.created),
        date_updated: iso8601(number.dates.updated),
        friendly_name: &number.friendly_name,
        account_sid: call.account,
        phone_number: &number.e164,
        api_version: &number.api_version,
        voice_caller_id_lookup: number.voice_caller_id_lookup,
        voice_url: number.voice_url.as_deref(),
        voice_method: &number.voice_method,
        voice_fallback_url: number.voice_fallback_url.as_deref(),
        voice_fallback_method: &number.voice_fallback_method,
        status_callback: number.status_callback.as_deref().unwrap_or_default(),
        status_callback_method: &number.status_callback_method,
        voice_application_sid: number.voice_application_sid.as_deref().unwrap_or_default(),
        trunk_sid: number.trunk_sid.as_deref(),
        sms_url: number.sms_url.as_deref().unwrap_or_default(),
        sms_method: &number.sms_method,
        sms_fallback_url: number.sms_fallback_url.as_deref().unwrap_or_default(),
        sms_fallback_method: &number.sms_fallback_method,
        sms_application_sid: number.sms_application_sid.as_deref().unwrap_or_default(),
        address_requirements: "none",
        beta: false,
        url: url(call, call.sids[0], &format!("/PhoneNumbers/{sid}")),
        capabilities: Capabilities { voice: true, sms: true, mms: true },
        links: Links {
            // Without `.json`, as in Twilio's own example: who follows it gets XML.
            phone_number: format!(
                "{}/2010-04-01/Accounts/{}/IncomingPhoneNumbers/{sid}",
                call.origin, call.account
            ),
        },
    }
}
