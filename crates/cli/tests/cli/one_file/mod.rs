//! One file for all trunks: plan, apply, drift, import, done, history, undo.

mod apply;
mod drift;
mod history;
mod import;
mod plan;
mod store;
#[cfg(unix)]
mod terminal;
mod trouble;
mod undo;

use std::{fs, path::PathBuf};

use serde_json::Value;

use crate::world::{Ran, World, folder, run_in};

/// A trunk on both carriers.
pub(crate) const BOTH: &str = "\
version: 1
trunks:
  contact_centre:
    carriers: [exotel, twilio]
    auth: ip-acl
    acl: [44.229.228.186, 44.238.177.138]
    origination: [\"sip:sbc.example.com:5061;transport=tls\"]
";

/// A folder with a file in it, and both carriers.
pub(crate) struct Desk {
    pub(crate) world: World,
    pub(crate) folder: PathBuf,
}

impl Desk {
    pub(crate) async fn with(text: &str) -> Self {
        Self::on(World::start().await, text)
    }

    pub(crate) fn on(world: World, text: &str) -> Self {
        let desk = Self { world, folder: folder() };
        desk.write(text);
        desk
    }

    pub(crate) fn write(&self, text: &str) {
        fs::write(self.folder.join("trunkline.yaml"), text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.join(name)).unwrap()
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.run_with(&[], args)
    }

    /// With more variables.
    pub(crate) fn run_with(&self, more: &[(&'static str, &str)], args: &[&str]) -> Ran {
        let more = more.iter().map(|(name, value)| (*name, (*value).to_owned()));
        let variables: Vec<_> = self.world.variables.iter().cloned().chain(more).collect();
        self.world.looked(args, || run_in(&self.folder, &variables, args, ""))
    }

    /// Runs the command, which must end with this code.
    #[track_caller]
    pub(crate) fn ends(&self, code: i32, args: &[&str]) -> Ran {
        let ran = self.run(args);
        ran.expect(code);
        ran
    }

    /// As [`ends`](Self::ends), and reads its JSON.
    #[track_caller]
    pub(crate) fn json(&self, code: i32, args: &[&str]) -> Value {
        let ran = self.ends(code, &[args, &["--json"]].concat());
        serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error} in {}", ran.stdout))
    }

    /// What a person would type on the carriers' own commands.
    pub(crate) fn acl(&self, carrier: &str) -> Vec<String> {
        let listed = self.json(0, &["acl", "list", "contact_centre", "--carrier", carrier]);
        let mut found: Vec<String> = listed
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["cidr"].as_str().unwrap().to_owned())
            .collect();
        found.sort();
        found
    }
}
