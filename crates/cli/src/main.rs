//! The `trunkline` command: see and change SIP trunks on several carriers.

#![expect(
    clippy::doc_markdown,
    reason = "what documents an argument is its help, which no one sees rendered"
)]

mod account;
mod acl;
mod allow;
mod apply;
mod audit;
mod caller_id;
mod carriers;
mod change;
mod confirm;
mod credential;
mod demo;
mod describe;
mod done;
mod drift;
mod emit;
mod exit;
mod failover;
mod find;
mod generate;
mod global;
mod history;
mod import;
mod input;
mod job;
mod logging;
mod migrate;
mod number;
mod origination;
mod output;
mod password;
mod plan;
mod planned;
mod planning;
mod probe;
mod reach;
mod schema;
mod signals;
mod sim;
mod stored;
mod trunk;
mod undo;
mod validate;
mod who;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::{account::Accounts, exit::Failure, global::Global};

/// How a file with more accounts looks.
const FILE: &str = "\
carriers:
  exotel-sg:
    kind: exotel
    account: acme1
    region: singapore               # or mumbai, the default
    api_key: { env: SG_KEY }        # secrets are in variables
    api_token: { file: sg.token }   # or in files, found from this one
  twilio-eu:
    kind: twilio
    account: AC00000000000000000000000000000001
    auth_token: { env: EU_TOKEN }   # or api_key: SK... and api_secret
    region: ie1
    edge: dublin
";

/// SIP trunks on several carriers, by the same words.
///
/// Accounts come from the environment (EXOTEL_API_KEY, EXOTEL_API_TOKEN, EXOTEL_ACCOUNT_SID, and EXOTEL_SUBDOMAIN outside
/// Mumbai; TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN, or with TWILIO_API_KEY and TWILIO_API_SECRET, and TWILIO_REGION
/// with TWILIO_EDGE outside the United States) and more of them from a file; `trunkline carriers` shows which.
/// `trunkline demo` needs none.
///
/// Exit codes: 0 done, 1 failed, 2 usage or invalid input, 3 partly done, 4 differences found (drift, and plan with
/// --detailed-exitcode).
#[derive(Debug, Parser)]
#[command(name = "trunkline", version, arg_required_else_help = true, max_term_width = 100)]
#[command(after_long_help = format!("A file with more accounts, each by the name that --carrier takes:\n\n{FILE}"))]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// See it work on two simulated carriers: no account needed.
    Demo,
    Sim(sim::Sim),
    /// Who is configured, from where, and what each carrier can do.
    Carriers,
    Validate(validate::Validate),
    /// Print the JSON Schema of the file of trunks, by which editors complete and check it.
    Schema,
    Plan(plan::Command),
    Apply(apply::Command),
    Drift(drift::Command),
    Import(import::Command),
    Done(done::Command),
    History(history::Command),
    Undo(undo::Command),
    Probe(probe::Command),
    /// What to do when a carrier fails.
    #[command(subcommand)]
    Failover(failover::Command),
    Emit(emit::Command),
    #[command(subcommand)]
    Migrate(migrate::Command),
    /// Trunks.
    #[command(subcommand)]
    Trunk(trunk::Command),
    /// Who may send calls: allowed addresses.
    #[command(subcommand)]
    Acl(acl::Command),
    /// Numbers bound to a trunk. Never bought, never released.
    #[command(subcommand)]
    Number(number::Command),
    /// Where inbound calls go: origination URIs.
    #[command(subcommand)]
    Origination(origination::Command),
    /// Digest credentials.
    #[command(subcommand)]
    Credential(credential::Command),
    /// The number shown to called parties (Exotel).
    #[command(subcommand)]
    CallerId(caller_id::Command),
}

#[tokio::main]
async fn main() -> ExitCode {
    let Cli { global, command } = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(usage) => return misused(&usage),
    };
    logging::start(global.verbose);
    match Box::pin(run(command, &global)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(global.json),
    }
}

/// Help and version, and what is wrong with a command line: as JSON when it asks for that, although it was not read.
fn misused(usage: &clap::Error) -> ExitCode {
    if usage.use_stderr() && std::env::args_os().any(|arg| arg == "--json") {
        let text = usage.to_string();
        let mistake = text.strip_prefix("error: ").unwrap_or(&text);
        return Failure::mistake(mistake.trim_end()).report(true);
    }
    usage.exit()
}

async fn run(command: Command, global: &Global) -> Result<(), Failure> {
    let accounts =
        async || Accounts::new(global.config.clone()).with_http(global.http(&global.file(None)).await);
    let json = global.json;
    match command {
        Command::Demo => demo::run(json).await,
        Command::Sim(args) => args.run().await,
        Command::Carriers => carriers::run(&Accounts::new(global.config.clone()), json),
        Command::Validate(args) => args.run(global.config.clone(), json),
        Command::Schema => schema::run(),
        Command::Plan(command) => command.run(global).await,
        Command::Apply(command) => command.run(global).await,
        Command::Drift(command) => command.run(global).await,
        Command::Import(command) => command.run(global).await,
        Command::Done(command) => command.run(global).await,
        Command::History(command) => command.run(global).await,
        Command::Undo(command) => command.run(global).await,
        Command::Probe(command) => command.run(json).await,
        Command::Failover(command) => command.run(global).await,
        Command::Emit(command) => command.run(global).await,
        Command::Migrate(command) => command.run(global).await,
        Command::Trunk(command) => command.run(&accounts().await, json).await,
        Command::Acl(command) => command.run(&accounts().await, json).await,
        Command::Number(command) => command.run(&accounts().await, json).await,
        Command::Origination(command) => command.run(&accounts().await, json).await,
        Command::Credential(command) => command.run(&accounts().await, json).await,
        Command::CallerId(command) => command.run(&accounts().await, json).await,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
