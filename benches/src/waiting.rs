//! How much is under way at the same time when the way to the carrier takes long, and on how many connections.

use std::{
    collections::BTreeSet,
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use trunkline::http::{AttemptEnd, AttemptStart, Observer, Options};
use trunkline_engine::{
    Environment,
    apply::{Apply, SecondLook, look},
    plan::Allow,
    store::Store,
};
use trunkline_sim::Carrier;

use crate::fleet::{Fleet, hurried};

/// How long each answer takes.
const WAY: Duration = Duration::from_millis(100);
/// How many trunks there are: on one account of each carrier, and on two of Twilio, which takes 100 an account.
const FLEETS: [Fleet; 3] = [
    Fleet { carrier: Carrier::Exotel, trunks: 50 },
    Fleet { carrier: Carrier::Twilio, trunks: 50 },
    Fleet { carrier: Carrier::Twilio, trunks: 200 },
];

/// Prints how long it takes to observe, plan and apply over a long way.
///
/// # Panics
/// When one of these fails.
pub async fn table() {
    println!(
        "| carrier | accounts | trunks | what | requests | one after the other | took | most at the same time | new connections |"
    );
    println!("| --- | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |");
    for fleet in FLEETS {
        of(fleet).await;
    }
}

async fn of(fleet: Fleet) {
    let simulator = fleet.simulator().await;
    let connections = Arc::new(AtomicUsize::new(0));
    let way = long_way(simulator.url(), Arc::clone(&connections)).await;
    let seen = Arc::new(Seen::default());
    let http = hurried(Options::new()).with_observer(Arc::clone(&seen) as Arc<dyn Observer>);
    let (providers, wanted) = (fleet.providers(&way, &http), fleet.wanted());
    let folder = TempDir::new().expect("there is room for a file");
    let store = Store::open(&folder.path().join("state.db").display().to_string()).await.expect("it is new");
    let allowed: BTreeSet<Allow> = Allow::ALL.iter().copied().collect();
    let row = |what: &str, began: Instant| {
        let (requests, most) = (seen.requests.swap(0, Relaxed), seen.most.swap(0, Relaxed));
        let (took, alone) = (began.elapsed(), WAY * u32::try_from(requests).unwrap_or(u32::MAX));
        println!(
            "| {} | {} | {} | {what} | {requests} | {:.1} s | {:.1} s | {most} | {} |",
            fleet.carrier_name(),
            fleet.accounts(),
            fleet.trunks,
            alone.as_secs_f64(),
            took.as_secs_f64(),
            connections.swap(0, Relaxed),
        );
    };
    let see = async || look(&providers, &wanted, &store, &allowed).await.expect("the simulator answers");

    let plan = see().await;
    let _ = (seen.requests.swap(0, Relaxed), seen.most.swap(0, Relaxed));
    let environment = Environment::new(|_| None);
    let apply = Apply::new(&store, &providers, &environment).of_file("trunkline.yaml", &wanted);
    let began = Instant::now();
    let report = apply.run(&plan).await.expect("nothing is in the way");
    row("apply", began);
    assert!(matches!(report.second_look, SecondLook::Empty), "{:?}", report.second_look);
    let began = Instant::now();
    assert!(see().await.is_empty(), "all is as asked for");
    row("observe and plan, all is there", began);
}

/// What is under way.
#[derive(Debug, Default)]
struct Seen {
    requests: AtomicUsize,
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Observer for Seen {
    fn attempt_started(&self, _: &AttemptStart<'_>) {
        self.requests.fetch_add(1, Relaxed);
        self.most.fetch_max(1 + self.now.fetch_add(1, Relaxed), Relaxed);
    }

    fn attempt_finished(&self, _: &AttemptEnd<'_>) {
        self.now.fetch_sub(1, Relaxed);
    }
}

/// Another way to the same server, on which each answer takes longer; counts the connections.
async fn long_way(url: &str, connections: Arc<AtomicUsize>) -> String {
    let server = url.strip_prefix("http://").expect("the simulator speaks HTTP").to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port of loopback is free");
    let way = format!("http://{}", listener.local_addr().expect("it is bound"));
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            connections.fetch_add(1, Relaxed);
            tokio::spawn(carry(client, server.clone()));
        }
    });
    way
}

/// Until one of them hangs up.
async fn carry(client: TcpStream, server: String) -> io::Result<()> {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = TcpStream::connect(server).await?.into_split();
    let asked = tokio::io::copy(&mut from_client, &mut to_server);
    let answered = async {
        let mut answer = vec![0; 1 << 20];
        loop {
            let length = from_server.read(&mut answer).await?;
            if length == 0 {
                return io::Result::Ok(());
            }
            tokio::time::sleep(WAY).await;
            to_client.write_all(&answer[..length]).await?;
        }
    };
    tokio::select! {
        asked = asked => asked.map(drop),
        answered = answered => answered,
    }
}
