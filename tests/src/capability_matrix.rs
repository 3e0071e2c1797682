//! What each carrier can do, as pages: made from the backends' own [`Capabilities`].

use std::{collections::BTreeSet, fmt::Write as _};

use trunkline::{
    capability::{Capabilities, Evidence, Grade},
    exotel::{self, Exotel},
    provider::{AnyProvider, Provider as _},
    twilio::{self, Twilio},
};

/// Where the short table begins in the README.
const BEGIN: &str = "<!-- capabilities:begin -->\n";
/// Where it ends.
const END: &str = "<!-- capabilities:end -->\n";

/// The claims that decide whether a carrier will do, and what they are for a reader.
const SHORT: &[(&str, &str)] = &[
    ("update_trunk", "change a trunk"),
    ("digest", "digest authentication"),
    ("ip_acl_and_digest", "addresses and digest on one trunk"),
    ("acl_ranges", "ranges in the ACL"),
    ("shared_lists", "lists that trunks share"),
    ("number_modes", "a mode for each number"),
    ("caller_ids", "a trunk's caller id"),
    ("requests_per_minute", "requests a minute"),
];

/// What stands behind a value that is not simply documented.
const LEGEND: [(&str, &str); 2] = [("†", "The carrier's own pages disagree"), ("‡", "No source says so")];

/// A claim as `Capabilities::claims` has it.
type Claim = (&'static str, String, Evidence);

/// Every carrier's claims.
#[derive(Debug)]
pub struct Matrix(Vec<(&'static str, Vec<Claim>)>);

impl Matrix {
    /// The carriers that speak to somebody.
    ///
    /// # Panics
    /// When a backend refuses a plain configuration.
    pub fn new() -> Self {
        let exotel = exotel::Config::new("account", "key", "token".into());
        let exotel = Exotel::new(exotel::Client::new(exotel).expect("it is a plain configuration"));
        let twilio = twilio::Config::new("AC00000000000000000000000000000001", "token".into());
        let twilio = Twilio::new(twilio::Client::new(twilio).expect("it is a plain configuration"));
        let claims = |backend: AnyProvider| owned(backend.capabilities());
        Self(vec![("Exotel", claims(exotel.into())), ("Twilio", claims(twilio.into()))])
    }

    /// The README with the short table between its marks.
    ///
    /// # Errors
    /// What is wrong with the marks.
    pub fn readme(&self, current: &str) -> Result<String, String> {
        let (before, rest) = current.split_once(BEGIN).ok_or("README.md does not have capabilities:begin")?;
        let (_, after) =
            rest.split_once(END).ok_or("README.md does not have capabilities:end after its begin")?;
        Ok(format!("{before}{BEGIN}{}{END}{after}", self.short()))
    }

    /// `docs/capabilities.md`: every claim with its source.
    pub fn page(&self) -> String {
        let mut page = String::from(
            "# What each carrier can do\n\n\
             Made from each backend's `Capabilities` by `just capabilities`, and checked by a test. What a claim is \
             about stands beside its field in [`capability.rs`](../crates/trunkline/src/capability.rs). \
             `documented`: the carrier says so, and nothing contradicts it. `contradicted`: its own pages disagree, and \
             the source says which one is followed. `assumed`: no source says so.\n",
        );
        for (carrier, claims) in &self.0 {
            let _ = writeln!(
                page,
                "\n## {carrier}\n\n| claim | value | grade | source | read |\n| --- | --- | --- | --- | --- |"
            );
            for (name, value, evidence) in claims {
                let source = evidence.source.replace('|', "\\|");
                let _ = writeln!(
                    page,
                    "| `{name}` | {value} | {} | {source} | {} |",
                    evidence.grade, evidence.date
                );
            }
        }
        page
    }

    fn short(&self) -> String {
        let carriers: Vec<&str> = self.0.iter().map(|(carrier, _)| *carrier).collect();
        let mut table = format!(
            "| as read {} | {} |\n| --- |{}\n",
            self.dates(),
            carriers.join(" | "),
            " --- |".repeat(carriers.len())
        );
        for (name, words) in SHORT {
            let cells = self.0.iter().map(|(_, claims)| {
                let claim = claims.iter().find(|(claim, ..)| claim == name);
                let (_, value, evidence) = claim.expect("the short table holds claims that there are");
                format!("{value}{}", mark(evidence.grade))
            });
            let _ = writeln!(table, "| {words} | {} |", cells.collect::<Vec<_>>().join(" | "));
        }
        let used = LEGEND.iter().filter(|(mark, _)| table.contains(&format!(" {mark} |")));
        let legend: Vec<String> = used.map(|(mark, means)| format!("{mark} {means}. ")).collect();
        format!("{table}\n{}[Every claim and its source](docs/capabilities.md).\n", legend.concat())
    }

    /// When the short table's sources were read: a day, or the first and the last.
    fn dates(&self) -> String {
        let claims = self.0.iter().flat_map(|(_, claims)| claims);
        let short = claims.filter(|(claim, ..)| SHORT.iter().any(|(name, _)| name == claim));
        let days: BTreeSet<&str> = short.map(|(_, _, evidence)| &*evidence.date).collect();
        match (days.first(), days.last()) {
            (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
            (first, _) => first.copied().unwrap_or_default().to_owned(),
        }
    }
}

impl Default for Matrix {
    fn default() -> Self {
        Self::new()
    }
}

fn owned(capabilities: &Capabilities) -> Vec<Claim> {
    capabilities.claims().into_iter().map(|(name, value, evidence)| (name, value, evidence.clone())).collect()
}

fn mark(grade: Grade) -> String {
    let mark = match grade {
        Grade::Documented => return String::new(),
        Grade::Contradicted => LEGEND[0].0,
        _ => LEGEND[1].0,
    };
    format!(" {mark}")
}
