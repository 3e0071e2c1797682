//! What a run showed, for people and for programs.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::{self, Write as _},
    fs, io,
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    kinds::{Kind, kinds},
    scenario::Scenario,
    verdict::Verdict,
};

/// The scenarios played so far, in the suite's order however they were run.
pub(crate) struct Report {
    title: String,
    /// Carrier and dispatch of each run.
    runs: Vec<(String, Option<&'static str>)>,
    rows: Mutex<BTreeMap<usize, Row>>,
}

struct Row {
    family: &'static str,
    scenario: &'static Scenario,
    /// By the run's place.
    played: BTreeMap<usize, (Verdict, Duration)>,
}

/// How many scenarios ended in which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    passed: usize,
    failed: usize,
    unsupported: usize,
}

fn kind_row(row: &Kind) -> String {
    format!("| {:?} | {} | {} |\n", row.kind, row.on, row.shown_by.join(", "))
}

impl Report {
    pub(crate) fn new(title: &str, runs: impl IntoIterator<Item = (String, Option<&'static str>)>) -> Self {
        Self { title: title.to_owned(), runs: runs.into_iter().collect(), rows: Mutex::default() }
    }

    /// Adds a scenario by its place in the suite and the place of its run.
    pub(crate) fn add(
        &self,
        (place, run): (usize, usize),
        family: &'static str,
        scenario: &'static Scenario,
        verdict: Verdict,
        took: Duration,
    ) {
        let mut rows = self.lock();
        let row = rows.entry(place).or_insert_with(|| Row { family, scenario, played: BTreeMap::new() });
        row.played.insert(run, (verdict, took));
    }

    pub(crate) fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for (verdict, _) in self.lock().values().flat_map(|row| row.played.values()) {
            match verdict {
                Verdict::Passed => counts.passed += 1,
                Verdict::Failed(_) => counts.failed += 1,
                Verdict::Unsupported(_) => counts.unsupported += 1,
            }
        }
        counts
    }

    /// Scenarios and carriers, and how many of each there are; empty for one carrier, whose tests say it all.
    pub(crate) fn table(&self) -> String {
        let carriers = self.carriers();
        if carriers.len() < 2 {
            return String::new();
        }
        let rows = self.lock();
        let mut table = format!("{:<52}", "scenario");
        // Writing to a String cannot fail.
        let mut add = |text: fmt::Arguments<'_>| table.write_fmt(text).unwrap_or_default();
        for carrier in &carriers {
            add(format_args!(" {carrier:<12}"));
        }
        for row in rows.values() {
            add(format_args!("\n{:<52}", row.name()));
            for carrier in &carriers {
                add(format_args!(" {:<12}", self.outcome(row, carrier).0));
            }
        }
        let dispatches: BTreeSet<_> = self.runs.iter().filter_map(|(_, dispatch)| *dispatch).collect();
        add(format_args!("\n\n{} scenarios x {} carriers", rows.len(), carriers.len()));
        if !dispatches.is_empty() {
            let names = dispatches.iter().copied().collect::<Vec<_>>().join(", ");
            add(format_args!(" x {} dispatches ({names})", dispatches.len()));
        }
        add(format_args!("\n"));
        table
    }

    /// Writes `<title>.json` and `<title>.md`.
    pub(crate) fn write(&self, directory: &Path) -> io::Result<()> {
        fs::create_dir_all(directory)?;
        fs::write(directory.join(format!("{}.json", self.title)), format!("{:#}\n", self.json()))?;
        fs::write(directory.join(format!("{}.md", self.title)), self.markdown())
    }

    fn json(&self) -> Value {
        let counts = self.counts();
        let scenarios: Vec<Value> = self.lock().values().flat_map(|row| row.json(&self.runs)).collect();
        json!({
            "carriers": self.carriers(),
            "passed": counts.passed,
            "failed": counts.failed,
            "unsupported": counts.unsupported,
            "scenarios": scenarios,
        })
    }

    fn markdown(&self) -> String {
        let carriers = self.carriers();
        let rows: String = self.lock().values().map(|row| self.markdown_row(row, &carriers)).collect();
        let kinds: String = kinds().iter().map(kind_row).collect();
        format!(
            "# Conformance: {}\n\n{}\n\n| scenario | {} | proves |\n| --- |{} --- |\n{rows}\n\
             ## Kinds of errors\n\n| kind | on | shown by |\n| --- | --- | --- |\n{kinds}",
            self.title,
            self.counts(),
            carriers.join(" | "),
            " --- |".repeat(carriers.len()),
        )
    }

    fn markdown_row(&self, row: &Row, carriers: &[&str]) -> String {
        let outcomes = carriers.iter().map(|carrier| {
            let (outcome, why) = self.outcome(row, carrier);
            format!(" {outcome}{} |", why.map(|why| format!(": {}", cell(&why))).unwrap_or_default())
        });
        format!("| {} |{} {} |\n", row.name(), outcomes.collect::<String>(), cell(row.scenario.proves))
    }

    fn carriers(&self) -> Vec<&str> {
        let mut carriers: Vec<&str> = self.runs.iter().map(|(carrier, _)| carrier.as_str()).collect();
        carriers.dedup();
        carriers
    }

    /// One word for all of a carrier's runs, the worst of them, and the reason where there is one.
    fn outcome(&self, row: &Row, carrier: &str) -> (&'static str, Option<String>) {
        let mut word = ("", None);
        for (run, (verdict, _)) in row.played.iter().filter(|(run, _)| self.runs[**run].0 == carrier) {
            match (verdict, self.runs[*run].1) {
                (Verdict::Failed(why), None) => return ("failed", Some(why.clone())),
                (Verdict::Failed(why), Some(dispatch)) => {
                    return ("failed", Some(format!("by {dispatch}: {why}")));
                }
                (Verdict::Unsupported(why), _) => word = ("unsupported", Some(why.clone())),
                (Verdict::Passed, _) if word.0.is_empty() => word = ("passed", None),
                (Verdict::Passed, _) => {}
            }
        }
        word
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<usize, Row>> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Row {
    fn name(&self) -> String {
        format!("{}::{}", self.family, self.scenario.name)
    }

    /// An object for each run.
    fn json<'a>(&'a self, runs: &'a [(String, Option<&str>)]) -> impl Iterator<Item = Value> + 'a {
        self.played.iter().map(|(run, (verdict, took))| {
            let (outcome, reason) = match verdict {
                Verdict::Passed => ("passed", None),
                Verdict::Failed(why) => ("failed", Some(why)),
                Verdict::Unsupported(why) => ("unsupported", Some(why)),
            };
            let (carrier, dispatch) = &runs[*run];
            json!({
                "carrier": carrier,
                "dispatch": dispatch,
                "family": self.family,
                "scenario": self.scenario.name,
                "proves": self.scenario.proves,
                "guards_against": self.scenario.guards,
                "outcome": outcome,
                "reason": reason,
                "milliseconds": u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            })
        })
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
        let report = Report::new("acme", [("acme".to_owned(), None)]);
        let verdicts = [
            Verdict::Failed("two lines\nand a | bar".to_owned()),
            Verdict::Passed,
            Verdict::Unsupported("acme does not declare caller_ids".to_owned()),
        ];
        for (place, verdict) in verdicts.into_iter().enumerate().rev() {
            let took = Duration::from_millis(7);
            report.add((place, 0), family.name, &family.scenarios[place], verdict, took);
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
        assert_eq!((&json["carriers"], &json["unsupported"]), (&json!(["acme"]), &json!(1)));
        let names: Vec<_> = json["scenarios"].as_array().unwrap().iter().map(|s| &s["scenario"]).collect();
        let expected: Vec<_> = families()[0].scenarios[..3].iter().map(|scenario| scenario.name).collect();
        assert_eq!(names, expected);
        assert_eq!(json["scenarios"][0]["reason"], "two lines\nand a | bar");
        assert_eq!(json["scenarios"][1]["reason"], Value::Null);
        assert_eq!(json["scenarios"][2]["outcome"], "unsupported");
        assert_eq!(json["scenarios"][2]["milliseconds"], 7);
    }

    #[test]
    fn a_table_has_a_column_for_each_carrier_with_the_worst_of_its_dispatches() {
        let family = &families()[0];
        let runs = [("acme", "any"), ("acme", "dyn"), ("nimbus", "any"), ("nimbus", "dyn")];
        let report = Report::new("all", runs.map(|(carrier, dispatch)| (carrier.to_owned(), Some(dispatch))));
        let failed = Verdict::Failed("no".to_owned());
        let lacking = Verdict::Unsupported("nimbus lacks it".to_owned());
        let verdicts = [Verdict::Passed, failed, lacking, Verdict::Passed];
        for (run, verdict) in verdicts.into_iter().enumerate() {
            report.add((0, run), family.name, &family.scenarios[0], verdict, Duration::ZERO);
        }
        let table = report.table();
        let words: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(words[0], ["scenario", "acme", "nimbus"]);
        assert_eq!(words[1][1..], ["failed", "unsupported"]);
        assert!(table.ends_with("1 scenarios x 2 carriers x 2 dispatches (any, dyn)\n"), "{table}");
        assert_eq!(report.counts().to_string(), "2 passed, 1 failed, 1 unsupported");
        let row = "| failed: by dyn: no | unsupported: nimbus lacks it |";
        assert!(report.markdown().contains(row), "{}", report.markdown());
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
