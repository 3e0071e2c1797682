//! The simple path: a trunk that is not there, and what is on it.

use std::sync::Arc;

use trunkline::{
    memory::Memory,
    model::{AclEntrySpec, NumberSpec, OriginationUriSpec, TerminationAuth},
    provider::Provider as _,
};
use trunkline_engine::plan::Allow;

use crate::world::{World, file, ids, trunk};

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
    let plan = world.apply(&wanted, &[Allow::RemoveUnlisted, Allow::UnbindNumber]).await;
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
