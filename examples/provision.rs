//! Provision a trunk on one carrier, step by step.
//!
//! `cargo run -p trunkline-examples --example provision`

use futures::TryStreamExt as _;
use trunkline::{
    ext::{AclExt as _, NumberExt as _, OriginationExt as _, TrunkExt as _},
    model::{AclEntrySpec, Done, NumberSpec, OriginationUriSpec, TerminationAuth, TrunkSpec},
    provider::{AclProvider as _, TrunkProvider as _},
    twilio::{Client, Config, Twilio},
};
use trunkline_sim::Simulator;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // With a real account: `Config::from_env()?`, and no simulator.
    let simulator = Simulator::builder().start().await?;
    let account = &simulator.fixture().twilio[0];
    let config = Config::new(&account.account_sid, account.auth_token.clone().into())
        .with_base_url(simulator.twilio_url());
    let twilio = Twilio::new(Client::new(config)?);

    let spec = TrunkSpec::new("contact_centre".parse()?, TerminationAuth::IpAcl);
    let trunk = told(twilio.ensure_trunk(&spec).await?);

    for address in ["44.229.228.186", "44.238.177.138"] {
        told(twilio.ensure_acl_entry(&trunk.id, &AclEntrySpec::new(address.parse()?)).await?);
    }
    let sbc = OriginationUriSpec::new("sip:sbc.example.com:5061;transport=tls".parse()?).with_priority(10);
    told(twilio.ensure_origination_uri(&trunk.id, &sbc).await?);
    let bound = told(twilio.ensure_number(&trunk.id, &NumberSpec::new(account.numbers[0].parse()?)).await?);

    // Read it back: lists page lazily.
    let trunk = twilio.get_trunk(&trunk.id).await?;
    println!("{} takes calls at {:?}", trunk.name, trunk.termination.domain);
    let mut entries = twilio.list_acl_entries(&trunk.id);
    while let Some(entry) = entries.try_next().await? {
        println!("  from {}", entry.cidr);
    }
    println!("and {} rings {}", bound.number, sbc.uri);
    Ok(())
}

/// What there is to know about an outcome, and the outcome.
fn told<T>(done: Done<T>) -> T {
    for warning in &done.warnings {
        println!("note: {warning}");
    }
    for step in &done.manual_steps {
        println!("by hand: {step}");
    }
    done.value
}
