//! What a provider says of itself.

use trunkline::{
    audit::Severity,
    model::{TerminationAuth, TrunkDescription},
};

use super::scenario;
use crate::{
    case::Case,
    check::{Outcome, check, same},
    scenario::{Need::RequestCount, Scenario},
};

pub(super) const SCENARIOS: &[Scenario] = &[
    scenario!(
        parts_are_as_declared,
        [],
        "a provider hands out the parts it declares, and no other",
        "a capability that is written down but not there, or the other way round"
    ),
    scenario!(
        every_claim_has_evidence,
        [],
        "every claim names its source and a day",
        "a table of capabilities that nobody can check"
    ),
    scenario!(
        who_it_is,
        [],
        "the identity names carrier, account and region",
        "ten accounts of one carrier in one message"
    ),
    scenario!(
        asking_it_sends_nothing,
        [RequestCount],
        "identity, capabilities, audit and a diff send nothing",
        "a preview with side effects"
    ),
    scenario!(
        a_plain_description_has_no_complaint,
        [],
        "a trunk with an allowed address is refused by no audit",
        "an audit that refuses what the call would take"
    ),
];

async fn parts_are_as_declared(case: &Case) -> Outcome {
    let (provider, declared) = (case.provider(), case.provider().capabilities());
    same!(
        provider.originations().is_some(),
        declared.originations.value,
        "originations handed out, declared"
    );
    same!(provider.credentials().is_some(), declared.credentials.value, "credentials handed out, declared");
    same!(provider.caller_ids().is_some(), declared.caller_ids.value, "caller ids handed out, declared");
    check!(
        declared.digest.value || !declared.credentials.value,
        "credentials without digest: what would they be for?"
    );
    Ok(())
}

async fn every_claim_has_evidence(case: &Case) -> Outcome {
    for (claim, _, evidence) in case.provider().capabilities().claims() {
        check!(!evidence.source.is_empty(), "{claim} has no source");
        let day: Vec<&str> = evidence.date.split('-').collect();
        let lengths: Vec<usize> = day.iter().map(|part| part.len()).collect();
        let digits = day.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
        check!(
            digits && lengths == [4, 2, 2],
            "{claim} was read on {:?}, not a day as 2026-05-01",
            evidence.date
        );
    }
    Ok(())
}

async fn who_it_is(case: &Case) -> Outcome {
    let identity = case.provider().identity();
    let carrier = identity.carrier.as_str();
    check!(
        !carrier.is_empty() && carrier.to_lowercase() == carrier,
        "the carrier {carrier:?} is not a name in lower case"
    );
    check!(!identity.account.is_empty(), "{carrier} names no account");
    check!(!identity.region.is_empty(), "{carrier} names no region");
    Ok(())
}

async fn asking_it_sends_nothing(case: &Case) -> Outcome {
    let spec = case.spec(TerminationAuth::IpAcl);
    let trunk = case.trunks().create_trunk(&spec).await?.value;
    let before = case.sent();
    let provider = case.provider();
    let _ = (provider.identity(), provider.capabilities());
    let _ = provider.audit(&TrunkDescription::new(spec.clone()).with_acl([case.address(0)]));
    let _ = provider.trunks().diff_trunk(&spec, &trunk);
    case.nothing_sent(before, "identity, capabilities, audit, diff")
}

async fn a_plain_description_has_no_complaint(case: &Case) -> Outcome {
    let description =
        TrunkDescription::new(case.spec(TerminationAuth::IpAcl)).with_acl([case.address(0), case.address(1)]);
    let findings = case.provider().audit(&description);
    let refused: Vec<_> = findings.iter().filter(|finding| finding.severity == Severity::Refused).collect();
    check!(refused.is_empty(), "a plain trunk is refused: {refused:?}");
    Ok(())
}
