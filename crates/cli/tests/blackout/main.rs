//! A failover while the failing carrier is cut off: it refuses connections, or takes them and never answers. It is carried
//! out by the other carrier alone, and nothing is sent to the one that fails: no attempt at a request, no connection, and
//! no request that came. Each carrier fails in turn, and the other one's standby gets addresses and its number.
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

/// The trunk's home fails.
fn file(home: &str, standby: &str) -> String {
    let number = |carrier| if carrier == "exotel" { "+918040264208" } else { "+14155550100" };
    format!(
        "version: 1\ntrunks:\n  contact_centre:\n    carriers: {{ {home}: {{ numbers: [\"{}\"] }} }}\n    \
         standby: {{ {standby}: {{ numbers: [\"{}\"] }} }}\n    auth: ip-acl\n    acl: [44.229.228.186]\n    \
         origination: [\"sip:sbc.example.com:5061;transport=tls\"]\n",
        number(home),
        number(standby)
    )
}

#[tokio::main(flavor = "multi_thread")]
async fn main() {
    let mut took = Duration::ZERO;
    let mut sent = 0;
    for failing in [Carrier::Exotel, Carrier::Twilio] {
        for way in [Reachability::Refused, Reachability::Blackholed] {
            let cell = fail_over(failing, way).await;
            println!(
                "{failing:?} {way:?}: {} requests to the other carrier, {} to the failing one, {:.2} s",
                cell.to_other,
                cell.to_failing,
                cell.took.as_secs_f64()
            );
            took += cell.took;
            sent += cell.to_failing;
        }
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

/// Builds a standby that is behind the file, cuts its trunk's home off, and fails over.
async fn fail_over(failing: Carrier, way: Reachability) -> Cell {
    let own: SocketAddr = "127.0.0.1:0".parse().unwrap();
    let builder = Simulator::builder();
    let (home, standby, other, builder) = match failing {
        Carrier::Exotel => ("exotel", "twilio", Carrier::Twilio, builder.exotel_listen(own)),
        _ => ("twilio", "exotel", Carrier::Exotel, builder.twilio_listen(own)),
    };
    let sim = builder.start().await.unwrap();
    let url = if failing == Carrier::Exotel { sim.exotel_url() } else { sim.twilio_url() };
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("blackout-{}-{home}-{way:?}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let (path, text) = (folder.join("trunkline.yaml"), file(home, standby));
    fs::write(&path, &text).unwrap();
    let run = |url: &str, args: &[&str]| trunkline(&sim, &folder, (home, url), args);
    let said = run(url, &["apply", "--yes", "-v"]);
    assert!(attempts(&said, home) > 0, "attempts are counted: {said}");
    let behind = text.replace("44.229.228.186", "44.229.228.186, 44.238.177.138, 44.248.146.11");
    fs::write(&path, behind).unwrap();
    let ends = ["--away-from", home, "--to", standby];
    run(url, &[&["failover", "prepare"], &ends[..], &["-o", "bundle.json"]].concat());
    // The bundle is all that is left.
    fs::remove_file(&path).unwrap();
    fs::remove_dir_all(folder.join(".trunkline")).unwrap();

    sim.faults().set(Faults::none().with_reachability(failing, way)).unwrap();
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
    let url = if way == Reachability::Refused { url.to_owned() } else { counted };
    let began = Instant::now();
    let said = run(&url, &["failover", "run", "--away-from", home, "bundle.json", "--yes", "-v"]);
    let took = began.elapsed();
    let requests = sim.requests();
    let of = |carrier| requests.iter().filter(|seen| seen.carrier == Some(carrier)).count();
    let changed = requests.iter().filter(|seen| seen.method == "POST" && seen.status < Some(300)).count();
    assert!(changed >= 3, "two addresses and a number: {changed} changes: {requests:?}");
    assert_eq!(attempts(&said, standby), of(other), "each attempt came: {said}");
    let to_failing = attempts(&said, home) + connections.load(Ordering::SeqCst) + of(failing);
    let cell = Cell { took, to_other: of(other), to_failing };
    fs::remove_dir_all(&folder).unwrap();
    cell
}

/// Runs the command, which must succeed, and what it says.
fn trunkline(sim: &Simulator, folder: &Path, (home, url): (&str, &str), args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_trunkline"))
        .env_clear()
        .envs(variables(sim))
        .env(format!("TRUNKLINE_{}_BASE_URL", home.to_ascii_uppercase()), url)
        .current_dir(folder)
        .args(args)
        .output()
        .unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(output.status.success(), "trunkline {}\n{said}", args.join(" "));
    said
}
