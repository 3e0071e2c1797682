//! The links between pages: followed while they make sense, and no further.

use std::collections::BTreeMap;

use futures::TryStreamExt as _;
use trunkline::{
    Effect, ErrorKind,
    model::{AuthModeChange, NumberSpec, TerminationAuth, TrunkId},
    provider::Provider,
};

use super::scenario;
use crate::{
    case::Case,
    check::{Failure, Outcome, check, same},
    fault::Trouble,
    harness::Manner,
    scenario::{
        Need::{Client, Meets, Numbers},
        Scenario,
    },
    stage::{Row, Rows, auth, is_by_either, lists},
};

/// More than a page of three.
const MANY: u8 = 4;

/// More objects than any scenario has made.
const ENDLESS: usize = 1000;

pub(super) const SCENARIOS: &[Scenario] = &[
    scenario!(
        one_object_a_page,
        [Numbers(4), Client(Manner::OnePerPage)],
        "in pages of one object every list has every object once, in the same order",
        "a page with fewer objects than usual taken for the last; a cursor that counts in pages of its own size"
    ),
    scenario!(
        an_empty_page_before_each,
        [Numbers(4), Meets(Trouble::EmptyPage)],
        "with an empty page before every page every list has every object once, in the same order",
        "Twilio, which sends a page without objects and a link to the next"
    ),
    scenario!(
        a_link_that_loops,
        [Numbers(4), Meets(Trouble::PageLoops)],
        "a link back to a page that was read is MalformedResponse in every list, and each list ends",
        "a list that goes round for ever"
    ),
    scenario!(
        a_link_elsewhere,
        [Numbers(4), Meets(Trouble::PageElsewhere)],
        "a link to another host is MalformedResponse in every list, and is not followed",
        "credentials sent to whoever a page names; half a list taken for the whole"
    ),
];

/// A trunk with several of every noun, and the trunk with the credentials: the same one, if it can be.
async fn stocked(case: &Case) -> Outcome<(TrunkId, TrunkId)> {
    let credentials = case.provider().credentials();
    let id = case.trunk(auth(case)).await?;
    let keyed = if is_by_either(case) { case.trunk(TerminationAuth::Digest).await? } else { id.clone() };
    for n in 0..MANY {
        let _ = case.acls().add_acl_entry(&id, &case.address(n)).await?;
        if let Some(part) = case.provider().originations() {
            let _ = part.add_origination_uri(&id, &case.target(n)).await?;
        }
    }
    // After the addresses: an address beside credentials needs leave.
    for n in 0..MANY {
        if let Some(part) = credentials {
            let spec = case.credential(n).with_auth_mode(AuthModeChange::Allow);
            let _ = part.add_credential(&keyed, &spec).await?;
        }
    }
    for number in case.free_numbers().into_iter().take(MANY.into()) {
        let _ = case.numbers().bind_number(&id, &NumberSpec::new(number)).await?;
    }
    for _ in 1..MANY {
        let _ = case.trunk(auth(case)).await?;
    }
    Ok((id, keyed))
}

/// A list up to its end, or to where it cannot be true any more.
async fn read(mut rows: Rows) -> Outcome<trunkline::Result<Vec<Row>>> {
    let mut read = Vec::new();
    loop {
        match rows.try_next().await {
            Ok(Some(row)) => read.push(row),
            Ok(None) => return Ok(Ok(read)),
            Err(error) => return Ok(Err(error)),
        }
        check!(read.len() < ENDLESS, "the list goes on for ever, of late with {:?}", read.last());
    }
}

async fn read_all(
    provider: &dyn Provider,
    (trunk, keyed): &(TrunkId, TrunkId),
) -> Outcome<BTreeMap<&'static str, Vec<Row>>> {
    let mut all = BTreeMap::new();
    for (noun, rows) in lists(provider, trunk, keyed) {
        all.insert(noun, read(rows).await??);
    }
    Ok(all)
}

async fn one_object_a_page(case: &Case) -> Outcome {
    let ids = stocked(case).await?;
    let client = case.client(Manner::OnePerPage)?;
    let (one_by_one, usual) = (read_all(&client, &ids).await?, read_all(case.provider(), &ids).await?);
    same!(one_by_one, usual, "what is listed in pages of one, and otherwise");
    same!(one_by_one["addresses"].len(), usize::from(MANY), "addresses listed");
    Ok(())
}

async fn an_empty_page_before_each(case: &Case) -> Outcome {
    let ids = stocked(case).await?;
    let usual = read_all(case.provider(), &ids).await?;
    case.faults()?.always(Trouble::EmptyPage);
    same!(read_all(case.provider(), &ids).await?, usual, "what is listed with empty pages, and without");
    same!(usual["addresses"].len(), usize::from(MANY), "addresses listed");
    Ok(())
}

/// No list ends well.
async fn malformed(case: &Case, trouble: Trouble) -> Outcome {
    let (id, keyed) = stocked(case).await?;
    case.faults()?.always(trouble);
    for (noun, rows) in lists(case.provider(), &id, &keyed) {
        let Err(error) = read(rows).await? else {
            return Err(Failure::new(format!(
                "the list of {noun} ended as if nothing were wrong with its links"
            )));
        };
        same!(error.kind(), ErrorKind::MalformedResponse, "how the list of {noun} failed ({error})");
        same!(error.effect(), Effect::None, "what reading the list of {noun} changed ({error})");
    }
    Ok(())
}

async fn a_link_that_loops(case: &Case) -> Outcome {
    malformed(case, Trouble::PageLoops).await
}

async fn a_link_elsewhere(case: &Case) -> Outcome {
    malformed(case, Trouble::PageElsewhere).await
}
