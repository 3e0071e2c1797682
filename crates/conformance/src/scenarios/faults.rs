//! Carriers fail: what is said of it is true, and running again converges.

use std::pin::pin;

use futures::future::{Either, select};
use trunkline::{
    Effect, Error, ErrorKind,
    ext::{ProviderExt as _, TrunkExt as _},
    model::{TerminationAuth, TrunkDescription, TrunkId, TrunkSpec},
};

use super::scenario;
use crate::{
    case::Case,
    check::{Failure, Outcome, check, same},
    fault::Trouble,
    scenario::{
        Capability::{Credentials, Originations},
        Need::{Can, FaultControl, Meets, Numbers, Observer, RequestCount},
        Scenario,
    },
    stage::described,
};

/// More requests than any one call takes.
const MOST: u64 = 60;

pub(super) const SCENARIOS: &[Scenario] = &[
    scenario!(
        trunk_of_a_lost_answer,
        [Meets(Trouble::AnswerLost), RequestCount],
        "whichever answer of a create is lost, the error says so truly and running again leaves exactly one trunk",
        "a create that is sent twice; a trunk nobody knows of"
    ),
    scenario!(
        address_of_a_lost_answer,
        [Meets(Trouble::AnswerLost), RequestCount],
        "whichever answer is lost on the way, running again leaves the address exactly once",
        "Twilio's list that was made and not associated"
    ),
    scenario!(
        number_of_a_lost_answer,
        [Meets(Trouble::AnswerLost), RequestCount, Numbers(1)],
        "whichever answer is lost on the way, running again leaves the number bound exactly once",
        "a number that is reported as bound elsewhere, which is here"
    ),
    scenario!(
        target_of_a_lost_answer,
        [Meets(Trouble::AnswerLost), RequestCount, Can(Originations)],
        "whichever answer is lost on the way, running again leaves the target exactly once, with its priority",
        "carriers without a key for targets, which add it a second time"
    ),
    scenario!(
        credential_of_a_lost_answer,
        [Meets(Trouble::AnswerLost), RequestCount, Can(Credentials)],
        "whichever answer is lost on the way, running again leaves the credential exactly once",
        "Twilio's list that was made and not associated"
    ),
    scenario!(
        answers_cut_in_half,
        [Meets(Trouble::AnswerCut), RequestCount, Can(Originations)],
        "a create whose answer arrives in half is not taken for refused, and running again leaves one object",
        "a parse error reported as if nothing had happened"
    ),
    scenario!(
        cut_after_any_request,
        [FaultControl, RequestCount, Numbers(1)],
        "a description cut after any of its requests converges when it is run again",
        "steps that cannot find what the step before them left"
    ),
    scenario!(
        dropped_after_any_request,
        [Meets(Trouble::AnswerHeld), Observer, Numbers(1)],
        "a description whose call is dropped at any of its requests converges when it is run again, and whoever \
         watches was told of the abandoned attempt",
        "a caller's own timeout, which leaves nothing behind that says what was sent"
    ),
    scenario!(
        a_page_of_html,
        [Meets(Trouble::GatewayPage), RequestCount],
        "a gateway's page instead of JSON is a failure of the carrier, a create behind it is in doubt, and whichever \
         request meets it, running again leaves one object",
        "HTML parsed as JSON; the effect None after the carrier did it; a create sent again behind a gateway"
    ),
    scenario!(
        a_login_page,
        [Meets(Trouble::LoginPage), RequestCount],
        "a proxy's login page with status 200 is not taken for the carrier's word: a create behind it is in doubt, and \
         whichever request meets it, running again leaves one object",
        "a 200 taken for success, whatever is in it"
    ),
];

/// One thing to write on a trunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Noun {
    Address,
    Number,
    Target,
    Credential,
}

impl Noun {
    fn auth(self) -> TerminationAuth {
        if self == Self::Credential { TerminationAuth::Digest } else { TerminationAuth::IpAcl }
    }

    /// The trunk with this one thing.
    fn described(self, case: &Case, spec: TrunkSpec) -> Outcome<TrunkDescription> {
        let description = TrunkDescription::new(spec);
        Ok(match self {
            Self::Address => description.with_acl([case.address(0)]),
            Self::Number => description.with_numbers([case.number()?]),
            Self::Target => description.with_origination([case.target(0).with_priority(7)]),
            Self::Credential => description.with_credentials([case.credential(0)]),
        })
    }

    /// Adds it by one call.
    async fn add(
        self,
        case: &Case,
        id: &TrunkId,
        wanted: &TrunkDescription,
    ) -> Outcome<trunkline::Result<()>> {
        Ok(match self {
            Self::Address => case.acls().add_acl_entry(id, &wanted.acl[0]).await.map(drop),
            Self::Number => case.numbers().bind_number(id, &wanted.numbers[0]).await.map(drop),
            Self::Target => {
                case.originations()?.add_origination_uri(id, &wanted.origination[0]).await.map(drop)
            }
            Self::Credential => {
                case.credentials()?.add_credential(id, &wanted.credentials[0]).await.map(drop)
            }
        })
    }

    /// How many of it the trunk has.
    async fn count(self, case: &Case, id: &TrunkId) -> Outcome<usize> {
        Ok(match self {
            Self::Address => case.acl(id).await?.len(),
            Self::Number => case.bound(id).await?.len(),
            Self::Target => case.targets(id).await?.len(),
            Self::Credential => case.credential_list(id).await?.len(),
        })
    }
}

/// What a call said of its effect, and how many objects there are after it.
fn truthful(outcome: &trunkline::Result<()>, there: usize) -> Outcome {
    let (said, possible) = match outcome {
        Ok(()) => ("success".to_owned(), there == 1),
        Err(error) => {
            let possible = match error.effect() {
                Effect::None => there == 0,
                Effect::Applied => there == 1,
                Effect::Partial | Effect::Unknown => there <= 1,
            };
            (error.to_string(), possible)
        }
    };
    check!(possible, "there are {there} of it after: {said}");
    Ok(())
}

/// The call with trouble at its `n`th request: what it ended in, and whether it took so many.
async fn in_trouble<T>(
    case: &Case,
    n: u64,
    trouble: Trouble,
    call: impl Future<Output = T>,
) -> Outcome<(T, bool)> {
    let before = case.sent();
    case.faults()?.nth(n, trouble);
    let outcome = call.await;
    case.faults()?.heal();
    Ok((outcome, case.sent_since(before) >= n))
}

fn endless() -> Failure {
    Failure::new(format!("the call takes more than {MOST} requests"))
}

/// Whichever request of the call is in trouble, there is one object once it has been made true.
async fn leaves_one(case: &Case, noun: Noun, trouble: Trouble) -> Outcome {
    for n in 1..=MOST {
        let wanted = noun.described(case, case.spec(noun.auth()))?;
        let id = case.trunks().create_trunk(&wanted.trunk).await?.value.id;
        let (outcome, reached) = in_trouble(case, n, trouble, noun.add(case, &id, &wanted)).await?;
        truthful(&outcome?, noun.count(case, &id).await?)?;

        let _ = case.provider().ensure(&wanted).await?;
        same!(noun.count(case, &id).await?, 1, "{noun:?} after trouble at request {n} and another run");
        let again = case.provider().ensure(&wanted).await?;
        check!(!again.changed(), "after trouble at request {n} a third run changed something: {again:?}");
        let _ = case.trunks().delete_trunk(&id).await?;
        if !reached {
            return Ok(());
        }
    }
    Err(endless())
}

async fn leaves_one_trunk(case: &Case, trouble: Trouble) -> Outcome {
    for n in 1..=MOST {
        let spec = case.spec(TerminationAuth::IpAcl);
        let create = case.trunks().create_trunk(&spec);
        let (outcome, reached) = in_trouble(case, n, trouble, create).await?;
        truthful(&outcome.map(drop), case.named(&spec.name).await?.len())?;
        let ensured = case.trunks().ensure_trunk(&spec).await?;
        same!(case.named(&spec.name).await?.len(), 1, "trunks after trouble at request {n} and another run");
        let _ = case.trunks().delete_trunk(&ensured.value.id).await?;
        if !reached {
            return Ok(());
        }
    }
    Err(endless())
}

async fn leaves_one_of_each(case: &Case, trouble: Trouble) -> Outcome {
    leaves_one_trunk(case, trouble).await?;
    leaves_one(case, Noun::Address, trouble).await?;
    if case.provider().originations().is_some() {
        leaves_one(case, Noun::Target, trouble).await?;
    }
    if case.provider().credentials().is_some() {
        leaves_one(case, Noun::Credential, trouble).await?;
    }
    Ok(())
}

async fn trunk_of_a_lost_answer(case: &Case) -> Outcome {
    leaves_one_trunk(case, Trouble::AnswerLost).await
}

async fn address_of_a_lost_answer(case: &Case) -> Outcome {
    leaves_one(case, Noun::Address, Trouble::AnswerLost).await
}

async fn number_of_a_lost_answer(case: &Case) -> Outcome {
    leaves_one(case, Noun::Number, Trouble::AnswerLost).await
}

async fn target_of_a_lost_answer(case: &Case) -> Outcome {
    leaves_one(case, Noun::Target, Trouble::AnswerLost).await
}

async fn credential_of_a_lost_answer(case: &Case) -> Outcome {
    leaves_one(case, Noun::Credential, Trouble::AnswerLost).await
}

async fn answers_cut_in_half(case: &Case) -> Outcome {
    leaves_one_trunk(case, Trouble::AnswerCut).await?;
    leaves_one(case, Noun::Address, Trouble::AnswerCut).await?;
    leaves_one(case, Noun::Target, Trouble::AnswerCut).await
}

/// Run again, the description is true once; run a third time, it changes nothing. Its trunk is deleted.
async fn converges(case: &Case, wanted: &TrunkDescription, after: &str) -> Outcome {
    let id = case.provider().ensure(wanted).await?.trunk.value.id;
    same!(case.named(&wanted.trunk.name).await?.len(), 1, "trunks after {after}");
    same!(case.acl(&id).await?.len(), wanted.acl.len(), "addresses after {after}");
    same!(case.bound(&id).await?.len(), wanted.numbers.len(), "numbers after {after}");
    if !wanted.origination.is_empty() {
        same!(case.targets(&id).await?.len(), 1, "targets after {after}");
    }
    if !wanted.credentials.is_empty() {
        same!(case.credential_list(&id).await?.len(), 1, "credentials after {after}");
    }
    let again = case.provider().ensure(wanted).await?;
    check!(!again.changed(), "after {after} the third run changed something: {again:?}");
    let _ = case.trunks().delete_trunk(&id).await?;
    Ok(())
}

async fn cut_after_any_request(case: &Case) -> Outcome {
    for n in 1..=MOST {
        let wanted = described(case, 2)?;
        let before = case.sent();
        case.faults()?.cut_after(n);
        let cut = case.provider().ensure(&wanted).await;
        case.faults()?.heal();
        let complete = case.sent_since(before) < n;
        check!(cut.is_ok() == complete, "cut after request {n}, and what it says is {cut:?}");
        converges(case, &wanted, &format!("a cut at request {n}")).await?;
        if complete {
            return Ok(());
        }
    }
    Err(endless())
}

async fn dropped_after_any_request(case: &Case) -> Outcome {
    for n in 1..=MOST {
        let wanted = described(case, 1)?;
        let before = case.abandoned();
        case.faults()?.nth(n, Trouble::AnswerHeld);
        let complete = {
            let call = pin!(case.provider().ensure(&wanted));
            match select(call, case.faults()?.held_back()).await {
                Either::Left((ended, _)) => ended.map(|_| true)?,
                Either::Right(_) => false,
            }
        };
        case.faults()?.heal();
        let reported = case.abandoned() - before;
        same!(reported, usize::from(!complete), "abandoned attempts reported after a drop at request {n}");
        converges(case, &wanted, &format!("a drop at request {n}")).await?;
        if complete {
            return Ok(());
        }
    }
    Err(endless())
}

async fn a_page_of_html(case: &Case) -> Outcome {
    let kinds = &[ErrorKind::Unavailable, ErrorKind::MalformedResponse];
    let spec = case.spec(TerminationAuth::IpAcl);
    case.faults()?.always(Trouble::GatewayPage);
    let created = case.trunks().create_trunk(&spec).await.map(drop);
    case.faults()?.heal();
    let kind = created.as_ref().err().map(Error::kind);
    check!(kind.is_some_and(|kind| kinds.contains(&kind)), "creating a trunk: {created:?}");
    truthful(&created, case.named(&spec.name).await?.len())?;
    let _ = case.trunks().ensure_trunk(&spec).await?;
    same!(case.named(&spec.name).await?.len(), 1, "trunks after another run");

    leaves_one_of_each(case, Trouble::GatewayPage).await
}

async fn a_login_page(case: &Case) -> Outcome {
    leaves_one_of_each(case, Trouble::LoginPage).await
}
