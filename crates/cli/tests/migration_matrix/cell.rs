//! One death, and what comes after it.

use std::time::Duration;

use trunkline_sim::{Carrier, Fault, Faults, Rule, SeenRequest, When};

use crate::world::{Direction, Reference, World};

/// In milliseconds, longer than any cell takes: an hour.
const FOREVER: u64 = 3_600_000;
/// How often a stage may have to be run again.
const PATIENCE: usize = 4;

/// A request of the undisturbed migration.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    carrier: Carrier,
    operation: &'static str,
    /// Its number among those of the operation.
    of_operation: u64,
    has_body: bool,
}

impl Request {
    /// All requests of a log, each with its numbers.
    pub(crate) fn all(log: &[SeenRequest]) -> Vec<Self> {
        let mut requests: Vec<Self> = Vec::new();
        for seen in log {
            let (carrier, operation) = (seen.carrier.unwrap(), seen.operation.unwrap());
            let is_same = |request: &&Self| (request.carrier, request.operation) == (carrier, operation);
            let of_operation = requests.iter().filter(is_same).count() as u64 + 1;
            requests.push(Self { carrier, operation, of_operation, has_body: seen.body.is_some() });
        }
        requests
    }

    /// Whether nothing at the carrier tells that it was carried out, or a number is switched by it.
    pub(crate) fn is_telling(&self) -> bool {
        let operations = [
            "add destinations",
            "CreateOriginationUrl",
            "map number",
            "CreatePhoneNumber",
            "DeletePhoneNumber",
        ];
        operations.contains(&self.operation)
    }
}

/// How a migration dies, or what else happens to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// It is killed before the carrier has carried out the request.
    KilledBefore,
    /// The carrier has carried it out, and the connection is reset.
    Reset,
    /// It is killed after the carrier has carried it out, and before the answer.
    KilledAfter,
}

impl Way {
    pub(crate) const ALL: [Self; 3] = [Self::KilledBefore, Self::Reset, Self::KilledAfter];

    fn name(self) -> &'static str {
        match self {
            Self::KilledBefore => "killed_before",
            Self::Reset => "reset_after",
            Self::KilledAfter => "killed_after",
        }
    }

    fn fault(self) -> Fault {
        match self {
            Self::KilledBefore => Fault::Unanswered,
            Self::Reset => Fault::ResetAfter,
            Self::KilledAfter => Fault::Delay { milliseconds: FOREVER },
        }
    }
}

/// A request, what happens at it, and which way the trunk goes.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(crate) request: Request,
    pub(crate) way: Way,
    pub(crate) direction: Direction,
}

impl Cell {
    pub(crate) fn name(&self) -> String {
        let Request { carrier, operation, of_operation, .. } = &self.request;
        let carrier = if *carrier == Carrier::Exotel { "exotel" } else { "twilio" };
        let operation = operation.replace(' ', "_");
        let [from, to] = self.direction.ends();
        format!("{from}_to_{to}::{}::{carrier}_{operation}_{of_operation}", self.way.name())
    }

    pub(crate) async fn run(&self, reference: &Reference) {
        let world = World::start(Some(reference.seed.clone())).await;
        let Request { carrier, operation, of_operation, .. } = self.request;
        let rule = Rule::new(carrier, operation, self.way.fault()).when(When::Requests(vec![of_operation]));
        world.sim.clear_requests();
        world.sim.faults().set(Faults::none().with_rule(rule)).unwrap();
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
                if world.sim.requests().iter().any(|seen| self.has_come(seen)) {
                    *struck = true;
                    if self.way != Way::Reset {
                        child.kill().await.unwrap();
                    }
                } else {
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
            }
            let ran = child.wait_with_output().await.unwrap();
            *struck |= world.sim.requests().iter().any(|seen| self.has_come(seen));
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

    /// Whether it is the request, and all of it: the carrier carries out what has come whole, whoever hangs up then.
    fn has_come(&self, seen: &SeenRequest) -> bool {
        seen.fault.is_some() && (seen.body.is_some() || !self.request.has_body)
    }
}
