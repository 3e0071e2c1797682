//! `trunkline carriers`.

use serde::Serialize;
use trunkline_engine::trunkline::{capability::Capabilities, model::Identity, provider::Provider};

use crate::{
    account::{Account, Accounts},
    exit::Failure,
    output,
};

/// Characters in a line of the last column, so that the table is not wider than prose.
const SOURCE_WIDTH: usize = 44;

/// A profile, for scripts.
#[derive(Debug, Serialize)]
struct Configured<'a> {
    profile: &'a str,
    kind: &'a str,
    origin: String,
    identity: Option<&'a Identity>,
    capabilities: Option<&'a Capabilities>,
    problem: Option<String>,
}

/// Shows which accounts are configured, from where, and what each can do. Sends nothing.
pub(crate) fn run(accounts: &Accounts, json: bool) -> Result<(), Failure> {
    let profiles = accounts.profiles().map_err(|error| Failure::from(error.clone()))?;
    let opened: Vec<_> = profiles.iter().map(|profile| (profile, accounts.open(profile))).collect();
    let configured: Vec<Configured<'_>> = opened
        .iter()
        .map(|(profile, account)| {
            let provider = account.as_ref().ok().map(Account::provider);
            Configured {
                profile: profile.name(),
                kind: profile.kind(),
                origin: profile.origin().to_string(),
                identity: provider.map(Provider::identity),
                capabilities: provider.map(Provider::capabilities),
                problem: account.as_ref().err().map(ToString::to_string),
            }
        })
        .collect();
    if json { output::print_json(&configured) } else { output::print(&text(accounts, &configured)) }
}

fn text(accounts: &Accounts, configured: &[Configured<'_>]) -> String {
    let row = |profile: &Configured<'_>| {
        let identity = |part: fn(&Identity) -> String| profile.identity.map_or_else(|| "-".to_owned(), part);
        vec![
            profile.profile.to_owned(),
            profile.kind.to_owned(),
            identity(|identity| identity.account.clone()),
            identity(|identity| identity.region.clone()),
            profile.origin.clone(),
            if profile.problem.is_some() { "cannot be used, see below" } else { "ready" }.to_owned(),
        ]
    };
    let headings = ["PROFILE", "CARRIER", "ACCOUNT", "REGION", "FROM", "STATE"];
    let rows = configured.iter().map(row).collect();
    let table = output::table(&headings, rows, "no account is configured; `trunkline demo` needs none");
    let problems = configured.iter().filter_map(|profile| Some((profile.profile, profile.problem.clone()?)));
    let unset = accounts.not_configured();
    let notes: Vec<String> = problems
        .chain(unset.iter().map(|(kind, missing)| (*kind, format!("not configured: {missing}"))))
        .map(|(profile, problem)| format!("\n{profile}: {problem}"))
        .collect();
    let gap = if notes.is_empty() { "" } else { "\n" };
    format!("{table}{}{gap}{}", notes.concat(), capabilities(configured))
}

/// What each carrier can do, once for all accounts that can do the same.
fn capabilities(configured: &[Configured<'_>]) -> String {
    let mut tables = Vec::new();
    let mut shown: Vec<&Capabilities> = Vec::new();
    for can in configured.iter().filter_map(|profile| profile.capabilities) {
        if shown.contains(&can) {
            continue;
        }
        shown.push(can);
        let same = configured.iter().filter(|profile| profile.capabilities == Some(can));
        let names: Vec<&str> = same.map(|profile| profile.profile).collect();
        let rows = can.claims().into_iter().map(|(claim, value, evidence)| {
            let source = format!("{}, {}", evidence.source, evidence.date);
            let source = output::wrap(&source, SOURCE_WIDTH).join("\n");
            vec![claim.replace('_', " "), value, evidence.grade.to_string(), source]
        });
        let headings = ["CAPABILITY", "VALUE", "EVIDENCE", "SOURCE"];
        let table = output::table(&headings, rows.collect(), "nothing is known");
        let heading = output::heading(&format!("What {} can do", names.join(", ")));
        tables.push(format!("\n{heading}{table}"));
    }
    tables.concat()
}
