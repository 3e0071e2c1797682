//! What a carrier's answers mean.

use std::{borrow::Cow, fmt::Debug};

use crate::ErrorKind;

use super::Response;

/// A carrier's no, in the carrier's words.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub kind: ErrorKind,
    /// The status that says what happened: Exotel's nested code, which is not always the HTTP status.
    pub status: u16,
    pub code: Option<String>,
    pub message: String,
    pub advice: Option<Cow<'static, str>>,
}

/// How one carrier says yes and no.
pub(crate) trait Dialect: Debug + Send + Sync + 'static {
    /// Judges an answer by the carrier's own rules. A status outside 200 to 299 that passes here is refused by
    /// the client nevertheless, in general words.
    fn judge(&self, response: &Response) -> Result<(), Refusal>;

    /// The carrier's identifier of the request.
    fn request_id(&self, response: &Response) -> Option<String>;
}
