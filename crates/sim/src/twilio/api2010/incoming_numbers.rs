//! The numbers an account owns.

use std::collections::BTreeMap;

use serde::Serialize;

use super::uri;
use crate::twilio::answer::{Answer, Outcome, Refusal};
use crate::twilio::call::Call;
use crate::twilio::dates::rfc2822;
use crate::twilio::form::{Params, Sent, set};
use crate::twilio::limits;
use crate::twilio::paging::Listing;
use crate::twilio::state::{Number, State, formatted};
use crate::twilio::switches::EmptyTrunkSid;

const METHODS: [&str; 2] = ["GET", "POST"];

pub(super) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    let query = &call.query;
    // No number of the simulator is new to the platform or hosted, so that of these two filters only `hosted`
    // leaves anything out.
    query.boolean("Beta")?;
    let hosted = query.one_of("Origin", &["twilio", "hosted"])?.is_some_and(|origin| origin == "hosted");
    let name = query.get("FriendlyName").filter(|name| !name.is_empty());
    let pattern = query.get("PhoneNumber").unwrap_or_default();
    let numbers = &state.account(call.account).numbers;
    let rows = numbers.rows().filter(|row| {
        !hosted
            && name.is_none_or(|name| row.value.friendly_name == name)
            && contains_pattern(&row.value.e164, pattern)
    });
    Listing {
        key: "incoming_phone_numbers",
        table: numbers,
        rows,
        filters: &["FriendlyName", "Beta", "PhoneNumber", "Origin"],
    }
    .v2010(call, |sid, number| view(call, sid, number))
}

pub(super) fn fetch(state: &mut State, call: &Call<'_>) -> Outcome {
    let sid = call.sids[0];
    let number = state.account(call.account).numbers.get(sid).ok_or_else(|| call.not_found())?;
    Ok(Answer::ok(&view(call, sid, number)))
}

pub(super) fn update(state: &mut State, call: &Call<'_>) -> Outcome {
    let sid = call.sids[0];
    let account = state.account_mut(call.account);
    let number = account.numbers.get_mut(sid).ok_or_else(|| call.not_found())?;
    let change = Change::parse(call)?;
    if let Some(trunk) = change.trunk_sid.as_text()
        && !account.trunks.contains(trunk)
    {
        return Err(Refusal::not_found(&format!("/Trunks/{trunk}")));
    }
    change.apply(number, call.switches.empty_trunk_sid);
    number.dates.updated = call.now;
    Ok(Answer::ok(&view(call, sid, number)))
}

/// Releases the number: it is gone from the account, and from its trunk.
pub(super) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    state.account_mut(call.account).numbers.remove(call.sids[0]).ok_or_else(|| call.not_found())?;
    Ok(Answer::deleted())
}

/// "You can specify partial numbers and use '*' as a wildcard for any digit" (`twilio-oai`).
fn contains_pattern(number: &str, pattern: &str) -> bool {
    let (number, pattern) = (number.as_bytes(), pattern.as_bytes());
    let fits = |part: &[u8]| {
        part.iter()
            .zip(pattern)
            .all(|(digit, wanted)| digit == wanted || (*wanted == b'*' && digit.is_ascii_digit()))
    };
    pattern.is_empty() || number.windows(pattern.len()).any(fits)
}

/// The parameters that were sent.
#[derive(Debug)]
struct Change {
    friendly_name: Sent,
    api_version: Option<String>,
    trunk_sid: Sent,
    voice_application_sid: Sent,
    voice_url: Sent,
    voice_method: Option<String>,
    voice_fallback_url: Sent,
    voice_fallback_method: Option<String>,
    voice_caller_id_lookup: Option<bool>,
    voice_receive_mode: Option<String>,
    sms_application_sid: Sent,
    sms_url: Sent,
    sms_method: Option<String>,
    sms_fallback_url: Sent,
    sms_fallback_method: Option<String>,
    status_callback: Sent,
    status_callback_method: Option<String>,
    emergency_status: Option<String>,
    emergency_address_sid: Sent,
    address_sid: Sent,
    bundle_sid: Sent,
    identity_sid: Sent,
}

impl Change {
    fn parse(call: &Call<'_>) -> Result<Self, Refusal> {
        let form: &Params = &call.form;
        let friendly_name = form.text("FriendlyName");
        if friendly_name.as_text().is_some_and(|name| name.chars().count() > limits::SHORT_NAME) {
            return Err(Refusal::bad(20002, "Invalid FriendlyName"));
        }
        // Handing a number to another account is Twilio's, not this simulator's: better refused than ignored.
        if form.sid("AccountSid", "AC")?.as_text().is_some_and(|account| account != call.account) {
            return Err(Refusal::parameter("AccountSid"));
        }
        Ok(Self {
            friendly_name,
            api_version: form.one_of("ApiVersion", &["2010-04-01", "2008-08-01"])?,
            trunk_sid: form.sid("TrunkSid", "TK")?,
            voice_application_sid: form.sid("VoiceApplicationSid", "AP")?,
            voice_url: form.url("VoiceUrl")?,
            voice_method: form.one_of("VoiceMethod", &METHODS)?,
            voice_fallback_url: form.url("VoiceFallbackUrl")?,
            voice_fallback_method: form.one_of("VoiceFallbackMethod", &METHODS)?,
            voice_caller_id_lookup: form.boolean("VoiceCallerIdLookup")?,
            voice_receive_mode: form.one_of("VoiceReceiveMode", &["voice", "fax"])?,
            sms_application_sid: form.sid("SmsApplicationSid", "AP")?,
            sms_url: form.url("SmsUrl")?,
            sms_method: form.one_of("SmsMethod", &METHODS)?,
            sms_fallback_url: form.url("SmsFallbackUrl")?,
            sms_fallback_method: form.one_of("SmsFallbackMethod", &METHODS)?,
            status_callback: form.url("StatusCallback")?,
            status_callback_method: form.one_of("StatusCallbackMethod", &METHODS)?,
            emergency_status: form.one_of("EmergencyStatus", &["Active", "Inactive"])?,
            emergency_address_sid: form.sid("EmergencyAddressSid", "AD")?,
            address_sid: form.sid("AddressSid", "AD")?,
            bundle_sid: form.sid("BundleSid", "BU")?,
            identity_sid: form.sid("IdentitySid", "RI")?,
        })
    }

    fn apply(self, number: &mut Number, empty_trunk_sid: EmptyTrunkSid) {
        match self.friendly_name {
            Sent::Nothing => {}
            Sent::Empty => number.friendly_name = formatted(&number.e164),
            Sent::Text(name) => number.friendly_name = name,
        }
        match self.voice_application_sid {
            Sent::Nothing => {}
            Sent::Empty => number.voice_application_sid = None,
            Sent::Text(application) => number.set_voice_application(application),
        }
        match self.trunk_sid {
            Sent::Text(trunk) => number.attach(trunk),
            Sent::Empty if empty_trunk_sid == EmptyTrunkSid::Clears => number.trunk_sid = None,
            Sent::Nothing | Sent::Empty => {}
        }
        set(&mut number.api_version, self.api_version);
        self.voice_url.store(&mut number.voice_url);
        set(&mut number.voice_method, self.voice_method);
        self.voice_fallback_url.store(&mut number.voice_fallback_url);
        set(&mut number.voice_fallback_method, self.voice_fallback_method);
        set(&mut number.voice_caller_id_lookup, self.voice_caller_id_lookup);
        set(&mut number.voice_receive_mode, self.voice_receive_mode);
        self.sms_application_sid.store(&mut number.sms_application_sid);
        self.sms_url.store(&mut number.sms_url);
        set(&mut number.sms_method, self.sms_method);
        self.sms_fallback_url.store(&mut number.sms_fallback_url);
        set(&mut number.sms_fallback_method, self.sms_fallback_method);
        self.status_callback.store(&mut number.status_callback);
        set(&mut number.status_callback_method, self.status_callback_method);
        set(&mut number.emergency_status, self.emergency_status);
        self.emergency_address_sid.store(&mut number.emergency_address_sid);
        self.address_sid.store(&mut number.address_sid);
        self.bundle_sid.store(&mut number.bundle_sid);
        self.identity_sid.store(&mut number.identity_sid);
    }
}

#[derive(Debug, Serialize)]
struct View<'a> {
    account_sid: &'a str,
    address_requirements: &'static str,
    address_sid: Option<&'a str>,
    api_version: &'a str,
    beta: bool,
    capabilities: BTreeMap<&'static str, bool>,
    date_created: String,
    date_updated: String,
    emergency_status: &'a str,
    emergency_address_sid: Option<&'a str>,
    emergency_address_status: &'static str,
    friendly_name: &'a str,
    identity_sid: Option<&'a str>,
    origin: &'static str,
    phone_number: &'a str,
    sid: &'a str,
    sms_application_sid: &'a str,
    sms_fallback_method: &'a str,
    sms_fallback_url: &'a str,
    sms_method: &'a str,
    sms_url: &'a str,
    status_callback: &'a str,
    status_callback_method: &'a str,
    trunk_sid: Option<&'a str>,
    uri: String,
    voice_application_sid: &'a str,
    voice_caller_id_lookup: bool,
    voice_fallback_method: &'a str,
    voice_fallback_url: Option<&'a str>,
    voice_method: &'a str,
    voice_url: Option<&'a str>,
    bundle_sid: Option<&'a str>,
    voice_receive_mode: &'a str,
    status: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
}

/// What is not set is `""` here and null there, as in the examples of `twilio-oai`.
fn view<'a>(call: &Call<'a>, sid: &'a str, number: &'a Number) -> View<'a> {
    View {
        account_sid: call.account,
        address_requirements: "none",
        address_sid: number.address_sid.as_deref(),
        api_version: &number.api_version,
        beta: false,
        capabilities: BTreeMap::from([("voice", true), ("sms", true), ("mms", true), ("fax", false)]),
        date_created: rfc2822(number.dates.created),
        date_updated: rfc2822(number.dates.updated),
        emergency_status: &number.emergency_status,
        emergency_address_sid: number.emergency_address_sid.as_deref(),
        emergency_address_status: if number.emergency_address_sid.is_some() {
            "registered"
        } else {
            "unregistered"
        },
        friendly_name: &number.friendly_name,
        identity_sid: number.identity_sid.as_deref(),
        origin: "twilio",
        phone_number: &number.e164,
        sid,
        sms_application_sid: number.sms_application_sid.as_deref().unwrap_or_default(),
        sms_fallback_method: &number.sms_fallback_method,
        sms_fallback_url: number.sms_fallback_url.as_deref().unwrap_or_default(),
        sms_method: &number.sms_method,
        sms_url: number.sms_url.as_deref().unwrap_or_default(),
        status_callback: number.status_callback.as_deref().unwrap_or_default(),
        status_callback_method: &number.status_callback_method,
        trunk_sid: number.trunk_sid.as_deref(),
        uri: uri(call, &format!("IncomingPhoneNumbers/{sid}")),
        voice_application_sid: number.voice_application_sid.as_deref().unwrap_or_default(),
        voice_caller_id_lookup: number.voice_caller_id_lookup,
        voice_fallback_method: &number.voice_fallback_method,
        voice_fallback_url: number.voice_fallback_url.as_deref(),
        voice_method: &number.voice_method,
        voice_url: number.voice_url.as_deref(),
        bundle_sid: number.bundle_sid.as_deref(),
        voice_receive_mode: &number.voice_receive_mode,
        status: "in-use",
        kind: "local",
    }
}

#[cfg(test)]
mod tests {
    use super::contains_pattern;

    #[test]
    fn a_pattern_is_a_part_with_wildcards() {
        assert!(contains_pattern("+14155550100", ""));
        assert!(contains_pattern("+14155550100", "5550"));
        assert!(contains_pattern("+14155550100", "+1415555****"));
        assert!(!contains_pattern("+14155550100", "+1415555*****"));
        assert!(!contains_pattern("+14155550100", "*14155550100"));
    }
}
