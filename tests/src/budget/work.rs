//! What each of several processes does.

/// The requests of a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Of so many tasks, each of which sends its next one as soon as it has its answer.
    Tasks(u64),
    /// The same, as bulk.
    Bulk(u64),
    /// An interactive call every 7 s.
    Calls,
}

impl Work {
    /// As one process tells it the other.
    pub(super) fn text(self) -> String {
        match self {
            Self::Tasks(count) => format!("tasks {count}"),
            Self::Bulk(count) => format!("bulk {count}"),
            Self::Calls => "calls".to_owned(),
        }
    }

    /// The reverse.
    pub(super) fn of(text: &str) -> Option<Self> {
        match text.split_once(' ') {
            Some(("tasks", count)) => count.parse().ok().map(Self::Tasks),
            Some(("bulk", count)) => count.parse().ok().map(Self::Bulk),
            _ => (text == "calls").then_some(Self::Calls),
        }
    }
}
