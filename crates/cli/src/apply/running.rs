//! Carrying out a plan, with a person waiting.

use std::{borrow::Cow, cell::RefCell, collections::BTreeMap, path::Path, time::Duration};

use serde_json::Value;
use tokio::sync::Mutex;
use trunkline_engine::{
    Environment, Wanted,
    apply::{Apply, ApplyError, Report, Stop, Unfinished, resumable, resumable_run},
    migrate::Migration,
    plan::Plan,
    store::{RunOutcome, Store},
    trunkline::provider::DynProvider,
    undo::Undo,
};

use super::{
    outcome::{self, GoOn},
    progress::Progress,
};
use crate::{confirm::Consent, exit::Failure, output, planned, signals, stored::Place, who::who};

/// How a plan is carried out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Running<'a> {
    /// Its name in the history.
    pub(crate) what: &'a str,
    pub(crate) providers: &'a BTreeMap<String, DynProvider>,
    /// The file the plan was made of, and what it asks for.
    pub(crate) of: Option<(&'a Path, &'a Wanted)>,
    pub(crate) place: &'a Place,
    pub(crate) wait: bool,
    /// The undo that the plan is of.
    pub(crate) undo: Option<&'a Undo>,
    /// Where passwords are looked up.
    pub(crate) environment: &'a Environment,
    /// The commands that go on with it, where that is none of apply's own.
    pub(crate) go_on: Option<GoOn<'a>>,
    /// The stage of a migration that it is.
    pub(crate) stage: Option<&'a Mutex<Migration>>,
    pub(crate) json: bool,
    /// Where outcomes for scripts go, when one command has several; otherwise each is printed.
    pub(crate) outcomes: Option<&'a RefCell<Vec<Value>>>,
}

impl Running<'_> {
    /// Shows a plan, asks, carries it out and tells what came of it.
    pub(crate) async fn carry_out(&self, plan: &Plan, consent: Consent) -> Result<(), Failure> {
        self.carry_out_once(plan, consent, async || Ok(())).await
    }

    /// As [`carry_out`](Self::carry_out); what is to be done once it is agreed to, and before the first call, is done then.
    pub(crate) async fn carry_out_once(
        &self,
        plan: &Plan,
        consent: Consent,
        agreed: impl AsyncFnOnce() -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        if !self.json {
            output::print(&planned::text(&self.shown(plan)))?;
        }
        if plan.is_empty() {
            return if self.json { output::print_json(&outcome::nothing(plan)) } else { Ok(()) };
        }
        let mistakes = reasons_to_refuse(plan);
        if !mistakes.is_empty() {
            return Err(Failure::Mistakes(mistakes));
        }
        let store = self.place.look().await?;
        if let (Some(store), false, None) = (&store, self.json, self.go_on) {
            name_unfinished(store).await?;
        }
        let with_steps =
            plan.accounts.iter().filter(|account| account.trunks.iter().any(|trunk| !trunk.steps.is_empty()));
        let accounts: Vec<String> = with_steps.map(|account| account.identity.to_string()).collect();
        consent.to(&format!("Do this on {}", accounts.join(", ")))?;
        agreed().await?;
        let store = match store {
            Some(store) => store,
            None => self.place.open().await?,
        };
        self.with(&store, async |apply| apply.run(plan).await).await
    }

    /// The plan as people see it: what is no apply's has a list of its own of what is to be done by hand.
    fn shown<'a>(&self, plan: &'a Plan) -> Cow<'a, Plan> {
        if self.go_on.is_none() {
            return Cow::Borrowed(plan);
        }
        let mut plan = plan.clone();
        for trunk in plan.accounts.iter_mut().flat_map(|account| &mut account.trunks) {
            trunk.manual.clear();
        }
        Cow::Owned(plan)
    }

    /// Goes on with a run that did not end.
    pub(super) async fn go_on(
        &self,
        store: &Store,
        unfinished: Unfinished,
        settle: Duration,
    ) -> Result<(), Failure> {
        self.with(store, async |apply| apply.settling(settle).go_on(unfinished).await).await
    }

    /// Goes on with this run, unless another has worked on its accounts since: whoever planned that knew what it left.
    /// Says whether it did.
    pub(crate) async fn resume_run(&self, number: i64, settle: Duration) -> Result<bool, Failure> {
        let Some(store) = self.place.look().await? else { return Ok(false) };
        match resumable_run(&store, number).await {
            Ok(run) if run.outcome == Some(RunOutcome::Overtaken) => return Ok(false),
            Ok(_) => {}
            Err(ApplyError::Overtaken { .. } | ApplyError::NothingToResume) => return Ok(false),
            Err(error) => return Err(error.into()),
        }
        self.with(&store, async |apply| apply.settling(settle).resume(Some(number)).await).await?;
        Ok(true)
    }

    /// Applies, and tells what came of it.
    async fn with(
        &self,
        store: &Store,
        run: impl AsyncFnOnce(Apply<'_>) -> Result<Report, ApplyError>,
    ) -> Result<(), Failure> {
        let report = self.report(store, run).await?;
        let not_undone = self.undo.map(|undo| &*undo.not_undone);
        if let Some(outcomes) = self.outcomes.filter(|_| self.json) {
            outcomes.borrow_mut().push(outcome::for_scripts(&report, not_undone)?);
            return outcome::failure(&report, self.go_on).map_or(Ok(()), Err);
        }
        outcome::tell(&report, not_undone, self.go_on, self.json)
    }

    /// Applies, which is told to stop at each Ctrl-C.
    pub(crate) async fn report(
        &self,
        store: &Store,
        run: impl AsyncFnOnce(Apply<'_>) -> Result<Report, ApplyError>,
    ) -> Result<Report, ApplyError> {
        let (progress, stop) = (Progress::new(self.json), Stop::new());
        let mut apply = Apply::new(store, self.providers, self.environment)
            .by(who())
            .named(self.what)
            .watched(&progress)
            .stopped_by(&stop);
        if let Some((path, wanted)) = self.of {
            apply = apply.of_file(path.display().to_string(), wanted);
        }
        if let Some(undo) = self.undo {
            apply = apply.of_undo(undo.number);
        }
        if let Some(stage) = self.stage {
            apply = apply.of_stage(stage);
        }
        if self.wait {
            apply = apply.waiting();
        }
        let told = async {
            for line in [
                "stopping: what is under way is finished and written down; once more to stop at once",
                "stopping at once: what was under way is read back by a resume",
            ] {
                let Ok(signal) = signals::listen(true) else { break };
                signal.await;
                stop.ask();
                progress.say(line);
            }
            std::future::pending::<()>().await;
        };
        let report = tokio::select! {
            // It listens before anything is begun.
            biased;
            () = told => unreachable!("it waits for ever"),
            report = Box::pin(run(apply)) => report,
        };
        progress.end();
        report
    }
}

/// Says which runs have not ended: whoever plans anew should know that there is something to go on with.
async fn name_unfinished(store: &Store) -> Result<(), Failure> {
    let run = resumable(store).await?;
    if let Some(run) = run.filter(|run| run.outcome != Some(RunOutcome::Failed)) {
        output::note(&format!(
            "run {0} has not ended; this plan starts from what is there now, trunkline apply --resume would go on with \
             that of run {0}",
            run.number
        ));
    }
    Ok(())
}

/// What keeps a plan from being carried out, a line each.
pub(crate) fn reasons_to_refuse(plan: &Plan) -> Vec<String> {
    let refusals = plan.refusals().map(|(account, trunk, refusal)| {
        let field = refusal.field.as_ref().map(|field| format!("{field}: ")).unwrap_or_default();
        planned::plain(&format!("{}, trunk {}: {field}{}", account.identity, trunk.name, refusal.reason))
    });
    let missing: Vec<String> = plan.missing().iter().map(|allow| format!("--allow {allow}")).collect();
    let missing = (!missing.is_empty())
        .then(|| format!("the plan breaks something and is refused without {}", missing.join(" ")));
    refusals.chain(missing).collect()
}

impl From<ApplyError> for Failure {
    fn from(error: ApplyError) -> Self {
        match error {
            ApplyError::Refused(reasons) | ApplyError::Secrets(reasons) => Self::Mistakes(reasons),
            ApplyError::Stale(changes) => {
                let changes =
                    changes.iter().map(|change| format!("changed since the plan was made: {change}"));
                Self::Mistakes(changes.collect())
            }
            ApplyError::Carrier(error) => Self::Call(error),
            ApplyError::Held { .. } | ApplyError::Stopped | ApplyError::UnreadablePlan { .. } => {
                Self::Local(error.to_string())
            }
            ApplyError::Store(error) => error.into(),
            mistake => Self::mistake(mistake.to_string()),
        }
    }
}
