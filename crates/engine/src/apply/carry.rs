//! The steps of a plan, one after the other on each trunk.

use std::collections::{BTreeMap, BTreeSet};

use futures::future::join_all;
use jiff::Timestamp;
use tokio::sync::Semaphore;
use trunkline::{
    Effect, Error, ErrorKind,
    model::{AuthModeChange, SecretString, TrunkId},
    provider::{DynProvider, Provider as _},
};

use super::{
    Apply, Became, StepReport,
    call::{Call, Made},
    calls::Calls,
    leases::Leases,
    past::Past,
    progress::Progress,
    remember::{Remember, created, created_before},
};
use crate::{
    plan::{Change, Plan, PlannedAccount, PlannedTrunk, Step},
    store::{CallRecord, Lease, Ownership, RunId, StepOutcome, StepResult},
};

/// Steps that an account works on at the same time, where the carrier names no smaller number of requests. With more,
/// calls would only wait for the rate limit, and their deadlines run meanwhile.
const STEPS_AT_A_TIME: usize = 16;

/// A plan that is being carried out.
#[derive(Debug)]
pub(super) struct Carry<'a> {
    apply: &'a Apply<'a>,
    plan: &'a Plan,
    /// Its steps that others wait for.
    pub(super) awaited: BTreeSet<&'a str>,
    /// By a step that lets numbers go, those that bind them.
    pub(super) takers: BTreeMap<&'a str, Vec<&'a str>>,
    run: RunId,
    leases: &'a Leases<'a>,
    pub(super) past: &'a Past,
    passwords: &'a BTreeMap<String, SecretString>,
    pub(super) progress: Progress,
}

/// A trunk, and what it takes to change it.
struct On<'a> {
    account: &'a PlannedAccount,
    trunk: &'a PlannedTrunk,
    provider: &'a DynProvider,
    lease: &'a Lease,
    turns: &'a Semaphore,
}

impl<'a> Carry<'a> {
    pub(super) fn new(
        apply: &'a Apply<'a>,
        plan: &'a Plan,
        run: RunId,
        leases: &'a Leases<'a>,
        past: &'a Past,
        passwords: &'a BTreeMap<String, SecretString>,
    ) -> Self {
        let awaited: BTreeSet<&str> =
            plan.steps().flat_map(|(.., step)| step.after.iter().map(String::as_str)).collect();
        let awaited =
            plan.steps().map(|(.., step)| step.id.as_str()).filter(|id| awaited.contains(id)).collect();
        let mut takers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (.., step) in plan.steps().filter(|(.., step)| matches!(step.change, Change::BindNumber { .. })) {
            for first in &step.after {
                takers.entry(first).or_default().push(&step.id);
            }
        }
        Self { apply, plan, awaited, takers, run, leases, past, passwords, progress: Progress::default() }
    }

    /// Carries out all steps; ends early when it is asked to stop, or the journal cannot be written.
    pub(super) async fn all(&self) {
        join_all(self.plan.accounts.iter().map(|account| self.account(account))).await;
    }

    /// What became of each step, in the plan's order, and what is wrong with the journal.
    pub(super) fn into_reports(self) -> (Vec<StepReport>, Option<String>) {
        let (mut steps, trouble) = self.progress.take();
        let reports = self.plan.steps().map(|(account, trunk, step)| {
            if let Some(done) = self.past.done(&step.id) {
                let (object, messages) = (done.object.clone(), done.messages.clone());
                return StepReport {
                    object,
                    messages,
                    ..StepReport::new(account, trunk, step, done.outcome.into())
                };
            }
            let report = steps
                .remove(&step.id)
                .unwrap_or_else(|| StepReport::new(account, trunk, step, Became::NotRun));
            StepReport { became: self.with_past(step, report.became), ..report }
        });
        (reports.collect(), trouble)
    }

    /// An attempt that did nothing says nothing of an earlier one, of which nobody knows what came of it.
    fn with_past(&self, step: &Step, became: Became) -> Became {
        match became {
            Became::NotRun if self.past.in_doubt(&step.id) => Became::Interrupted,
            Became::Failed { kind, effect: Effect::None } if self.past.in_doubt(&step.id) => {
                Became::Failed { kind, effect: Effect::Unknown }
            }
            became => became,
        }
    }

    async fn account(&self, account: &'a PlannedAccount) {
        // Both are there: they were asked for before the first step.
        let (Some(provider), Some(lease)) =
            (self.apply.providers.get(&account.profile), self.leases.of(&account.identity))
        else {
            return;
        };
        let limit = provider.capabilities().concurrent_requests.value.map_or(STEPS_AT_A_TIME, |limit| {
            usize::try_from(limit).map_or(STEPS_AT_A_TIME, |limit| limit.clamp(1, STEPS_AT_A_TIME))
        });
        let turns = Semaphore::new(limit);
        let trunks = account.trunks.iter().map(|trunk| On { account, trunk, provider, lease, turns: &turns });
        join_all(trunks.map(|on| self.trunk(on))).await;
    }

    async fn trunk(&self, on: On<'_>) {
        let (done, left): (Vec<&Step>, Vec<&Step>) =
            on.trunk.steps.iter().partition(|step| self.past.is_done(&step.id));
        if left.is_empty() {
            return;
        }
        let id = on.trunk.trunk.clone().or_else(|| done.iter().find_map(|step| self.past.created(step)));
        self.steps(&on, id, &left).await;
        // Whoever waits for one of them waits no longer.
        for step in left {
            self.progress.note_first(StepReport::new(on.account, on.trunk, step, Became::NotRun));
        }
    }

    /// The steps of a trunk that are left, up to one that fails.
    async fn steps(&self, on: &On<'_>, mut id: Option<TrunkId>, left: &[&Step]) {
        if let Some(trunk) = &id
            && on.trunk.adopted
            && let Err(error) = self.remember(on).own(trunk.clone(), Ownership::Adopted).await
        {
            return self.progress.halt(&error);
        }
        let mut nouns = BTreeSet::new();
        let (mut left, mut turn) = (left.to_vec(), None);
        while let Some(first) = left.first() {
            let step = match self.next(&left, on.turns, &mut turn).await {
                Ok(next) => left.remove(next),
                Err(blocked) => return self.note(on, first, Became::NotRun, None, vec![blocked]),
            };
            if self.apply.stop.asked() || self.progress.is_halted() {
                return;
            }
            // What an earlier process saw is not vouched for: the first step of each noun that is left looks for itself.
            let guarded = nouns.insert(step.change.noun()).then(|| guarded(&step.change)).flatten();
            match self.step(on, id.as_ref(), step, guarded.as_ref().unwrap_or(&step.change)).await {
                Some(made) => id = id.or_else(|| created(step, made.object.as_deref())),
                None => return,
            }
        }
    }

    /// One step with its entries in the journal; `None` when the rest of the trunk cannot follow.
    async fn step(&self, on: &On<'_>, trunk: Option<&TrunkId>, step: &Step, change: &Change) -> Option<Made> {
        let store = self.apply.store;
        let attempt = match store.intend(on.lease, self.run, &step.id).await {
            Ok(attempt) => attempt,
            Err(error) => {
                self.progress.halt(&error);
                return None;
            }
        };
        self.note(on, step, Became::Interrupted, None, Vec::new());
        self.apply.events.step_started(step);

        let calls = Calls::default();
        let password = self.passwords.get(&step.id);
        let call = Call { provider: &**on.provider, trunk, change, password };
        let made = calls.record(async {
            if self.past.in_doubt(&step.id) {
                call.make_sure(self.apply.settle).await
            } else {
                call.make().await
            }
        });
        let (made, began) = tokio::select! {
            biased;
            made = made => (made, true),
            () = self.stopped_unsent(&calls) => (Err(unsent()), false),
        };

        // Before the result is written: after a death in between, the step is gone through once more.
        let kept = self.remember(on).step(trunk, step, &made).await;
        let result = result(&made, calls.take());
        let concluded = match kept {
            Ok(()) => store.conclude(on.lease, self.run, &step.id, attempt, &result).await,
            Err(error) => Err(error),
        };
        let became = if began { result.outcome.into() } else { Became::NotRun };
        self.note(on, step, became, result.object, result.messages);
        self.progress.show(&step.id, |report| self.apply.events.step_finished(report));
        if let Err(error) = concluded {
            self.progress.halt(&error);
            return None;
        }
        made.ok()
    }

    /// Ends when someone asks to stop while nothing of a step is sent: its turn can be a minute away.
    async fn stopped_unsent(&self, calls: &Calls) {
        self.apply.stop.once().await;
        if !calls.are_unsent() {
            std::future::pending::<()>().await;
        }
    }

    fn remember(&self, on: &On<'a>) -> Remember<'a> {
        let identity = &on.account.identity;
        Remember { store: self.apply.store, identity, lease: on.lease, name: &on.trunk.name }
    }

    fn note(&self, on: &On<'_>, step: &Step, became: Became, object: Option<String>, messages: Vec<String>) {
        let report = StepReport::new(on.account, on.trunk, step, became);
        self.progress.note(StepReport { object, messages, ..report });
    }
}

/// The change, which makes sure itself of the way calls are authenticated; `None` if it does so anyway.
fn guarded(change: &Change) -> Option<Change> {
    (change.auth_mode() == Some(AuthModeChange::Unchanged)).then(|| {
        let mut change = change.clone();
        change.set_auth_mode(AuthModeChange::Refuse);
        change
    })
}

/// Of a step that was given up before its turn came.
fn unsent() -> Error {
    let message = "it waited for its turn at the carrier's rate limit when the run was stopped";
    Error::new(ErrorKind::RateLimited, Effect::None, message)
}

fn result(made: &Result<Made, Error>, calls: Vec<CallRecord>) -> StepResult {
    let at = Timestamp::now();
    match made {
        Ok(made) => StepResult {
            at,
            outcome: if made.changed { StepOutcome::Changed } else { StepOutcome::Unchanged },
            object: made.object.clone(),
            messages: made.messages.clone(),
            replaced: made.replaced.clone(),
            calls,
        },
        Err(error) => StepResult {
            at,
            outcome: StepOutcome::Failed { kind: error.kind(), effect: error.effect() },
            object: created_before(error).map(|trunk| trunk.to_string()),
            messages: vec![error.to_string()],
            replaced: None,
            calls,
        },
    }
}
