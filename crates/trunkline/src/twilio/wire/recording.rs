//! How a trunk's calls are recorded.

use serde::{Deserialize, Serialize};

use super::read;
use crate::model::{RecordingMode, RecordingTrim};

/// How calls are recorded (`trunking.v1.trunk.recording`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[non_exhaustive]
pub struct Recording {
    /// When.
    #[serde(default, deserialize_with = "read::word")]
    pub mode: Option<RecordingMode>,
    /// Whether silence is cut.
    #[serde(default, deserialize_with = "read::word")]
    pub trim: Option<RecordingTrim>,
}

/// The parameters of `UpdateRecording`; what is `None` is not sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct RecordingParams {
    /// When.
    pub mode: Option<RecordingMode>,
    /// Whether silence is cut.
    pub trim: Option<RecordingTrim>,
}
