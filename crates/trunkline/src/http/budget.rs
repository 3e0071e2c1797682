//! Requests a minute that several processes share.

use std::{error::Error as StdError, fmt::Debug, time::Duration};

use async_trait::async_trait;

use crate::model::Identity;

/// Where an account's requests a minute are counted when several processes make them.
///
/// Without one, each process counts its own. Who counts promises that a request whose leave was given counts from
/// then on until a minute after [`end`](Budget::end): somewhere between the two it reached the carrier. One that
/// never ends, since its process died, counts until a minute after [`Ask::hold`].
#[async_trait]
pub trait Budget: Debug + Send + Sync {
    /// Asks for leave to send one request now.
    ///
    /// # Errors
    /// When the count cannot be read. Nothing is sent then.
    async fn ask(&self, ask: &Ask<'_>) -> Result<Leave, BudgetError>;

    /// A request that had leave has ended: answered, refused, or given up.
    ///
    /// # Errors
    /// When it cannot be noted. The request then counts as one that never ends.
    async fn end(&self, identity: &Identity, grant: Grant) -> Result<(), BudgetError>;

    /// The carrier has refused a request as one too many: nobody gets leave before so much time has passed.
    ///
    /// # Errors
    /// When it cannot be noted. The others then find out for themselves.
    async fn refused(&self, identity: &Identity, wait: Duration) -> Result<(), BudgetError>;
}

/// Why a shared count could not be read or written.
pub type BudgetError = Box<dyn StdError + Send + Sync>;

/// Who asks for leave to send a request.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Ask<'a> {
    /// Whose requests are counted.
    pub identity: &'a Identity,
    /// How many a minute there may be.
    pub requests_per_minute: u32,
    /// How many of them there may be at the same time; `None` for no limit.
    pub concurrent: Option<u32>,
    /// How urgent it is.
    pub priority: Priority,
    /// How long the request may be under way.
    pub hold: Duration,
}

impl<'a> Ask<'a> {
    /// An interactive request of an account with so many a minute, under way for `hold` at most.
    pub fn new(identity: &'a Identity, requests_per_minute: u32, hold: Duration) -> Self {
        Self { identity, requests_per_minute, concurrent: None, priority: Priority::default(), hold }
    }

    /// With a limit of those at the same time.
    #[must_use]
    pub fn with_concurrent(mut self, concurrent: Option<u32>) -> Self {
        self.concurrent = concurrent;
        self
    }

    /// With another urgency.
    #[must_use]
    pub fn with_priority(mut self, priority: Priority) -> Self {
        self.priority = priority;
        self
    }
}

/// Whether a request may be sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// It may.
    Granted(Grant),
    /// It may not, and to ask again before so much time has passed is in vain.
    Later(Duration),
    /// It is not counted here: its client counts it, with its own others, as without a budget.
    Uncounted,
}

/// What a [`Budget`] knows a request by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Grant {
    /// Which place of the count it has.
    pub place: u32,
    /// Which use of that place it is.
    pub turn: i64,
}

/// How urgent requests are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Priority {
    /// Someone waits for the answer: before bulk requests.
    #[default]
    Interactive,
    /// One of many: only when no interactive request waits, or when these have nine of ten places.
    Bulk,
}
