//! Under which name a file has a trunk.

use std::collections::BTreeSet;

use trunkline::model::{Trunk, TrunkName};

/// A name for the file that is not taken: the trunk's own where a file can say it. A trunk on Twilio is known by its
/// domain, so its name in the file can be another than its name there; on any other carrier it is known by its name.
pub(super) fn name(trunk: &Trunk, taken: &BTreeSet<TrunkName>) -> Result<TrunkName, String> {
    if trunk.twilio.is_none() {
        let name: TrunkName = trunk.name.parse().map_err(|refused| format!("{refused}"))?;
        return if taken.contains(&name) {
            Err(format!("another trunk is named {name} too"))
        } else {
            Ok(name)
        };
    }
    if trunk.termination.domain.is_none() {
        return Err("it has no domain, and takes no calls: give it one, and import it again".to_owned());
    }
    let word: String = trunk.name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let word = match word.trim_matches('_') {
        "" => "trunk",
        _ if trunk.name.parse::<TrunkName>().is_ok() => trunk.name.as_str(),
        word => word,
    };
    let cut = |most: usize| word.get(..word.len().min(most)).unwrap_or(word);
    let numbered = (2_u32..).map(|n| {
        let number = format!("_{n}");
        format!("{}{number}", cut(TrunkName::MAX - number.len()))
    });
    std::iter::once(cut(TrunkName::MAX).to_owned())
        .chain(numbered)
        .filter_map(|name| name.parse().ok())
        .find(|name| !taken.contains(name))
        .ok_or_else(|| "no name is left for it".to_owned())
}
