//! One request, as an operation sees it.

use jiff::Timestamp;

use super::answer::Refusal;
use super::form::Params;
use super::switches::TwilioSwitches;
use crate::ids::Ids;

/// An authenticated request whose path and method name an operation.
#[derive(Debug)]
pub(super) struct Call<'a> {
    /// The account the credentials lead to.
    pub(super) account: &'a str,
    /// Scheme and authority the request came in on: absolute links go back there.
    pub(super) origin: String,
    pub(super) path: &'a str,
    /// The SIDs in the path, in their order, without the account's.
    pub(super) sids: &'a [&'a str],
    pub(super) query: Params,
    pub(super) form: Params,
    pub(super) now: Timestamp,
    pub(super) ids: &'a Ids,
    pub(super) switches: &'a TwilioSwitches,
}

impl Call<'_> {
    pub(super) fn not_found(&self) -> Refusal {
        Refusal::not_found(self.path)
    }

    /// Something exists already, under the status that is set for it.
    pub(super) fn exists(&self, code: u32, message: impl Into<String>) -> Refusal {
        Refusal::exists(self.switches.conflict_status, code, message)
    }
}
