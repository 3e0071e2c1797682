//! The suite's lists are over several pages, or they would prove nothing: what the simulator saw of them.

#![allow(clippy::unwrap_used, reason = "a test")]

use trunkline::{
    ext::collect,
    model::{TerminationAuth, TrunkSpec},
};
use trunkline_conformance::{Harness as _, fresh_name};
use trunkline_tests::simulated::Simulated;

/// How many requests a list of seven trunks takes.
async fn requests_for_seven_trunks(harness: Simulated) -> usize {
    let provider = harness.provider();
    for _ in 0..7 {
        let spec = TrunkSpec::new(fresh_name(), TerminationAuth::IpAcl);
        let _ = provider.trunks().create_trunk(&spec).await.unwrap();
    }
    harness.simulator().clear_requests();
    assert_eq!(collect(provider.trunks().list_trunks()).await.unwrap().len(), 7);
    let requests = harness.simulator().requests();
    assert!(requests.iter().all(|request| request.method == "GET"), "{requests:?}");
    requests.len()
}

#[tokio::test]
async fn exotel() {
    assert_eq!(requests_for_seven_trunks(trunkline_tests::exotel::harness().await.unwrap()).await, 3);
}

#[tokio::test]
async fn twilio() {
    assert_eq!(requests_for_seven_trunks(trunkline_tests::twilio::harness().await.unwrap()).await, 3);
}
