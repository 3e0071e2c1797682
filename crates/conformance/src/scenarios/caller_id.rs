//! The number shown to the called party.

use trunkline::{
    ErrorKind,
    model::{Replaced, TerminationAuth},
};

use super::scenario;
use crate::{
    case::Case,
    check::{Outcome, check, same},
    scenario::{
        Capability::CallerIds,
        Need::{Can, Numbers},
        Scenario,
    },
};

pub(super) const SCENARIOS: &[Scenario] = &[
    scenario!(
        set_get_clear,
        [Can(CallerIds), Numbers(2)],
        "a caller id is shown until it is cleared; each change says what was there before",
        "Exotel's settings, a list whose one entry is overwritten"
    ),
    scenario!(
        the_same_again_changes_nothing,
        [Can(CallerIds), Numbers(1)],
        "the number that is set already, and clearing what is clear, say that nothing changed",
        "a carrier that answers a delete of nothing with an error, or with success"
    ),
    scenario!(
        not_found_on_every_verb,
        [Can(CallerIds), Numbers(1)],
        "every verb on a trunk that is not there is NotFound",
        "a setting that is empty because there is no trunk"
    ),
];

async fn set_get_clear(case: &Case) -> Outcome {
    let (part, id) = (case.caller_ids()?, case.trunk(TerminationAuth::IpAcl).await?);
    let (first, second) = (&case.free_numbers()[0], &case.free_numbers()[1]);
    same!(part.get_caller_id(&id).await?, None, "the caller id of a new trunk");

    let set = part.set_caller_id(&id, first).await?;
    check!(set.changed, "setting a caller id says that nothing changed");
    same!(set.replaced, None, "what the first caller id replaced");
    let shown = part.get_caller_id(&id).await?.map(|caller_id| caller_id.number.to_string());
    same!(shown.as_deref(), Some(first.as_str()), "the caller id shown");

    let replaced = part.set_caller_id(&id, second).await?.replaced;
    check!(
        matches!(&replaced, Some(Replaced::CallerId(old)) if old.number == *first),
        "the caller id before is not reported: {replaced:?}"
    );
    let cleared = part.clear_caller_id(&id).await?;
    check!(
        matches!(&cleared.replaced, Some(Replaced::CallerId(old)) if old.number == *second),
        "the caller id cleared is not reported: {:?}",
        cleared.replaced
    );
    same!(part.get_caller_id(&id).await?, None, "the caller id after it was cleared");
    Ok(())
}

async fn the_same_again_changes_nothing(case: &Case) -> Outcome {
    let (part, id) = (case.caller_ids()?, case.trunk(TerminationAuth::IpAcl).await?);
    let number = case.number()?.number;
    check!(!part.clear_caller_id(&id).await?.changed, "clearing nothing says that something changed");
    let _ = part.set_caller_id(&id, &number).await?;
    check!(!part.set_caller_id(&id, &number).await?.changed, "the same number says that something changed");
    Ok(())
}

async fn not_found_on_every_verb(case: &Case) -> Outcome {
    let (part, trunk, gone) = (case.caller_ids()?, case.missing().trunk, &[ErrorKind::NotFound]);
    case.refused(part.get_caller_id(&trunk).await, gone, "reading")?;
    case.refused(part.set_caller_id(&trunk, &case.number()?.number).await, gone, "setting")?;
    case.refused(part.clear_caller_id(&trunk).await, gone, "clearing")?;
    Ok(())
}
