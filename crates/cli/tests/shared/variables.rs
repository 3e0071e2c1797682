//! What leads the command to a simulator's accounts.

use trunkline_sim::Simulator;

/// The variables of the first account on each carrier.
pub(crate) fn variables(sim: &Simulator) -> Vec<(&'static str, String)> {
    let (exotel, twilio) = (&sim.fixture().exotel[0], &sim.fixture().twilio[0]);
    vec![
        ("EXOTEL_ACCOUNT_SID", exotel.account_sid.clone()),
        ("EXOTEL_API_KEY", exotel.api_key.clone()),
        ("EXOTEL_API_TOKEN", exotel.api_token.clone()),
        ("TRUNKLINE_EXOTEL_BASE_URL", sim.exotel_url().to_owned()),
        ("TWILIO_ACCOUNT_SID", twilio.account_sid.clone()),
        ("TWILIO_AUTH_TOKEN", twilio.auth_token.clone()),
        ("TRUNKLINE_TWILIO_BASE_URL", sim.twilio_url().to_owned()),
    ]
}
