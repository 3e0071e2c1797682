//! Allowed addresses.

use trunkline::model::{AclEntry, AclEntrySpec, Cidr, OriginationUriSpec, TerminationAuth};

use super::{
    FieldLoss, Target,
    field::Field,
    judge::{On, seconds},
    read::refused,
    source::{CAPABILITIES, EXOTEL_ACL, TWILIO_LISTS, TWILIO_SPEC},
};

/// The most addresses of a range that are written one by one: a /24.
const ONE_BY_ONE: u64 = 256;

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
) -> Vec<AclEntrySpec> {
    let mut cidrs: Vec<Cidr> = Vec::new();
    let mut add = |cidr: Cidr| {
        if !cidrs.contains(&cidr) {
            cidrs.push(cidr);
        }
    };
    for spec in specs {
        match becomes(spec.cidr, to) {
            Becomes::Itself => add(spec.cidr),
            Becomes::Addresses(_) => spec.cidr.single_addresses().for_each(&mut add),
            Becomes::TooMany(_) => {}
        }
    }
    if to.capabilities().ipv4_origination_needs_acl.value && auth != TerminationAuth::Digest {
        let needed = targets.iter().filter_map(|spec| Cidr::new(spec.uri.ipv4()?, 32).ok());
        needed.for_each(&mut add);
    }
    let most = to.capabilities().max_acl_entries.value.and_then(|most| usize::try_from(most).ok());
    cidrs.truncate(most.unwrap_or(usize::MAX));
    cidrs.into_iter().map(AclEntrySpec::new).collect()
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
    let source = if to.is_exotel() { EXOTEL_ACL } else { TWILIO_LISTS };
    let wanted = |cidr: Cidr| on.wanted.acl.iter().flatten().any(|spec| spec.cidr == cidr);
    match becomes(cidr, to) {
        Becomes::TooMany(many) => field.manual(
            format!("whoever knows where calls come from, and {called}'s support"),
            format!(
                "{called} takes single addresses, and {cidr} is {many} of them: name those that really place calls as \
                 /32, or have the support confirm the range for {}",
                to.identity()
            ),
            source,
        ),
        Becomes::Addresses(many) if cidr.single_addresses().all(wanted) => {
            let requests = usize::try_from(many).unwrap_or(usize::MAX);
            let time = seconds(requests, to).map_or_else(String::new, |seconds| format!(", {seconds} s at its rate"));
            field
                .becomes(&format!("{many} addresses"))
                .approximated(format!("{many} entries, one for each address: {many} requests{time}"), source)
        }
        Becomes::Itself if wanted(cidr) => field.stays().exact(source),
        _ => {
            let most = to.capabilities().max_acl_entries.value.unwrap_or_default();
            field.manual(
                to.console(),
                format!(
                    "a trunk's list takes {most} entries here: make a second list with {cidr} and attach it to the trunk \
                     (Elastic SIP Trunking > Manage > IP access control lists)"
                ),
                TWILIO_LISTS,
            )
        }
    }
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
