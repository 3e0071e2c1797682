//! Carrying out bundles when a carrier is to be left, where a person has said so beforehand.

use std::path::PathBuf;

use tokio::task::JoinSet;
use trunkline_engine::watch::{Advice, Watch};

use crate::{
    exit::Failure,
    failover::{
        bundle::{Side, read, stands},
        run,
    },
    global::Global,
    output,
    signals::Stopped,
    stored,
};

/// The most looks that are let pass before a bundle that failed is carried out once more.
const PATIENCE: u32 = 32;

/// A bundle that may be carried out.
#[derive(Debug)]
struct Prepared {
    path: PathBuf,
    away_from: String,
    to: String,
    state: State,
    /// It was said that it waits for the other carrier.
    waits: bool,
    /// What was said that only a person can change: it is not said again.
    stands: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// To be carried out once its carrier is to be left and so many more looks have passed, after so many failures.
    Ready {
        failures: u32,
        looks: u32,
    },
    Running {
        failures: u32,
    },
    /// Once in a watch: a second time is for a person to decide.
    Done,
}

/// Who may act, and by which bundles.
#[derive(Debug)]
pub(super) struct Act {
    prepared: Vec<Prepared>,
    /// Beside the watching: an account that someone else is changing is waited for.
    running: JoinSet<(usize, Result<(), Failure>)>,
    stopped: Stopped,
    /// What could not be told, and that was said.
    untold: Option<String>,
}

impl Act {
    /// Reads the bundles and looks their secrets up, so that one that cannot be used is found now and not at three in the
    /// morning. Both of its carriers have to be watched: it is carried out when the one takes no calls, and the other does.
    /// One whose hosts are asked for again at each look may be watched later. Nothing is begun once it is `stopped`.
    /// Opens the journal of each, without which it would not be begun then.
    pub(super) async fn new(
        paths: &[PathBuf],
        watch: &Watch,
        stopped: &Stopped,
        global: &Global,
    ) -> Result<Self, Failure> {
        let mut prepared: Vec<Prepared> = Vec::new();
        let mut journals = Vec::new();
        let mut mistakes = Vec::new();
        for path in paths {
            let bundle = read(path, None)?;
            let (away_from, to) = (bundle.away_from.profile.clone(), bundle.to.profile.clone());
            let at = path.display();
            if prepared.iter().any(|other| other.away_from == away_from) {
                mistakes.push(format!("there are two bundles away from {away_from}: give one"));
            }
            for needed in [&away_from, &to] {
                let mut edges = watch.points.iter().filter(|watched| watched.point.kind() == "edge");
                if edges.any(|edge| edge.point.profile() == Some(needed)) {
                    continue;
                }
                if watch.unwatched.iter().any(|unwatched| unwatched.profile == *needed) {
                    output::note(&format!(
                        "bundle {at} is not carried out before it is known where {needed} takes calls: name a host with \
                         --edge {needed}=URI, or its API has to say so"
                    ));
                } else {
                    mistakes.push(format!(
                        "bundle {at}: no host of {needed} that takes calls is watched, so that it would never be carried \
                         out: name one with --edge {needed}=URI, and leave {needed} in --carrier"
                    ));
                }
            }
            // Nothing is sent by this one.
            match Side::open(&bundle, stored::a_few(None, true)) {
                Ok(_) => {}
                Err(Failure::Mistakes(lines)) => {
                    mistakes.extend(lines.into_iter().map(|line| format!("bundle {at}: {line}")));
                }
                Err(failure) => return Err(failure),
            }
            journals.push(global.place(stands(&bundle, path)));
            let state = State::Ready { failures: 0, looks: 0 };
            prepared.push(Prepared { path: path.clone(), away_from, to, state, waits: false, stands: None });
        }
        if !mistakes.is_empty() {
            return Err(Failure::Mistakes(mistakes));
        }
        for journal in journals {
            journal.open().await?;
        }
        Ok(Self { prepared, running: JoinSet::new(), stopped: stopped.clone(), untold: None })
    }

    /// Acts on the advice after a look, within a [`LocalSet`](tokio::task::LocalSet): only towards a carrier that takes calls
    /// now, and once; after a failure again, with ever more looks in between.
    pub(super) fn on(&mut self, advice: &[Advice], global: &Global) {
        while let Some(ended) = self.running.try_join_next() {
            self.conclude(ended, global.json);
        }
        if self.stopped.is_asked() {
            return;
        }
        for advice in advice {
            let Advice::FailOver { away_from: left, to: well } = advice else { continue };
            let found =
                self.prepared.iter_mut().enumerate().find(|(_, prepared)| prepared.away_from == *left);
            let Some((at, prepared)) = found else { continue };
            let State::Ready { failures, looks } = &mut prepared.state else { continue };
            if *looks > 0 {
                *looks -= 1;
                continue;
            }
            if !well.contains(&prepared.to) {
                if !std::mem::replace(&mut prepared.waits, true) {
                    output::note(&format!(
                        "{} is not carried out before {} takes calls",
                        prepared.path.display(),
                        prepared.to
                    ));
                }
                continue;
            }
            let is_told = prepared.stands.is_some();
            if !is_told {
                output::note(&format!("{left} takes no calls: carrying out {}", prepared.path.display()));
            }
            prepared.state = State::Running { failures: *failures };
            let (path, left, global) = (prepared.path.clone(), left.clone(), global.clone());
            let stopped = self.stopped.clone();
            self.running.spawn_local(async move {
                (at, run::Command::unattended(path, left, is_told, &stopped, &global).await)
            });
        }
    }

    /// Whether a watch goes on that could not tell something: one that may act does, since somebody counts on that.
    pub(super) fn outlives(&mut self, told: Result<(), Failure>) -> Result<(), Failure> {
        match told {
            Err(Failure::Local(why)) if !self.prepared.is_empty() => {
                if self.untold.as_ref() != Some(&why) {
                    output::note(&format!("{why}; the watching goes on"));
                }
                self.untold = Some(why);
                Ok(())
            }
            told => {
                self.untold = None;
                told
            }
        }
    }

    /// Waits for what is being carried out.
    pub(super) async fn finish(&mut self, json: bool) {
        while let Some(ended) = self.running.join_next().await {
            self.conclude(ended, json);
        }
    }

    fn conclude(&mut self, ended: Result<(usize, Result<(), Failure>), tokio::task::JoinError>, json: bool) {
        let (at, outcome) = match ended {
            Ok(ended) => ended,
            Err(error) => return output::note(&format!("a failover ended without an outcome: {error}")),
        };
        let prepared = &mut self.prepared[at];
        // The watch goes on: nobody else would see the carrier recover.
        let failure = outcome.err();
        let stands = failure.as_ref().and_then(for_a_person);
        let is_told = stands.is_some() && stands == prepared.stands;
        if let (Some(failure), false) = (&failure, is_told) {
            let _ = failure.report(json);
        }
        let failed = failure.is_some_and(|failure| !matches!(failure, Failure::Untold(_)));
        let (State::Running { failures }, true) = (prepared.state, failed) else {
            prepared.state = State::Done;
            return;
        };
        if self.stopped.is_asked() {
            return;
        }
        let looks = (1 << failures.min(5)).min(PATIENCE) - 1;
        prepared.state = State::Ready { failures: failures + 1, looks };
        let (path, left) = (prepared.path.display(), &prepared.away_from);
        let when =
            if looks == 0 { "at the next look".to_owned() } else { format!("after {looks} looks more") };
        match &stands {
            Some(_) if is_told => {}
            Some(_) => output::note(&format!(
                "{path} waits for a person: while {left} takes no calls it is tried again, ever more rarely, and this is \
                 not said again"
            )),
            None => output::note(&format!(
                "{path} failed: while {left} takes no calls it is carried out once more {when}"
            )),
        }
        prepared.stands = stands;
    }
}

/// What of a failure stays as it is until a person does something.
fn for_a_person(failure: &Failure) -> Option<String> {
    match failure {
        Failure::Mistakes(lines) => Some(lines.join("\n")),
        Failure::Missed { message, .. } => Some(message.clone()),
        _ => None,
    }
}
