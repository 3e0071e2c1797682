//! What a simulated account holds, without a request.

use serde_json::{Value, json};
use trunkline::model::EffectiveAuth;

use crate::going::Vitals;

pub(crate) fn exotel_vitals(account: &Value, name: &str) -> Option<Vitals> {
    let trunk = rows(account, "trunks").find(|trunk| trunk["name"] == name)?;
    let count = |key| rows(trunk, key).count();
    let (addresses, targets, credentials) = (count("acl"), count("destinations"), count("credentials"));
    Some(Vitals {
        addresses,
        targets,
        all_targets: targets,
        credentials,
        auth: EffectiveAuth::of(addresses > 0, credentials > 0),
    })
}

pub(crate) fn twilio_vitals(account: &Value, name: &str) -> Option<Vitals> {
    let trunk = rows(account, "trunks").find(|trunk| trunk["friendly_name"] == name)?;
    Some(Vitals {
        addresses: lists(account, trunk, "acls").flat_map(|list| rows(list, "addresses")).count(),
        targets: rows(trunk, "origination_urls").filter(|target| target["enabled"] == true).count(),
        all_targets: rows(trunk, "origination_urls").count(),
        credentials: lists(account, trunk, "credential_lists")
            .flat_map(|list| rows(list, "credentials"))
            .count(),
        auth: EffectiveAuth::of(
            rows(trunk, "acls").next().is_some(),
            rows(trunk, "credential_lists").next().is_some(),
        ),
    })
}

/// What belongs to the trunks whose names begin with `foreign`, and the numbers beside `ours`.
pub(crate) fn foreign(account: &Value, ours: &[&str]) -> Value {
    let named =
        |trunk: &Value, key: &str| trunk[key].as_str().is_some_and(|name| name.starts_with("foreign"));
    let trunks: Vec<&Value> = rows(account, "trunks")
        .filter(|trunk| named(trunk, "name") || named(trunk, "friendly_name"))
        .collect();
    let of = |key: &'static str| trunks.iter().flat_map(move |trunk| lists(account, trunk, key));
    let numbers = rows(account, "numbers").filter(|row| ours.iter().all(|number| row["e164"] != *number));
    json!({
        "trunks": trunks,
        "acls": of("acls").collect::<Vec<_>>(),
        "credential_lists": of("credential_lists").collect::<Vec<_>>(),
        "numbers": numbers.collect::<Vec<_>>(),
    })
}

/// The lists that a trunk of Twilio is associated with.
fn lists<'a>(account: &'a Value, trunk: &'a Value, key: &'static str) -> impl Iterator<Item = &'a Value> {
    rows(trunk, key).filter_map(move |row| rows(account, key).find(|list| list["sid"] == row["sid"]))
}

fn rows<'a>(of: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    of[key].as_array().into_iter().flatten()
}
