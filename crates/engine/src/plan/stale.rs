//! What became another since a plan was made, and what a plan would change, in lines.

use std::collections::BTreeMap;

use super::{Plan, PlannedTrunk};

impl Plan {
    /// What became another since this plan was made: `now` is a plan made now, from the file as it is now or of the same
    /// undo, with the same flags. Empty when this plan is still the one to carry out.
    pub fn stale(&self, now: &Self) -> Vec<String> {
        let mut changed = Vec::new();
        if self.file != now.file {
            changed.push(format!(
                "the file is another: it was {}, it is {}",
                self.file.short(),
                now.file.short()
            ));
        }
        let (before, after) = (by_name(self), by_name(now));
        for (name, trunk) in &before {
            match after.get(name) {
                None => changed.push(format!("{name}: is not in the plan any more")),
                Some(now) => {
                    changed.extend(differing(trunk, now).into_iter().map(|what| format!("{name}: {what}")));
                }
            }
        }
        changed.extend(
            after
                .keys()
                .filter(|name| !before.contains_key(*name))
                .map(|name| format!("{name}: is new in the plan")),
        );
        for account in &self.accounts {
            let now = now.accounts.iter().find(|now| now.profile == account.profile);
            if let Some(now) = now.filter(|now| now.identity != account.identity) {
                changed.push(format!("{}: was {}, is {}", account.profile, account.identity, now.identity));
            }
        }
        if changed.is_empty() && self.accounts != now.accounts {
            changed.push("what this program knows of the trunks is another: make a new plan".to_owned());
        }
        changed
    }

    /// What is not as the file says, one line for each difference.
    pub fn differences(&self) -> Vec<String> {
        let steps = self.steps().map(|(.., step)| format!("{}: {}", step.id, step.why));
        let refusals = self.refusals().map(|(account, trunk, refusal)| {
            let field = refusal.field.as_ref().map_or(String::new(), |field| format!("/{field}"));
            format!("{}/{}{field}: {}", account.profile, trunk.name, refusal.reason)
        });
        steps.chain(refusals).collect()
    }

    /// How many requests the plan takes at least: repeated attempts, further pages of a list, and the reads on the way
    /// of nouns other than addresses and credentials come on top.
    pub fn requests(&self) -> usize {
        self.steps().map(|(.., step)| step.calls.len()).sum()
    }
}

fn by_name(plan: &Plan) -> BTreeMap<String, &PlannedTrunk> {
    let accounts = plan.accounts.iter();
    accounts
        .flat_map(|account| {
            account.trunks.iter().map(move |trunk| (format!("{}/{}", account.profile, trunk.name), trunk))
        })
        .collect()
}

fn differing(before: &PlannedTrunk, now: &PlannedTrunk) -> Vec<String> {
    let mut changed = Vec::new();
    for (name, digest) in &before.read {
        match now.read.get(name) {
            None => changed.push(format!("{name} is gone")),
            Some(now) if now != digest => changed.push(format!("{name} is another")),
            Some(_) => {}
        }
    }
    changed.extend(
        now.read.keys().filter(|name| !before.read.contains_key(*name)).map(|name| format!("{name} is new")),
    );
    changed
}
