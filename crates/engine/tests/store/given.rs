//! What scenarios start from.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use jiff::Timestamp;
use std::time::Duration;
use trunkline::model::{Carrier, Identity};
use trunkline_engine::{
    store::{Lease, Leased, NewRun, Run, StepOutcome, StepResult, Store},
    trunkline,
};

/// Time that passes when it is told to.
#[derive(Clone)]
pub(crate) struct Clock(Arc<AtomicI64>);

impl Clock {
    pub(crate) fn new() -> Self {
        Self(Arc::new(AtomicI64::new(1_800_000_000_000_000)))
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).unwrap()
    }

    pub(crate) fn pass(&self, time: Duration) {
        self.0.fetch_add(i64::try_from(time.as_micros()).unwrap(), Ordering::SeqCst);
    }

    pub(crate) fn set_back(&self, time: Duration) {
        self.0.fetch_sub(i64::try_from(time.as_micros()).unwrap(), Ordering::SeqCst);
    }

    pub(crate) fn in_(&self, store: Store) -> Store {
        let clock = self.clone();
        store.with_clock(move || clock.now())
    }
}

pub(crate) fn account() -> Identity {
    Identity::new(Carrier::TWILIO, "AC00000000000000000000000000000001", "us1")
}

pub(crate) async fn granted(store: &Store, holder: &str) -> Lease {
    granted_of(store, &account(), holder).await
}

pub(crate) async fn granted_of(store: &Store, account: &Identity, holder: &str) -> Lease {
    match store.lease(account, holder).await.unwrap() {
        Leased::Granted(lease) => lease,
        held @ Leased::Held { .. } => panic!("{held:?}"),
    }
}

pub(crate) async fn begun(store: &Store) -> Run {
    store.begin(&[], &new_run("apply")).await.unwrap()
}

pub(crate) fn new_run(what: &str) -> NewRun {
    NewRun {
        what: what.into(),
        who: "asha@build-7".into(),
        file: "trunkline.yaml".into(),
        plan: format!("{{\"of\":\"{what}\"}}"),
    }
}

pub(crate) fn changed(object: &str) -> StepResult {
    StepResult {
        at: "2027-01-15T08:00:00.123456789Z".parse().unwrap(),
        outcome: StepOutcome::Changed,
        object: Some(object.into()),
        messages: Vec::new(),
        replaced: None,
        calls: Vec::new(),
    }
}
