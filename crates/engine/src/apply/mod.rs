//! Carrying out a plan.
//!
//! [`Apply::run`] takes a plan, [`Apply::resume`] one that a run began. Before each step its intent is written to the
//! [`Store`], after it what came of it and every request it sent, so that a death at any moment loses nothing: a
//! resume knows which steps may have been carried out, and looks. Accounts, and the trunks of an account, are worked
//! on at the same time; the steps of a trunk one after the other, and after one that failed none.

mod call;
mod calls;
mod carry;
mod error;
mod estimate;
mod events;
mod found;
mod leases;
mod look;
mod next;
mod past;
mod progress;
mod refuse;
mod remember;
mod report;
mod second_look;
mod stage;
mod stop;
mod unfinished;

use std::{collections::BTreeMap, time::Duration};

use tokio::sync::Mutex;
use trunkline::{model::SecretString, provider::DynProvider};

pub use calls::options;
pub use error::ApplyError;
pub use estimate::Estimate;
pub use events::Events;
pub use look::look;
pub use past::{resumable, resumable_run, run_and_plan};
pub use report::{Became, CreatedTrunk, Report, SecondLook, StepReport};
pub use stop::Stop;
pub use unfinished::Unfinished;

pub(crate) use past::Past;
pub(crate) use refuse::provider_of;

use self::{carry::Carry, leases::Leases, second_look::Looked};
use crate::{
    Environment, Wanted,
    migrate::Migration,
    plan::Plan,
    store::{NewRun, Run, RunOutcome, Store},
};

/// How long a carrier may take until a list shows what was just made.
const SETTLE: Duration = Duration::from_secs(5);

/// Of which file a run is that is of none.
const NO_FILE: &str = "-";

/// Where a plan comes from, and can be made once more.
#[derive(Debug, Clone, Copy)]
enum Source<'a> {
    /// What a file asks for.
    File(&'a Wanted),
    /// The undo of a run.
    Undo(i64),
    /// Nobody knows.
    Elsewhere,
}

/// Whoever carries out plans: with what, on whose behalf, and how.
#[derive(Debug)]
pub struct Apply<'a> {
    store: &'a Store,
    providers: &'a BTreeMap<String, DynProvider>,
    environment: &'a Environment,
    who: String,
    file: String,
    what: String,
    source: Source<'a>,
    stage: Option<&'a Mutex<Migration>>,
    events: &'a dyn Events,
    stop: Stop,
    wait: bool,
    settle: Duration,
}

impl<'a> Apply<'a> {
    /// With these providers by profile, opened with [`options`] so that their requests are recorded. Passwords are
    /// looked up in the environment.
    pub fn new(
        store: &'a Store,
        providers: &'a BTreeMap<String, DynProvider>,
        environment: &'a Environment,
    ) -> Self {
        Self {
            store,
            providers,
            environment,
            who: "unknown".to_owned(),
            file: NO_FILE.to_owned(),
            what: "apply".to_owned(),
            source: Source::Elsewhere,
            stage: None,
            events: &(),
            stop: Stop::new(),
            wait: false,
            settle: SETTLE,
        }
    }

    /// By this user on this host, for the history.
    #[must_use]
    pub fn by(mut self, who: impl Into<String>) -> Self {
        self.who = who.into();
        self
    }

    /// From this file, as it was named, and what it asks for: before the first step a plan that is out of date is
    /// refused, and after the last one what is there is compared with the file.
    #[must_use]
    pub fn of_file(mut self, file: impl Into<String>, wanted: &'a Wanted) -> Self {
        self.file = file.into();
        self.source = Source::File(wanted);
        self
    }

    /// As the [undo](crate::undo::undo) of the run with this number: before the first step a plan that is out of date is
    /// refused.
    #[must_use]
    pub fn of_undo(mut self, number: i64) -> Self {
        self.source = Source::Undo(number);
        self
    }

    /// Under another name in the history than `apply`.
    #[must_use]
    pub fn named(mut self, what: impl Into<String>) -> Self {
        self.what = what.into();
        self
    }

    /// Watched by `events`.
    #[must_use]
    pub fn watched(mut self, events: &'a dyn Events) -> Self {
        self.events = events;
        self
    }

    /// Stopped by `stop`.
    #[must_use]
    pub fn stopped_by(mut self, stop: &Stop) -> Self {
        self.stop = stop.clone();
        self
    }

    /// Waits for an account that someone else is changing, instead of saying so at once.
    #[must_use]
    pub fn waiting(mut self) -> Self {
        self.wait = true;
        self
    }

    /// With another time between two looks for something that has no key; 5 s unless set.
    #[must_use]
    pub fn settling(mut self, settle: Duration) -> Self {
        self.settle = settle;
        self
    }

    /// Carries out a plan.
    ///
    /// # Errors
    /// Every reason not to begin; nothing but reads was sent then. What goes wrong later is in the report.
    pub async fn run(&self, plan: &Plan) -> Result<Report, ApplyError> {
        self.begin(plan, None, Past::default()).await
    }

    /// Goes on with a run that was stopped, failed, or whose process died: with the given one, or else with the last.
    /// Steps that may have been carried out are looked for first.
    ///
    /// # Errors
    /// As for [`run`](Self::run), and those of [`Unfinished::read`].
    pub async fn resume(&self, number: Option<i64>) -> Result<Report, ApplyError> {
        self.go_on(Unfinished::read(self.store, number).await?).await
    }

    /// Goes on with a run that was read from the same store, as [`resume`](Self::resume) does.
    ///
    /// # Errors
    /// As for [`resume`](Self::resume).
    pub async fn go_on(&self, unfinished: Unfinished) -> Result<Report, ApplyError> {
        let Unfinished { run, plan, past } = unfinished;
        self.begin(&plan, Some(run), past).await
    }

    async fn begin(&self, plan: &Plan, resumed: Option<Run>, past: Past) -> Result<Report, ApplyError> {
        refuse::check(plan, self.providers)?;
        let passwords =
            refuse::passwords(plan, self.providers, self.environment, |step| !past.is_done(step))?;
        let leases = Leases::take(self, past::worked_on(plan)).await?;
        let outcome = leases.while_held(self.held(plan, resumed, past, &leases, &passwords)).await;
        leases.release().await;
        outcome
    }

    async fn held(
        &self,
        plan: &Plan,
        resumed: Option<Run>,
        mut past: Past,
        leases: &Leases<'_>,
        passwords: &BTreeMap<String, SecretString>,
    ) -> Result<Report, ApplyError> {
        let run = match resumed {
            Some(run) => {
                // While these leases were waited for, another process may have gone on with the run, and another run
                // may have worked on its accounts.
                past = past.until_now(self.store, run.id).await?;
                past::still_unfinished(self.store, run.number, plan).await?;
                self.keep_stage().await?;
                self.store.resume(&leases.all(), run.id).await?;
                run
            }
            None => self.start(plan, leases).await?,
        };
        let left: Vec<_> = plan.steps().filter(|(.., step)| !past.is_done(&step.id)).collect();
        self.events.started(left.len(), Estimate::of_steps(left));
        let carry = Carry::new(self, plan, run.id, leases, &past, passwords);
        tokio::select! {
            biased;
            () = self.stop.twice() => (),
            () = carry.all() => (),
        }
        let (steps, mut trouble) = carry.into_reports();
        let all_done = steps.iter().all(|step| step.became.is_done());
        // A run that is of no file, such as an undo that is resumed, has nothing to be compared with.
        let wanted = match self.source {
            Source::File(wanted) if run.file != NO_FILE => Some(wanted),
            _ => None,
        };
        let Looked { found: second_look, manual, created, trouble: unkept } = match wanted {
            Some(wanted) if all_done => self.look_again(wanted, plan, &steps, leases).await,
            _ => Looked::not(plan, SecondLook::NotTaken),
        };
        trouble = trouble.or(unkept);
        let outcome = match &second_look {
            SecondLook::Empty => RunOutcome::Done,
            SecondLook::NotTaken if all_done && wanted.is_none() => RunOutcome::Done,
            SecondLook::NotTaken if self.stop.asked() => RunOutcome::Stopped,
            _ => RunOutcome::Failed,
        };
        if let Err(error) = self.store.end(&leases.all(), run.id, outcome).await {
            trouble.get_or_insert(error.to_string());
        }
        Ok(Report { run: run.id, number: run.number, outcome, steps, created, manual, second_look, trouble })
    }

    async fn start(&self, plan: &Plan, leases: &Leases<'_>) -> Result<Run, ApplyError> {
        tokio::select! {
            biased;
            () = self.stop.once() => return Err(ApplyError::Stopped),
            fresh = look::check_fresh(plan, self) => fresh?,
        }
        self.keep_stage().await?;
        past::overtake(self.store, leases).await?;
        let plan = serde_json::to_string(plan).expect("a plan has text for keys and no failing field");
        let run = NewRun { what: self.what.clone(), who: self.who.clone(), file: self.file.clone(), plan };
        Ok(self.store.begin(&leases.all(), &run).await?)
    }
}
