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

/// Name servers that do not answer.
#[derive(Debug)]
struct Silent;

#[async_trait]
impl Names for Silent {
    async fn naptr(&self, _: &str) -> Result<Vec<Naptr>, String> {
        pending().await
    }

    async fn srv(&self, _: &str) -> Result<Vec<Srv>, String> {
        pending().await
    }

    async fn addresses(&self, _: &str) -> Result<Vec<IpAddr>, String> {
        pending().await
    }
}

#[tokio::test(start_paused = true)]
async fn name_servers_that_are_silent_end_it_too() {
    let target = "sip:example.com".parse().unwrap();
    let began = Instant::now();
    let report = Prober::new(Silent).within(WHOLE).probe(&target).await;
    assert!(began.elapsed() <= WHOLE + Duration::from_millis(10), "{:?}", began.elapsed());
    assert_eq!((report.health, &*report.why()), (Health::Dead, "the name servers did not answer in time"));
    let report = Prober::new(Silent).probe(&target).await;
    assert_eq!(report.why(), "example.com cannot be looked up: the name servers did not answer in 5000 ms");
}
