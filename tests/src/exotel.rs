//! Exotel, against the simulator.

use trunkline::exotel::{Client, Config, Exotel};
use trunkline_conformance::{HarnessError, Missing};
use trunkline_sim::{ExotelAccount, Simulator};

use crate::simulated::{PAGE_SIZE, Simulated, simulator, unlimited};

/// How to reach the simulator's account.
pub fn config(simulator: &Simulator, account: &ExotelAccount) -> Config {
    Config::new(&account.account_sid, account.api_key.as_str(), account.api_token.as_str().into())
        .with_base_url(simulator.exotel_url())
        .with_page_size(PAGE_SIZE)
        .with_http(unlimited())
}

/// A simulator and a backend for its first account.
///
/// # Errors
/// When the simulator does not start or the backend takes no such configuration.
pub async fn harness() -> Result<Simulated, HarnessError> {
    let simulator = simulator().await?;
    let account = simulator.fixture().exotel[0].clone();
    let backend = Exotel::new(Client::new(config(&simulator, &account))?);
    let missing = Missing::parse(&format!("trmum1{:0>22}", 0), "999999", "999999", "999999", "999999")?;
    Ok(Simulated::new(simulator, backend.into(), &account.numbers, "+912248964999", missing)?)
}
