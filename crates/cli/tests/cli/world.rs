//! A simulator in this process, and the command run against it.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    process::Output,
    sync::atomic::{AtomicUsize, Ordering},
};

use serde_json::Value;
use trunkline_sim::Simulator;

use crate::variables::variables;

/// Both carriers, and the variables that lead to them.
pub(crate) struct World {
    pub(crate) sim: Simulator,
    pub(crate) variables: Vec<(&'static str, String)>,
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::of(Simulator::builder()).await
    }

    pub(crate) async fn of(builder: trunkline_sim::Builder) -> Self {
        let sim = builder.start().await.unwrap();
        let variables = variables(&sim);
        Self { sim, variables }
    }

    /// With another value for a variable.
    pub(crate) fn set(&mut self, name: &'static str, value: &str) {
        self.variables.retain(|(known, _)| *known != name);
        self.variables.push((name, value.to_owned()));
    }

    /// Runs the command.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.looked(args, || run(&self.variables, args, ""))
    }

    /// Runs the command in some way. One that only looks sends reads only, and when it plans, none of them twice.
    pub(crate) fn looked(&self, args: &[&str], run: impl FnOnce() -> Ran) -> Ran {
        let before = self.sim.requests().len();
        let ran = run();
        let plans = args.first().is_some_and(|verb| ["plan", "drift"].contains(verb));
        let looks = ["import", "validate", "schema", "history", "list", "show", "audit"];
        if plans || args.iter().take(2).any(|word| looks.contains(word)) {
            let mut seen = HashSet::new();
            for request in &self.sim.requests()[before..] {
                assert_eq!(request.method, "GET", "{args:?} sent {} {}", request.method, request.path);
                if plans && request.status == Some(200) {
                    assert!(seen.insert(request.path.clone()), "{args:?} read {} twice", request.path);
                }
            }
        }
        ran
    }

    /// Requests since the last call that were not reads.
    pub(crate) fn changes(&self) -> Vec<String> {
        let seen = self.sim.requests();
        self.sim.clear_requests();
        let changes = seen.iter().filter(|request| request.method != "GET");
        changes.map(|request| format!("{} {}", request.method, request.path)).collect()
    }

    /// Runs the command, which must succeed, and reads its JSON.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let ran = self.run(&[args, &["--json"]].concat());
        ran.expect(0);
        serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error} in {}", ran.stdout))
    }

    /// Runs the command, which must succeed.
    pub(crate) fn done(&self, args: &[&str]) -> Ran {
        let ran = self.run(args);
        ran.expect(0);
        ran
    }

    /// Runs the command, which must be refused with these lines before anything is sent.
    pub(crate) fn refused(&self, args: &[&str], mistakes: &[&str]) {
        self.sim.clear_requests();
        let ran = self.run(args);
        ran.expect(2);
        let lines: Vec<&str> = ran.stderr.lines().collect();
        assert_eq!(lines.len(), mistakes.len(), "{args:?}: {}", ran.stderr);
        for (line, mistake) in lines.iter().zip(mistakes) {
            assert!(
                line.starts_with("error: ") && line.contains(mistake),
                "{args:?}: {mistake:?} in {line:?}"
            );
        }
        assert!(self.sim.requests().is_empty(), "{args:?} sent {:?}", self.sim.requests());
    }
}

/// Runs the command with these variables and no other, and `input` as standard input.
pub(crate) fn run(variables: &[(&str, String)], args: &[&str], input: &str) -> Ran {
    let empty = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("empty");
    fs::create_dir_all(&empty).unwrap();
    run_in(&empty, variables, args, input)
}

/// As [`run`], in a folder.
pub(crate) fn run_in(folder: &Path, variables: &[(&str, String)], args: &[&str], input: &str) -> Ran {
    let output = assert_cmd::cargo::cargo_bin_cmd!("trunkline")
        .env_clear()
        .envs(variables.iter().map(|(name, value)| (name, value)))
        .current_dir(folder)
        .args(args)
        .write_stdin(input)
        .output()
        .unwrap();
    Ran::new(args, &output)
}

/// How a run of the command ended.
pub(crate) struct Ran {
    what: String,
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    fn new(args: &[&str], output: &Output) -> Self {
        Self {
            what: args.join(" "),
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout.clone()).unwrap(),
            stderr: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }

    pub(crate) fn expect(&self, code: i32) {
        assert_eq!(self.code, Some(code), "trunkline {}\n{}{}", self.what, self.stdout, self.stderr);
    }

    /// The error as JSON.
    pub(crate) fn error(&self) -> Value {
        serde_json::from_str(&self.stderr).unwrap_or_else(|error| panic!("{error} in {}", self.stderr))
    }

    #[track_caller]
    pub(crate) fn says(&self, parts: &[&str]) {
        for part in parts {
            assert!(self.stdout.contains(part), "{part:?} in\n{}", self.stdout);
        }
    }

    #[track_caller]
    pub(crate) fn complains(&self, parts: &[&str]) {
        for part in parts {
            assert!(self.stderr.contains(part), "{part:?} in\n{}", self.stderr);
        }
    }
}

/// An empty folder of its own for each call, without anyone's configuration.
pub(crate) fn folder() -> PathBuf {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("cli-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}
