//! From what an account holds to a file that says so.

mod name;
mod nouns;
mod settle;
mod twilio;
mod variables;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use self::twilio::options as twilio_options;
use futures::future;

use trunkline::{
    Result,
    model::{EffectiveAuth, TerminationAuth, Trunk, TrunkId, TrunkName, TrunkSpec},
};

use crate::{
    Noun, ReadOnly, WantedTrunk,
    file::{Draft, DraftTrunk},
    observe::{ObservedAccount, ObservedTrunk, everything},
};

/// What accounts hold, as a file would ask for it.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The trunks, sorted by profile, then by name. Each is adopted, and needs no step as it is.
    pub trunks: Vec<ImportedTrunk>,
    /// The trunks that no file can ask for.
    pub left_out: Vec<LeftOut>,
}

/// A trunk that a file can ask for.
#[derive(Debug, Clone)]
pub struct ImportedTrunk {
    /// As a file would ask for it. A password stands as the variable that it would have to be put into.
    pub wanted: WantedTrunk,
    /// Its identifier.
    pub id: TrunkId,
    /// What the file does not say, each with why: a noun that is not written is left alone.
    pub unmanaged: BTreeMap<Noun, String>,
    /// What else is good to know.
    pub notes: Vec<String>,
}

/// A trunk that no file can ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The profile of the account it lives on.
    pub profile: String,
    /// Its identifier.
    pub id: TrunkId,
    /// Its name as the carrier holds it.
    pub name: String,
    /// Why.
    pub why: String,
}

/// Reads accounts whole and says what a file would ask for, so that a plan from that file is empty. `only` names trunks
/// by identifier or by their name on the carrier; empty means all. Sends reads only.
///
/// # Errors
/// The first error of a read.
pub async fn import(views: &BTreeMap<String, ReadOnly>, only: &BTreeSet<String>) -> Result<Imported> {
    let asked = |trunk: &Trunk| {
        only.is_empty() || only.contains(trunk.id.as_str()) || only.contains(trunk.name.as_str())
    };
    let reads = views.iter().map(|(profile, view)| everything(view, profile, asked));
    let accounts = future::try_join_all(reads).await?;
    let mut imported = Imported { trunks: Vec::new(), left_out: Vec::new() };
    for (account, view) in accounts.iter().zip(views.values()) {
        import_account(view, account, asked, &mut imported);
    }
    imported
        .trunks
        .sort_by(|a, b| (&a.wanted.profile, &a.wanted.name).cmp(&(&b.wanted.profile, &b.wanted.name)));
    variables::tell_apart(&mut imported.trunks);
    Ok(imported)
}

fn import_account(
    view: &ReadOnly,
    account: &ObservedAccount,
    asked: impl Fn(&Trunk) -> bool,
    imported: &mut Imported,
) {
    let mut names = BTreeSet::new();
    let mut trunks = Vec::new();
    for there in account.trunks.iter().filter(|there| asked(&there.trunk)) {
        match name::name(&there.trunk, &names) {
            Ok(name) => {
                names.insert(name.clone());
                trunks.push(import_trunk(view, account, there, &name));
            }
            Err(why) => imported.left_out.push(left_out(account, &there.trunk, why)),
        }
    }
    let (settled, unsettled) = settle::settle(view, account, trunks);
    imported.trunks.extend(settled);
    imported.left_out.extend(unsettled);
}

fn left_out(account: &ObservedAccount, trunk: &Trunk, why: String) -> LeftOut {
    LeftOut { profile: account.profile.clone(), id: trunk.id.clone(), name: trunk.name.clone(), why }
}

fn import_trunk(
    view: &ReadOnly,
    account: &ObservedAccount,
    there: &ObservedTrunk,
    name: &TrunkName,
) -> ImportedTrunk {
    let auth = match there.auth {
        Some(EffectiveAuth::Mode(mode)) => mode,
        Some(EffectiveAuth::Closed | EffectiveAuth::NotReported) | None => TerminationAuth::IpAcl,
    };
    let mut notes = Vec::new();
    let mut spec = TrunkSpec::new(name.clone(), auth);
    if let Some(held) = &there.trunk.twilio {
        spec.twilio = twilio::options(&there.trunk, held, name, &mut notes);
    }
    if let Some(code) = there.trunk.exotel.as_ref().and_then(|held| held.nso_code.as_deref()) {
        // Exotel's pages spell its default in two ways.
        if !matches!(code.to_ascii_uppercase().as_str(), "ANY-ANY" | "ANY ANY" | "ANY_ANY" | "") {
            spec.exotel.nso_code = Some(code.to_owned());
        }
    }
    let mut imported = ImportedTrunk {
        wanted: WantedTrunk { adopt: true, ..WantedTrunk::new(&account.profile, spec) },
        id: there.trunk.id.clone(),
        unmanaged: BTreeMap::new(),
        notes,
    };
    nouns::fill(view, there, &mut imported);
    imported
}

impl From<Imported> for Draft {
    fn from(imported: Imported) -> Self {
        let left_out = imported.left_out.iter().map(|out| {
            format!("Left out of {}: trunk {} ({:?}): {}", out.profile, out.id, out.name, out.why)
        });
        let trunks = imported.trunks.iter().map(|trunk| {
            let unmanaged = trunk.unmanaged.iter().map(|(noun, why)| format!("{noun} is left alone: {why}"));
            DraftTrunk {
                trunk: trunk.wanted.clone(),
                comments: unmanaged.chain(trunk.notes.clone()).collect(),
            }
        });
        Self { comments: left_out.collect(), trunks: trunks.collect() }
    }
}

impl ImportedTrunk {
    /// Leaves a noun out of the file.
    fn leave_out(&mut self, noun: Noun, why: impl Into<String>) {
        match noun {
            Noun::Acl => self.wanted.acl = None,
            Noun::Origination => self.wanted.origination = None,
            Noun::Numbers => self.wanted.numbers = None,
            Noun::Credentials => self.wanted.credentials = None,
            Noun::CallerId => self.wanted.caller_id = None,
        }
        self.unmanaged.entry(noun).or_insert_with(|| why.into());
    }
}
