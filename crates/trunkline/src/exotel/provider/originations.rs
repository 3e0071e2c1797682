//! Where inbound calls go.

use std::{collections::HashSet, net::Ipv4Addr, slice};

use async_trait::async_trait;
use futures::TryStreamExt as _;
use ipnet::Ipv4Net;

use super::{Exotel, converted, inbound, invalid, not_found};
use crate::{
    error::{Effect, Error, ErrorKind, Result},
    exotel::{
        convert, rules,
        wire::{DestinationUpdate, WhitelistedIp},
    },
    model::{
        Action, Done, ObjectId, OriginationUri, OriginationUriId, OriginationUriPatch, OriginationUriSpec,
        Replaced, Step, TrunkId,
    },
    provider::{Objects, OriginationProvider},
};

#[async_trait]
impl OriginationProvider for Exotel {
    fn list_origination_uris(&self, trunk: &TrunkId) -> Objects<OriginationUri> {
        converted(self.client.list_destination_uris(trunk).stream(), convert::origination_uri)
    }

    async fn add_origination_uri(
        &self,
        trunk: &TrunkId,
        spec: &OriginationUriSpec,
    ) -> Result<Done<OriginationUri>> {
        let done = self.add_origination_uris(trunk, slice::from_ref(spec)).await?;
        Ok(done.map(|mut added| added.remove(0)))
    }

    async fn add_origination_uris(
        &self,
        trunk: &TrunkId,
        specs: &[OriginationUriSpec],
    ) -> Result<Done<Vec<OriginationUri>>> {
        let about = self.about("add origination URIs");
        let destinations = destinations(specs).map_err(&about)?;
        if specs.is_empty() {
            return Ok(inbound(Done::unchanged(Vec::new()), trunk));
        }
        self.acl_has_all_of(trunk, specs).await.map_err(&about)?;
        self.none_is_there(trunk, specs).await.map_err(&about)?;

        let outcomes = self.client.map_destination_uris(trunk, &destinations).await?;
        let mut batch = Batch::sort(specs, outcomes);
        let adjusted = self.adjust(trunk, specs, &mut batch).await;
        match batch.finish(specs, adjusted.err()) {
            Ok(added) => Ok(inbound(Done::changed(added), trunk)),
            Err(error) => Err(about(error)),
        }
    }

    async fn update_origination_uri(
        &self,
        trunk: &TrunkId,
        uri: &OriginationUriId,
        patch: &OriginationUriPatch,
    ) -> Result<Done<OriginationUri>> {
        let about = self.about("update origination URI");
        patch.validate().map_err(|rule| about(rule.into()))?;
        let before = self.origination_uri(trunk, uri).await.map_err(&about)?;
        let Some(update) = update(&before, patch.priority, patch.weight) else {
            return Ok(inbound(Done::unchanged(before), trunk));
        };
        let after = self.put(trunk, &before, &update).await?;
        Ok(inbound(Done::changed(after).with_replaced(Replaced::OriginationUri(before)), trunk))
    }

    async fn remove_origination_uri(&self, trunk: &TrunkId, uri: &OriginationUriId) -> Result<Done<()>> {
        let before = self.origination_uri(trunk, uri).await.map_err(self.about("remove origination URI"))?;
        self.client.delete_destination_uri(trunk, uri).await?;
        Ok(inbound(Done::changed(()).with_replaced(Replaced::OriginationUri(before)), trunk))
    }
}

impl Exotel {
    async fn origination_uri(&self, trunk: &TrunkId, id: &OriginationUriId) -> Result<OriginationUri> {
        let mut uris = self.list_origination_uris(trunk);
        while let Some(uri) = uris.try_next().await? {
            if uri.id == *id {
                return Ok(uri);
            }
        }
        Err(not_found(trunk, format_args!("origination URI {id}")))
    }

    /// IPv4 targets must be on the trunk's ACL (developer.exotel.com, Map destination URI). Read only when there is
    /// one.
    async fn acl_has_all_of(&self, trunk: &TrunkId, specs: &[OriginationUriSpec]) -> Result<()> {
        let mut missing: Vec<Ipv4Addr> = specs.iter().filter_map(|spec| spec.uri.ipv4()).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let mut is_empty = true;
        let mut rows = self.client.list_whitelisted_ips(trunk).stream();
        while let Some(row) = rows.try_next().await? {
            is_empty = false;
            missing.retain(|address| !covers(&row, *address));
            if missing.is_empty() {
                return Ok(());
            }
        }
        let missing = missing.iter().map(Ipv4Addr::to_string).collect::<Vec<_>>().join(", ");
        let error = Error::new(
            ErrorKind::AclRequired,
            Effect::None,
            format!(
                "Exotel takes an IPv4 target only when its address is on the trunk's ACL, and {missing} is not"
            ),
        );
        Err(if is_empty && self.has_credentials(trunk).await? {
            error.with_advice(
                "use a host name: the trunk authenticates calls by digest, and adding the address would make Exotel \
                 trust calls from it as well",
            )
        } else {
            error.with_advice("add it first, or use a host name")
        })
    }

    /// Whether Exotel refuses a target that is there already, its pages disagree.
    async fn none_is_there(&self, trunk: &TrunkId, specs: &[OriginationUriSpec]) -> Result<()> {
        let mut there = Vec::new();
        let mut uris = self.list_origination_uris(trunk);
        while let Some(held) = uris.try_next().await? {
            if specs.iter().any(|spec| held.uri == spec.uri) {
                there.push(format!("{} ({})", held.uri, held.id));
            }
        }
        if there.is_empty() {
            return Ok(());
        }
        let message = format!("trunk {trunk} has the target already: {}", there.join(", "));
        Err(Error::new(ErrorKind::AlreadyExists, Effect::None, message))
    }

    /// Sets priorities and weights other than Exotel's own, which takes a request for each.
    async fn adjust(
        &self,
        trunk: &TrunkId,
        specs: &[OriginationUriSpec],
        batch: &mut Batch,
    ) -> Result<(), Error> {
        for (spec, added) in specs.iter().zip(&mut batch.added) {
            let Some(uri) = added else { continue };
            if let Some(update) = update(uri, Some(spec.priority), Some(spec.weight)) {
                *uri = self.put(trunk, uri, &update).await?;
            }
        }
        Ok(())
    }

    async fn put(
        &self,
        trunk: &TrunkId,
        before: &OriginationUri,
        update: &DestinationUpdate,
    ) -> Result<OriginationUri> {
        let updated = self.client.update_destination_uri(trunk, &before.id, update).await?;
        Ok(if let Some(wire) = updated {
            convert::origination_uri(wire)
        } else {
            let set = |new: Option<u32>, old| new.and_then(|new| u16::try_from(new).ok()).unwrap_or(old);
            let mut after = before.clone();
            after.priority = set(update.priority, before.priority);
            after.weight = set(update.weight, before.weight);
            after
        })
    }
}

/// What Exotel made of several targets.
struct Batch {
    /// For each spec, in order.
    added: Vec<Option<OriginationUri>>,
    /// Added, and none of the specs: never asked for in these words.
    strange: Vec<OriginationUri>,
    refused: Vec<Error>,
}

impl Batch {
    /// Tells by the target which outcome is whose: in which order Exotel answers, no source tells.
    fn sort(
        specs: &[OriginationUriSpec],
        outcomes: Vec<Result<crate::exotel::wire::DestinationUri>>,
    ) -> Self {
        let mut batch = Self { added: vec![None; specs.len()], strange: Vec::new(), refused: Vec::new() };
        for outcome in outcomes {
            match outcome.map(convert::origination_uri) {
                Ok(uri) => match specs.iter().position(|spec| uri.uri == spec.uri) {
                    Some(at) => batch.added[at] = Some(uri),
                    None => batch.strange.push(uri),
                },
                Err(error) => batch.refused.push(error),
            }
        }
        // Of one target there is nothing to mix up.
        if let ([None], [_]) = (&batch.added[..], &batch.strange[..]) {
            batch.added[0] = batch.strange.pop();
        }
        batch
    }

    /// All that were asked for, or why not.
    fn finish(
        self,
        specs: &[OriginationUriSpec],
        not_adjusted: Option<Error>,
    ) -> Result<Vec<OriginationUri>, Error> {
        let steps: Vec<Step> = self
            .added
            .iter()
            .flatten()
            .chain(&self.strange)
            .map(|uri| Step::new(Action::Created, ObjectId::OriginationUri(uri.id.clone())))
            .collect();
        let mut what = Vec::new();
        let lacking: Vec<&str> = specs
            .iter()
            .zip(&self.added)
            .filter_map(|(spec, added)| added.is_none().then_some(spec.uri.as_str()))
            .collect();
        if let [refusal] = &self.refused[..]
            && specs.len() == 1
        {
            what.push(format!("{}: {}", specs[0].uri, refusal.message()));
        } else if !self.refused.is_empty() {
            let reasons: Vec<&str> = self.refused.iter().map(Error::message).collect();
            what.push(format!("refused: {} ({})", lacking.join(", "), reasons.join("; ")));
        } else if !lacking.is_empty() {
            what.push(format!("the answer says nothing of {}", lacking.join(", ")));
        }
        // Neither added nor refused: nobody knows what became of them.
        let untold = lacking.len().saturating_sub(self.refused.len() + self.strange.len());
        if untold > 0 && !self.refused.is_empty() {
            what.push(format!("the answer says nothing of {untold} of them"));
        }
        if let Some(error) = &not_adjusted {
            what.extend(specs.iter().zip(&self.added).filter_map(|(spec, added)| {
                let uri = added
                    .as_ref()
                    .filter(|uri| update(uri, Some(spec.priority), Some(spec.weight)).is_some())?;
                Some(format!(
                    "target {} ({}) was added with priority {} and weight {}, to be {} and {}",
                    uri.id, uri.uri, uri.priority, uri.weight, spec.priority, spec.weight
                ))
            }));
            what.push(format!("setting them failed: {}", error.message()));
        }
        let refusal = self.refused.into_iter().next();
        let error = match (not_adjusted, refusal) {
            (Some(error), _) | (None, Some(error)) => {
                let advice = match error.kind() {
                    ErrorKind::AclRequired => {
                        Some("add the address to the trunk's ACL first, or use a host name")
                    }
                    _ => None,
                };
                let error = error.reworded(what.join("; "));
                advice.into_iter().fold(error, Error::with_advice)
            }
            (None, None) if !lacking.is_empty() => {
                Error::new(ErrorKind::MalformedResponse, Effect::Unknown, what.join("; "))
            }
            (None, None) => return Ok(self.added.into_iter().flatten().collect()),
        };
        let error = if untold > 0 { error.with_effect(Effect::Unknown) } else { error };
        Err(error.after(steps))
    }
}

/// The targets as they are sent, when each keeps the rules and none is given twice.
fn destinations(specs: &[OriginationUriSpec]) -> Result<Vec<&str>> {
    let broken: Vec<_> = specs.iter().flat_map(rules::origination).map(|(_, invalid)| invalid).collect();
    if let Some(error) = invalid(&broken) {
        return Err(error);
    }
    let mut seen = HashSet::new();
    if let Some(twice) = specs.iter().find(|spec| !seen.insert(&spec.uri)) {
        return Err(Error::invalid(format!("origination URI {}: is given twice", twice.uri)));
    }
    specs.iter().map(|spec| Ok(rules::destination(&spec.uri)?)).collect()
}

/// What differs from what is wanted.
fn update(
    observed: &OriginationUri,
    priority: Option<u16>,
    weight: Option<u16>,
) -> Option<DestinationUpdate> {
    let update = DestinationUpdate {
        priority: priority.filter(|wanted| *wanted != observed.priority).map(u32::from),
        weight: weight.filter(|wanted| *wanted != observed.weight).map(u32::from),
    };
    (update != DestinationUpdate::default()).then_some(update)
}

/// Whether an address is in a row, also in one that we would not write.
fn covers(row: &WhitelistedIp, address: Ipv4Addr) -> bool {
    let range = row.ip.parse().ok().and_then(|ip| Ipv4Net::new(ip, row.mask).ok());
    range.is_some_and(|range| range.contains(&address))
}
