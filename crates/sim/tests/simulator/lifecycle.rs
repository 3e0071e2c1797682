//! Starting and stopping.

use std::net::{Ipv4Addr, SocketAddr};

use std::collections::HashSet;

use serde_json::json;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use trunkline_sim::{ExotelAccount, Fixture, Simulator, StartError};

use super::support::{Sim, TRUNK, TRUNKS, address, client, send};

fn any_port() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
}

async fn status(url: &str) -> u16 {
    send(client().get(url)).await.status
}

#[tokio::test]
async fn one_port_serves_both_carriers_by_default() {
    let simulator = Simulator::builder().start().await.unwrap();
    assert_eq!(simulator.exotel_url(), simulator.url());
    assert_eq!(simulator.twilio_url(), simulator.url());
    assert_eq!(status(&format!("{}/v2/accounts/acme1/trunks", simulator.url())).await, 401);
    assert_eq!(status(&format!("{}/v1/Trunks", simulator.url())).await, 401);
}

#[tokio::test]
async fn a_carrier_with_a_listener_of_its_own_is_there_only() {
    let simulator =
        Simulator::builder().exotel_listen(any_port()).twilio_listen(any_port()).start().await.unwrap();
    let exotel = "/v2/accounts/acme1/trunks";
    let twilio = "/v1/Trunks";
    for (base, path, expected) in [
        (simulator.exotel_url(), exotel, 401),
        (simulator.exotel_url(), twilio, 404),
        (simulator.twilio_url(), twilio, 401),
        (simulator.twilio_url(), exotel, 404),
        (simulator.url(), exotel, 404),
        (simulator.url(), twilio, 404),
    ] {
        assert_eq!(status(&format!("{base}{path}")).await, expected, "{base}{path}");
    }
}

#[tokio::test]
async fn simulators_do_not_know_of_each_other() {
    let first = Sim::start().await;
    let second = Sim::start().await;
    assert_eq!(first.post(TRUNKS, TRUNK).await.status, 200);
    assert_eq!(second.get(TRUNKS).await.json["response"], json!([]));
    assert_eq!(second.simulator.requests().len(), 1);
}

/// Each on its own port, all answering at once.
#[tokio::test(flavor = "multi_thread")]
async fn hundreds_run_in_one_process() {
    let mut running = JoinSet::new();
    for _ in 0..300 {
        running.spawn(async {
            let sim = Sim::start().await;
            assert_eq!(sim.post(TRUNKS, TRUNK).await.status, 200);
            assert_eq!(sim.get(TRUNKS).await.json["response"].as_array().unwrap().len(), 1);
            sim
        });
    }
    let sims = running.join_all().await;
    let urls: HashSet<_> = sims.iter().map(|sim| sim.simulator.url()).collect();
    assert_eq!(urls.len(), 300);
}

#[tokio::test]
async fn the_same_seed_gives_the_same_ids() {
    let mut sids = vec![];
    for seed in [7, 7, 8] {
        let sim = Sim::of(|builder| builder.seed(seed)).await;
        let answer = sim.post(TRUNKS, TRUNK).await;
        sids.push(answer.json["response"]["data"]["trunk_sid"].clone());
    }
    assert_eq!(sids[0], sids[1]);
    assert_ne!(sids[0], sids[2]);
}

/// A client that keeps its connection open does not keep the simulator up.
#[tokio::test]
async fn it_stops_when_told() {
    let sim = Sim::start().await;
    sim.get(TRUNKS).await;
    let address = address(sim.simulator.url());
    sim.simulator.stop().await;
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn it_stops_when_dropped() {
    let simulator = Simulator::builder().start().await.unwrap();
    let address = address(simulator.url());
    drop(simulator);
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn an_address_in_use_is_an_error_that_names_it() {
    let first = Simulator::builder().start().await.unwrap();
    let taken = address(first.url());
    let error = Simulator::builder().listen(taken).start().await.unwrap_err();
    assert!(matches!(error, StartError::Bind { address, .. } if address == taken));
    assert!(error.to_string().contains(&taken.to_string()), "{error}");
}

#[tokio::test]
async fn a_fixture_that_cannot_be_is_refused() {
    let account = |sid: &str, number: &str| ExotelAccount {
        account_sid: sid.to_owned(),
        api_key: "k".to_owned(),
        api_token: "t".to_owned(),
        numbers: vec![number.to_owned()],
    };
    for (accounts, word) in [
        (vec![account("a", "+918040264208"), account("a", "+918040264209")], "given twice"),
        (vec![account("a", "+918040264208"), account("b", "+918040264208")], "owned twice"),
        (vec![account("a", "8040264208")], "E.164"),
        (vec![account("a/b", "+918040264208")], "must not be empty"),
    ] {
        let fixture = Fixture { exotel: accounts, twilio: vec![] };
        let error = Simulator::builder().fixture(fixture).start().await.unwrap_err();
        assert!(error.to_string().contains(word), "{error}");
    }
}
