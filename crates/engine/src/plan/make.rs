//! From what is wanted and what is there to what has to be done.

use std::collections::{BTreeMap, BTreeSet};

use trunkline::model::{ManualStepCode, Trunk, TrunkId};

use super::{
    Allow, Change, Held, Manual, Plan, PlannedAccount, PlannedTrunk, Step, auth, diff,
    draft::{Around, Draft, Subject},
    hand_over, name_calls,
    reads::reads,
    safety, vouch,
};
use crate::{
    Known, Presence, ReadOnly, Wanted, WantedTrunk,
    locate::{Place, locate},
    observe::{ObservedAccount, ObservedTrunk},
};

/// What has to be done so that the world is as `wanted`. Sends nothing; the same input gives the same plan.
///
/// `observed` is what [`observe`](crate::observe::observe) read for the same `wanted` and `known`; `allowed` are the
/// flags that were given.
///
/// # Panics
/// When an account that `wanted` names was not observed, or has no view.
pub fn make(
    wanted: &Wanted,
    observed: &[ObservedAccount],
    views: &BTreeMap<String, ReadOnly>,
    known: &Known,
    allowed: &BTreeSet<Allow>,
) -> Plan {
    let accounts = wanted.accounts().into_iter().map(|(profile, trunks)| {
        let observed = observed.iter().find(|account| account.profile == profile);
        let (account, view) =
            observed.zip(views.get(profile)).expect("observe reads every account of the file");
        plan_account(view, account, trunks, known, allowed)
    });
    Plan {
        version: Plan::VERSION,
        file: wanted.digest.clone(),
        allowed: allowed.clone(),
        accounts: accounts.collect(),
    }
}

fn plan_account(
    view: &ReadOnly,
    account: &ObservedAccount,
    mut wanted: Vec<&WantedTrunk>,
    known: &Known,
    allowed: &BTreeSet<Allow>,
) -> PlannedAccount {
    wanted.sort_by(|a, b| a.name.cmp(&b.name));
    let trunks: Vec<Trunk> = account.trunks.iter().map(|there| there.trunk.clone()).collect();
    let places = locate(view, &account.profile, &wanted, &trunks, known);
    let each = || wanted.iter().copied().zip(&places);
    let around = Around {
        account,
        ours: each()
            .filter_map(|(wanted, place)| match place {
                Place::Ours { trunk, .. } => Some((trunk.clone(), wanted)),
                Place::Nowhere | Place::Refused(_) => None,
            })
            .collect(),
        claimed: each()
            .filter(|(wanted, place)| {
                wanted.presence == Presence::Present && !matches!(place, Place::Refused(_))
            })
            .flat_map(|(wanted, _)| wanted.numbers.iter().flatten().map(|spec| &spec.number))
            .collect(),
    };
    let by_id: BTreeMap<&TrunkId, &ObservedTrunk> =
        account.trunks.iter().map(|there| (&there.trunk.id, there)).collect();
    let planned = each().map(|(wanted, place)| {
        let on = Subject {
            profile: &account.profile,
            view,
            wanted,
            there: there(&by_id, place),
            around: &around,
            known,
            allowed,
        };
        plan_trunk(&on, place)
    });
    let mut trunks: Vec<PlannedTrunk> = planned.collect();
    hand_over(&mut trunks);
    refuse_too_many(view, account, &mut trunks);
    PlannedAccount {
        profile: account.profile.clone(),
        identity: account.identity.clone(),
        requests_per_minute: view.capabilities().requests_per_minute.value,
        trunks,
    }
}

fn there<'a>(trunks: &BTreeMap<&TrunkId, &'a ObservedTrunk>, place: &Place) -> Option<&'a ObservedTrunk> {
    let Place::Ours { trunk, .. } = place else { return None };
    trunks.get(trunk).copied()
}

fn plan_trunk(on: &Subject<'_>, place: &Place) -> PlannedTrunk {
    let mut draft = Draft::default();
    let mut steps = Vec::new();
    match (place, on.wanted.presence) {
        (Place::Refused(reason), _) => draft.refuse(None, reason.clone()),
        (Place::Nowhere, Presence::Absent) => {}
        (Place::Ours { trunk, .. }, Presence::Absent) => steps.push(delete(on, trunk)),
        (Place::Nowhere | Place::Ours { .. }, Presence::Present) => {
            diff::audit(on, &mut draft);
            diff::trunk(on, &mut draft);
            diff::acl(on, &mut draft);
            diff::credentials(on, &mut draft);
            diff::origination(on, &mut draft);
            diff::numbers(on, &mut draft);
            diff::caller_id(on, &mut draft);
            manual_steps(on, &mut draft);
            steps = draft.in_order();
            auth::check(on, &mut steps, &mut draft);
            draft.notes.extend(on.wanted.shortfalls.iter().map(ToString::to_string));
            safety::mark(on, &mut steps);
        }
    }
    let held = Held::observed(on.there, on.view.capabilities().shared_lists.value);
    vouch(&mut steps, held);
    name_calls(&on.around.account.identity.carrier, &mut steps, held);
    PlannedTrunk {
        name: on.wanted.name.clone(),
        trunk: on.there.map(|there| there.trunk.id.clone()),
        auth: on.wanted.spec.auth,
        adopted: matches!(place, Place::Ours { adopted: true, .. }),
        read: reads(on),
        steps,
        refusals: draft.refusals,
        manual: draft.manual,
        notes: draft.notes,
    }
}

fn delete(on: &Subject<'_>, trunk: &TrunkId) -> Step {
    Step::new(on.own_id("trunk/delete"), Change::DeleteTrunk, "the file says absent")
        .needs(Allow::DeleteTrunk)
        .risk(format!(
            "every call over trunk {trunk} fails, and all that is on it goes; numbers stay on the account"
        ))
        .no_undo(
            "a deleted trunk does not come back; on Twilio its domain stays reserved for up to 30 days"
                .to_owned(),
        )
}

/// What a person has to do, as the carrier's backend says it. It is done for one trunk: of another that comes to have
/// the same name nobody has confirmed it.
fn manual_steps(on: &Subject<'_>, draft: &mut Draft) {
    let Some(Trunk { id: trunk, manual_steps, .. }) = on.there.map(|there| &there.trunk) else { return };
    for step in manual_steps {
        let id = on.own_id(&format!("{}/{trunk}", code(step.code)));
        let confirmed = on.confirmed(&id);
        draft.manual.push(Manual { id, instruction: step.instruction.clone(), confirmed });
    }
}

fn code(code: ManualStepCode) -> &'static str {
    match code {
        ManualStepCode::ExotelInboundFlow => "exotel_inbound_flow",
        ManualStepCode::ExotelTerminationHost => "exotel_termination_host",
        _ => "manual",
    }
}

/// Refuses the trunks for which the account has no room.
fn refuse_too_many(view: &ReadOnly, account: &ObservedAccount, trunks: &mut [PlannedTrunk]) {
    let Some(most) = view.capabilities().max_trunks.value else { return };
    let room = usize::try_from(most).unwrap_or(usize::MAX).saturating_sub(account.trunks.len());
    let creates = |trunk: &&mut PlannedTrunk| {
        trunk.steps.iter().any(|step| matches!(step.change, Change::CreateTrunk { .. }))
    };
    for trunk in trunks.iter_mut().filter(creates).skip(room) {
        let reason = format!("the account has {} trunks; the most is {most}", account.trunks.len());
        trunk.refusals.push(super::Refusal { field: None, reason });
    }
}
