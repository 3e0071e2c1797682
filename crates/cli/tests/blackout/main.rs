//! A failover while the failing carrier is cut off: it refuses connections, or takes them and never answers. It is carried
//! out by the other carrier alone, and nothing is sent to the one that fails: no attempt at a request, no connection, and
//! no request that came.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

#[path = "../shared/variables.rs"]
mod variables;

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use trunkline_sim::{Carrier, Faults, Reachability, Simulator};

use variables::variables;

const FILE: &str = include_str!("../shared/numbers_on_both.yaml");

#[tokio::main(flavor = "multi_thread")]
async fn main() {
    let mut took = Duration::ZERO;
    let mut sent = 0;
    for way in [Reachability::Refused, Reachability::Blackholed] {
        let cell = fail_over(way).await;
        println!(
            "{way:?}: {} requests to the other carrier, {} to the failing one, {:.2} s",
            cell.to_other,
            cell.to_failing,
            cell.took.as_secs_f64()
        );
        took += cell.took;
        sent += cell.to_failing;
    }
    assert_eq!(sent, 0, "something went to the failing carrier");
    println!("done in {:.2} s, {sent} requests to the failing carrier", took.as_secs_f64());
}

/// What a failover took.
struct Cell {
    took: Duration,
    to_other: usize,
    /// Attempts of the command, connections, and requests.
    to_failing: usize,
}

/// How often the command tried to ask a carrier, as it says itself: what is refused leaves no trace anywhere else.
fn attempts(said: &str, carrier: &str) -> usize {
    let carrier = format!("carrier=\"{carrier}\"");
    said.lines().filter(|line| line.contains("attempt ended") && line.contains(&carrier)).count()
}

/// Builds a standby that is behind the file, cuts Exotel off, and fails over.
async fn fail_over(way: Reachability) -> Cell {
    let own: SocketAddr = "127.0.0.1:0".parse().unwrap();
    let sim = Simulator::builder().exotel_listen(own).start().await.unwrap();
    let folder =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("blackout-{}-{way:?}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("trunkline.yaml");
    fs::write(&file, FILE).unwrap();
    let run = |exotel: &str, args: &[&str]| trunkline(&sim, &folder, exotel, args);
    let said = run(sim.exotel_url(), &["apply", "--yes", "-v"]);
    assert!(attempts(&said, "exotel") > 0, "attempts are counted: {said}");
    let behind = FILE.replace("44.229.228.186", "44.229.228.186, 44.238.177.138, 44.248.146.11");
    fs::write(&file, behind).unwrap();
    let ends = ["--away-from", "exotel", "--to", "twilio"];
    run(sim.exotel_url(), &[&["failover", "prepare"], &ends[..], &["-o", "bundle.json"]].concat());
    // The bundle is all that is left.
    fs::remove_file(&file).unwrap();
    fs::remove_dir_all(folder.join(".trunkline")).unwrap();

    sim.faults().set(Faults::none().with_reachability(Carrier::Exotel, way)).unwrap();
    sim.clear_requests();
    // A port that counts who comes, and answers nobody.
    let listener = TcpListener::bind(own).unwrap();
    let counted = format!("http://{}", listener.local_addr().unwrap());
    let connections = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connections);
    thread::spawn(move || {
        let mut held = Vec::new();
        while let Ok((stream, _)) = listener.accept() {
            count.fetch_add(1, Ordering::SeqCst);
            held.push(stream);
        }
    });
    let exotel = if way == Reachability::Refused { sim.exotel_url().to_owned() } else { counted };
    let began = Instant::now();
    let said = run(&exotel, &["failover", "run", "--away-from", "exotel", "bundle.json", "--yes", "-v"]);
    let took = began.elapsed();
    let requests = sim.requests();
    let of = |carrier| requests.iter().filter(|seen| seen.carrier == Some(carrier)).count();
    let changed = requests.iter().filter(|seen| seen.method == "POST" && seen.status == Some(201)).count();
    assert!(changed >= 2, "{changed} changes: {requests:?}");
    assert_eq!(attempts(&said, "twilio"), of(Carrier::Twilio), "each attempt came: {said}");
    let to_failing = attempts(&said, "exotel") + connections.load(Ordering::SeqCst) + of(Carrier::Exotel);
    let cell = Cell { took, to_other: of(Carrier::Twilio), to_failing };
    fs::remove_dir_all(&folder).unwrap();
    cell
}

/// Runs the command, which must succeed, and what it says.
fn trunkline(sim: &Simulator, folder: &Path, exotel_url: &str, args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_trunkline"))
        .env_clear()
        .envs(variables(sim))
        .env("TRUNKLINE_EXOTEL_BASE_URL", exotel_url)
        .current_dir(folder)
        .args(args)
        .output()
        .unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(output.status.success(), "trunkline {}\n{said}", args.join(" "));
    said
}
