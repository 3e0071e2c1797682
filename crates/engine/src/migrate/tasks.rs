//! What a person has to do, and what cannot be taken back.

use serde::Serialize;
use trunkline::model::{Carrier, TrunkId, TrunkName};

use super::{Migration, MovedTrunk};
use crate::{
    Noun,
    loss::{FieldLoss, LossReport, Side, Verdict},
};

/// Something that a person has to do for a cutover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Task {
    /// Its name, which `trunkline migrate done` takes.
    pub id: String,
    /// The trunk, as it is called on the new account.
    pub trunk: TrunkName,
    /// Who.
    pub who: String,
    /// What, with the place in the console or the text to paste.
    pub what: String,
}

impl Migration {
    /// What becomes of everything, as far as it is known by now: a number that is cut over is where it belongs, and what was
    /// built has an identifier.
    pub fn report_now(&self) -> LossReport {
        let mut report = self.moving.report.clone();
        for (loss, moved) in report.trunks.iter_mut().zip(&self.moving.trunks) {
            for object in &mut loss.objects {
                let has_moved = self.has_moved(&object.key);
                let noun = object.noun;
                for field in &mut object.fields {
                    if has_moved && is_number(noun, field) {
                        field.verdict = Verdict::Exact;
                    }
                    if let (Verdict::Manual { what, .. }, Some(made)) = (&mut field.verdict, &moved.made) {
                        *what = what.replace("<trunk_sid>", made.as_str());
                    }
                }
            }
        }
        report
    }

    fn has_moved(&self, number: &str) -> bool {
        self.moving.numbers.iter().any(|moved| moved.as_str() == number)
    }
}

/// Whether a field is the number itself.
fn is_number(noun: Option<Noun>, field: &FieldLoss) -> bool {
    noun == Some(Noun::Numbers) && field.field == "number"
}

/// The checklist: everything of the report that is for a person to do. What is the same for several trunks, or for several
/// objects of one trunk, stands there once.
pub fn tasks(migration: &Migration) -> Vec<Task> {
    let mut tasks: Vec<Task> = Vec::new();
    for (loss, moved) in migration.report_now().trunks.iter().zip(&migration.moving.trunks) {
        for (object, field) in loss.chosen() {
            let is_number = is_number(object.noun, field);
            let is_moved = migration.has_moved(&object.key);
            let (who, what) = match &field.verdict {
                // A number that is cut over is where it belongs.
                _ if is_number && is_moved => continue,
                Verdict::Manual { who, what } => (who.clone(), what.clone()),
                Verdict::Exact if is_number => bound_at_cutover(migration, &object.key),
                _ => continue,
            };
            let is_same = |task: &Task| task.who == who && task.what == what;
            let covers = |task: &Task| object.noun.is_none() || task.trunk == loss.becomes;
            if tasks.iter().any(|task| is_same(task) && covers(task)) {
                continue;
            }
            let at = match object.noun {
                None => field.field.clone(),
                Some(noun) => format!("{}/{}/{}", Noun::as_str(noun), object.key, field.field),
            };
            tasks.push(Task {
                id: format!("{}{}/{at}", migration.task_prefix(), loss.becomes),
                trunk: loss.becomes.clone(),
                who,
                what,
            });
        }
        tasks.extend(moved.left.iter().map(|username| old_name(migration, moved, username)));
    }
    tasks
}

/// Who cuts a number over that the new account has already, and how.
fn bound_at_cutover(migration: &Migration, number: &str) -> (String, String) {
    let who = "whoever runs this migration".to_owned();
    let what = format!(
        "cut {number} over: trunkline migrate cutover {} --number {number}; it is a number of {} already, where no calls \
         come in over it before",
        migration.number, migration.moving.report.to.identity
    );
    (who, what)
}

/// A user name that an earlier migration left behind.
fn old_name(migration: &Migration, moved: &MovedTrunk, username: &str) -> Task {
    let name = &moved.wanted.name;
    let trunk = moved.made.as_ref().map_or(name.as_str(), TrunkId::as_str);
    Task {
        id: format!("{}{name}/credentials/{username}/left", migration.task_prefix()),
        trunk: name.clone(),
        who: format!("whoever has the account {}", migration.moving.report.to.identity),
        what: format!(
            "an earlier migration left user name {username} on trunk {name}, and whoever has its password can place calls: \
             once the SBC uses the new one, trunkline credential remove {trunk} {username} --carrier {}",
            moved.wanted.profile
        ),
    }
}

/// What a stage does that no rollback takes back, a sentence each; named before it is done.
pub fn for_good(migration: &Migration, stage: &str) -> Vec<String> {
    let report = &migration.moving.report;
    let mut lost = Vec::new();
    match stage {
        "prepare" if is_twilio(&report.to) => lost.push(format!(
            "no rollback deletes anything on {}: the trunks, their lists and their user names stay there, and whoever has the \
             passwords can place calls",
            report.to.identity
        )),
        "cutover" => {
            lost.push(
                "a number that was ported does not come back with a rollback: porting back is another port"
                    .to_owned(),
            );
            if is_twilio(&report.to) {
                lost.push("binding a number on Twilio deletes its voice application; a rollback unbinds it, and does not bring that back".to_owned());
            }
        }
        "retire" => {
            let names: Vec<&str> = report.trunks.iter().map(|loss| loss.name.as_str()).collect();
            lost.push(format!(
                "{} on {} and everything on it is deleted; its identifier, which Flows and consoles may name, does not come back",
                names.join(", "),
                report.from.identity
            ));
            lost.push(
                "nobody can read the passwords of its credentials, so they cannot be made again".to_owned(),
            );
            if is_twilio(&report.from) {
                lost.push(
                    "its domain stays reserved for up to 30 days, and Twilio cannot shorten that".to_owned(),
                );
            }
        }
        _ => {}
    }
    lost
}

fn is_twilio(side: &Side) -> bool {
    side.identity.carrier == Carrier::TWILIO
}
