//! One death, and what comes after it.

use std::time::Duration;

use trunkline_sim::Simulator;

use crate::{
    command::{Ran, Trunkline, ended},
    death::{Request, Way},
    place::{Kind, Place},
    world::{Reference, World},
};

/// How often a resume may be needed.
const PATIENCE: usize = 3;

/// A request, what happens at it, and where the journal is.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(crate) request: Request,
    pub(crate) way: Way,
    pub(crate) store: Kind,
}

impl Cell {
    pub(crate) fn name(&self) -> String {
        format!("{}::{}::{}", self.store.name(), self.way.name(), self.request.name())
    }

    pub(crate) async fn run(&self, reference: &Reference, postgres: Option<&str>) {
        let world = World::start(reference.seed.clone()).await;
        let place = match (self.store, postgres) {
            (Kind::Postgres, Some(server)) => Place::schema(server).await,
            _ => Place::file(),
        };
        let trunkline = Trunkline::new(&world.sim, place.text());
        self.die(&world.sim, &trunkline).await;
        converge(&trunkline).await;
        reference.assert_same(&world);
        place.remove().await;
    }

    /// Runs an apply up to the request, and what happens there.
    async fn die(&self, sim: &Simulator, trunkline: &Trunkline) {
        sim.clear_requests();
        sim.faults().set(self.way.at(&self.request)).unwrap();
        let mut child = trunkline.begin();
        if self.way == Way::Reset {
            ended(child).await;
        } else {
            while !sim.requests().iter().any(|seen| self.request.has_come(seen)) {
                assert!(child.try_wait().unwrap().is_none(), "it ended before: {}", ended(child).await.said);
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            child.kill().await.unwrap();
        }
        assert!(sim.requests().iter().any(|seen| seen.fault.is_some()), "the request never came");
        sim.faults().clear().unwrap();
    }
}

/// Resumes until it is done. A run that has not begun, or has ended, cannot be resumed: what is left is applied then.
async fn converge(trunkline: &Trunkline) {
    let mut said = String::new();
    for _ in 0..PATIENCE {
        let Ran { code, said: last } = trunkline.resume().await;
        match code {
            Some(0) => break,
            Some(2) if last.contains("nothing to resume") => {
                if trunkline.plan().await.code != Some(0) {
                    let ran = trunkline.apply().await;
                    assert_eq!(ran.code, Some(0), "{}", ran.said);
                }
                break;
            }
            _ => said += &last,
        }
    }
    let plan = trunkline.plan().await;
    assert_eq!(plan.code, Some(0), "{said}\n{}", plan.said);
}
