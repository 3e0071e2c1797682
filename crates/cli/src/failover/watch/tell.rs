//! Telling others of a change, beside the watching: a hook that hangs does not stop it.

use std::{env, process::Stdio, time::Duration};

use tokio::{io::AsyncWriteExt as _, process, task::JoinSet, time::timeout};
use trunkline_engine::watch::{Change, Webhook};

use crate::{input::Input, output};

/// How long a command may run.
const PATIENCE: Duration = Duration::from_mins(1);

/// Who is told.
#[derive(Debug)]
pub(super) struct Tell {
    command: Option<String>,
    webhook: Option<Webhook>,
    running: JoinSet<()>,
}

impl Tell {
    /// A command; a web server by URL and the variable of its secret.
    pub(super) fn new(
        command: Option<&str>,
        webhook: Option<(&str, &str)>,
        input: &mut Input,
    ) -> Option<Self> {
        let webhook = match webhook {
            None => None,
            Some((url, variable)) => {
                let secret = env::var(variable).ok().filter(|secret| !secret.is_empty());
                let made = match secret {
                    None => Err(format!("--webhook-secret-env: variable {variable} is not set")),
                    Some(secret) => Webhook::new(url, secret.into()),
                };
                match made {
                    Ok(webhook) => Some(webhook),
                    Err(mistake) => {
                        input.mistake(mistake);
                        return None;
                    }
                }
            }
        };
        Some(Self { command: command.map(str::to_owned), webhook, running: JoinSet::new() })
    }

    /// Tells of a change, without waiting for anybody.
    pub(super) fn of(&mut self, change: &Change) {
        while self.running.try_join_next().is_some() {}
        if let Some(command) = self.command.clone() {
            let change = change.clone();
            self.running.spawn(async move {
                let run = timeout(PATIENCE, run(&command, &change)).await;
                let failed = run.unwrap_or_else(|_| Err(format!("took more than {} s", PATIENCE.as_secs())));
                if let Err(why) = failed {
                    output::note(&format!("the command for changes failed: {why}"));
                }
            });
        }
        if let Some(webhook) = self.webhook.clone() {
            let change = change.clone();
            self.running.spawn(async move {
                if let Err(why) = webhook.tell(&change).await {
                    output::note(&why);
                }
            });
        }
    }

    /// Waits for those who are still being told.
    pub(super) async fn finish(&mut self) {
        while self.running.join_next().await.is_some() {}
    }
}

async fn run(command: &str, change: &Change) -> Result<(), String> {
    let failed = |error: std::io::Error| error.to_string();
    let body = serde_json::to_vec(change).map_err(|error| error.to_string())?;
    let mut shell = process::Command::new("sh");
    // What a watch prints is for scripts; a command's own output goes beside it.
    shell.arg("-c").arg(command).stdin(Stdio::piped()).stdout(Stdio::null()).kill_on_drop(true);
    let mut child = shell.spawn().map_err(failed)?;
    if let Some(mut stdin) = child.stdin.take() {
        // A command that does not read it is none that failed.
        let _ = stdin.write_all(&body).await;
    }
    match child.wait().await.map_err(failed)? {
        status if status.success() => Ok(()),
        status => Err(status.to_string()),
    }
}
