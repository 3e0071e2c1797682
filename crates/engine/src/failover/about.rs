//! What is known of a trunk on the account that is to carry the calls.

use std::collections::BTreeSet;

use trunkline::model::{Carrier, E164, OriginationUriSpec, SipUri, TerminationAuth, Transport, TrunkStatus};

use super::{
    Look, Told,
    adds::{is_besides, removes},
};
use crate::{
    Noun, WantedTrunk,
    eligibility::{Countries, Direction, Question, Ready, Standing},
    observe::ObservedTrunk,
    plan::{Change, Step},
};

/// Why a trunk that is as it is wanted takes no calls from anybody all the same.
pub(super) fn closed(wanted: &WantedTrunk) -> Option<&'static str> {
    let auth = wanted.spec.auth;
    let empty = |many: Option<usize>| many == Some(0);
    if auth != TerminationAuth::Digest && empty(wanted.acl.as_ref().map(Vec::len)) {
        return Some("no address is to be allowed on it");
    }
    if auth != TerminationAuth::IpAcl && empty(wanted.credentials.as_ref().map(Vec::len)) {
        return Some("no credential is to be on it");
    }
    None
}

/// Why a trunk carries no calls whatever is on it. Exotel switches trunks off; no call of its API does.
pub(super) fn switched_off(there: Option<&ObservedTrunk>) -> Option<String> {
    let status = there?.trunk.status.as_ref().filter(|status| **status != TrunkStatus::Active)?;
    Some(format!("the carrier says that the trunk is {status}: ask its support"))
}

/// A trunk on the other account.
pub(super) struct About<'a> {
    pub(super) other: &'a WantedTrunk,
    pub(super) look: &'a Look,
    pub(super) told: &'a Told,
    pub(super) home: &'a Carrier,
}

impl About<'_> {
    pub(super) fn outbound(&self, number: &E164, caller_id: &E164, destination: &Countries) -> Question {
        let mut question = self.question(Direction::Outbound, number, caller_id);
        question.destination = Some(destination.clone());
        let mut countries = destination.iter().peekable();
        let told = countries.peek().is_some() && countries.all(|one| self.told.permitted.contains(&one));
        question.permitted = told.then_some(true);
        question
    }

    pub(super) fn question(&self, direction: Direction, number: &E164, caller_id: &E164) -> Question {
        let identity = &self.look.observed.identity;
        let mut question =
            Question::new(direction, number.clone(), self.home.clone(), identity.carrier.clone());
        question.region = Some(identity.region.clone());
        question.caller_id = caller_id.clone();
        question.standing = self.standing(caller_id);
        question.auth_mode = Some(self.other.spec.auth);
        question.auth = self.auth();
        question.ranges = self.ranges();
        question.targets = self.targets();
        question.routed = self.routed();
        question.offers.clone_from(&self.told.offers);
        (question.signalling, question.srtp) = (self.told.signalling, self.told.srtp);
        question.secure = self.secure();
        question
    }

    /// Numbers live at one carrier: one that the file has on the failing account, and not on the other, is not there.
    fn standing(&self, number: &E164) -> Standing {
        let there = self.look.there(&self.other.name);
        let bound = there.and_then(|there| there.numbers.as_ref());
        let to_be_bound =
            |change: &Change| matches!(change, Change::BindNumber { spec } if spec.number == *number);
        match bound {
            Some(bound) if bound.iter().any(|bound| bound.number == *number) => Standing::Bound,
            // A bind of a number that may not be the account's may fail.
            _ if self.look.owned.contains(number) && self.planned(to_be_bound) => Standing::Bound,
            _ if self.look.owned.contains(number) => Standing::Owned,
            _ if self.told.verified.contains(number) => Standing::Verified,
            _ if self.other.numbers.iter().flatten().any(|spec| spec.number == *number) => Standing::Unknown,
            _ => Standing::Elsewhere,
        }
    }

    /// Whether the plan makes a change, where the question is about what it leaves behind.
    fn planned(&self, change: impl Fn(&Change) -> bool) -> bool {
        let planned = self.look.planned(&self.other.name).filter(|_| self.look.after_its_plan);
        planned.is_some_and(|planned| planned.steps.iter().any(|step| change(&step.change)))
    }

    /// Whether calls from our side are taken: by what the trunk's way of telling needs, and nothing else.
    fn auth(&self) -> Ready {
        let (nouns, what) = match self.other.spec.auth {
            TerminationAuth::IpAcl => (&[Noun::Acl][..], "addresses"),
            TerminationAuth::Digest => (&[Noun::Credentials][..], "credentials"),
            TerminationAuth::Both => (&[Noun::Acl, Noun::Credentials][..], "addresses and credentials"),
        };
        match (self.ready(nouns, what), closed(self.other)) {
            (Ready::No(why), _) => Ready::No(why),
            (_, Some(why)) => Ready::No(why.to_owned()),
            (ready, None) => ready,
        }
    }

    /// Whether addresses that calls are told by are allowed as ranges.
    fn ranges(&self) -> Option<bool> {
        if self.other.spec.auth == TerminationAuth::Digest {
            return Some(false);
        }
        Some(self.other.acl.as_ref()?.iter().any(|entry| !entry.cidr.is_host()))
    }

    /// Whether inbound calls are sent to our side, over what it takes.
    fn targets(&self) -> Ready {
        let ready = match (self.ready(&[Noun::Origination], "targets"), self.in_use()) {
            (Ready::No(why), _) => Ready::No(why),
            (_, Some(used)) if used.is_empty() => Ready::No("no target on the trunk is in use".to_owned()),
            (ready, _) => ready,
        };
        let Some(ours) = self.told.signalling.filter(|_| matches!(ready, Ready::Yes(_))) else {
            return ready;
        };
        let used = self.in_use().unwrap_or_default();
        if used.iter().any(|uri| transport(uri) == ours) {
            return ready;
        }
        let first = used.first().map(ToString::to_string).unwrap_or_default();
        Ready::Unknown(format!("your side was said to signal over {ours}, and no target does: {first}"))
    }

    /// The targets in use: those that are there, or those that the plan leaves behind; `None` where nobody looked.
    fn in_use(&self) -> Option<Vec<SipUri>> {
        let wanted = |spec: &&OriginationUriSpec| spec.twilio.enabled != Some(false);
        if self.look.after_its_plan {
            let specs = self.other.origination.as_ref()?;
            return Some(specs.iter().filter(wanted).map(|spec| spec.uri.clone()).collect());
        }
        let there = self.look.there(&self.other.name)?.origination.as_ref()?;
        let used = there.iter().filter(|target| target.enabled != Some(false));
        Some(used.filter_map(|target| target.uri.valid().cloned()).collect())
    }

    /// Whether the trunk has what the file says of some nouns, and that is all it should have.
    fn ready(&self, nouns: &[Noun], what: &str) -> Ready {
        let Some(planned) = self.look.planned(&self.other.name) else {
            return Ready::Unknown("the trunk was not looked at".to_owned());
        };
        if let Some(refusal) = planned.refusals.first() {
            return Ready::Unknown(refusal.reason.clone());
        }
        if let Some(why) = switched_off(self.look.there(&self.other.name)) {
            return Ready::No(why);
        }
        let concerns = |step: &Step| match step.change.noun() {
            None => matches!(step.change, Change::CreateTrunk { .. }),
            Some(noun) => nouns.contains(&noun),
        };
        let mut missed = self.look.missed.iter().filter(|(trunk, _)| *trunk == self.other.name);
        if let Some((_, step)) = missed.find(|(_, step)| concerns(step)) {
            let why =
                if removes(&step.change) { "a failover removes nothing" } else { "it waits for a removal" };
            return Ready::No(format!("{} is not done: {why}", step.id));
        }
        let missing = planned.steps.iter().filter(|step| concerns(step) && !is_besides(step));
        let missing: Vec<&str> = missing.map(|step| step.id.as_str()).collect();
        if let (Some(first), false) = (missing.first(), self.look.after_its_plan) {
            return Ready::No(format!(
                "not as the file says: {} steps are left, such as {first}",
                missing.len()
            ));
        }
        if !self.other.nouns().is_superset(&nouns.iter().copied().collect::<BTreeSet<_>>()) {
            return Ready::Unknown(format!("the file does not write all {what}, so nobody looked"));
        }
        if let Some(shortfall) =
            self.other.shortfalls.iter().find(|one| one.noun.is_some_and(|noun| nouns.contains(&noun)))
        {
            return Ready::Unknown(shortfall.to_string());
        }
        Ready::Yes(format!("{what} on {} are as the file says", self.look.observed.profile))
    }

    /// Whether someone has confirmed what only a person can set up for inbound calls.
    fn routed(&self) -> Option<bool> {
        let planned = self.look.planned(&self.other.name)?;
        let mut by_hand =
            planned.manual.iter().filter(|manual| manual.id.contains("inbound_flow")).peekable();
        by_hand.peek()?;
        by_hand.all(|manual| manual.confirmed.is_some()).then_some(true)
    }

    /// Whether the trunk is secure. Exotel says so in a word that no call sets; what it does to a new one nobody says.
    fn secure(&self) -> Option<bool> {
        let there = self.look.there(&self.other.name).map(|there| &there.trunk);
        if self.look.observed.identity.carrier == Carrier::EXOTEL {
            return match there?.exotel.as_ref()?.secure_trunking.as_deref()? {
                "enabled" => Some(true),
                "disabled" => Some(false),
                _ => None,
            };
        }
        let held = there.and_then(|trunk| trunk.twilio.as_ref()).map(|held| held.secure);
        if !self.look.after_its_plan {
            return held;
        }
        let created = self.planned(|change| matches!(change, Change::CreateTrunk { .. }));
        // A trunk of Twilio's is not secure unless that is asked for (Twilio OpenAPI 2.6.7, CreateTrunk: Secure).
        self.other.spec.twilio.secure.or(held).or((created && self.on_twilio()).then_some(false))
    }

    fn on_twilio(&self) -> bool {
        self.look.observed.identity.carrier == Carrier::TWILIO
    }
}

/// What carries calls to a target.
fn transport(uri: &SipUri) -> Transport {
    if uri.is_sips() { Transport::Tls } else { uri.transport().unwrap_or(Transport::Udp) }
}

#[cfg(test)]
mod tests {
    use trunkline::{
        capability::Evidence,
        model::{Termination, Trunk},
    };

    use super::*;

    #[test]
    fn a_trunk_that_the_carrier_has_switched_off_is_told_with_its_word() {
        let termination = Termination::new(None, Evidence::assumed("a test", "2026-11-21"));
        let mut there =
            ObservedTrunk::listed(Trunk::new("trmum1e2".parse().expect("it is one"), "cc", termination));
        for (status, off) in [
            (None, false),
            (Some(TrunkStatus::Active), false),
            (Some(TrunkStatus::Inactive), true),
            (Some(TrunkStatus::Other("suspended".to_owned())), true),
        ] {
            there.trunk.status.clone_from(&status);
            let why = switched_off(Some(&there));
            assert_eq!(why.is_some(), off, "{status:?}");
            assert!(why.is_none_or(|why| why.contains(&status.expect("it has one").to_string())));
        }
    }
}
