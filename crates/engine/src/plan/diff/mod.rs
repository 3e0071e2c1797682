//! What differs between a trunk and the file, noun by noun.

mod acl;
mod caller_id;
mod credentials;
mod numbers;
mod origination;
mod trunk;

pub(super) use acl::acl;
pub(super) use caller_id::caller_id;
pub(super) use credentials::credentials;
pub(super) use numbers::numbers;
pub(super) use origination::origination;
pub(super) use trunk::{audit, trunk};

use trunkline::model::ListRef;

use super::draft::Draft;

/// Why something that is wanted is added.
const NOT_THERE: &str = "not on the trunk";
/// Why something that is not wanted goes.
const NOT_LISTED: &str = "not in the file";
/// Why one of two goes.
const TWICE: &str = "on the trunk twice";

/// Whether something is in a list that other trunks may use: it is never changed.
pub(super) fn is_shared(list: Option<&ListRef>) -> bool {
    list.is_some_and(|list| !list.managed)
}

/// Says of what is in shared lists and not in the file that it stays.
fn note_shared<'a>(draft: &mut Draft, what: &str, shared: impl IntoIterator<Item = (&'a ListRef, String)>) {
    for (list, object) in shared {
        draft.notes.push(format!(
            "{what} {object} is not in the file and stays: it is in the list {} ({}), which other trunks may use",
            list.name, list.id
        ));
    }
}

/// Why an object that a spec would refuse cannot be put back.
fn not_writable(noun: &str) -> String {
    format!("a {noun} like it is refused when it is written")
}

fn too_many(draft: &mut Draft, noun: &str, many: usize, most: Option<u32>) {
    if let (true, Some(most)) = (many > 0, most) {
        draft.refuse(
            noun.to_owned(),
            format!("{many} more than the carrier takes on a trunk: the most is {most}"),
        );
    }
}
