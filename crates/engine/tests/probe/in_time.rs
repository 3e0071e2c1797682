//! A probe that has to end within a time. Time is the runtime's own here: it goes on when everybody waits.

use std::{future::pending, net::IpAddr, sync::Arc, time::Duration};

use async_trait::async_trait;
use tokio::time::Instant;
use trunkline_engine::probe::{Health, Names, Naptr, Prober, Srv};

use crate::peer::{Zone, says, udp, zone};

const WHOLE: Duration = Duration::from_secs(5);

fn server(priority: u16, port: u16) -> Srv {
    Srv { priority, weight: 1, port, host: "sbc.example.com".into() }
}

/// Servers that are silent, and the zone that leads to them.
async fn silent(count: u16) -> Zone {
    let mut names = zone();
    let mut servers = Vec::new();
    for priority in 0..count {
        servers.push(server(priority, udp(Arc::new(|_| Vec::new())).await));
    }
    names.srv.insert("_sip._udp.example.com", servers);
    names
}

#[tokio::test(start_paused = true)]
async fn a_target_with_many_servers_is_not_looked_at_longer_than_one() {
    for count in [1, 4, 8] {
        let prober = Prober::new(silent(count).await).within(WHOLE);
        let began = Instant::now();
        let report = prober.probe(&"sip:example.com;transport=udp".parse().unwrap()).await;
        assert_eq!((report.health, report.attempts.len()), (Health::Dead, usize::from(count)));
        assert!(began.elapsed() <= WHOLE + Duration::from_millis(10), "{count}: {:?}", began.elapsed());
    }
}

#[tokio::test]
async fn the_last_server_is_asked_too() {
    let mut names = silent(3).await;
    let well = udp(says("200 OK")).await;
    names.srv.get_mut("_sip._udp.example.com").unwrap().push(server(9, well));
    let report = Prober::new(names)
        .within(Duration::from_secs(2))
        .probe(&"sip:example.com;transport=udp".parse().unwrap())
        .await;
    assert_eq!((report.health, report.attempts.len()), (Health::Alive, 4));
}

/// Name servers that do not answer to what is not in the zone.
#[derive(Debug)]
struct Deaf(Zone);

#[async_trait]
impl Names for Deaf {
    async fn naptr(&self, _: &str) -> Result<Vec<Naptr>, String> {
        pending().await
    }

    async fn srv(&self, name: &str) -> Result<Vec<Srv>, String> {
        if self.0.srv.contains_key(name) { self.0.srv(name).await } else { pending().await }
    }

    async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, String> {
        if self.0.addresses.contains_key(host) { self.0.addresses(host).await } else { pending().await }
    }
}

#[tokio::test]
async fn four_names_that_nobody_answers_to_leave_time_for_a_server() {
    let mut names = zone();
    let gone = Srv { host: "gone.example.com".into(), ..server(0, 5060) };
    let well = server(1, udp(says("200 OK")).await);
    names.srv.insert("_sip._udp.example.com", vec![gone, well]);
    // NAPTR, that host, and the services over TCP and TLS.
    let prober = Prober::new(Deaf(names)).within(Duration::from_secs(2));
    let report = prober.probe(&"sip:example.com".parse().unwrap()).await;
    assert_eq!((report.health, report.attempts.len()), (Health::Alive, 1), "{}", report.why());
}

#[tokio::test(start_paused = true)]
async fn name_servers_that_are_silent_end_it_too() {
    let target = "sip:example.com".parse().unwrap();
    let began = Instant::now();
    let report = Prober::new(Deaf(Zone::default())).within(WHOLE).probe(&target).await;
    assert!(began.elapsed() <= WHOLE + Duration::from_millis(10), "{:?}", began.elapsed());
    let why = "example.com cannot be looked up: the name servers did not answer in 625 ms";
    assert_eq!((report.health, &*report.why()), (Health::Dead, why));
    let report = Prober::new(Deaf(Zone::default())).probe(&target).await;
    assert_eq!(report.why(), "example.com cannot be looked up: the name servers did not answer in 5000 ms");

    let mut names = zone();
    let gone = |priority| Srv { host: "gone.example.com".into(), ..server(priority, 5060) };
    names.srv.insert("_sip._udp.example.com", (0..9).map(gone).collect());
    let began = Instant::now();
    let report =
        Prober::new(Deaf(names)).within(WHOLE).probe(&"sip:example.com;transport=udp".parse().unwrap()).await;
    assert!(began.elapsed() <= WHOLE + Duration::from_millis(10), "{:?}", began.elapsed());
    assert_eq!(report.why(), "the name servers did not answer in time");
}
