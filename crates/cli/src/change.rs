//! Calls to a carrier, with a person waiting.

use std::{fmt, future::Future, io::IsTerminal as _, time::Duration};

use indicatif::ProgressBar;
use trunkline_engine::trunkline::{Effect, Error, ErrorKind, Result};

use crate::{account::Account, signals};

/// How long nobody needs to be told that something is going on.
const PATIENCE: Duration = Duration::from_secs(2);

/// Makes a call that changes something. Where its outcome is unknown, also by Ctrl-C, `look` is the command that tells.
pub(crate) async fn change<T>(
    account: &Account,
    operation: &'static str,
    look: &str,
    call: impl Future<Output = Result<T>>,
) -> Result<T> {
    let call = shown(account, call);
    let outcome = match signals::listen(true) {
        Err(_) => call.await,
        Ok(stopped) => tokio::select! {
            outcome = call => outcome,
            () = stopped => Err(
                Error::new(ErrorKind::Interrupted, Effect::Unknown, "stopped before the carrier's answer came")
                    .with_identity(account.identity())
                    .with_operation(operation),
            ),
        },
    };
    outcome.map_err(|error| match error.effect() {
        Effect::Unknown => error.with_advice(format!("look with: {look}")),
        _ => error,
    })
}

/// Waits for a call; on a terminal, and when it takes long, visibly.
pub(crate) async fn shown<T>(whom: &(impl fmt::Display + ?Sized), call: impl Future<Output = T>) -> T {
    if !std::io::stderr().is_terminal() {
        return call.await;
    }
    let mut call = std::pin::pin!(call);
    if let Ok(outcome) = tokio::time::timeout(PATIENCE, &mut call).await {
        return outcome;
    }
    let spinner = ProgressBar::new_spinner().with_message(format!("waiting for {whom}"));
    spinner.enable_steady_tick(Duration::from_millis(120));
    let outcome = call.await;
    spinner.finish_and_clear();
    outcome
}
