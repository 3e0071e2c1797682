//! How many trunks are half-built while many are being built.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;
use trunkline_engine::{
    apply::{Estimate, Events, StepReport},
    plan::Step,
    store::RunOutcome,
    trunkline::model::TerminationAuth,
};

use crate::{
    plans::{allow, create, plan, step, trunk},
    world::World,
};

const TRUNKS: usize = 60;

/// Counts the trunks that have some of their steps, and the most that there ever were.
#[derive(Debug, Default)]
struct HalfBuilt(Mutex<(BTreeMap<String, usize>, usize)>);

impl Events for HalfBuilt {
    fn step_started(&self, step: &Step) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let name = step.id.split('/').nth(1).unwrap().to_owned();
        let (steps, most) = &mut *seen;
        *steps.entry(name).or_default() += 1;
        *most = (*most).max(steps.len());
    }

    fn step_finished(&self, report: &StepReport) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.0.get(report.trunk.as_str()) == Some(&3) {
            seen.0.remove(report.trunk.as_str());
        }
    }

    fn waiting(&self, _: &str, _: &str, _: Timestamp) {}
    fn started(&self, _: usize, _: Estimate) {}
    fn verifying(&self) {}
}

#[tokio::test]
async fn trunks_are_finished_before_others_are_begun() {
    let world = World::new().await;
    let trunks = (0..TRUNKS).map(|n| {
        let name = format!("fleet_{n}");
        let id = |rest: &str| format!("exotel/{name}/{rest}");
        let steps = vec![
            step(&id("trunk/create"), create(&name, TerminationAuth::IpAcl)),
            step(&id("acl/44.229.228.186/32/add"), allow("44.229.228.186")),
            step(&id("acl/44.229.228.187/32/add"), allow("44.229.228.187")),
        ];
        trunk(&name, None, steps)
    });
    let plan = plan(&world, vec![("exotel", trunks.collect())]);
    let half_built = HalfBuilt::default();
    let report = world.apply().watched(&half_built).run(&plan).await.unwrap();
    assert_eq!(report.outcome, RunOutcome::Done);
    let (left, most) = half_built.0.into_inner().unwrap();
    assert!(left.is_empty(), "{left:?}");
    assert!(most <= 16, "{most} of {TRUNKS} trunks were half-built at the same time");
}
