//! What a plan that is carried out leaves behind.

use std::{
    fs,
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;
use trunkline_engine::{
    apply::{Became, Estimate, Events, SecondLook, StepReport},
    plan::Step,
    store::{Ownership, RunOutcome, StepOutcome},
    trunkline::{ErrorKind, model::TerminationAuth, provider::Provider as _},
};

use trunkline_sim::Carrier;

use crate::{
    plans::{allow, bind, create, credential, everything, plan, step as planned, trunk},
    world::{CANARY, EVERYTHING, World, step, unavailable},
};

#[tokio::test]
async fn every_step_is_made_and_in_the_journal_with_its_requests() {
    let world = World::new().await;
    let plan = everything(&world);
    let report = world.apply().run(&plan).await.unwrap();

    assert!(report.steps.iter().all(|step| step.became == Became::Changed), "{report:#?}");
    assert_eq!(report.outcome, RunOutcome::Done);
    assert!(matches!(report.second_look, SecondLook::NotTaken), "there is no file to compare with");
    assert_eq!(world.inventory().await, EVERYTHING);

    let journal = world.journal(&report).await;
    assert_eq!(journal.len(), plan.steps().count());
    for entry in &journal {
        let result = entry.result.as_ref().unwrap();
        assert_eq!((entry.attempt, result.outcome), (1, StepOutcome::Changed), "{}", entry.step);
        assert!(result.object.is_some(), "{}", entry.step);
        let calls = &result.calls;
        assert!(
            calls.iter().all(|call| call.request_id.is_some() && call.outcome == "answered"),
            "{calls:?}"
        );
        assert!(calls.iter().any(|call| call.method != "GET"), "{calls:?}");
    }
    let recorded: usize = journal.iter().map(|entry| entry.result.as_ref().unwrap().calls.len()).sum();
    let inventory_read = world.simulator.requests().len() - recorded;
    world.simulator.clear_requests();
    world.inventory().await;
    assert_eq!(inventory_read, world.simulator.requests().len(), "no request is missing in the journal");

    let (run, _) = world.store.run(report.number).await.unwrap().unwrap();
    assert_eq!((run.outcome, run.who.as_str()), (Some(RunOutcome::Done), "asha@build-7"));
}

#[tokio::test]
async fn what_was_created_is_ours_and_rotations_are_remembered() {
    let world = World::new().await;
    let report = world.apply().run(&everything(&world)).await.unwrap();
    for profile in ["exotel", "twilio"] {
        let identity = world.providers[profile].identity();
        let owned = world.store.owned(identity).await.unwrap();
        let names: Vec<&str> = owned.iter().map(|trunk| trunk.name.as_str()).collect();
        assert_eq!(names, ["agents", "cc"]);
        assert!(owned.iter().all(|trunk| trunk.how == Ownership::Created));
        let agents = step(&report, &format!("{profile}/agents/trunk/create")).object.clone().unwrap();
        assert_eq!(owned[0].trunk.as_str(), agents);
        let rotations = world.store.rotations(identity).await.unwrap();
        assert_eq!(rotations[&owned[0].trunk]["agent"], 1);
    }
}

#[tokio::test]
async fn a_trunk_that_is_deleted_is_not_ours_any_more() {
    let world = World::new().await;
    let report = world.apply().run(&everything(&world)).await.unwrap();
    let id = step(&report, "exotel/cc/trunk/create").object.clone().unwrap().parse().unwrap();
    let delete = planned("exotel/cc/trunk/delete", trunkline_engine::plan::Change::DeleteTrunk);
    let plan = plan(&world, vec![("exotel", vec![trunk("cc", Some(id), vec![delete])])]);
    let report = world.apply().run(&plan).await.unwrap();
    assert_eq!(report.outcome, RunOutcome::Done);
    let owned = world.store.owned(world.providers["exotel"].identity()).await.unwrap();
    assert_eq!(owned.iter().map(|trunk| trunk.name.as_str()).collect::<Vec<_>>(), ["agents"]);
}

#[tokio::test]
async fn an_adopted_trunk_is_ours_once_it_is_touched() {
    let world = World::new().await;
    let spec =
        trunkline_engine::trunkline::model::TrunkSpec::new("cc".parse().unwrap(), TerminationAuth::IpAcl);
    let there = world.providers["exotel"].trunks().create_trunk(&spec).await.unwrap().value.id;
    let add = planned("exotel/cc/acl/44.229.228.186/32/add", allow("44.229.228.186"));
    let mut adopted = trunk("cc", Some(there.clone()), vec![add]);
    adopted.adopted = true;
    world.apply().run(&plan(&world, vec![("exotel", vec![adopted])])).await.unwrap();
    let owned = world.store.owned(world.providers["exotel"].identity()).await.unwrap();
    assert_eq!((&owned[0].trunk, owned[0].how), (&there, Ownership::Adopted));
}

#[tokio::test]
async fn the_rest_of_a_trunk_is_not_run_after_a_step_that_failed_and_other_trunks_are() {
    let world = World::new().await;
    let plan = plan(
        &world,
        vec![(
            "exotel",
            vec![
                trunk(
                    "cc",
                    None,
                    vec![
                        planned("exotel/cc/trunk/create", create("cc", TerminationAuth::IpAcl)),
                        planned("exotel/cc/numbers/+918068170001/bind", bind("+918068170001")),
                        planned("exotel/cc/acl/44.229.228.186/32/add", allow("44.229.228.186")),
                    ],
                ),
                trunk(
                    "agents",
                    None,
                    vec![planned("exotel/agents/trunk/create", create("agents", TerminationAuth::Digest))],
                ),
            ],
        )],
    );
    let report = world.apply().run(&plan).await.unwrap();
    assert_eq!(report.outcome, RunOutcome::Failed);
    let failed = step(&report, "/bind");
    assert!(
        matches!(failed.became, Became::Failed { kind: ErrorKind::InvalidInput, .. }),
        "the account does not own the number: {failed:?}"
    );
    assert!(failed.messages[0].contains("+918068170001"), "{failed:?}");
    assert_eq!(step(&report, "/32/add").became, Became::NotRun);
    assert_eq!(world.inventory().await, ["exotel agents", "exotel cc"]);
}

#[tokio::test]
async fn a_number_moves_when_its_trunk_has_let_it_go() {
    let world = World::new().await;
    let first = world.apply().run(&everything(&world)).await.unwrap();
    let object = |name: &str| step(&first, name).object.clone().unwrap();
    let number = "+918040264208";
    let unbind = trunkline_engine::plan::Change::UnbindNumber {
        id: object("exotel/cc/numbers/+918040264208/bind").parse().unwrap(),
        number: number.to_owned(),
        back: None,
    };
    let mut bind = planned("exotel/agents/numbers/bind", bind(number));
    bind.after.insert("exotel/cc/numbers/unbind".to_owned());
    let trunks = vec![
        trunk("agents", Some(object("exotel/agents/trunk/create").parse().unwrap()), vec![bind]),
        trunk(
            "cc",
            Some(object("exotel/cc/trunk/create").parse().unwrap()),
            vec![
                planned("exotel/cc/acl/44.229.228.187/32/add", allow("44.229.228.187")),
                planned("exotel/cc/numbers/unbind", unbind),
            ],
        ),
    ];
    let moved = plan(&world, vec![("exotel", trunks)]);
    let report = world.apply().run(&moved).await.unwrap();
    assert_eq!(report.outcome, RunOutcome::Done, "{report:#?}");
    assert!(world.inventory().await.contains(&format!("exotel agents number {number}")));
}

#[tokio::test]
async fn a_step_whose_predecessor_failed_is_not_run() {
    let world = World::new().await;
    let mut waits = planned("exotel/agents/trunk/create", create("agents", TerminationAuth::Digest));
    waits.after.insert("exotel/cc/never".to_owned());
    let trunks = vec![
        trunk("agents", None, vec![waits]),
        trunk("cc", None, vec![planned("exotel/cc/never", allow("44.229.228.186"))]),
    ];
    let report = world.apply().run(&plan(&world, vec![("exotel", trunks)])).await.unwrap();
    assert_eq!(step(&report, "agents/trunk/create").became, Became::NotRun);
    assert_eq!(
        step(&report, "agents/trunk/create").messages,
        ["waits for exotel/cc/never, which was not done"]
    );
    assert_eq!(world.inventory().await, [""; 0]);
}

#[tokio::test]
async fn a_password_is_nowhere_in_the_store() {
    let world = World::new().await;
    let report = world.apply().run(&everything(&world)).await.unwrap();
    // One that the carrier refuses as well: it is there already.
    let agents = step(&report, "exotel/agents/trunk/create").object.clone().unwrap().parse().unwrap();
    let again = planned("exotel/agents/credentials/agent/add", credential(1));
    let again = plan(&world, vec![("exotel", vec![trunk("agents", Some(agents), vec![again])])]);
    let report = world.apply().run(&again).await.unwrap();
    assert_eq!(report.outcome, RunOutcome::Failed);
    assert!(!format!("{report:?}").contains(CANARY));
    for file in fs::read_dir(world.folder.path()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(CANARY.len()).any(|part| part == CANARY.as_bytes()));
    }
}

#[derive(Debug, Default)]
struct Watch(Mutex<Vec<String>>);

impl Watch {
    fn push(&self, line: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }
}

impl Events for Watch {
    fn waiting(&self, _: &str, _: &str, _: Timestamp) {}

    fn started(&self, steps: usize, estimate: Estimate) {
        self.push(format!("{steps} steps, {} requests", estimate.requests));
    }

    fn step_started(&self, step: &Step) {
        self.push(format!("begins {}", step.id));
    }

    fn step_finished(&self, step: &StepReport) {
        self.push(format!("ended {} {:?}", step.step, step.became));
    }

    fn verifying(&self) {}
}

#[tokio::test]
async fn who_watches_sees_every_step_begin_and_end() {
    let world = World::new().await;
    let steps = vec![
        planned("exotel/cc/trunk/create", create("cc", TerminationAuth::IpAcl)),
        planned("exotel/cc/acl/44.229.228.186/32/add", allow("44.229.228.186")),
    ];
    let plan = plan(&world, vec![("exotel", vec![trunk("cc", None, steps)])]);
    let watch = Watch::default();
    world.apply().watched(&watch).run(&plan).await.unwrap();
    let seen = watch.0.into_inner().unwrap();
    assert_eq!(
        seen,
        [
            "2 steps, 2 requests",
            "begins exotel/cc/trunk/create",
            "ended exotel/cc/trunk/create Changed",
            "begins exotel/cc/acl/44.229.228.186/32/add",
            "ended exotel/cc/acl/44.229.228.186/32/add Changed",
        ]
    );
}

#[tokio::test]
async fn a_range_as_single_addresses_takes_as_long_as_the_rate_limit_says() {
    let world = World::new().await;
    for (rows, minutes) in [(181, 0.0), (200, 0.95), (2_048, 10.0), (16_400, 81.95)] {
        let steps = (0..rows).map(|n| planned(&format!("exotel/cc/acl/{n}/add"), allow("44.229.228.186")));
        let plan = plan(&world, vec![("exotel", vec![trunk("cc", None, steps.collect())])]);
        let estimate = Estimate::of(&plan);
        assert_eq!(estimate.requests, rows);
        assert!((estimate.time.as_secs_f64() / 60.0 - minutes).abs() < 0.01, "{estimate:?}");
    }
}

#[tokio::test]
async fn who_watches_a_resume_sees_what_is_left() {
    let world = World::new().await;
    let steps = vec![
        planned("exotel/cc/trunk/create", create("cc", TerminationAuth::IpAcl)),
        planned("exotel/cc/acl/44.229.228.186/32/add", allow("44.229.228.186")),
    ];
    let plan = plan(&world, vec![("exotel", vec![trunk("cc", None, steps)])]);
    world.fail(Carrier::Exotel, "add ACL row", unavailable());
    world.apply().run(&plan).await.unwrap();
    world.heal();
    let watch = Watch::default();
    world.apply().watched(&watch).resume(None).await.unwrap();
    assert_eq!(
        watch.0.into_inner().unwrap(),
        [
            "1 steps, 1 requests",
            "begins exotel/cc/acl/44.229.228.186/32/add",
            "ended exotel/cc/acl/44.229.228.186/32/add Changed",
        ]
    );
}
