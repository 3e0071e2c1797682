//! What each carrier's own rules say about the trunks on its accounts.

use std::collections::{BTreeMap, HashSet};

use trunkline::{
    ErrorKind,
    audit::{Finding, Severity},
    model::{Carrier, TrunkDescription},
    provider::DynProvider,
};

use super::{
    Mistake,
    accounts::Accounts,
    node::Node,
    shape::{At, Place, Reader, suggestion},
    trunks::Built,
};
use crate::{Presence, Registry, WantedTrunk};

/// The accounts that trunks can name, each with its carrier's rules.
#[derive(Debug)]
pub(super) struct Kinds<'a> {
    /// By the account's name; `None` for one whose kind is a mistake of its own.
    accounts: BTreeMap<&'a str, Option<&'a str>>,
    /// By kind.
    rules: BTreeMap<&'a str, (Carrier, DynProvider)>,
}

impl<'a> Kinds<'a> {
    pub(super) fn new(registry: &'a Registry, accounts: Option<&'a Accounts>) -> Self {
        let of_environment = registry.iter().map(|(kind, _)| (kind, Some(kind)));
        let of_file = accounts.into_iter().flat_map(Accounts::iter).map(|(name, settings)| {
            let kind = settings.iter().find_map(|(setting, node)| match &node.value {
                Node::Text(kind) if setting.value == "kind" => Some(kind.as_str()),
                _ => None,
            });
            (name.value.as_str(), kind.filter(|kind| registry.get(kind).is_some()))
        });
        let rules = registry.iter().filter_map(|(name, kind)| {
            let provider = kind.rules().ok()?;
            Some((name, (provider.identity().carrier.clone(), provider)))
        });
        Self { accounts: of_environment.chain(of_file).collect(), rules: rules.collect() }
    }

    /// The carrier of an account; `None` when a mistake was noted, here or where the account is described.
    pub(super) fn carrier(&self, account: &At<String>, reader: &mut Reader<'_>) -> Option<&Carrier> {
        let Some(kind) = self.accounts.get(account.value.as_str()) else {
            let names: Vec<&str> = self.accounts.keys().copied().collect();
            let there = suggestion(&account.value, &names);
            reader.refuse_value(&account.place, &account.value, format_args!("is no account{there}"));
            return None;
        };
        self.rules.get((*kind)?).map(|(carrier, _)| carrier)
    }

    /// The rules for an account.
    pub(super) fn rules(&self, account: &str) -> Option<&DynProvider> {
        let kind = (*self.accounts.get(account)?)?;
        self.rules.get(kind).map(|(_, provider)| provider)
    }
}

impl Kinds<'_> {
    /// Whether an account is on a carrier.
    pub(super) fn is_on(&self, account: &str, carrier: &Carrier) -> bool {
        self.rules(account).is_some_and(|rules| rules.identity().carrier == *carrier)
    }

    /// The domain of a trunk on Twilio, and where it must be there once: one that is derived has a mark of the account
    /// in it, one that is written is unique among all accounts.
    pub(super) fn domain(&self, wanted: &WantedTrunk) -> Option<(String, String)> {
        if !self.is_on(&wanted.profile, &Carrier::TWILIO) {
            return None;
        }
        if let Some(domain) = &wanted.spec.twilio.domain_name {
            return Some((domain.to_ascii_lowercase(), String::new()));
        }
        let findings = self.rules(&wanted.profile)?.audit(&TrunkDescription::new(wanted.spec.clone()));
        let derived = findings.into_iter().find(|finding| finding.field == "trunk.twilio.domain_name")?;
        Some((derived.value?, wanted.profile.clone()))
    }
}

/// Notes what the carriers refuse; what they warn of is returned, and what a standby cannot have.
pub(super) fn audit(trunks: &[Built], kinds: &Kinds<'_>, reader: &mut Reader<'_>) -> Vec<Mistake> {
    let mut warnings = Vec::new();
    let mut refused: HashSet<_> = reader.mistakes.iter().filter_map(Mistake::position).collect();
    for built in trunks {
        let Some(rules) = kinds.rules(&built.wanted.profile) else { continue };
        if built.wanted.presence == Presence::Absent {
            continue;
        }
        let lacks = built.wanted.shortfalls.iter().map(|shortfall| {
            let message = format!("{} on {}: {shortfall}", built.home.path, rules.identity().carrier);
            Mistake::at(reader.source, built.home.at, message).into_warning()
        });
        warnings.extend(lacks);
        for finding in rules.audit(&built.wanted.description()) {
            let place = built.place(&finding.field);
            let value = finding.value.as_ref().map(|value| format!(" {value:?}")).unwrap_or_default();
            let message = format!("{}{value} on {}: {}", place.path, finding.carrier, finding.rule);
            let mistake = Mistake::at(reader.source, place.at, message);
            match severity(&finding, built) {
                Severity::Refused if mistake.position().is_some_and(|at| !refused.insert(at)) => {}
                Severity::Refused => reader.mistakes.push(mistake),
                Severity::Warning => warnings.push(mistake.into_warning()),
                _ => {}
            }
        }
    }
    super::error::in_order(&mut warnings);
    warnings
}

/// What a finding means for a file, in which a noun that is not written may be there all the same.
fn severity(finding: &Finding, built: &Built) -> Severity {
    let wanted = &built.wanted;
    match (finding.severity, finding.field.as_str()) {
        // Told already, in the file's own words.
        (Severity::Refused, _) if finding.kind == ErrorKind::AuthModeChange => Severity::Note,
        (Severity::Refused, _) if finding.kind == ErrorKind::AclRequired && wanted.acl.is_none() => {
            Severity::Warning
        }
        (Severity::Warning, "acl") if wanted.acl.is_none() => Severity::Note,
        (Severity::Warning, "credentials") if wanted.credentials.is_none() => Severity::Note,
        (severity, _) => severity,
    }
}

impl Built {
    /// Where a field stands, or else what it is part of.
    pub(super) fn place(&self, field: &str) -> &Place {
        let mut field = field;
        loop {
            if let Some(place) = self.places.get(field) {
                return place;
            }
            match field.rfind(['.', '[']) {
                Some(end) => field = field.get(..end).unwrap_or_default(),
                None => return &self.home,
            }
        }
    }
}
