//! Looks at targets of several servers. Time is the runtime's own here: it goes on when everybody waits.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use tokio::{
    net::UdpSocket,
    time::{Instant, sleep_until},
};
use trunkline_engine::{
    probe::{Health, Names, Naptr, Prober, Srv},
    watch::{Eyes, Lookers, Point, Sample, Standing, Thresholds, Watch, round},
};

use crate::world::{at, seen, target};

/// Servers of one domain for UDP, on these ports of this machine.
#[derive(Debug)]
struct Zone(Vec<u16>);

#[async_trait]
impl Names for Zone {
    async fn naptr(&self, _: &str) -> Result<Vec<Naptr>, String> {
        Ok(Vec::new())
    }

    async fn srv(&self, _: &str) -> Result<Vec<Srv>, String> {
        let server = |(priority, port): (u16, &u16)| Srv {
            priority,
            weight: 1,
            port: *port,
            host: "sbc.example.com".into(),
        };
        Ok((0..).zip(&self.0).map(server).collect())
    }

    async fn addresses(&self, _: &str) -> Result<Vec<IpAddr>, String> {
        Ok(vec![IpAddr::from([127, 0, 0, 1])])
    }
}

const DOMAIN: &str = "sip:example.com;transport=udp";
const TIMEOUT: Duration = Duration::from_secs(5);

fn lookers(ports: Vec<u16>) -> Lookers {
    Lookers::new(Prober::new(Zone(ports)), BTreeMap::new(), TIMEOUT)
}

/// A peer that answers with this status, or not at all; its port, and how often it was asked.
async fn peer(status: Option<&'static str>) -> (u16, Arc<AtomicUsize>) {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let port = socket.local_addr().unwrap().port();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    tokio::spawn(async move {
        let mut buffer = vec![0; 4096];
        while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
            count.fetch_add(1, Ordering::SeqCst);
            let Some(status) = status else { continue };
            let request = String::from_utf8_lossy(&buffer[..length]).into_owned();
            let repeated = ["Via:", "From:", "To:", "Call-ID:", "CSeq:"];
            let headers = request.lines().filter(|line| repeated.iter().any(|name| line.starts_with(name)));
            let headers: String = headers.fold(String::new(), |all, line| all + line + "\r\n");
            let answer = format!("SIP/2.0 {status}\r\n{headers}Content-Length: 0\r\n\r\n");
            socket.send_to(answer.as_bytes(), from).await.unwrap();
        }
    });
    (port, asked)
}

#[tokio::test(start_paused = true)]
async fn one_with_eight_silent_servers_is_down_in_the_time_configured() {
    let mut ports = Vec::new();
    for _ in 0..8 {
        ports.push(peer(None).await.0);
    }
    let eyes = lookers(ports);
    let thresholds = Thresholds::USUAL;
    let mut watch = Watch::new(vec![target(DOMAIN)], thresholds);
    let began = Instant::now();
    let mut next = began;
    for number in 0..thresholds.misses as usize {
        sleep_until(next).await;
        next += thresholds.interval();
        round(&mut watch, &eyes, at(number)).await;
    }
    assert_eq!(watch.points[0].machine.standing, Standing::Down);
    let most = thresholds.interval() * thresholds.misses + Duration::from_millis(100);
    assert!(began.elapsed() <= most, "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_server_that_asks_for_time_gets_it_while_another_takes_the_calls() {
    let (busy, asked) = peer(Some("503 Service Unavailable\r\nRetry-After: 300")).await;
    let (well, _) = peer(Some("200 OK")).await;
    let eyes = lookers(vec![busy, well]);
    for _ in 0..3 {
        let sample = eyes.look(&target(DOMAIN)).await;
        assert_eq!((sample.health, sample.retry_after_seconds), (Health::Alive, None));
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1);

    let eyes = lookers(vec![busy]);
    let sample = eyes.look(&target(DOMAIN)).await;
    assert_eq!((sample.health, sample.retry_after_seconds), (Health::Unhealthy, Some(300)));
}

/// Takes its time, and is asked to come back in ten seconds.
#[derive(Debug)]
struct Slow;

#[async_trait]
impl Eyes for Slow {
    async fn look(&self, _: &Point) -> Sample {
        sleep_until(Instant::now() + Duration::from_secs(4)).await;
        Sample { retry_after_seconds: Some(10), ..seen(Health::Unhealthy) }
    }
}

#[tokio::test(start_paused = true)]
async fn one_that_asks_for_time_gets_it_from_its_answer_on() {
    let mut watch = Watch::new(vec![target(DOMAIN)], Thresholds::USUAL);
    round(&mut watch, &Slow, at(0)).await;
    let machine = &watch.points[0].machine;
    assert!(!machine.may_be_asked(at(1)), "ten seconds after the look began");
    assert!(machine.may_be_asked(at(2)));
}
