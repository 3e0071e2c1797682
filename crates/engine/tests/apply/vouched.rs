//! Steps that vouch for the way the trunk authenticates calls: on the way back, and when a run goes on.

use std::collections::BTreeSet;

use trunkline_engine::{
    apply::{Became, Report},
    plan::{Allow, Change, Plan},
    store::RunOutcome,
    trunkline::{
        ErrorKind,
        ext::collect,
        model::{AuthModeChange, ChangeOptions, CredentialSpec, TerminationAuth, TrunkId},
        provider::Provider as _,
    },
    undo::undo,
};
use trunkline_sim::{Carrier, Faults, Rule, When};

use crate::{
    plans::{allow, create, plan, step as planned, trunk},
    world::{World, step, unavailable},
};

const ADDRESSES: [&str; 4] = ["44.229.228.1", "44.229.228.2", "44.229.228.3", "44.229.228.4"];

/// A trunk on each carrier, and a plan that allows addresses on it; the first one is guarded.
async fn world() -> (World, Plan) {
    let world = World::new().await;
    let creations = ["exotel", "twilio"].map(|profile| {
        let id = format!("{profile}/cc/trunk/create");
        (profile, vec![trunk("cc", None, vec![planned(&id, create("cc", TerminationAuth::IpAcl))])])
    });
    let report = world.apply().run(&plan(&world, creations.into())).await.unwrap();
    let additions = ["exotel", "twilio"].map(|profile| {
        let steps = ADDRESSES.iter().enumerate().map(|(n, address)| {
            let mut change = allow(address);
            if let (Change::AddAclEntry { spec }, true) = (&mut change, n > 0) {
                spec.auth_mode = AuthModeChange::Unchanged;
            }
            planned(&format!("{profile}/cc/acl/{address}/add"), change)
        });
        (profile, vec![trunk("cc", Some(id(&report, profile)), steps.collect())])
    });
    let plan = plan(&world, additions.into());
    (world, plan)
}

fn id(report: &Report, profile: &str) -> TrunkId {
    step(report, &format!("{profile}/cc/trunk/create")).object.clone().unwrap().parse().unwrap()
}

#[tokio::test]
async fn an_undo_takes_one_request_each_but_for_the_first_and_the_last() {
    let (world, plan) = world().await;
    let before = world.inventory().await;
    let report = world.apply().run(&plan).await.unwrap();
    assert_eq!(report.outcome, RunOutcome::Done, "{report:#?}");

    let allowed = BTreeSet::from([Allow::EmptyAcl]);
    let undo = undo(&world.store, report.number, &world.providers, &allowed).await.unwrap();
    world.simulator.clear_requests();
    let undone = world.apply().run(&undo.plan).await.unwrap();
    assert_eq!(undone.outcome, RunOutcome::Done, "{undone:#?}");
    let sent = world.simulator.requests().len();
    // A look before the first, and at both kinds before the last; on Twilio two before each of them.
    assert_eq!((undo.plan.requests(), sent), (4 + 1 + 2 + 4 + 2 + 2, 4 + 1 + 2 + 4 + 2 + 2));
    assert_eq!(world.inventory().await, before);
}

#[tokio::test]
async fn a_resume_looks_before_it_vouches() {
    for (profile, carrier, operation) in
        [("exotel", Carrier::Exotel, "add ACL row"), ("twilio", Carrier::Twilio, "CreateSipIpAddress")]
    {
        let (world, plan) = world().await;
        let third = Rule::new(carrier, operation, unavailable()).when(When::Requests(vec![3]));
        world.simulator.faults().set(Faults::none().with_rule(third)).unwrap();
        let report = world.apply().run(&plan).await.unwrap();
        assert_eq!(report.outcome, RunOutcome::Failed, "{profile}: {report:#?}");
        world.heal();

        // Meanwhile someone has the trunk authenticate calls by digest.
        let provider = &world.providers[profile];
        let account = plan.accounts.iter().find(|account| account.profile == profile).unwrap();
        let id = account.trunks[0].trunk.clone().unwrap();
        let allow = ChangeOptions::default().with_auth_mode(AuthModeChange::Allow);
        let credential = CredentialSpec::new("agent", "Canary7Zq9Xw2Lk5".into());
        let credential = credential.with_auth_mode(AuthModeChange::Allow);
        let _ = provider.credentials().unwrap().add_credential(&id, &credential).await.unwrap();
        for entry in collect(provider.acls().list_acl_entries(&id)).await.unwrap() {
            let _ = provider.acls().remove_acl_entry(&id, &entry.id, &allow).await.unwrap();
        }
        let before = world.inventory().await;
        let resumed = world.apply().resume(Some(report.number)).await.unwrap();
        assert_eq!(resumed.outcome, RunOutcome::Failed, "{profile}");
        let refused = step(&resumed, &format!("{profile}/cc/acl/{}/add", ADDRESSES[2]));
        assert!(
            matches!(refused.became, Became::Failed { kind: ErrorKind::AuthModeChange, .. }),
            "{refused:?}"
        );
        assert_eq!(world.inventory().await, before, "{profile}");
    }
}
