//! Carries steps out, as simply as can be: what a plan says is then what happens.

use trunkline::{
    model::{CredentialSpec, TrunkId},
    provider::{DynProvider, Provider as _},
};
use trunkline_engine::plan::{Change, Plan, Step};

/// Carries out one step, and says which trunk it was on.
pub(crate) async fn carry_out(
    provider: &DynProvider,
    trunk: Option<&TrunkId>,
    step: &Step,
) -> trunkline::Result<TrunkId> {
    if let Change::CreateTrunk { spec } = &step.change {
        return Ok(provider.trunks().create_trunk(spec).await?.value.id);
    }
    let trunk = trunk.expect("only a trunk that is to be created has no identifier");
    let (originations, credentials) = (provider.originations(), provider.credentials());
    match &step.change {
        Change::UpdateTrunk { patch, .. } => drop(provider.trunks().update_trunk(trunk, patch).await?),
        Change::DeleteTrunk => drop(provider.trunks().delete_trunk(trunk).await?),
        Change::AddAclEntry { spec } => drop(provider.acls().add_acl_entry(trunk, spec).await?),
        Change::RemoveAclEntry { id, options, .. } => {
            drop(provider.acls().remove_acl_entry(trunk, id, options).await?);
        }
        Change::AddOriginationUris { specs } => {
            drop(originations.unwrap().add_origination_uris(trunk, specs).await?);
        }
        Change::UpdateOriginationUri { id, patch, .. } => {
            drop(originations.unwrap().update_origination_uri(trunk, id, patch).await?);
        }
        Change::RemoveOriginationUri { id, .. } => {
            drop(originations.unwrap().remove_origination_uri(trunk, id).await?);
        }
        Change::BindNumber { spec } => drop(provider.numbers().bind_number(trunk, spec).await?),
        Change::SetNumberMode { id, mode, .. } => {
            drop(provider.numbers().set_number_mode(trunk, id, mode).await?);
        }
        Change::UnbindNumber { id, .. } => drop(provider.numbers().unbind_number(trunk, id).await?),
        Change::AddCredential { username, auth_mode, exotel, .. } => {
            let spec = CredentialSpec::new(username, "StandsInForOne2".to_owned().into())
                .with_auth_mode(*auth_mode)
                .with_exotel(exotel.clone());
            drop(credentials.unwrap().add_credential(trunk, &spec).await?);
        }
        Change::RemoveCredential { id, options, .. } => {
            drop(credentials.unwrap().remove_credential(trunk, id, options).await?);
        }
        Change::SetCallerId { number, .. } => {
            drop(provider.caller_ids().unwrap().set_caller_id(trunk, number).await?);
        }
        Change::ClearCallerId { .. } => {
            drop(provider.caller_ids().unwrap().clear_caller_id(trunk).await?);
        }
        other => panic!("{other:?} is a change that nobody carries out"),
    }
    Ok(trunk.clone())
}

/// The steps of a plan in an order that its `after` allows, each with the number of its trunk.
pub(crate) fn in_turn(plan: &Plan) -> Vec<(usize, usize, Step)> {
    let mut done = std::collections::BTreeSet::new();
    let mut turns = Vec::new();
    let mut waiting: Vec<(usize, usize, std::collections::VecDeque<Step>)> = Vec::new();
    for (a, account) in plan.accounts.iter().enumerate() {
        for (t, trunk) in account.trunks.iter().enumerate() {
            waiting.push((a, t, trunk.steps.iter().cloned().collect()));
        }
    }
    loop {
        let mut moved = false;
        for (a, t, steps) in &mut waiting {
            while steps.front().is_some_and(|step| step.after.is_subset(&done)) {
                let step = steps.pop_front().unwrap();
                done.insert(step.id.clone());
                turns.push((*a, *t, step));
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    assert!(waiting.iter().all(|(.., steps)| steps.is_empty()), "steps wait for each other: {waiting:?}");
    turns
}
