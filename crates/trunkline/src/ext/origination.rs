//! Origination URIs made true.

use std::{mem, slice};

use async_trait::async_trait;

use super::{collect, found_after, may_be_there, note, reading_once};
use crate::{
    error::{Effect, Error, ErrorKind, Result},
    model::{
        Action, Done, ObjectId, OriginationUri, OriginationUriPatch, OriginationUriSpec, SipUri, Step,
        TrunkId,
    },
    provider::OriginationProvider,
};

/// Conveniences for origination URIs.
#[async_trait]
pub trait OriginationExt: OriginationProvider {
    /// The target of a trunk with this URI, by canonical form.
    ///
    /// # Errors
    /// [`Conflict`](ErrorKind::Conflict) when the trunk has the same target twice; those of the list.
    async fn find_origination_uri(&self, trunk: &TrunkId, uri: &SipUri) -> Result<Option<OriginationUri>> {
        only(trunk, uri, &collect(self.list_origination_uris(trunk)).await?)
    }

    /// Makes sure that inbound calls go to a target, with the priority and weight wanted.
    ///
    /// # Errors
    /// Those of [`find_origination_uri`](OriginationExt::find_origination_uri),
    /// [`add_origination_uri`](OriginationProvider::add_origination_uri) and
    /// [`update_origination_uri`](OriginationProvider::update_origination_uri).
    async fn ensure_origination_uri(
        &self,
        trunk: &TrunkId,
        spec: &OriginationUriSpec,
    ) -> Result<Done<OriginationUri>> {
        spec.validate()?;
        reading_once(async {
            match self.find_origination_uri(trunk, &spec.uri).await? {
                Some(observed) => adjust(self, trunk, spec, Done::unchanged(observed)).await,
                None => match self.add_origination_uri(trunk, spec).await {
                    Err(error) => Ok(read_back(self, trunk, slice::from_ref(spec), error).await?.remove(0)),
                    added => added,
                },
            }
        })
        .await
    }
}

impl<T: OriginationProvider + ?Sized> OriginationExt for T {}

/// The one of `held` with this URI.
fn only(trunk: &TrunkId, uri: &SipUri, held: &[OriginationUri]) -> Result<Option<OriginationUri>> {
    let found: Vec<&OriginationUri> = held.iter().filter(|observed| observed.uri == *uri).collect();
    if found.len() > 1 {
        let ids: Vec<&str> = found.iter().map(|twin| twin.id.as_str()).collect();
        return Err(Error::new(
            ErrorKind::Conflict,
            Effect::None,
            format!("trunk {trunk} has the target {uri} {} times: {}", ids.len(), ids.join(", ")),
        )
        .with_advice("remove all but one of them"));
    }
    Ok(found.first().copied().cloned())
}

/// Sets the priority and the weight wanted, when the target that was found has others.
async fn adjust<T: OriginationProvider + ?Sized>(
    provider: &T,
    trunk: &TrunkId,
    spec: &OriginationUriSpec,
    found: Done<OriginationUri>,
) -> Result<Done<OriginationUri>> {
    let patch = OriginationUriPatch::towards(spec, &found.value);
    if patch.is_empty() {
        return Ok(found);
    }
    let updated = provider.update_origination_uri(trunk, &found.value.id, &patch).await;
    let mut done = updated.map_err(|error| error.after(found.changed.then(|| created(&found.value))))?;
    if found.changed {
        // There was nothing of it before.
        (done.changed, done.replaced) = (true, None);
    }
    done.warnings.splice(0..0, found.warnings);
    Ok(done)
}

/// The targets after `error`, when all of them are there nevertheless.
async fn read_back<T: OriginationProvider + ?Sized>(
    provider: &T,
    trunk: &TrunkId,
    specs: &[OriginationUriSpec],
    error: Error,
) -> Result<Vec<Done<OriginationUri>>> {
    if !may_be_there(&error) {
        return Err(error);
    }
    let Ok(held) = collect(provider.list_origination_uris(trunk)).await else { return Err(error) };
    let mut found = Vec::with_capacity(specs.len());
    for spec in specs {
        let Ok(Some(observed)) = only(trunk, &spec.uri, &held) else { return Err(error) };
        let is_ours = error.done().contains(&created(&observed));
        let mut done = found_after(&error, observed);
        done.changed |= is_ours;
        found.push(done);
    }
    let made: Vec<Step> = found.iter().filter(|done| done.changed).map(|done| created(&done.value)).collect();
    let mut all = Vec::with_capacity(specs.len());
    for (spec, done) in specs.iter().zip(found) {
        let own = created(&done.value);
        let others = made.iter().filter(|step| **step != own).cloned();
        all.push(adjust(provider, trunk, spec, done).await.map_err(|error| error.after(others))?);
    }
    Ok(all)
}

fn created(uri: &OriginationUri) -> Step {
    Step::new(Action::Created, ObjectId::OriginationUri(uri.id.clone()))
}

/// Makes sure of several targets; those of a new trunk are not looked for. What is missing is added by one call: when
/// its answer is lost and not all of them are there, that is the error, and a second run adds the rest.
pub(super) async fn ensure_all<T: OriginationProvider + ?Sized>(
    provider: &T,
    trunk: &TrunkId,
    specs: &[OriginationUriSpec],
    is_new: bool,
    steps: &mut Vec<Step>,
) -> Result<Vec<Done<OriginationUri>>> {
    let look = !is_new && !specs.is_empty();
    let held = if look { collect(provider.list_origination_uris(trunk)).await? } else { Vec::new() };
    let there = specs.iter().map(|spec| only(trunk, &spec.uri, &held)).collect::<Result<Vec<_>>>()?;
    let missing = specs.iter().zip(&there).filter(|(_, there)| there.is_none());
    let missing: Vec<OriginationUriSpec> = missing.map(|(spec, _)| spec.clone()).collect();
    let added = add_all(provider, trunk, &missing).await?;
    for done in &added {
        note(steps, done, Action::Created, ObjectId::OriginationUri(done.value.id.clone()));
    }
    let (mut added, mut all) = (added.into_iter(), Vec::with_capacity(specs.len()));
    for (spec, there) in specs.iter().zip(there) {
        let Some(observed) = there else {
            all.extend(added.next());
            continue;
        };
        let done = adjust(provider, trunk, spec, Done::unchanged(observed)).await?;
        note(steps, &done, Action::Updated, ObjectId::OriginationUri(done.value.id.clone()));
        all.push(done);
    }
    Ok(all)
}

/// Adds targets that were not there. What the carrier says of all of them stands at the first.
async fn add_all<T: OriginationProvider + ?Sized>(
    provider: &T,
    trunk: &TrunkId,
    missing: &[OriginationUriSpec],
) -> Result<Vec<Done<OriginationUri>>> {
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    let mut added = match provider.add_origination_uris(trunk, missing).await {
        Err(error) => return read_back(provider, trunk, missing, error).await,
        Ok(added) => added,
    };
    let one = |uri| Done {
        warnings: mem::take(&mut added.warnings),
        ..Done::changed(uri).with_manual_steps(added.manual_steps.clone())
    };
    Ok(added.value.into_iter().map(one).collect())
}
