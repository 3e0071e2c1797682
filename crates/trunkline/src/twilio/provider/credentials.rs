//! Digest credentials.

use async_trait::async_trait;
use futures::{StreamExt as _, TryStreamExt as _};

use super::{
    Twilio,
    list_kind::ListKind,
    managed_list::{self, Entry, Permission},
};
use crate::{
    Result,
    audit::Finding,
    model::{
        AuthModeChange, ChangeOptions, Credential, CredentialId, CredentialSpec, Done, ObjectId, Replaced,
        SecretString, TrunkId,
    },
    provider::{CredentialProvider, Objects},
    twilio::{Client, Listing, audit, convert, rules, sid, wire::SipCredential},
};

struct Digest<'a> {
    username: &'a str,
    password: &'a SecretString,
}

impl Entry for Digest<'_> {
    const KIND: ListKind = ListKind::Credentials;
    const SHAPE: sid::Shape = sid::CREDENTIAL;
    const MOST: u32 = rules::MAX_CREDENTIALS;
    type Row = SipCredential;

    fn rows(client: &Client, list: &str) -> Listing<SipCredential> {
        client.list_credentials(list)
    }

    fn sid(row: &SipCredential) -> &str {
        &row.sid
    }

    fn object(list: &str, row: &str) -> ObjectId {
        ObjectId::Credential(convert::credential_id(list, row))
    }

    async fn remove(client: &Client, list: &str, row: &str) -> Result<()> {
        client.delete_credential(list, row).await
    }

    fn is(&self, row: &SipCredential) -> bool {
        row.username.as_deref() == Some(self.username)
    }

    fn text(&self) -> String {
        format!("the user name {:?}", self.username)
    }

    async fn create(&self, client: &Client, list: &str) -> Result<SipCredential> {
        client.create_credential(list, self.username, self.password).await
    }
}

#[async_trait]
impl CredentialProvider for Twilio {
    fn list_credentials(&self, trunk: &TrunkId) -> Objects<Credential> {
        let rows = managed_list::entries::<Digest<'_>>(&self.client, trunk);
        rows.map_ok(|(list, row)| convert::credential(row, list)).boxed()
    }

    async fn add_credential(&self, trunk: &TrunkId, spec: &CredentialSpec) -> Result<Done<Credential>> {
        let add = async {
            if let Some(error) = Finding::to_error(&audit::credentials(std::slice::from_ref(spec))) {
                return Err(error);
            }
            let may = Permission { auth_mode: spec.auth_mode, shared_list: spec.shared_list.as_ref() };
            let digest = Digest { username: &spec.username, password: &spec.password };
            self.add_entry(trunk, &digest, &may).await
        };
        let added = add.await.map_err(self.about("add credential"))?;
        let mut done = Done::changed(convert::credential(added.value, added.list));
        done.warnings = added.warnings;
        Ok(done)
    }

    async fn set_password(
        &self,
        trunk: &TrunkId,
        credential: &CredentialId,
        password: &SecretString,
        options: &ChangeOptions,
    ) -> Result<Done<Credential>> {
        let set = async {
            let (list, row) = managed_list::split::<Digest<'_>>(credential.as_str())?;
            rules::password(password)?;
            let list = if options.auth_mode == AuthModeChange::Unchanged {
                self.list_to_change::<Digest<'_>>(trunk, (list, row), options).await?
            } else {
                let kind = ListKind::Credentials;
                let associated = kind.fetch_associated(&self.client, trunk, list).await?;
                let list = convert::list_ref(&associated, &managed_list::own_name(trunk));
                managed_list::check_may_change(trunk, kind, &list, options.shared_list.as_ref())?;
                list
            };
            let updated = self.client.update_credential(list.id.as_str(), row, password).await;
            let row =
                updated.map_err(|error| self.gone::<Digest<'_>>(trunk, (list.id.as_str(), row), error))?;
            let warning = managed_list::shared_warning(&list);
            let mut done = Done::changed(convert::credential(row, list));
            done.warnings.extend(warning);
            Ok(done)
        };
        set.await.map_err(self.about("set password"))
    }

    async fn remove_credential(
        &self,
        trunk: &TrunkId,
        credential: &CredentialId,
        options: &ChangeOptions,
    ) -> Result<Done<()>> {
        let about = self.about("remove credential");
        let sids = managed_list::split::<Digest<'_>>(credential.as_str()).map_err(&about)?;
        let removed = self.remove_entry::<Digest<'_>>(trunk, sids, options).await.map_err(about)?;
        let mut done = Done::changed(());
        done.replaced = removed.value.map(|row| Replaced::Credential(convert::credential(row, removed.list)));
        done.warnings = removed.warnings;
        Ok(done)
    }
}
