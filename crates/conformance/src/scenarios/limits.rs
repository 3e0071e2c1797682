//! A trunk that has as much as the carrier declares to take.

use trunkline::{
    ErrorKind,
    model::{AuthModeChange, TerminationAuth},
};

use super::scenario;
use crate::{
    case::Case,
    check::{Failure, Outcome, same},
    scenario::{
        Capability::{Credentials, Originations},
        Limit,
        Need::{Can, Reachable},
        Scenario,
    },
};

pub(super) const SCENARIOS: &[Scenario] = &[
    scenario!(
        addresses,
        [Reachable(Limit::AclEntries)],
        "as many addresses as declared are taken; the next is LimitReached, and those that are there stay",
        "a figure from another page than the one the carrier keeps to; Twilio's list, whose error says 25"
    ),
    scenario!(
        targets,
        [Can(Originations), Reachable(Limit::OriginationUris)],
        "as many targets as declared are taken; the next is LimitReached, and those that are there stay",
        "a limit that the carrier reports as any bad request"
    ),
    scenario!(
        credentials,
        [Can(Credentials), Reachable(Limit::Credentials)],
        "as many credentials as declared are taken; the next is LimitReached, and those that are there stay",
        "a refusal that leaves in doubt whether the credential is there"
    ),
];

const FULL: &[ErrorKind] = &[ErrorKind::LimitReached];

/// How many the trunk takes; the next has the place of this number.
fn most(case: &Case, limit: Limit) -> Outcome<u8> {
    let most = limit.reachable(case.provider().capabilities());
    most.ok_or_else(|| Failure::new(format!("{limit:?} has no limit any more that can be reached")))
}

/// The first leaves no doubt how the trunk authenticates calls; nobody has to look again with each of the others.
fn filling(n: u8) -> AuthModeChange {
    if n == 0 { AuthModeChange::Refuse } else { AuthModeChange::Unchanged }
}

async fn addresses(case: &Case) -> Outcome {
    let (id, most) = (case.trunk(TerminationAuth::IpAcl).await?, most(case, Limit::AclEntries)?);
    for n in 0..most {
        let spec = case.address(n).with_auth_mode(filling(n));
        let _ = case.acls().add_acl_entry(&id, &spec).await?;
    }
    let full = case.acl(&id).await?;
    same!(full.len(), usize::from(most), "addresses on a full trunk");
    let outcome = case.acls().add_acl_entry(&id, &case.address(most)).await;
    case.refused(outcome, FULL, "one address too many")?;
    same!(case.acl(&id).await?, full, "the addresses after one too many");
    Ok(())
}

async fn targets(case: &Case) -> Outcome {
    let (part, id) = (case.originations()?, case.trunk(TerminationAuth::IpAcl).await?);
    let most = most(case, Limit::OriginationUris)?;
    for n in 0..most {
        let _ = part.add_origination_uri(&id, &case.target(n)).await?;
    }
    let full = case.targets(&id).await?;
    same!(full.len(), usize::from(most), "targets on a full trunk");
    let outcome = part.add_origination_uri(&id, &case.target(most)).await;
    case.refused(outcome, FULL, "one target too many")?;
    same!(case.targets(&id).await?, full, "the targets after one too many");
    Ok(())
}

async fn credentials(case: &Case) -> Outcome {
    let (part, id) = (case.credentials()?, case.trunk(TerminationAuth::Digest).await?);
    let most = most(case, Limit::Credentials)?;
    for n in 0..most {
        let _ = part.add_credential(&id, &case.credential(n).with_auth_mode(filling(n))).await?;
    }
    let full = case.credential_list(&id).await?;
    same!(full.len(), usize::from(most), "credentials on a full trunk");
    let outcome = part.add_credential(&id, &case.credential(most)).await;
    case.refused(outcome, FULL, "one credential too many")?;
    same!(case.credential_list(&id).await?, full, "the credentials after one too many");
    Ok(())
}
