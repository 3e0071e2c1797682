//! Exotel, against the simulator.

use trunkline::exotel::{Client, Config, Exotel};
use trunkline_conformance::{HarnessError, Missing, Run};
use trunkline_sim::{ExotelAccount, Simulator};

use crate::{
    clients::Setup,
    dispatch::Dispatch,
    odd::Shape,
    simulated::{Account, PAGE_SIZE, Simulated, simulator, unlimited},
};

/// What Exotel's objects are made of.
const SHAPE: Shape = Shape {
    ids: &["id", "trunk_sid"],
    essential: &["id", "trunk_sid", "trunk_name", "ip", "phone_number", "destination", "user_name"],
    words: &[
        "status",
        "auth_type",
        "registration_enabled",
        "edge_preference",
        "nso_code",
        "secure_trunking",
        "mode",
        "type",
    ],
};

/// How to reach the simulator's account.
pub fn config(simulator: &Simulator, account: &ExotelAccount) -> Config {
    Config::new(&account.account_sid, account.api_key.as_str(), account.api_token.as_str().into())
        .with_base_url(simulator.exotel_url())
        .with_page_size(PAGE_SIZE)
        .with_http(unlimited())
}

/// A simulator and a backend for its first account, by way of [`AnyProvider`](trunkline::provider::AnyProvider).
///
/// # Errors
/// When the simulator does not start or the backend takes no such configuration.
pub async fn harness() -> Result<Simulated, HarnessError> {
    harness_by(Dispatch::Any).await
}

/// Likewise, by any way.
///
/// # Errors
/// Likewise.
pub async fn harness_by(dispatch: Dispatch) -> Result<Simulated, HarnessError> {
    let simulator = simulator().await?;
    let account = simulator.fixture().exotel[0].clone();
    let numbers = account.numbers.clone();
    let url = simulator.exotel_url().to_owned();
    let client = move |setup: Setup| {
        let token = setup.secret.unwrap_or(&account.api_token);
        let config = Config::new(&account.account_sid, account.api_key.as_str(), token.into())
            .with_base_url(setup.elsewhere.as_deref().unwrap_or(&url))
            .with_page_size(setup.page_size)
            .with_http(setup.http);
        Ok(dispatch.of(Exotel::new(Client::new(config)?)))
    };
    let missing = Missing::parse(&format!("trmum1{:0>22}", 0), "999999", "999999", "999999", "999999")?;
    let account = Account { numbers, unowned: "+912248964999", missing, shape: SHAPE };
    Simulated::new(simulator, client, account)
}

/// The suite, by each dispatch.
pub fn runs() -> Vec<Run> {
    let run = |dispatch: Dispatch| Run::new("exotel", move || harness_by(dispatch)).by(dispatch.name());
    Dispatch::ALL.map(run).into()
}
