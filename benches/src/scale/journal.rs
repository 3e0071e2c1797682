//! The journal alone.

use std::time::Instant;

use futures::future::join_all;
use jiff::Timestamp;
use tempfile::TempDir;
use trunkline::model::{Carrier, Identity};
use trunkline_engine::store::{Leased, NewRun, StepOutcome, StepResult, Store};

/// Steps a second that a journal in a file takes, each with its intent and its result, when so many tasks write at the
/// same time.
///
/// # Panics
/// When it cannot be written.
pub(super) async fn journal(steps: u32, tasks: u32) -> f64 {
    let folder = TempDir::new().expect("there is room for a file");
    let store = Store::open(&folder.path().join("state.db").display().to_string()).await.expect("it is new");
    let account = Identity::new(Carrier::TWILIO, "AC00000000000000000000000000000001", "us1");
    let Leased::Granted(lease) = store.lease(&account, "bench").await.expect("it can be written") else {
        panic!("nobody else has it");
    };
    let run = NewRun { what: "apply".into(), who: "bench".into(), file: "-".into(), plan: "{}".into() };
    let run = store.begin(&[], &run).await.expect("it can be written").id;
    let began = Instant::now();
    join_all((0..tasks).map(async |task| {
        for step in 0..steps / tasks {
            let step = format!("account00/fleet_{task:05}/acl/44.229.228.{step}/32/add");
            let attempt = store.intend(&lease, run, &step).await.expect("it can be written");
            store.conclude(&lease, run, &step, attempt, &result()).await.expect("it can be written");
        }
    }))
    .await;
    f64::from(steps) / began.elapsed().as_secs_f64()
}

fn result() -> StepResult {
    StepResult {
        at: Timestamp::now(),
        outcome: StepOutcome::Changed,
        object: Some("IP11111111111111111111111111111111".to_owned()),
        messages: Vec::new(),
        replaced: None,
        calls: Vec::new(),
    }
}
