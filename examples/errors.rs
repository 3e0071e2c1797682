//! What to do about an error, by what it left behind.
//!
//! `cargo run -p trunkline-examples --example errors`

use trunkline::{
    Effect, Error, ErrorKind,
    exotel::{Client, Config, Exotel},
    ext::TrunkExt as _,
    model::{AclEntrySpec, OriginationUriSpec, TerminationAuth, TrunkSpec},
    provider::{AclProvider as _, OriginationProvider as _, TrunkProvider as _},
};
use trunkline_sim::Simulator;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let simulator = Simulator::builder().start().await?;
    let account = &simulator.fixture().exotel[0];
    let config = Config::new(&account.account_sid, &account.api_key, account.api_token.clone().into())
        .with_base_url(simulator.exotel_url());
    let exotel = Exotel::new(Client::new(config)?);

    let spec = TrunkSpec::new("contact_centre".parse()?, TerminationAuth::IpAcl);
    let trunk = exotel.ensure_trunk(&spec).await?.value.id;

    // The trunk is there already.
    if let Err(error) = exotel.create_trunk(&spec).await {
        advise(&error);
    }
    // Exotel's support stands by single addresses only, so a range must be asked for.
    let range = AclEntrySpec::new("54.172.60.0/30".parse()?);
    if let Err(error) = exotel.add_acl_entry(&trunk, &range).await {
        advise(&error);
    }
    // An IPv4 target must be on the ACL first.
    let target = OriginationUriSpec::new("sip:44.229.228.186:5061;transport=tls".parse()?);
    if let Err(error) = exotel.add_origination_uri(&trunk, &target).await {
        advise(&error);
    }
    // A wrong key: on Exotel a key of another region answers the same.
    let config = Config::new(&account.account_sid, &account.api_key, "wrong".to_owned().into())
        .with_base_url(simulator.exotel_url());
    if let Err(error) = Exotel::new(Client::new(config)?).get_trunk(&trunk).await {
        advise(&error);
    }
    // Nobody there.
    let config = Config::new(&account.account_sid, &account.api_key, "wrong".to_owned().into())
        .with_base_url("http://127.0.0.1:9");
    if let Err(error) = Exotel::new(Client::new(config)?).create_trunk(&spec).await {
        advise(&error);
    }
    Ok(())
}

/// What a program does next depends on the effect; what a person reads depends on the kind.
fn advise(error: &Error) {
    println!("{error}");
    let next = match (error.effect(), error.kind()) {
        (Effect::None, ErrorKind::Unreachable | ErrorKind::Unavailable | ErrorKind::RateLimited) => {
            "try again later"
        }
        (Effect::None, ErrorKind::AlreadyExists) => "nothing to do",
        (Effect::None, _) => "mend the request: nothing was changed",
        (Effect::Partial, _) => "run the same again: it goes on from what error.done() lists",
        (Effect::Applied, _) => "read it back: the change was made",
        (Effect::Unknown, _) => "read it back before anything else; ensure_* does",
    };
    println!("  -> {next}\n");
}
