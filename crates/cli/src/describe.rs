//! Things of a carrier in words.

use std::fmt::Display;

use trunkline_engine::trunkline::model::{ListRef, ManualStep, Replaced, Trunk};

use crate::output;

/// A trunk's name and id.
pub(crate) fn trunk(trunk: &Trunk) -> String {
    if trunk.name.is_empty() { trunk.id.to_string() } else { format!("{} ({})", trunk.name, trunk.id) }
}

/// A list by its name, and whether others may use it.
pub(crate) fn list(list: &ListRef) -> String {
    if list.managed {
        "the trunk's own".to_owned()
    } else {
        format!("{} ({}), maybe shared", list.name, list.id)
    }
}

/// A value that may be missing.
pub(crate) fn or_dash(value: Option<&impl Display>) -> String {
    value.map_or_else(|| "-".to_owned(), ToString::to_string)
}

/// What a person still has to do; nothing when that is nothing.
pub(crate) fn manual(steps: &[ManualStep]) -> String {
    if steps.is_empty() {
        return String::new();
    }
    let items: String = steps.iter().map(|step| output::item(&step.instruction)).collect();
    format!("\n{}{items}", output::heading("Still to be done by hand"))
}

/// What only its carrier has on a trunk, as far as a person can set it.
pub(crate) fn options(trunk: &Trunk) -> Vec<(&'static str, String)> {
    let (exotel, twilio) = (trunk.exotel.as_ref(), trunk.twilio.as_ref());
    let options = [
        ("operators", exotel.and_then(|exotel| exotel.nso_code.clone())),
        ("secure (TLS and SRTP only)", twilio.map(|twilio| twilio.secure.to_string())),
        ("caller name look-up", twilio.map(|twilio| twilio.cnam_lookup_enabled.to_string())),
        ("transfers", twilio.and_then(|twilio| Some(twilio.transfer_mode.as_ref()?.to_string()))),
        (
            "transferred calls show",
            twilio.and_then(|twilio| Some(twilio.transfer_caller_id.as_ref()?.to_string())),
        ),
        ("disaster recovery", twilio.and_then(|twilio| twilio.disaster_recovery_url.clone())),
        ("recording", twilio.and_then(|twilio| Some(twilio.recording_mode.as_ref()?.to_string()))),
        (
            "silence in recordings",
            twilio.and_then(|twilio| Some(twilio.recording_trim.as_ref()?.to_string())),
        ),
    ];
    options.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// What was there before, with all that is needed to put it back.
pub(crate) fn replaced(replaced: &Replaced) -> String {
    let parts = match replaced {
        Replaced::Trunk(before) => {
            let mut parts = vec![format!("trunk {}", trunk(before))];
            parts.push(part("domain", before.termination.domain.as_ref()));
            parts.extend(options(before).iter().map(|(name, value)| part(name, Some(value))));
            parts
        }
        Replaced::AclEntry(entry) => {
            vec![entry.cidr.to_string(), part("in list", entry.list.as_ref().map(|list| &list.name))]
        }
        Replaced::BoundNumber(bound) => {
            vec![format!("{} on trunk {}", bound.number, bound.trunk), part("mode", bound.mode.as_ref())]
        }
        Replaced::TwilioNumberRouting(routing) => vec![
            part("voice_application_sid", routing.voice_application_sid.as_ref()),
            part("voice_url", routing.voice_url.as_ref()),
            part("voice_method", routing.voice_method.as_ref()),
            part("voice_fallback_url", routing.voice_fallback_url.as_ref()),
            part("voice_fallback_method", routing.voice_fallback_method.as_ref()),
        ],
        Replaced::OriginationUri(target) => vec![
            target.uri.to_string(),
            format!("priority {}, weight {}", target.priority, target.weight),
            part("enabled", target.enabled.as_ref()),
        ],
        Replaced::Credential(credential) => {
            vec![format!("user name {}; nobody can read its password", credential.username)]
        }
        Replaced::CallerId(caller_id) => vec![caller_id.number.to_string()],
        other => vec![format!("{other:?}")],
    };
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn part(name: &str, value: Option<&impl Display>) -> String {
    value.map_or_else(String::new, |value| format!("{name} {value}"))
}
