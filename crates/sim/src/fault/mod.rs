//! Ways to fail as carriers do, and when to.

mod answers;
mod apply;
mod live;
mod pages;
mod rows;

use serde::{Deserialize, Serialize};

pub(crate) use self::apply::{Before, Reset, after, before};
pub use self::live::{FaultError, LiveFaults};
use crate::exotel::Exotel;
use crate::request_log::Carrier;
use crate::twilio::Twilio;

/// What goes wrong: how the carriers can be reached, and rules for single requests.
///
/// Nothing, by default. In JSON, as in a faults file:
///
/// ```
/// # fn main() -> Result<(), trunkline_sim::FaultError> {
/// let faults = trunkline_sim::Faults::from_json(
///     r#"{
///         "seed": 7,
///         "exotel": "blackholed",
///         "rules": [
///             {"carrier": "twilio", "operation": "CreateTrunk", "when": {"requests": [1]}, "fault": "reset_after"},
///             {"carrier": "twilio", "when": {"probability": 0.1},
///              "fault": {"status": {"code": 503, "body": "html", "retry_after": 2}}}
///         ]
///     }"#,
/// )?;
/// # assert_eq!(faults.rules.len(), 2);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Faults {
    /// What probabilities are drawn from: the same seed and the same order of requests give the same faults.
    pub seed: u64,
    /// How Exotel can be reached.
    pub exotel: Reachability,
    /// How Twilio can be reached.
    pub twilio: Reachability,
    /// The first that fits a request and fires is what happens to it.
    pub rules: Vec<Rule>,
}

impl Faults {
    /// Nothing goes wrong.
    pub fn none() -> Self {
        Self::default()
    }

    /// What probabilities are drawn from. Default: 0.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// How a carrier can be reached.
    #[must_use]
    pub fn with_reachability(mut self, carrier: Carrier, reachability: Reachability) -> Self {
        match carrier {
            Carrier::Exotel => self.exotel = reachability,
            Carrier::Twilio => self.twilio = reachability,
        }
        self
    }

    /// One more rule, which is asked after those there are.
    #[must_use]
    pub fn with_rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// Reads a faults file, and checks it.
    pub fn from_json(text: &str) -> Result<Self, FaultError> {
        let faults: Self = serde_json::from_str(text).map_err(FaultError::Json)?;
        faults.check()?;
        Ok(faults)
    }

    pub(crate) fn reachability(&self, carrier: Carrier) -> Reachability {
        match carrier {
            Carrier::Exotel => self.exotel,
            Carrier::Twilio => self.twilio,
        }
    }

    /// The first rule that could never fire, or means something else than it says.
    fn check(&self) -> Result<(), FaultError> {
        for (index, rule) in self.rules.iter().enumerate() {
            rule.check().map_err(|mistake| FaultError::Rule { number: index + 1, mistake })?;
        }
        Ok(())
    }
}

/// How a carrier can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reachability {
    /// It answers.
    #[default]
    Reachable,
    /// Connections are refused, and those there are reset. Needs a listener of the carrier's own.
    Refused,
    /// Connections are accepted and requests read, and nothing ever comes back. Once it is reachable again, what was
    /// waiting is reset.
    Blackholed,
}

/// A fault, and the requests it is for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Rule {
    /// Whose requests.
    pub carrier: Carrier,
    /// Which: an operation's name, `CreateTrunk` of Twilio or `create trunk` of Exotel; or `*`, which is every request of
    /// the carrier that the fault can happen to.
    #[serde(default = "every")]
    pub operation: String,
    /// How many of them.
    #[serde(default)]
    pub when: When,
    /// What happens to them.
    pub fault: Fault,
}

fn every() -> String {
    "*".to_owned()
}

impl Rule {
    /// A fault of every request of an operation, or of a carrier if `operation` is `*`.
    pub fn new(carrier: Carrier, operation: impl Into<String>, fault: Fault) -> Self {
        Self { carrier, operation: operation.into(), when: When::Always, fault }
    }

    /// How many of the requests.
    #[must_use]
    pub fn when(self, when: When) -> Self {
        Self { when, ..self }
    }

    /// Whether it is for such requests at all.
    fn fits(&self, carrier: Carrier, operation: Option<&str>) -> bool {
        carrier == self.carrier
            && (self.operation == "*" || operation == Some(&self.operation))
            && self.fault.can_happen_to(carrier, operation)
    }

    fn check(&self) -> Result<(), String> {
        let Self { carrier, operation, when, fault } = self;
        let known = match carrier {
            Carrier::Exotel => Exotel::operations().any(|name| name == operation),
            Carrier::Twilio => Twilio::operations().any(|name| name == operation),
        };
        if operation != "*" && !known {
            return Err(format!("operation {operation:?}: {carrier:?} has none of this name"));
        }
        if operation != "*" && !fault.can_happen_to(*carrier, Some(operation)) {
            return Err(format!("fault {}: cannot happen to {operation:?} of {carrier:?}", fault.name()));
        }
        if operation == "*" && *carrier == Carrier::Twilio && fault.is_exotels() {
            return Err(format!("fault {}: cannot happen to any operation of Twilio", fault.name()));
        }
        when.check()?;
        fault.check()
    }
}

/// How many of the requests that fit a rule it fires for.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Each.
    #[default]
    Always,
    /// The first so many since the faults were set.
    First(u64),
    /// These, counted from 1 since the faults were set.
    Requests(Vec<u64>),
    /// Each with this probability, 0 to 1, drawn from the seed and the request's number.
    Probability(f64),
}

impl When {
    fn check(&self) -> Result<(), String> {
        match self {
            Self::Probability(p) if !(0.0..=1.0).contains(p) => {
                Err(format!("when probability {p}: must be 0 to 1"))
            }
            Self::Requests(numbers) if numbers.contains(&0) => {
                Err("when requests 0: they are counted from 1".to_owned())
            }
            Self::Requests(numbers) if numbers.is_empty() => {
                Err("when requests []: must name at least one".to_owned())
            }
            _ => Ok(()),
        }
    }
}

/// What happens to a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Fault {
    /// A status instead of an answer.
    Status(StatusFault),
    /// The connection is reset before the request is carried out.
    ResetBefore,
    /// The request is read and not carried out, and nothing comes back. Once no rule leaves requests unanswered any
    /// more, the connection is reset.
    Unanswered,
    /// The request is carried out, and the connection reset: the answer is lost.
    ResetAfter,
    /// The request is carried out, and the answer held back. With a manual clock, until that is advanced.
    Delay {
        /// For how long.
        milliseconds: u64,
    },
    /// The body of the answer comes in pieces. With a manual clock, each waits until that is advanced.
    Trickle {
        /// How long a piece is.
        bytes: usize,
        /// How long after the one before it a piece comes.
        every_milliseconds: u64,
    },
    /// Half of the answer's body is sent, and the connection closed.
    CutBody,
    /// The answer has another `Content-Type` than its body.
    ContentType(String),
    /// A list's next page is the page itself.
    PageLoops,
    /// A list's next page is on another host.
    PageElsewhere {
        /// Scheme and authority: `https://carrier.invalid`.
        origin: String,
    },
    /// A list is answered with an empty page, and the page asked for comes after it.
    EmptyPage,
    /// The last entry of a batch fails, and the entries are answered in reverse order. Exotel's `add destinations`
    /// and `set settings` only.
    PartlyFailedBatch,
    /// Ids come as numbers, as a superseded page of Exotel's shows them. Exotel only: no id of Twilio is a number.
    NumericIds,
}

/// A status instead of an answer: the carrier's failure, or the word of something in between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct StatusFault {
    /// 429, 500 to 599, or 200 with a page of HTML, as a proxy asks for a login.
    pub code: u16,
    /// What comes with it.
    #[serde(default)]
    pub body: ErrorBody,
    /// `Retry-After`, in seconds; absent if none is given, also where the carrier sends one by itself.
    #[serde(default)]
    pub retry_after: Option<u32>,
    /// Whether the request is carried out nevertheless, as when a gateway gives up on what is behind it.
    #[serde(default)]
    pub processed: bool,
}

impl StatusFault {
    /// This status with the carrier's own JSON and without `Retry-After`; the request is not carried out.
    pub fn new(code: u16) -> Self {
        Self { code, body: ErrorBody::Json, retry_after: None, processed: false }
    }

    /// What comes with it.
    #[must_use]
    pub fn with_body(self, body: ErrorBody) -> Self {
        Self { body, ..self }
    }

    /// `Retry-After`, in seconds.
    #[must_use]
    pub fn with_retry_after(self, seconds: u32) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    /// The request is carried out nevertheless.
    #[must_use]
    pub fn processed(self) -> Self {
        Self { processed: true, ..self }
    }
}

/// What comes with an error status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorBody {
    /// JSON (or XML, where that was asked for) in the carrier's own shape.
    #[default]
    Json,
    /// A page of a gateway, or of a proxy that asks for a login.
    Html,
    /// Nothing.
    Empty,
}

impl Fault {
    /// What it is called in a faults file.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Status(_) => "status",
            Self::ResetBefore => "reset_before",
            Self::Unanswered => "unanswered",
            Self::ResetAfter => "reset_after",
            Self::Delay { .. } => "delay",
            Self::Trickle { .. } => "trickle",
            Self::CutBody => "cut_body",
            Self::ContentType(_) => "content_type",
            Self::PageLoops => "page_loops",
            Self::PageElsewhere { .. } => "page_elsewhere",
            Self::EmptyPage => "empty_page",
            Self::PartlyFailedBatch => "partly_failed_batch",
            Self::NumericIds => "numeric_ids",
        }
    }

    fn is_exotels(&self) -> bool {
        matches!(self, Self::PartlyFailedBatch | Self::NumericIds)
    }

    fn can_happen_to(&self, carrier: Carrier, operation: Option<&str>) -> bool {
        match self {
            Self::PageLoops | Self::PageElsewhere { .. } | Self::EmptyPage => {
                operation.is_some_and(|name| name.starts_with("list ") || name.starts_with("List"))
            }
            Self::PartlyFailedBatch => {
                carrier == Carrier::Exotel && matches!(operation, Some("add destinations" | "set settings"))
            }
            Self::NumericIds => carrier == Carrier::Exotel,
            _ => true,
        }
    }

    fn check(&self) -> Result<(), String> {
        let origin = |origin: &str| {
            origin.parse().is_ok_and(|uri: axum::http::Uri| {
                uri.scheme().is_some() && uri.authority().is_some() && matches!(uri.path(), "" | "/")
            }) && !origin.ends_with('/')
        };
        match self {
            Self::Status(StatusFault { code: 200, body: ErrorBody::Html, .. }) => Ok(()),
            Self::Status(StatusFault { code, .. }) if *code != 429 && !(500..=599).contains(code) => {
                Err(format!("fault status {code}: must be 429, 500 to 599, or 200 with body html"))
            }
            Self::Trickle { bytes: 0, .. } => Err("fault trickle: a piece has at least one byte".to_owned()),
            Self::ContentType(value) if axum::http::HeaderValue::from_str(value).is_err() => {
                Err(format!("fault content_type {value:?}: cannot be sent in a header"))
            }
            Self::PageElsewhere { origin: given } if !origin(given) => {
                Err(format!("fault page_elsewhere: origin {given:?}: must be a scheme and an authority"))
            }
            _ => Ok(()),
        }
    }
}
