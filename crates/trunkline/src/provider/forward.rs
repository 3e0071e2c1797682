//! References and shared pointers to a provider are providers.

use std::sync::Arc;

use async_trait::async_trait;

use super::{
    AclProvider, CallerIdProvider, CredentialProvider, NumberProvider, Objects, OriginationProvider,
    Provider, TrunkProvider,
};
use crate::{
    audit::Finding,
    capability::Capabilities,
    error::Result,
    model::{
        AclEntry, AclEntryId, AclEntrySpec, BoundNumber, BoundNumberId, CallerId, ChangeOptions, Credential,
        CredentialId, CredentialSpec, Done, E164, EffectiveAuth, Identity, NumberMode, NumberSpec,
        OriginationUri, OriginationUriId, OriginationUriPatch, OriginationUriSpec, SecretString, Trunk,
        TrunkDescription, TrunkId, TrunkPatch, TrunkSpec,
    },
};

macro_rules! forward {
    ($($pointer:ty),*) => {$(
        #[deny(clippy::missing_trait_methods)]
        impl<T: Provider + ?Sized> Provider for $pointer {
            fn identity(&self) -> &Identity {
                (**self).identity()
            }
            fn capabilities(&self) -> &Capabilities {
                (**self).capabilities()
            }
            fn audit(&self, description: &TrunkDescription) -> Vec<Finding> {
                (**self).audit(description)
            }
            fn trunks(&self) -> &dyn TrunkProvider {
                (**self).trunks()
            }
            fn acls(&self) -> &dyn AclProvider {
                (**self).acls()
            }
            fn numbers(&self) -> &dyn NumberProvider {
                (**self).numbers()
            }
            fn originations(&self) -> Option<&dyn OriginationProvider> {
                (**self).originations()
            }
            fn credentials(&self) -> Option<&dyn CredentialProvider> {
                (**self).credentials()
            }
            fn caller_ids(&self) -> Option<&dyn CallerIdProvider> {
                (**self).caller_ids()
            }
        }

        #[async_trait]
        #[deny(clippy::missing_trait_methods)]
        impl<T: TrunkProvider + ?Sized> TrunkProvider for $pointer {
            async fn create_trunk(&self, spec: &TrunkSpec) -> Result<Done<Trunk>> {
                (**self).create_trunk(spec).await
            }
            async fn get_trunk(&self, trunk: &TrunkId) -> Result<Trunk> {
                (**self).get_trunk(trunk).await
            }
            async fn find_trunk(&self, spec: &TrunkSpec) -> Result<Option<Trunk>> {
                (**self).find_trunk(spec).await
            }
            fn match_trunks<'a>(
                &self,
                specs: &[&TrunkSpec],
                trunks: &'a [Trunk],
            ) -> Vec<Result<Option<&'a Trunk>>> {
                (**self).match_trunks(specs, trunks)
            }
            fn list_trunks(&self) -> Objects<Trunk> {
                (**self).list_trunks()
            }
            async fn update_trunk(&self, trunk: &TrunkId, patch: &TrunkPatch) -> Result<Done<Trunk>> {
                (**self).update_trunk(trunk, patch).await
            }
            async fn delete_trunk(&self, trunk: &TrunkId) -> Result<Done<()>> {
                (**self).delete_trunk(trunk).await
            }
            fn diff_trunk(&self, spec: &TrunkSpec, observed: &Trunk) -> TrunkPatch {
                (**self).diff_trunk(spec, observed)
            }
            async fn termination_auth(&self, trunk: &TrunkId) -> Result<EffectiveAuth> {
                (**self).termination_auth(trunk).await
            }
        }

        #[async_trait]
        #[deny(clippy::missing_trait_methods)]
        impl<T: AclProvider + ?Sized> AclProvider for $pointer {
            fn list_acl_entries(&self, trunk: &TrunkId) -> Objects<AclEntry> {
                (**self).list_acl_entries(trunk)
            }
            async fn add_acl_entry(&self, trunk: &TrunkId, spec: &AclEntrySpec) -> Result<Done<AclEntry>> {
                (**self).add_acl_entry(trunk, spec).await
            }
            async fn remove_acl_entry(
                &self,
                trunk: &TrunkId,
                entry: &AclEntryId,
                options: &ChangeOptions,
            ) -> Result<Done<()>> {
                (**self).remove_acl_entry(trunk, entry, options).await
            }
        }

        #[async_trait]
        #[deny(clippy::missing_trait_methods)]
        impl<T: NumberProvider + ?Sized> NumberProvider for $pointer {
            fn list_bound_numbers(&self, trunk: &TrunkId) -> Objects<BoundNumber> {
                (**self).list_bound_numbers(trunk)
            }
            async fn find_number(&self, number: &E164) -> Result<Option<BoundNumber>> {
                (**self).find_number(number).await
            }
            async fn owns_number(&self, number: &E164) -> Result<Option<bool>> {
                (**self).owns_number(number).await
            }
            async fn bind_number(&self, trunk: &TrunkId, spec: &NumberSpec) -> Result<Done<BoundNumber>> {
                (**self).bind_number(trunk, spec).await
            }
            async fn set_number_mode(
                &self,
                trunk: &TrunkId,
                number: &BoundNumberId,
                mode: &NumberMode,
            ) -> Result<Done<BoundNumber>> {
                (**self).set_number_mode(trunk, number, mode).await
            }
            async fn unbind_number(&self, trunk: &TrunkId, number: &BoundNumberId) -> Result<Done<()>> {
                (**self).unbind_number(trunk, number).await
            }
        }

        #[async_trait]
        #[deny(clippy::missing_trait_methods)]
        impl<T: OriginationProvider + ?Sized> OriginationProvider for $pointer {
            fn list_origination_uris(&self, trunk: &TrunkId) -> Objects<OriginationUri> {
                (**self).list_origination_uris(trunk)
            }
            async fn add_origination_uri(
                &self,
                trunk: &TrunkId,
                spec: &OriginationUriSpec,
            ) -> Result<Done<OriginationUri>> {
                (**self).add_origination_uri(trunk, spec).await
            }
            async fn add_origination_uris(
                &self,
                trunk: &TrunkId,
                specs: &[OriginationUriSpec],
            ) -> Result<Done<Vec<OriginationUri>>> {
                (**self).add_origination_uris(trunk, specs).await
            }
            async fn update_origination_uri(
                &self,
                trunk: &TrunkId,
                uri: &OriginationUriId,
                patch: &OriginationUriPatch,
            ) -> Result<Done<OriginationUri>> {
                (**self).update_origination_uri(trunk, uri, patch).await
            }
            async fn remove_origination_uri(&self, trunk: &TrunkId, uri: &OriginationUriId) -> Result<Done<()>> {
                (**self).remove_origination_uri(trunk, uri).await
            }
        }

        #[async_trait]
        #[deny(clippy::missing_trait_methods)]
        impl<T: CredentialProvider + ?Sized> CredentialProvider for $pointer {
            fn list_credentials(&self, trunk: &TrunkId) -> Objects<Credential> {
                (**self).list_credentials(trunk)
            }
            fn is_of_user(&self, held: &Credential, username: &str) -> bool {
                (**self).is_of_user(held, username)
            }
            async fn add_credential(&self, trunk: &TrunkId, spec: &CredentialSpec) -> Result<Done<Credential>> {
                (**self).add_credential(trunk, spec).await
            }
            async fn set_password(
                &self,
                trunk: &TrunkId,
                credential: &CredentialId,
                password: &SecretString,
                options: &ChangeOptions,
            ) -> Result<Done<Credential>> {
                (**self).set_password(trunk, credential, password, options).await
            }
            async fn remove_credential(
                &self,
                trunk: &TrunkId,
                credential: &CredentialId,
                options: &ChangeOptions,
            ) -> Result<Done<()>> {
                (**self).remove_credential(trunk, credential, options).await
            }
        }

        #[async_trait]
        #[deny(clippy::missing_trait_methods)]
        impl<T: CallerIdProvider + ?Sized> CallerIdProvider for $pointer {
            async fn get_caller_id(&self, trunk: &TrunkId) -> Result<Option<CallerId>> {
                (**self).get_caller_id(trunk).await
            }
            async fn set_caller_id(&self, trunk: &TrunkId, number: &E164) -> Result<Done<CallerId>> {
                (**self).set_caller_id(trunk, number).await
            }
            async fn clear_caller_id(&self, trunk: &TrunkId) -> Result<Done<()>> {
                (**self).clear_caller_id(trunk).await
            }
        }
    )*};
}

forward!(Arc<T>, Box<T>, &T);
