//! What the carrier holds in the place of what was written, and how to show it wrong.

use trunkline::model::{AclEntry, BoundNumber, Credential, Observed, OriginationUri, Trunk};

use super::{carrier::Carrier, mutation::Mutation};

/// An object as the carrier has it.
pub(crate) trait Held: Sized {
    /// `None` when the backend leaves it out.
    fn held(self, carrier: &Carrier) -> Option<Self>;
}

impl Held for Trunk {
    fn held(mut self, carrier: &Carrier) -> Option<Self> {
        if let Some(mut name) = carrier.faults.instead_of(&self.name) {
            if carrier.is(Mutation::CutsALongName) {
                name.truncate(16);
            }
            self.name = name;
        }
        Some(self)
    }
}

impl Held for AclEntry {
    fn held(mut self, carrier: &Carrier) -> Option<Self> {
        if let Some(text) = carrier.faults.instead_of(&self.cidr.to_string()) {
            if carrier.is(Mutation::LeavesOutAPrivateAddress) {
                return None;
            }
            self.cidr = Observed::read(text);
        }
        Some(self)
    }
}

impl Held for BoundNumber {
    fn held(mut self, carrier: &Carrier) -> Option<Self> {
        if let Some(text) = carrier.faults.instead_of(&self.number.to_string()) {
            if carrier.is(Mutation::GuessesANumber) {
                return Some(self);
            }
            self.number = Observed::read(text);
        }
        Some(self)
    }
}

impl Held for OriginationUri {
    fn held(mut self, carrier: &Carrier) -> Option<Self> {
        if let Some(text) = carrier.faults.instead_of(&self.uri.to_string()) {
            let text = if carrier.is(Mutation::CorrectsATarget) { text.replace("udp", "tls") } else { text };
            self.uri = Observed::read(text);
        }
        self.priority += u16::from(carrier.is(Mutation::ShowsAnotherPriority));
        Some(self)
    }
}

impl Held for Credential {
    fn held(self, _: &Carrier) -> Option<Self> {
        Some(self)
    }
}
