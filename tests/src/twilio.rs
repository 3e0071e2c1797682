//! Twilio, against the simulator.

use trunkline::twilio::{Client, Config, Twilio};
use trunkline_conformance::{HarnessError, Missing};
use trunkline_sim::{Simulator, TwilioAccount};

use crate::simulated::{PAGE_SIZE, Simulated, simulator, unlimited};

/// How to reach the simulator's account.
pub fn config(simulator: &Simulator, account: &TwilioAccount) -> Config {
    Config::new(&account.account_sid, account.auth_token.as_str().into())
        .with_base_url(simulator.twilio_url())
        .with_page_size(PAGE_SIZE)
        .with_http(unlimited())
}

/// A simulator and a backend for its first account.
///
/// # Errors
/// When the simulator does not start or the backend takes no such configuration.
pub async fn harness() -> Result<Simulated, HarnessError> {
    let simulator = simulator().await?;
    let account = simulator.fixture().twilio[0].clone();
    let backend = Twilio::new(Client::new(config(&simulator, &account))?);
    let sid = |prefix: &str| format!("{prefix}{:0>32}", 0);
    let missing = Missing::parse(
        &sid("TK"),
        &format!("{}/{}", sid("AL"), sid("IP")),
        &sid("PN"),
        &sid("OU"),
        &format!("{}/{}", sid("CL"), sid("CR")),
    )?;
    Ok(Simulated::new(simulator, backend.into(), &account.numbers, "+14155550999", missing)?)
}
