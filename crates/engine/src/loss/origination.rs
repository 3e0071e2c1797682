//! Where inbound calls go.

use trunkline::model::{OriginationUri, OriginationUriSpec, SipUri, TerminationAuth, Transport};

use super::{
    FieldLoss, Target,
    field::{Field, sbc},
    judge::On,
    read::refused,
    record::Verdict,
    source::{CAPABILITIES, EXOTEL_TARGET, SIGNALLING, TWILIO_SPEC, TWILIO_TRUNKING},
};
use crate::{Noun, Shortfall};

/// A target as the carrier takes it, with what differs; or why it takes none like it.
type Becomes = Result<(SipUri, Vec<String>), (Verdict, &'static str)>;

fn becomes(uri: &SipUri, auth: TerminationAuth, to: &Target<'_>) -> Becomes {
    if to.is_exotel() {
        return on_exotel(uri, auth);
    }
    let differs = uri.unreachable().map(|why| {
        format!("it is taken, and {} is {why}: no carrier reaches it over the internet", uri.host())
    });
    Ok((uri.clone(), differs.into_iter().collect()))
}

/// Exotel takes `<ipv4|fqdn>:<port>;transport=<tls|tcp>`, and an address only when it is on the ACL.
fn on_exotel(uri: &SipUri, auth: TerminationAuth) -> Becomes {
    let impossible = |why: String| Err((Verdict::Impossible { why }, EXOTEL_TARGET));
    if uri.ip().is_some() && uri.ipv4().is_none() {
        return impossible(
            "Exotel takes IPv4 addresses and host names, not IPv6: give the SBC one of those".to_owned(),
        );
    }
    if let Some(why) = uri.unreachable() {
        let why = format!("{} is {why}: no carrier reaches it over the internet", uri.host());
        return Err((Verdict::Impossible { why }, SIGNALLING));
    }
    let mut differs = Vec::new();
    let transport = match (uri.is_sips(), uri.transport()) {
        (true, _) => {
            differs.push("sip: with ;transport=tls in place of sips:".to_owned());
            Transport::Tls
        }
        (false, Some(transport @ (Transport::Tls | Transport::Tcp))) => transport,
        (false, Some(Transport::Udp) | None) => {
            differs.push(
                "TCP in place of UDP, which Exotel does not support: the SBC has to take TCP there"
                    .to_owned(),
            );
            Transport::Tcp
        }
    };
    let port = uri.port().unwrap_or_else(|| {
        let port = if transport == Transport::Tls { 5061 } else { 5060 };
        let srv = if uri.ip().is_none() { ", and no SRV records are looked up" } else { "" };
        differs.push(format!("port {port} is written out, as Exotel needs one{srv}"));
        port
    });
    if uri.ipv4().is_some() && auth == TerminationAuth::Digest {
        let what = format!(
            "Exotel wants {} on its ACL first, and would then trust calls from it without digest: give the SBC a host \
             name and add sip:<host name>:{port};transport={transport} as the target",
            uri.host(),
        );
        return Err((Verdict::Manual { who: sbc(), what }, EXOTEL_TARGET));
    }
    let plain = format!("sip:{}:{port};transport={transport}", uri.host());
    let Ok(target) = plain.parse::<SipUri>() else {
        return impossible(format!("{plain} is no target that Exotel takes"));
    };
    // Whatever else stands in it has no place there: a user, `;edge=`.
    let rest = uri.as_str().contains('@')
        || uri.as_str().matches(';').count() > usize::from(uri.transport().is_some());
    if rest {
        differs.push("without its user and other parameters".to_owned());
    }
    Ok((target, differs))
}

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
        // Whether the SBC takes calls that way nobody has said; where it does, the file can ask for it.
        if over(&uri) != over(&spec.uri) {
            let why = format!(
                "whether the SBC takes {} there is not known: write the target for {}",
                over(&uri),
                to.profile
            );
            shortfalls.push(Shortfall::new(Noun::Origination, &spec.uri, why).becoming(&uri));
        }
        if let Some(same) = targets.iter_mut().find(|other| other.uri == uri) {
            if spec.priority < same.priority {
                (same.priority, same.weight) = (spec.priority, spec.weight);
            }
            continue;
        }
        if spec.uri.port().is_none() && spec.uri.ip().is_none() && uri.port().is_some() {
            let why = format!(
                "no SRV records are looked up there, and whether {} answers at that port itself is not known: write the \
                 target for {}",
                uri.host(),
                to.profile
            );
            shortfalls.push(Shortfall::new(Noun::Origination, &spec.uri, why).becoming(&uri));
        }
        let mut spec = spec.clone();
        spec.uri = uri;
        targets.push(spec);
    }
    targets
}

/// What carries calls to a target.
fn over(uri: &SipUri) -> Transport {
    if uri.is_sips() { Transport::Tls } else { uri.transport().unwrap_or(Transport::Udp) }
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
    if !on.wanted.origination.iter().flatten().any(|spec| spec.uri == becomes) {
        return field.impossible(too_many(to), TWILIO_TRUNKING);
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

/// Several can become the same target, which has the priority of the first that is tried.
fn wanted<'a>(target: &OriginationUri, on: &On<'a>) -> Option<&'a OriginationUriSpec> {
    let (uri, _) = becomes(target.uri.valid()?, on.wanted.spec.auth, on.to).ok()?;
    on.wanted.origination.iter().flatten().find(|spec| spec.uri == uri)
}

const FALLS_TOGETHER: &str =
    "another target becomes the same one there, and is tried earlier: it has what that one has";

fn priority(target: &OriginationUri, on: &On<'_>, source: &'static str) -> FieldLoss {
    let field = Field::of("priority").was(&target.priority);
    match wanted(target, on).map(|spec| spec.priority) {
        Some(becomes) if becomes != target.priority => {
            field.becomes(&becomes).approximated(FALLS_TOGETHER, source)
        }
        _ => field.stays().exact(source),
    }
}

fn weight(target: &OriginationUri, on: &On<'_>, source: &'static str) -> FieldLoss {
    let field = Field::of("weight").was(&target.weight);
    match wanted(target, on).map(|spec| spec.weight) {
        Some(becomes) if becomes != target.weight.max(1) => {
            field.becomes(&becomes).approximated(FALLS_TOGETHER, source)
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
