//! How a scenario says what is wrong.

use std::fmt;

use trunkline::{Error, model::InvalidValue};

use crate::harness::HarnessError;

/// Why a scenario failed.
#[derive(Debug, Clone)]
pub struct Failure(String);

/// How a scenario, or a part of one, ended.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(format!("a call failed that should not ({:?}): {error}", error.kind()))
    }
}

impl From<HarnessError> for Failure {
    fn from(error: HarnessError) -> Self {
        Self(format!("the harness failed: {error}"))
    }
}

impl From<InvalidValue> for Failure {
    fn from(invalid: InvalidValue) -> Self {
        Self(format!("a value of the harness is refused: {invalid}"))
    }
}

/// Fails the scenario, with a message, unless a condition holds.
macro_rules! check {
    ($holds:expr, $($message:tt)+) => {
        if !$holds {
            return Err($crate::check::Failure::new(format!($($message)+)));
        }
    };
}
pub(crate) use check;

/// Fails the scenario unless two values are equal; the message says what they are.
macro_rules! same {
    ($left:expr, $right:expr, $($what:tt)+) => {
        match (&$left, &$right) {
            (left, right) if left == right => {}
            (left, right) => {
                return Err($crate::check::Failure::new(format!(
                    "{}: {left:?} is not {right:?}",
                    format_args!($($what)+)
                )));
            }
        }
    };
}
pub(crate) use same;
