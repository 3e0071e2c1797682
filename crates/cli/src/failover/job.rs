//! A bundle that is carried out.

use std::{path::Path, time::Duration};

use trunkline_engine::{
    apply::{Apply, ApplyError, Report},
    failover::{Bundle, Left, Look},
    plan::Plan,
    store::{Run, Store},
};

use super::{bundle::Side, ended::Ended};
use crate::{
    apply::{Running, outcome},
    confirm::Consent,
    exit::Failure,
    output,
    planned::{self, plain},
    signals::Stopped,
};

/// How a bundle is carried out without anybody to ask.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alone<'a> {
    /// Whether it was said before that nothing can be done.
    pub(super) is_told: bool,
    /// Nothing is begun then.
    pub(super) stopped: &'a Stopped,
}

/// The command that carries a bundle out.
pub(super) fn command(bundle: &Bundle, path: &Path) -> String {
    format!("trunkline failover run --away-from {} {}", bundle.away_from.profile, path.display())
}

/// A bundle that is carried out.
#[derive(Debug)]
pub(super) struct Job<'a> {
    pub(super) bundle: &'a Bundle,
    pub(super) side: &'a Side,
    pub(super) running: &'a Running<'a>,
    pub(super) path: &'a Path,
    pub(super) alone: Option<Alone<'a>>,
    pub(super) stopped: &'a Stopped,
    pub(super) json: bool,
}

impl Job<'_> {
    /// The command that was given, and more.
    fn again(&self, more: &str) -> String {
        command(self.bundle, self.path) + more
    }

    /// There is a run to go on with, which nobody asked for.
    pub(super) fn unfinished(&self, run: &Run) -> Failure {
        Failure::Mistakes(vec![
            format!("run {} of this bundle was not finished, and nothing was done now", run.number),
            format!("go on with it, by its own plan: {}", self.again(" --resume")),
            format!("or plan anew from what is there now: {}", self.again(" --replan")),
        ])
    }

    /// Goes on with a run that was cut off.
    pub(super) async fn go_on(&self, store: &Store, run: &Run, settle: Duration) -> Result<Report, Failure> {
        if !self.json {
            output::note(&format!("run {} of this bundle was not finished: going on with it", run.number));
        }
        self.report(store, async |apply| apply.settling(settle).resume(Some(run.number)).await).await
    }

    /// Applies, unless it was stopped before.
    pub(super) async fn report(
        &self,
        store: &Store,
        run: impl AsyncFnOnce(Apply<'_>) -> Result<Report, ApplyError>,
    ) -> Result<Report, Failure> {
        let unless_stopped = async |apply: Apply<'_>| {
            if self.stopped.is_asked() { Err(ApplyError::Stopped) } else { run(apply).await }
        };
        Ok(self.running.report(store, unless_stopped).await?)
    }

    /// Whether what is to be done now was foreseen, and what calls miss without it.
    pub(super) fn check(&self, now: &Plan, left: &[Left], replan: bool) -> Result<(), Failure> {
        if replan {
            return Ok(());
        }
        let foreseen = |id: &str| self.bundle.plan.steps().any(|(.., step)| step.id == id);
        let news = now.steps().filter(|(.., step)| !foreseen(&step.id));
        let mut news: Vec<String> =
            news.map(|(.., step)| format!("not in the bundle: {} ({})", step.id, step.why)).collect();
        // Nobody is there to ask, and the rest is as foreseen: it does not wait for that.
        if self.alone.is_none() {
            let told = |step: &str| self.bundle.left.iter().any(|left| left.missed && left.step == step);
            let lost = left.iter().filter(|left| left.missed && !told(&left.step));
            news.extend(lost.map(|left| format!("cannot be done any more: {} ({})", left.step, left.why)));
        }
        if news.is_empty() {
            return Ok(());
        }
        news.push(
            "the account changed since the bundle was made: add --replan to do what can be done now"
                .to_owned(),
        );
        Err(Failure::Mistakes(news.iter().map(|line| plain(line)).collect()))
    }

    /// Whoever is asked has to have seen it; for anybody else it is no reason not to begin.
    pub(super) fn show(&self, plan: &Plan, consent: Consent) -> Result<(), Failure> {
        if self.json {
            return Ok(());
        }
        match output::print(&planned::text(plan)) {
            Err(Failure::Local(why)) if consent == Consent::Given => {
                output::note(&why);
                Ok(())
            }
            printed => printed,
        }
    }

    /// Says what came of it, and what people have to do now; `seen` is what there is when nothing was to be done, `left`
    /// what a failover did not do.
    pub(super) async fn tell(
        &self,
        report: Option<&Report>,
        mut seen: Option<Look>,
        mut left: Vec<Left>,
        took: Duration,
    ) -> Result<(), Failure> {
        let again = self.again(" --resume");
        let mut failed = report.and_then(|report| outcome::failure(report, Some(again.as_str().into())));
        if failed.is_none() && report.is_some() {
            match self.second_look().await {
                Ok((look, not_taken)) => (seen, left) = (Some(look), not_taken),
                Err(failure) => failed = Some(failure.after_others(&self.again(""))),
            }
        }
        let ended = Ended { bundle: self.bundle, report, seen: seen.as_ref(), left: &left, took };
        let failure = failed.or_else(|| ended.failure(&self.again("")));
        // That nothing is left by now is news.
        let is_told = report.is_none() && failure.is_some() && self.alone.is_some_and(|alone| alone.is_told);
        let printed = if is_told { Ok(()) } else { ended.print(self.json) };
        match failure {
            Some(failure) => Err(failure),
            None => printed,
        }
    }

    async fn second_look(&self) -> Result<(Look, Vec<Left>), Failure> {
        let store = self.running.place.look().await?;
        self.side.look(&self.bundle.to.profile, store.as_ref()).await
    }
}
