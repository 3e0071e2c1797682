//! One of several processes on a store, in time that its parent tells.

use std::{
    env,
    fmt::Write as _,
    io::{self, BufRead as _, Write as _},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    time::Duration,
};

use async_trait::async_trait;
use jiff::Timestamp;
use tokio::{
    sync::Notify,
    task::{spawn_blocking, yield_now},
    time::{Instant, sleep},
};
use trunkline::{
    http::{Ask, Budget, BudgetError, Grant, Leave, Options, Priority},
    model::Identity,
};
use trunkline_engine::store::{SharedBudget, Store};

use super::{
    PATIENT, Work,
    beside::{times, took},
    client, limit, one_call,
    road::{Road, Sent},
};

const PLACE: &str = "TRUNKLINE_BUDGET_PLACE";
const WORK: &str = "TRUNKLINE_BUDGET_WORK";
const SEED: &str = "TRUNKLINE_BUDGET_SEED";

/// How often in a row nothing may happen before all tasks are taken to wait for time to pass.
const QUIET: u32 = 30;

/// What a child is told.
pub(super) fn told(place: &str, work: Work, seed: u64) -> [(&'static str, String); 3] {
    [(PLACE, place.to_owned()), (WORK, work.text()), (SEED, seed.to_string())]
}

/// Whether this process was started as one of several: then it has to [`play`] that part, and nothing else.
pub fn is_child() -> bool {
    env::var_os(PLACE).is_some()
}

/// Makes requests until the input ends. Each of its lines says how many milliseconds have passed since the beginning;
/// the answer lists the requests that were sent since: when each left, arrives and has its answer, in microseconds; and
/// after a semicolon how long each interactive call took that has ended since, or `-` for one that was given up.
///
/// # Panics
/// When the parent has said nonsense, or the store cannot be opened.
pub fn play() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime starts").block_on(async {
        let told = |name| env::var(name).expect("the parent says it");
        let seed = told(SEED).parse().expect("it is a number");
        let work = Work::of(&told(WORK)).expect("it is what its parent has written");
        let store = Store::open(&told(PLACE)).await.expect("the parent has made it");
        tokio::time::pause();
        let (_held, hold) = mpsc::channel::<()>();
        // A paused clock jumps when there is nothing to do but to wait; not while a blocking task runs.
        spawn_blocking(move || hold.recv());

        let began = Instant::now();
        let now = move || Timestamp::UNIX_EPOCH + Duration::from_hours(24) + began.elapsed();
        let budget = Arc::new(Watched::new(SharedBudget::new(store.with_clock(now))));
        let road = Arc::new(Road::new(seed));
        let options = Options::new().with_rate_limit(limit()).with_budget(Arc::<Watched>::clone(&budget));
        let calls = Arc::default();
        begin(work, options, &road, &calls);

        let mut sent = 0;
        for line in io::stdin().lock().lines() {
            let milliseconds = line.expect("it can be read").parse().expect("it is a time");
            let at = began + Duration::from_millis(milliseconds);
            tokio::time::advance(at.saturating_duration_since(Instant::now())).await;
            budget.settle().await;
            let all = road.sent();
            let mut answer = String::new();
            for Sent { left, arrived, answered } in &all[sent..] {
                for at in [left, arrived, answered] {
                    write!(answer, "{} ", at.as_micros()).expect("a string takes all");
                }
            }
            sent = all.len();
            answer.push(';');
            for call in calls.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
                let took = call.map_or("-".to_owned(), |took| took.as_micros().to_string());
                write!(answer, " {took}").expect("a string takes all");
            }
            let mut out = io::stdout().lock();
            if writeln!(out, "{answer}").and_then(|()| out.flush()).is_err() {
                break;
            }
        }
    });
}

/// How long each interactive call took that has ended; `None` for one that was given up.
type Calls = Arc<Mutex<Vec<Option<Duration>>>>;

/// Starts the tasks of a process.
fn begin(work: Work, options: Options, road: &Arc<Road>, calls: &Calls) {
    let (tasks, options) = match work {
        Work::Tasks(tasks) => (tasks, options.with_deadline(PATIENT)),
        Work::Bulk(tasks) => (tasks, options.with_deadline(PATIENT).with_priority(Priority::Bulk)),
        Work::Calls => {
            let client = Arc::new(client(options, road));
            for at in times() {
                let (client, calls) = (Arc::clone(&client), Arc::clone(calls));
                tokio::spawn(async move {
                    sleep(at).await;
                    let took = took(&client).await;
                    calls.lock().unwrap_or_else(PoisonError::into_inner).push(took);
                });
            }
            return;
        }
    };
    let client = Arc::new(client(options, road));
    for _ in 0..tasks {
        let client = Arc::clone(&client);
        tokio::spawn(async move {
            loop {
                one_call(&client).await.expect("every answer is a good one");
            }
        });
    }
}

/// A budget that knows when the database has nothing to do.
#[derive(Debug)]
struct Watched {
    budget: SharedBudget,
    under_way: AtomicUsize,
    done: Notify,
}

impl Watched {
    fn new(budget: SharedBudget) -> Self {
        Self { budget, under_way: AtomicUsize::new(0), done: Notify::new() }
    }

    /// Until every task waits for time to pass.
    async fn settle(&self) {
        let mut quiet = 0;
        while quiet < QUIET {
            if self.under_way.load(Ordering::SeqCst) > 0 {
                self.done.notified().await;
                quiet = 0;
            }
            yield_now().await;
            quiet += 1;
        }
    }

    async fn watch<T>(&self, work: impl Future<Output = T>) -> T {
        self.under_way.fetch_add(1, Ordering::SeqCst);
        let done = work.await;
        self.under_way.fetch_sub(1, Ordering::SeqCst);
        self.done.notify_one();
        done
    }
}

#[async_trait]
impl Budget for Watched {
    async fn ask(&self, ask: &Ask<'_>) -> Result<Leave, BudgetError> {
        self.watch(self.budget.ask(ask)).await
    }

    async fn end(&self, identity: &Identity, grant: Grant) -> Result<(), BudgetError> {
        self.watch(self.budget.end(identity, grant)).await
    }

    async fn refused(&self, identity: &Identity, wait: Duration) -> Result<(), BudgetError> {
        self.watch(self.budget.refused(identity, wait)).await
    }
}
