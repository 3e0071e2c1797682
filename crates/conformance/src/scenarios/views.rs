//! Views of a provider behave as what they wrap, as far as they let calls through.

use trunkline::{ErrorKind, ext::ProviderExt as _, model::TrunkDescription, provider::Provider};

use super::scenario;
use crate::{
    case::Case,
    check::{Outcome, check, same},
    scenario::{
        Need::{Numbers, RequestCount},
        Scenario,
    },
    stage::{Stage, described, shown},
    verb::Verb,
    view::View,
};

/// More calls than any scenario makes.
const PLENTY: u32 = 1000;

pub(super) const SCENARIOS: &[Scenario] = &[
    scenario!(
        a_view_that_reads,
        [Numbers(2), RequestCount],
        "through a view that only reads all is as it is, what is true already can be ensured, and a write sends nothing",
        "a preview that writes; a run that finds something to change each time"
    ),
    scenario!(
        a_view_with_a_limit,
        [Numbers(2), RequestCount],
        "through a view of one call at a time a description becomes true as it does without, and a call that is \
         refused by the limit sends nothing, lists included",
        "a list that is fetched when it is made; a call that waits for another to end"
    ),
];

/// The view says of itself and of the trunk what the provider says.
async fn shows_the_same(case: &Case, view: &View, wanted: &TrunkDescription) -> Outcome {
    let provider = case.provider();
    same!(view.identity(), provider.identity(), "the identity through the view");
    same!(view.capabilities(), provider.capabilities(), "the capabilities through the view");
    same!(view.audit(wanted), provider.audit(wanted), "the audit through the view");
    let found = view.trunks().find_trunk(&wanted.trunk).await?;
    same!(found, provider.trunks().find_trunk(&wanted.trunk).await?, "the trunk found through the view");
    if let Some(trunk) = found {
        same!(
            shown(view, &trunk.id).await?,
            shown(provider, &trunk.id).await?,
            "what is on the trunk, through the view"
        );
    }
    Ok(())
}

async fn a_view_that_reads(case: &Case) -> Outcome {
    let (view, wanted) = (View::reading(case.shared_provider()), described(case, 2)?);
    let before = case.sent();
    let stage = Stage::missing(case)?;
    for verb in Verb::offered(view.capabilities()).filter(|verb| !verb.reads()) {
        let outcome = verb.call(&view, &stage).await?;
        check!(
            outcome.as_ref().is_err_and(|error| error.kind() == ErrorKind::Unsupported),
            "{verb:?} through a view that only reads: {outcome:?}"
        );
    }
    case.nothing_sent(before, "writes through a view that only reads")?;

    let _ = case.provider().ensure(&wanted).await?;
    shows_the_same(case, &view, &wanted).await?;
    let again = view.ensure(&wanted).await?;
    check!(!again.changed(), "what is true already was changed through a view that only reads: {again:?}");
    Ok(())
}

async fn a_view_with_a_limit(case: &Case) -> Outcome {
    let (view, wanted) = (View::limited(case.shared_provider(), PLENTY), described(case, 2)?);
    check!(view.ensure(&wanted).await?.changed(), "a new description through the view changed nothing");
    shows_the_same(case, &view, &wanted).await?;
    let again = case.provider().ensure(&wanted).await?;
    check!(!again.changed(), "after the view something was left to change: {again:?}");

    let (used_up, stage) = (View::limited(case.shared_provider(), 0), Stage::missing(case)?);
    let before = case.sent();
    for verb in Verb::offered(view.capabilities()) {
        let outcome = verb.call(&used_up, &stage).await?;
        case.refused(outcome, &[ErrorKind::RateLimited], &format!("{verb:?} beyond the limit"))?;
    }
    case.nothing_sent(before, "calls beyond the limit")
}
