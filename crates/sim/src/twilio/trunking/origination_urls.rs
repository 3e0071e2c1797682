//! Where a trunk's inbound calls go.

use serde::Serialize;

use super::{trunk, trunk_mut, url};
use crate::twilio::answer::{Answer, Outcome, Refusal};
use crate::twilio::call::Call;
use crate::twilio::dates::iso8601;
use crate::twilio::form::Params;
use crate::twilio::limits;
use crate::twilio::paging::Listing;
use crate::twilio::state::{Dates, OriginationUrl, State};

pub(super) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    let urls = &trunk(state, call)?.origination_urls;
    Listing::all("origination_urls", urls).v1(call, |sid, origination| view(call, sid, origination))
}

pub(super) fn create(state: &mut State, call: &Call<'_>) -> Outcome {
    let trunk = trunk_mut(state, call)?;
    let form = &call.form;
    for name in ["Weight", "Priority", "Enabled", "FriendlyName", "SipUrl"] {
        form.required(name)?;
    }
    let change = Change::parse(form)?;
    if trunk.origination_urls.len() >= limits::ORIGINATION_URLS {
        return Err(Refusal::bad(21249, "Maximum Origination URIs reached"));
    }
    let mut origination = OriginationUrl {
        friendly_name: String::new(),
        sip_url: String::new(),
        priority: 0,
        weight: 0,
        enabled: false,
        dates: Dates::new(call.now),
    };
    change.apply(&mut origination);
    let sid = call.ids.sid("OU");
    let answer = Answer::created(&view(call, &sid, &origination));
    trunk.origination_urls.insert(sid, origination);
    Ok(answer)
}

pub(super) fn fetch(state: &mut State, call: &Call<'_>) -> Outcome {
    let sid = call.sids[1];
    let origination = trunk(state, call)?.origination_urls.get(sid).ok_or_else(|| call.not_found())?;
    Ok(Answer::ok(&view(call, sid, origination)))
}

pub(super) fn update(state: &mut State, call: &Call<'_>) -> Outcome {
    let sid = call.sids[1];
    let origination =
        trunk_mut(state, call)?.origination_urls.get_mut(sid).ok_or_else(|| call.not_found())?;
    Change::parse(&call.form)?.apply(origination);
    origination.dates.updated = call.now;
    Ok(Answer::ok(&view(call, sid, origination)))
}

pub(super) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    trunk_mut(state, call)?.origination_urls.remove(call.sids[1]).ok_or_else(|| call.not_found())?;
    Ok(Answer::deleted())
}

/// The parameters that were sent.
#[derive(Debug)]
struct Change {
    friendly_name: Option<String>,
    sip_url: Option<String>,
    priority: Option<u16>,
    weight: Option<u16>,
    enabled: Option<bool>,
}

impl Change {
    /// Priority and weight are 0 to 65535: the documentation says 1 for the least weight, but 0 was accepted in a
    /// third party's live tests.
    fn parse(form: &Params) -> Result<Self, Refusal> {
        let friendly_name = form.get("FriendlyName").map(str::to_owned);
        if friendly_name
            .as_ref()
            .is_some_and(|name| !(1..=limits::SHORT_NAME).contains(&name.chars().count()))
        {
            return Err(Refusal::bad(20002, "Invalid FriendlyName"));
        }
        let sip_url = form.get("SipUrl").map(str::to_owned);
        if sip_url.as_ref().is_some_and(|url| !is_sip_url(url)) {
            return Err(Refusal::parameter("SipUrl"));
        }
        Ok(Self {
            friendly_name,
            sip_url,
            priority: form.number("Priority")?,
            weight: form.number("Weight")?,
            enabled: form.boolean("Enabled")?,
        })
    }

    fn apply(self, origination: &mut OriginationUrl) {
        if let Some(friendly_name) = self.friendly_name {
            origination.friendly_name = friendly_name;
        }
        if let Some(sip_url) = self.sip_url {
            origination.sip_url = sip_url;
        }
        origination.priority = self.priority.unwrap_or(origination.priority);
        origination.weight = self.weight.unwrap_or(origination.weight);
        origination.enabled = self.enabled.unwrap_or(origination.enabled);
    }
}

/// `sip:` as documented, and `sips:` as accepted in a third party's live tests; Twilio's own examples write
/// `sip://`.
fn is_sip_url(url: &str) -> bool {
    let lowered = url.to_ascii_lowercase();
    let rest = lowered.strip_prefix("sip:").or_else(|| lowered.strip_prefix("sips:"));
    rest.is_some_and(|rest| {
        !rest.trim_start_matches('/').is_empty()
            && !rest.contains(|c: char| c.is_whitespace() || c.is_control())
    })
}

#[derive(Debug, Serialize)]
struct View<'a> {
    weight: u16,
    date_updated: String,
    enabled: bool,
    friendly_name: &'a str,
    account_sid: &'a str,
    priority: u16,
    sip_url: &'a str,
    sid: &'a str,
    date_created: String,
    trunk_sid: &'a str,
    url: String,
}

fn view<'a>(call: &Call<'a>, sid: &'a str, origination: &'a OriginationUrl) -> View<'a> {
    let trunk = call.sids[0];
    View {
        weight: origination.weight,
        date_updated: iso8601(origination.dates.updated),
        enabled: origination.enabled,
        friendly_name: &origination.friendly_name,
        account_sid: call.account,
        priority: origination.priority,
        sip_url: &origination.sip_url,
        sid,
        date_created: iso8601(origination.dates.created),
        trunk_sid: trunk,
        url: url(call, trunk, &format!("/OriginationUrls/{sid}")),
    }
}
