//! One death, and what comes after it.

use std::time::Duration;

use crate::{
    death::{Request, Way},
    world::{Direction, Reference, World},
};

/// How often a stage may have to be run again.
const PATIENCE: usize = 4;

/// A request, what happens at it, and which way the trunk goes.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(crate) request: Request,
    pub(crate) way: Way,
    pub(crate) direction: Direction,
}

impl Cell {
    pub(crate) fn name(&self) -> String {
        let [from, to] = self.direction.ends();
        format!("{from}_to_{to}::{}::{}", self.way.name(), self.request.name())
    }

    pub(crate) async fn run(&self, reference: &Reference) {
        let world = World::start(Some(reference.seed.clone())).await;
        world.sim.clear_requests();
        world.sim.faults().set(self.way.at(&self.request)).unwrap();
        let [from, _] = self.direction.ends();
        let mut struck = false;
        for stage in self.direction.stages() {
            self.carry_out(&world, &stage, &mut struck).await;
            if stage[0] != "cutover" {
                assert_eq!(world.account(from), reference.before, "{} changed the old account", stage[0]);
            }
        }
        assert!(struck, "the request never came");
        let after = world.meaning();
        if after != reference.after {
            let text = |value| serde_json::to_string_pretty(value).unwrap();
            panic!("not the same\n{}\n\nbut should be\n{}", text(&after), text(&reference.after));
        }
    }

    /// Runs a stage until it ends well; once the request has come, whatever happens to it happens.
    async fn carry_out(&self, world: &World, stage: &[&str], struck: &mut bool) {
        let mut said = String::new();
        for _ in 0..PATIENCE {
            let mut child = world.begin(stage);
            while !*struck && child.try_wait().unwrap().is_none() {
                if world.sim.requests().iter().any(|seen| self.request.has_come(seen)) {
                    *struck = true;
                    if self.way != Way::Reset {
                        child.kill().await.unwrap();
                    }
                } else {
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
            }
            let ran = child.wait_with_output().await.unwrap();
            *struck |= world.sim.requests().iter().any(|seen| self.request.has_come(seen));
            if *struck {
                world.sim.faults().clear().unwrap();
            }
            if ran.status.success() {
                return;
            }
            said += &String::from_utf8_lossy(&ran.stderr);
        }
        panic!("{stage:?} never ended well\n{said}");
    }
}
