//! Trunks.

use async_trait::async_trait;
use futures::{StreamExt as _, TryStreamExt as _};

use super::{Twilio, delete, has_code, list_kind::ListKind};
use crate::{
    audit::Finding,
    error::{Effect, Error, ErrorKind, Result},
    ext::collect,
    model::{
        Action, Done, EffectiveAuth, ObjectId, Replaced, Step, Trunk, TrunkId, TrunkPatch, TrunkSpec,
        TwilioTrunk, TwilioTrunkOptions,
    },
    provider::{Objects, TrunkProvider},
    twilio::{
        audit, convert,
        wire::{RecordingParams, TrunkParams},
    },
};

impl Twilio {
    async fn create(&self, spec: &TrunkSpec) -> Result<Done<Trunk>> {
        if let Some(error) = Finding::to_error(&audit::trunk(&spec.twilio)) {
            return Err(error);
        }
        let domain = self.domain_for(spec);
        let mut params = trunk_params(&spec.twilio);
        params.friendly_name.get_or_insert_with(|| spec.name.to_string());
        // Always with one: a trunk without takes no calls, and could not be found again if the answer got lost.
        params.domain_name = Some(domain.clone());
        let mut created = match self.client.create_trunk(&params).await {
            Ok(created) => created,
            Err(error) if has_code(&error, &["21248", "21245"]) => {
                return Err(self.domain_taken(error, &domain).await);
            }
            Err(error) => return Err(error),
        };
        let recording = recording_params(&spec.twilio);
        if recording != RecordingParams::default() {
            let set = self.client.update_recording(&created.sid, &recording).await;
            let step = Step::new(Action::Created, ObjectId::Trunk(convert::trunk_id(&created.sid)));
            created.recording = Some(set.map_err(|error| error.after([step]))?);
        }
        Ok(Done::changed(convert::trunk(created)))
    }

    /// What a refused domain means: ours already, or not to be had.
    async fn domain_taken(&self, error: Error, domain: &str) -> Error {
        match self.with_domain(domain).await {
            Ok(Some(ours)) => error.reworded(has_it(&ours, domain)).with_kind(ErrorKind::AlreadyExists),
            // Without that look the carrier's own answer is what is known.
            Ok(None) | Err(_) => error,
        }
    }

    /// The account's trunk with this domain, of which there is one at most.
    async fn with_domain(&self, domain: &str) -> Result<Option<Trunk>> {
        let mut trunks = self.list_trunks();
        while let Some(trunk) = trunks.try_next().await? {
            if has_domain(&trunk, domain) {
                return Ok(Some(trunk));
            }
        }
        Ok(None)
    }

    /// By the domain; a trunk that has none by its name, when it is the only one.
    fn pick<'a>(&self, spec: &TrunkSpec, trunks: &'a [Trunk]) -> Result<Option<&'a Trunk>> {
        let (domain, name) = (self.domain_for(spec), wanted_name(spec));
        if let Some(trunk) = trunks.iter().find(|trunk| has_domain(trunk, &domain)) {
            return Ok(Some(trunk));
        }
        let named = |trunk: &&Trunk| trunk.termination.domain.is_none() && trunk.name == name;
        let named: Vec<&Trunk> = trunks.iter().filter(named).collect();
        if named.len() > 1 {
            let ids: Vec<&str> = named.iter().map(|trunk| trunk.id.as_str()).collect();
            let message =
                format!("{} trunks without a domain are named {name:?}: {}", ids.len(), ids.join(", "));
            let error = Error::new(ErrorKind::Conflict, Effect::None, message)
                .with_advice(format!("give the one that is meant the domain {domain}, or delete the others"));
            return Err(self.about("find trunk")(error));
        }
        Ok(named.first().copied())
    }

    async fn update(&self, trunk: &TrunkId, patch: &TrunkPatch) -> Result<Done<Trunk>> {
        if let Some(error) = Finding::to_error(&audit::trunk(&patch.twilio)) {
            return Err(error);
        }
        let before = self.client.fetch_trunk(trunk.as_str()).await?;
        let mut options = patch.twilio.clone();
        if options.friendly_name.is_none() {
            options.friendly_name = patch.name.as_ref().map(ToString::to_string);
        }
        let before = convert::trunk(before);
        let change = differing(&options, &before);
        let (params, recording) = (trunk_params(&change), recording_params(&change));
        let mut after = None;
        if params != TrunkParams::default() {
            after = Some(convert::trunk(self.client.update_trunk(trunk.as_str(), &params).await?));
        }
        if recording != RecordingParams::default() {
            let step = after.is_some().then(|| Step::new(Action::Updated, ObjectId::Trunk(trunk.clone())));
            let set = self.client.update_recording(trunk.as_str(), &recording).await;
            let set = set.map_err(|error| error.after(step))?;
            let trunk = after.get_or_insert_with(|| before.clone());
            if let Some(twilio) = &mut trunk.twilio {
                twilio.recording_mode = set.mode;
                twilio.recording_trim = set.trim;
            }
        }
        Ok(match after {
            None => Done::unchanged(before),
            Some(after) => Done::changed(after).with_replaced(Replaced::Trunk(Box::new(before))),
        })
    }

    async fn effective_auth(&self, trunk: &TrunkId) -> Result<EffectiveAuth> {
        let mut attached = [false; 2];
        for (kind, attached) in ListKind::ALL.into_iter().zip(&mut attached) {
            *attached = kind.associated(&self.client, trunk).stream().try_next().await?.is_some();
        }
        let [addresses, credentials] = attached;
        Ok(EffectiveAuth::of(addresses, credentials))
    }
}

fn wanted_name(spec: &TrunkSpec) -> String {
    spec.twilio.friendly_name.clone().unwrap_or_else(|| spec.name.to_string())
}

fn has_it(trunk: &Trunk, domain: &str) -> String {
    format!("trunk {} ({}) has the domain {domain} already", trunk.id, trunk.name)
}

fn has_domain(trunk: &Trunk, domain: &str) -> bool {
    trunk.termination.domain.as_ref().is_some_and(|observed| observed.eq_ignore_ascii_case(domain))
}

fn trunk_params(options: &TwilioTrunkOptions) -> TrunkParams {
    let options = options.clone();
    TrunkParams {
        friendly_name: options.friendly_name,
        domain_name: options.domain_name,
        disaster_recovery_url: options.disaster_recovery_url,
        disaster_recovery_method: options.disaster_recovery_method,
        transfer_mode: options.transfer_mode,
        secure: options.secure,
        cnam_lookup_enabled: options.cnam_lookup_enabled,
        transfer_caller_id: options.transfer_caller_id,
    }
}

fn recording_params(options: &TwilioTrunkOptions) -> RecordingParams {
    RecordingParams { mode: options.recording_mode.clone(), trim: options.recording_trim.clone() }
}

/// Of the options, those that are not so yet.
fn differing(wanted: &TwilioTrunkOptions, trunk: &Trunk) -> TwilioTrunkOptions {
    let default = TwilioTrunk::default();
    let there = trunk.twilio.as_ref().unwrap_or(&default);
    let mut change = wanted.clone();
    change.friendly_name = change.friendly_name.filter(|name| *name != trunk.name);
    change.domain_name = change.domain_name.filter(|domain| !has_domain(trunk, domain));
    change.secure = change.secure.filter(|secure| *secure != there.secure);
    change.cnam_lookup_enabled = change.cnam_lookup_enabled.filter(|on| *on != there.cnam_lookup_enabled);
    macro_rules! differing {
        ($($field:ident),*) => {$(
            if change.$field == there.$field {
                change.$field = None;
            }
        )*};
    }
    differing!(
        transfer_mode,
        transfer_caller_id,
        disaster_recovery_url,
        disaster_recovery_method,
        recording_mode,
        recording_trim
    );
    change
}

#[async_trait]
impl TrunkProvider for Twilio {
    async fn create_trunk(&self, spec: &TrunkSpec) -> Result<Done<Trunk>> {
        self.create(spec).await.map_err(self.about("create trunk"))
    }

    async fn get_trunk(&self, trunk: &TrunkId) -> Result<Trunk> {
        self.client.fetch_trunk(trunk.as_str()).await.map(convert::trunk)
    }

    async fn find_trunk(&self, spec: &TrunkSpec) -> Result<Option<Trunk>> {
        let trunks = collect(self.list_trunks()).await?;
        Ok(self.pick(spec, &trunks)?.cloned())
    }

    fn match_trunks<'a>(&self, specs: &[&TrunkSpec], trunks: &'a [Trunk]) -> Vec<Result<Option<&'a Trunk>>> {
        // An account has 100 trunks at most.
        specs.iter().map(|spec| self.pick(spec, trunks)).collect()
    }

    fn list_trunks(&self) -> Objects<Trunk> {
        self.client.list_trunks().stream().map_ok(convert::trunk).boxed()
    }

    async fn update_trunk(&self, trunk: &TrunkId, patch: &TrunkPatch) -> Result<Done<Trunk>> {
        self.update(trunk, patch).await.map_err(self.about("update trunk"))
    }

    async fn delete_trunk(&self, trunk: &TrunkId) -> Result<Done<()>> {
        for kind in ListKind::ALL {
            self.own_lists.forget(trunk, kind);
        }
        delete::delete(&self.client, trunk).await.map_err(self.about("delete trunk"))
    }

    fn diff_trunk(&self, spec: &TrunkSpec, observed: &Trunk) -> TrunkPatch {
        let mut patch = TrunkPatch { twilio: differing(&spec.twilio, observed), ..TrunkPatch::default() };
        if spec.twilio.friendly_name.is_none() && spec.name.as_str() != observed.name {
            patch.name = Some(spec.name.clone());
        }
        // A domain that is derived is given to a trunk that has none, and never takes the place of another: that
        // would change where calls are to be sent.
        if observed.termination.domain.is_none() {
            patch.twilio.domain_name = Some(self.domain_for(spec));
        }
        patch
    }

    async fn termination_auth(&self, trunk: &TrunkId) -> Result<EffectiveAuth> {
        self.effective_auth(trunk).await
    }
}
