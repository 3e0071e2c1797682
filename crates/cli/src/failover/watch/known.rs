//! Where trunks take calls, as far as carriers have said.

use std::collections::{BTreeMap, BTreeSet};

use trunkline_engine::{
    File, ReadOnly,
    emit::{self, Options, Places},
    probe::Health,
    watch::{self, Point, Watch},
};

use crate::output;

/// What is known, and whom to ask for what is not.
#[derive(Debug)]
pub(super) struct Knowledge<'a> {
    file: &'a File,
    options: &'a Options,
    views: BTreeMap<String, ReadOnly>,
    places: Places,
    /// Accounts that did not say, which is told once.
    silent: BTreeSet<String>,
}

impl<'a> Knowledge<'a> {
    /// What the file says by itself.
    pub(super) fn new(file: &'a File, options: &'a Options, views: BTreeMap<String, ReadOnly>) -> Self {
        let kind = |name: &str| Some(file.profiles.get(name)?.kind().to_owned());
        let places = emit::offline(&file.wanted, kind);
        Self { file, options, views, places, silent: BTreeSet::new() }
    }

    /// Asks the accounts that are `chosen`, and has `watch` watch what they say. One that is down already does not keep the
    /// others from being watched.
    pub(super) async fn teach(&mut self, watch: &mut Watch, chosen: impl Fn(&str) -> bool) {
        for profile in self.views.keys().filter(|profile| chosen(profile)) {
            let mut wanted = self.file.wanted.clone();
            wanted.trunks.retain(|trunk| trunk.profile == *profile);
            match emit::look(&self.views, &wanted).await {
                Ok(found) => self.places.extend(found),
                Err(error) => {
                    if self.silent.insert(profile.clone()) {
                        output::note(&format!("where {profile} takes calls is as the file says: {error}"));
                    }
                }
            }
        }
        let (points, unwatched) = watch::points(&self.file.wanted, &self.places, self.options);
        watch.learn(points, unwatched);
    }

    /// Asks again where calls are taken that are not watched yet, those accounts whose API answered at the last look.
    pub(super) async fn of_those_that_answer(&mut self, watch: &mut Watch) {
        let answers = |profile: &str| {
            let is_api = |point: &Point| point.kind() == "api" && point.profile() == Some(profile);
            let api = watch.points.iter().find(|watched| is_api(&watched.point));
            let last = api.and_then(|api| api.machine.last.as_ref());
            last.is_some_and(|last| last.health == Health::Alive)
        };
        let asked: Vec<String> = watch
            .unwatched
            .iter()
            .map(|unwatched| unwatched.profile.clone())
            .filter(|profile| answers(profile))
            .collect();
        if !asked.is_empty() {
            self.teach(watch, |profile| asked.iter().any(|name| name == profile)).await;
        }
    }
}
