//! Trunks.

use std::collections::HashMap;

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::{Value, json};
use trunkline::{
    Result,
    ext::{TrunkExt as _, collect},
    model::{
        Done, EffectiveAuth, Replaced, Termination, TerminationAuth, Trunk, TrunkId, TrunkPatch, TrunkSpec,
    },
    provider::{Objects, TrunkProvider},
};

use crate::{GUIDE, NO_DIGEST, Nimbus};

#[derive(Deserialize)]
struct Shown {
    id: TrunkId,
    label: String,
    host: String,
    addresses: u32,
}

impl From<Shown> for Trunk {
    fn from(shown: Shown) -> Self {
        let mut trunk = Self::new(shown.id, shown.label, Termination::new(Some(shown.host), GUIDE));
        trunk.auth = EffectiveAuth::of(shown.addresses > 0, false);
        trunk
    }
}

#[async_trait]
impl TrunkProvider for Nimbus {
    async fn create_trunk(&self, spec: &TrunkSpec) -> Result<Done<Trunk>> {
        if spec.auth != TerminationAuth::IpAcl {
            return Err(self.unsupported("create trunk", NO_DIGEST));
        }
        let label = json!({ "label": spec.name.as_str() });
        let shown: Shown = self.call("create trunk", "POST", &["trunks"], label).await?;
        Ok(Done::changed(shown.into()))
    }

    async fn get_trunk(&self, trunk: &TrunkId) -> Result<Trunk> {
        self.call::<Shown>("get trunk", "GET", &["trunks", trunk.as_str()], Value::Null).await.map(Into::into)
    }

    async fn find_trunk(&self, spec: &TrunkSpec) -> Result<Option<Trunk>> {
        Ok(self.match_trunk(spec, &collect(self.list_trunks()).await?)?.cloned())
    }

    fn match_trunks<'a>(&self, specs: &[&TrunkSpec], trunks: &'a [Trunk]) -> Vec<Result<Option<&'a Trunk>>> {
        let named: HashMap<&str, &Trunk> = trunks.iter().map(|trunk| (trunk.name.as_str(), trunk)).collect();
        specs.iter().map(|spec| Ok(named.get(spec.name.as_str()).copied())).collect()
    }

    fn list_trunks(&self) -> Objects<Trunk> {
        self.list::<Shown, _>("list trunks", &["trunks"])
    }

    async fn update_trunk(&self, trunk: &TrunkId, patch: &TrunkPatch) -> Result<Done<Trunk>> {
        let before = self.get_trunk(trunk).await?;
        let Some(name) = patch.name.as_ref().filter(|name| name.as_str() != before.name) else {
            return Ok(Done::unchanged(before));
        };
        let label = json!({ "label": name.as_str() });
        let shown: Shown = self.call("update trunk", "PATCH", &["trunks", trunk.as_str()], label).await?;
        Ok(Done::changed(shown.into()).with_replaced(Replaced::Trunk(Box::new(before))))
    }

    async fn delete_trunk(&self, trunk: &TrunkId) -> Result<Done<()>> {
        let was: Shown =
            self.call("delete trunk", "DELETE", &["trunks", trunk.as_str()], Value::Null).await?;
        Ok(Done::changed(()).with_replaced(Replaced::Trunk(Box::new(was.into()))))
    }

    fn diff_trunk(&self, spec: &TrunkSpec, observed: &Trunk) -> TrunkPatch {
        let mut patch = TrunkPatch::default();
        patch.name = (spec.name.as_str() != observed.name).then(|| spec.name.clone());
        patch
    }

    async fn termination_auth(&self, trunk: &TrunkId) -> Result<EffectiveAuth> {
        Ok(self.get_trunk(trunk).await?.auth)
    }
}
