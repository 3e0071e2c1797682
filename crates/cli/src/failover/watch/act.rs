//! Carrying out bundles when a carrier is to be left, where a person has said so beforehand.

use std::path::PathBuf;

use trunkline_engine::watch::Advice;

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
    /// It was said that it waits for the other carrier.
    waits: bool,
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
            prepared.push(Prepared { path, away_from, to, done: false, waits: false });
        }
        Ok(Self(prepared))
    }

    /// Acts on the advice after a look: once, and only towards a carrier that takes calls now. One that does not is
    /// looked at again with the next.
    pub(super) async fn on(&mut self, advice: &[Advice], global: &Global) {
        for advice in advice {
            let Advice::FailOver { away_from: left, to: well } = advice else { continue };
            let is_left = |prepared: &&mut Prepared| prepared.away_from == *left && !prepared.done;
            let Some(prepared) = self.0.iter_mut().find(is_left) else { continue };
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
