//! Reading back what a create may have left.

use std::time::Duration;

use trunkline::{
    Effect, Error, ErrorKind, Result,
    ext::{AclExt as _, CredentialExt as _, NumberExt as _, collect},
    model::{Done, OriginationUri, OriginationUriPatch, OriginationUriSpec, TrunkId},
    provider::OriginationProvider,
};

use super::call::{Call, Made};
use crate::plan::Change;

/// What a create left, if anything; where it is not quite as wanted, that is changed. Creates nothing.
pub(super) async fn read(call: &Call<'_>) -> Result<Option<Made>> {
    let provider = call.provider;
    Ok(match call.change {
        Change::CreateTrunk { spec } => {
            let Some(trunk) = provider.trunks().find_trunk(spec).await? else { return Ok(None) };
            let patch = provider.trunks().diff_trunk(spec, &trunk);
            let done = if patch.is_empty() {
                Done::unchanged(trunk)
            } else {
                provider.trunks().update_trunk(&trunk.id, &patch).await?
            };
            Some(Made::of(done, |trunk| trunk.id.to_string()))
        }
        Change::AddAclEntry { spec } => {
            let found = provider.acls().find_acl_entry(call.trunk()?, &spec.cidr).await?;
            found.map(|entry| Made::of(Done::unchanged(entry), |entry| entry.id.to_string()))
        }
        Change::BindNumber { spec } => {
            let numbers = provider.numbers();
            let Some(bound) = numbers.find_bound_number(call.trunk()?, &spec.number).await? else {
                return Ok(None);
            };
            let done = match &spec.exotel.mode {
                Some(mode) if bound.mode.as_ref().is_some_and(|is| is != mode) => {
                    numbers.set_number_mode(call.trunk()?, &bound.id, mode).await?
                }
                _ => Done::unchanged(bound),
            };
            Some(Made::of(done, |bound| bound.id.to_string()))
        }
        Change::AddCredential { username, .. } => {
            let found = call.credentials()?.find_credential(call.trunk()?, username).await?;
            found.map(|credential| Made::of(Done::unchanged(credential), |found| found.id.to_string()))
        }
        Change::AddOriginationUris { specs } => {
            let targets = Targets { provider: call.originations()?, trunk: call.trunk()?, specs };
            let (found, missing) = targets.look().await?;
            if missing.is_empty() { Some(targets.adjust(found).await?) } else { None }
        }
        _ => None,
    })
}

/// Makes sure of targets that an earlier attempt may have added. They have no key at a carrier: only when two looks,
/// `settle` apart, find one missing is it sent once more.
///
/// # Errors
/// [`Conflict`](ErrorKind::Conflict) when a target is there twice afterwards, naming both.
pub(super) async fn make_sure(
    provider: &dyn OriginationProvider,
    trunk: &TrunkId,
    specs: &[OriginationUriSpec],
    settle: Duration,
) -> Result<Made> {
    let targets = Targets { provider, trunk, specs };
    let (mut found, mut missing) = targets.look().await?;
    if !missing.is_empty() {
        tokio::time::sleep(settle).await;
        (found, missing) = targets.look().await?;
    }
    if !missing.is_empty() {
        let added = match &missing[..] {
            [spec] => provider.add_origination_uri(trunk, spec).await.map(|_| ()),
            specs => provider.add_origination_uris(trunk, specs).await.map(|_| ()),
        };
        // It looks for twins in any case: the earlier attempt may have come to light meanwhile.
        let looked = targets.look().await;
        added?;
        (found, missing) = looked.map_err(|error| error.with_effect(Effect::Applied))?;
        if !missing.is_empty() {
            let message = format!("trunk {trunk} was given {} targets that it does not list", missing.len());
            return Err(Error::new(ErrorKind::Other, Effect::Unknown, message));
        }
    }
    targets.adjust(found).await
}

/// The identifiers of targets, in one text.
pub(super) fn ids(targets: &[OriginationUri]) -> String {
    targets.iter().map(|target| target.id.as_str()).collect::<Vec<_>>().join(" ")
}

struct Targets<'a> {
    provider: &'a dyn OriginationProvider,
    trunk: &'a TrunkId,
    specs: &'a [OriginationUriSpec],
}

impl Targets<'_> {
    /// Those that are there, in the order of the specs, and those that are missing.
    async fn look(&self) -> Result<(Vec<OriginationUri>, Vec<OriginationUriSpec>)> {
        let there = collect(self.provider.list_origination_uris(self.trunk)).await?;
        let (mut found, mut missing) = (Vec::new(), Vec::new());
        for spec in self.specs {
            let same: Vec<OriginationUri> =
                there.iter().filter(|target| target.uri == spec.uri).cloned().collect();
            match &same[..] {
                [] => missing.push(spec.clone()),
                [_] => found.extend(same),
                twins => {
                    let message = format!(
                        "trunk {} has the target {} {} times: {}",
                        self.trunk,
                        spec.uri,
                        twins.len(),
                        ids(twins).replace(' ', ", ")
                    );
                    return Err(Error::new(ErrorKind::Conflict, Effect::Applied, message)
                        .with_advice("remove all but one of them"));
                }
            }
        }
        Ok((found, missing))
    }

    /// Changes what is not as its spec says.
    async fn adjust(&self, found: Vec<OriginationUri>) -> Result<Made> {
        for (spec, target) in self.specs.iter().zip(&found) {
            let patch = OriginationUriPatch::towards(spec, target);
            if !patch.is_empty() {
                let _ = self.provider.update_origination_uri(self.trunk, &target.id, &patch).await?;
            }
        }
        Ok(Made::of(Done::unchanged(found), |found| ids(found)))
    }
}
