//! Accounts, a file, and what a store would know.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use trunkline::{
    ext::collect,
    model::{TerminationAuth, TrunkId, TrunkSpec},
    provider::{DynProvider, Provider as _},
};
use trunkline_engine::{
    Digest, Known, ReadOnly, SecretRef, Wanted, WantedCredential, WantedTrunk,
    observe::{ObservedAccount, observe},
    plan::{Allow, Change, Plan, PlannedTrunk, Step, make},
    store::{OwnedTrunk, Ownership},
};

use crate::carry_out::{carry_out, in_turn};

/// One or more accounts and what a store knows of them.
pub(crate) struct World {
    pub(crate) providers: BTreeMap<String, DynProvider>,
    pub(crate) known: Known,
}

impl World {
    pub(crate) fn of(accounts: impl IntoIterator<Item = (&'static str, DynProvider)>) -> Self {
        let providers =
            accounts.into_iter().map(|(profile, provider)| (profile.to_owned(), provider)).collect();
        Self { providers, known: Known::default() }
    }

    pub(crate) fn views(&self) -> BTreeMap<String, ReadOnly> {
        let view = |provider: &DynProvider| ReadOnly::new(DynProvider::clone(provider));
        self.providers.iter().map(|(profile, provider)| (profile.clone(), view(provider))).collect()
    }

    pub(crate) async fn observe(&self, file: &Wanted) -> Vec<ObservedAccount> {
        observe(&self.views(), file, &self.known).await.unwrap()
    }

    pub(crate) async fn plan(&self, file: &Wanted, allowed: &[Allow]) -> Plan {
        let observed = self.observe(file).await;
        let allowed: BTreeSet<Allow> = allowed.iter().copied().collect();
        make(file, &observed, &self.views(), &self.known, &allowed)
    }

    /// Plans and carries out what is planned; every flag that is needed must be given.
    pub(crate) async fn apply(&mut self, file: &Wanted, allowed: &[Allow]) -> Plan {
        let plan = self.plan(file, allowed).await;
        assert_eq!(plan.refusals().count(), 0, "{:#?}", plan.refusals().collect::<Vec<_>>());
        assert_eq!(plan.missing(), BTreeSet::new());
        self.carry_out(&plan, usize::MAX).await;
        plan
    }

    /// Carries out the first steps of a plan, and remembers what a store would.
    pub(crate) async fn carry_out(&mut self, plan: &Plan, steps: usize) {
        for (account, trunk, step) in in_turn(plan).into_iter().take(steps) {
            self.carry_out_one(plan, (account, trunk), &step).await;
        }
    }

    /// Carries out one step on the trunk at a place in the plan.
    pub(crate) async fn carry_out_one(&mut self, plan: &Plan, (account, trunk): (usize, usize), step: &Step) {
        let account = &plan.accounts[account];
        let trunk = &account.trunks[trunk];
        let made = || {
            let owned =
                self.known.owned.get(&account.profile)?.iter().find(|owned| owned.name == trunk.name)?;
            Some(owned.trunk.clone())
        };
        let id = trunk.trunk.clone().or_else(made);
        let id = carry_out(&self.providers[&account.profile], id.as_ref(), step)
            .await
            .unwrap_or_else(|error| panic!("{}: {error}\n{plan:#?}", step.id));
        self.remember(&account.profile, trunk, &id, &step.change);
    }

    fn remember(&mut self, profile: &str, trunk: &PlannedTrunk, id: &TrunkId, change: &Change) {
        let owned = self.known.owned.entry(profile.to_owned()).or_default();
        let before = owned.iter().find(|owned| owned.trunk == *id).map(|owned| owned.how);
        owned.retain(|owned| owned.trunk != *id && owned.name != trunk.name);
        if matches!(change, Change::DeleteTrunk) {
            return;
        }
        let new = if trunk.trunk.is_none() { Ownership::Created } else { Ownership::Adopted };
        let how = before.unwrap_or(new);
        owned.push(OwnedTrunk {
            trunk: id.clone(),
            name: trunk.name.clone(),
            how,
            since: Timestamp::UNIX_EPOCH,
        });
        if let Change::AddCredential { of, rotation, .. } = change {
            let rotations = self.known.rotations.entry(profile.to_owned()).or_default();
            rotations.entry(id.clone()).or_default().insert(of.clone(), *rotation);
        }
    }

    /// The identifier of the trunk with this name.
    pub(crate) async fn trunk(&self, profile: &str, name: &str) -> TrunkId {
        let trunks = collect(self.providers[profile].trunks().list_trunks()).await.unwrap();
        trunks.into_iter().find(|trunk| trunk.name == name).unwrap_or_else(|| panic!("no trunk {name}")).id
    }
}

/// A file with these trunks.
pub(crate) fn file(trunks: impl IntoIterator<Item = WantedTrunk>) -> Wanted {
    let trunks: Vec<WantedTrunk> = trunks.into_iter().collect();
    Wanted { digest: Digest::of_bytes(format!("{trunks:?}").as_bytes()), trunks }
}

/// A trunk of which nothing but itself is written.
pub(crate) fn trunk(profile: &str, name: &str, auth: TerminationAuth) -> WantedTrunk {
    WantedTrunk::new(profile, TrunkSpec::new(name.parse().unwrap(), auth))
}

pub(crate) fn credential(username: &str, rotation: u32) -> WantedCredential {
    WantedCredential {
        username: username.to_owned(),
        password: SecretRef::Env("AGENT_PASSWORD".to_owned()),
        rotation,
        exotel: trunkline::model::ExotelCredentialOptions::default(),
    }
}

/// The names of a plan's steps.
pub(crate) fn ids(plan: &Plan) -> Vec<String> {
    plan.steps().map(|(.., step)| step.id.clone()).collect()
}
