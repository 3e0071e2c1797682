//! `trunkline sim`.

use std::{
    collections::BTreeMap,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process,
};

use clap::Args;
use serde::de::DeserializeOwned;
use serde_json::json;
use trunkline_sim::{Clock, FaultError, Simulator, StartError};

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
    /// Where the control API listens, at which a test changes faults and switches, and reads what was asked; nowhere
    /// unless given.
    #[arg(long, value_name = "ADDRESS")]
    control_listen: Option<String>,
    /// The same seed and the same requests give the same identifiers.
    #[arg(long, default_value = "0")]
    seed: String,
    /// JSON with other accounts and numbers than the default ones.
    #[arg(long, value_name = "FILE")]
    fixture: Option<PathBuf>,
    /// JSON with what goes wrong.
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
    /// JSON with the positions of switches: behaviour that no source settles.
    #[arg(long, value_name = "FILE")]
    switches: Option<PathBuf>,
    /// JSON with what there is already, as it was saved.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Where to save what there is when it stops.
    #[arg(long, value_name = "FILE")]
    save_state: Option<PathBuf>,
    /// A clock that stands at this time, such as 2026-01-01T00:00:00Z, until the control API advances it.
    #[arg(long, value_name = "TIMESTAMP")]
    clock: Option<String>,
    /// Print the variables as a shell sets them, close standard output, and leave Ctrl-C to the shell.
    #[arg(long)]
    export: bool,
}

impl Sim {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let simulator = self.builder()?.start().await.map_err(not_started)?;
        // Before anyone is told that it runs. Behind `eval "$(… &)"` the shell's own Ctrl-C reaches this process too, and
        // must not end it.
        let stopped = signals::listen(!self.export)
            .map_err(|error| Failure::Local(format!("signals cannot be received: {error}")))?;
        let mut variables = variables(&simulator);
        if let Some(url) = simulator.control_url() {
            variables.insert("TRUNKLINE_SIM_CONTROL_URL", url.to_owned());
        }
        if self.export {
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
        let state = simulator.state();
        simulator.stop().await;
        match &self.save_state {
            None => Ok(()),
            Some(path) => fs::write(path, state.to_json()).map_err(|error| {
                Failure::Local(format!("--save-state {}: cannot be written: {error}", path.display()))
            }),
        }
    }

    fn builder(&self) -> Result<trunkline_sim::Builder, Failure> {
        let mut mistakes = Mistakes::default();
        let mut builder = Simulator::builder()
            .exotel_listen(mistakes.address("--exotel-listen", self.exotel_listen.as_deref()))
            .twilio_listen(mistakes.address("--twilio-listen", self.twilio_listen.as_deref()))
            .control_listen(mistakes.address("--control-listen", self.control_listen.as_deref()))
            .fixture(mistakes.json("fixture", self.fixture.as_deref()).unwrap_or_default())
            .faults(mistakes.json("faults", self.faults.as_deref()).unwrap_or_default())
            .switches(mistakes.json("switches", self.switches.as_deref()).unwrap_or_default());
        if let Some(address) = mistakes.address("--listen", Some(&self.listen)) {
            builder = builder.listen(address);
        }
        if let Some(state) = mistakes.json("state", self.state.as_deref()) {
            builder = builder.state(state);
        }
        match self.seed.parse() {
            Ok(seed) => builder = builder.seed(seed),
            Err(_) => {
                mistakes.add(format!("--seed {:?}: is not a whole number from 0 to {}", self.seed, u64::MAX));
            }
        }
        match self.clock.as_deref().map(str::parse) {
            None => {}
            Some(Ok(time)) => builder = builder.clock(Clock::manual(time)),
            Some(Err(_)) => mistakes.add(format!(
                "--clock {:?}: is not a time with its offset from UTC such as 2026-01-01T00:00:00Z",
                self.clock.as_deref().unwrap_or_default()
            )),
        }
        if mistakes.0.is_empty() { Ok(builder) } else { Err(Failure::Mistakes(mistakes.0)) }
    }
}

/// What is wrong with the options, each in a line, so that all are seen at once.
#[derive(Default)]
struct Mistakes(Vec<String>);

impl Mistakes {
    fn add(&mut self, line: String) {
        self.0.push(line);
    }

    fn address(&mut self, option: &str, text: Option<&str>) -> Option<SocketAddr> {
        let text = text?;
        let address = text.parse().ok();
        if address.is_none() {
            self.add(format!("{option} {text:?}: is not an address and a port such as 127.0.0.1:0"));
        }
        address
    }

    fn json<T: DeserializeOwned>(&mut self, what: &str, path: Option<&Path>) -> Option<T> {
        let path = path?;
        let read = read(path).map_err(|mistake| self.add(format!("{what} {}: {mistake}", path.display())));
        read.ok()
    }
}

/// Reads a file, or says which of its fields cannot be, and why.
fn read<T: DeserializeOwned>(path: &Path) -> Result<T, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("cannot be read: {error}"))?;
    let mut json = serde_json::Deserializer::from_str(&text);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| error.to_string())?;
    json.end().map_err(|error| error.to_string())?;
    Ok(value)
}

/// What a file says is a mistake of the user's; that a port cannot be had is not.
fn not_started(error: StartError) -> Failure {
    match error {
        StartError::Bind { .. } | StartError::Faults(FaultError::Listen { .. }) => {
            Failure::Local(error.to_string())
        }
        mistake => Failure::mistake(mistake.to_string()),
    }
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
