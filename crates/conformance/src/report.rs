//! What a run showed, for people and for programs.

use std::{
    collections::BTreeMap,
    fmt, fs, io,
    path::Path,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use serde_json::{Value, json};

use crate::{scenario::Scenario, verdict::Verdict};

/// The scenarios played so far, in the suite's order however they were run.
pub(crate) struct Report {
    carrier: String,
    rows: Mutex<BTreeMap<usize, Row>>,
}

struct Row {
    family: &'static str,
    scenario: &'static Scenario,
    verdict: Verdict,
    took: Duration,
}

/// How many scenarios ended in which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    passed: usize,
    failed: usize,
    unsupported: usize,
}

impl Report {
    pub(crate) fn new(carrier: &str) -> Self {
        Self { carrier: carrier.to_owned(), rows: Mutex::default() }
    }

    /// Adds the scenario of place `place` in the suite.
    pub(crate) fn add(
        &self,
        place: usize,
        family: &'static str,
        scenario: &'static Scenario,
        verdict: Verdict,
        took: Duration,
    ) {
        self.lock().insert(place, Row { family, scenario, verdict, took });
    }

    pub(crate) fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for row in self.lock().values() {
            match row.verdict {
                Verdict::Passed => counts.passed += 1,
                Verdict::Failed(_) => counts.failed += 1,
                Verdict::Unsupported(_) => counts.unsupported += 1,
            }
        }
        counts
    }

    /// Writes `<carrier>.json` and `<carrier>.md`.
    pub(crate) fn write(&self, directory: &Path) -> io::Result<()> {
        fs::create_dir_all(directory)?;
        fs::write(directory.join(format!("{}.json", self.carrier)), format!("{:#}\n", self.json()))?;
        fs::write(directory.join(format!("{}.md", self.carrier)), self.markdown())
    }

    fn json(&self) -> Value {
        let counts = self.counts();
        let scenarios: Vec<Value> = self.lock().values().map(Row::json).collect();
        json!({
            "carrier": self.carrier,
            "passed": counts.passed,
            "failed": counts.failed,
            "unsupported": counts.unsupported,
            "scenarios": scenarios,
        })
    }

    fn markdown(&self) -> String {
        let rows: String = self.lock().values().map(Row::markdown).collect();
        format!(
            "# Conformance: {}\n\n{}\n\n| scenario | outcome | proves |\n| --- | --- | --- |\n{rows}",
            self.carrier,
            self.counts()
        )
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<usize, Row>> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Row {
    /// One word for the outcome, and the reason where there is one.
    fn outcome(&self) -> (&'static str, Option<&str>) {
        match &self.verdict {
            Verdict::Passed => ("passed", None),
            Verdict::Failed(why) => ("failed", Some(why)),
            Verdict::Unsupported(why) => ("unsupported", Some(why)),
        }
    }

    fn json(&self) -> Value {
        let (outcome, reason) = self.outcome();
        json!({
            "family": self.family,
            "scenario": self.scenario.name,
            "proves": self.scenario.proves,
            "guards_against": self.scenario.guards,
            "outcome": outcome,
            "reason": reason,
            "milliseconds": u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX),
        })
    }

    fn markdown(&self) -> String {
        let (outcome, reason) = self.outcome();
        let reason = reason.map(|why| format!(": {}", cell(why))).unwrap_or_default();
        let Scenario { name, proves, .. } = self.scenario;
        format!("| {}::{name} | {outcome}{reason} | {} |\n", self.family, cell(proves))
    }
}

/// Text that stays in its cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} unsupported", self.passed, self.failed, self.unsupported)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenarios::families;

    fn report() -> Report {
        let family = &families()[0];
        let report = Report::new("acme");
        let verdicts = [
            Verdict::Failed("two lines\nand a | bar".to_owned()),
            Verdict::Passed,
            Verdict::Unsupported("acme does not declare caller_ids".to_owned()),
        ];
        for (place, verdict) in verdicts.into_iter().enumerate().rev() {
            let took = Duration::from_millis(7);
            report.add(place, family.name, &family.scenarios[place], verdict, took);
        }
        report
    }

    #[test]
    fn what_is_unsupported_is_counted_apart() {
        assert_eq!(report().counts().to_string(), "1 passed, 1 failed, 1 unsupported");
    }

    #[test]
    fn json_has_every_scenario_in_the_order_of_the_suite_with_its_reason() {
        let json = report().json();
        assert_eq!((&json["carrier"], &json["unsupported"]), (&json!("acme"), &json!(1)));
        let names: Vec<_> = json["scenarios"].as_array().unwrap().iter().map(|s| &s["scenario"]).collect();
        let expected: Vec<_> = families()[0].scenarios[..3].iter().map(|scenario| scenario.name).collect();
        assert_eq!(names, expected);
        assert_eq!(json["scenarios"][0]["reason"], "two lines\nand a | bar");
        assert_eq!(json["scenarios"][1]["reason"], Value::Null);
        assert_eq!(json["scenarios"][2]["outcome"], "unsupported");
        assert_eq!(json["scenarios"][2]["milliseconds"], 7);
    }

    #[test]
    fn markdown_keeps_each_scenario_in_a_row_of_its_own() {
        let markdown = report().markdown();
        let rows: Vec<&str> = markdown.lines().filter(|line| line.starts_with("| capabilities::")).collect();
        assert_eq!(rows.len(), 3, "{markdown}");
        assert!(rows[0].contains("| failed: two lines and a \\| bar |"), "{}", rows[0]);
        assert!(markdown.contains("\n1 passed, 1 failed, 1 unsupported\n"), "{markdown}");
    }
}
