//! The trunk itself.

use trunkline::model::{EffectiveAuth, Identity, TerminationAuth, Transport, TrunkStatus};

use super::{
    FieldLoss, Target, exotel,
    field::{Field, sbc},
    judge::On,
    source::{
        CAPABILITIES, EXOTEL_ACL, EXOTEL_EDGES, EXOTEL_EXOPHONE, EXOTEL_FLOW, EXOTEL_MEDIA, EXOTEL_MIXED,
        EXOTEL_TRUNK, TWILIO_DOMAIN, TWILIO_MEDIA, TWILIO_SPEC, TWILIO_TRUNKING,
    },
    twilio,
};

pub(super) fn fields(on: &On<'_>) -> Vec<FieldLoss> {
    let trunk = &on.there.trunk;
    let mut fields = vec![
        Field::of("id").was(&trunk.id).carriers_own(),
        name(on),
        domain(on),
        edges(on),
        transports(on),
        Field::of("termination.evidence").was(&trunk.termination.evidence.source).carriers_own(),
        media(on),
        auth(on),
        status(on),
        Field::of("created").was_if(trunk.created).carriers_own(),
        Field::of("updated").was_if(trunk.updated).carriers_own(),
        manual_steps(on),
    ];
    fields.extend(exotel::fields(on));
    fields.extend(twilio::fields(on));
    fields
}

fn name(on: &On<'_>) -> FieldLoss {
    let was = &on.there.trunk.name;
    let wanted = &on.wanted.spec;
    let (becomes, source) = if on.to.is_twilio() {
        (wanted.twilio.friendly_name.clone().unwrap_or_else(|| wanted.name.to_string()), TWILIO_SPEC)
    } else {
        (wanted.exotel.trunk_name.as_ref().unwrap_or(&wanted.name).to_string(), EXOTEL_TRUNK)
    };
    let field = Field::of("name").was(&was).becomes(&becomes);
    if becomes == *was {
        return field.exact(source);
    }
    let rule = if on.to.is_twilio() {
        "1 to 64 characters there, and a domain that is the trunk's alone"
    } else {
        "1 to 16 of A-Z, a-z, 0-9 and _ there, and each name once on the account"
    };
    field.approximated(rule, source)
}

/// Where calls are sent to, by which the SBC has to be told the new place.
fn domain(on: &On<'_>) -> FieldLoss {
    let field = Field::of("termination.domain").was_if(on.there.trunk.termination.domain.as_deref());
    let Some(domain) = on.to.domain(on.wanted) else {
        return field.approximated("known once the trunk is there", CAPABILITIES);
    };
    let field = field.becomes(&domain);
    if on.to.is_exotel() {
        let how = "one domain for all trunks of the account: a trunk is told apart by address or user name, not by domain";
        return field.approximated(how, EXOTEL_TRUNK);
    }
    let how = "another domain: no two trunks of all Twilio customers have the same, and a deleted one stays reserved for \
               up to 30 days";
    field.approximated(how, TWILIO_DOMAIN)
}

fn edges(on: &On<'_>) -> FieldLoss {
    let mut hosts: Vec<&str> =
        on.there.trunk.termination.edges.iter().map(|edge| edge.host.as_str()).collect();
    hosts.dedup();
    let before = match hosts.as_slice() {
        [] => None,
        [only] => Some((*only).to_owned()),
        [first, others @ ..] => Some(format!("{first} and {} more", others.len())),
    };
    let field = Field::of("termination.edges").was_if(before);
    let to = on.to;
    let Some(domain) = to.domain(on.wanted) else {
        return field.manual(sbc(), "send calls to the host that prepare shows", CAPABILITIES);
    };
    if to.is_exotel() {
        let (becomes, what) = if to.identity().region == "mumbai" {
            (
                "in.voip.exotel.com".to_owned(),
                format!(
                    "send calls to in.voip.exotel.com (443 for TLS, 5070 for TCP) with {domain} in the request URI; \
                     Exotel's pages disagree on the host: confirm it with its support"
                ),
            )
        } else {
            (
                "a host that Exotel's support names".to_owned(),
                format!(
                    "ask Exotel's support for the host to send calls to (none is published outside India); domain {domain}"
                ),
            )
        };
        return field.becomes(&becomes).manual(sbc(), what, EXOTEL_EDGES);
    }
    let label = domain.strip_suffix(".pstn.twilio.com").unwrap_or(&domain);
    let what = format!(
        "send calls to {domain}, or to the nearest edge ({label}.pstn.<edge>.twilio.com: ashburn, umatilla, dublin, \
         frankfurt, singapore, tokyo, sao-paulo, sydney); keep the domain in the request URI"
    );
    field.becomes(&domain).manual(sbc(), what, TWILIO_TRUNKING)
}

fn transports(on: &On<'_>) -> FieldLoss {
    let words =
        |all: &[Transport]| all.iter().map(|transport| transport.as_str()).collect::<Vec<_>>().join(", ");
    let was = &on.there.trunk.termination.transports;
    let field = Field::of("termination.transports").was(&words(was));
    if on.to.is_exotel() {
        let field = field.becomes("tls, tcp");
        return if was.contains(&Transport::Udp) {
            field.approximated("no UDP: an SBC that sends calls over UDP has to use TCP or TLS", EXOTEL_EDGES)
        } else {
            field.exact(EXOTEL_EDGES)
        };
    }
    if on.to.is_twilio() {
        return field.becomes("udp, tcp, tls").exact(TWILIO_TRUNKING);
    }
    field.stays().exact(CAPABILITIES)
}

/// Not in the model: what no API of either carrier knows, and every firewall has to.
fn media(on: &On<'_>) -> FieldLoss {
    let field = Field::of("media");
    if on.to.is_exotel() {
        let what = "let Exotel's signalling addresses through the firewall to the ports of the targets, and UDP 10000-40000 from \
                    its media addresses (its support gives them); offer PCMA first, then PCMU";
        return field.manual(sbc(), what, EXOTEL_MEDIA);
    }
    if on.to.is_twilio() {
        let what = "let Twilio's signalling addresses through the firewall to the ports of the targets, and its media (twilio.com/docs/sip-trunking/ip-addresses: \
                    UDP 10000-60000), and offer PCMU or PCMA";
        return field.manual(sbc(), what, TWILIO_MEDIA);
    }
    field.manual(sbc(), "let the carrier's signalling and media through the firewall", CAPABILITIES)
}

/// How a trunk is to authenticate calls. Both on Exotel may mean that either is enough, which would let in whoever shares
/// an allowed address: until its support has said so, a trunk that comes from elsewhere is built with digest alone,
/// unless someone asks for both there.
pub(super) fn auth_on(auth: TerminationAuth, from: &Identity, to: &Target<'_>) -> TerminationAuth {
    let unclear = to.is_exotel() && from.carrier != to.identity().carrier;
    let nearest = if unclear && auth == TerminationAuth::Both { TerminationAuth::Digest } else { auth };
    to.auth.unwrap_or(nearest)
}

fn auth(on: &On<'_>) -> FieldLoss {
    let was = on.there.auth.unwrap_or(on.there.trunk.auth);
    let field = Field::of("auth").was(&was);
    let to = on.to;
    let EffectiveAuth::Mode(mode) = was else {
        let mut addresses = on.wanted.acl.iter().flatten().map(|spec| spec.cidr.to_string()).peekable();
        if addresses.peek().is_some() {
            let how = format!(
                "it takes no outbound calls now; there {} is on the ACL, as a target is there, and calls from it are taken",
                addresses.collect::<Vec<_>>().join(", ")
            );
            return field.becomes(&on.wanted.spec.auth).approximated(how, EXOTEL_ACL);
        }
        return field.stays().exact(if to.is_twilio() { TWILIO_SPEC } else { EXOTEL_TRUNK });
    };
    let field = field.becomes(&on.wanted.spec.auth);
    let other_carrier = on.from.carrier != to.identity().carrier;
    if !to.capabilities().digest.value && mode != TerminationAuth::IpAcl {
        return field.impossible("the carrier does not authenticate calls by digest", CAPABILITIES);
    }
    match mode {
        TerminationAuth::Both if to.is_exotel() && other_carrier => field.manual(
            format!("whoever writes to Exotel's support for {}", to.identity()),
            "it is built with digest alone: a call needs a user name and its password, and comes from any address. Paste: \
             \"On a trunk with whitelisted addresses and credentials, does a call need both, or is either enough?\" Exotel's \
             pages disagree; only if it needs both, as it does now, allow the addresses too once the migration is settled",
            EXOTEL_MIXED,
        ),
        TerminationAuth::Both if to.is_twilio() && other_carrier => field.approximated(
            "a call needs an allowed address and a credential there; what both mean on Exotel is unclear, so calls that get \
             through now with one of them are refused",
            TWILIO_TRUNKING,
        ),
        _ if mode != on.wanted.spec.auth => {
            field.approximated("as what is on the trunk says, which is newer than what the carrier says of it", CAPABILITIES)
        }
        _ if to.is_twilio() => field.exact(TWILIO_TRUNKING),
        _ => field.exact(EXOTEL_TRUNK),
    }
}

fn status(on: &On<'_>) -> FieldLoss {
    let status = on.there.trunk.status.as_ref();
    let field = Field::of("status").was_if(status);
    let source = if on.to.is_twilio() { TWILIO_SPEC } else { EXOTEL_TRUNK };
    match status {
        None | Some(TrunkStatus::Active) if on.to.is_exotel() => field.becomes(&TrunkStatus::Active).exact(source),
        None | Some(TrunkStatus::Active) => field.exact(source),
        Some(_) => field.manual(
            sbc(),
            "a trunk has no such switch there, and takes calls as soon as it has addresses or credentials: send it none",
            source,
        ),
    }
}

/// What a person has to do at the carrier besides.
fn manual_steps(on: &On<'_>) -> FieldLoss {
    let held: Vec<&str> = on.there.trunk.manual_steps.iter().map(|step| step.instruction.as_str()).collect();
    let field = Field::of("manual_steps").was_if((!held.is_empty()).then(|| held.join("; ")));
    if on.to.is_exotel() {
        let what = format!(
            "in the dashboard (App Bazaar) create a Flow with a Connect applet, Dial Whom `sip:<trunk_sid>` (the \
             identifier of {}), and assign the trunk's numbers to it; outbound calls show an ExoPhone of the account",
            on.wanted.name
        );
        return field.manual(
            on.to.console(),
            what,
            if held.is_empty() { EXOTEL_FLOW } else { EXOTEL_EXOPHONE },
        );
    }
    if held.is_empty() {
        return field.exact(TWILIO_TRUNKING);
    }
    field.manual(
        format!("whoever has the console of {}", on.from),
        "a number's calls go to the targets there without a Flow: look in the Flow (App Bazaar) for what it does besides the \
         Connect applet, such as greetings or hours, and move that behind the targets; whether the Connect applet records, \
         twilio.recording_mode asks",
        EXOTEL_FLOW,
    )
}
