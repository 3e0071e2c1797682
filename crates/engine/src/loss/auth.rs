//! How calls are told.

use trunkline::model::{EffectiveAuth, Identity, TerminationAuth};

use super::{
    FieldLoss, Target,
    field::Field,
    judge::On,
    source::{CAPABILITIES, EXOTEL_MIXED, EXOTEL_TARGET, EXOTEL_TRUNK, TWILIO_TRUNKING},
};

/// How a trunk is to authenticate calls. Both on Exotel may mean that either is enough, which would let in whoever shares
/// an allowed address: until its support has said so, a trunk that comes from elsewhere is built with digest alone,
/// unless someone asks for both there.
pub(super) fn on(auth: TerminationAuth, from: &Identity, to: &Target<'_>) -> TerminationAuth {
    let unclear = to.is_exotel() && from.carrier != to.identity().carrier;
    let nearest = if unclear && auth == TerminationAuth::Both { TerminationAuth::Digest } else { auth };
    to.auth.unwrap_or(nearest)
}

pub(super) fn field(on: &On<'_>) -> FieldLoss {
    let was = on.there.auth.unwrap_or(on.there.trunk.auth);
    let to = on.to;
    let built = built(on);
    let field = Field::of("auth").was(&was).becomes(&built);
    let other_carrier = on.from.carrier != to.identity().carrier;
    // What a carrier says may be late: what the trunk is built by is what was found on it.
    let found = on.source.spec.auth;
    if !to.capabilities().digest.value && found != TerminationAuth::IpAcl {
        return field.impossible("the carrier does not authenticate calls by digest", CAPABILITIES);
    }
    let source = if to.is_twilio() { TWILIO_TRUNKING } else { EXOTEL_TRUNK };
    match found {
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
        _ if was == built => field.exact(source),
        _ if was == EffectiveAuth::Closed => field.approximated(
            "it takes no outbound calls now, and there it takes those from the addresses that its targets need on the ACL",
            EXOTEL_TARGET,
        ),
        _ if built == EffectiveAuth::Closed => field.approximated(
            "nothing that its calls are told by is there: it takes no outbound calls until an address or a credential is added",
            source,
        ),
        _ => field.approximated("it is built by the addresses and credentials that are on it", source),
    }
}

/// What the trunk does there with what can be asked for.
fn built(on: &On<'_>) -> EffectiveAuth {
    let wanted = on.wanted;
    if wanted.acl.iter().flatten().next().is_none() && wanted.credentials.iter().flatten().next().is_none() {
        return EffectiveAuth::Closed;
    }
    EffectiveAuth::Mode(wanted.spec.auth)
}
