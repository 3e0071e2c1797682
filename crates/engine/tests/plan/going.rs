//! From what is there to what a file asks for, step by step.

use std::collections::{BTreeMap, BTreeSet};

use trunkline::model::EffectiveAuth;
use trunkline_engine::{
    Digest, Known, Presence, Wanted,
    import::import,
    observe::{ObservedTrunk, everything},
    plan::{Allow, Change, PlannedTrunk, Step},
};

use crate::world::{World, file};

/// What a trunk lives by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Vitals {
    pub(crate) addresses: usize,
    /// In use.
    pub(crate) targets: usize,
    pub(crate) all_targets: usize,
    pub(crate) credentials: usize,
    /// Where a carrier asks for what is in a list, the list alone makes it ask.
    pub(crate) auth: EffectiveAuth,
}

pub(crate) fn vitals(there: &ObservedTrunk) -> Vitals {
    let acl = there.acl.as_ref().unwrap();
    let credentials = there.credentials.as_ref().unwrap();
    let targets = there.origination.as_ref().unwrap();
    Vitals {
        addresses: acl.len(),
        targets: targets.iter().filter(|target| target.enabled != Some(false)).count(),
        all_targets: targets.len(),
        credentials: credentials.len(),
        auth: EffectiveAuth::of(!acl.is_empty(), !credentials.is_empty()),
    }
}

/// How a test sees what a trunk lives by, in the middle of things.
pub(crate) trait Look {
    /// `None` when there is no trunk of this name.
    async fn vitals(&self, world: &World, trunk: &str) -> Option<Vitals>;
}

/// What is on the account, read as anyone reads it.
pub(crate) async fn look(world: &World) -> Vec<ObservedTrunk> {
    everything(&world.views()["m"], "m", |_| true).await.unwrap().trunks
}

/// Goes from what is there to `wanted`, and looks after each step. The first plan is left after `enough` steps, and
/// another made from where that is. Says whether that was done, and not refused.
pub(crate) async fn go(
    world: &mut World,
    wanted: &Wanted,
    most: Option<u32>,
    enough: usize,
    look: &impl Look,
) -> bool {
    let most = most.map_or(usize::MAX, |most| most as usize);
    let mut seen = BTreeMap::new();
    // Once more for what was left, and once for rotations: those take two turns.
    for (turn, enough) in [enough, usize::MAX, usize::MAX].into_iter().enumerate() {
        let plan = world.plan(wanted, Allow::ALL).await;
        if plan.refusals().next().is_some() {
            return false;
        }
        if turn == 2 {
            let finishes = |change: &Change| matches!(change, Change::RemoveCredential { .. });
            assert!(plan.steps().all(|(.., step)| finishes(&step.change)), "{plan:#?}");
            let unflagged = world.plan(wanted, &[]).await;
            assert!(unflagged.is_empty(), "{unflagged:#?}");
            if plan.is_empty() {
                return true;
            }
        }
        for (a, t, step) in crate::carry_out::in_turn(&plan).into_iter().take(enough) {
            let planned = &plan.accounts[a].trunks[t];
            let name = planned.name.as_str();
            let before = match seen.remove(name) {
                Some(seen) => seen,
                None => look.vitals(world, name).await,
            };
            world.carry_out_one(&plan, (a, t), &step).await;
            let after = look.vitals(world, name).await;
            if let (Some(before), Some(after)) = (before, after) {
                assert_safe(planned, &step, before, after, most);
            }
            seen.insert(name.to_owned(), after);
        }
    }
    let plan = world.plan(wanted, Allow::ALL).await;
    assert!(plan.is_empty(), "{plan:#?}");
    true
}

/// A step keeps the rules, or says which flag lets it break one.
fn assert_safe(planned: &PlannedTrunk, step: &Step, before: Vitals, after: Vitals, most: usize) {
    let needs = |allow| step.needs.contains(&allow);
    let lost = |before, after| before > 0 && after == 0;
    if lost(before.addresses, after.addresses) {
        assert!(needs(Allow::EmptyAcl) || needs(Allow::Replace), "{step:#?}");
    }
    if lost(before.targets, after.targets) {
        assert!(needs(Allow::RemoveLastOrigination) || needs(Allow::Replace), "{step:#?}");
    }
    if lost(before.credentials, after.credentials) {
        assert!(needs(Allow::RemoveLastCredential) || needs(Allow::Replace), "{step:#?}");
    }
    for (before, after) in [
        (before.addresses, after.addresses),
        (before.all_targets, after.all_targets),
        (before.credentials, after.credentials),
    ] {
        assert!(after <= most.max(before), "{most} is the most: {step:#?}");
    }
    if planned.trunk.is_some()
        && before.auth != after.auth
        && !matches!(before.auth, EffectiveAuth::Closed)
        && !matches!(after.auth, EffectiveAuth::Closed)
    {
        // A trunk that took no calls when the plan began may come to what it is to be in several steps.
        let live = was_live(&planned.read);
        assert!(needs(Allow::ChangeAuthMode) || !live, "{before:?} {after:?} {step:#?}");
    }
}

/// Whether calls were asked for anything when the plan was made.
fn was_live(read: &BTreeMap<String, Digest>) -> bool {
    read.keys().any(|name| name.starts_with("acl/") || name.starts_with("credentials/"))
}

/// What the file says of a trunk is what is there.
pub(crate) async fn assert_is(world: &World, wanted: &Wanted) {
    let there = look(world).await;
    for wanted in &wanted.trunks {
        let found = there.iter().find(|there| there.trunk.name == wanted.name.as_str());
        assert_eq!(found.is_some(), wanted.presence == Presence::Present);
        let Some(found) = found else { continue };
        if let Some(acl) = &wanted.acl {
            let held: BTreeSet<String> =
                found.acl.iter().flatten().map(|entry| entry.cidr.to_string()).collect();
            assert_eq!(held, acl.iter().map(|spec| spec.cidr.to_string()).collect());
        }
        if let Some(credentials) = &wanted.credentials {
            let held: BTreeSet<String> =
                found.credentials.iter().flatten().map(|held| held.username.clone()).collect();
            assert_eq!(
                held,
                credentials.iter().map(trunkline_engine::WantedCredential::carrier_username).collect()
            );
        }
        if let Some(numbers) = &wanted.numbers {
            let held: BTreeSet<String> =
                found.numbers.iter().flatten().map(|bound| bound.number.to_string()).collect();
            assert_eq!(held, numbers.iter().map(|spec| spec.number.to_string()).collect());
        }
        if let Some(targets) = &wanted.origination {
            let held: BTreeSet<_> = found
                .origination
                .iter()
                .flatten()
                .map(|target| (target.uri.to_string(), target.priority, target.weight))
                .collect();
            let asked = targets.iter().map(|spec| (spec.uri.to_string(), spec.priority, spec.weight));
            assert_eq!(held, asked.collect());
        }
        if let Some(caller_id) = &wanted.caller_id {
            let held = found.caller_id.clone().flatten().map(|held| held.number.to_string());
            assert_eq!(held, caller_id.as_ref().map(ToString::to_string));
        }
    }
}

/// Whoever has neither the file nor the store can begin anew, with nothing to do.
pub(crate) async fn assert_import_is_settled(world: &World) {
    let imported = import(&world.views(), &BTreeSet::new()).await.unwrap();
    assert!(imported.left_out.is_empty(), "{:?}", imported.left_out);
    let unmanaged: Vec<_> = imported.trunks.iter().flat_map(|trunk| &trunk.unmanaged).collect();
    assert!(unmanaged.is_empty(), "{unmanaged:?}");
    let wanted = file(imported.trunks.into_iter().map(|trunk| trunk.wanted));
    let anew = World { providers: world.providers.clone(), known: Known::default() };
    let plan = anew.plan(&wanted, &[]).await;
    assert!(plan.is_empty(), "{plan:#?}");
}
