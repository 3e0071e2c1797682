//! Not of a carrier but of the simulator itself.

use std::net::{Ipv4Addr, SocketAddr};

use serde_json::json;
use tokio::net::TcpStream;
use trunkline_sim::{Carrier, ExotelAccount, Fixture, Simulator, StartError};

use super::support::{Sim, client, send};

fn any_port() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
}

fn address(url: &str) -> SocketAddr {
    url.strip_prefix("http://").unwrap().parse().unwrap()
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
async fn every_request_is_in_the_log_and_no_secret_is() {
    let sim = Sim::start().await;
    sim.get("trunks?page_size=2").await;
    sim.post("trunks", json!({"trunk_name": "Canary_body"})).await;
    send(client().get(format!("{}/elsewhere", sim.simulator.url()))).await;
    let seen: Vec<_> = sim
        .simulator
        .requests()
        .into_iter()
        .map(|request| (request.carrier, request.method, request.path, request.status))
        .collect();
    let expected = [
        (Some(Carrier::Exotel), "GET", "/v2/accounts/acme1/trunks?page_size=2", Some(200)),
        (Some(Carrier::Exotel), "POST", "/v2/accounts/acme1/trunks", Some(400)),
        (None, "GET", "/elsewhere", Some(404)),
    ]
    .map(|(carrier, method, path, status)| (carrier, method.to_owned(), path.to_owned(), status));
    assert_eq!(seen, expected);
    let debug = format!("{:?}", sim.simulator.requests());
    assert!(!debug.contains("Canary") && !debug.contains(&sim.account.api_token), "{debug}");
}

#[tokio::test]
async fn the_log_can_be_cleared() {
    let sim = Sim::start().await;
    sim.get("trunks").await;
    sim.simulator.clear_requests();
    assert_eq!(sim.simulator.requests(), []);
    sim.get("trunks").await;
    assert_eq!(sim.simulator.requests().len(), 1);
    assert_eq!(sim.simulator.requests()[0].status, Some(200));
}

#[tokio::test]
async fn simulators_do_not_know_of_each_other() {
    let first = Sim::start().await;
    let second = Sim::start().await;
    first.trunk("only_here").await;
    assert_eq!(second.get("trunks").await.json["response"], json!([]));
    assert_eq!(second.simulator.requests().len(), 1);
}

#[tokio::test]
async fn hundreds_run_in_one_process() {
    let mut simulators = vec![];
    for _ in 0..200 {
        simulators.push(Simulator::builder().start().await.unwrap());
    }
    let urls: std::collections::HashSet<_> = simulators.iter().map(Simulator::url).collect();
    assert_eq!(urls.len(), 200);
}

#[tokio::test]
async fn the_same_seed_gives_the_same_ids() {
    let mut sids = vec![];
    for seed in [7, 7, 8] {
        let simulator = Simulator::builder().seed(seed).start().await.unwrap();
        sids.push(Sim::of(simulator).trunk("seeded").await);
    }
    assert_eq!(sids[0], sids[1]);
    assert_ne!(sids[0], sids[2]);
}

/// A client that keeps its connection open does not keep the simulator up.
#[tokio::test]
async fn it_stops_when_told() {
    let sim = Sim::start().await;
    sim.get("trunks").await;
    let address = address(sim.simulator.url());
    let simulator = std::sync::Arc::into_inner(sim.simulator).unwrap();
    simulator.stop().await;
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn it_stops_when_dropped() {
    let simulator = Simulator::builder().start().await.unwrap();
    let address = address(simulator.url());
    drop(simulator);
    // The runtime needs a turn to close the listener.
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
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
