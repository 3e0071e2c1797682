//! What is on a trunk, noun by noun. A noun that a file cannot say whole is left out whole: half of it would have the
//! rest removed.

use trunkline::model::{
    AclEntrySpec, Credential, ExotelAclOptions, ExotelCredentialOptions, ExotelNumberOptions, ListRef,
    NumberMode, NumberSpec, Observed, OriginationUriSpec, TwilioOriginationOptions,
};

use super::{ImportedTrunk, variables::variable};
use crate::{Noun, ReadOnly, SecretRef, WantedCredential, observe::ObservedTrunk};

pub(super) fn fill(view: &ReadOnly, there: &ObservedTrunk, imported: &mut ImportedTrunk) {
    macro_rules! noun {
        ($field:ident, $noun:expr, $read:expr) => {
            match $read {
                Ok(all) if all.is_empty() => {}
                Ok(all) => imported.wanted.$field = Some(all),
                Err(why) => imported.leave_out($noun, why),
            }
        };
    }
    noun!(acl, Noun::Acl, acl(there));
    noun!(origination, Noun::Origination, origination(there));
    noun!(numbers, Noun::Numbers, numbers(view, there));
    noun!(credentials, Noun::Credentials, credentials(view, there, imported));
    if let Some(caller_id) = there.caller_id.as_ref().and_then(Option::as_ref) {
        match valid(&caller_id.number) {
            Ok(number) => imported.wanted.caller_id = Some(Some(number.clone())),
            Err(why) => imported.leave_out(Noun::CallerId, why),
        }
    }
}

fn acl(there: &ObservedTrunk) -> Result<Vec<AclEntrySpec>, String> {
    let mut all = Vec::new();
    for entry in there.acl.iter().flatten() {
        not_shared(entry.list.as_ref())?;
        let cidr = *valid(&entry.cidr)?;
        let options =
            ExotelAclOptions::default().with_allow_range(there.trunk.exotel.is_some() && !cidr.is_host());
        let spec = AclEntrySpec::new(cidr).with_exotel(options);
        once(&all, &spec, |spec: &AclEntrySpec| spec.cidr.to_string())?;
        all.push(spec);
    }
    Ok(all)
}

fn origination(there: &ObservedTrunk) -> Result<Vec<OriginationUriSpec>, String> {
    let mut all = Vec::new();
    for target in there.origination.iter().flatten() {
        let uri = valid(&target.uri)?;
        let mut options = TwilioOriginationOptions::default();
        options.enabled = target.enabled.filter(|enabled| !enabled);
        options.friendly_name =
            target.label.clone().filter(|label| label != uri.as_str() && !label.is_empty());
        let spec = OriginationUriSpec::new(uri.clone())
            .with_priority(target.priority)
            .with_weight(target.weight)
            .with_twilio(options);
        spec.validate().map_err(|refused| format!("{uri}: {refused}"))?;
        once(&all, &spec, |spec: &OriginationUriSpec| spec.uri.canonical().to_owned())?;
        all.push(spec);
    }
    Ok(all)
}

fn numbers(view: &ReadOnly, there: &ObservedTrunk) -> Result<Vec<NumberSpec>, String> {
    let mut all = Vec::new();
    for bound in there.numbers.iter().flatten() {
        let mut options = ExotelNumberOptions::default();
        // The other mode is what a number has unless it is told, and one that is not known cannot be asked for.
        let flow = view.capabilities().number_modes.value && bound.mode == Some(NumberMode::Flow);
        options.mode = flow.then_some(NumberMode::Flow);
        let spec = NumberSpec::new(valid(&bound.number)?.clone()).with_exotel(options);
        once(&all, &spec, |spec: &NumberSpec| spec.number.to_string())?;
        all.push(spec);
    }
    Ok(all)
}

fn credentials(
    view: &ReadOnly,
    there: &ObservedTrunk,
    imported: &ImportedTrunk,
) -> Result<Vec<WantedCredential>, String> {
    let held: Vec<&Credential> = there.credentials.iter().flatten().collect();
    let mut all = Vec::new();
    for (i, one) in held.iter().enumerate() {
        not_shared(one.list.as_ref())?;
        if held[..i].iter().any(|other| view.is_of_user(other, &one.username)) {
            return Err(twice(&one.username));
        }
        let mut options = ExotelCredentialOptions::default();
        options.friendly_name = one.label.clone().filter(|label| !label.is_empty());
        let wanted = &imported.wanted;
        all.push(WantedCredential {
            username: one.username.clone(),
            password: SecretRef::Env(variable(&[&wanted.profile, wanted.name.as_str(), &one.username])),
            rotation: 1,
            exotel: options,
        });
    }
    no_rotations(view, &held)?;
    Ok(all)
}

/// A file refuses both names beside each other, and whether one is a rotation of the other no carrier can tell.
fn no_rotations(view: &ReadOnly, all: &[&Credential]) -> Result<(), String> {
    for Credential { username: of, .. } in all {
        for other in all.iter().filter(|other| other.username != *of) {
            if let Some(rotation) = view.rotation_of(of, other) {
                return Err(format!(
                    "{} is what a rotation of {of} is called; if it is one, write {of} alone, with rotation: \
                     {rotation}",
                    other.username
                ));
            }
        }
    }
    Ok(())
}

fn valid<T>(value: &Observed<T>) -> Result<&T, String> {
    match value {
        Observed::Valid(value) => Ok(value),
        Observed::Raw { reason, .. } => Err(reason.to_string()),
    }
}

fn not_shared(list: Option<&ListRef>) -> Result<(), String> {
    match list {
        Some(list) if !list.managed => {
            Err(format!("some are in the list {} ({}), which other trunks may use", list.name, list.id))
        }
        _ => Ok(()),
    }
}

fn once<T>(all: &[T], one: &T, key: impl Fn(&T) -> String) -> Result<(), String> {
    let key_of_one = key(one);
    if all.iter().any(|other| key(other) == key_of_one) {
        return Err(twice(&key_of_one));
    }
    Ok(())
}

fn twice(key: &str) -> String {
    format!("{key} is there twice")
}
