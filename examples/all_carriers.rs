//! The same description on every carrier there is, and what each could not do.
//!
//! `cargo run -p trunkline-examples --example all_carriers`

use std::sync::Arc;

use trunkline::{
    exotel,
    ext::ProviderExt as _,
    model::{CredentialSpec, OriginationUriSpec, TerminationAuth, TrunkDescription, TrunkSpec},
    provider::{DynProvider, Provider as _},
    twilio,
};
use trunkline_sim::Simulator;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let simulator = Simulator::builder().start().await?;
    let carriers = carriers(&simulator)?;

    // A voice-AI platform without addresses of its own: digest, and a host name as the target of inbound calls.
    let description = TrunkDescription::new(TrunkSpec::new("voice_ai".parse()?, TerminationAuth::Digest))
        .with_credentials([CredentialSpec::new("voiceai", "Sufficiently2Long".into())])
        .with_origination([OriginationUriSpec::new("sip:agents.example.com:5061;transport=tls".parse()?)]);

    for carrier in &carriers {
        println!("{}", carrier.identity());
        for finding in carrier.audit(&description) {
            println!("  beforehand: {finding}");
        }
        let ensured = carrier.ensure(&description).await?;
        println!("  trunk {}: changed {}", ensured.trunk.value.id, ensured.changed());
        for edge in &ensured.trunk.value.termination.edges {
            println!("  send calls to {} ({})", edge.host, edge.name);
        }
        for warning in ensured.warnings() {
            println!("  warning: {warning}");
        }
        for step in ensured.manual_steps() {
            println!("  by hand: {step}");
        }
    }

    for carrier in &carriers {
        let again = carrier.ensure(&description).await?;
        println!("{}: run again, changed {}", carrier.identity(), again.changed());
    }
    Ok(())
}

fn carriers(simulator: &Simulator) -> Result<Vec<DynProvider>, Box<dyn std::error::Error>> {
    // With real accounts: `exotel::Config::from_env()?` and `twilio::Config::from_env()?`.
    let account = &simulator.fixture().exotel[0];
    let config =
        exotel::Config::new(&account.account_sid, &account.api_key, account.api_token.clone().into())
            .with_base_url(simulator.exotel_url());
    let exotel = exotel::Exotel::new(exotel::Client::new(config)?);

    let account = &simulator.fixture().twilio[0];
    let config = twilio::Config::new(&account.account_sid, account.auth_token.clone().into())
        .with_base_url(simulator.twilio_url());
    let twilio = twilio::Twilio::new(twilio::Client::new(config)?);

    Ok(vec![Arc::new(exotel), Arc::new(twilio)])
}
