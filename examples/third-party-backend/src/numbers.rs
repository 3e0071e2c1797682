//! Bound numbers.

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::{Value, json};
use trunkline::{
    Result,
    model::{BoundNumber, BoundNumberId, Done, E164, NumberMode, NumberSpec, Observed, Replaced, TrunkId},
    provider::{NumberProvider, Objects},
};

use crate::Nimbus;

#[derive(Deserialize)]
struct Shown {
    binding: BoundNumberId,
    e164: String,
    trunk: TrunkId,
}

impl From<Shown> for BoundNumber {
    fn from(shown: Shown) -> Self {
        Self::new(shown.binding, Observed::read(shown.e164), shown.trunk)
    }
}

#[async_trait]
impl NumberProvider for Nimbus {
    fn list_bound_numbers(&self, trunk: &TrunkId) -> Objects<BoundNumber> {
        self.list::<Shown, _>("list bound numbers", &["trunks", trunk.as_str(), "numbers"])
    }

    async fn find_number(&self, number: &E164) -> Result<Option<BoundNumber>> {
        let path = ["bindings", number.as_str()];
        let shown: Option<Shown> = self.call("find number", "GET", &path, Value::Null).await?;
        Ok(shown.map(Into::into))
    }

    async fn owns_number(&self, _number: &E164) -> Result<Option<bool>> {
        // Nimbus has no list of numbers: binding one tells.
        Ok(None)
    }

    async fn bind_number(&self, trunk: &TrunkId, spec: &NumberSpec) -> Result<Done<BoundNumber>> {
        let (path, body) = (["trunks", trunk.as_str(), "numbers"], json!({ "e164": spec.number.as_str() }));
        let shown: Shown = self.call("bind number", "POST", &path, body).await?;
        Ok(Done::changed(shown.into()))
    }

    async fn set_number_mode(
        &self,
        _trunk: &TrunkId,
        _number: &BoundNumberId,
        _mode: &NumberMode,
    ) -> Result<Done<BoundNumber>> {
        Err(self.unsupported("set number mode", "numbers on Nimbus have no mode"))
    }

    async fn unbind_number(&self, trunk: &TrunkId, number: &BoundNumberId) -> Result<Done<()>> {
        let path = ["trunks", trunk.as_str(), "numbers", number.as_str()];
        let unbound: Shown = self.call("unbind number", "DELETE", &path, Value::Null).await?;
        Ok(Done::changed(()).with_replaced(Replaced::BoundNumber(unbound.into())))
    }
}
