//! A trunk as it was read, in the words of a file.

use trunkline::model::{
    AclEntrySpec, EffectiveAuth, ExotelAclOptions, ExotelCredentialOptions, ExotelNumberOptions, NumberMode,
    NumberSpec, Observed, OriginationUriSpec, TerminationAuth, TrunkSpec, TwilioOriginationOptions,
};

use super::{name::near, origination};
use crate::{SecretRef, WantedCredential, WantedTrunk, import::twilio_options, observe::ObservedTrunk};

/// What a file would ask for so that a trunk is what it is, as far as one can say it. Unlike an
/// [import](crate::import::import), which leaves alone what it cannot say whole, this takes what can be said: entries
/// of lists that other trunks use too, and of what is there twice the first. Where a password is stands under a name
/// that nothing defines.
pub fn read(there: &ObservedTrunk, profile: &str) -> WantedTrunk {
    let trunk = &there.trunk;
    let name = near(&trunk.name);
    let auth = auth(there);
    let mut spec = TrunkSpec::new(name.clone(), auth);
    if let Some(held) = &trunk.twilio {
        // What it cannot say is a word that is not known here; the report has it.
        spec.twilio = twilio_options(trunk, held, &name, &mut Vec::new());
    }
    if let Some(held) = &trunk.exotel {
        let as_it_is = Some(trunk.name.clone()).filter(|held| !held.is_empty() && held != name.as_str());
        spec.twilio.friendly_name = as_it_is;
        spec.exotel.nso_code.clone_from(&held.nso_code);
        spec.twilio.secure = is_enabled(held.secure_trunking.as_deref()).then_some(true);
    }
    WantedTrunk {
        acl: there.acl.as_ref().map(|_| acl(there)),
        origination: there.origination.as_ref().map(|_| targets(there)),
        numbers: there.numbers.as_ref().map(|_| numbers(there)),
        credentials: there.credentials.as_ref().map(|_| credentials(there)),
        caller_id: there.caller_id.as_ref().map(|set| set.as_ref()?.number.valid().cloned()),
        ..WantedTrunk::new(profile, spec)
    }
}

/// What calls are asked for; a trunk that takes none is told apart by having nothing on it. Twilio may say it late, and
/// what is on the trunk counts too.
fn auth(there: &ObservedTrunk) -> TerminationAuth {
    let said = there.auth.unwrap_or(there.trunk.auth);
    let mode = |mode| said == EffectiveAuth::Mode(mode) || said == EffectiveAuth::Mode(TerminationAuth::Both);
    let has = |many: Option<usize>| many.is_some_and(|many| many > 0);
    let by_address = mode(TerminationAuth::IpAcl) || has(there.acl.as_ref().map(Vec::len));
    let by_digest = mode(TerminationAuth::Digest) || has(there.credentials.as_ref().map(Vec::len));
    match EffectiveAuth::of(by_address, by_digest) {
        EffectiveAuth::Mode(mode) => mode,
        EffectiveAuth::Closed | EffectiveAuth::NotReported => TerminationAuth::IpAcl,
    }
}

/// Whether a switch of Exotel's is on.
pub(super) fn is_enabled(word: Option<&str>) -> bool {
    word.is_some_and(|word| word.eq_ignore_ascii_case("enabled"))
}

fn acl(there: &ObservedTrunk) -> Vec<AclEntrySpec> {
    let entries = there.acl.iter().flatten().filter_map(|entry| {
        let cidr = *entry.cidr.valid()?;
        let options =
            ExotelAclOptions::default().with_allow_range(there.trunk.exotel.is_some() && !cidr.is_host());
        Some(AclEntrySpec::new(cidr).with_exotel(options))
    });
    once(entries, |spec| spec.cidr)
}

fn targets(there: &ObservedTrunk) -> Vec<OriginationUriSpec> {
    let targets = there.origination.iter().flatten().filter_map(|target| {
        let uri = target.uri.valid()?;
        let mut options = TwilioOriginationOptions::default();
        options.enabled = target.enabled.filter(|enabled| !enabled);
        options.friendly_name =
            target.label.clone().filter(|label| !label.is_empty() && label != uri.as_str());
        let spec = OriginationUriSpec::new(uri.clone()).with_priority(target.priority);
        Some(spec.with_weight(target.weight.max(1)).with_twilio(options))
    });
    origination::folded(targets)
}

fn numbers(there: &ObservedTrunk) -> Vec<NumberSpec> {
    let numbers = there.numbers.iter().flatten().filter_map(|bound| {
        let mut options = ExotelNumberOptions::default();
        options.mode = bound.mode.clone().filter(|mode| *mode == NumberMode::Flow);
        Some(NumberSpec::new(bound.number.valid()?.clone()).with_exotel(options))
    });
    once(numbers, |spec| spec.number.clone())
}

fn credentials(there: &ObservedTrunk) -> Vec<WantedCredential> {
    let credentials = there.credentials.iter().flatten().map(|held| {
        let mut options = ExotelCredentialOptions::default();
        options.friendly_name = held.label.clone().filter(|label| !label.is_empty());
        WantedCredential {
            username: held.username.clone(),
            password: SecretRef::Env(String::new()),
            rotation: 1,
            exotel: options,
        }
    });
    once(credentials, |credential| credential.username.clone())
}

fn once<T, K: PartialEq>(all: impl Iterator<Item = T>, key: impl Fn(&T) -> K) -> Vec<T> {
    let mut kept: Vec<T> = Vec::new();
    for one in all {
        if !kept.iter().any(|other| key(other) == key(&one)) {
            kept.push(one);
        }
    }
    kept
}

/// Why a value cannot be written, in words.
pub(super) fn refused<T>(value: &Observed<T>) -> Option<String> {
    match value {
        Observed::Valid(_) => None,
        Observed::Raw { reason, .. } => Some(reason.to_string()),
    }
}
