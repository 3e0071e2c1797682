//! At which request a command dies, and how.

use trunkline_sim::{Carrier, Fault, Faults, Rule, SeenRequest, When};

/// In milliseconds, longer than any cell takes: an hour.
const FOREVER: u64 = 3_600_000;

/// A request of a command that nothing happened to.
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

    /// In a word.
    pub(crate) fn name(&self) -> String {
        let carrier = if self.carrier == Carrier::Exotel { "exotel" } else { "twilio" };
        format!("{carrier}_{}_{}", self.operation.replace(' ', "_"), self.of_operation)
    }

    /// Whether this is it, and all of it: the carrier carries out what has come whole, whoever hangs up then.
    pub(crate) fn has_come(&self, seen: &SeenRequest) -> bool {
        seen.fault.is_some() && (seen.body.is_some() || !self.has_body)
    }
}

/// How a command dies, or what else happens to it.
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

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::KilledBefore => "killed_before",
            Self::Reset => "reset_after",
            Self::KilledAfter => "killed_after",
        }
    }

    /// What the carrier does with the request.
    pub(crate) fn at(self, request: &Request) -> Faults {
        let fault = match self {
            Self::KilledBefore => Fault::Unanswered,
            Self::Reset => Fault::ResetAfter,
            Self::KilledAfter => Fault::Delay { milliseconds: FOREVER },
        };
        let when = When::Requests(vec![request.of_operation]);
        Faults::none().with_rule(Rule::new(request.carrier, request.operation, fault).when(when))
    }
}
