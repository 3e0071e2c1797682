//! A plan made from a file, carried out and looked at again.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use trunkline_engine::{
    Digest, Wanted, WantedTrunk,
    apply::{ApplyError, SecondLook, look},
    plan::{Allow, Plan},
    store::RunOutcome,
    trunkline::{
        model::{AclEntrySpec, NumberSpec, OriginationUriSpec, TerminationAuth, TrunkId, TrunkSpec},
        provider::Provider as _,
    },
    undo::undo,
};
use trunkline_sim::{Carrier, Clock, Fault};

use crate::world::World;

fn wanted(profile: &str, number: &str) -> WantedTrunk {
    WantedTrunk {
        acl: Some(vec![AclEntrySpec::new("44.229.228.186".parse().unwrap())]),
        origination: Some(vec![OriginationUriSpec::new(
            "sip:sbc.example.com:5061;transport=tls".parse().unwrap(),
        )]),
        numbers: Some(vec![NumberSpec::new(number.parse().unwrap())]),
        ..WantedTrunk::new(profile, TrunkSpec::new("cc".parse().unwrap(), TerminationAuth::IpAcl))
    }
}

pub(crate) fn file(text: &str) -> Wanted {
    let trunks = vec![wanted("exotel", "+918040264208"), wanted("twilio", "+14155550100")];
    Wanted { digest: Digest::of_bytes(text.as_bytes()), trunks }
}

pub(crate) async fn planned(world: &World, wanted: &Wanted) -> Plan {
    look(&world.providers, wanted, &world.store, &BTreeSet::new()).await.unwrap()
}

/// The trunk on an account.
pub(crate) async fn trunk(world: &World, profile: &str) -> TrunkId {
    let spec = TrunkSpec::new("cc".parse().unwrap(), TerminationAuth::IpAcl);
    world.providers[profile].trunks().find_trunk(&spec).await.unwrap().unwrap().id
}

pub(crate) async fn allow(world: &World, profile: &str, address: &str) {
    let spec = AclEntrySpec::new(address.parse().unwrap());
    let _ = world.providers[profile].acls().add_acl_entry(&trunk(world, profile).await, &spec).await.unwrap();
}

#[tokio::test]
async fn afterwards_there_is_nothing_left_to_plan() {
    let world = World::new().await;
    let file = file("one");
    let plan = planned(&world, &file).await;
    assert!(!plan.is_empty());
    let report = world.apply().of_file("trunkline.yaml", &file).run(&plan).await.unwrap();
    assert!(matches!(report.second_look, SecondLook::Empty), "{report:#?}");
    assert_eq!(report.outcome, RunOutcome::Done);
    assert!(planned(&world, &file).await.is_empty());
}

#[tokio::test]
async fn a_plan_is_refused_when_the_file_or_the_world_has_changed_and_says_what() {
    let world = World::new().await;
    let one = file("one");
    world.apply().of_file("trunkline.yaml", &one).run(&planned(&world, &one).await).await.unwrap();
    let mut two = file("two");
    two.trunks[0].acl.as_mut().unwrap().push(AclEntrySpec::new("44.229.228.187".parse().unwrap()));
    let plan = planned(&world, &two).await;

    allow(&world, "twilio", "44.229.228.188").await;
    world.simulator.clear_requests();
    let three = Wanted { digest: Digest::of_bytes(b"three"), ..two.clone() };
    let error = world.apply().of_file("trunkline.yaml", &three).run(&plan).await.unwrap_err();
    let ApplyError::Stale(changed) = &error else { panic!("{error}") };
    assert!(changed.iter().any(|line| line.starts_with("the file is another")), "{changed:?}");
    let world_changed = "twilio/cc: acl/44.229.228.188/32 is new".to_owned();
    assert!(changed.contains(&world_changed), "{changed:?}");
    let requests = world.simulator.requests();
    assert!(requests.iter().all(|seen| seen.method == "GET"), "only reads were sent");
    assert_eq!(world.store.runs(10).await.unwrap().len(), 1, "it is not in the history");
}

#[tokio::test]
async fn what_is_not_as_asked_afterwards_is_in_the_report() {
    let world = World::with_clock(Clock::manual(Timestamp::now())).await;
    let file = file("one");
    let plan = planned(&world, &file).await;
    world.fail_first(Carrier::Exotel, "map number", Fault::Delay { milliseconds: 1_000 });
    let apply = world.apply().of_file("trunkline.yaml", &file);
    let (report, ()) = tokio::join!(apply.run(&plan), async {
        world.until_sent("map number").await;
        allow(&world, "exotel", "44.229.228.187").await;
        world.simulator.clock().advance(SignedDuration::from_secs(2));
    });
    let report = report.unwrap();
    assert_eq!(report.outcome, RunOutcome::Failed);
    let SecondLook::Left(left) = &report.second_look else { panic!("{report:#?}") };
    let steps: Vec<&str> = left.steps().map(|(.., step)| step.id.as_str()).collect();
    assert_eq!(steps, ["exotel/cc/acl/44.229.228.187/32/remove"]);
}

#[tokio::test]
async fn a_run_that_failed_is_resumed_and_looked_at_again() {
    let world = World::new().await;
    let file = file("one");
    let plan = planned(&world, &file).await;
    world.fail(Carrier::Twilio, "CreateOriginationUrl", crate::world::unavailable());
    let report = world.apply().of_file("trunkline.yaml", &file).run(&plan).await.unwrap();
    assert_eq!(report.outcome, RunOutcome::Failed);
    assert!(matches!(report.second_look, SecondLook::NotTaken));
    world.heal();
    let report = world.apply().of_file("trunkline.yaml", &file).resume(None).await.unwrap();
    assert!(matches!(report.second_look, SecondLook::Empty), "{report:#?}");
    assert_eq!(report.outcome, RunOutcome::Done);
}

#[tokio::test]
async fn a_run_is_not_resumed_once_a_later_one_has_worked_on_its_accounts() {
    let world = World::new().await;
    let file = file("one");
    world.fail(Carrier::Twilio, "CreateOriginationUrl", crate::world::unavailable());
    let first = planned(&world, &file).await;
    world.apply().of_file("trunkline.yaml", &file).run(&first).await.unwrap();
    world.heal();
    let second = planned(&world, &file).await;
    world.apply().of_file("trunkline.yaml", &file).run(&second).await.unwrap();
    let error = world.apply().resume(Some(1)).await.unwrap_err();
    assert_eq!(error.to_string(), "run 2 has worked on the same accounts since run 1: plan again");
    let error = world.apply().resume(None).await.unwrap_err();
    assert!(matches!(error, ApplyError::NothingToResume), "{error}");
}

#[tokio::test]
async fn a_trunk_gets_its_new_name_on_both_carriers_and_is_known_by_it() {
    let world = World::new().await;
    let old = file("old");
    world.apply().of_file("trunkline.yaml", &old).run(&planned(&world, &old).await).await.unwrap();
    let before = world.inventory().await;
    let trunks = [trunk(&world, "exotel").await, trunk(&world, "twilio").await];

    let mut new = file("new");
    for wanted in &mut new.trunks {
        wanted.name = "support".parse().unwrap();
        wanted.spec.name = wanted.name.clone();
        wanted.renamed_from = Some("cc".parse().unwrap());
    }
    let plan = planned(&world, &new).await;
    let steps: Vec<&str> = plan.steps().map(|(.., step)| step.id.as_str()).collect();
    assert_eq!(steps, ["exotel/support/trunk/update", "twilio/support/trunk/update"]);
    let report = world.apply().of_file("trunkline.yaml", &new).run(&plan).await.unwrap();
    assert!(matches!(report.second_look, SecondLook::Empty), "{report:#?}");
    assert!(report.created.is_empty(), "no trunk is new: {report:#?}");
    let renamed: Vec<String> = before.iter().map(|line| line.replacen(" cc", " support", 1)).collect();
    assert_eq!(world.inventory().await, renamed);
    for (profile, id) in ["exotel", "twilio"].into_iter().zip(trunks) {
        let owned = world.store.owned(world.providers[profile].identity()).await.unwrap();
        assert_eq!((owned.len(), owned[0].name.as_str(), &owned[0].trunk), (1, "support", &id));
    }

    // The file need not say it for ever.
    for wanted in &mut new.trunks {
        wanted.renamed_from = None;
    }
    assert!(planned(&world, &new).await.is_empty());
}

/// The trunks of `file`, of which Twilio's number is on another trunk, that is new.
fn moved() -> Wanted {
    let mut file = file("moved");
    let mut new = file.trunks[1].clone();
    new.name = "support".parse().unwrap();
    new.spec = TrunkSpec::new(new.name.clone(), TerminationAuth::IpAcl);
    file.trunks[1].numbers = Some(vec![]);
    file.trunks.push(new);
    file
}

async fn unbinding(world: &World, wanted: &Wanted) -> Plan {
    look(&world.providers, wanted, &world.store, &BTreeSet::from([Allow::UnbindNumber])).await.unwrap()
}

#[tokio::test]
async fn a_number_stays_where_it_is_when_the_trunk_that_is_to_take_it_does_not_come_about() {
    let world = World::new().await;
    let one = file("one");
    world.apply().of_file("trunkline.yaml", &one).run(&planned(&world, &one).await).await.unwrap();
    let moved = moved();
    world.fail(Carrier::Twilio, "CreateOriginationUrl", crate::world::unavailable());
    let plan = unbinding(&world, &moved).await;
    let report = world.apply().of_file("trunkline.yaml", &moved).run(&plan).await.unwrap();
    assert_eq!(report.outcome, RunOutcome::Failed);
    assert_eq!(world.sent("DeletePhoneNumber"), 0);
    assert!(world.inventory().await.contains(&"twilio cc number +14155550100".to_owned()));

    let report = world.apply().of_file("trunkline.yaml", &moved).resume(None).await.unwrap();
    assert!(matches!(report.second_look, SecondLook::Empty), "{report:#?}");
    assert!(world.inventory().await.contains(&"twilio support number +14155550100".to_owned()));
}

#[tokio::test]
async fn a_number_that_moved_to_a_new_trunk_is_back_when_that_is_undone() {
    let world = World::new().await;
    let one = file("one");
    world.apply().of_file("trunkline.yaml", &one).run(&planned(&world, &one).await).await.unwrap();
    let before = world.inventory().await;
    let moved = moved();
    let plan = unbinding(&world, &moved).await;
    let report = world.apply().of_file("trunkline.yaml", &moved).run(&plan).await.unwrap();
    let allowed = BTreeSet::from([Allow::DeleteTrunk]);
    let undo = undo(&world.store, report.number, &world.providers, &allowed).await.unwrap();
    assert_eq!(undo.not_undone, []);
    // One waits for the other, or both would wait for ever.
    let waits = |id: &str| &undo.plan.steps().find(|(.., step)| step.id == id).unwrap().2.after;
    let (gone, bound) = ("twilio/support/trunk/create/undo", "twilio/cc/numbers/+14155550100/unbind/undo");
    assert_eq!(waits(gone), &BTreeSet::new());
    assert_eq!(waits(bound), &BTreeSet::from([gone.to_owned()]));
    let report = world.apply().run(&undo.plan).await.unwrap();
    assert_eq!(report.outcome, RunOutcome::Done, "{report:#?}");
    assert_eq!(world.inventory().await, before);
}

#[tokio::test]
async fn where_to_send_calls_is_in_the_report_also_when_a_resume_made_the_rest() {
    let world = World::new().await;
    let file = file("one");
    world.fail(Carrier::Twilio, "CreateOriginationUrl", crate::world::unavailable());
    let plan = planned(&world, &file).await;
    let report = world.apply().of_file("trunkline.yaml", &file).run(&plan).await.unwrap();
    assert!(report.created.is_empty(), "nobody looked: {report:#?}");
    world.heal();
    let report = world.apply().of_file("trunkline.yaml", &file).resume(None).await.unwrap();
    let created: Vec<_> = report.created.iter().map(|created| (&*created.profile, &created.trunk)).collect();
    let trunks = [trunk(&world, "exotel").await, trunk(&world, "twilio").await];
    assert_eq!(created, [("exotel", &trunks[0]), ("twilio", &trunks[1])]);
    for created in &report.created {
        let there = world.providers[&created.profile].trunks().get_trunk(&created.trunk).await.unwrap();
        assert_eq!(created.termination, there.termination);
    }
}
