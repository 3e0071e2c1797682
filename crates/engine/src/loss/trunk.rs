//! The trunk itself.

use trunkline::model::{Transport, TrunkStatus};

use super::{
    FieldLoss, auth, exotel,
    field::{Field, sbc},
    judge::On,
    source::{
        CAPABILITIES, EXOTEL_EDGES, EXOTEL_FLOW, EXOTEL_MEDIA, EXOTEL_TRUNK, TWILIO_DOMAIN, TWILIO_MEDIA,
        TWILIO_SPEC, TWILIO_TRUNKING,
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
        auth::field(on),
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
        let host = host(on);
        let what = if host == EXOTEL_IN_INDIA {
            format!(
                "send calls to {host} (443 for TLS, 5070 for TCP) with {domain} in the request URI; Exotel's pages disagree on \
                 the host: confirm it with its support"
            )
        } else {
            format!(
                "ask Exotel's support for the host to send calls to (none is published outside India); domain {domain}"
            )
        };
        return field.becomes(&host).manual(sbc(), what, EXOTEL_EDGES);
    }
    let label = domain.strip_suffix(".pstn.twilio.com").unwrap_or(&domain);
    let what = format!(
        "send calls to {domain}, or to the nearest edge ({label}.pstn.<edge>.twilio.com: ashburn, umatilla, dublin, \
         frankfurt, singapore, tokyo, sao-paulo, sydney); keep the domain in the request URI"
    );
    field.becomes(&domain).manual(sbc(), what, TWILIO_TRUNKING)
}

/// Where Exotel takes calls within India.
const EXOTEL_IN_INDIA: &str = "in.voip.exotel.com";

/// The host that calls are sent to; on Exotel it is not the domain.
pub(super) fn host(on: &On<'_>) -> String {
    match on.to.domain(on.wanted) {
        None => on.to.called(),
        Some(domain) if !on.to.is_exotel() => domain,
        Some(_) if on.to.identity().region == "mumbai" => EXOTEL_IN_INDIA.to_owned(),
        Some(_) => "the host that Exotel's support names".to_owned(),
    }
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
        let what = "let Exotel's signalling addresses through the firewall to the ports of the targets, and UDP 10000-40000 \
                    from its media addresses (its support gives both), and offer PCMA first, then PCMU";
        return field.manual(sbc(), what, EXOTEL_MEDIA);
    }
    if on.to.is_twilio() {
        let what = "let Twilio's signalling and media addresses through the firewall (twilio.com/docs/sip-trunking/ip-addresses: \
                    UDP 10000-60000), and offer PCMU or PCMA";
        return field.manual(sbc(), what, TWILIO_MEDIA);
    }
    field.manual(sbc(), "let the carrier's signalling and media through the firewall", CAPABILITIES)
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
            format!(
                "a trunk has no such switch there, and takes calls as soon as it has addresses or credentials: send trunk {} \
                 none",
                on.wanted.name
            ),
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
             identifier of {}), and assign the trunk's numbers to it",
            on.wanted.name
        );
        return field.manual(on.to.console(), what, EXOTEL_FLOW);
    }
    if held.is_empty() {
        return field.exact(TWILIO_TRUNKING);
    }
    field.manual(
        format!("whoever has the console of {}", on.from),
        format!(
            "a number's calls go to the targets there without a Flow: look in the Flow (App Bazaar) of trunk {} for what it does \
             besides dialling the trunk, such as greetings, hours or recording, and move that behind the targets",
            on.there.trunk.name
        ),
        EXOTEL_FLOW,
    )
}
