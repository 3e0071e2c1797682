//! A whole description made true.

use trunkline::{
    Effect, ErrorKind,
    audit::Severity,
    ext::{Ensured, ProviderExt as _},
    model::{
        Action, EffectiveAuth, ObjectId, Step, TerminationAuth, TrunkDescription, TrunkSpec, WarningCode,
    },
};

use super::scenario;
use crate::{
    case::Case,
    check::{Failure, Outcome, check, same},
    scenario::{
        Capability::{Credentials, IpAclAndDigest, Originations},
        Need::{Can, Numbers, RequestCount},
        Scenario,
    },
};

pub(super) const SCENARIOS: &[Scenario] = &[
    scenario!(
        acl_trunk_twice_converges,
        [Numbers(2)],
        "a description of addresses, targets, numbers and caller id becomes true; the second run changes nothing",
        "whatever a carrier writes in another way than it was told"
    ),
    scenario!(
        digest_trunk_twice_converges,
        [Can(Credentials), Numbers(1)],
        "a description with credentials becomes true; the second run changes nothing and says what it cannot verify",
        "passwords, which no carrier gives back"
    ),
    scenario!(
        both_is_asked_for_by_the_description,
        [Can(Credentials), Can(IpAclAndDigest)],
        "a description that says both gets both, without a further word, and twice is the same",
        "the guard against a change of authentication, in the way of those who mean it"
    ),
    scenario!(
        what_differs_is_adjusted,
        [Can(Originations)],
        "a changed description changes what differs and adds what is missing, and removes nothing",
        "a run that starts over, or takes what is there for done"
    ),
    scenario!(
        refused_before_anything_is_sent,
        [Can(Originations), RequestCount],
        "a description that cannot be stored is refused whole, and nothing is sent",
        "a trunk half made because the last target was wrong"
    ),
    scenario!(
        contradiction_is_refused,
        [Can(Credentials), RequestCount],
        "a description whose parts contradict its way of authentication is refused whole, and nothing is sent",
        "credentials on a trunk that is to authenticate by address"
    ),
    scenario!(
        cut_short_by_a_conflict,
        [Numbers(1)],
        "when a part fails the error is partial and names what was done before; without the obstacle it converges",
        "a failure that hides the trunk it left behind"
    ),
];

/// A description of an ACL trunk with everything that this carrier has.
fn full(case: &Case, spec: TrunkSpec) -> TrunkDescription {
    let numbers: Vec<_> =
        case.free_numbers().into_iter().take(2).map(trunkline::model::NumberSpec::new).collect();
    let mut description = TrunkDescription::new(spec).with_acl([case.address(0), case.address(1)]);
    if case.provider().originations().is_some() {
        description =
            description.with_origination([case.target(0), case.target(1).with_priority(10).with_weight(5)]);
    }
    if let (Some(_), Some(number)) = (case.provider().caller_ids(), numbers.first()) {
        description = description.with_caller_id(number.number.clone());
    }
    description.with_numbers(numbers)
}

async fn twice(case: &Case, description: &TrunkDescription) -> Outcome<(Ensured, Ensured)> {
    let first = case.provider().ensure(description).await?;
    check!(first.trunk.changed, "a new trunk says that nothing changed");
    let second = case.provider().ensure(description).await?;
    check!(!second.changed(), "the second run changed something: {second:?}");
    same!(second.trunk.value.id, first.trunk.value.id, "the trunk of both runs");
    same!(second.manual_steps(), first.manual_steps(), "what a person has to do, said by both runs");
    Ok((first, second))
}

async fn acl_trunk_twice_converges(case: &Case) -> Outcome {
    let description = full(case, case.spec(TerminationAuth::IpAcl));
    let (first, _) = twice(case, &description).await?;
    let id = &first.trunk.value.id;
    same!(case.acl(id).await?.len(), description.acl.len(), "addresses");
    same!(case.bound(id).await?.len(), description.numbers.len(), "numbers");
    if !description.origination.is_empty() {
        same!(case.targets(id).await?.len(), description.origination.len(), "targets");
    }
    if let (Some(part), Some(number)) = (case.provider().caller_ids(), &description.caller_id) {
        let shown = part.get_caller_id(id).await?;
        check!(shown.as_ref().is_some_and(|shown| shown.number == *number), "the caller id is {shown:?}");
    }
    case.authenticates(id, EffectiveAuth::Mode(TerminationAuth::IpAcl)).await
}

async fn digest_trunk_twice_converges(case: &Case) -> Outcome {
    let description = TrunkDescription::new(case.spec(TerminationAuth::Digest))
        .with_credentials([case.credential(0), case.credential(1)])
        .with_numbers([case.number()?]);
    let (first, second) = twice(case, &description).await?;
    let unverified = second.warnings().filter(|w| w.code == WarningCode::PasswordNotVerifiable).count();
    same!(unverified, 2, "passwords said not to be verifiable");
    let id = &first.trunk.value.id;
    same!(case.credential_list(id).await?.len(), 2, "credentials");
    case.authenticates(id, EffectiveAuth::Mode(TerminationAuth::Digest)).await
}

async fn both_is_asked_for_by_the_description(case: &Case) -> Outcome {
    let description = TrunkDescription::new(case.spec(TerminationAuth::Both))
        .with_acl([case.address(0)])
        .with_credentials([case.credential(0)]);
    let (first, _) = twice(case, &description).await?;
    case.authenticates(&first.trunk.value.id, EffectiveAuth::Mode(TerminationAuth::Both)).await
}

async fn what_differs_is_adjusted(case: &Case) -> Outcome {
    let spec = case.spec(TerminationAuth::IpAcl);
    let before =
        TrunkDescription::new(spec.clone()).with_acl([case.address(0)]).with_origination([case.target(0)]);
    let id = case.provider().ensure(&before).await?.trunk.value.id;

    let after = TrunkDescription::new(spec)
        .with_acl([case.address(1)])
        .with_origination([case.target(0).with_priority(7), case.target(1)]);
    let ensured = case.provider().ensure(&after).await?;
    check!(!ensured.trunk.changed, "the trunk itself was changed: {:?}", ensured.trunk);
    check!(ensured.origination.iter().all(|done| done.changed), "a target was not changed: {ensured:?}");
    same!(case.acl(&id).await?.len(), 2, "addresses: the one before and the new one");
    let mut priorities: Vec<u16> = case.targets(&id).await?.iter().map(|target| target.priority).collect();
    priorities.sort_unstable();
    same!(priorities, [0, 7], "priorities of the targets");
    Ok(())
}

async fn refused_before_anything_is_sent(case: &Case) -> Outcome {
    let spec = case.spec(TerminationAuth::IpAcl);
    let description = TrunkDescription::new(spec.clone())
        .with_acl([case.address(0)])
        .with_origination([case.target(0), case.target(1).with_weight(0)]);
    refused_whole(case, &description, &[ErrorKind::InvalidInput], "origination[1]").await?;
    same!(case.trunks().find_trunk(&spec).await?, None, "the trunk of a refused description");
    Ok(())
}

async fn contradiction_is_refused(case: &Case) -> Outcome {
    let kinds = &[ErrorKind::AuthModeChange, ErrorKind::InvalidInput];
    let by_address =
        TrunkDescription::new(case.spec(TerminationAuth::IpAcl)).with_credentials([case.credential(0)]);
    refused_whole(case, &by_address, kinds, "").await?;
    let by_digest = TrunkDescription::new(case.spec(TerminationAuth::Digest)).with_acl([case.address(0)]);
    refused_whole(case, &by_digest, kinds, "").await
}

/// The audit refuses the description, and `ensure` says the same without sending anything.
async fn refused_whole(
    case: &Case,
    description: &TrunkDescription,
    kinds: &[ErrorKind],
    field: &str,
) -> Outcome {
    let before = case.sent();
    let findings = case.provider().audit(description);
    let refusal = findings.iter().find(|finding| finding.severity == Severity::Refused);
    let refusal = refusal.ok_or_else(|| Failure::new(format!("the audit refuses nothing: {findings:?}")))?;
    check!(refusal.field.contains(field), "the audit speaks of {}, not of {field}", refusal.field);
    let error =
        case.refused(case.provider().ensure(description).await, kinds, "a description that cannot be")?;
    check!(error.message().contains(&refusal.rule), "the error does not give the audit's reason: {error}");
    case.nothing_sent(before, "a refused description")
}

async fn cut_short_by_a_conflict(case: &Case) -> Outcome {
    let (holder, number) = (case.trunk(TerminationAuth::IpAcl).await?, case.number()?);
    let binding = case.numbers().bind_number(&holder, &number).await?.value.id;
    let spec = case.spec(TerminationAuth::IpAcl);
    let description = TrunkDescription::new(spec.clone()).with_acl([case.address(0)]).with_numbers([number]);
    let error = match case.provider().ensure(&description).await {
        Ok(ensured) => return Err(Failure::new(format!("a number of another trunk was taken: {ensured:?}"))),
        Err(error) => error,
    };
    same!((error.kind(), error.effect()), (ErrorKind::Conflict, Effect::Partial), "the error ({error})");
    let trunk = case.trunks().find_trunk(&spec).await?;
    let trunk = trunk.ok_or_else(|| Failure::new(format!("the trunk is not there: {error}")))?;
    let created = Step::new(Action::Created, ObjectId::Trunk(trunk.id.clone()));
    same!(error.done().first(), Some(&created), "the first thing done ({error})");
    same!(error.done().len(), 2, "things done: the trunk and its address ({error})");

    let _ = case.numbers().unbind_number(&holder, &binding).await?;
    let ensured = case.provider().ensure(&description).await?;
    same!(ensured.trunk.value.id, trunk.id, "the trunk of the second run");
    check!(
        !ensured.acl[0].changed && ensured.numbers[0].changed,
        "the second run did not go on: {ensured:?}"
    );
    Ok(())
}
