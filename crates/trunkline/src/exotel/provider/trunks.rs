//! Trunks.

use std::collections::HashMap;

use async_trait::async_trait;
use futures::TryStreamExt as _;

use super::{Exotel, converted};
use crate::{
    error::{Effect, Error, ErrorKind, Result},
    exotel::{
        convert, rules,
        wire::{NewTrunk, TrunkUpdate},
    },
    model::{
        Action, Done, EffectiveAuth, ExotelTrunkOptions, ObjectId, Replaced, Step, Trunk, TrunkId, TrunkName,
        TrunkPatch, TrunkSpec,
    },
    provider::{Objects, TrunkProvider},
};

#[async_trait]
impl TrunkProvider for Exotel {
    async fn create_trunk(&self, spec: &TrunkSpec) -> Result<Done<Trunk>> {
        let name = name_of(spec);
        let mut new = NewTrunk::new(name.as_str(), &self.client.identity().account);
        if let Some(code) = nso_code(&spec.exotel).map_err(self.about("create trunk"))? {
            new = new.with_nso_code(code);
        }
        match self.client.create_trunk(&new).await {
            Ok(wire) => {
                let trunk = convert::trunk(wire, self.client.hosts());
                Ok(with_steps(Done::changed(trunk)))
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                Err(taken(error, name, self.trunk_named(name).await))
            }
            Err(error) => Err(error),
        }
    }

    async fn get_trunk(&self, trunk: &TrunkId) -> Result<Trunk> {
        // A server that ignores the filter must not hand out another trunk.
        let mut trunks = self.client.list_trunks(Some(trunk)).stream();
        while let Some(wire) = trunks.try_next().await? {
            if wire.trunk_sid == *trunk {
                return Ok(convert::trunk(wire, self.client.hosts()));
            }
        }
        let error =
            Error::new(ErrorKind::NotFound, Effect::None, format!("the account has no trunk {trunk}"));
        Err(self.about("get trunk")(error))
    }

    async fn find_trunk(&self, spec: &TrunkSpec) -> Result<Option<Trunk>> {
        self.trunk_named(name_of(spec)).await
    }

    fn match_trunks<'a>(&self, specs: &[&TrunkSpec], trunks: &'a [Trunk]) -> Vec<Result<Option<&'a Trunk>>> {
        let named: HashMap<&str, &Trunk> = trunks.iter().map(|trunk| (trunk.name.as_str(), trunk)).collect();
        specs.iter().map(|spec| Ok(named.get(name_of(spec).as_str()).copied())).collect()
    }

    fn list_trunks(&self) -> Objects<Trunk> {
        let client = self.client.clone();
        converted(self.client.list_trunks(None).stream(), move |wire| convert::trunk(wire, client.hosts()))
    }

    async fn update_trunk(&self, trunk: &TrunkId, patch: &TrunkPatch) -> Result<Done<Trunk>> {
        let code = nso_code(&patch.exotel).map_err(self.about("update trunk"))?;
        let before = self.get_trunk(trunk).await?;
        let mut update = TrunkUpdate::default();
        let name = patch.exotel.trunk_name.as_ref().or(patch.name.as_ref());
        if let Some(name) = name.filter(|name| name.as_str() != before.name) {
            update = update.with_trunk_name(name.as_str());
        }
        if let Some(code) = code.filter(|code| !has_nso_code(&before, code)) {
            update = update.with_nso_code(code);
        }
        if update == TrunkUpdate::default() {
            return Ok(with_steps(Done::unchanged(before)));
        }
        let updated = match self.client.update_trunk(trunk, &update).await {
            Ok(Some(wire)) => convert::trunk(wire, self.client.hosts()),
            Ok(None) => self.get_trunk(trunk).await.map_err(|error| error.with_effect(Effect::Applied))?,
            Err(error) => match name {
                Some(name) if error.kind() == ErrorKind::AlreadyExists => {
                    match self.trunk_named(name).await {
                        // An attempt of this call whose answer was lost has named it so.
                        Ok(Some(named)) if named.id == *trunk => named,
                        found => return Err(taken(error, name, found).with_kind(ErrorKind::Conflict)),
                    }
                }
                _ => return Err(error),
            },
        };
        Ok(with_steps(Done::changed(updated).with_replaced(Replaced::Trunk(Box::new(before)))))
    }

    async fn delete_trunk(&self, trunk: &TrunkId) -> Result<Done<()>> {
        // Exotel's pages disagree on whether credentials go with their trunk: they go first.
        let credentials: Vec<_> = self.client.list_credentials(trunk, None).stream().try_collect().await?;
        let mut steps = Vec::new();
        for credential in credentials {
            match self.client.delete_credential(trunk, &credential.id).await {
                Ok(_) => steps.push(Step::new(Action::Removed, ObjectId::Credential(credential.id))),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error.after(steps)),
            }
        }
        let deleted = self.client.delete_trunk(trunk).await.map_err(|error| error.after(steps))?;
        let done = Done::changed(());
        Ok(match deleted {
            Some(wire) => {
                done.with_replaced(Replaced::Trunk(Box::new(convert::trunk(wire, self.client.hosts()))))
            }
            None => done,
        })
    }

    fn diff_trunk(&self, spec: &TrunkSpec, observed: &Trunk) -> TrunkPatch {
        let mut patch = TrunkPatch::default();
        if name_of(spec).as_str() != observed.name {
            match &spec.exotel.trunk_name {
                Some(name) => patch.exotel.trunk_name = Some(name.clone()),
                None => patch.name = Some(spec.name.clone()),
            }
        }
        patch.exotel.nso_code = spec.exotel.nso_code.clone().filter(|code| !has_nso_code(observed, code));
        patch
    }

    async fn termination_auth(&self, trunk: &TrunkId) -> Result<EffectiveAuth> {
        let has_acl = self.has_acl_entries(trunk).await?;
        Ok(EffectiveAuth::of(has_acl, self.has_credentials(trunk).await?))
    }
}

impl Exotel {
    async fn trunk_named(&self, name: &TrunkName) -> Result<Option<Trunk>> {
        let mut trunks = self.client.list_trunks(None).stream();
        while let Some(wire) = trunks.try_next().await? {
            if wire.trunk_name == name.as_str() {
                return Ok(Some(convert::trunk(wire, self.client.hosts())));
            }
        }
        Ok(None)
    }
}

/// Exotel says that the name is taken, not by which trunk.
fn taken(error: Error, name: &TrunkName, found: Result<Option<Trunk>>) -> Error {
    match found {
        Ok(Some(trunk)) => {
            error.reworded(format!("the account has a trunk named {name} already: {}", trunk.id))
        }
        Ok(None) => error
            .reworded(format!("Exotel says that the name {name} is taken, but lists no trunk that has it"))
            .with_kind(ErrorKind::Conflict),
        Err(unread) => error.reworded(format!(
            "Exotel says that the name {name} is taken; by which trunk could not be read ({})",
            unread.message()
        )),
    }
}

fn name_of(spec: &TrunkSpec) -> &TrunkName {
    spec.exotel.trunk_name.as_ref().unwrap_or(&spec.name)
}

fn nso_code(options: &ExotelTrunkOptions) -> Result<Option<&str>> {
    let code = options.nso_code.as_deref();
    if let Some(code) = code {
        rules::nso_code(code)?;
    }
    Ok(code)
}

/// Whether a trunk has this code. Exotel's pages spell the same one `ANY-ANY` and `any any`.
fn has_nso_code(trunk: &Trunk, wanted: &str) -> bool {
    let plain = |code: &str| code.to_ascii_uppercase().replace([' ', '_'], "-");
    let held = trunk.exotel.as_ref().and_then(|only| only.nso_code.as_deref());
    held.is_some_and(|held| plain(held) == plain(wanted))
}

fn with_steps(done: Done<Trunk>) -> Done<Trunk> {
    let steps = done.value.manual_steps.clone();
    done.with_manual_steps(steps)
}
