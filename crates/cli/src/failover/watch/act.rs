//! Carrying out bundles when a carrier is to be left, where a person has said so beforehand.

use std::path::PathBuf;

use trunkline_engine::watch::{Advice, Change};

use crate::{
    exit::Failure,
    failover::{bundle, run},
    global::Global,
    output,
};

/// A bundle that may be carried out.
#[derive(Debug)]
struct Prepared {
    path: PathBuf,
    away_from: String,
    to: String,
    /// Once in a watch: a second time is for a person to decide.
    done: bool,
}

/// Who may act, and by which bundles.
#[derive(Debug)]
pub(super) struct Act(Vec<Prepared>);

impl Act {
    /// Reads the bundles, so that one that cannot be used is found now and not at three in the morning.
    pub(super) fn new(paths: Vec<PathBuf>) -> Result<Self, Failure> {
        let mut prepared: Vec<Prepared> = Vec::new();
        for path in paths {
            let bundle = bundle::read(&path, None)?;
            let (away_from, to) = (bundle.away_from.profile.clone(), bundle.to.profile.clone());
            if prepared.iter().any(|other| other.away_from == away_from) {
                return Err(Failure::mistake(format!(
                    "there are two bundles away from {away_from}: give one"
                )));
            }
            prepared.push(Prepared { path, away_from, to, done: false });
        }
        Ok(Self(prepared))
    }

    /// Acts on the advice of a change: once, and only towards a carrier that takes calls now.
    pub(super) async fn on(&mut self, change: &Change, global: &Global) {
        for advice in &change.advice {
            let Advice::FailOver { away_from: left, to: well } = advice else { continue };
            let Some(prepared) = self.0.iter_mut().find(|prepared| prepared.away_from == *left) else {
                continue;
            };
            if prepared.done {
                continue;
            }
            if !well.contains(&prepared.to) {
                output::note(&format!(
                    "{} is not carried out: {} is not known to take calls",
                    prepared.path.display(),
                    prepared.to
                ));
                continue;
            }
            prepared.done = true;
            output::note(&format!("{left} takes no calls: carrying out {}", prepared.path.display()));
            let command = run::Command::unattended(prepared.path.clone(), left.clone());
            if let Err(failure) = command.run(global).await {
                // The watch goes on, with whatever state the journal has: nobody else would see the carrier recover.
                let _ = failure.report(global.json);
            }
        }
    }
}
