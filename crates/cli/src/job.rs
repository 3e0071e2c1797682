//! Calls that change something, and what is said about them.

use std::future::Future;

use serde::Serialize;
use serde_json::Value;
use trunkline_engine::trunkline::{
    Result as CallResult,
    model::{Action, Done, ManualStep, ObjectId, Step, Trunk},
};

use crate::{account::Account, change::change, describe, exit::Failure, output};

/// The calls of one command on one account. What was done is printed at the end, and before an error.
#[derive(Debug)]
pub(crate) struct Job<'a> {
    account: &'a Account,
    place: String,
    look: String,
    json: bool,
    text: String,
    values: Vec<Value>,
    steps: Vec<Step>,
    manual_steps: Vec<ManualStep>,
}

impl<'a> Job<'a> {
    /// Changes on a trunk; `list` is the command that shows what became of them.
    pub(crate) fn on(account: &'a Account, trunk: &Trunk, list: &str, json: bool) -> Self {
        let place = format!("{account}, trunk {}", describe::trunk(trunk));
        Self::new(account, place, account.command(list, trunk), json)
    }

    /// Changes on an account.
    pub(crate) fn of(account: &'a Account, json: bool) -> Self {
        Self::new(account, account.to_string(), account.list_command(), json)
    }

    fn new(account: &'a Account, place: String, look: String, json: bool) -> Self {
        let (values, steps, manual_steps) = (Vec::new(), Vec::new(), Vec::new());
        Self { account, place, look, json, text: String::new(), values, steps, manual_steps }
    }

    /// Makes a call, and gives what is there now. `words` say what was done, `to` to what.
    pub(crate) async fn step<T: Serialize>(
        &mut self,
        operation: &'static str,
        words: &str,
        (action, to): (Action, impl FnOnce(&T) -> ObjectId),
        call: impl Future<Output = CallResult<Done<T>>>,
    ) -> Result<T, Failure> {
        let done = match change(self.account, operation, &self.look, call).await {
            Ok(done) => done,
            Err(error) => {
                let printed = if self.values.is_empty() { Ok(()) } else { self.print(true) };
                if let Err(Failure::Local(why) | Failure::Untold(why)) = printed {
                    output::note(&why);
                }
                return Err(Failure::Call(error.after(std::mem::take(&mut self.steps))));
            }
        };
        if done.changed {
            self.steps.push(Step::new(action, to(&done.value)));
        }
        self.note(words, &done);
        let value = serde_json::to_value(&done)
            .map_err(|error| Failure::Local(format!("the outcome cannot be written as JSON: {error}")))?;
        self.values.push(value);
        Ok(done.value)
    }

    /// Adds a line for people.
    pub(crate) fn say(&mut self, line: &str) {
        self.text += line;
        self.text.push('\n');
    }

    /// Prints the outcome of a command that makes one call.
    pub(crate) fn one(&self) -> Result<(), Failure> {
        self.print(false)
    }

    /// Prints the outcomes of a command that makes several.
    pub(crate) fn all(&self) -> Result<(), Failure> {
        self.print(true)
    }

    fn note<T>(&mut self, words: &str, done: &Done<T>) {
        let nothing = if done.changed { "" } else { "nothing to do, " };
        self.say(&format!("{}: {nothing}{words}", self.place));
        if let Some(replaced) = &done.replaced {
            self.say(&format!("  before: {}", describe::replaced(replaced)));
        }
        for warning in &done.warnings {
            self.say(&format!("  warning: {warning}"));
        }
        for step in &done.manual_steps {
            if !self.manual_steps.contains(step) {
                self.manual_steps.push(step.clone());
            }
        }
    }

    fn print(&self, several: bool) -> Result<(), Failure> {
        let printed = match (self.json, self.values.as_slice()) {
            (true, [value]) if !several => output::print_json(value),
            (true, values) => output::print_json(&values),
            (false, _) => output::print(&format!("{}{}", self.text, describe::manual(&self.manual_steps))),
        };
        match printed {
            Err(Failure::Local(why)) if !self.steps.is_empty() => {
                let done: Vec<String> = self.steps.iter().map(Step::to_string).collect();
                Err(Failure::Untold(format!("{}: {why}; done: {}", self.place, done.join(", "))))
            }
            printed => printed,
        }
    }
}
