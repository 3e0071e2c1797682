//! What of a failover people have to do.

use trunkline::model::{Carrier, Edge};

use super::{Asked, Item, Left, Look, Owner, Pair};
use crate::{
    Wanted, WantedTrunk,
    eligibility::{Direction, Verdict},
    plan::{Change, PlannedTrunk},
};

impl Pair<'_> {
    /// What people have to do, once the plan is carried out.
    pub(super) fn checklist(
        &self,
        wanted: &Wanted,
        look: &Look,
        judged: &[Asked],
        left: &[Left],
    ) -> Vec<Item> {
        let mut items = Vec::new();
        for trunk in self.failing() {
            if wanted.trunks.iter().all(|other| other.name != trunk.name) {
                let text =
                    format!("Trunk {} lives on {} only: nobody takes its calls over.", trunk.name, self.from);
                items.push(Item::new(Owner::OnCall, text));
            }
        }
        let planned = look.plan.accounts.iter().flat_map(|account| &account.trunks);
        for planned in planned {
            if let Some(other) = wanted.trunks.iter().find(|other| other.name == planned.name) {
                items.extend(self.of_trunk(other, planned, look));
            }
        }
        items.extend(judged.iter().filter_map(|asked| self.of_number(asked)));
        for missed in left.iter().filter(|left| left.missed) {
            items.push(Item::new(Owner::OnCall, format!("{} is not done: {}.", missed.step, missed.why)));
        }
        let removals = left.iter().filter(|left| !left.missed).count();
        if removals > 0 {
            let text = format!(
                "{removals} steps that remove something on {} are left for quiet times; trunkline plan shows them.",
                self.to
            );
            items.push(Item::new(Owner::OnCall, text));
        }
        items.push(Item::new(
            Owner::OnCall,
            format!(
                "When {} is back: place a call in each direction, as answers of its API say nothing about calls; turn the \
                 SBC back; then trunkline failover back BUNDLE.json, with this bundle.",
                self.from
            ),
        ));
        items
    }

    fn of_trunk(&self, other: &WantedTrunk, planned: &PlannedTrunk, look: &Look) -> Vec<Item> {
        let mut items = Vec::new();
        let name = &planned.name;
        let to = self.to;
        let there = planned.trunk.as_ref().and_then(|id| {
            look.observed.trunks.iter().find(|there| there.trunk.id == *id).map(|there| &there.trunk)
        });
        let place = match there {
            Some(trunk) => hosts(trunk, &look.observed.identity.carrier).unwrap_or_else(|| {
                format!("the host that {to} names for the trunk (trunkline trunk show {name} --carrier {to})")
            }),
            None => "the address that the run prints when it has created the trunk".to_owned(),
        };
        let how = match &other.credentials {
            Some(credentials) if !credentials.is_empty() => {
                let names: Vec<String> =
                    credentials.iter().map(crate::WantedCredential::carrier_username).collect();
                format!("with user name {}", names.join(" or "))
            }
            _ => "from an address that the trunk allows".to_owned(),
        };
        items.push(Item::new(
            Owner::Voice,
            format!("Trunk {name}: send outbound calls to {place}, {how}, instead of to {}.", self.from),
        ));
        items.push(Item::new(
            Owner::Voice,
            format!(
                "Trunk {name}: let the SBC advance to the next carrier on 408, 500, 502, 503, 504 and transport \
                 errors, never on 486 or 603."
            ),
        ));
        if planned.steps.iter().any(|step| matches!(step.change, Change::CreateTrunk { .. })) {
            items.push(Item::new(
                Owner::OnCall,
                format!(
                    "Trunk {name} is not built on {to} yet: build it in quiet times with trunkline apply."
                ),
            ));
        }
        for shortfall in &other.shortfalls {
            let text = format!("Trunk {name} on {to} is not all that it is on {}: {shortfall}.", self.from);
            items.push(Item::new(Owner::Voice, text));
        }
        for manual in planned.manual.iter().filter(|manual| manual.confirmed.is_none()) {
            items.push(Item::new(Owner::Console, format!("Trunk {name}: {}", manual.instruction)));
        }
        items
    }

    fn of_number(&self, asked: &Asked) -> Option<Item> {
        let Asked { number, caller_id, direction, answer, destination, .. } = asked;
        let obstacle = answer.obstacles().next()?;
        let why = &obstacle.why;
        let to = destination.as_ref().map(|to| format!(" to {to}")).unwrap_or_default();
        let shown = if caller_id == number {
            format!("with caller id {number}")
        } else {
            format!("for {number} with caller id {caller_id}")
        };
        let (owner, text) = match (direction, answer.verdict) {
            (Direction::Inbound, Verdict::No) => (
                Owner::Customers,
                format!("Calls to {number} do not arrive while {} is down: {why}.", self.from),
            ),
            (Direction::Inbound, _) => (
                Owner::OnCall,
                format!(
                    "Whether calls to {number} arrive is not known ({}: {why}): call it.",
                    obstacle.aspect
                ),
            ),
            (Direction::Outbound, Verdict::No) => {
                (Owner::Voice, format!("Place no calls{to} {shown}: {why}."))
            }
            (Direction::Outbound, _) => (
                Owner::OnCall,
                format!("Whether calls{to} {shown} are carried is not known ({}: {why}).", obstacle.aspect),
            ),
        };
        Some(Item::new(owner, text))
    }
}

/// Where calls to a trunk are sent, when anyone has said. On Exotel the domain is no host.
fn hosts(trunk: &trunkline::model::Trunk, carrier: &Carrier) -> Option<String> {
    let termination = &trunk.termination;
    if let Some(domain) = termination.domain.as_ref().filter(|_| *carrier != Carrier::EXOTEL) {
        return Some(domain.clone());
    }
    let host = |edge: &Edge| {
        let port = edge.port.map(|port| format!(":{port}")).unwrap_or_default();
        let transport = edge.transport.map(|transport| format!(" by {transport}")).unwrap_or_default();
        format!("{}{port}{transport}", edge.host)
    };
    let hosts: Vec<String> = termination.edges.iter().map(host).collect();
    (!hosts.is_empty()).then(|| hosts.join(" or "))
}
