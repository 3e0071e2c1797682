//! A verb may take several requests: whichever of them trouble begins at, what is said of it is true.

use trunkline::{Effect, Error, ErrorKind};

use super::scenario;
use crate::{
    case::Case,
    check::{Failure, Outcome, check, same},
    fault::Trouble,
    scenario::{
        Need::{Meets, Numbers, RequestCount},
        Scenario,
    },
    stage::Stage,
    verb::Verb,
    world::{World, once_each, struck, world},
};

/// More requests than any verb takes.
const MOST: u64 = 60;

pub(super) const SCENARIOS: &[Scenario] = &[
    scenario!(
        an_answer_lost,
        [Numbers(2), Meets(Trouble::AnswerLost), RequestCount],
        "whichever answer of a verb that writes is lost, it succeeds or is Interrupted, and the effect said is true",
        "a verb that reads before it writes, and is honest about its first request only"
    ),
    scenario!(
        too_many_requests_from_then_on,
        [Numbers(2), Meets(Trouble::TooManyRequests), RequestCount],
        "whichever later request of a verb is the first that meets a 429, it is RateLimited, and says for sure what was \
         done before",
        "a read before or after the write whose refusal is taken for the write's"
    ),
    scenario!(
        unavailable_from_then_on,
        [Numbers(2), Meets(Trouble::Unavailable), RequestCount],
        "whichever later request of a verb is the first that meets a 503, it is Unavailable, and the effect said is true",
        "a create that is denied because the look after it failed; an outage in the middle taken for an empty list"
    ),
    scenario!(
        a_login_page_from_then_on,
        [Numbers(2), Meets(Trouble::LoginPage), RequestCount],
        "whichever later request of a verb is the first that a login page answers, it is MalformedResponse, and the effect \
         said is true",
        "a page of HTML that is no error where its words are not needed"
    ),
];

/// A stage, and what there is of it.
struct Scene {
    stage: Stage,
    before: World,
}

impl Scene {
    async fn set(case: &Case) -> Outcome<Self> {
        let stage = Stage::set(case).await?;
        let before = world(case, &stage).await?;
        Ok(Self { stage, before })
    }

    /// What the verb ended in once faults were set, and the requests it took. Nothing goes wrong any more.
    async fn play(&self, case: &Case, verb: Verb) -> Outcome<(trunkline::Result<()>, u64)> {
        let sent = case.sent();
        let outcome = verb.call(case.provider(), &self.stage).await?;
        case.faults()?.heal();
        Ok((outcome, case.sent_since(sent)))
    }

    /// What the error says of its effect is true; whether anything changed.
    async fn judge(&self, case: &Case, error: &Error, what: &str) -> Outcome<bool> {
        let now = world(case, &self.stage).await?;
        once_each(&now).map_err(|failure| Failure::new(format!("{what}: {failure}")))?;
        if error.effect() == Effect::None {
            same!(now, self.before, "{what}: what there is, now and before ({error})");
        }
        if error.effect() == Effect::Partial {
            check!(!error.done().is_empty(), "{what}: some of it was done, and it is not said what: {error}");
        }
        Ok(now != self.before)
    }
}

async fn an_answer_lost(case: &Case) -> Outcome {
    for verb in Verb::offered(case.provider().capabilities()).filter(|verb| !verb.reads()) {
        for n in 1.. {
            check!(n <= MOST, "{verb:?} takes more than {MOST} requests");
            let what = format!("{verb:?} without answer {n}");
            let scene = Scene::set(case).await?;
            case.faults()?.nth(n, Trouble::AnswerLost);
            let (outcome, requests) = scene.play(case, verb).await?;
            if let Err(error) = outcome {
                check!(requests >= n, "{verb:?} failed with nothing in its way: {error}");
                same!(error.kind(), ErrorKind::Interrupted, "{what} ({error})");
                scene.judge(case, &error, &what).await?;
            }
            struck(case, &scene.stage).await?;
            if requests < n {
                break;
            }
        }
    }
    Ok(())
}

/// How many requests each verb takes with nothing in its way.
async fn counted(case: &Case) -> Outcome<Vec<(Verb, u64)>> {
    let stage = Stage::set(case).await?;
    let mut counted = Vec::new();
    for verb in Verb::offered(case.provider().capabilities()) {
        let sent = case.sent();
        verb.call(case.provider(), &stage).await??;
        counted.push((verb, case.sent_since(sent)));
    }
    struck(case, &stage).await?;
    Ok(counted)
}

/// With trouble that lasts, from each request of each verb on but the first: from there on, `errors` has it.
async fn from_then_on(case: &Case, trouble: Trouble, kind: ErrorKind) -> Outcome {
    let counted = counted(case).await?;
    let mut scene = Scene::set(case).await?;
    for (verb, n) in counted.into_iter().flat_map(|(verb, all)| (2..=all).map(move |n| (verb, n))) {
        check!(n <= MOST, "{verb:?} takes more than {MOST} requests");
        let what = format!("{verb:?} with trouble from request {n} on");
        case.faults()?.since_nth(n, trouble);
        let (outcome, requests) = scene.play(case, verb).await?;
        let changed = match outcome {
            Ok(()) => {
                check!(requests < n || !verb.reads(), "{what} succeeded");
                !verb.reads()
            }
            Err(error) => {
                check!(requests >= n, "{verb:?} failed with nothing in its way: {error}");
                same!(error.kind(), kind, "{what} ({error})");
                if verb.reads() {
                    same!(error.effect(), Effect::None, "{what}: the effect of a read ({error})");
                }
                let sure = trouble != Trouble::TooManyRequests || error.effect() != Effect::Unknown;
                check!(sure, "{what}: what was answered before, and refused then, is known: {error}");
                !verb.reads() && scene.judge(case, &error, &what).await?
            }
        };
        if changed {
            struck(case, &scene.stage).await?;
            scene = Scene::set(case).await?;
        }
    }
    Ok(())
}

async fn too_many_requests_from_then_on(case: &Case) -> Outcome {
    from_then_on(case, Trouble::TooManyRequests, ErrorKind::RateLimited).await
}

async fn unavailable_from_then_on(case: &Case) -> Outcome {
    from_then_on(case, Trouble::Unavailable, ErrorKind::Unavailable).await
}

async fn a_login_page_from_then_on(case: &Case) -> Outcome {
    from_then_on(case, Trouble::LoginPage, ErrorKind::MalformedResponse).await
}
