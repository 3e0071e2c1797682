//! The simple path: a trunk that is not there, and what is on it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use trunkline::{
    memory::Memory,
    model::{AclEntrySpec, AuthModeChange, CredentialSpec, NumberSpec, OriginationUriSpec, TerminationAuth},
    provider::Provider as _,
};
use trunkline_engine::{
    Noun, WantedTrunk,
    plan::{Allow, Plan, Step},
};

use crate::world::{World, credential, file, ids, trunk};

#[tokio::test]
async fn a_trunk_is_made_with_all_that_is_on_it_and_then_there_is_nothing_to_do() {
    let memory = Memory::builder().with_numbers(["+14155550100".parse().unwrap()]).build();
    let mut world = World::of([("m", Arc::new(memory) as _)]);
    let mut cc = trunk("m", "cc", TerminationAuth::IpAcl);
    cc.acl = Some(vec![AclEntrySpec::new("44.229.228.186".parse().unwrap())]);
    cc.origination =
        Some(vec![OriginationUriSpec::new("sip:sbc.example.com:5061;transport=tls".parse().unwrap())]);
    cc.numbers = Some(vec![NumberSpec::new("+14155550100".parse().unwrap())]);
    cc.caller_id = Some(Some("+14155550100".parse().unwrap()));
    let wanted = file([cc.clone()]);
    let plan = world.apply(&wanted, &[]).await;
    assert_eq!(
        ids(&plan),
        [
            "m/cc/trunk/create",
            "m/cc/acl/44.229.228.186/32/add",
            "m/cc/origination/sip:sbc.example.com:5061;transport=tls/add",
            "m/cc/numbers/+14155550100/bind",
            "m/cc/caller_id/set",
        ]
    );
    assert!(world.plan(&wanted, &[]).await.is_empty());

    // Another address, another target, no number: what is used is there before what is not used goes.
    cc.acl = Some(vec![AclEntrySpec::new("44.229.228.187".parse().unwrap())]);
    cc.origination =
        Some(vec![OriginationUriSpec::new("sip:sbc2.example.com:5061;transport=tls".parse().unwrap())]);
    cc.numbers = Some(vec![]);
    cc.caller_id = Some(None);
    let wanted = file([cc]);
    let plan = world.apply(&wanted, &[Allow::UnbindNumber]).await;
    assert_eq!(
        ids(&plan),
        [
            "m/cc/acl/44.229.228.187/32/add",
            "m/cc/origination/sip:sbc2.example.com:5061;transport=tls/add",
            "m/cc/caller_id/clear",
            "m/cc/origination/sip:sbc.example.com:5061;transport=tls/remove",
            "m/cc/acl/44.229.228.186/32/remove",
            "m/cc/numbers/+14155550100/unbind",
        ]
    );
    assert!(world.plan(&wanted, &[]).await.is_empty());
    let json = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<trunkline_engine::plan::Plan>(&json).unwrap(), plan);
}

#[tokio::test]
async fn a_trunk_that_is_there_is_touched_only_when_it_is_adopted() {
    let memory = Memory::new();
    let world = World::of([("m", Arc::new(memory.clone()) as _)]);
    let mut cc = trunk("m", "cc", TerminationAuth::IpAcl);
    cc.acl = Some(vec![]);
    let id = memory.trunks();
    drop(id.create_trunk(&cc.spec).await.unwrap());
    let id = world.trunk("m", "cc").await;
    drop(
        memory
            .acls()
            .add_acl_entry(&id, &AclEntrySpec::new("44.229.228.186".parse().unwrap()))
            .await
            .unwrap(),
    );

    let plan = world.plan(&file([cc.clone()]), &[]).await;
    let (.., refusal) = plan.refusals().next().unwrap();
    assert!(refusal.reason.contains("adopt: true"), "{}", refusal.reason);
    assert_eq!(plan.steps().count(), 0);

    cc.adopt = true;
    let plan = world.plan(&file([cc]), &[]).await;
    assert!(plan.accounts[0].trunks[0].adopted);
    assert_eq!(ids(&plan), ["m/cc/acl/44.229.228.186/32/remove"]);
    assert_eq!(plan.missing().into_iter().collect::<Vec<_>>(), [Allow::EmptyAcl, Allow::RemoveUnlisted]);
}

/// A trunk of somebody else's, with two of each kind of thing on it that has an order of its own.
async fn taken_over(world: &World) -> WantedTrunk {
    let provider = &world.providers["m"];
    let mut cc = trunk("m", "cc", TerminationAuth::Both);
    cc.adopt = true;
    let id = provider.trunks().create_trunk(&cc.spec).await.unwrap().value.id;
    for address in ["44.229.228.186", "44.229.228.187"] {
        let spec = AclEntrySpec::new(address.parse().unwrap());
        drop(provider.acls().add_acl_entry(&id, &spec).await.unwrap());
    }
    for uri in ["sip:a.example.com", "sip:b.example.com"] {
        let spec = OriginationUriSpec::new(uri.parse().unwrap());
        drop(provider.originations().unwrap().add_origination_uri(&id, &spec).await.unwrap());
    }
    for username in ["agent", "fax"] {
        let spec = CredentialSpec::new(username, "Correct7Horse9".to_owned().into())
            .with_auth_mode(AuthModeChange::Allow);
        drop(provider.credentials().unwrap().add_credential(&id, &spec).await.unwrap());
    }
    cc.acl = Some(vec![AclEntrySpec::new("44.229.228.186".parse().unwrap())]);
    cc.origination = Some(vec![OriginationUriSpec::new("sip:a.example.com".parse().unwrap())]);
    cc.credentials = Some(vec![credential("agent", 1)]);
    cc
}

#[tokio::test]
async fn of_a_trunk_that_was_taken_over_each_noun_takes_the_flag_until_it_is_ours() {
    let mut world = World::of([("m", Arc::new(Memory::new()) as _)]);
    let cc = file([taken_over(&world).await]);
    let nouns = [Noun::Acl, Noun::Origination, Noun::Credentials];
    let removals = |plan: &Plan| {
        let flag = |step: &Step| step.needs.contains(&Allow::RemoveUnlisted);
        plan.steps().map(|(.., step)| (step.change.noun().unwrap(), flag(step))).collect::<BTreeMap<_, _>>()
    };
    assert_eq!(removals(&world.plan(&cc, &[]).await), nouns.map(|noun| (noun, true)).into());

    // One noun at a time, and each for itself.
    let id = world.trunk("m", "cc").await;
    for noun in nouns {
        let ours = BTreeSet::from([noun]);
        world.known.nouns = BTreeMap::from([("m".to_owned(), BTreeMap::from([(id.clone(), ours)]))]);
        let flags = nouns.map(|other| (other, other != noun)).into();
        assert_eq!(removals(&world.plan(&cc, &[]).await), flags);
    }
    // Of another account it says nothing.
    world.known.nouns = BTreeMap::from([("n".to_owned(), BTreeMap::from([(id, nouns.into())]))]);
    assert_eq!(removals(&world.plan(&cc, &[]).await), nouns.map(|noun| (noun, true)).into());
}

#[tokio::test]
async fn a_noun_that_is_ours_keeps_its_other_flags() {
    let mut world = World::of([("m", Arc::new(Memory::new()) as _)]);
    let mut cc = taken_over(&world).await;
    (cc.acl, cc.origination, cc.credentials) = (Some(vec![]), Some(vec![]), Some(vec![]));
    let id = world.trunk("m", "cc").await;
    world.known.nouns = BTreeMap::from([("m".to_owned(), BTreeMap::from([(id, Noun::ALL.into())]))]);
    let plan = world.plan(&file([cc]), &[]).await;
    let missing: Vec<Allow> = plan.missing().into_iter().collect();
    assert_eq!(
        missing,
        [Allow::EmptyAcl, Allow::RemoveLastOrigination, Allow::RemoveLastCredential, Allow::ChangeAuthMode]
    );
}

#[tokio::test]
async fn the_last_credential_of_a_trunk_that_is_ours_goes_under_its_flag_only() {
    let mut world = World::of([("m", Arc::new(Memory::new()) as _)]);
    let mut cc = trunk("m", "cc", TerminationAuth::Digest);
    cc.credentials = Some(vec![credential("agent", 1), credential("fax", 1)]);
    world.apply(&file([cc.clone()]), &[]).await;
    cc.credentials = Some(vec![credential("fax", 1)]);
    assert_eq!(world.apply(&file([cc.clone()]), &[]).await.missing(), BTreeSet::new());
    cc.credentials = Some(vec![]);
    let missing = world.plan(&file([cc]), &[]).await.missing();
    assert_eq!(missing, BTreeSet::from([Allow::RemoveLastCredential]));
}
