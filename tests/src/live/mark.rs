//! What tells a trunk of a live run from every other trunk.

use std::{
    sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use trunkline::model::TrunkName;
use trunkline_conformance::base36;

/// What the name of every trunk of a live run begins with. Not to be set: a shorter one might be that of other trunks.
pub const PREFIX: &str = "tlive_";

/// Digits that say when the run began, to a tenth of a second: Twilio keeps the domain of a deleted trunk, which is
/// derived from its name, for up to 30 days.
const RUN: usize = 7;
/// Digits that count the trunks of a run.
const COUNT: usize = 3;

/// What the name of every trunk of this run begins with.
pub fn run_prefix() -> &'static str {
    static THIS_RUN: LazyLock<String> = LazyLock::new(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        format!("{PREFIX}{}", base36::<RUN>(since.as_millis() / 100))
    });
    &THIS_RUN
}

/// A name that no other trunk has or had.
#[expect(clippy::missing_panics_doc, reason = "it never does")]
pub fn fresh_name() -> TrunkName {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let count = base36::<COUNT>(COUNTER.fetch_add(1, Ordering::Relaxed).into());
    format!("{}{count}", run_prefix()).parse().expect("it is 16 letters and digits with a _ among them")
}

/// Whether a trunk's name is one that a live run gives: the prefix, and as many digits as it adds.
pub fn is_ours(name: &str) -> bool {
    let digit = |b: u8| b.is_ascii_digit() || b.is_ascii_lowercase();
    name.strip_prefix(PREFIX).is_some_and(|rest| rest.len() == RUN + COUNT && rest.bytes().all(digit))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_different_and_known_again() {
        let names: BTreeSet<TrunkName> = (0..1_000).map(|_| fresh_name()).collect();
        assert_eq!(names.len(), 1_000);
        assert!(names.iter().all(|name| is_ours(name.as_str()) && name.as_str().starts_with(run_prefix())));
    }

    #[test]
    fn other_names_are_not_ours() {
        for other in ["", "contact_centre", "tlive_", "tlive_prod", "tlive_Production", "xtlive_0123456789"] {
            assert!(!is_ours(other), "{other}");
        }
    }
}
