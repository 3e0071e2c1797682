//! Who may send calls.

use trunkline::{
    ErrorKind,
    ext::{AclExt as _, collect},
    model::{AclEntrySpec, AuthModeChange, ChangeOptions, EffectiveAuth, Replaced, TerminationAuth},
};

use super::scenario;
use crate::{
    case::Case,
    check::{Outcome, check, same},
    scenario::{Capability::AclRanges, Need::Can, Scenario},
};

pub(super) const SCENARIOS: &[Scenario] = &[
    scenario!(
        add_list_remove,
        [],
        "an allowed address is listed until it is removed, and a removal says what it removed",
        "Twilio's two steps, a list and its association; a removal that answers 200 whatever was there"
    ),
    scenario!(
        duplicate_is_refused,
        [],
        "the same address a second time is AlreadyExists, and the trunk still has it once",
        "Exotel's duplicate, which arrives as HTTP 200; Twilio's two kinds of duplicate, list and address"
    ),
    scenario!(
        the_same_address_on_two_trunks,
        [],
        "two trunks can allow the same address, and each has its own entry",
        "Twilio's names of lists and addresses, which are unique where ours are not"
    ),
    scenario!(
        removed_twice,
        [],
        "removing an entry a second time is NotFound",
        "a DELETE by query, which answers 200 when nothing matches"
    ),
    scenario!(
        entry_of_another_trunk,
        [],
        "an entry cannot be removed by way of another trunk",
        "Exotel's DELETE by query; Twilio's lists, which belong to the account"
    ),
    scenario!(
        not_found_on_every_verb,
        [],
        "every verb on a trunk or an entry that is not there is NotFound",
        "lists that answer empty for a trunk that is not there"
    ),
    scenario!(
        range,
        [Can(AclRanges)],
        "a range is stored with its prefix length and is not the same as an address in it",
        "a carrier that drops the prefix length, or compares addresses only"
    ),
    scenario!(
        ensure_twice,
        [],
        "ensuring an address allows it once; the second time nothing changes",
        "a comparison by text, to which 44.248.146.10 and 44.248.146.10/32 differ"
    ),
    scenario!(
        vouched,
        [],
        "an address whose caller vouches for the mode comes and goes as any other, by no more requests",
        "a look at the trunk with each of two thousand addresses"
    ),
];

async fn add_list_remove(case: &Case) -> Outcome {
    let id = case.trunk(TerminationAuth::IpAcl).await?;
    same!(case.acl(&id).await?, [], "the addresses of a new trunk");

    let (first, second) = (case.address(0), case.address(1));
    let added = case.acls().add_acl_entry(&id, &first).await?;
    check!(added.changed, "allowing an address says that nothing changed");
    check!(added.value.cidr == first.cidr, "{} was added, the answer says {}", first.cidr, added.value.cidr);
    let kept = case.acls().add_acl_entry(&id, &second).await?.value;

    let mut listed = case.acl(&id).await?;
    listed.sort_by_key(|entry| entry.cidr.to_string());
    same!(listed, [added.value.clone(), kept.clone()], "the addresses listed");

    let removed = case.acls().remove_acl_entry(&id, &added.value.id, &ChangeOptions::default()).await?;
    check!(removed.changed, "a removal says that nothing changed");
    same!(removed.replaced, Some(Replaced::AclEntry(added.value)), "what was removed");
    same!(case.acl(&id).await?, [kept], "the addresses left");
    Ok(())
}

async fn duplicate_is_refused(case: &Case) -> Outcome {
    let id = case.trunk(TerminationAuth::IpAcl).await?;
    let _ = case.acls().add_acl_entry(&id, &case.address(0)).await?;
    let again = case.acls().add_acl_entry(&id, &case.address(0)).await;
    case.refused(again, &[ErrorKind::AlreadyExists], "allowing an address twice")?;
    same!(case.acl(&id).await?.len(), 1, "addresses on the trunk");
    Ok(())
}

async fn the_same_address_on_two_trunks(case: &Case) -> Outcome {
    let (one, two) = (case.trunk(TerminationAuth::IpAcl).await?, case.trunk(TerminationAuth::IpAcl).await?);
    let on_one = case.acls().add_acl_entry(&one, &case.address(0)).await?.value;
    let on_two = case.acls().add_acl_entry(&two, &case.address(0)).await?.value;
    check!(on_one.id != on_two.id, "two trunks share the entry {}", on_one.id);
    let _ = case.acls().remove_acl_entry(&one, &on_one.id, &ChangeOptions::default()).await?;
    same!(case.acl(&two).await?, [on_two], "the other trunk's addresses");
    Ok(())
}

async fn removed_twice(case: &Case) -> Outcome {
    let id = case.trunk(TerminationAuth::IpAcl).await?;
    let _ = case.acls().add_acl_entry(&id, &case.address(0)).await?;
    let entry = case.acls().add_acl_entry(&id, &case.address(1)).await?.value.id;
    let _ = case.acls().remove_acl_entry(&id, &entry, &ChangeOptions::default()).await?;
    let again = case.acls().remove_acl_entry(&id, &entry, &ChangeOptions::default()).await;
    case.refused(again, &[ErrorKind::NotFound], "removing an entry twice")?;
    Ok(())
}

async fn entry_of_another_trunk(case: &Case) -> Outcome {
    let (owner, stranger) =
        (case.trunk(TerminationAuth::IpAcl).await?, case.trunk(TerminationAuth::IpAcl).await?);
    let entry = case.acls().add_acl_entry(&owner, &case.address(0)).await?.value;
    let _ = case.acls().add_acl_entry(&stranger, &case.address(1)).await?;
    let outcome = case.acls().remove_acl_entry(&stranger, &entry.id, &ChangeOptions::default()).await;
    case.refused(outcome, &[ErrorKind::NotFound], "removing another trunk's entry")?;
    same!(case.acl(&owner).await?, [entry], "the owner's addresses");
    Ok(())
}

async fn not_found_on_every_verb(case: &Case) -> Outcome {
    let (acls, missing, gone) = (case.acls(), case.missing(), &[ErrorKind::NotFound]);
    let remove = ChangeOptions::default();
    case.refused(collect(acls.list_acl_entries(&missing.trunk)).await, gone, "listing")?;
    case.refused(acls.add_acl_entry(&missing.trunk, &case.address(0)).await, gone, "adding")?;
    let outcome = acls.remove_acl_entry(&missing.trunk, &missing.acl_entry, &remove).await;
    case.refused(outcome, gone, "removing from no trunk")?;

    let id = case.trunk(TerminationAuth::IpAcl).await?;
    let outcome = acls.remove_acl_entry(&id, &missing.acl_entry, &remove).await;
    case.refused(outcome, gone, "removing no entry")?;
    Ok(())
}

async fn range(case: &Case) -> Outcome {
    let id = case.trunk(TerminationAuth::IpAcl).await?;
    let range = AclEntrySpec::new("54.172.60.0/30".parse()?);
    let host = AclEntrySpec::new("54.172.60.0/32".parse()?);
    let added = case.acls().add_acl_entry(&id, &range).await?.value;
    check!(added.cidr == range.cidr, "{} was added, the answer says {}", range.cidr, added.cidr);
    let found = case.acls().find_acl_entry(&id, &range.cidr).await?;
    same!(found.map(|entry| entry.id), Some(added.id), "the range found by its prefix");
    same!(case.acls().find_acl_entry(&id, &host.cidr).await?, None, "its first address as an entry");
    Ok(())
}

async fn ensure_twice(case: &Case) -> Outcome {
    let id = case.trunk(TerminationAuth::IpAcl).await?;
    let first = case.acls().ensure_acl_entry(&id, &case.address(0)).await?;
    check!(first.changed, "ensuring a new address says that nothing changed");
    let second = case.acls().ensure_acl_entry(&id, &case.address(0)).await?;
    check!(!second.changed, "ensuring it a second time changed something: {second:?}");
    same!(second.value, first.value, "the entry ensured");
    Ok(())
}

async fn vouched(case: &Case) -> Outcome {
    let (acls, id) = (case.acls(), case.trunk(TerminationAuth::IpAcl).await?);
    let first = acls.add_acl_entry(&id, &case.address(0)).await?.value;
    let before = case.sent();
    let second = acls.add_acl_entry(&id, &case.address(1)).await?.value;
    let (guarded, before) = (case.sent_since(before), case.sent());
    let spec = case.address(2).with_auth_mode(AuthModeChange::Unchanged);
    let third = acls.add_acl_entry(&id, &spec).await?.value;
    let vouched = case.sent_since(before);
    check!(vouched <= guarded, "adding takes {vouched} requests when it is vouched for, otherwise {guarded}");
    check!(third.cidr == spec.cidr, "{} was added, the answer says {}", spec.cidr, third.cidr);

    let (keep, before) = (ChangeOptions::default(), case.sent());
    let _ = acls.remove_acl_entry(&id, &first.id, &keep).await?;
    let (guarded, before) = (case.sent_since(before), case.sent());
    let vouch = keep.with_auth_mode(AuthModeChange::Unchanged);
    let _ = acls.remove_acl_entry(&id, &second.id, &vouch).await?;
    let vouched = case.sent_since(before);
    check!(
        vouched <= guarded,
        "removing takes {vouched} requests when it is vouched for, otherwise {guarded}"
    );
    let again = acls.remove_acl_entry(&id, &second.id, &vouch).await;
    case.refused(again, &[ErrorKind::NotFound], "removing an entry twice")?;
    same!(case.acl(&id).await?, [third], "the addresses left");
    case.authenticates(&id, EffectiveAuth::Mode(TerminationAuth::IpAcl)).await
}
