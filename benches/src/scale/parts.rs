//! What the processes do.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    process,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Instant,
};

use jiff::Timestamp;
use tokio::task::spawn_blocking;
use trunkline::provider::DynProvider;
use trunkline_engine::{
    Environment, File, Known, ReadOnly, Registry, Wanted,
    apply::{self, Apply, Estimate, Events, SecondLook, StepReport, Unfinished, look},
    observe::observe,
    plan::{self, Allow, Step},
    store::Store,
};

use super::Part;
use crate::{
    cost::{cpu, peak_memory},
    fleet::{Fleet, hurried},
};

/// The file that describes the trunks, in the folder of a round.
pub(super) const FILE: &str = "trunkline.yaml";

/// Does a part in the folder of its round, and says what it took, in numbers.
///
/// # Panics
/// When it fails.
pub async fn part(part: Part, fleet: Fleet, url: &str, folder: &Path) {
    let began = Instant::now();
    let store = folder.join("state.db").display().to_string();
    let store = Store::open(&store).await.expect("it is ours");
    let providers = fleet.providers(url, &hurried(apply::options()));
    let path = folder.join(FILE);
    match part {
        Part::LookAtNothing => observed(&path, &providers, &store, 11 * fleet.trunks).await,
        Part::Die => die(&path, &providers, &store).await,
        Part::Resume => resume(path, &providers, &store, began).await,
        Part::LookAtAll => observed(&path, &providers, &store, 0).await,
    }
}

fn wanted(path: &Path) -> Wanted {
    let file = File::load(&Registry::default(), &Environment::new(|_| None), path);
    file.expect("it has no mistake").wanted
}

/// Steps a second until the death, and the peak.
async fn die(path: &Path, providers: &BTreeMap<String, DynProvider>, store: &Store) {
    let wanted = wanted(path);
    let plan = look(providers, &wanted, store, &allowed()).await.expect("the simulator answers");
    let watch = Watch::default();
    watch.dies_at.store(plan.steps().count() * 9 / 10, Relaxed);
    let environment = Environment::new(|_| None);
    let _ = Apply::new(store, providers, &environment)
        .of_file(FILE, &wanted)
        .watched(&watch)
        .run(&plan)
        .await
        .expect("nothing is in the way");
    panic!("it was to die");
}

/// How long it took since it began to open the store until the first step, and the peak. As the command does it.
async fn resume(path: PathBuf, providers: &BTreeMap<String, DynProvider>, store: &Store, began: Instant) {
    let (wanted, unfinished) =
        tokio::join!(spawn_blocking(move || wanted(&path)), Unfinished::read(store, None));
    let wanted = wanted.expect("it is read without panicking");
    let watch = Watch::default();
    let environment = Environment::new(|_| None);
    let report = Apply::new(store, providers, &environment)
        .of_file(FILE, &wanted)
        .watched(&watch)
        .go_on(unfinished.expect("one has died"))
        .await
        .expect("nothing is in the way");
    assert!(matches!(report.second_look, SecondLook::Empty), "{:?}", report.second_look);
    let first = watch.first.lock().unwrap_or_else(PoisonError::into_inner).expect("there were steps left");
    let took = first.duration_since(began);
    println!("{} {}", took.as_secs_f64(), peak_memory());
}

/// How long it took to read the file, to observe and to plan so many steps, CPU time, and the peak.
async fn observed(path: &Path, providers: &BTreeMap<String, DynProvider>, store: &Store, steps: usize) {
    let began = Instant::now();
    let wanted = wanted(path);
    let read = began.elapsed().as_secs_f64();
    let views: BTreeMap<String, ReadOnly> = providers
        .iter()
        .map(|(profile, provider)| (profile.clone(), ReadOnly::new(DynProvider::clone(provider))))
        .collect();
    let began = Instant::now();
    let known = Known::load(store, &views).await.expect("the store answers");
    let observed = observe(&views, &wanted, &known).await.expect("the simulator answers");
    let seen = Instant::now();
    let plan = plan::make(&wanted, &observed, &views, &known, &allowed());
    let planned = seen.elapsed();
    assert_eq!(plan.steps().count(), steps);
    let (seen, planned) = ((seen - began).as_secs_f64(), planned.as_secs_f64());
    println!("{read} {seen} {planned} {} {}", cpu(), peak_memory());
}

fn allowed() -> BTreeSet<Allow> {
    Allow::ALL.iter().copied().collect()
}

/// Sees when the first step begins, and ends the process when so many are done.
#[derive(Debug, Default)]
struct Watch {
    first: Mutex<Option<Instant>>,
    done: AtomicUsize,
    /// None if it is 0.
    dies_at: AtomicUsize,
}

impl Events for Watch {
    fn started(&self, _: usize, _: Estimate) {}
    fn waiting(&self, _: &str, _: &str, _: Timestamp) {}
    fn verifying(&self) {}

    fn step_started(&self, _: &Step) {
        self.first.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(Instant::now);
    }

    fn step_finished(&self, _: &StepReport) {
        let done = 1 + self.done.fetch_add(1, Relaxed);
        if done == self.dies_at.load(Relaxed) {
            let first = self.first.lock().unwrap_or_else(PoisonError::into_inner).expect("one has begun");
            println!("{done} {} {}", first.elapsed().as_secs_f64(), peak_memory());
            // Nothing is closed, nothing given back.
            process::exit(1);
        }
    }
}
