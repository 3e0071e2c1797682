//! Where inbound calls go.

use async_trait::async_trait;
use jiff::Timestamp;

use super::{
    Memory, refused, require,
    state::{Account, position},
};
use crate::{
    error::{Effect, Error, ErrorKind, Result},
    model::{
        Action, Done, ObjectId, Observed, OriginationUri, OriginationUriId, OriginationUriPatch,
        OriginationUriSpec, Replaced, Step, TrunkId,
    },
    provider::{Objects, OriginationProvider},
};

impl Memory {
    fn require_originations(&self) -> Result<()> {
        require(self.0.capabilities.originations.value, "origination URIs")
    }
}

#[async_trait]
impl OriginationProvider for Memory {
    fn list_origination_uris(&self, trunk: &TrunkId) -> Objects<OriginationUri> {
        let (carrier, trunk) = (self.clone(), trunk.clone());
        self.list("list origination URIs", move |account| {
            carrier.require_originations()?;
            Ok(account.trunk(&trunk)?.origination.clone())
        })
    }

    async fn add_origination_uri(
        &self,
        trunk: &TrunkId,
        spec: &OriginationUriSpec,
    ) -> Result<Done<OriginationUri>> {
        self.call("add origination URI", |account| {
            self.require_originations()?;
            spec.validate()?;
            add(account, trunk, spec).map(Done::changed)
        })
    }

    async fn add_origination_uris(
        &self,
        trunk: &TrunkId,
        specs: &[OriginationUriSpec],
    ) -> Result<Done<Vec<OriginationUri>>> {
        self.call("add origination URIs", |account| {
            self.require_originations()?;
            specs.iter().try_for_each(OriginationUriSpec::validate)?;
            account.trunk(trunk)?;
            let (mut added, mut refusals) = (Vec::new(), Vec::new());
            for spec in specs {
                match add(account, trunk, spec) {
                    Ok(uri) => added.push(uri),
                    Err(error) => refusals.push(error),
                }
            }
            match refusals.first() {
                None if added.is_empty() => Ok(Done::unchanged(added)),
                None => Ok(Done::changed(added)),
                Some(first) => Err(partly(first.kind(), &refusals, &added)),
            }
        })
    }

    async fn update_origination_uri(
        &self,
        trunk: &TrunkId,
        uri: &OriginationUriId,
        patch: &OriginationUriPatch,
    ) -> Result<Done<OriginationUri>> {
        self.call("update origination URI", |account| {
            self.require_originations()?;
            patch.validate()?;
            let there = account.trunk_mut(trunk)?;
            let place =
                position(&there.origination, "origination URI", trunk, uri, |other| other.id == *uri)?;
            let target = &mut there.origination[place];
            let before = target.clone();
            target.priority = patch.priority.unwrap_or(target.priority);
            target.weight = patch.weight.unwrap_or(target.weight);
            target.enabled = patch.twilio.enabled.or(target.enabled);
            if let Some(label) = &patch.twilio.friendly_name {
                target.label = Some(label.clone());
            }
            Ok(if *target == before {
                Done::unchanged(before)
            } else {
                Done::changed(target.clone()).with_replaced(Replaced::OriginationUri(before))
            })
        })
    }

    async fn remove_origination_uri(&self, trunk: &TrunkId, uri: &OriginationUriId) -> Result<Done<()>> {
        self.call("remove origination URI", |account| {
            self.require_originations()?;
            let there = account.trunk_mut(trunk)?;
            let place =
                position(&there.origination, "origination URI", trunk, uri, |other| other.id == *uri)?;
            let removed = there.origination.remove(place);
            Ok(Done::changed(()).with_replaced(Replaced::OriginationUri(removed)))
        })
    }
}

fn add(account: &mut Account, trunk: &TrunkId, spec: &OriginationUriSpec) -> Result<OriginationUri> {
    if let Some(twin) = account.trunk(trunk)?.origination.iter().find(|other| other.uri == spec.uri) {
        return Err(refused(
            ErrorKind::AlreadyExists,
            format!("trunk {trunk} has the target {} already: {}", spec.uri, twin.id),
        ));
    }
    let id = account.next_id("origination", OriginationUriId::new);
    let mut target = OriginationUri::new(id, Observed::Valid(spec.uri.clone()), spec.priority, spec.weight);
    target.enabled = Some(spec.twilio.enabled.unwrap_or(true));
    target.label = Some(spec.twilio.friendly_name.clone().unwrap_or_else(|| spec.uri.to_string()));
    target.created = Some(Timestamp::now());
    account.trunk_mut(trunk)?.origination.push(target.clone());
    Ok(target)
}

/// One error for all that were refused, with what was added besides.
fn partly(kind: ErrorKind, refusals: &[Error], added: &[OriginationUri]) -> Error {
    let messages: Vec<&str> = refusals.iter().map(Error::message).collect();
    let steps = added.iter().map(|uri| Step::new(Action::Created, ObjectId::OriginationUri(uri.id.clone())));
    Error::new(kind, Effect::None, messages.join("; ")).after(steps)
}
