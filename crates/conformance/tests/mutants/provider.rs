//! The account and its parts.

use trunkline::{
    ErrorKind,
    audit::Finding,
    capability::Capabilities,
    model::{Identity, TrunkDescription},
    provider::{
        AclProvider, CallerIdProvider, CredentialProvider, NumberProvider, OriginationProvider, Provider,
        TrunkProvider,
    },
};

use super::{carrier::Carrier, mutation::Mutation};

impl Provider for Carrier {
    fn identity(&self) -> &Identity {
        self.memory.identity()
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn audit(&self, description: &TrunkDescription) -> Vec<Finding> {
        if self.is(Mutation::AuditsByAsking) {
            self.send();
        }
        let mut findings = self.memory.audit(description);
        if self.is(Mutation::AuditsNothing) {
            findings.clear();
        }
        if self.is(Mutation::RefusesAPlainTrunk) {
            let carrier = &self.identity().carrier;
            findings.push(Finding::refused(carrier, ErrorKind::InvalidInput, "acl", "is not empty"));
        }
        findings
    }

    fn trunks(&self) -> &dyn TrunkProvider {
        self
    }

    fn acls(&self) -> &dyn AclProvider {
        self
    }

    fn numbers(&self) -> &dyn NumberProvider {
        self
    }

    fn originations(&self) -> Option<&dyn OriginationProvider> {
        Some(self)
    }

    fn credentials(&self) -> Option<&dyn CredentialProvider> {
        Some(self)
    }

    fn caller_ids(&self) -> Option<&dyn CallerIdProvider> {
        (!self.is(Mutation::DeclaresWhatItLacks)).then_some(self)
    }
}
