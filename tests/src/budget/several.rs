//! Several processes that share one account through a store.

use std::{
    env,
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Duration,
};

use super::{Met, Place, TIME, Use, Work, child, road::Sent};

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
    /// What each does.
    pub work: Vec<Work>,
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
    /// What interactive calls met, where a process made some.
    pub met: Met,
}

/// Processes of this very program, which has to [`play`](super::play) their part when it [is one](super::is_child).
///
/// # Panics
/// When a process cannot be started, or ends by itself, or has too few requests under way to be killed.
pub fn several(place: &Place, processes: &Processes) -> Shares {
    let mut children: Vec<Process> =
        (0..).zip(&processes.work).map(|(seed, work)| Process::start(&place.text(), *work, seed)).collect();
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
    let living = children.iter().filter(|child| child.running.is_some());
    let longest_pause = living.map(Process::longest_pause).max().unwrap_or_default();
    let calls: Vec<Option<Duration>> =
        children.iter().flat_map(|child| child.calls.iter().copied()).collect();
    Shares { all, each, longest_pause, met: Met::of(&calls) }
}

struct Process {
    running: Option<(Child, ChildStdin, BufReader<ChildStdout>)>,
    sent: Vec<Sent>,
    /// How long interactive calls took; `None` for one that was given up.
    calls: Vec<Option<Duration>>,
}

impl Process {
    fn start(place: &str, work: Work, seed: u64) -> Self {
        let mut child = Command::new(env::current_exe().expect("this program has a path"))
            .envs(child::told(place, work, seed))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program starts again");
        let to = child.stdin.take().expect("it is piped");
        let from = BufReader::new(child.stdout.take().expect("it is piped"));
        Self { running: Some((child, to, from)), sent: Vec::new(), calls: Vec::new() }
    }

    fn tell(&mut self, now: Duration) {
        if let Some((_, to, _)) = &mut self.running {
            writeln!(to, "{}", now.as_millis()).expect("it listens");
        }
    }

    fn hear(&mut self) {
        if let Some((_, _, from)) = &mut self.running {
            let mut line = String::new();
            let length = from.read_line(&mut line).expect("it answers");
            assert!(length > 0, "a process has ended by itself");
            let time = |text: &str| Duration::from_micros(text.parse().expect("it is a time"));
            let (sent, calls) = line.split_once(';').expect("it says both");
            self.calls.extend(calls.split_whitespace().map(|call| (call != "-").then(|| time(call))));
            let times: Vec<Duration> = sent.split_whitespace().map(time).collect();
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
        if let Some((mut child, ..)) = self.running.take() {
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
