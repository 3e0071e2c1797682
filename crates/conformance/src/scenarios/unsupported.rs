//! What a carrier does not declare is refused before anything is sent.

use trunkline::{
    ErrorKind,
    audit::Severity,
    ext::ProviderExt as _,
    model::{
        AclEntrySpec, AuthModeChange, ChangeOptions, EffectiveAuth, ListId, NumberMode, TerminationAuth,
        TrunkDescription, TrunkPatch,
    },
};

use super::scenario;
use crate::{
    case::Case,
    check::{Outcome, check},
    scenario::{
        Capability::{
            AclRanges, CallerIds, Credentials, Digest, IpAclAndDigest, NumberModes, Originations,
            SharedLists, UpdateTrunk,
        },
        Need::{Can, Cannot, Numbers, RequestCount},
        Scenario,
    },
};

pub(super) const SCENARIOS: &[Scenario] = &[
    scenario!(
        update_trunk,
        [Cannot(UpdateTrunk), RequestCount],
        "a rename on a carrier whose trunks cannot be changed is Unsupported, and nothing is sent",
        "a change that is dropped without a word"
    ),
    scenario!(
        digest,
        [Cannot(Digest), RequestCount],
        "a trunk that is to authenticate by digest is Unsupported on a carrier without, and nothing is sent",
        "a trunk that nobody can call through, or anyone, because digest was dropped"
    ),
    scenario!(
        ip_acl_and_digest,
        [Can(Credentials), Cannot(IpAclAndDigest), RequestCount],
        "addresses and credentials on one trunk are Unsupported on a carrier without: asked for at its creation with \
         nothing sent, added to it with nothing changed, whatever the call allows",
        "a carrier that then trusts the address alone, so that the password protects nothing"
    ),
    scenario!(
        acl_ranges,
        [Cannot(AclRanges), RequestCount],
        "a range on a carrier of single addresses is Unsupported, in the audit too, and nothing is sent",
        "Exotel, whose API takes a range that its calls do not honour"
    ),
    scenario!(
        shared_lists,
        [Cannot(SharedLists), RequestCount],
        "naming a shared list on a carrier without lists is Unsupported, and nothing is sent",
        "an entry that lands on the trunk instead of in the list that was named"
    ),
    scenario!(
        shared_credential_lists,
        [Cannot(SharedLists), Can(Credentials), RequestCount],
        "naming a shared list of credentials on a carrier without lists is Unsupported, and nothing is sent",
        "a credential that lands on the trunk instead of in the list that was named"
    ),
    scenario!(
        number_modes,
        [Cannot(NumberModes), Numbers(1), RequestCount],
        "a number's mode on a carrier without modes is Unsupported, and nothing is sent",
        "Twilio, which has no such choice"
    ),
    scenario!(
        unknown_number_mode,
        [Can(NumberModes), Numbers(1), RequestCount],
        "a mode that is only read, never written, is InvalidInput, and nothing is sent",
        "a word of the carrier's that we do not know, sent back to it"
    ),
    scenario!(
        originations,
        [Cannot(Originations), RequestCount],
        "a description with targets is Unsupported on a carrier without, and nothing is sent",
        "a part of a description that is dropped without a word"
    ),
    scenario!(
        credentials,
        [Cannot(Credentials), RequestCount],
        "a description with credentials is Unsupported on a carrier without, and nothing is sent",
        "a trunk that is open to anyone because digest was dropped"
    ),
    scenario!(
        caller_ids,
        [Cannot(CallerIds), Numbers(1), RequestCount],
        "a description with a caller id is Unsupported on a carrier without, and nothing is sent",
        "Twilio, where each call says its own"
    ),
];

const UNSUPPORTED: &[ErrorKind] = &[ErrorKind::Unsupported];

async fn update_trunk(case: &Case) -> Outcome {
    let id = case.trunk(TerminationAuth::IpAcl).await?;
    let before = case.sent();
    let patch = TrunkPatch::default().with_name(case.name());
    case.refused(case.trunks().update_trunk(&id, &patch).await, UNSUPPORTED, "a rename")?;
    case.nothing_sent(before, "a rename")
}

async fn digest(case: &Case) -> Outcome {
    for auth in [TerminationAuth::Digest, TerminationAuth::Both] {
        let (spec, before) = (case.spec(auth), case.sent());
        case.refused(case.trunks().create_trunk(&spec).await, UNSUPPORTED, "a trunk with digest")?;
        case.nothing_sent(before, "a trunk with digest")?;
        refused_whole(case, &TrunkDescription::new(spec)).await?;
    }
    Ok(())
}

async fn ip_acl_and_digest(case: &Case) -> Outcome {
    let (part, spec) = (case.credentials()?, case.spec(TerminationAuth::Both));
    let before = case.sent();
    case.refused(case.trunks().create_trunk(&spec).await, UNSUPPORTED, "a trunk with both")?;
    case.nothing_sent(before, "a trunk with both")?;
    refused_whole(case, &TrunkDescription::new(spec)).await?;

    let allow = AuthModeChange::Allow;
    let id = case.trunk(TerminationAuth::Digest).await?;
    let _ = part.add_credential(&id, &case.credential(0)).await?;
    let address = case.address(0).with_auth_mode(allow);
    let outcome = case.acls().add_acl_entry(&id, &address).await;
    case.refused(outcome, UNSUPPORTED, "an address beside a credential")?;
    case.authenticates(&id, EffectiveAuth::Mode(TerminationAuth::Digest)).await?;

    let id = case.trunk(TerminationAuth::IpAcl).await?;
    let _ = case.acls().add_acl_entry(&id, &address).await?;
    let outcome = part.add_credential(&id, &case.credential(0).with_auth_mode(allow)).await;
    case.refused(outcome, UNSUPPORTED, "a credential beside an address")?;
    case.authenticates(&id, EffectiveAuth::Mode(TerminationAuth::IpAcl)).await
}

async fn acl_ranges(case: &Case) -> Outcome {
    let spec = AclEntrySpec::new("54.172.60.0/30".parse()?);
    let id = case.trunk(TerminationAuth::IpAcl).await?;
    let before = case.sent();
    case.refused(case.acls().add_acl_entry(&id, &spec).await, UNSUPPORTED, "a range")?;
    case.nothing_sent(before, "a range")?;
    let description = TrunkDescription::new(case.spec(TerminationAuth::IpAcl)).with_acl([spec]);
    refused_whole(case, &description).await
}

async fn shared_lists(case: &Case) -> Outcome {
    let id = case.trunk(TerminationAuth::IpAcl).await?;
    let entry = case.acls().add_acl_entry(&id, &case.address(0)).await?.value.id;
    let list = ListId::new("LIST1")?;
    let before = case.sent();
    let spec = case.address(1).with_shared_list(list.clone());
    case.refused(case.acls().add_acl_entry(&id, &spec).await, UNSUPPORTED, "adding to a shared list")?;
    let from = ChangeOptions::default().with_shared_list(list);
    let outcome = case.acls().remove_acl_entry(&id, &entry, &from).await;
    case.refused(outcome, UNSUPPORTED, "removing from a shared list")?;
    case.nothing_sent(before, "a shared list")?;
    let description = TrunkDescription::new(case.spec(TerminationAuth::IpAcl)).with_acl([spec]);
    refused_whole(case, &description).await
}

async fn shared_credential_lists(case: &Case) -> Outcome {
    let (part, id) = (case.credentials()?, case.trunk(TerminationAuth::Digest).await?);
    let credential = part.add_credential(&id, &case.credential(0)).await?.value.id;
    let list = ListId::new("LIST1")?;
    let before = case.sent();
    let spec = case.credential(1).with_shared_list(list.clone());
    case.refused(part.add_credential(&id, &spec).await, UNSUPPORTED, "adding to a shared list")?;
    let of = ChangeOptions::default().with_shared_list(list);
    let outcome = part.set_password(&id, &credential, &spec.password, &of).await;
    case.refused(outcome, UNSUPPORTED, "a password in a shared list")?;
    let outcome = part.remove_credential(&id, &credential, &of).await;
    case.refused(outcome, UNSUPPORTED, "removing from a shared list")?;
    case.nothing_sent(before, "a shared list")?;
    let description = TrunkDescription::new(case.spec(TerminationAuth::Digest)).with_credentials([spec]);
    refused_whole(case, &description).await
}

async fn number_modes(case: &Case) -> Outcome {
    let id = case.trunk(TerminationAuth::IpAcl).await?;
    let bound = case.numbers().bind_number(&id, &case.number()?).await?.value;
    check!(bound.mode.is_none(), "a carrier without modes shows the mode {:?}", bound.mode);
    let before = case.sent();
    let outcome = case.numbers().set_number_mode(&id, &bound.id, &NumberMode::Flow).await;
    case.refused(outcome, UNSUPPORTED, "a mode")?;
    case.nothing_sent(before, "a mode")
}

async fn unknown_number_mode(case: &Case) -> Outcome {
    let id = case.trunk(TerminationAuth::IpAcl).await?;
    let bound = case.numbers().bind_number(&id, &case.number()?).await?.value;
    let before = case.sent();
    let mode = NumberMode::Other("carrier_pigeon".to_owned());
    let outcome = case.numbers().set_number_mode(&id, &bound.id, &mode).await;
    case.refused(outcome, &[ErrorKind::InvalidInput], "a mode nobody knows")?;
    case.nothing_sent(before, "a mode nobody knows")
}

async fn originations(case: &Case) -> Outcome {
    let description =
        TrunkDescription::new(case.spec(TerminationAuth::IpAcl)).with_origination([case.target(0)]);
    refused_whole(case, &description).await
}

async fn credentials(case: &Case) -> Outcome {
    let description =
        TrunkDescription::new(case.spec(TerminationAuth::Digest)).with_credentials([case.credential(0)]);
    refused_whole(case, &description).await
}

async fn caller_ids(case: &Case) -> Outcome {
    let description =
        TrunkDescription::new(case.spec(TerminationAuth::IpAcl)).with_caller_id(case.number()?.number);
    refused_whole(case, &description).await
}

/// The audit calls the description unsupported, and `ensure` says the same without sending anything.
async fn refused_whole(case: &Case, description: &TrunkDescription) -> Outcome {
    let before = case.sent();
    let findings = case.provider().audit(description);
    let refused = findings
        .iter()
        .any(|finding| finding.severity == Severity::Refused && finding.kind == ErrorKind::Unsupported);
    check!(refused, "the audit does not say that this is unsupported: {findings:?}");
    case.refused(case.provider().ensure(description).await, UNSUPPORTED, "the description")?;
    case.nothing_sent(before, "an unsupported description")
}
