//! Trunks.

use std::collections::HashMap;

use async_trait::async_trait;
use jiff::Timestamp;

use super::{
    Memory, refused, require, rules,
    state::{Account, Entry},
};
use crate::{
    capability::Evidence,
    error::{Error, ErrorKind, Result},
    model::{
        Done, EffectiveAuth, Replaced, Termination, TerminationAuth, Transport, Trunk, TrunkId, TrunkName,
        TrunkPatch, TrunkSpec, TrunkStatus,
    },
    provider::{Objects, TrunkProvider},
};

#[async_trait]
impl TrunkProvider for Memory {
    async fn create_trunk(&self, spec: &TrunkSpec) -> Result<Done<Trunk>> {
        self.call("create trunk", |account| {
            let by_digest = spec.auth != TerminationAuth::IpAcl;
            require(!by_digest || self.0.capabilities.digest.value, "digest authentication")?;
            rules::both(spec.auth != TerminationAuth::Both || self.0.capabilities.ip_acl_and_digest.value)
                .map_err(Error::unsupported)?;
            name_is_free(account, &spec.name)?;
            let id = account.next_id("trunk", TrunkId::new);
            let mut trunk = Trunk::new(id, spec.name.as_str(), termination(&spec.name));
            trunk.status = Some(TrunkStatus::Active);
            trunk.created = Some(Timestamp::now());
            trunk.updated = trunk.created;
            let entry = Entry::new(trunk);
            let created = entry.read();
            account.trunks.push(entry);
            Ok(Done::changed(created))
        })
    }

    async fn get_trunk(&self, trunk: &TrunkId) -> Result<Trunk> {
        self.call("get trunk", |account| Ok(account.trunk(trunk)?.read()))
    }

    async fn find_trunk(&self, spec: &TrunkSpec) -> Result<Option<Trunk>> {
        self.call("find trunk", |account| Ok(by_name(account, &spec.name).map(Entry::read)))
    }

    fn match_trunks<'a>(&self, specs: &[&TrunkSpec], trunks: &'a [Trunk]) -> Vec<Result<Option<&'a Trunk>>> {
        let named: HashMap<&str, &Trunk> = trunks.iter().map(|trunk| (trunk.name.as_str(), trunk)).collect();
        specs.iter().map(|spec| Ok(named.get(spec.name.as_str()).copied())).collect()
    }

    fn list_trunks(&self) -> Objects<Trunk> {
        self.list("list trunks", |account| Ok(account.trunks.iter().map(Entry::read).collect()))
    }

    async fn update_trunk(&self, trunk: &TrunkId, patch: &TrunkPatch) -> Result<Done<Trunk>> {
        self.call("update trunk", |account| {
            if patch.name.is_some() {
                require(self.0.capabilities.update_trunk.value, "way to change a trunk")?;
            }
            let before = account.trunk(trunk)?.read();
            let Some(name) = patch.name.as_ref().filter(|name| name.as_str() != before.name) else {
                return Ok(Done::unchanged(before));
            };
            name_is_free(account, name)?;
            let entry = account.trunk_mut(trunk)?;
            entry.trunk.name = name.to_string();
            entry.trunk.termination = termination(name);
            entry.trunk.updated = Some(Timestamp::now());
            Ok(Done::changed(entry.read()).with_replaced(Replaced::Trunk(Box::new(before))))
        })
    }

    async fn delete_trunk(&self, trunk: &TrunkId) -> Result<Done<()>> {
        self.call("delete trunk", |account| {
            let before = account.trunk(trunk)?.read();
            account.trunks.retain(|entry| entry.trunk.id != *trunk);
            Ok(Done::changed(()).with_replaced(Replaced::Trunk(Box::new(before))))
        })
    }

    fn diff_trunk(&self, spec: &TrunkSpec, observed: &Trunk) -> TrunkPatch {
        if spec.name.as_str() == observed.name {
            TrunkPatch::default()
        } else {
            TrunkPatch::default().with_name(spec.name.clone())
        }
    }

    async fn termination_auth(&self, trunk: &TrunkId) -> Result<EffectiveAuth> {
        self.call("read authentication", |account| Ok(account.trunk(trunk)?.auth()))
    }
}

fn by_name<'a>(account: &'a Account, name: &TrunkName) -> Option<&'a Entry> {
    account.trunks.iter().find(|entry| entry.trunk.name == name.as_str())
}

fn name_is_free(account: &Account, name: &TrunkName) -> Result<()> {
    match by_name(account, name) {
        None => Ok(()),
        Some(twin) => Err(refused(
            ErrorKind::AlreadyExists,
            format!("the account has a trunk {name} already: {}", twin.trunk.id),
        )),
    }
}

/// A host that no call can reach: `.invalid` resolves nowhere (RFC 2606).
fn termination(name: &TrunkName) -> Termination {
    let label = name.as_str().to_ascii_lowercase().replace('_', "-");
    let evidence = Evidence::documented("trunkline, the carrier in memory", "2026-11-21");
    Termination::new(Some(format!("{label}.sip.invalid")), evidence).with_transports([
        Transport::Udp,
        Transport::Tcp,
        Transport::Tls,
    ])
}
