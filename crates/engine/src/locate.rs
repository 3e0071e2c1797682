//! Which trunk of an account the file means, and whether it may be touched.

use std::collections::BTreeMap;

use trunkline::model::{Trunk, TrunkId, TrunkName};

use crate::{Known, Presence, ReadOnly, WantedTrunk, known::OfAccount};

/// Where a wanted trunk is.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// It is not there.
    Nowhere,
    /// It is there, and may be touched.
    Ours {
        /// Its identifier.
        trunk: TrunkId,
        /// Whether it is taken over: no store knows it yet.
        adopted: bool,
    },
    /// It may not be touched, and why.
    Refused(String),
}

/// The places of the wanted trunks of one account, in their order. Sends nothing.
pub(crate) fn locate(
    view: &ReadOnly,
    profile: &str,
    wanted: &[&WantedTrunk],
    trunks: &[Trunk],
    known: &Known,
) -> Vec<Place> {
    let mut taken: BTreeMap<TrunkId, &TrunkName> = BTreeMap::new();
    let known = known.of_account(profile);
    let place = |wanted: &WantedTrunk| match find(view, wanted, trunks, &known) {
        Err(reason) => Place::Refused(reason),
        Ok(None) => Place::Nowhere,
        Ok(Some(found)) => {
            let owned = known.trunks.contains(&found.id);
            if !owned && !wanted.adopt {
                return Place::Refused(not_ours(wanted, found));
            }
            Place::Ours { trunk: found.id.clone(), adopted: !owned }
        }
    };
    let mut places = Vec::with_capacity(wanted.len());
    for &wanted in wanted {
        let place = place(wanted);
        places.push(match &place {
            Place::Ours { trunk, .. } => {
                if let Some(other) = taken.get(trunk) {
                    Place::Refused(format!("trunk {trunk} is the one that the file calls {other}"))
                } else {
                    taken.insert(trunk.clone(), &wanted.name);
                    place
                }
            }
            Place::Nowhere | Place::Refused(_) => place,
        });
    }
    places
}

/// By what makes two trunks the same on the carrier; by the name it had before; then the one that the store has under
/// the name in the file, whose name or domain on the carrier became another.
fn find<'a>(
    view: &ReadOnly,
    wanted: &WantedTrunk,
    trunks: &'a [Trunk],
    known: &OfAccount<'_>,
) -> Result<Option<&'a Trunk>, String> {
    let matching = |spec| view.match_trunk(spec, trunks).map_err(|error| error.message().to_owned());
    if let Some(found) = matching(&wanted.spec)? {
        return Ok(Some(found));
    }
    if let Some(before) = &wanted.renamed_from {
        let mut spec = wanted.spec.clone();
        spec.name = before.clone();
        if let Some(found) = matching(&spec)? {
            return Ok(Some(found));
        }
    }
    let names = [Some(&wanted.name), wanted.renamed_from.as_ref()];
    let owned = names.into_iter().flatten().find_map(|name| known.named.get(name));
    Ok(owned.and_then(|id| trunks.iter().find(|trunk| trunk.id == **id)))
}

fn not_ours(wanted: &WantedTrunk, found: &Trunk) -> String {
    let id = &found.id;
    match wanted.presence {
        Presence::Present => {
            format!(
                "trunk {id} is there already and is not the file's: write adopt: true to take it over, or import it"
            )
        }
        Presence::Absent => {
            format!(
                "trunk {id} is not the file's to delete: write adopt: true beside absent: true if it is meant"
            )
        }
    }
}
