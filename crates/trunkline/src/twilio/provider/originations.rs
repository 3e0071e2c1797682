//! Where inbound calls go.

use async_trait::async_trait;
use futures::{StreamExt as _, TryStreamExt as _};

use super::Twilio;
use crate::{
    audit::Finding,
    error::{Effect, Error, ErrorKind, Result},
    ext::collect,
    model::{
        Action, Done, ObjectId, OriginationUri, OriginationUriId, OriginationUriPatch, OriginationUriSpec,
        Replaced, Step, TrunkId, WarningCode,
    },
    provider::{Objects, OriginationProvider},
    twilio::{
        audit, convert,
        rules::{self, MAX_NAME, MAX_ORIGINATION_URLS},
        wire::{NewOriginationUrl, OriginationUrlParams},
    },
};

impl Twilio {
    /// Adds targets one by one, once all of them are known to fit.
    async fn add_all(&self, trunk: &TrunkId, specs: &[OriginationUriSpec]) -> Result<Vec<OriginationUri>> {
        if let Some(error) = Finding::to_error(&audit::origination(specs)) {
            return Err(error);
        }
        let there = collect(self.list_origination_uris(trunk)).await?;
        for spec in specs {
            if let Some(twin) = there.iter().find(|observed| observed.uri == spec.uri) {
                let message = format!("trunk {trunk} has the target {} already: {}", spec.uri, twin.id);
                return Err(Error::new(ErrorKind::AlreadyExists, Effect::None, message));
            }
        }
        if there.len() + specs.len() > MAX_ORIGINATION_URLS as usize {
            let message = format!(
                "trunk {trunk} has {} targets, and {} more are asked for; the most is {MAX_ORIGINATION_URLS}",
                there.len(),
                specs.len()
            );
            return Err(Error::new(ErrorKind::LimitReached, Effect::None, message));
        }
        let mut added: Vec<OriginationUri> = Vec::with_capacity(specs.len());
        for (i, spec) in specs.iter().enumerate() {
            match self.client.create_origination_url(trunk.as_str(), &new(spec)).await {
                Ok(url) => added.push(convert::origination_uri(url)),
                Err(error) => return Err(stopped(error, &added, &specs[i..])),
            }
        }
        Ok(added)
    }

    async fn change(
        &self,
        trunk: &TrunkId,
        uri: &OriginationUriId,
        patch: &OriginationUriPatch,
    ) -> Result<Done<OriginationUri>> {
        patch.validate()?;
        if let Some(label) = &patch.twilio.friendly_name {
            rules::name("friendly name", label)?;
        }
        let before = self.client.fetch_origination_url(trunk.as_str(), uri.as_str()).await?;
        let before = convert::origination_uri(before);
        let label = patch.twilio.friendly_name.clone();
        let params = OriginationUrlParams {
            weight: patch.weight.filter(|weight| *weight != before.weight),
            priority: patch.priority.filter(|priority| *priority != before.priority),
            enabled: patch.twilio.enabled.filter(|enabled| before.enabled != Some(*enabled)),
            friendly_name: label.filter(|label| before.label.as_ref() != Some(label)),
            sip_url: None,
        };
        if params == OriginationUrlParams::default() {
            return Ok(Done::unchanged(before));
        }
        let after = self.client.update_origination_url(trunk.as_str(), uri.as_str(), &params).await?;
        Ok(Done::changed(convert::origination_uri(after)).with_replaced(Replaced::OriginationUri(before)))
    }

    async fn take_away(&self, trunk: &TrunkId, uri: &OriginationUriId) -> Result<Done<()>> {
        let before = self.client.fetch_origination_url(trunk.as_str(), uri.as_str()).await?;
        self.client.delete_origination_url(trunk.as_str(), uri.as_str()).await?;
        Ok(Done::changed(()).with_replaced(Replaced::OriginationUri(convert::origination_uri(before))))
    }
}

/// Twilio asks for a label; without one it is the URI, as far as it fits.
fn new(spec: &OriginationUriSpec) -> NewOriginationUrl {
    let label = spec.twilio.friendly_name.clone();
    let label = label.unwrap_or_else(|| spec.uri.as_str().chars().take(MAX_NAME).collect());
    let mut new = NewOriginationUrl::new(spec.uri.as_str(), label);
    new.priority = spec.priority;
    new.weight = spec.weight;
    new.enabled = spec.twilio.enabled.unwrap_or(true);
    new
}

/// Twilio takes targets that it cannot reach.
fn reachable<T>(done: Done<T>, specs: &[OriginationUriSpec]) -> Done<T> {
    let lost = specs.iter().filter_map(|spec| Some((&spec.uri, spec.uri.unreachable()?)));
    lost.fold(done, |done, (uri, why)| {
        let message = format!("{uri} is {why}: Twilio takes it, and inbound calls cannot reach it");
        done.with_warning(WarningCode::UnreachableTarget, message)
    })
}

/// The error of a call that got as far as `added` and no further than the first of `rest`.
fn stopped(error: Error, added: &[OriginationUri], rest: &[OriginationUriSpec]) -> Error {
    let steps = added.iter().map(|uri| Step::new(Action::Created, ObjectId::OriginationUri(uri.id.clone())));
    let error = error.after(steps);
    match rest {
        [_] | [] => error,
        [failed, not_tried @ ..] => {
            let not_tried: Vec<&str> = not_tried.iter().map(|spec| spec.uri.as_str()).collect();
            let advice = format!("it was {} that failed; not tried: {}", failed.uri, not_tried.join(", "));
            error.with_advice(advice)
        }
    }
}

#[async_trait]
impl OriginationProvider for Twilio {
    fn list_origination_uris(&self, trunk: &TrunkId) -> Objects<OriginationUri> {
        self.client.list_origination_urls(trunk.as_str()).stream().map_ok(convert::origination_uri).boxed()
    }

    async fn add_origination_uri(
        &self,
        trunk: &TrunkId,
        spec: &OriginationUriSpec,
    ) -> Result<Done<OriginationUri>> {
        let added = self.add_all(trunk, std::slice::from_ref(spec)).await;
        let mut added = added.map_err(self.about("add origination URI"))?;
        Ok(reachable(Done::changed(added.remove(0)), std::slice::from_ref(spec)))
    }

    async fn add_origination_uris(
        &self,
        trunk: &TrunkId,
        specs: &[OriginationUriSpec],
    ) -> Result<Done<Vec<OriginationUri>>> {
        let added = self.add_all(trunk, specs).await.map_err(self.about("add origination URIs"))?;
        let done = if added.is_empty() { Done::unchanged(added) } else { Done::changed(added) };
        Ok(reachable(done, specs))
    }

    async fn update_origination_uri(
        &self,
        trunk: &TrunkId,
        uri: &OriginationUriId,
        patch: &OriginationUriPatch,
    ) -> Result<Done<OriginationUri>> {
        self.change(trunk, uri, patch).await.map_err(self.about("update origination URI"))
    }

    async fn remove_origination_uri(&self, trunk: &TrunkId, uri: &OriginationUriId) -> Result<Done<()>> {
        self.take_away(trunk, uri).await.map_err(self.about("remove origination URI"))
    }
}
