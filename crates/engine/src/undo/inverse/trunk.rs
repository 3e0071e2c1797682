//! The trunk itself.

use trunkline::model::{TrunkPatch, TrunkSpec};

use super::Taken;

/// Whether the trunk is as a patch made it, by what the carrier takes to be the same.
pub(super) fn is_as(taken: &Taken<'_>, patch: &TrunkPatch) -> bool {
    let name = patch.name.clone().unwrap_or_else(|| taken.planned.name.clone());
    let mut spec = TrunkSpec::new(name, taken.planned.auth);
    spec.exotel.clone_from(&patch.exotel);
    spec.twilio.clone_from(&patch.twilio);
    let mut differs = taken.view.diff_trunk(&spec, taken.there);
    // A description always has a name and a domain; the patch may have been about neither.
    if patch.name.is_none() {
        differs.name = None;
    }
    if patch.twilio.domain_name.is_none() {
        differs.twilio.domain_name = None;
    }
    differs.is_empty()
}
