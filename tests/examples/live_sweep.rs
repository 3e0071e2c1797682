//! Lists what live runs that were cut short left on the accounts of the environment; with `--delete` it deletes that,
//! and nothing else.

use std::{env, process::ExitCode};

use trunkline::provider::Provider as _;
use trunkline_conformance::HarnessError;
use trunkline_tests::live::{Account, EXOTEL, TWILIO, mark, sweep};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let delete = match env::args().skip(1).collect::<Vec<_>>().as_slice() {
        [] => false,
        [flag] if flag == "--delete" => true,
        other => {
            eprintln!("{}: the only flag is --delete", other.join(" "));
            return ExitCode::from(2);
        }
    };
    let mut ended = ExitCode::SUCCESS;
    for account in [EXOTEL, TWILIO] {
        if let Err(error) = swept(&account, delete).await {
            eprintln!("{}: {error}", account.carrier);
            ended = ExitCode::FAILURE;
        }
    }
    ended
}

async fn swept(account: &Account, delete: bool) -> Result<(), HarnessError> {
    if !account.is_given() {
        println!("{}: no account: none of {} is set", account.carrier, account.variables.join(", "));
        return Ok(());
    }
    let backend = account.open(None, None)?;
    let identity = backend.identity();
    let left = sweep::leftovers(&backend).await?;
    println!(
        "{} {} ({}): {} trunks called {}... left over",
        identity.carrier,
        identity.account,
        identity.region,
        left.len(),
        mark::PREFIX
    );
    for trunk in left {
        let done = match delete {
            false => "would be deleted, with all that is its own",
            true if sweep::sweep(backend.trunks(), &trunk.id).await? => "deleted",
            true => "has gone, or has another name by now",
        };
        println!("  {} {}: {done}", trunk.id, trunk.name);
    }
    for list in sweep::orphans(&backend).await? {
        println!("  {list}: its trunk is gone, and whose that was cannot be told: not deleted");
    }
    Ok(())
}
