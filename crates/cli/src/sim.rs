//! `trunkline sim`.

use std::{collections::BTreeMap, fs, net::SocketAddr, path::PathBuf, process};

use clap::Args;
use serde_json::json;
use trunkline_sim::{Fixture, Simulator, StartError};

use crate::{exit::Failure, output, signals};

/// Simulate both carriers on this machine until Ctrl-C.
///
/// One line of JSON on standard output says that requests are answered from now on, where, with which environment
/// variables this command finds it, and which numbers the accounts own. For a shell:
///
///   eval "$(trunkline sim --export &)"    # in the background, and this shell finds it
///   trunkline trunk create demo --carrier exotel
///   kill $TRUNKLINE_SIM_PID
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Sim {
    /// Where both carriers listen; port 0 is any that is free.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: String,
    /// Where Exotel listens, when not on the shared address.
    #[arg(long, value_name = "ADDRESS")]
    exotel_listen: Option<String>,
    /// Where Twilio listens, when not on the shared address.
    #[arg(long, value_name = "ADDRESS")]
    twilio_listen: Option<String>,
    /// The same seed and the same requests give the same identifiers.
    #[arg(long, default_value = "0")]
    seed: String,
    /// JSON with other accounts and numbers than the default ones.
    #[arg(long, value_name = "FILE")]
    fixture: Option<PathBuf>,
    /// Print the variables as a shell sets them, close standard output, and leave Ctrl-C to the shell.
    #[arg(long)]
    export: bool,
}

impl Sim {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let (builder, export) = (self.builder()?, self.export);
        let simulator = builder.start().await.map_err(|error| match error {
            StartError::Fixture(mistake) => Failure::mistake(format!("fixture: {mistake}")),
            other => Failure::Local(other.to_string()),
        })?;
        // Before anyone is told that it runs. Behind `eval "$(… &)"` the shell's own Ctrl-C reaches this process too, and
        // must not end it.
        let stopped = signals::listen(!export)
            .map_err(|error| Failure::Local(format!("signals cannot be received: {error}")))?;
        let mut variables = variables(&simulator);
        if export {
            variables.insert("TRUNKLINE_SIM_PID", process::id().to_string());
            let lines = variables.iter().map(|(name, value)| format!("export {name}={}\n", quoted(value)));
            output::print(&lines.collect::<Vec<_>>().concat())?;
            close_stdout()?;
        } else {
            let fixture = simulator.fixture();
            let ready = json!({
                "listening": simulator.url(),
                "env": variables,
                "numbers": {
                    "exotel": fixture.exotel.iter().flat_map(|account| &account.numbers).collect::<Vec<_>>(),
                    "twilio": fixture.twilio.iter().flat_map(|account| &account.numbers).collect::<Vec<_>>(),
                },
            });
            output::print(&format!("{ready}\n"))?;
        }
        stopped.await;
        simulator.stop().await;
        Ok(())
    }

    fn builder(&self) -> Result<trunkline_sim::Builder, Failure> {
        let mut mistakes = Vec::new();
        let mut address = |option: &str, text: Option<&String>| {
            let text = text?;
            let address = text.parse::<SocketAddr>().ok();
            if address.is_none() {
                mistakes.push(format!("{option} {text:?}: is not an address and a port such as 127.0.0.1:0"));
            }
            address
        };
        let listen = address("--listen", Some(&self.listen));
        let exotel = address("--exotel-listen", self.exotel_listen.as_ref());
        let twilio = address("--twilio-listen", self.twilio_listen.as_ref());
        let seed = self.seed.parse::<u64>();
        if seed.is_err() {
            mistakes.push(format!("--seed {:?}: is not a whole number from 0 to {}", self.seed, u64::MAX));
        }
        let fixture = match &self.fixture {
            None => Some(Fixture::default()),
            Some(path) => read(path).map_err(|mistake| mistakes.push(mistake)).ok(),
        };
        match (listen, seed, fixture) {
            (Some(listen), Ok(seed), Some(fixture)) if mistakes.is_empty() => Ok(Simulator::builder()
                .fixture(fixture)
                .seed(seed)
                .listen(listen)
                .exotel_listen(exotel)
                .twilio_listen(twilio)),
            _ => Err(Failure::Mistakes(mistakes)),
        }
    }
}

fn read(path: &PathBuf) -> Result<Fixture, String> {
    let shown = path.display();
    let text =
        fs::read_to_string(path).map_err(|error| format!("fixture {shown}: cannot be read: {error}"))?;
    serde_json::from_str(&text).map_err(|error| format!("fixture {shown}: {error}"))
}

/// Every variable that this command reads, so that none of the shell's own leads elsewhere; an empty one counts as
/// not set.
pub(crate) fn variables(simulator: &Simulator) -> BTreeMap<&'static str, String> {
    let mut variables = BTreeMap::new();
    if let Some(account) = simulator.fixture().exotel.first() {
        variables.extend([
            ("EXOTEL_ACCOUNT_SID", account.account_sid.clone()),
            ("EXOTEL_API_KEY", account.api_key.clone()),
            ("EXOTEL_API_TOKEN", account.api_token.clone()),
            ("EXOTEL_SUBDOMAIN", String::new()),
            ("TRUNKLINE_EXOTEL_BASE_URL", simulator.exotel_url().to_owned()),
        ]);
    }
    if let Some(account) = simulator.fixture().twilio.first() {
        let key = account.api_keys.first();
        variables.extend([
            ("TWILIO_ACCOUNT_SID", account.account_sid.clone()),
            ("TWILIO_AUTH_TOKEN", account.auth_token.clone()),
            ("TWILIO_API_KEY", key.map(|key| key.sid.clone()).unwrap_or_default()),
            ("TWILIO_API_SECRET", key.map(|key| key.secret.clone()).unwrap_or_default()),
            ("TWILIO_REGION", String::new()),
            ("TWILIO_EDGE", String::new()),
            ("TRUNKLINE_TWILIO_BASE_URL", simulator.twilio_url().to_owned()),
        ]);
    }
    variables
}

/// A value as a POSIX shell reads it back.
fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\'', r"'\''"))
}

/// Lets go of standard output, which `$(…)` waits for.
#[cfg(unix)]
fn close_stdout() -> Result<(), Failure> {
    let closed = fs::OpenOptions::new().write(true).open("/dev/null");
    closed
        .and_then(|null| rustix::stdio::dup2_stdout(null).map_err(Into::into))
        .map_err(|error| Failure::Local(format!("standard output cannot be closed: {error}")))
}

/// Lets go of standard output, where there is a shell that waits for it.
#[cfg(not(unix))]
fn close_stdout() -> Result<(), Failure> {
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_quote_in_a_value_stays_in_it() {
        assert_eq!(super::quoted("it's"), r"'it'\''s'");
    }
}
