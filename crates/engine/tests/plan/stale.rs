//! A saved plan tells what became another since it was made.

use std::sync::Arc;

use trunkline::{
    memory::Memory,
    model::{AclEntrySpec, TerminationAuth, TrunkPatch},
    provider::Provider as _,
};
use trunkline_engine::{Digest, Known, plan::Plan};

use crate::world::{World, file, trunk};

#[tokio::test]
async fn what_became_another_is_named() {
    let memory = Memory::new();
    let mut world = World::of([("m", Arc::new(memory.clone()) as _)]);
    let mut cc = trunk("m", "cc", TerminationAuth::IpAcl);
    cc.acl = Some(vec![AclEntrySpec::new("44.229.228.186".parse().unwrap())]);
    world.apply(&file([cc.clone()]), &[]).await;
    let id = world.trunk("m", "cc").await;
    cc.acl = Some(vec![AclEntrySpec::new("44.229.228.187".parse().unwrap())]);
    let wanted = file([cc]);
    let saved = serde_json::to_string(&world.plan(&wanted, &[]).await).unwrap();
    let saved: Plan = serde_json::from_str(&saved).unwrap();
    assert_eq!(saved.stale(&world.plan(&wanted, &[]).await), [""; 0]);

    drop(memory.acls().add_acl_entry(&id, &AclEntrySpec::new("54.172.60.1".parse().unwrap())).await.unwrap());
    assert_eq!(saved.stale(&world.plan(&wanted, &[]).await), ["m/cc: acl/54.172.60.1/32 is new"]);

    let patch = TrunkPatch::default().with_name("cc2".parse().unwrap());
    drop(memory.trunks().update_trunk(&id, &patch).await.unwrap());
    let mut another = wanted.clone();
    another.digest = Digest::of_bytes(b"another");
    let changed = saved.stale(&world.plan(&another, &[]).await);
    assert!(changed[0].starts_with("the file is another"), "{changed:?}");
    assert!(changed.contains(&"m/cc: trunk is another".to_owned()), "{changed:?}");

    // Without the store the trunk is not there under this name.
    world.known = Known::default();
    let changed = saved.stale(&world.plan(&wanted, &[]).await);
    assert!(changed.contains(&"m/cc: trunk is gone".to_owned()), "{changed:?}");
}
