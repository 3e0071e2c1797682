//! Whether and how a trunk's calls are recorded: the one setting that the trunk itself does not take.

use serde::Serialize;

use super::{trunk, trunk_mut};
use crate::twilio::answer::{Answer, Outcome};
use crate::twilio::call::Call;
use crate::twilio::state::{State, Trunk};

const MODES: [&str; 5] = [
    "do-not-record",
    "record-from-ringing",
    "record-from-answer",
    "record-from-ringing-dual",
    "record-from-answer-dual",
];
const TRIMS: [&str; 2] = ["trim-silence", "do-not-trim"];

pub(super) fn fetch(state: &mut State, call: &Call<'_>) -> Outcome {
    Ok(Answer::ok(&view(trunk(state, call)?)))
}

pub(super) fn update(state: &mut State, call: &Call<'_>) -> Outcome {
    let trunk = trunk_mut(state, call)?;
    let mode = call.form.one_of("Mode", &MODES)?;
    let trim = call.form.one_of("Trim", &TRIMS)?;
    if let Some(mode) = mode {
        trunk.recording_mode = mode;
    }
    if let Some(trim) = trim {
        trunk.recording_trim = trim;
    }
    trunk.dates.updated = call.now;
    Ok(Answer::ok(&view(trunk)))
}

#[derive(Debug, Serialize)]
pub(super) struct View<'a> {
    mode: &'a str,
    trim: &'a str,
}

pub(super) fn view(trunk: &Trunk) -> View<'_> {
    View { mode: &trunk.recording_mode, trim: &trunk.recording_trim }
}
