//! How fast a simulator starts, and how many requests a second one core answers, against a bare axum handler that
//! returns the same bytes. The last line is the ratio of the two.
//!
//! Time is the processor time of the thread that serves, so that what else the machine does changes little.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::serve::ListenerExt;
use base64::{Engine, prelude::BASE64_STANDARD};
use rustix::time::{ClockId, clock_gettime};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use trunkline_sim::{ExotelSwitches, Fixture, Simulator};

const STARTS: usize = 200;
const CONNECTIONS: usize = 16;
const REQUESTS: usize = 8_000;
const ROUNDS: usize = 7;

fn main() {
    let start = median((0..STARTS).map(|_| time_start()).collect());
    println!("start-up, until the first request is answered: {:.2} ms", start.as_secs_f64() * 1e3);

    let simulator = Served::simulator();
    let mut worst = f64::INFINITY;
    for request in requests(&simulator) {
        let answer = simulator.connect().ask(&request.bytes);
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        let bare = Served::bare(&answer);
        let mut rounds = (vec![], vec![]);
        for _ in 0..ROUNDS {
            rounds.0.push(simulator.time(&request.bytes));
            rounds.1.push(bare.time(&request.bytes));
        }
        let (simulated, bare) = (median(rounds.0), median(rounds.1));
        let per_second = |time: Duration| 1.0 / time.as_secs_f64();
        let ratio = per_second(simulated) / per_second(bare);
        println!(
            "{:30} {:5} bytes: {:7.0} requests/s, bare axum {:7.0} requests/s, ratio {ratio:.2}",
            request.name,
            answer.body.len(),
            per_second(simulated),
            per_second(bare)
        );
        worst = worst.min(ratio);
    }
    println!("ratio, of the slowest: {worst:.2}");
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn time_start() -> Duration {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let begun = Instant::now();
    runtime.block_on(async {
        let simulator = Simulator::builder().start().await.unwrap();
        let address = address(simulator.url());
        let asked = tokio::task::spawn_blocking(move || {
            let request = b"GET /v1/Trunks HTTP/1.1\r\nHost: sim\r\n\r\n";
            assert_eq!(Connection::open(address).ask(request).status, 401);
        });
        asked.await.unwrap();
    });
    begun.elapsed()
}

fn address(url: &str) -> SocketAddr {
    url.strip_prefix("http://").unwrap().parse().unwrap()
}

/// A request, ready to be written.
struct Request {
    name: &'static str,
    bytes: Vec<u8>,
}

/// One that reads and one that writes, of each carrier.
fn requests(simulator: &Served) -> Vec<Request> {
    let fixture = Fixture::default();
    let (exotel, twilio) = (&fixture.exotel[0], &fixture.twilio[0]);
    let login = |user: &str, password: &str| BASE64_STANDARD.encode(format!("{user}:{password}"));
    let exotel_login = login(&exotel.api_key, &exotel.api_token);
    let twilio_login = login(&twilio.account_sid, &twilio.auth_token);
    let request = |name, method: &str, path: &str, login: &str, media: &str, body: &str| {
        let bytes = format!(
            "{method} {path} HTTP/1.1\r\nHost: sim\r\nAuthorization: Basic {login}\r\nContent-Type: {media}\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        Request { name, bytes: bytes.into_bytes() }
    };
    let (json, form) = ("application/json", "application/x-www-form-urlencoded");
    let created = |request: &Request| -> Value {
        serde_json::from_slice(&simulator.connect().ask(&request.bytes).body).unwrap()
    };
    let trunks = format!("/v2/accounts/{}/trunks", exotel.account_sid);
    let body = r#"{"trunk_name":"bench","nso_code":"ANY-ANY","domain_name":"acme1.pstn.exotel.com"}"#;
    let trunk = created(&request("", "POST", &trunks, &exotel_login, json, body));
    let trunk = format!("{trunks}/{}", trunk["response"]["data"]["trunk_sid"].as_str().unwrap());
    let body = "FriendlyName=bench&DomainName=bench.pstn.twilio.com";
    let twilio_trunk = created(&request("", "POST", "/v1/Trunks", &twilio_login, form, body));
    let twilio_trunk = format!("/v1/Trunks/{}", twilio_trunk["sid"].as_str().unwrap());
    vec![
        request("Exotel: list trunks", "GET", &trunks, &exotel_login, json, ""),
        request("Exotel: update trunk", "PUT", &trunk, &exotel_login, json, r#"{"trunk_name":"bench"}"#),
        request("Twilio: FetchTrunk", "GET", &twilio_trunk, &twilio_login, form, ""),
        request(
            "Twilio: UpdateTrunk",
            "POST",
            &twilio_trunk,
            &twilio_login,
            form,
            "FriendlyName=bench&Secure=true",
        ),
    ]
}

/// A server on a thread of its own.
struct Served {
    address: SocketAddr,
    /// Asks how much processor time the thread has had.
    clock: mpsc::UnboundedSender<oneshot::Sender<Duration>>,
}

impl Served {
    fn simulator() -> Self {
        Self::start(async || {
            let mut switches = ExotelSwitches::default();
            switches.rate_limit = None;
            let simulator = Simulator::builder().exotel_switches(switches).start().await.unwrap();
            (address(simulator.url()), simulator)
        })
    }

    fn bare(answer: &Answer) -> Self {
        let (status, headers) = (StatusCode::from_u16(answer.status).unwrap(), answer.headers.clone());
        let body = Bytes::from(answer.body.clone());
        Self::start(async move || {
            let handler = async move |_: Bytes| (status, headers.clone(), body.clone());
            let router = axum::Router::new().fallback(handler);
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
            let address = listener.local_addr().unwrap();
            let listener = listener.tap_io(|stream| stream.set_nodelay(true).unwrap());
            tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
            (address, ())
        })
    }

    fn start<T>(serve: impl AsyncFnOnce() -> (SocketAddr, T) + Send + 'static) -> Self {
        let (clock, mut asked) = mpsc::unbounded_channel::<oneshot::Sender<Duration>>();
        let (started, address) = std::sync::mpsc::channel();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let (address, _running) = serve().await;
                started.send(address).unwrap();
                while let Some(reply) = asked.recv().await {
                    let time = clock_gettime(ClockId::ThreadCPUTime);
                    reply.send(time.try_into().unwrap()).unwrap();
                }
            });
        });
        Self { address: address.recv().unwrap(), clock }
    }

    fn connect(&self) -> Connection {
        Connection::open(self.address)
    }

    fn processor_time(&self) -> Duration {
        let (reply, time) = oneshot::channel();
        self.clock.send(reply).unwrap();
        time.blocking_recv().unwrap()
    }

    /// The processor time of one request, of many on several connections.
    fn time(&self, request: &[u8]) -> Duration {
        let mut connections: Vec<_> = (0..CONNECTIONS).map(|_| self.connect()).collect();
        for connection in &mut connections {
            connection.ask(request);
        }
        let before = self.processor_time();
        for _ in 0..REQUESTS / CONNECTIONS {
            for connection in &mut connections {
                connection.write(request);
            }
            for connection in &mut connections {
                connection.read();
            }
        }
        self.processor_time().saturating_sub(before) / u32::try_from(REQUESTS).unwrap()
    }
}

struct Connection(BufReader<TcpStream>);

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Connection {
    fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self(BufReader::new(stream))
    }

    fn ask(&mut self, request: &[u8]) -> Answer {
        self.write(request);
        self.read()
    }

    fn write(&mut self, request: &[u8]) {
        self.0.get_mut().write_all(request).unwrap();
    }

    /// An answer, with those of its headers that a handler sets.
    fn read(&mut self) -> Answer {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        let status = line.split(' ').nth(1).unwrap().parse().unwrap();
        let (mut headers, mut length) = (HeaderMap::new(), 0);
        loop {
            line.clear();
            self.0.read_line(&mut line).unwrap();
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            match name {
                "content-length" => length = value.parse().unwrap(),
                "date" => {}
                _ => {
                    let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
                    headers.insert(name, HeaderValue::from_str(value).unwrap());
                }
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).unwrap();
        Answer { status, headers, body }
    }
}
