//! How a live trunk authenticates calls never changes as a side effect.

use trunkline::{
    ErrorKind,
    model::{
        AuthModeChange, ChangeOptions, Done, EffectiveAuth, TerminationAuth, TrunkId, Warning, WarningCode,
    },
};

use super::scenario;
use crate::{
    case::Case,
    check::{Outcome, check},
    scenario::{
        Capability::{Credentials, IpAclAndDigest},
        Need::Can,
        Scenario,
    },
};

const IP_ACL: EffectiveAuth = EffectiveAuth::Mode(TerminationAuth::IpAcl);
const DIGEST: EffectiveAuth = EffectiveAuth::Mode(TerminationAuth::Digest);
const BOTH: EffectiveAuth = EffectiveAuth::Mode(TerminationAuth::Both);

pub(super) const SCENARIOS: &[Scenario] = &[
    scenario!(
        first_address_on_a_digest_trunk,
        [Can(Credentials), Can(IpAclAndDigest)],
        "the first address on a trunk with credentials is refused, and done with a warning when it is asked for",
        "Twilio, where both together mean both must match; Exotel, where an address alone then lets calls in"
    ),
    scenario!(
        first_credential_on_an_acl_trunk,
        [Can(Credentials), Can(IpAclAndDigest)],
        "the first credential on a trunk with addresses is refused, and done with a warning when it is asked for",
        "Twilio, where every call without the credential fails from then on"
    ),
    scenario!(
        last_address_beside_credentials,
        [Can(Credentials), Can(IpAclAndDigest)],
        "removing the last address of a trunk with credentials leaves the mode as it is, unless the change is asked for",
        "a trunk that opens to whoever knows a password, because a list got empty"
    ),
    scenario!(
        last_credential_beside_addresses,
        [Can(Credentials), Can(IpAclAndDigest)],
        "removing the last credential of a trunk with addresses leaves the mode as it is, unless the change is asked for",
        "a trunk that stops asking for a password, because a list got empty"
    ),
    scenario!(
        more_of_the_same_is_no_change,
        [Can(Credentials), Can(IpAclAndDigest)],
        "a second address and a second credential on a trunk with both need no leave",
        "a rule that asks on every call, so that people always allow"
    ),
];

async fn digest_trunk(case: &Case) -> Outcome<TrunkId> {
    let id = case.trunk(TerminationAuth::Digest).await?;
    let _ = case.credentials()?.add_credential(&id, &case.credential(0)).await?;
    case.authenticates(&id, DIGEST).await?;
    Ok(id)
}

/// A trunk with one address and one credential.
async fn trunk_with_both(case: &Case) -> Outcome<TrunkId> {
    let id = case.trunk(TerminationAuth::Both).await?;
    let _ = case.acls().add_acl_entry(&id, &case.address(0)).await?;
    let spec = case.credential(0).with_auth_mode(AuthModeChange::Allow);
    let _ = case.credentials()?.add_credential(&id, &spec).await?;
    case.authenticates(&id, BOTH).await?;
    Ok(id)
}

fn says_so(warnings: &[Warning]) -> Outcome {
    let said = warnings.iter().any(|warning| warning.code == WarningCode::AuthModeChanged);
    check!(said, "no warning says that the mode changed: {warnings:?}");
    Ok(())
}

async fn first_address_on_a_digest_trunk(case: &Case) -> Outcome {
    let id = digest_trunk(case).await?;
    let outcome = case.acls().add_acl_entry(&id, &case.address(0)).await;
    case.refused(outcome, &[ErrorKind::AuthModeChange], "the first address on a trunk with credentials")?;
    case.authenticates(&id, DIGEST).await?;
    check!(case.acl(&id).await?.is_empty(), "the refused address is there");

    let spec = case.address(0).with_auth_mode(AuthModeChange::Allow);
    says_so(&case.acls().add_acl_entry(&id, &spec).await?.warnings)?;
    case.authenticates(&id, BOTH).await
}

async fn first_credential_on_an_acl_trunk(case: &Case) -> Outcome {
    let id = case.trunk(TerminationAuth::IpAcl).await?;
    let _ = case.acls().add_acl_entry(&id, &case.address(0)).await?;
    let outcome = case.credentials()?.add_credential(&id, &case.credential(0)).await;
    case.refused(outcome, &[ErrorKind::AuthModeChange], "the first credential on a trunk with addresses")?;
    case.authenticates(&id, IP_ACL).await?;
    check!(case.credential_list(&id).await?.is_empty(), "the refused credential is there");

    let spec = case.credential(0).with_auth_mode(AuthModeChange::Allow);
    says_so(&case.credentials()?.add_credential(&id, &spec).await?.warnings)?;
    case.authenticates(&id, BOTH).await
}

/// A removal that was not told that it may change the mode: refused, or done without changing it.
fn kept_the_mode(case: &Case, outcome: trunkline::Result<Done<()>>, what: &str) -> Outcome<bool> {
    if outcome.is_ok() {
        return Ok(true);
    }
    case.refused(outcome, &[ErrorKind::AuthModeChange], what)?;
    Ok(false)
}

async fn last_address_beside_credentials(case: &Case) -> Outcome {
    let id = trunk_with_both(case).await?;
    let (acls, allow) = (case.acls(), ChangeOptions::default().with_auth_mode(AuthModeChange::Allow));
    let mut entry = case.acl(&id).await?.remove(0).id;
    let outcome = acls.remove_acl_entry(&id, &entry, &ChangeOptions::default()).await;
    let removed = kept_the_mode(case, outcome, "the last address beside credentials")?;
    case.authenticates(&id, BOTH).await?;
    if removed {
        entry = acls.add_acl_entry(&id, &case.address(0)).await?.value.id;
    }
    says_so(&acls.remove_acl_entry(&id, &entry, &allow).await?.warnings)?;
    case.authenticates(&id, DIGEST).await
}

async fn last_credential_beside_addresses(case: &Case) -> Outcome {
    let id = trunk_with_both(case).await?;
    let (part, allow) = (case.credentials()?, ChangeOptions::default().with_auth_mode(AuthModeChange::Allow));
    let mut credential = case.credential_list(&id).await?.remove(0).id;
    let outcome = part.remove_credential(&id, &credential, &ChangeOptions::default()).await;
    let removed = kept_the_mode(case, outcome, "the last credential beside addresses")?;
    case.authenticates(&id, BOTH).await?;
    if removed {
        credential = part.add_credential(&id, &case.credential(0)).await?.value.id;
    }
    says_so(&part.remove_credential(&id, &credential, &allow).await?.warnings)?;
    case.authenticates(&id, IP_ACL).await
}

async fn more_of_the_same_is_no_change(case: &Case) -> Outcome {
    let id = trunk_with_both(case).await?;
    let address = case.acls().add_acl_entry(&id, &case.address(1)).await?;
    let credential = case.credentials()?.add_credential(&id, &case.credential(1)).await?;
    for warning in address.warnings.iter().chain(&credential.warnings) {
        check!(warning.code != WarningCode::AuthModeChanged, "a warning of no change: {warning:?}");
    }
    case.authenticates(&id, BOTH).await
}
