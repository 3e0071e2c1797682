//! Origination URIs made true.

use async_trait::async_trait;

use super::{collect, found_after, may_be_there};
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
        let mut found: Vec<OriginationUri> = collect(self.list_origination_uris(trunk)).await?;
        found.retain(|observed| observed.uri == *uri);
        if found.len() > 1 {
            let ids: Vec<&str> = found.iter().map(|twin| twin.id.as_str()).collect();
            return Err(Error::new(
                ErrorKind::Conflict,
                Effect::None,
                format!("trunk {trunk} has the target {uri} {} times: {}", ids.len(), ids.join(", ")),
            )
            .with_advice("remove all but one of them"));
        }
        Ok(found.pop())
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
        if let Some(observed) = self.find_origination_uri(trunk, &spec.uri).await? {
            let patch = OriginationUriPatch::towards(spec, &observed);
            return if patch.is_empty() {
                Ok(Done::unchanged(observed))
            } else {
                self.update_origination_uri(trunk, &observed.id, &patch).await
            };
        }
        match self.add_origination_uri(trunk, spec).await {
            Err(error) if may_be_there(&error) => match self.find_origination_uri(trunk, &spec.uri).await {
                Ok(Some(observed)) => {
                    let patch = OriginationUriPatch::towards(spec, &observed);
                    let mut done = found_after(&error, observed);
                    if !patch.is_empty() {
                        let step =
                            Step::new(Action::Created, ObjectId::OriginationUri(done.value.id.clone()));
                        let updated = self
                            .update_origination_uri(trunk, &done.value.id, &patch)
                            .await
                            .map_err(|error| error.after(done.changed.then_some(step)))?;
                        done.changed = true;
                        done.value = updated.value;
                    }
                    Ok(done)
                }
                _ => Err(error),
            },
            outcome => outcome,
        }
    }
}

impl<T: OriginationProvider + ?Sized> OriginationExt for T {}
