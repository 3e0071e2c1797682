//! From what was built back to nothing that is in use.

use std::{collections::BTreeMap, fmt::Write as _};

use trunkline_engine::{
    migrate::{self, Migration, Stage, for_good},
    plan::Allow,
    trunkline::model::{Carrier, Identity, NumberSpec, TrunkId},
};

use super::Back;
use crate::{
    change::shown,
    exit::Failure,
    migrate::{carry::Work, next::quoted, sides::Sides},
};

impl Back<'_> {
    pub(super) async fn trunks(&self, mut migration: Migration) -> Result<(), Failure> {
        // What a preparation had built when it died is left behind too.
        migration.find_made(self.store).await?;
        let to = migration.moving.report.to.identity.clone();
        let deletes =
            to.carrier != Carrier::TWILIO && self.carrying.allowed.classes().contains(&Allow::DeleteTrunk);
        for stays in for_good(&migration, "prepare") {
            self.note(stays);
        }
        let looked = self.look(&mut migration).await;
        if let (Err(failure), false) = (&looked, deletes) {
            // It is taken back all the same: an account that nobody can open any more is no reason to keep it.
            let _ = failure.report(self.global.json);
        }
        let said = if deletes {
            let Found { bound, others } = looked?;
            let numbers: Vec<&str> = bound.values().flatten().map(|spec| spec.number.as_str()).collect();
            self.delete(&mut migration, &numbers).await?;
            deleted(&migration) + &named(&migration, &others)
        } else {
            left(&migration, looked)
        };
        migration.stage = Stage::RolledBack;
        self.store.keep_migration(&mut migration).await?;
        said.lines().for_each(|line| self.outcomes.for_good(line.to_owned()));
        self.say(&migration, &said)
    }

    /// What there is on the new account. Sends only reads.
    async fn look(&self, migration: &mut Migration) -> Result<Found, Failure> {
        let to = Sides::of(migration, self.store, self.global)?.to;
        let others = migration.find_begun(self.store, &to.view()).await?;
        let bound = shown(&to.profile, migrate::bound(migration, &to.view())).await?;
        Ok(Found { bound, others })
    }

    /// Deletes what was built, unless calls come to it.
    async fn delete(&self, migration: &mut Migration, numbers: &[&str]) -> Result<(), Failure> {
        let sides = Sides::of(migration, self.store, self.global)?;
        if !numbers.is_empty() && !self.carrying.allowed.classes().contains(&Allow::UnbindNumber) {
            return Err(Failure::mistake(format!(
                "{} came to what was built, and calls to them would go nowhere: add --allow unbind-number, or leave the \
                 trunks there (without --allow delete-trunk)",
                numbers.join(", ")
            )));
        }
        let work = Work {
            store: self.store,
            place: self.place,
            carrying: self.carrying,
            consent: self.consent,
            handover: None,
            // It is asked for the same whenever it is asked for.
            resumes: true,
            go_on: self.go_on.into(),
            json: self.global.json,
            outcomes: self.outcomes,
        };
        let wanted = migration.off_target();
        work.carry_out(migration, "rollback, trunks", &sides.to, &wanted).await
    }
}

/// What a look at the new account found.
struct Found {
    /// Numbers that came to what was built.
    bound: BTreeMap<TrunkId, Vec<NumberSpec>>,
    /// Trunks that have the name of one whose creation was cut off, and may be anybody's.
    others: Vec<TrunkId>,
}

fn nothing(to: &Identity) -> String {
    format!("Nothing that this migration built is on {to}.\n")
}

fn deleted(migration: &Migration) -> String {
    let moving = &migration.moving;
    let to = &moving.report.to.identity;
    if moving.trunks.iter().any(|moved| moved.made.is_some()) {
        format!("What was built on {to} is deleted.\n")
    } else {
        nothing(to)
    }
}

/// What stays on the new account, and who has to do something about it.
fn left(migration: &Migration, looked: Result<Found, Failure>) -> String {
    let moving = &migration.moving;
    let to = &moving.report.to.identity;
    let built: Vec<&str> = moving
        .trunks
        .iter()
        .filter(|moved| moved.made.is_some())
        .map(|moved| moved.wanted.name.as_str())
        .collect();
    let mut text = if built.is_empty() {
        nothing(to)
    } else {
        format!("What was built on {to} stays there ({})", built.join(", "))
    };
    let passwords = match moving.credentials.as_ref().filter(|file| file.exists()) {
        Some(file) => format!(", and {}, whose passwords still place calls", file.display()),
        None => String::new(),
    };
    let carrier = quoted(&moving.report.to.profile);
    let Ok(Found { bound, others }) = looked else {
        let end = if built.is_empty() { "" } else { ".\n" };
        return format!(
            "{text}{end}What is on {to} now could not be read: look (trunkline trunk list --carrier {carrier}) whether numbers \
             came to it, or a trunk whose creation was cut off.\nRemove its user names from the SBC{passwords}.\n"
        );
    };
    if built.is_empty() {
        return text + &named(migration, &others);
    }
    if bound.values().all(Vec::is_empty) {
        text +=
            ", without a number and without traffic; the next prepare takes it up again, with new passwords";
    }
    for (trunk, numbers) in bound.iter().filter(|(_, numbers)| !numbers.is_empty()) {
        let numbers: Vec<&str> = numbers.iter().map(|spec| spec.number.as_str()).collect();
        let _ = write!(
            text,
            "; calls to {} arrive there, until: trunkline number unbind {trunk} {} --carrier {carrier}",
            numbers.join(", "),
            numbers.join(" ")
        );
    }
    let _ = writeln!(text, ". Remove its user names from the SBC{passwords}.");
    text + &named(migration, &others)
}

/// Trunks that a call which was cut off may have created.
fn named(migration: &Migration, others: &[TrunkId]) -> String {
    let report = &migration.moving.report;
    let carrier = quoted(&report.to.profile);
    let lines = others.iter().map(|trunk| {
        format!(
            "Trunk {trunk} on {} has the name of one whose creation was cut off, and other things are on it: it stays. If \
             nobody needs it: trunkline trunk delete {trunk} --carrier {carrier}\n",
            report.to.identity
        )
    });
    lines.collect()
}
