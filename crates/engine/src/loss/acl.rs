//! Allowed addresses.

use trunkline::model::{AclEntry, AclEntrySpec, Carrier, Cidr, OriginationUriSpec, TerminationAuth};

use super::{
    FieldLoss, Target,
    field::Field,
    judge::{On, seconds},
    read::refused,
    source::{CAPABILITIES, EXOTEL_ACL, EXOTEL_MIXED, TWILIO_LISTS, TWILIO_SPEC},
};
use crate::{Noun, Shortfall};

/// The most addresses of a range that are written one by one: a /24.
const ONE_BY_ONE: u64 = 256;

/// Why no address is allowed.
const LEFT_OUT: &str =
    "calls are trusted by digest alone there, as an allowed address might be enough by itself";

/// What a range becomes.
enum Becomes {
    Itself,
    /// An entry for each of so many addresses.
    Addresses(u64),
    /// Too many addresses to write one by one.
    TooMany(u64),
}

fn becomes(cidr: Cidr, to: &Target<'_>) -> Becomes {
    let addresses = 1_u64 << (32 - u32::from(cidr.prefix()));
    match addresses {
        1 => Becomes::Itself,
        _ if to.capabilities().acl_ranges.value => Becomes::Itself,
        many if many <= ONE_BY_ONE => Becomes::Addresses(many),
        many => Becomes::TooMany(many),
    }
}

/// The entries that can be asked for: ranges address by address where the carrier takes no ranges, and what targets by
/// address need besides, each once and at most as many as the carrier takes.
pub(super) fn on(
    specs: &[AclEntrySpec],
    targets: &[OriginationUriSpec],
    auth: TerminationAuth,
    to: &Target<'_>,
    shortfalls: &mut Vec<Shortfall>,
) -> Vec<AclEntrySpec> {
    let most = to.capabilities().max_acl_entries.value.and_then(|most| usize::try_from(most).ok());
    let mut cidrs: Vec<Cidr> = Vec::new();
    let mut add = |cidr: Cidr| {
        let is_there = cidrs.contains(&cidr);
        let fits = is_there || most.is_none_or(|most| cidrs.len() < most);
        if fits && !is_there {
            cidrs.push(cidr);
        }
        fits
    };
    let mut leave = |cidr: Cidr, why: String| shortfalls.push(Shortfall::new(Noun::Acl, &cidr, why));
    for spec in specs {
        if !trusts(auth) {
            leave(spec.cidr, LEFT_OUT.to_owned());
            continue;
        }
        let fits = match becomes(spec.cidr, to) {
            Becomes::Itself => add(spec.cidr),
            Becomes::Addresses(_) => spec.cidr.single_addresses().all(&mut add),
            Becomes::TooMany(many) => {
                leave(spec.cidr, too_wide(spec.cidr, many, to));
                continue;
            }
        };
        if !fits {
            leave(spec.cidr, too_many(spec.cidr, to));
        }
    }
    if to.capabilities().ipv4_origination_needs_acl.value && trusts(auth) {
        let needed = targets.iter().filter_map(|spec| Cidr::new(spec.uri.ipv4()?, 32).ok());
        needed.filter(|cidr| !add(*cidr)).for_each(|cidr| leave(cidr, too_many(cidr, to)));
    }
    cidrs.into_iter().map(AclEntrySpec::new).collect()
}

fn too_wide(cidr: Cidr, many: u64, to: &Target<'_>) -> String {
    format!(
        "{} takes single addresses, and {cidr} is {many} of them: name those that really place calls as /32, or have \
         the support confirm the range for {}",
        to.called(),
        to.profile
    )
}

fn too_many(cidr: Cidr, to: &Target<'_>) -> String {
    let most = to.capabilities().max_acl_entries.value.unwrap_or_default();
    let instead = if to.is_twilio() {
        format!(
            ": make a second list with {cidr} and attach it to the trunk (Elastic SIP Trunking > Manage > IP access \
             control lists)"
        )
    } else {
        String::new()
    };
    format!("a trunk's list takes {most} entries here{instead}")
}

/// Whether calls are trusted by their address.
fn trusts(auth: TerminationAuth) -> bool {
    auth != TerminationAuth::Digest
}

pub(super) fn fields(entry: &AclEntry, on: &On<'_>) -> Vec<FieldLoss> {
    vec![
        Field::of("id").was(&entry.id).carriers_own(),
        cidr(entry, on),
        label(entry, on),
        list(entry, on),
        Field::of("created").was_if(entry.created).carriers_own(),
    ]
}

fn cidr(entry: &AclEntry, on: &On<'_>) -> FieldLoss {
    let field = Field::of("cidr").was(&entry.cidr);
    let (to, called) = (on.to, on.to.called());
    if let Some(reason) = refused(&entry.cidr) {
        return field.impossible(reason, super::source::SIGNALLING);
    }
    let Some(&cidr) = entry.cidr.valid() else { return field.impossible("it is no address", CAPABILITIES) };
    if !trusts(on.wanted.spec.auth) {
        return field.approximated(format!("{LEFT_OUT}: see auth"), EXOTEL_MIXED);
    }
    let source = if to.is_exotel() { EXOTEL_ACL } else { TWILIO_LISTS };
    let wanted = |cidr: Cidr| on.wanted.acl.iter().flatten().any(|spec| spec.cidr == cidr);
    match becomes(cidr, to) {
        Becomes::TooMany(many) => field.manual(
            format!("whoever knows where calls come from, and {called}'s support"),
            too_wide(cidr, many, to),
            source,
        ),
        Becomes::Addresses(many) if cidr.single_addresses().all(wanted) => {
            let requests = usize::try_from(many).unwrap_or(usize::MAX);
            let time = seconds(requests, to)
                .map_or_else(String::new, |seconds| format!(", {seconds} s at its rate"));
            field
                .becomes(&format!("{many} addresses"))
                .approximated(format!("{many} entries, one for each address: {many} requests{time}"), source)
        }
        Becomes::Itself if wanted(cidr) => match unclear(cidr, on) {
            Some(how) => field.stays().approximated(how, EXOTEL_ACL),
            None => field.stays().exact(source),
        },
        _ => field.manual(to.console(), too_many(cidr, to), TWILIO_LISTS),
    }
}

/// What an entry that stays the same may not mean the same for.
fn unclear(cidr: Cidr, on: &On<'_>) -> Option<String> {
    let from_exotel = on.from.carrier == Carrier::EXOTEL;
    if !cidr.is_host() && from_exotel && !on.to.is_exotel() {
        return Some(
            "a call from any address of the range is let in there; Exotel's support says that it takes single addresses only, so \
             that it may let in fewer now: narrow it to those that really place calls"
                .to_owned(),
        );
    }
    on.to.is_allowed_elsewhere(cidr, on.to.left_of(on.wanted)).then(|| {
        "another trunk of the account allows it too, and all have one domain: no page of Exotel's says which trunk a call from it \
         is of; ask its support, or let another address place the calls of one of them"
            .to_owned()
    })
}

/// What the carrier calls the entry: nobody can choose it through the contract.
fn label(entry: &AclEntry, on: &On<'_>) -> FieldLoss {
    let label = entry.label.as_deref().filter(|label| !label.is_empty() && *label != entry.cidr.to_string());
    let field = Field::of("label").was_if(label);
    let source = if on.to.is_exotel() { EXOTEL_ACL } else { TWILIO_SPEC };
    match label {
        None => field.exact(source),
        Some(_) if on.to.is_twilio() => {
            field.becomes(&entry.cidr).approximated("an entry is called by its address there", source)
        }
        Some(label) => field.impossible(
            format!("an entry has no label that can be written; note {label:?} elsewhere"),
            source,
        ),
    }
}

fn list(entry: &AclEntry, on: &On<'_>) -> FieldLoss {
    match &entry.list {
        Some(list) if !list.managed => Field::of("list").was(&list.name).approximated(
            format!(
                "the entries of the list {} are copied and are this trunk's own there: what changes in the list later \
                 does not follow",
                list.name
            ),
            if on.to.is_exotel() { EXOTEL_ACL } else { TWILIO_LISTS },
        ),
        list => Field::of("list").was_if(list.as_ref().map(|list| &list.name)).carriers_own(),
    }
}
