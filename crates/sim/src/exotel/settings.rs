//! Settings of a trunk, of which one is documented: the caller id shown on outbound calls.

use serde::Serialize;

use super::answer::{Answer, Outcome, Refusal};
use super::call::Call;
use super::state::{Account, Dates, Setting};
use super::table::Trunk;
use super::view::{Data, date};
use super::{paging, validate};

/// The only documented setting.
const ALIAS: &str = "trunk_external_alias";

/// A setting as answers show it: it has no id.
#[derive(Debug, Serialize)]
pub(super) struct SettingView {
    name: String,
    value: String,
    trunk_sid: String,
    date_created: String,
    date_updated: String,
}

fn view(setting: &Setting, call: &Call<'_>) -> Data {
    Data::Setting(SettingView {
        name: setting.name.clone(),
        value: setting.value.clone(),
        trunk_sid: call.trunk_sid().to_owned(),
        date_created: date(setting.dates.created),
        date_updated: date(setting.dates.updated),
    })
}

/// Each entry is judged by itself; one that is set already is replaced.
pub(super) fn set(account: &mut Account, call: &Call<'_>) -> Outcome {
    let trunk = account.trunk_mut(call)?;
    let body = call.body("CreateTrunkSettingsRequest", &["settings"])?;
    let entries = body.objects("settings", "settings.", &["name", "value"])?.unwrap_or_default();
    // A wrong type anywhere fails the body as a whole, before any entry is looked at.
    let sent: Vec<_> = entries
        .iter()
        .map(|entry| Ok((entry.string("name")?, entry.string("value")?)))
        .collect::<Result<_, Refusal>>()?;
    if sent.is_empty() {
        return Err(Refusal::mandatory("Settings"));
    }
    let results = sent.into_iter().map(|(name, value)| set_one(trunk, name, value, call)).collect();
    Ok(Answer::Batch(results))
}

fn set_one(
    trunk: &mut Trunk,
    name: Option<&str>,
    value: Option<&str>,
    call: &Call<'_>,
) -> Result<Data, Refusal> {
    let name = validate::filled(name, "Name")?;
    let value = validate::filled(value, "Value")?;
    if name != ALIAS {
        return Err(Refusal::invalid("Invalid Name"));
    }
    if !validate::is_e164(value) {
        return Err(Refusal::invalid("Invalid Value"));
    }
    if let Some(setting) = trunk.settings.iter_mut().find(|setting| setting.name == name) {
        value.clone_into(&mut setting.value);
        setting.dates.updated = call.now;
        return Ok(view(setting, call));
    }
    let setting = Setting { name: name.to_owned(), value: value.to_owned(), dates: Dates::new(call.now) };
    let answer = view(&setting, call);
    trunk.settings.push(setting);
    Ok(answer)
}

pub(super) fn list(account: &mut Account, call: &Call<'_>) -> Outcome {
    Ok(paging::list(call, &account.trunk(call)?.settings, |setting| view(setting, call)))
}

pub(super) fn delete(account: &mut Account, call: &Call<'_>) -> Outcome {
    let settings = &mut account.trunk_mut(call)?.settings;
    let name = call.required("name", "Name")?;
    let position = settings.iter().position(|setting| setting.name == name).ok_or_else(Refusal::not_found)?;
    Ok(Answer::One(view(&settings.remove(position), call)))
}
