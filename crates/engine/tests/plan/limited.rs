//! A carrier in memory that takes fewer addresses and targets on a trunk.

use trunkline::{
    audit::Finding,
    capability::{Capabilities, Evidence},
    memory::Memory,
    model::{Identity, TrunkDescription},
    provider::{
        AclProvider, CallerIdProvider, CredentialProvider, NumberProvider, OriginationProvider, Provider,
        TrunkProvider,
    },
};

/// The account, and what it says of its limits. It does not keep them: a test looks.
#[derive(Debug)]
pub(crate) struct Limited {
    memory: Memory,
    capabilities: Capabilities,
}

impl Limited {
    pub(crate) fn new(memory: Memory, most: Option<u32>) -> Self {
        let evidence = || Evidence::assumed("a test", "2026-11-21");
        let capabilities = memory
            .capabilities()
            .clone()
            .max_acl_entries(most, evidence())
            .max_origination_uris(most, evidence())
            .max_credentials(most, evidence());
        Self { memory, capabilities }
    }
}

impl Provider for Limited {
    fn identity(&self) -> &Identity {
        self.memory.identity()
    }
    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }
    fn audit(&self, description: &TrunkDescription) -> Vec<Finding> {
        self.memory.audit(description)
    }
    fn trunks(&self) -> &dyn TrunkProvider {
        self.memory.trunks()
    }
    fn acls(&self) -> &dyn AclProvider {
        self.memory.acls()
    }
    fn numbers(&self) -> &dyn NumberProvider {
        self.memory.numbers()
    }
    fn originations(&self) -> Option<&dyn OriginationProvider> {
        self.memory.originations()
    }
    fn credentials(&self) -> Option<&dyn CredentialProvider> {
        self.memory.credentials()
    }
    fn caller_ids(&self) -> Option<&dyn CallerIdProvider> {
        self.memory.caller_ids()
    }
}
