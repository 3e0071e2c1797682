//! Runs taken back.

use std::collections::BTreeSet;

use trunkline_engine::{
    apply::{ApplyError, Report, resumable},
    plan::{Allow, Change, Plan, Step},
    store::{NewRun, RunOutcome},
    trunkline::{
        model::{
            ChangeOptions, OriginationUriId, OriginationUriPatch, OriginationUriSpec, TerminationAuth,
            TrunkId, TrunkPatch, TwilioOriginationOptions, TwilioTrunkOptions,
        },
        provider::Provider as _,
    },
    undo::{NotUndone, Undo, undo},
};
use trunkline_sim::Carrier;

use crate::{
    plans::{allow, bind, create, credential, everything, plan, step as planned, target, trunk},
    world::{World, step, unavailable},
};

const NUMBERS: [(&str, &str); 2] = [("exotel", "+918040264209"), ("twilio", "+14155550101")];

/// A world with `everything`, and the identifiers of its trunks.
pub(crate) async fn world() -> (World, Report) {
    let world = World::new().await;
    let report = world.apply().run(&everything(&world)).await.unwrap();
    (world, report)
}

pub(crate) fn id(report: &Report, name: &str) -> TrunkId {
    step(report, &format!("{name}/trunk/create")).object.clone().unwrap().parse().unwrap()
}

pub(crate) fn object<T: std::str::FromStr<Err: std::fmt::Debug>>(report: &Report, name: &str) -> T {
    step(report, name).object.clone().unwrap().parse().unwrap()
}

/// Steps on the trunk `cc` of each carrier.
fn on_cc(world: &World, report: &Report, steps: impl Fn(&str, &str) -> Vec<Step>) -> Plan {
    let accounts = NUMBERS.map(|(profile, number)| {
        let there = id(report, &format!("{profile}/cc"));
        (profile, vec![trunk("cc", Some(there), steps(profile, number))])
    });
    plan(world, accounts.into())
}

pub(crate) async fn undone(world: &World, number: i64, allowed: &[Allow]) -> Undo {
    undo(&world.store, number, &world.providers, &allowed.iter().copied().collect::<BTreeSet<_>>())
        .await
        .unwrap()
}

pub(crate) async fn run(world: &World, plan: &Plan) -> Report {
    let report = world.apply().run(plan).await.unwrap();
    assert_eq!(report.outcome, RunOutcome::Done, "{report:#?}");
    report
}

#[tokio::test]
async fn what_was_added_is_removed_in_reverse_order() {
    let (world, first) = world().await;
    let before = world.inventory().await;
    let additions = on_cc(&world, &first, |profile, number| {
        vec![
            planned(&format!("{profile}/cc/acl/add"), allow("44.229.228.190")),
            planned(
                &format!("{profile}/cc/origination/add"),
                target("sip:44.229.228.190:5060;transport=tcp"),
            ),
            planned(&format!("{profile}/cc/numbers/bind"), bind(number)),
        ]
    });
    let second = run(&world, &additions).await;
    assert_ne!(world.inventory().await, before);

    let undo = undone(&world, second.number, &[]).await;
    assert_eq!(undo.plan.missing(), BTreeSet::from([Allow::UnbindNumber]));
    assert_eq!(undo.not_undone, []);
    let undo = undone(&world, second.number, &[Allow::UnbindNumber]).await;
    let steps: Vec<&str> =
        undo.plan.accounts[0].trunks[0].steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(
        steps,
        ["exotel/cc/numbers/bind/undo", "exotel/cc/origination/add/undo", "exotel/cc/acl/add/undo"]
    );
    run(&world, &undo.plan).await;
    assert_eq!(world.inventory().await, before);
    assert!(undone(&world, second.number, &[]).await.plan.is_empty(), "a second time there is nothing to do");
}

#[tokio::test]
async fn what_was_removed_and_changed_is_put_back() {
    let (world, first) = world().await;
    let before = world.inventory().await;
    let more = on_cc(&world, &first, |profile, _| {
        vec![planned(&format!("{profile}/cc/acl/more"), allow("44.229.228.190"))]
    });
    run(&world, &more).await;
    let removals = on_cc(&world, &first, |profile, _| {
        let Change::AddAclEntry { spec } = allow("44.229.228.186") else { unreachable!() };
        let update = Change::UpdateOriginationUri {
            id: object(&first, &format!("{profile}/cc/origination/sbc/add")),
            uri: "sip:sbc.example.com:5061;transport=tls".to_owned(),
            patch: OriginationUriPatch::default().with_priority(20),
            back: OriginationUriPatch::default().with_priority(0),
        };
        let remove = Change::RemoveAclEntry {
            id: object(&first, &format!("{profile}/cc/acl/44.229.228.186/32/add")),
            cidr: "44.229.228.186/32".to_owned(),
            options: ChangeOptions::default(),
            back: Some(spec),
        };
        vec![
            planned(&format!("{profile}/cc/origination/sbc/update"), update),
            planned(&format!("{profile}/cc/acl/44.229.228.186/32/remove"), remove),
        ]
    });
    let third = run(&world, &removals).await;
    run(&world, &undone(&world, third.number, &[]).await.plan).await;
    run(&world, &undone(&world, 2, &[]).await.plan).await;
    assert_eq!(world.inventory().await, before);
}

#[tokio::test]
async fn a_trunk_that_was_created_is_deleted_under_its_flag() {
    let (world, first) = world().await;
    let undo = undone(&world, first.number, &[]).await;
    assert_eq!(undo.plan.missing(), BTreeSet::from([Allow::DeleteTrunk]));
    let twilio = &undo.plan.accounts[1].trunks[0].steps;
    assert_eq!(twilio.len(), 1, "what is on it goes with it: {twilio:#?}");
    assert!(twilio[0].no_undo.as_ref().unwrap().contains("30 days"));
    let undo = undone(&world, first.number, &[Allow::DeleteTrunk]).await;
    run(&world, &undo.plan).await;
    assert_eq!(world.inventory().await, [""; 0]);
    for provider in world.providers.values() {
        assert_eq!(world.store.owned(provider.identity()).await.unwrap(), []);
    }
}

#[tokio::test]
async fn the_last_of_a_kind_goes_under_a_flag_only() {
    let world = World::new().await;
    let bare = plan(
        &world,
        vec![(
            "twilio",
            vec![trunk(
                "cc",
                None,
                vec![planned("twilio/cc/trunk/create", create("cc", TerminationAuth::IpAcl))],
            )],
        )],
    );
    let first = run(&world, &bare).await;
    let additions = plan(
        &world,
        vec![(
            "twilio",
            vec![trunk(
                "cc",
                Some(id(&first, "twilio/cc")),
                vec![
                    planned("twilio/cc/acl/add", allow("44.229.228.186")),
                    planned("twilio/cc/origination/add", target("sip:sbc.example.com")),
                ],
            )],
        )],
    );
    let second = run(&world, &additions).await;
    let undo = undone(&world, second.number, &[]).await;
    assert_eq!(undo.plan.missing(), BTreeSet::from([Allow::EmptyAcl, Allow::RemoveLastOrigination]));
}

#[tokio::test]
async fn the_last_credential_goes_under_a_flag_only() {
    let world = World::new().await;
    let create = planned("twilio/agents/trunk/create", create("agents", TerminationAuth::Digest));
    let bare = plan(&world, vec![("twilio", vec![trunk("agents", None, vec![create])])]);
    let first = run(&world, &bare).await;
    let add = planned("twilio/agents/credentials/agent/add", credential(1));
    let agents = trunk("agents", Some(id(&first, "twilio/agents")), vec![add]);
    let second = run(&world, &plan(&world, vec![("twilio", vec![agents])])).await;
    let undo = undone(&world, second.number, &[]).await;
    assert_eq!(undo.plan.missing(), BTreeSet::from([Allow::RemoveLastCredential]));
}

#[tokio::test]
async fn what_cannot_come_back_is_named_with_the_reason() {
    let (world, first) = world().await;
    let remove = Change::RemoveCredential {
        id: object(&first, "exotel/agents/credentials/agent/add"),
        username: "agent".to_owned(),
        options: ChangeOptions::default(),
    };
    let trunks =
        |profile, steps| vec![trunk("agents", Some(id(&first, &format!("{profile}/agents"))), steps)];
    let gone = plan(
        &world,
        vec![
            ("exotel", trunks("exotel", vec![planned("exotel/agents/credentials/agent/remove", remove)])),
            ("twilio", trunks("twilio", vec![planned("twilio/agents/trunk/delete", Change::DeleteTrunk)])),
        ],
    );
    let second = run(&world, &gone).await;
    let undo = undone(&world, second.number, &[]).await;
    assert!(undo.plan.is_empty());
    let reasons: Vec<(&str, &str)> =
        undo.not_undone.iter().map(|NotUndone { step, reason, .. }| (&**step, &**reason)).collect();
    assert_eq!(
        reasons,
        [
            ("exotel/agents/credentials/agent/remove", "its password cannot be read back"),
            (
                "twilio/agents/trunk/delete",
                "a trunk that was deleted cannot come back; Twilio keeps its domain reserved for up to 30 days"
            ),
        ]
    );
}

#[tokio::test]
async fn a_rotation_that_was_taken_back_can_be_made_again() {
    let (world, first) = world().await;
    let agents = id(&first, "exotel/agents");
    let rotation = planned("exotel/agents/credentials/agent_2/add", credential(2));
    let rotation =
        plan(&world, vec![("exotel", vec![trunk("agents", Some(agents.clone()), vec![rotation])])]);
    let second = run(&world, &rotation).await;
    let identity = world.providers["exotel"].identity();
    assert_eq!(world.store.rotations(identity).await.unwrap()[&agents]["agent"], 2);
    run(&world, &undone(&world, second.number, &[]).await.plan).await;
    assert_eq!(world.store.rotations(identity).await.unwrap()[&agents]["agent"], 1);
}

#[tokio::test]
async fn what_changed_again_since_is_left_alone() {
    let (world, first) = world().await;
    let uri = object(&first, "twilio/cc/origination/sbc/add");
    let update = Change::UpdateOriginationUri {
        id: object(&first, "twilio/cc/origination/sbc/add"),
        uri: "sip:sbc.example.com".to_owned(),
        patch: OriginationUriPatch::default().with_priority(20),
        back: OriginationUriPatch::default().with_priority(0),
    };
    let there = id(&first, "twilio/cc");
    let update = planned("twilio/cc/origination/sbc/update", update);
    let second =
        run(&world, &plan(&world, vec![("twilio", vec![trunk("cc", Some(there.clone()), vec![update])])]))
            .await;
    let targets = world.providers["twilio"].originations().unwrap();
    let patch = OriginationUriPatch::default().with_priority(30);
    let _ = targets.update_origination_uri(&there, &uri, &patch).await.unwrap();
    let undo = undone(&world, second.number, &[]).await;
    assert!(undo.plan.is_empty());
    assert_eq!(undo.not_undone[0].reason, "it was changed again since");
}

#[tokio::test]
async fn an_address_that_a_later_target_needs_stays() {
    let (world, first) = world().await;
    let there = id(&first, "exotel/cc");
    let add = planned("exotel/cc/acl/add", allow("44.229.228.190"));
    let second =
        run(&world, &plan(&world, vec![("exotel", vec![trunk("cc", Some(there.clone()), vec![add])])])).await;
    let spec = OriginationUriSpec::new("sip:44.229.228.190:5060;transport=tcp".parse().unwrap());
    let _ =
        world.providers["exotel"].originations().unwrap().add_origination_uri(&there, &spec).await.unwrap();
    let undo = undone(&world, second.number, &[]).await;
    assert!(undo.plan.is_empty());
    assert!(undo.not_undone[0].reason.contains("44.229.228.190"), "{:?}", undo.not_undone);
}

#[tokio::test]
async fn an_undo_is_refused_when_the_world_has_changed_since_it_was_planned() {
    let (world, first) = world().await;
    let there = id(&first, "twilio/cc");
    let add = planned("twilio/cc/acl/add", allow("44.229.228.190"));
    let second =
        run(&world, &plan(&world, vec![("twilio", vec![trunk("cc", Some(there.clone()), vec![add])])])).await;
    let undo = undone(&world, second.number, &[]).await;
    let Change::AddAclEntry { spec } = allow("44.229.228.191") else { unreachable!() };
    let _ = world.providers["twilio"].acls().add_acl_entry(&there, &spec).await.unwrap();
    world.simulator.clear_requests();
    let error = world.apply().of_undo(second.number).run(&undo.plan).await.unwrap_err();
    let ApplyError::Stale(changed) = &error else { panic!("{error}") };
    assert_eq!(changed, &["twilio/cc: acl/44.229.228.191/32 is new"]);
    assert!(world.simulator.requests().iter().all(|seen| seen.method == "GET"), "only reads were sent");

    let undo = undone(&world, second.number, &[]).await;
    let report = world.apply().of_undo(second.number).run(&undo.plan).await.unwrap();
    assert_eq!(report.outcome, RunOutcome::Done, "{report:#?}");
}

#[tokio::test]
async fn a_step_in_doubt_is_not_taken_back_before_a_resume() {
    let (world, first) = world().await;
    let there = id(&first, "twilio/cc");
    world.fail(Carrier::Twilio, "CreateOriginationUrl", unavailable());
    let add = planned("twilio/cc/origination/add", target("sip:two.example.com"));
    let second = world
        .apply()
        .run(&plan(&world, vec![("twilio", vec![trunk("cc", Some(there), vec![add])])]))
        .await
        .unwrap();
    world.heal();
    let undo = undone(&world, second.number, &[]).await;
    assert!(undo.plan.is_empty());
    assert_eq!(undo.not_undone[0].reason, "it is not known what it changed; resume the run first");
}

#[tokio::test]
async fn a_trunk_that_was_changed_again_since_is_left_alone() {
    let (world, first) = world().await;
    let there = id(&first, "twilio/cc");
    let secure =
        |secure| TrunkPatch::default().with_twilio(TwilioTrunkOptions::default().with_secure(secure));
    let mut patch = secure(true).with_name("support".parse().unwrap());
    patch.twilio.cnam_lookup_enabled = Some(true);
    let mut back = secure(false).with_name("cc".parse().unwrap());
    back.twilio.cnam_lookup_enabled = Some(false);
    let update = Change::UpdateTrunk { patch: Box::new(patch), back: Box::new(back.clone()) };
    let update = planned("twilio/cc/trunk/update", update);
    let second =
        run(&world, &plan(&world, vec![("twilio", vec![trunk("cc", Some(there.clone()), vec![update])])]))
            .await;
    let undo = undone(&world, second.number, &[]).await;
    let Change::UpdateTrunk { patch, .. } = &undo.plan.accounts[0].trunks[0].steps[0].change else {
        panic!("{undo:#?}")
    };
    assert_eq!(**patch, back);

    let _ = world.providers["twilio"].trunks().update_trunk(&there, &secure(false)).await.unwrap();
    let undo = undone(&world, second.number, &[]).await;
    assert!(undo.plan.is_empty(), "{undo:#?}");
    assert_eq!(undo.not_undone[0].reason, "it was changed again since");
}

#[tokio::test]
async fn the_last_target_goes_out_of_use_under_a_flag_only() {
    let (world, first) = world().await;
    let there = id(&first, "twilio/cc");
    let target: OriginationUriId = object(&first, "twilio/cc/origination/sbc/add");
    let enabled = |enabled| {
        let options = TwilioOriginationOptions::default().with_enabled(enabled);
        OriginationUriPatch::default().with_twilio(options)
    };
    let targets = world.providers["twilio"].originations().unwrap();
    let _ = targets.update_origination_uri(&there, &target, &enabled(false)).await.unwrap();
    let update = Change::UpdateOriginationUri {
        id: target.clone(),
        uri: "sip:sbc.example.com".to_owned(),
        patch: enabled(true),
        back: enabled(false),
    };
    let update = planned("twilio/cc/origination/sbc/update", update);
    let second =
        run(&world, &plan(&world, vec![("twilio", vec![trunk("cc", Some(there.clone()), vec![update])])]))
            .await;
    let undo = undone(&world, second.number, &[]).await;
    assert_eq!(undo.plan.missing(), BTreeSet::from([Allow::RemoveLastOrigination]));

    let other = OriginationUriSpec::new("sip:two.example.com".parse().unwrap());
    let _ = targets.add_origination_uri(&there, &other).await.unwrap();
    assert_eq!(undone(&world, second.number, &[]).await.plan.missing(), BTreeSet::new());
}

#[tokio::test]
async fn only_a_run_that_can_go_on_is_to_be_resumed() {
    let world = World::new().await;
    let plan = everything(&world);
    let died = NewRun {
        what: "apply".to_owned(),
        who: "asha@build-7".to_owned(),
        file: "trunkline.yaml".to_owned(),
        plan: serde_json::to_string(&plan).unwrap(),
    };
    let died = world.store.begin(&[], &died).await.unwrap();
    assert_eq!(resumable(&world.store).await.unwrap(), Some(died));
    let later = run(&world, &plan).await;
    assert_eq!(resumable(&world.store).await.unwrap(), None, "its accounts were worked on since");
    // It is not said for ever that it has not ended.
    let ended = world.store.runs(2).await.unwrap().into_iter().map(|run| (run.number, run.outcome));
    assert_eq!(
        ended.collect::<Vec<_>>(),
        [(later.number, Some(RunOutcome::Done)), (later.number - 1, Some(RunOutcome::Overtaken))]
    );
}
