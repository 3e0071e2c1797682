//! Every failure on every verb, lists included: the right kind, and an effect that is true.

use trunkline::{Effect, Error, ErrorKind, provider::Provider};

use super::scenario;
use crate::{
    case::Case,
    check::{Failure, Outcome, check, same},
    fault::{LATER, Trouble},
    harness::Manner,
    scenario::{
        Need::{self, Client, Meets, Numbers, RequestCount},
        Scenario,
    },
    stage::Stage,
    verb::Verb,
    world::{once_each, world},
};

const TWO_NUMBERS: Need = Numbers(2);

pub(super) const SCENARIOS: &[Scenario] = &[
    scenario!(
        nothing_there,
        [TWO_NUMBERS],
        "every verb on a trunk that is not there is NotFound",
        "a verb that was added later; an answer that is empty, or a success, because there is no trunk"
    ),
    scenario!(
        wrong_credentials,
        [TWO_NUMBERS, Client(Manner::WrongCredentials)],
        "with wrong credentials every verb is Unauthenticated, and nothing changed",
        "an account that looks empty because its answers are refused; Exotel's 401 in two shapes"
    ),
    scenario!(
        not_permitted,
        [TWO_NUMBERS, Client(Manner::NotPermitted)],
        "where the account may not do it every verb is PermissionDenied, and nothing changed",
        "a 403 taken for wrong credentials, or for a trunk that is not there"
    ),
    scenario!(
        unreachable,
        [TWO_NUMBERS, Client(Manner::Unreachable)],
        "where no connection is made every verb is Unreachable, and nothing changed",
        "a create in doubt that was never sent"
    ),
    scenario!(
        untrusted_certificate,
        [TWO_NUMBERS, Client(Manner::UntrustedCertificate)],
        "where nobody trusted vouches for the host's certificate every verb is Certificate, and nothing changed",
        "a proxy that breaks TLS open and reads the credentials; an outage reported where someone is in between"
    ),
    scenario!(
        too_many_requests,
        [TWO_NUMBERS, Meets(Trouble::TooManyRequests)],
        "a carrier that refuses with 429 for good is RateLimited on every verb, and nothing changed",
        "a wait that never ends; a 429 reported as a fault of the caller"
    ),
    scenario!(
        come_again_later,
        [TWO_NUMBERS, Meets(Trouble::ComeAgainLater), RequestCount],
        "a 429 with a hint beyond the call's deadline is RateLimited at once, with the hint, after one request",
        "a client that waits an hour, or asks again before the carrier said"
    ),
    scenario!(
        internal_errors,
        [TWO_NUMBERS, Meets(Trouble::InternalError)],
        "a carrier that answers 500 for good is Unavailable on every verb, and what is said of the effect is true",
        "a create sent again because the carrier said it failed"
    ),
    scenario!(
        bad_gateways,
        [TWO_NUMBERS, Meets(Trouble::BadGateway)],
        "a carrier that answers 502 for good is Unavailable on every verb, and what is said of the effect is true",
        "a gateway's failure taken for the carrier's word"
    ),
    scenario!(
        unavailable,
        [TWO_NUMBERS, Meets(Trouble::Unavailable)],
        "a carrier that answers 503 for good is Unavailable on every verb, and what is said of the effect is true",
        "a retry that never ends; an outage shown as an empty list"
    ),
    scenario!(
        pages_of_html,
        [TWO_NUMBERS, Meets(Trouble::GatewayPage)],
        "behind a gateway's page every verb says that the carrier failed, and what is said of the effect is true",
        "HTML parsed as JSON, and the effect None after the carrier did it"
    ),
    scenario!(
        login_pages,
        [TWO_NUMBERS, Meets(Trouble::LoginPage)],
        "behind a proxy's login page with status 200 every verb is MalformedResponse, and what is said of the effect \
         is true",
        "a 200 taken for success, and a page of HTML for an empty list"
    ),
    scenario!(
        lost_answers,
        [TWO_NUMBERS, Meets(Trouble::AnswerLost)],
        "when no answer arrives every verb is Interrupted, and what is said of the effect is true",
        "a removal that was done and is said to have changed nothing"
    ),
    scenario!(
        cut_answers,
        [TWO_NUMBERS, Meets(Trouble::AnswerCut)],
        "when answers break off every verb is MalformedResponse or Interrupted, and the effect said is true",
        "half a list taken for the whole"
    ),
    scenario!(
        slow_answers,
        [TWO_NUMBERS, Meets(Trouble::AnswerSlow), Client(Manner::Impatient)],
        "when answers trickle every verb is a Timeout within the client's patience, and the effect said is true",
        "a body that comes a byte at a time and keeps a call alive for ever"
    ),
];

/// How sure a call can be that nothing changed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Doubt {
    /// The carrier did nothing, and said so or was not reached.
    None,
    /// It may have been done.
    Perhaps,
}

/// Goes through every verb, with trouble or a client that has it: the error of each, and the requests it took.
async fn every_verb(
    case: &Case,
    client: &dyn Provider,
    trouble: Option<Trouble>,
    (kinds, doubt): (&[ErrorKind], Doubt),
) -> Outcome<Vec<(Error, u64)>> {
    let stage = Stage::set(case).await?;
    let mut before = world(case, &stage).await?;
    let mut errors = Vec::new();
    for verb in Verb::offered(case.provider().capabilities()) {
        let sent = case.sent();
        if let Some(trouble) = trouble {
            case.faults()?.always(trouble);
        }
        let outcome = verb.call(client, &stage).await?;
        if trouble.is_some() {
            case.faults()?.heal();
        }
        let requests = case.sent_since(sent);
        let Err(error) = outcome else {
            return Err(Failure::new(format!("{verb:?} succeeded")));
        };
        check!(kinds.contains(&error.kind()), "{verb:?}: {:?} is none of {kinds:?}: {error}", error.kind());
        same!(error.identity(), Some(client.identity()), "{verb:?}: whose call it was ({error})");
        check!(error.operation().is_some(), "{verb:?}: the error does not name the operation: {error}");
        if verb.reads() || doubt == Doubt::None {
            same!(error.effect(), Effect::None, "{verb:?}: the effect ({error})");
        }
        if !verb.reads() && doubt == Doubt::Perhaps {
            let now = world(case, &stage).await?;
            once_each(&now).map_err(|failure| Failure::new(format!("{verb:?}: {failure}")))?;
            if error.effect() == Effect::None {
                same!(now, before, "{verb:?}: what there is, now and before ({error})");
            }
            before = now;
        }
        errors.push((error, requests));
    }
    if doubt == Doubt::None {
        same!(world(case, &stage).await?, before, "what there is, now and before any of it");
    }
    Ok(errors)
}

/// With a client of the account that meets nothing but refusals.
async fn refused(case: &Case, manner: Manner, kind: ErrorKind) -> Outcome {
    let client = case.client(manner)?;
    every_verb(case, &client, None, (&[kind], Doubt::None)).await.map(drop)
}

/// With trouble that leaves in doubt what was done.
async fn in_doubt(case: &Case, trouble: Trouble, kinds: &[ErrorKind]) -> Outcome {
    every_verb(case, case.provider(), Some(trouble), (kinds, Doubt::Perhaps)).await.map(drop)
}

async fn nothing_there(case: &Case) -> Outcome {
    let stage = Stage::missing(case)?;
    for verb in Verb::offered(case.provider().capabilities()).filter(|verb| verb.is_of_a_trunk()) {
        let outcome = verb.call(case.provider(), &stage).await?;
        case.refused(outcome, &[ErrorKind::NotFound], &format!("{verb:?}"))?;
    }
    Ok(())
}

async fn wrong_credentials(case: &Case) -> Outcome {
    refused(case, Manner::WrongCredentials, ErrorKind::Unauthenticated).await
}

async fn not_permitted(case: &Case) -> Outcome {
    refused(case, Manner::NotPermitted, ErrorKind::PermissionDenied).await
}

async fn unreachable(case: &Case) -> Outcome {
    refused(case, Manner::Unreachable, ErrorKind::Unreachable).await
}

async fn untrusted_certificate(case: &Case) -> Outcome {
    refused(case, Manner::UntrustedCertificate, ErrorKind::Certificate).await
}

/// With trouble that says that nothing was done.
async fn turned_away(case: &Case, trouble: Trouble) -> Outcome<Vec<(Error, u64)>> {
    every_verb(case, case.provider(), Some(trouble), (&[ErrorKind::RateLimited], Doubt::None)).await
}

async fn too_many_requests(case: &Case) -> Outcome {
    turned_away(case, Trouble::TooManyRequests).await.map(drop)
}

async fn come_again_later(case: &Case) -> Outcome {
    for (error, requests) in turned_away(case, Trouble::ComeAgainLater).await? {
        same!(error.retry_after(), Some(LATER), "the hint of the carrier ({error})");
        same!(requests, 1, "requests sent, of which the first was told when to come again ({error})");
    }
    Ok(())
}

async fn internal_errors(case: &Case) -> Outcome {
    in_doubt(case, Trouble::InternalError, &[ErrorKind::Unavailable]).await
}

async fn bad_gateways(case: &Case) -> Outcome {
    in_doubt(case, Trouble::BadGateway, &[ErrorKind::Unavailable]).await
}

async fn unavailable(case: &Case) -> Outcome {
    in_doubt(case, Trouble::Unavailable, &[ErrorKind::Unavailable]).await
}

async fn pages_of_html(case: &Case) -> Outcome {
    in_doubt(case, Trouble::GatewayPage, &[ErrorKind::Unavailable, ErrorKind::MalformedResponse]).await
}

async fn login_pages(case: &Case) -> Outcome {
    in_doubt(case, Trouble::LoginPage, &[ErrorKind::MalformedResponse]).await
}

async fn lost_answers(case: &Case) -> Outcome {
    in_doubt(case, Trouble::AnswerLost, &[ErrorKind::Interrupted]).await
}

async fn cut_answers(case: &Case) -> Outcome {
    in_doubt(case, Trouble::AnswerCut, &[ErrorKind::MalformedResponse, ErrorKind::Interrupted]).await
}

async fn slow_answers(case: &Case) -> Outcome {
    let client = case.client(Manner::Impatient)?;
    let expected = (&[ErrorKind::Timeout][..], Doubt::Perhaps);
    every_verb(case, &client, Some(Trouble::AnswerSlow), expected).await.map(drop)
}
