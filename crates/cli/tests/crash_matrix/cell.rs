//! One death, and what comes after it.

use std::time::Duration;

use trunkline_sim::{Carrier, Fault, Faults, Rule, SeenRequest, Simulator, When};

use crate::{
    command::{Ran, Trunkline, ended},
    place::{Kind, Place},
    world::{Reference, World},
};

/// In milliseconds, longer than any cell takes: an hour.
const FOREVER: u64 = 3_600_000;
/// How often a resume may be needed.
const PATIENCE: usize = 3;

/// A request of the undisturbed apply.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) carrier: Carrier,
    pub(crate) operation: &'static str,
    /// Its number among those of the operation. Trunks are worked on beside each other, so that its number among those of
    /// the carrier is another each time; the count of each operation is not.
    pub(crate) of_operation: u64,
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

    /// Whether it adds targets: nothing at a carrier tells whether it was carried out already.
    pub(crate) fn has_no_key(&self) -> bool {
        matches!(self.operation, "add destinations" | "CreateOriginationUrl") && self.of_operation == 1
    }
}

/// How an apply dies, or what else happens to it.
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

/// A request, what happens at it, and where the journal is.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(crate) request: Request,
    pub(crate) way: Way,
    pub(crate) store: Kind,
}

impl Cell {
    pub(crate) fn name(&self) -> String {
        let Request { carrier, operation, of_operation, .. } = &self.request;
        let carrier = if *carrier == Carrier::Exotel { "exotel" } else { "twilio" };
        let operation = operation.replace(' ', "_");
        let (way, store) = (self.way.name(), self.store.name());
        format!("{store}::{way}::{carrier}_{operation}_{of_operation}")
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
        let Request { carrier, operation, of_operation, .. } = self.request;
        let rule = Rule::new(carrier, operation, self.way.fault()).when(When::Requests(vec![of_operation]));
        sim.clear_requests();
        sim.faults().set(Faults::none().with_rule(rule)).unwrap();
        let mut child = trunkline.begin();
        if self.way == Way::Reset {
            ended(child).await;
        } else {
            while !sim.requests().iter().any(|seen| self.has_come(seen)) {
                assert!(child.try_wait().unwrap().is_none(), "it ended before: {}", ended(child).await.said);
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            child.kill().await.unwrap();
        }
        assert!(sim.requests().iter().any(|seen| seen.fault.is_some()), "the request never came");
        sim.faults().clear().unwrap();
    }

    /// Whether it is the request, and all of it: the carrier carries out what has come whole, whoever hangs up then.
    fn has_come(&self, seen: &SeenRequest) -> bool {
        seen.fault.is_some() && (seen.body.is_some() || !self.request.has_body)
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
