//! One death, and what comes after it.

use std::time::Duration;

use crate::{
    death::{Request, Way},
    journey::{Journey, assert_deletes_nothing},
    world::World,
};

/// How often a stage may have to be run again.
const PATIENCE: usize = 5;

/// What whoever runs it does then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// Goes on with the stage, and with those after it.
    GoOn,
    /// Takes it back.
    TakeBack,
}

/// A request of a stage, and what happens at it.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    /// The stage, by its place in the journey.
    pub(crate) part: usize,
    pub(crate) request: Request,
    /// The number that moves.
    pub(crate) number: &'static str,
    pub(crate) way: Way,
    pub(crate) then: Then,
}

impl Cell {
    pub(crate) fn name(&self, journey: &Journey) -> String {
        let [from, to] = journey.direction.ends();
        // Numbers are taken back first, trunks after them.
        let stage = match (journey.parts[self.part].stage[0], self.part) {
            ("rollback", 3) => "rollback_of_cutover",
            ("rollback", _) => "rollback_of_prepare",
            (stage, _) if self.then == Then::TakeBack => &format!("{stage}_given_up"),
            (stage, _) => stage,
        };
        format!("{from}_to_{to}::{stage}::{}::{}", self.way.name(), self.request.name())
    }

    pub(crate) async fn run(&self, journey: &Journey) {
        let struck_at = &journey.parts[self.part];
        let world = World::start(Some(journey.seed.clone())).await;
        for part in &journey.parts[..self.part] {
            world.undisturbed(&part.stage).await;
        }
        if struck_at.stage[0] == "settle" {
            world.confirm_all().await;
        }
        world.sim.clear_requests();
        world.sim.faults().set(self.way.at(&self.request)).unwrap();
        let mut struck = false;
        if self.then == Then::TakeBack {
            self.attempt(&world, &struck_at.stage, &mut struck).await;
            assert!(struck, "the request never came");
            self.take_back(&world, journey).await;
            return;
        }
        for (at, part) in journey.parts.iter().enumerate().skip(self.part) {
            if part.stage[0] == "settle" && at > self.part {
                world.confirm_all().await;
            }
            self.carry_out(&world, &part.stage, &mut struck).await;
            compare(&world, &part.after);
        }
        assert!(struck, "the request never came");
    }

    /// Takes the stage back.
    async fn take_back(&self, world: &World, journey: &Journey) {
        let [from, to] = journey.direction.ends();
        if self.part > 0 {
            let rollback = ["rollback", "--allow", "unbind-number", "--yes", "--settle", "0s"];
            self.carry_out(world, &rollback, &mut true).await;
            return compare(world, &journey.parts[self.part - 1].after);
        }
        let rollback = ["rollback", "1", "--allow", "delete-trunk", "--yes", "--settle", "0s"];
        let ran = self.attempt(world, &rollback, &mut true).await;
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        let never_began = said.contains("migration 1 is rolled-back") || said.contains("no migration");
        assert!(ran.status.success() || never_began, "{said}");
        let now = world.meaning();
        assert!(now[from] == journey.before[from], "the old account was changed");
        // On Twilio stays what was built.
        assert!(to == "twilio" || now[to] == journey.before[to], "something is left: {:#}", now[to]);
    }

    /// Runs a stage until it ends well, going on as it says.
    async fn carry_out(&self, world: &World, stage: &[&str], struck: &mut bool) {
        let mut args = stage.to_vec();
        let mut said = String::new();
        for _ in 0..PATIENCE {
            let ran = self.attempt(world, &args, struck).await;
            if ran.status.success() {
                return;
            }
            let why = String::from_utf8_lossy(&ran.stderr).into_owned();
            args = if why.contains("--resume") { resumed(stage) } else { stage.to_vec() };
            said += &why;
        }
        panic!("{stage:?} never ended well\n{said}");
    }

    /// Runs a stage once; when the request comes, whatever happens to it happens.
    async fn attempt(&self, world: &World, args: &[&str], struck: &mut bool) -> std::process::Output {
        let before = world.sim.requests().len();
        let mut child = world.begin(args);
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
        assert_deletes_nothing(args, &world.sim.requests()[before..]);
        assert!(world.is_bound(self.number), "calls to {} go nowhere", self.number);
        ran
    }
}

/// The command that goes on with a stage: the numbers of a cutover are known.
fn resumed<'a>(stage: &[&'a str]) -> Vec<&'a str> {
    let mut args = vec![stage[0], "--resume"];
    let mut rest = stage[1..].iter();
    while let Some(&arg) = rest.next() {
        if arg == "--number" {
            rest.next();
        } else {
            args.push(arg);
        }
    }
    args
}

fn compare(world: &World, expected: &serde_json::Value) {
    let now = world.meaning();
    if now != *expected {
        let text = |value| serde_json::to_string_pretty(value).unwrap();
        panic!("not the same\n{}\n\nbut should be\n{}", text(&now), text(expected));
    }
}
