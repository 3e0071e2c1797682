//! Several processes that share one account through a store.

use std::{
    env,
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Duration,
};

use super::{Place, TIME, Use, child};

/// How much time passes at once.
const TICK: Duration = Duration::from_millis(40);

/// How long a place of a dead process may stay with it: the longest attempt, and the minute after it.
const COMES_BACK: Duration = Duration::from_secs(76);

/// Which processes there are.
#[derive(Debug, Clone)]
pub struct Processes {
    /// How many tasks each has.
    pub tasks: Vec<u64>,
    /// The first is killed then.
    pub crash: Option<Duration>,
}

/// What processes did together.
#[derive(Debug)]
pub struct Shares {
    /// All of them; after a crash, from when the dead one's share is back.
    pub all: Use,
    /// How many requests of each arrived in the time, or since the dead one's share is back.
    pub each: Vec<usize>,
    /// The longest that any of those that live had no request sent, of all the time.
    pub longest_pause: Duration,
}

/// Processes of this very program, which has to [`play`](super::play) their part when it [is one](super::is_child).
///
/// # Panics
/// When a process cannot be started, or ends by itself.
pub fn several(place: &Place, processes: &Processes) -> Shares {
    let mut children: Vec<Process> = (0..)
        .zip(&processes.tasks)
        .map(|(seed, tasks)| Process::start(&place.text(), *tasks, seed))
        .collect();
    let mut now = Duration::ZERO;
    // One more than fits has to arrive, or else there is no telling how fast they did.
    while now < TIME + Duration::from_secs(30) {
        if processes.crash.is_some_and(|crash| crash <= now) {
            children[0].kill();
        }
        for child in &mut children {
            child.tell(now);
        }
        for child in &mut children {
            child.hear();
        }
        now += TICK;
    }
    let since = processes.crash.map_or(Duration::ZERO, |crash| crash + COMES_BACK);
    let counted = |child: &Process| child.sent.iter().filter(|at| (since..TIME).contains(*at)).count();
    let each = children.iter().map(counted).collect();
    let arrivals: Vec<Duration> = children.iter().flat_map(|child| child.sent.iter().copied()).collect();
    let all = match processes.crash {
        None => Use::of(arrivals),
        Some(_) => Use::since(since, arrivals),
    };
    let living = children.iter().filter(|child| child.process.is_some());
    let longest_pause = living.map(Process::longest_pause).max().unwrap_or_default();
    Shares { all, each, longest_pause }
}

struct Process {
    process: Option<(Child, ChildStdin, BufReader<ChildStdout>)>,
    sent: Vec<Duration>,
}

impl Process {
    fn start(place: &str, tasks: u64, seed: u64) -> Self {
        let mut child = Command::new(env::current_exe().expect("this program has a path"))
            .envs(child::told(place, tasks, seed))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program starts again");
        let to = child.stdin.take().expect("it is piped");
        let from = BufReader::new(child.stdout.take().expect("it is piped"));
        Self { process: Some((child, to, from)), sent: Vec::new() }
    }

    fn tell(&mut self, now: Duration) {
        if let Some((_, to, _)) = &mut self.process {
            writeln!(to, "{}", now.as_millis()).expect("it listens");
        }
    }

    fn hear(&mut self) {
        if let Some((_, _, from)) = &mut self.process {
            let mut line = String::new();
            let length = from.read_line(&mut line).expect("it answers");
            assert!(length > 0, "a process has ended by itself");
            let arrivals = line.split_whitespace().map(|at| at.parse().expect("it is a time"));
            self.sent.extend(arrivals.map(Duration::from_micros));
        }
    }

    fn kill(&mut self) {
        if let Some((mut child, ..)) = self.process.take() {
            child.kill().expect("it is ours");
            child.wait().expect("it was killed");
        }
    }

    fn longest_pause(&self) -> Duration {
        let starts = [Duration::ZERO].into_iter().chain(self.sent.iter().copied());
        let ends = self.sent.iter().copied().chain([TIME]);
        starts.zip(ends).map(|(start, end)| end.saturating_sub(start)).max().unwrap_or(TIME)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}
