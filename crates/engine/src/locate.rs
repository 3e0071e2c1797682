//! Which trunk of an account the file means, and whether it may be touched.

use std::{
    collections::{BTreeMap, HashMap},
    iter::once,
};

use trunkline::model::{Trunk, TrunkId, TrunkName, TrunkSpec};

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
    let known = known.of_account(profile);
    let mut taken: BTreeMap<&TrunkId, &TrunkName> = BTreeMap::new();
    let found = find(view, wanted, trunks, &known);
    let mut places = Vec::with_capacity(wanted.len());
    for (&wanted, found) in wanted.iter().zip(found) {
        places.push(match found {
            Err(reason) => Place::Refused(reason),
            Ok(None) => Place::Nowhere,
            Ok(Some(found)) => {
                let (id, owned) = (&found.id, known.trunks.contains(&found.id));
                if !owned && !wanted.adopt {
                    Place::Refused(not_ours(wanted, found))
                } else if let Some(other) = taken.get(id) {
                    Place::Refused(format!("trunk {id} is the one that the file calls {other}"))
                } else {
                    taken.insert(id, &wanted.name);
                    Place::Ours { trunk: id.clone(), adopted: !owned }
                }
            }
        });
    }
    places
}

/// Each by what makes two trunks the same on the carrier; by the name it had before; then the one that the store has
/// under the name in the file, whose name or domain on the carrier became another.
fn find<'a>(
    view: &ReadOnly,
    wanted: &[&WantedTrunk],
    trunks: &'a [Trunk],
    known: &OfAccount<'_>,
) -> Vec<Result<Option<&'a Trunk>, String>> {
    let before: Vec<Option<TrunkSpec>> = wanted.iter().map(|wanted| spec_before(wanted)).collect();
    let specs = wanted.iter().zip(&before).flat_map(|(wanted, before)| once(&wanted.spec).chain(before));
    let specs: Vec<&TrunkSpec> = specs.collect();
    let mut matching = view.match_trunks(&specs, trunks).into_iter();
    let by_id: HashMap<&TrunkId, &Trunk> = trunks.iter().map(|trunk| (&trunk.id, trunk)).collect();
    let find = |(wanted, before): (&&WantedTrunk, &Option<TrunkSpec>)| {
        let matching: Vec<_> = matching.by_ref().take(1 + usize::from(before.is_some())).collect();
        for found in matching {
            if let Some(found) = found.map_err(|error| error.message().to_owned())? {
                return Ok(Some(found));
            }
        }
        let names = [Some(&wanted.name), wanted.renamed_from.as_ref()];
        let owned = names.into_iter().flatten().find_map(|name| known.named.get(name));
        Ok(owned.and_then(|id| by_id.get(id).copied()))
    };
    wanted.iter().zip(&before).map(find).collect()
}

/// The trunk under the name it had before.
fn spec_before(wanted: &WantedTrunk) -> Option<TrunkSpec> {
    let name = wanted.renamed_from.clone()?;
    let mut spec = wanted.spec.clone();
    spec.name = name;
    Some(spec)
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
