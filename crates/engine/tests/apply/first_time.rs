//! What is on a trunk that was taken over, and not in the file, goes by a flag the first time.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use trunkline_engine::{
    Noun, Wanted,
    apply::{ApplyError, SecondLook, look},
    plan::{Allow, Plan},
    store::RunOutcome,
    trunkline::{
        model::{AclEntrySpec, TerminationAuth, TrunkSpec},
        provider::Provider as _,
    },
};
use trunkline_sim::{Carrier, Clock, Fault};

use crate::{
    from_file::{allow, file, planned, trunk},
    world::{World, unavailable},
};

const PROFILES: [&str; 2] = ["exotel", "twilio"];

/// A trunk on each carrier that the file takes over, with an address that is not in it.
async fn taken_over(world: &World) -> Wanted {
    let mut file = file("taken over");
    for wanted in &mut file.trunks {
        wanted.adopt = true;
        let spec = TrunkSpec::new("cc".parse().unwrap(), TerminationAuth::IpAcl);
        let _ = world.providers[&wanted.profile].trunks().create_trunk(&spec).await.unwrap();
        allow(world, &wanted.profile, "44.229.228.190").await;
    }
    file
}

async fn allowed(world: &World, wanted: &Wanted) -> Plan {
    look(&world.providers, wanted, &world.store, &BTreeSet::from([Allow::RemoveUnlisted])).await.unwrap()
}

async fn ours(world: &World, profile: &str) -> BTreeSet<Noun> {
    let id = trunk(world, profile).await;
    let mut nouns = world.store.owned_nouns(world.providers[profile].identity()).await.unwrap();
    nouns.remove(&id).unwrap_or_default()
}

const WRITTEN: [Noun; 3] = [Noun::Acl, Noun::Origination, Noun::Numbers];

#[tokio::test]
async fn once_a_second_look_finds_a_trunk_as_the_file_says_its_nouns_need_no_flag() {
    let world = World::new().await;
    let mut file = taken_over(&world).await;
    let plan = planned(&world, &file).await;
    let error = world.apply().of_file("trunkline.yaml", &file).run(&plan).await.unwrap_err();
    assert!(
        matches!(&error, ApplyError::NotAllowed(flags) if *flags == [Allow::RemoveUnlisted].into()),
        "{error}"
    );
    let plan = allowed(&world, &file).await;
    let report = world.apply().of_file("trunkline.yaml", &file).run(&plan).await.unwrap();
    assert_eq!(report.outcome, RunOutcome::Done, "{report:#?}");

    for profile in PROFILES {
        assert_eq!(ours(&world, profile).await, WRITTEN.into(), "what the file leaves out is not");
        allow(&world, profile, "44.229.228.191").await;
    }
    for wanted in &mut file.trunks {
        wanted.acl = Some(vec![AclEntrySpec::new("44.229.228.187".parse().unwrap())]);
    }
    let plan = planned(&world, &file).await;
    assert_eq!(plan.missing(), BTreeSet::new());
    let report = world.apply().of_file("trunkline.yaml", &file).run(&plan).await.unwrap();
    assert!(matches!(report.second_look, SecondLook::Empty), "{report:#?}");
    let acl: Vec<String> =
        world.inventory().await.into_iter().filter(|line| line.contains(" acl ")).collect();
    assert_eq!(acl, ["exotel cc acl 44.229.228.187/32", "twilio cc acl 44.229.228.187/32"]);
}

#[tokio::test]
async fn a_trunk_on_which_something_is_left_takes_the_flag_again() {
    let world = World::with_clock(Clock::manual(Timestamp::now())).await;
    let file = taken_over(&world).await;
    let plan = allowed(&world, &file).await;
    world.fail_first(Carrier::Exotel, "map number", Fault::Delay { milliseconds: 1_000 });
    let apply = world.apply().of_file("trunkline.yaml", &file);
    let (report, ()) = tokio::join!(apply.run(&plan), async {
        world.until_sent("map number").await;
        allow(&world, "exotel", "44.229.228.191").await;
        world.simulator.clock().advance(SignedDuration::from_secs(2));
    });
    assert!(matches!(report.unwrap().second_look, SecondLook::Left(_)));
    assert_eq!(ours(&world, "exotel").await, BTreeSet::new());
    assert_eq!(ours(&world, "twilio").await, WRITTEN.into(), "each trunk is for itself");
    assert_eq!(planned(&world, &file).await.missing(), [Allow::RemoveUnlisted].into());
}

#[tokio::test]
async fn a_run_that_fails_takes_the_flag_again() {
    let world = World::new().await;
    let file = taken_over(&world).await;
    world.fail(Carrier::Twilio, "CreateOriginationUrl", unavailable());
    let plan = allowed(&world, &file).await;
    let report = world.apply().of_file("trunkline.yaml", &file).run(&plan).await.unwrap();
    assert_eq!(report.outcome, RunOutcome::Failed);
    for profile in PROFILES {
        assert_eq!(ours(&world, profile).await, BTreeSet::new(), "nobody looked");
    }
    world.heal();
    let report = world.apply().of_file("trunkline.yaml", &file).resume(None).await.unwrap();
    assert_eq!(report.outcome, RunOutcome::Done);
    for profile in PROFILES {
        assert_eq!(ours(&world, profile).await, WRITTEN.into());
    }
}

#[tokio::test]
async fn a_trunk_that_no_run_has_touched_yet_takes_the_flag() {
    let world = World::new().await;
    let mut file = taken_over(&world).await;
    // On Exotel nothing is to be done: the file takes over what is there.
    let exotel = &mut file.trunks[0];
    exotel.acl = Some(vec![AclEntrySpec::new("44.229.228.190".parse().unwrap())]);
    (exotel.origination, exotel.numbers) = (None, None);
    let plan = allowed(&world, &file).await;
    assert!(plan.accounts[0].trunks[0].steps.is_empty());
    world.apply().of_file("trunkline.yaml", &file).run(&plan).await.unwrap();
    assert_eq!(ours(&world, "exotel").await, BTreeSet::new());
    allow(&world, "exotel", "44.229.228.191").await;
    assert_eq!(planned(&world, &file).await.missing(), [Allow::RemoveUnlisted].into());
}
