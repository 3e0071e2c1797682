//! How a command ends.

use std::process::ExitCode;

use serde_json::json;
use trunkline_engine::{
    FileError,
    trunkline::{Effect, Error, ErrorKind, model::InvalidValue},
};

use crate::output;

/// Why a command did not do what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What was typed or configured cannot be: one line for each mistake. Nothing was sent.
    Mistakes(Vec<String>),
    /// A file cannot be: every mistake in it, each with its place. Nothing was sent.
    File(FileError),
    /// A call to a carrier failed.
    Call(Error),
    /// Several did, each on an account of its own.
    Calls(Vec<Error>),
    /// Something on this machine failed, before anything was changed.
    Local(String),
    /// Whoever was asked did not say yes.
    NotConfirmed,
    /// Everything was done, and what it was cannot be told: the message does.
    Untold(String),
    /// A run ended before all of it was done; what was done is told already.
    Unfinished {
        /// Whether something was done.
        partly: bool,
        /// What is left behind.
        effect: Effect,
        /// What to do now.
        message: String,
    },
    /// All that can be done is done, and calls miss the rest; what that is, is told already.
    Missed {
        /// What is left behind.
        effect: Effect,
        /// What to do now.
        message: String,
    },
    /// Something differs; what does is told already.
    Differences,
    /// What was probed takes no calls; why is told already.
    Down,
}

const FAILED: u8 = 1;
const INVALID: u8 = 2;
const PARTLY: u8 = 3;
const DIFFERENCES: u8 = 4;

impl Failure {
    /// A single mistake.
    pub(crate) fn mistake(line: impl Into<String>) -> Self {
        Self::Mistakes(vec![line.into()])
    }

    /// Of a command that had changed something before: `go_on` goes on with it.
    pub(crate) fn after_others(self, go_on: &str) -> Self {
        let why = match self {
            Self::Mistakes(lines) => lines.join("; "),
            Self::Local(why) => why,
            Self::NotConfirmed => "not confirmed".to_owned(),
            Self::Call(error) if error.effect() == Effect::None => error.to_string(),
            Self::Unfinished { effect, message, .. } => {
                let effect = if effect == Effect::None { Effect::Partial } else { effect };
                return Self::Unfinished { partly: true, effect, message };
            }
            other => return other,
        };
        let message = format!("{why}; what came before that is done; go on with: {go_on}");
        Self::Unfinished { partly: true, effect: Effect::Partial, message }
    }

    /// Says what went wrong on standard error, and with which code the process ends.
    pub(crate) fn report(&self, as_json: bool) -> ExitCode {
        match self {
            Self::Mistakes(lines) if as_json => output::error_line(
                &json!({
                    "kind": ErrorKind::InvalidInput,
                    "effect": Effect::None,
                    "message": lines.join("\n"),
                    "mistakes": lines,
                })
                .to_string(),
            ),
            Self::Mistakes(lines) => lines.iter().for_each(|line| output::error(line)),
            Self::File(error) if as_json => output::error_line(
                &json!({
                    "kind": ErrorKind::InvalidInput,
                    "effect": Effect::None,
                    "message": error.to_string(),
                    "mistakes": error.mistakes().iter().map(ToString::to_string).collect::<Vec<_>>(),
                    "places": output::places(error.mistakes()),
                })
                .to_string(),
            ),
            Self::File(error) => output::error_line(&error.render(true)),
            Self::Call(error) => report_call(error, as_json),
            Self::Calls(errors) => errors.iter().for_each(|error| report_call(error, as_json)),
            Self::Local(message) => report_local(message, Effect::None, as_json),
            Self::NotConfirmed => {
                report_local("not confirmed; nothing was changed", Effect::None, as_json);
            }
            Self::Untold(message) => report_local(message, Effect::Applied, as_json),
            Self::Unfinished { effect, message, .. } | Self::Missed { effect, message } => {
                report_local(message, *effect, as_json);
            }
            Self::Differences | Self::Down => {}
        }
        ExitCode::from(self.code())
    }

    fn code(&self) -> u8 {
        match self {
            Self::Mistakes(_) | Self::File(_) => INVALID,
            Self::Call(error) => code(error),
            Self::Calls(errors) => errors.iter().map(code).max().unwrap_or(FAILED),
            Self::Local(_) | Self::NotConfirmed | Self::Down | Self::Unfinished { partly: false, .. } => {
                FAILED
            }
            Self::Untold(_) | Self::Unfinished { .. } | Self::Missed { .. } => PARTLY,
            Self::Differences => DIFFERENCES,
        }
    }
}

/// An outcome that is unknown counts as failed: a script must look before it goes on. What was made in full or in
/// part must not look like something that can simply be run again. And what the carrier refused was sent.
fn code(error: &Error) -> u8 {
    match (error.effect(), error.kind()) {
        (Effect::Partial | Effect::Applied, _) => PARTLY,
        (Effect::None, ErrorKind::InvalidInput | ErrorKind::Unsupported | ErrorKind::Configuration)
            if error.http_status().is_none() =>
        {
            INVALID
        }
        _ => FAILED,
    }
}

/// The option of this command that does what the message asks for.
fn flag(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::AuthModeChange => "; add --allow-auth-mode-change",
        ErrorKind::SharedList => "; add --shared-list with its id",
        _ => "",
    }
}

fn report_local(message: &str, effect: Effect, as_json: bool) {
    if !as_json {
        return output::error(message);
    }
    output::error_line(&json!({ "kind": "local", "effect": effect, "message": message }).to_string());
}

fn report_call(error: &Error, as_json: bool) {
    if !as_json {
        return output::error(&format!("{error}{}", flag(error.kind())));
    }
    let object = json!({
        "kind": error.kind(),
        "effect": error.effect(),
        "message": format!("{error}{}", flag(error.kind())),
        "identity": error.identity(),
        "operation": error.operation(),
        "done": error.done(),
        "http_status": error.http_status(),
        "carrier_code": error.carrier_code(),
        "request_id": error.request_id(),
        "retry_after_seconds": error.retry_after().map(|wait| wait.as_secs_f64()),
        "not_retried": error.not_retried(),
    });
    output::error_line(&object.to_string());
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}

impl From<InvalidValue> for Failure {
    fn from(mistake: InvalidValue) -> Self {
        Self::mistake(mistake.to_string())
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_effect_decides_before_a_kind_does() {
        let code = |kind, effect| code(&Error::new(kind, effect, "x"));
        assert_eq!(code(ErrorKind::InvalidInput, Effect::None), INVALID);
        assert_eq!(code(ErrorKind::InvalidInput, Effect::Partial), PARTLY);
        assert_eq!(code(ErrorKind::Unavailable, Effect::Applied), PARTLY);
        assert_eq!(code(ErrorKind::Timeout, Effect::Unknown), FAILED);
        assert_eq!(code(ErrorKind::NotFound, Effect::None), FAILED);
    }

    #[test]
    fn invalid_is_only_what_was_never_sent() {
        let refused = Error::invalid("the carrier says so").with_http_status(400);
        assert_eq!(code(&refused), FAILED);
    }
}
