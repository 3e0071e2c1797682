//! What a trunk has to itself on one carrier, and no trunk of another can have.

use trunkline::model::{RecordingMode, TransferMode, TrunkSpec};

use super::{Target, twilio::without_password};
use crate::Shortfall;

/// What is written of a trunk for its own carrier and has no place on the other account.
pub(crate) fn left_out(spec: &TrunkSpec, to: &Target<'_>) -> Vec<Shortfall> {
    let mut left = Vec::new();
    let mut leave = |key: String, why: &str| left.push(Shortfall::of_trunk(key, why));
    if !to.is_twilio() {
        let own = &spec.twilio;
        if own.secure == Some(true) {
            leave(
                "secure trunking".to_owned(),
                "there its support enables it for a trunk on request; until then calls may go unencrypted",
            );
        }
        if own.cnam_lookup_enabled == Some(true) {
            leave("CNAM lookup".to_owned(), "callers' names are not looked up there");
        }
        if let Some(mode) = own.transfer_mode.as_ref().filter(|mode| **mode != TransferMode::DisableAll) {
            leave(format!("transfer mode {mode}"), "no page documents transfers by REFER there");
        }
        if let Some(mode) = own.recording_mode.as_ref().filter(|mode| **mode != RecordingMode::DoNotRecord) {
            leave(
                format!("recording {mode}"),
                "a trunk does not record there: calls that go over it are not recorded",
            );
        }
        if let Some(url) = own.disaster_recovery_url.as_deref().map(without_password) {
            leave(
                format!("disaster recovery URL {url}"),
                "there is none there: write a target with a later priority for when the others do not answer",
            );
        }
    }
    let any = |code: &str| code.eq_ignore_ascii_case("ANY-ANY");
    if let Some(code) = spec.exotel.nso_code.as_ref().filter(|code| !to.is_exotel() && !any(code)) {
        leave(format!("operators {code}"), "a trunk cannot be narrowed to operators there");
    }
    left
}
