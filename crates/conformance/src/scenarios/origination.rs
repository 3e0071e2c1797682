//! Where inbound calls go.

use trunkline::{
    Effect, ErrorKind,
    ext::{OriginationExt as _, collect},
    model::{
        Action, ObjectId, OriginationUriPatch, OriginationUriSpec, Replaced, SipUri, Step, TerminationAuth,
    },
};

use super::scenario;
use crate::{
    case::Case,
    check::{Failure, Outcome, check, same},
    scenario::{
        Capability::{Ipv4OriginationNeedsAcl, Originations},
        Need::{Can, Cannot, RequestCount},
        Scenario,
    },
};

pub(super) const SCENARIOS: &[Scenario] = &[
    scenario!(
        add_list_remove,
        [Can(Originations)],
        "a target is listed with its priority and weight until it is removed",
        "Exotel, which takes no priority on create; a target sent bare and given back with sip:"
    ),
    scenario!(
        update_one_field,
        [Can(Originations)],
        "another priority leaves the weight as it is, and what was there before is reported",
        "an update that sends defaults for what it was not told"
    ),
    scenario!(
        empty_patch_changes_nothing,
        [Can(Originations)],
        "an empty patch, and one with the values that are there, say that nothing changed",
        "an update that answers as changed whatever it did"
    ),
    scenario!(
        duplicate_is_refused,
        [Can(Originations)],
        "the same target in another spelling is AlreadyExists, and the trunk still has it once",
        "carriers without a key for targets, which add it a second time"
    ),
    scenario!(
        another_port_is_another_target,
        [Can(Originations)],
        "two ports of a host are two targets",
        "a comparison by host"
    ),
    scenario!(
        batch,
        [Can(Originations)],
        "several targets are added by one call, in the order given, each with its priority",
        "Exotel's batch, whose answer's order nobody documents and which knows no priority"
    ),
    scenario!(
        batch_partly_refused,
        [Can(Originations)],
        "when one of a batch is refused, the effect says truly whether the others were added, and done() names them",
        "Exotel's 207, whose outer status is success; Twilio without a batch"
    ),
    scenario!(
        weight_zero_is_refused,
        [Can(Originations), RequestCount],
        "a weight of 0 is InvalidInput on every verb, and nothing is sent",
        "Twilio, which accepts it though its documentation excludes it"
    ),
    scenario!(
        ipv4_needs_an_address_on_the_acl,
        [Can(Originations), Can(Ipv4OriginationNeedsAcl)],
        "an IPv4 target that is not on the ACL is AclRequired; once the address is allowed it is taken",
        "Exotel's Destination not whitelisted inside a 207"
    ),
    scenario!(
        ipv4_needs_no_acl,
        [Can(Originations), Cannot(Ipv4OriginationNeedsAcl)],
        "an IPv4 target is taken without an ACL entry where the carrier asks for none",
        "a rule of one carrier applied to all"
    ),
    scenario!(
        removed_twice,
        [Can(Originations)],
        "removing a target a second time is NotFound",
        "a DELETE by query, which answers 200 when nothing matches"
    ),
    scenario!(
        target_of_another_trunk,
        [Can(Originations)],
        "a target can be neither changed nor removed by way of another trunk",
        "Exotel's DELETE by query"
    ),
    scenario!(
        not_found_on_every_verb,
        [Can(Originations)],
        "every verb on a trunk or a target that is not there is NotFound",
        "lists that answer empty for a trunk that is not there"
    ),
    scenario!(
        ensure_twice,
        [Can(Originations)],
        "ensuring a target adds it once, with its priority; the second time nothing changes",
        "a second step, for the priority, that is repeated on every run"
    ),
    scenario!(
        ensure_adjusts,
        [Can(Originations)],
        "ensuring a target that is there with another priority changes the priority",
        "a target taken for done whatever its priority"
    ),
];

async fn add_list_remove(case: &Case) -> Outcome {
    let (part, id) = (case.originations()?, case.trunk(TerminationAuth::IpAcl).await?);
    let spec = case.target(0).with_priority(10).with_weight(5);
    let added = part.add_origination_uri(&id, &spec).await?;
    check!(added.changed, "adding a target says that nothing changed");
    let kept = part.add_origination_uri(&id, &case.target(1)).await?.value;
    same!((kept.priority, kept.weight), (0, 1), "priority and weight when none are given");

    let listed = case.targets(&id).await?;
    same!(listed.len(), 2, "targets listed");
    let target = listed
        .iter()
        .find(|target| target.id == added.value.id)
        .ok_or_else(|| Failure::new(format!("{} is not listed", added.value.id)))?;
    check!(target.uri == spec.uri, "{} was added, {} is listed", spec.uri, target.uri);
    same!((target.priority, target.weight), (10, 5), "priority and weight listed");
    same!((added.value.priority, added.value.weight), (10, 5), "priority and weight in the answer");

    let removed = part.remove_origination_uri(&id, &added.value.id).await?;
    check!(
        matches!(&removed.replaced, Some(Replaced::OriginationUri(old)) if old.uri == spec.uri),
        "the target removed is not reported: {:?}",
        removed.replaced
    );
    let left: Vec<_> = case.targets(&id).await?.into_iter().map(|target| target.id).collect();
    same!(left, [kept.id], "targets left");
    Ok(())
}

async fn update_one_field(case: &Case) -> Outcome {
    let (part, id) = (case.originations()?, case.trunk(TerminationAuth::IpAcl).await?);
    let spec = case.target(0).with_priority(10).with_weight(5);
    let target = part.add_origination_uri(&id, &spec).await?.value;
    let patch = OriginationUriPatch::default().with_priority(20);
    let done = part.update_origination_uri(&id, &target.id, &patch).await?;
    check!(done.changed, "another priority says that nothing changed");
    same!((done.value.priority, done.value.weight), (20, 5), "priority and weight in the answer");
    check!(
        matches!(&done.replaced, Some(Replaced::OriginationUri(old)) if old.priority == 10),
        "the priority before is not reported: {:?}",
        done.replaced
    );
    let listed = &case.targets(&id).await?[0];
    check!(listed.uri == spec.uri, "the target itself is another: {}", listed.uri);
    same!((listed.priority, listed.weight), (20, 5), "priority and weight listed");
    Ok(())
}

async fn empty_patch_changes_nothing(case: &Case) -> Outcome {
    let (part, id) = (case.originations()?, case.trunk(TerminationAuth::IpAcl).await?);
    let target = part.add_origination_uri(&id, &case.target(0).with_priority(10)).await?.value;
    for patch in [OriginationUriPatch::default(), OriginationUriPatch::default().with_priority(10)] {
        let done = part.update_origination_uri(&id, &target.id, &patch).await?;
        check!(!done.changed, "{patch:?} says that something changed");
        same!(done.value.priority, 10, "the priority after {patch:?}");
    }
    Ok(())
}

async fn duplicate_is_refused(case: &Case) -> Outcome {
    let (part, id) = (case.originations()?, case.trunk(TerminationAuth::IpAcl).await?);
    let spec = case.target(0);
    let _ = part.add_origination_uri(&id, &spec).await?;
    let shouted: SipUri =
        spec.uri.as_str().replace(spec.uri.host(), &spec.uri.host().to_uppercase()).parse()?;
    for uri in [spec.uri, shouted] {
        let what = format!("adding {uri} to a trunk that has it");
        let again = part.add_origination_uri(&id, &OriginationUriSpec::new(uri)).await;
        case.refused(again, &[ErrorKind::AlreadyExists], &what)?;
    }
    same!(case.targets(&id).await?.len(), 1, "targets on the trunk");
    Ok(())
}

async fn another_port_is_another_target(case: &Case) -> Outcome {
    let (part, id) = (case.originations()?, case.trunk(TerminationAuth::IpAcl).await?);
    for port in [5061, 5071] {
        let uri = format!("sip:{}:{port};transport=tls", case.target(0).uri.host()).parse()?;
        let _ = part.add_origination_uri(&id, &OriginationUriSpec::new(uri)).await?;
    }
    same!(case.targets(&id).await?.len(), 2, "targets on the trunk");
    Ok(())
}

async fn batch(case: &Case) -> Outcome {
    let (part, id) = (case.originations()?, case.trunk(TerminationAuth::IpAcl).await?);
    let specs =
        [case.target(2), case.target(0).with_priority(7), case.target(1).with_priority(3).with_weight(9)];
    let done = part.add_origination_uris(&id, &specs).await?;
    check!(done.changed, "a batch says that nothing changed");
    same!(done.value.len(), specs.len(), "targets in the answer");
    for (spec, target) in specs.iter().zip(&done.value) {
        check!(target.uri == spec.uri, "the answer has {} in the place of {}", target.uri, spec.uri);
        same!((target.priority, target.weight), (spec.priority, spec.weight), "{} in the answer", spec.uri);
        let found = part.find_origination_uri(&id, &spec.uri).await?;
        let found = found.ok_or_else(|| Failure::new(format!("{} is not listed", spec.uri)))?;
        same!((found.priority, found.weight), (spec.priority, spec.weight), "{} listed", spec.uri);
    }
    let none = part.add_origination_uris(&id, &[]).await?;
    check!(!none.changed, "a batch of nothing says that something changed");
    Ok(())
}

async fn batch_partly_refused(case: &Case) -> Outcome {
    let (part, id) = (case.originations()?, case.trunk(TerminationAuth::IpAcl).await?);
    let there = part.add_origination_uri(&id, &case.target(0)).await?.value;
    let specs = [case.target(1), case.target(0), case.target(2)];
    let error = match part.add_origination_uris(&id, &specs).await {
        Ok(done) => return Err(Failure::new(format!("a target that is there was not refused: {done:?}"))),
        Err(error) => error,
    };
    same!(error.kind(), ErrorKind::AlreadyExists, "why the batch was refused ({error})");
    check!(
        error.message().contains(case.target(0).uri.as_str()),
        "it is not said which was refused: {error}"
    );
    let added = case.targets(&id).await?.into_iter().filter(|target| target.id != there.id);
    let steps: Vec<Step> =
        added.map(|target| Step::new(Action::Created, ObjectId::OriginationUri(target.id))).collect();
    same!(error.done().len(), steps.len(), "what was done, said and seen ({error})");
    check!(
        steps.iter().all(|step| error.done().contains(step)),
        "{steps:?} is done, {:?} is said",
        error.done()
    );
    let expected = if steps.is_empty() { Effect::None } else { Effect::Partial };
    same!(error.effect(), expected, "the effect ({error})");
    Ok(())
}

async fn weight_zero_is_refused(case: &Case) -> Outcome {
    let (part, id) = (case.originations()?, case.trunk(TerminationAuth::IpAcl).await?);
    let target = part.add_origination_uri(&id, &case.target(0)).await?.value.id;
    let (zero, bad) = (case.target(1).with_weight(0), &[ErrorKind::InvalidInput]);
    let before = case.sent();
    case.refused(part.add_origination_uri(&id, &zero).await, bad, "a target of weight 0")?;
    let batch = [case.target(2), zero];
    case.refused(part.add_origination_uris(&id, &batch).await, bad, "a batch with a weight of 0")?;
    let patch = OriginationUriPatch::default().with_weight(0);
    case.refused(part.update_origination_uri(&id, &target, &patch).await, bad, "a change to weight 0")?;
    case.nothing_sent(before, "weights of 0")?;
    same!(case.targets(&id).await?.len(), 1, "targets on the trunk");
    Ok(())
}

/// A target at the first address of the harness.
fn ipv4_target(case: &Case) -> Outcome<OriginationUriSpec> {
    let address = case.address(0).cidr.address();
    Ok(OriginationUriSpec::new(format!("sip:{address}:5061;transport=tls").parse()?))
}

async fn ipv4_needs_an_address_on_the_acl(case: &Case) -> Outcome {
    let (part, id) = (case.originations()?, case.trunk(TerminationAuth::IpAcl).await?);
    let spec = ipv4_target(case)?;
    let outcome = part.add_origination_uri(&id, &spec).await;
    case.refused(outcome, &[ErrorKind::AclRequired], "an IPv4 target that is not on the ACL")?;
    same!(case.targets(&id).await?, [], "targets on the trunk");
    let _ = case.acls().add_acl_entry(&id, &case.address(0)).await?;
    let added = part.add_origination_uri(&id, &spec).await?;
    check!(added.value.uri == spec.uri, "{} was added, the answer says {}", spec.uri, added.value.uri);
    Ok(())
}

async fn ipv4_needs_no_acl(case: &Case) -> Outcome {
    let (part, id) = (case.originations()?, case.trunk(TerminationAuth::IpAcl).await?);
    let spec = ipv4_target(case)?;
    let added = part.add_origination_uri(&id, &spec).await?;
    check!(added.value.uri == spec.uri, "{} was added, the answer says {}", spec.uri, added.value.uri);
    Ok(())
}

async fn removed_twice(case: &Case) -> Outcome {
    let (part, id) = (case.originations()?, case.trunk(TerminationAuth::IpAcl).await?);
    let target = part.add_origination_uri(&id, &case.target(0)).await?.value.id;
    let _ = part.remove_origination_uri(&id, &target).await?;
    let again = part.remove_origination_uri(&id, &target).await;
    case.refused(again, &[ErrorKind::NotFound], "removing a target twice")?;
    Ok(())
}

async fn target_of_another_trunk(case: &Case) -> Outcome {
    let part = case.originations()?;
    let (owner, other) =
        (case.trunk(TerminationAuth::IpAcl).await?, case.trunk(TerminationAuth::IpAcl).await?);
    let target = part.add_origination_uri(&owner, &case.target(0)).await?.value;
    let gone = &[ErrorKind::NotFound];
    let patch = OriginationUriPatch::default().with_priority(9);
    let outcome = part.update_origination_uri(&other, &target.id, &patch).await;
    case.refused(outcome, gone, "changing another trunk's target")?;
    let outcome = part.remove_origination_uri(&other, &target.id).await;
    case.refused(outcome, gone, "removing another trunk's target")?;
    let listed = case.targets(&owner).await?;
    same!(listed.iter().map(|target| target.priority).collect::<Vec<_>>(), [0], "the owner's targets");
    Ok(())
}

async fn not_found_on_every_verb(case: &Case) -> Outcome {
    let (part, missing, gone) = (case.originations()?, case.missing(), &[ErrorKind::NotFound]);
    let patch = OriginationUriPatch::default().with_priority(9);
    case.refused(collect(part.list_origination_uris(&missing.trunk)).await, gone, "listing")?;
    case.refused(part.add_origination_uri(&missing.trunk, &case.target(0)).await, gone, "adding")?;
    let batch = [case.target(0), case.target(1)];
    case.refused(part.add_origination_uris(&missing.trunk, &batch).await, gone, "adding two")?;

    let id = case.trunk(TerminationAuth::IpAcl).await?;
    for trunk in [&missing.trunk, &id] {
        let outcome = part.update_origination_uri(trunk, &missing.origination_uri, &patch).await;
        case.refused(outcome, gone, "changing")?;
        let outcome = part.remove_origination_uri(trunk, &missing.origination_uri).await;
        case.refused(outcome, gone, "removing")?;
    }
    Ok(())
}

async fn ensure_twice(case: &Case) -> Outcome {
    let (part, id) = (case.originations()?, case.trunk(TerminationAuth::IpAcl).await?);
    let spec = case.target(0).with_priority(10).with_weight(5);
    let first = part.ensure_origination_uri(&id, &spec).await?;
    check!(first.changed, "ensuring a new target says that nothing changed");
    let second = part.ensure_origination_uri(&id, &spec).await?;
    check!(!second.changed, "ensuring it a second time changed something: {second:?}");
    same!(second.value.id, first.value.id, "the target ensured");
    Ok(())
}

async fn ensure_adjusts(case: &Case) -> Outcome {
    let (part, id) = (case.originations()?, case.trunk(TerminationAuth::IpAcl).await?);
    let before = part.add_origination_uri(&id, &case.target(0)).await?.value;
    let done = part.ensure_origination_uri(&id, &case.target(0).with_priority(4)).await?;
    check!(done.changed, "another priority says that nothing changed");
    same!((done.value.id, done.value.priority), (before.id, 4), "the target ensured");
    same!(case.targets(&id).await?.len(), 1, "targets on the trunk");
    Ok(())
}
