//! Trunks: create, read, rename, find, list, delete.

use trunkline::{
    ErrorKind,
    ext::TrunkExt as _,
    model::{EffectiveAuth, NumberSpec, Replaced, TerminationAuth, TrunkPatch},
};

use super::scenario;
use crate::{
    case::Case,
    check::{Outcome, check, same},
    scenario::{
        Capability::{DuplicateTrunkNames, Originations, UpdateTrunk},
        Need::{Can, Cannot, Numbers, TrunkUser},
        Scenario,
    },
};

pub(super) const SCENARIOS: &[Scenario] = &[
    scenario!(
        create_then_read,
        [],
        "what a create answers is what a read, a search and a list show",
        "a create that answers with what was asked instead of what was stored"
    ),
    scenario!(
        find_what_is_not_there,
        [],
        "a search for a trunk that was never made finds none, and is no error",
        "a search that takes the first trunk of the list, or one whose name begins alike"
    ),
    scenario!(
        duplicate_is_refused,
        [],
        "the same trunk a second time is AlreadyExists, and the account still has it once",
        "Exotel's duplicate, which arrives as HTTP 200; Twilio's domain that is taken, perhaps by ourselves"
    ),
    scenario!(
        nothing_differs_after_create,
        [],
        "right after a create nothing is left to change",
        "a carrier that writes names, defaults or case in another way than it was told"
    ),
    scenario!(
        empty_patch_changes_nothing,
        [],
        "an empty patch reads the trunk and says that nothing changed",
        "an update that sends defaults for what it was not told"
    ),
    scenario!(
        rename,
        [Can(UpdateTrunk)],
        "a rename keeps the trunk and says what it was called before",
        "a rename by delete and create, which loses numbers and addresses"
    ),
    scenario!(
        rename_to_the_same_name,
        [Can(UpdateTrunk)],
        "a patch with the values that are there already says that nothing changed",
        "a carrier whose update answers as changed whatever it did"
    ),
    scenario!(
        rename_onto_another,
        [Can(UpdateTrunk), Cannot(DuplicateTrunkNames)],
        "a name that another trunk has is refused, and both keep their names",
        "Exotel's duplicate, which arrives as HTTP 200"
    ),
    scenario!(
        delete_then_gone,
        [],
        "a deleted trunk cannot be read, found or listed, and deleting it again is NotFound",
        "a delete that answers 200 whatever was there; lists that lag"
    ),
    scenario!(
        delete_takes_what_is_its_own,
        [Can(Originations), Numbers(1)],
        "a trunk with addresses, targets and a number can be deleted; the number is free again and stays owned",
        "carriers that refuse to delete a trunk in use; a number released with its trunk"
    ),
    scenario!(
        delete_while_in_use,
        [TrunkUser],
        "a trunk that something of others needs is InUse and left whole, and goes once that is gone",
        "a trunk that is taken apart before its deletion is refused; Twilio's subdomains and emergency addresses"
    ),
    scenario!(
        delete_leaves_others_alone,
        [],
        "deleting one trunk changes nothing on another",
        "Exotel's DELETE on the collection with the trunk in the query; lists shared between trunks"
    ),
    scenario!(
        not_found_on_every_verb,
        [],
        "every verb on a trunk that is not there is NotFound",
        "Exotel answers 403 or 404 for it, by age of the documentation"
    ),
    scenario!(
        ensure_twice,
        [],
        "ensuring a trunk makes it once; the second time nothing changes",
        "a convenience that creates on every run"
    ),
    scenario!(
        closed_until_something_is_attached,
        [],
        "a new trunk is closed, and opens to the address that is allowed",
        "Exotel's auth_type, which says IP-WHITELIST whatever is attached"
    ),
];

async fn create_then_read(case: &Case) -> Outcome {
    let spec = case.spec(TerminationAuth::IpAcl);
    let created = case.trunks().create_trunk(&spec).await?;
    check!(created.changed, "a create says that nothing changed");
    same!(created.value.name, case.held(&spec.name), "the name of the created trunk");

    let read = case.trunks().get_trunk(&created.value.id).await?;
    same!(read.id, created.value.id, "the id of the trunk read");
    same!(read.name, created.value.name, "the name of the trunk read");
    same!(read.termination, created.value.termination, "where to send calls, read and created");

    let found = case.trunks().find_trunk(&spec).await?;
    same!(found.map(|trunk| trunk.id), Some(read.id.clone()), "the trunk found by its spec");

    let listed = case.list_trunks().await?;
    same!(listed.iter().filter(|trunk| trunk.id == read.id).count(), 1, "how often it is listed");
    let matched = case.trunks().match_trunk(&spec, &listed)?;
    same!(matched.map(|trunk| &trunk.id), Some(&read.id), "the trunk of the list that the spec describes");
    Ok(())
}

async fn find_what_is_not_there(case: &Case) -> Outcome {
    let (there, never) = (case.spec(TerminationAuth::IpAcl), case.spec(TerminationAuth::IpAcl));
    let created = case.trunks().create_trunk(&there).await?.value;
    let found = case.trunks().find_trunk(&never).await?;
    same!(found, None, "the trunk found for a spec that was never created");
    let listed = case.list_trunks().await?;
    let matched = case.trunks().match_trunks(&[&never, &there], &listed);
    let matched = matched.into_iter().collect::<trunkline::Result<Vec<_>>>()?;
    let matched: Vec<_> = matched.into_iter().map(|found| found.map(|trunk| &trunk.id)).collect();
    same!(
        matched,
        [None, Some(&created.id)],
        "the trunks of the list for two specs, the first never created"
    );
    Ok(())
}

async fn duplicate_is_refused(case: &Case) -> Outcome {
    let spec = case.spec(TerminationAuth::IpAcl);
    let first = case.trunks().create_trunk(&spec).await?.value;
    let again = case.trunks().create_trunk(&spec).await;
    case.refused(again, &[ErrorKind::AlreadyExists], "creating the same trunk twice")?;
    let twins: Vec<_> = case.named(&spec.name).await?.into_iter().map(|trunk| trunk.id).collect();
    same!(twins, [first.id], "trunks of that name");
    Ok(())
}

async fn nothing_differs_after_create(case: &Case) -> Outcome {
    let spec = case.spec(TerminationAuth::IpAcl);
    let created = case.trunks().create_trunk(&spec).await?.value;
    let patch = case.trunks().diff_trunk(&spec, &created);
    check!(patch.is_empty(), "what the create answered differs from the spec: {patch:?}");
    let read = case.trunks().get_trunk(&created.id).await?;
    let patch = case.trunks().diff_trunk(&spec, &read);
    check!(patch.is_empty(), "what a read shows differs from the spec: {patch:?}");
    Ok(())
}

async fn empty_patch_changes_nothing(case: &Case) -> Outcome {
    let id = case.trunk(TerminationAuth::IpAcl).await?;
    let before = case.trunks().get_trunk(&id).await?;
    let done = case.trunks().update_trunk(&id, &TrunkPatch::default()).await?;
    check!(!done.changed, "an empty patch says that something changed");
    same!(done.replaced, None, "what an empty patch replaced");
    same!(done.value, before, "the trunk after an empty patch");
    Ok(())
}

async fn rename(case: &Case) -> Outcome {
    let id = case.trunk(TerminationAuth::IpAcl).await?;
    let _ = case.acls().add_acl_entry(&id, &case.address(0)).await?;
    let before = case.trunks().get_trunk(&id).await?;
    let name = case.spec(TerminationAuth::IpAcl).name;

    let done = case.trunks().update_trunk(&id, &TrunkPatch::default().with_name(name.clone())).await?;
    check!(done.changed, "a rename says that nothing changed");
    same!(done.value.id, id, "the id after a rename");
    same!(done.value.name, case.held(&name), "the name a rename answers");
    match &done.replaced {
        Some(Replaced::Trunk(old)) => same!(old.name, before.name, "the name that was replaced"),
        other => check!(false, "a rename does not say what was replaced: {other:?}"),
    }
    same!(case.trunks().get_trunk(&id).await?.name, case.held(&name), "the name read after a rename");
    same!(case.acl(&id).await?.len(), 1, "addresses on the renamed trunk");
    Ok(())
}

async fn rename_to_the_same_name(case: &Case) -> Outcome {
    let spec = case.spec(TerminationAuth::IpAcl);
    let id = case.trunks().create_trunk(&spec).await?.value.id;
    let done = case.trunks().update_trunk(&id, &TrunkPatch::default().with_name(spec.name)).await?;
    check!(!done.changed, "a rename to the name that is there says that something changed");
    Ok(())
}

async fn rename_onto_another(case: &Case) -> Outcome {
    let (first, second) = (case.spec(TerminationAuth::IpAcl), case.spec(TerminationAuth::IpAcl));
    let taken = case.trunks().create_trunk(&first).await?.value;
    let other = case.trunks().create_trunk(&second).await?.value;
    let patch = TrunkPatch::default().with_name(first.name);
    let outcome = case.trunks().update_trunk(&other.id, &patch).await;
    case.refused(outcome, &[ErrorKind::AlreadyExists, ErrorKind::Conflict], "a name that is taken")?;
    for trunk in [taken, other] {
        same!(case.trunks().get_trunk(&trunk.id).await?.name, trunk.name, "the name afterwards");
    }
    Ok(())
}

async fn delete_then_gone(case: &Case) -> Outcome {
    let spec = case.spec(TerminationAuth::IpAcl);
    let id = case.trunks().create_trunk(&spec).await?.value.id;
    let done = case.trunks().delete_trunk(&id).await?;
    check!(done.changed, "a delete says that nothing changed");

    case.refused(case.trunks().get_trunk(&id).await, &[ErrorKind::NotFound], "reading a deleted trunk")?;
    same!(case.trunks().find_trunk(&spec).await?, None, "the deleted trunk, searched");
    check!(case.list_trunks().await?.iter().all(|trunk| trunk.id != id), "a deleted trunk is listed");
    let again = case.trunks().delete_trunk(&id).await;
    case.refused(again, &[ErrorKind::NotFound], "deleting a trunk twice")?;
    Ok(())
}

async fn delete_takes_what_is_its_own(case: &Case) -> Outcome {
    let id = case.trunk(TerminationAuth::IpAcl).await?;
    let number = case.number()?;
    let _ = case.acls().add_acl_entry(&id, &case.address(0)).await?;
    let _ = case.originations()?.add_origination_uri(&id, &case.target(0)).await?;
    let _ = case.numbers().bind_number(&id, &number).await?;

    let _ = case.trunks().delete_trunk(&id).await?;
    same!(
        case.numbers().find_number(&number.number).await?,
        None,
        "where the number is bound after the delete"
    );
    let next = case.trunk(TerminationAuth::IpAcl).await?;
    check!(case.acl(&next).await?.is_empty(), "a new trunk has addresses of a deleted one");
    let _ = case.numbers().bind_number(&next, &NumberSpec::new(number.number)).await?;
    Ok(())
}

async fn delete_while_in_use(case: &Case) -> Outcome {
    let (user, id) = (case.trunk_user()?, case.trunk(TerminationAuth::IpAcl).await?);
    let entry = case.acls().add_acl_entry(&id, &case.address(0)).await?.value;
    let trunk = case.trunks().get_trunk(&id).await?;
    user.take_up(&id).await?;
    let outcome = case.trunks().delete_trunk(&id).await;
    case.refused(outcome, &[ErrorKind::InUse], "deleting a trunk that something needs")?;
    same!(case.trunks().get_trunk(&id).await?, trunk, "the trunk after that");
    same!(case.acl(&id).await?, [entry], "its addresses after that");

    user.give_up(&id).await?;
    let done = case.trunks().delete_trunk(&id).await?;
    check!(done.changed, "a delete says that nothing changed");
    case.refused(case.trunks().get_trunk(&id).await, &[ErrorKind::NotFound], "reading a deleted trunk")?;
    Ok(())
}

async fn delete_leaves_others_alone(case: &Case) -> Outcome {
    let (kept, deleted) =
        (case.trunk(TerminationAuth::IpAcl).await?, case.trunk(TerminationAuth::IpAcl).await?);
    for id in [&kept, &deleted] {
        let _ = case.acls().add_acl_entry(id, &case.address(0)).await?;
    }
    let before = case.acl(&kept).await?;
    let _ = case.trunks().delete_trunk(&deleted).await?;
    same!(case.acl(&kept).await?, before, "the other trunk's addresses");
    same!(case.trunks().get_trunk(&kept).await?.id, kept, "the other trunk");
    Ok(())
}

async fn not_found_on_every_verb(case: &Case) -> Outcome {
    let (trunks, id) = (case.trunks(), case.missing().trunk);
    let gone = &[ErrorKind::NotFound];
    case.refused(trunks.get_trunk(&id).await, gone, "reading")?;
    case.refused(trunks.update_trunk(&id, &TrunkPatch::default()).await, gone, "an empty patch")?;
    if case.provider().capabilities().update_trunk.value {
        let patch = TrunkPatch::default().with_name(case.name());
        case.refused(trunks.update_trunk(&id, &patch).await, gone, "renaming")?;
    }
    case.refused(trunks.delete_trunk(&id).await, gone, "deleting")?;
    case.refused(trunks.termination_auth(&id).await, gone, "reading the authentication")?;
    Ok(())
}

async fn ensure_twice(case: &Case) -> Outcome {
    let spec = case.spec(TerminationAuth::IpAcl);
    let first = case.trunks().ensure_trunk(&spec).await?;
    check!(first.changed, "ensuring a trunk that is not there says that nothing changed");
    let second = case.trunks().ensure_trunk(&spec).await?;
    check!(!second.changed, "ensuring it a second time changed something: {second:?}");
    same!(second.value.id, first.value.id, "the trunk ensured");
    same!(second.manual_steps, first.manual_steps, "what a person still has to do, said both times");
    same!(case.named(&spec.name).await?.len(), 1, "trunks of that name");
    Ok(())
}

async fn closed_until_something_is_attached(case: &Case) -> Outcome {
    let id = case.trunk(TerminationAuth::IpAcl).await?;
    case.authenticates(&id, EffectiveAuth::Closed).await?;
    let _ = case.acls().add_acl_entry(&id, &case.address(0)).await?;
    case.authenticates(&id, EffectiveAuth::Mode(TerminationAuth::IpAcl)).await
}
