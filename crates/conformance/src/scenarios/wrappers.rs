//! Pointers to a provider behave as the provider.

use std::sync::Arc;

use trunkline::{
    Result,
    ext::{Ensured, ProviderExt as _, collect},
    model::{ChangeOptions, TerminationAuth, TrunkDescription, TrunkId},
    provider::{
        AclProvider, CredentialProvider, DynProvider, NumberProvider, OriginationProvider, Provider,
        TrunkProvider,
    },
};

use super::scenario;
use crate::{
    case::Case,
    check::{Outcome, check, same},
    scenario::{Need::Numbers, Scenario},
};

pub(super) const SCENARIOS: &[Scenario] = &[
    scenario!(
        arc_box_and_reference,
        [Numbers(1)],
        "a description made true through one pointer is true through every other",
        "a wrapper that forgets a method and falls back to a default"
    ),
    scenario!(
        parts_through_a_pointer,
        [Numbers(1)],
        "each part does the same through a reference, a Box and an Arc",
        "a part that is wired to another one's methods"
    ),
];

async fn arc_box_and_reference(case: &Case) -> Outcome {
    let description = TrunkDescription::new(case.spec(TerminationAuth::IpAcl))
        .with_acl([case.address(0)])
        .with_numbers([case.number()?]);
    let arc: DynProvider = case.shared_provider();
    let boxed: Box<dyn Provider> = Box::new(Arc::clone(&arc));
    let nested: Arc<Box<dyn Provider>> = Arc::new(Box::new(Arc::clone(&arc)));

    check!(arc.ensure(&description).await?.changed(), "the first run changed nothing");
    check!(!boxed.ensure(&description).await?.changed(), "through a Box something was left to change");
    check!(
        !nested.ensure(&description).await?.changed(),
        "through an Arc of a Box something was left to change"
    );
    let by_reference = ensure_by_reference(&arc, &description).await?;
    check!(!by_reference.changed(), "through a reference something was left to change");

    same!(boxed.identity(), arc.identity(), "the identity through a Box");
    same!(nested.capabilities(), arc.capabilities(), "the capabilities through an Arc of a Box");
    same!(boxed.audit(&description), arc.audit(&description), "the audit through a Box");
    same!(boxed.caller_ids().is_some(), arc.caller_ids().is_some(), "whether there are caller ids");
    Ok(())
}

/// With `&DynProvider` itself as the provider.
async fn ensure_by_reference<P: Provider>(provider: P, description: &TrunkDescription) -> Result<Ensured> {
    provider.ensure(description).await
}

/// What one pointer shows of a trunk, as text.
async fn view(
    trunk: &TrunkId,
    trunks: impl TrunkProvider,
    acls: impl AclProvider,
    numbers: impl NumberProvider,
    originations: Option<impl OriginationProvider>,
    credentials: Option<impl CredentialProvider>,
) -> Result<Vec<String>> {
    let mut seen = vec![
        format!("{:?}", trunks.get_trunk(trunk).await?),
        format!("{:?}", trunks.termination_auth(trunk).await?),
        format!("{:?}", collect(acls.list_acl_entries(trunk)).await?),
        format!("{:?}", collect(numbers.list_bound_numbers(trunk)).await?),
    ];
    if let Some(part) = originations {
        seen.push(format!("{:?}", collect(part.list_origination_uris(trunk)).await?));
    }
    if let Some(part) = credentials {
        seen.push(format!("{:?}", collect(part.list_credentials(trunk)).await?));
    }
    Ok(seen)
}

async fn parts_through_a_pointer(case: &Case) -> Outcome {
    let provider = case.shared_provider();
    let id = case.trunk(TerminationAuth::IpAcl).await?;
    // Each write through another kind of pointer than the reads below.
    let entry = Box::new(provider.acls()).add_acl_entry(&id, &case.address(0)).await?.value;
    let _ = Arc::new(provider.acls()).add_acl_entry(&id, &case.address(1)).await?;
    let _ = Box::new(provider.acls()).remove_acl_entry(&id, &entry.id, &ChangeOptions::default()).await?;
    let _ = Arc::new(provider.numbers()).bind_number(&id, &case.number()?).await?;
    if let Some(part) = provider.originations() {
        let _ = Box::new(part).add_origination_uri(&id, &case.target(0)).await?;
    }

    let (trunks, acls, numbers) = (provider.trunks(), provider.acls(), provider.numbers());
    let (targets, credentials) = (provider.originations(), provider.credentials());
    let plain = view(&id, trunks, acls, numbers, targets, credentials).await?;
    let boxed = view(
        &id,
        Box::new(trunks),
        Box::new(acls),
        Box::new(numbers),
        targets.map(Box::new),
        credentials.map(Box::new),
    );
    same!(boxed.await?, plain, "what a Box shows and what a reference shows");
    let shared = view(
        &id,
        Arc::new(trunks),
        Arc::new(acls),
        Arc::new(numbers),
        targets.map(Arc::new),
        credentials.map(Arc::new),
    );
    same!(shared.await?, plain, "what an Arc shows and what a reference shows");
    check!(plain[2].matches("AclEntry {").count() == 1, "one address should be left: {}", plain[2]);
    Ok(())
}
