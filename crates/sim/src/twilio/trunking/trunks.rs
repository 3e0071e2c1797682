//! Trunks.

use serde::Serialize;

use super::{domain, trunk, url};
use crate::twilio::answer::{Answer, Outcome, Refusal};
use crate::twilio::call::Call;
use crate::twilio::dates::iso8601;
use crate::twilio::form::{Sent, set};
use crate::twilio::limits;
use crate::twilio::paging::Listing;
use crate::twilio::state::{State, Trunk};
use crate::twilio::switches::{AuthTypeOrder, RenamedDomain, TrunkDelete};

pub(super) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    Listing::all("trunks", &state.account(call.account).trunks).v1(call, |sid, trunk| view(call, sid, trunk))
}

pub(super) fn create(state: &mut State, call: &Call<'_>) -> Outcome {
    let change = Change::parse(state, call, None)?;
    if state.account(call.account).trunks.len() >= limits::TRUNKS {
        return Err(Refusal::bad(21244, "Maximum Number of Trunks reached"));
    }
    let mut trunk = Trunk::new(call.now);
    change.apply(&mut trunk);
    let sid = call.ids.sid("TK");
    let answer = Answer::created(&view(call, &sid, &trunk));
    state.account_mut(call.account).trunks.insert(sid, trunk);
    Ok(answer)
}

pub(super) fn fetch(state: &mut State, call: &Call<'_>) -> Outcome {
    Ok(Answer::ok(&view(call, call.sids[0], trunk(state, call)?)))
}

pub(super) fn update(state: &mut State, call: &Call<'_>) -> Outcome {
    let sid = call.sids[0];
    let old = trunk(state, call)?.domain_name.clone();
    let change = Change::parse(state, call, Some(sid))?;
    if let (Some(old), Sent::Empty | Sent::Text(_)) = (&old, &change.domain_name)
        && !change.domain_name.as_text().is_some_and(|new| new.eq_ignore_ascii_case(old))
    {
        domain::check_no_subdomains(state, call, old, "Cannot rename domain while it has subdomains")?;
        if call.switches.renamed_domain == RenamedDomain::Reserved {
            domain::reserve(state, call, old);
        }
    }
    let trunk = super::trunk_mut(state, call)?;
    change.apply(trunk);
    trunk.dates.updated = call.now;
    Ok(Answer::ok(&view(call, sid, trunk)))
}

pub(super) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    let sid = call.sids[0];
    let trunk = trunk(state, call)?;
    let domain = trunk.domain_name.clone();
    if let Some(domain) = &domain {
        domain::check_no_subdomains(state, call, domain, "Cannot delete trunk while it has subdomains")?;
    }
    let account = state.account(call.account);
    let has_number = account.numbers.rows().any(|row| row.value.is_on(sid));
    let empty = trunk.origination_urls.is_empty()
        && trunk.acls.is_empty()
        && trunk.credential_lists.is_empty()
        && !has_number;
    if !empty && call.switches.trunk_delete == TrunkDelete::Refused {
        return Err(Refusal::bad(21247, "Cannot delete trunk while it has associated resources"));
    }
    let account = state.account_mut(call.account);
    account.trunks.remove(sid);
    for number in account.numbers.values_mut().filter(|number| number.is_on(sid)) {
        number.trunk_sid = None;
    }
    if let Some(domain) = domain {
        domain::reserve(state, call, &domain);
    }
    Ok(Answer::deleted())
}

/// The parameters of create and update that were sent.
#[derive(Debug)]
struct Change {
    friendly_name: Sent,
    domain_name: Sent,
    disaster_recovery_url: Sent,
    disaster_recovery_method: Option<String>,
    transfer_mode: Option<String>,
    transfer_caller_id: Option<String>,
    secure: Option<bool>,
    cnam_lookup_enabled: Option<bool>,
}

impl Change {
    fn parse(state: &State, call: &Call<'_>, trunk: Option<&str>) -> Result<Self, Refusal> {
        let form = &call.form;
        Ok(Self {
            // An empty name becomes null, and 65 characters are accepted, as recorded live by a third party.
            friendly_name: form.text("FriendlyName"),
            disaster_recovery_url: form.url("DisasterRecoveryUrl")?,
            disaster_recovery_method: form.one_of("DisasterRecoveryMethod", &["GET", "POST"])?,
            transfer_mode: form.one_of("TransferMode", &["disable-all", "enable-all", "sip-only"])?,
            transfer_caller_id: form.one_of("TransferCallerId", &["from-transferee", "from-transferor"])?,
            secure: form.boolean("Secure")?,
            cnam_lookup_enabled: form.boolean("CnamLookupEnabled")?,
            domain_name: match form.text("DomainName") {
                Sent::Text(wanted) => Sent::Text(domain::claim(state, call, &wanted, trunk)?),
                sent => sent,
            },
        })
    }

    fn apply(self, trunk: &mut Trunk) {
        self.friendly_name.store(&mut trunk.friendly_name);
        self.domain_name.store(&mut trunk.domain_name);
        self.disaster_recovery_url.store(&mut trunk.disaster_recovery_url);
        set(&mut trunk.disaster_recovery_method, self.disaster_recovery_method);
        set(&mut trunk.transfer_mode, self.transfer_mode);
        set(&mut trunk.transfer_caller_id, self.transfer_caller_id);
        set(&mut trunk.secure, self.secure);
        set(&mut trunk.cnam_lookup_enabled, self.cnam_lookup_enabled);
    }
}

#[derive(Debug, Serialize)]
struct View<'a> {
    sid: &'a str,
    account_sid: &'a str,
    domain_name: Option<&'a str>,
    disaster_recovery_method: &'a str,
    disaster_recovery_url: Option<&'a str>,
    friendly_name: Option<&'a str>,
    secure: bool,
    cnam_lookup_enabled: bool,
    /// No parameter sets it: one that is sent is ignored, as recorded live by a third party.
    symmetric_rtp_enabled: bool,
    recording: super::recording::View<'a>,
    transfer_mode: &'a str,
    transfer_caller_id: &'a str,
    auth_type: String,
    auth_type_set: Vec<&'static str>,
    date_created: String,
    date_updated: String,
    url: String,
    links: Links,
}

/// Four links; there is none to the recording (`twilio-oai`).
#[derive(Debug, Serialize)]
struct Links {
    origination_urls: String,
    credential_lists: String,
    ip_access_control_lists: String,
    phone_numbers: String,
}

fn view<'a>(call: &Call<'a>, sid: &'a str, trunk: &'a Trunk) -> View<'a> {
    let auth_type_set = auth_types(call, trunk);
    View {
        sid,
        account_sid: call.account,
        domain_name: trunk.domain_name.as_deref(),
        disaster_recovery_method: &trunk.disaster_recovery_method,
        disaster_recovery_url: trunk.disaster_recovery_url.as_deref(),
        friendly_name: trunk.friendly_name.as_deref(),
        secure: trunk.secure,
        cnam_lookup_enabled: trunk.cnam_lookup_enabled,
        symmetric_rtp_enabled: false,
        recording: super::recording::view(trunk),
        transfer_mode: &trunk.transfer_mode,
        transfer_caller_id: &trunk.transfer_caller_id,
        auth_type: auth_type_set.join(","),
        auth_type_set,
        date_created: iso8601(trunk.dates.created),
        date_updated: iso8601(trunk.dates.updated),
        url: url(call, sid, ""),
        links: Links {
            origination_urls: url(call, sid, "/OriginationUrls"),
            credential_lists: url(call, sid, "/CredentialLists"),
            ip_access_control_lists: url(call, sid, "/IpAccessControlLists"),
            phone_numbers: url(call, sid, "/PhoneNumbers"),
        },
    }
}

/// What is associated decides how calls authenticate; with nothing "the domain will not receive any traffic"
/// (`twilio-oai`).
fn auth_types(call: &Call<'_>, trunk: &Trunk) -> Vec<&'static str> {
    let mut types = Vec::new();
    if !trunk.acls.is_empty() {
        types.push("IP_ACL");
    }
    if !trunk.credential_lists.is_empty() {
        types.push("CREDENTIAL_LIST");
    }
    if call.switches.auth_type_order == AuthTypeOrder::CredentialListFirst {
        types.reverse();
    }
    types
}
