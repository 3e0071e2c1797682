//! Where inbound calls go.

use trunkline::model::{OriginationUri, OriginationUriSpec, SipUri, TerminationAuth};

use super::{
    FieldLoss, Target,
    field::Field,
    judge::On,
    reach::{becomes, in_doubt},
    read::refused,
    source::{CAPABILITIES, EXOTEL_TARGET, TWILIO_SPEC, TWILIO_TRUNKING},
};
use crate::{Noun, Shortfall};

/// The targets that can be asked for, each once and at most as many as the carrier takes. Where a target cannot be
/// switched off, one that is out of use is not asked for.
pub(super) fn on(
    specs: &[OriginationUriSpec],
    auth: TerminationAuth,
    to: &Target<'_>,
    shortfalls: &mut Vec<Shortfall>,
) -> Vec<OriginationUriSpec> {
    let capabilities = to.capabilities();
    let most = capabilities.max_origination_uris.value.and_then(|most| usize::try_from(most).ok());
    let mut targets: Vec<OriginationUriSpec> = Vec::new();
    for spec in specs {
        if spec.twilio.enabled == Some(false) && !capabilities.origination_enabled.value {
            continue;
        }
        let uri = match becomes(&spec.uri, auth, to) {
            Ok((uri, _)) => uri,
            Err((verdict, _)) => {
                shortfalls.push(Shortfall::new(Noun::Origination, &spec.uri, verdict.words()));
                continue;
            }
        };
        let is_there = targets.iter().any(|other| other.uri == uri);
        if !is_there && most.is_some_and(|most| targets.len() >= most) {
            shortfalls.push(Shortfall::new(Noun::Origination, &spec.uri, too_many(to)));
            continue;
        }
        // Where calls do come in there, the file can ask for it.
        if let Some(why) = in_doubt(&spec.uri, &uri) {
            let why = format!("{why}: write the target for {}", to.profile);
            shortfalls.push(Shortfall::new(Noun::Origination, &spec.uri, why).becoming(&uri));
        }
        let mut spec = spec.clone();
        spec.uri = uri;
        targets.push(spec);
        targets = folded(targets);
    }
    targets
}

/// Each target once: of those that are the same, the one that is in use and is tried first.
pub(super) fn folded(specs: impl IntoIterator<Item = OriginationUriSpec>) -> Vec<OriginationUriSpec> {
    let rank = |spec: &OriginationUriSpec| (spec.twilio.enabled == Some(false), spec.priority);
    let mut kept: Vec<OriginationUriSpec> = Vec::new();
    for spec in specs {
        match kept.iter_mut().find(|other| other.uri == spec.uri) {
            Some(other) if rank(&spec) < rank(other) => *other = spec,
            Some(_) => {}
            None => kept.push(spec),
        }
    }
    kept
}

fn too_many(to: &Target<'_>) -> String {
    let most = to.capabilities().max_origination_uris.value.unwrap_or_default();
    format!("a trunk takes {most} targets there: put several hosts behind one name with SRV records")
}

pub(super) fn fields(target: &OriginationUri, on: &On<'_>) -> Vec<FieldLoss> {
    let source = if on.to.is_exotel() { EXOTEL_TARGET } else { TWILIO_SPEC };
    vec![
        Field::of("id").was(&target.id).carriers_own(),
        uri(target, on),
        priority(target, on, source),
        weight(target, on, source),
        enabled(target, on),
        label(target, on),
        Field::of("created").was_if(target.created).carriers_own(),
    ]
}

fn uri(target: &OriginationUri, on: &On<'_>) -> FieldLoss {
    let field = Field::of("uri").was(&target.uri);
    let (to, auth) = (on.to, on.wanted.spec.auth);
    let source = if to.is_exotel() { EXOTEL_TARGET } else { TWILIO_SPEC };
    if let Some(reason) = refused(&target.uri) {
        return field.impossible(reason, CAPABILITIES);
    }
    let Some(uri) = target.uri.valid() else { return field.impossible("it is no SIP URI", CAPABILITIES) };
    let (becomes, mut differs) = match becomes(uri, auth, to) {
        Ok(becomes) => becomes,
        Err((verdict, source)) => return field.is(verdict, source),
    };
    if target.enabled == Some(false) && !to.capabilities().origination_enabled.value {
        let how = "it is out of use, and left out there: add it when it is to be used";
        return field.approximated(how, source);
    }
    if asked(target, on).is_none() {
        return field.impossible(too_many(to), TWILIO_TRUNKING);
    }
    if is_one_of_several(target, &becomes, on) {
        differs.push(format!(
            "there it is one target with others that become it, as that of them which is {FIRST}"
        ));
    }
    let listed =
        |spec: &trunkline::model::AclEntrySpec| uri.ipv4().is_some_and(|address| spec.cidr.contains(address));
    if to.capabilities().ipv4_origination_needs_acl.value
        && let Some(address) = uri.ipv4()
        && !on.source.acl.iter().flatten().any(listed)
    {
        differs.push(format!(
            "{address} goes on the ACL too, as {} wants it: calls from it are trusted then",
            to.called()
        ));
    }
    let field = field.becomes(&becomes.as_str());
    if differs.is_empty() { field.exact(source) } else { field.approximated(differs.join("; "), source) }
}

/// Which of several targets stands for them.
const FIRST: &str = "in use and tried first";

/// What is asked for in place of a target.
fn asked<'a>(target: &OriginationUri, on: &'a On<'_>) -> Option<&'a OriginationUriSpec> {
    let (uri, _) = becomes(target.uri.valid()?, on.wanted.spec.auth, on.to).ok()?;
    on.wanted.origination.iter().flatten().find(|spec| spec.uri == uri)
}

fn is_one_of_several(target: &OriginationUri, uri: &SipUri, on: &On<'_>) -> bool {
    let becomes_it = |other: &OriginationUri| {
        let becomes = other.uri.valid().map(|other| becomes(other, on.wanted.spec.auth, on.to));
        becomes.is_some_and(|becomes| becomes.is_ok_and(|(becomes, _)| becomes == *uri))
    };
    on.there.origination.iter().flatten().filter(|other| other.id != target.id).any(becomes_it)
}

fn priority(target: &OriginationUri, on: &On<'_>, source: &'static str) -> FieldLoss {
    let field = Field::of("priority").was(&target.priority);
    match asked(target, on) {
        Some(spec) if spec.priority != target.priority => {
            field.becomes(&spec.priority).approximated(format!("as that which is {FIRST}: see uri"), source)
        }
        _ => field.stays().exact(source),
    }
}

fn weight(target: &OriginationUri, on: &On<'_>, source: &'static str) -> FieldLoss {
    let field = Field::of("weight").was(&target.weight);
    match asked(target, on) {
        Some(spec) if spec.weight != target.weight.max(1) => {
            field.becomes(&spec.weight).approximated(format!("as that which is {FIRST}: see uri"), source)
        }
        _ if target.weight == 0 => {
            field.becomes(&1).approximated("1 is the least that the documentation has", TWILIO_SPEC)
        }
        _ => field.stays().exact(source),
    }
}

fn enabled(target: &OriginationUri, on: &On<'_>) -> FieldLoss {
    let field = Field::of("enabled").was_if(target.enabled);
    match (target.enabled, on.to.capabilities().origination_enabled.value) {
        (Some(true) | None, true) => field.becomes(&true).exact(TWILIO_SPEC),
        (Some(false), true) if asked(target, on).is_some_and(|spec| spec.twilio.enabled != Some(false)) => {
            field.becomes(&true).approximated(format!("as that which is {FIRST}: see uri"), TWILIO_SPEC)
        }
        (Some(false), true) => field.stays().exact(TWILIO_SPEC),
        (Some(true) | None, false) => field.exact(EXOTEL_TARGET),
        (Some(false), false) => {
            field.approximated("there is no such switch there: a target is left out instead", EXOTEL_TARGET)
        }
    }
}

fn label(target: &OriginationUri, on: &On<'_>) -> FieldLoss {
    let label = target.label.as_deref().filter(|label| !label.is_empty() && *label != target.uri.to_string());
    let field = Field::of("label").was_if(label);
    match label {
        None if on.to.is_twilio() => field.exact(TWILIO_SPEC),
        Some(_) if on.to.is_twilio() => field.stays().exact(TWILIO_SPEC),
        None => field.exact(EXOTEL_TARGET),
        Some(label) => {
            field.impossible(format!("a target has no label there; note {label:?} elsewhere"), EXOTEL_TARGET)
        }
    }
}
