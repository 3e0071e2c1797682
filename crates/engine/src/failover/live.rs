//! What is wanted on the account that takes over.

use crate::{File, Presence, Standby, WantedTrunk};

/// The trunks that `from` and `to` share, as they are to be on `to` once `from` has failed. They are taken over where
/// they are there: the journal that made them may be out of reach. A standby gets its numbers. Of a trunk that has no
/// target in use all are taken into use.
pub fn live(file: &File, from: &str, to: &str) -> Vec<WantedTrunk> {
    let present = |trunk: &&WantedTrunk| trunk.presence == Presence::Present;
    let trunks = || file.wanted.trunks.iter().filter(present);
    let shared = trunks()
        .filter(|trunk| trunk.profile == to)
        .filter(|trunk| trunks().any(|failing| failing.profile == from && failing.name == trunk.name));
    shared
        .map(|trunk| {
            let mut live = trunk.clone();
            live.adopt = true;
            live.renamed_from = None;
            let standby =
                |standby: &&Standby| standby.of == from && standby.on == to && standby.trunk == trunk.name;
            if let Some(standby) = file.standbys.iter().find(standby) {
                live.numbers.clone_from(&standby.numbers);
            }
            if let Some(targets) = &mut live.origination
                && targets.iter().all(|target| target.twilio.enabled == Some(false))
            {
                for target in targets {
                    target.twilio.enabled = Some(true);
                }
            }
            live
        })
        .collect()
}
