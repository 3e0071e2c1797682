//! Several processes that share one account through a store.

use std::{
    env,
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Duration,
};

use super::{Place, TIME, Use, child, road::Sent};

/// How much time passes at once.
const TICK: Duration = Duration::from_millis(40);

/// The longest that an attempt may take, which a dead process's requests are taken to do: from then on every round has the
/// whole limit again.
const LONGEST_ATTEMPT: Duration = Duration::from_secs(15);

/// How many places may be missing of 200 that are used to 99 %.
const MISSED: usize = 2;

/// Which processes there are.
#[derive(Debug, Clone)]
pub struct Processes {
    /// How many tasks each has.
    pub tasks: Vec<u64>,
    /// The first is killed then, or as soon as more requests of it are under way than a share of 99 % can miss.
    pub crash: Option<Duration>,
}

/// What processes did together.
#[derive(Debug)]
pub struct Shares {
    /// All of them; after a crash, from when no request of the dead one can be under way any more.
    pub all: Use,
    /// How many requests of each arrived in that time.
    pub each: Vec<usize>,
    /// The longest that any of those that live had no request sent, of all the time.
    pub longest_pause: Duration,
}

/// Processes of this very program, which has to [`play`](super::play) their part when it [is one](super::is_child).
///
/// # Panics
/// When a process cannot be started, or ends by itself, or has too few requests under way to be killed.
pub fn several(place: &Place, processes: &Processes) -> Shares {
    let mut children: Vec<Process> = (0..)
        .zip(&processes.tasks)
        .map(|(seed, tasks)| Process::start(&place.text(), *tasks, seed))
        .collect();
    let (mut now, mut killed) = (Duration::ZERO, None);
    // One more than fits has to arrive, or else there is no telling how fast they did.
    while now < TIME + Duration::from_secs(30) {
        for child in &mut children {
            child.tell(now);
        }
        for child in &mut children {
            child.hear();
        }
        if processes.crash.is_some_and(|crash| crash <= now)
            && killed.is_none()
            && children[0].under_way(now) > MISSED
        {
            children[0].kill();
            killed = Some(now);
        }
        now += TICK;
    }
    assert_eq!(killed.is_some(), processes.crash.is_some(), "the process dies with requests under way");
    let since = killed.map_or(Duration::ZERO, |killed| killed + LONGEST_ATTEMPT);
    let counted =
        |child: &Process| child.sent.iter().filter(|is| (since..TIME).contains(&is.arrived)).count();
    let each = children.iter().map(counted).collect();
    let sent: Vec<Sent> = children.iter().flat_map(|child| child.sent.iter().copied()).collect();
    let all = if killed.is_some() { Use::since(since, &sent) } else { Use::of(&sent) };
    let living = children.iter().filter(|child| child.process.is_some());
    let longest_pause = living.map(Process::longest_pause).max().unwrap_or_default();
    Shares { all, each, longest_pause }
}

struct Process {
    process: Option<(Child, ChildStdin, BufReader<ChildStdout>)>,
    sent: Vec<Sent>,
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
            let times = line.split_whitespace().map(|at| at.parse().expect("it is a time"));
            let times: Vec<Duration> = times.map(Duration::from_micros).collect();
            self.sent.extend(times.chunks_exact(3).map(|times| Sent {
                left: times[0],
                arrived: times[1],
                answered: times[2],
            }));
        }
    }

    fn under_way(&self, now: Duration) -> usize {
        self.sent.iter().filter(|sent| (sent.left..sent.answered).contains(&now)).count()
    }

    fn kill(&mut self) {
        if let Some((mut child, ..)) = self.process.take() {
            child.kill().expect("it is ours");
            child.wait().expect("it was killed");
        }
    }

    fn longest_pause(&self) -> Duration {
        let arrivals = || self.sent.iter().map(|sent| sent.arrived);
        let starts = [Duration::ZERO].into_iter().chain(arrivals());
        let ends = arrivals().chain([TIME]);
        starts.zip(ends).map(|(start, end)| end.saturating_sub(start)).max().unwrap_or(TIME)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}
