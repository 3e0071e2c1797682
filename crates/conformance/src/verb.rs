//! Every call of the contract that may send a request, as data.
//!
//! A verb that the contract gains cannot be forgotten: [`View`](crate::view::View) does not compile without it, has to
//! name it, and then [`Verb::call`] does not compile until it is called.

use trunkline::{
    capability::Capabilities,
    ext::collect,
    model::{NumberMode, OriginationUriPatch, TrunkPatch},
    provider::Provider,
};

use crate::{
    check::{Failure, Outcome},
    stage::Stage,
};

macro_rules! verbs {
    ($($verb:ident: $does:ident,)*) => {
        /// A call of the contract.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Verb {
            $($verb,)*
        }

        impl Verb {
            /// All of them, those that take something away last: what is left of a trunk after one is enough for the
            /// next.
            pub(crate) const ALL: &[Self] = &[$(Self::$verb,)*];

            /// Whether it changes nothing.
            pub(crate) fn reads(self) -> bool {
                match self {
                    $(Self::$verb => Does::$does == Does::Reads,)*
                }
            }
        }
    };
}

#[derive(PartialEq)]
enum Does {
    Reads,
    Writes,
}

verbs! {
    ListTrunks: Reads,
    GetTrunk: Reads,
    FindTrunk: Reads,
    TerminationAuth: Reads,
    ListAclEntries: Reads,
    ListBoundNumbers: Reads,
    FindNumber: Reads,
    ListOriginationUris: Reads,
    ListCredentials: Reads,
    GetCallerId: Reads,
    CreateTrunk: Writes,
    AddAclEntry: Writes,
    BindNumber: Writes,
    AddOriginationUri: Writes,
    AddOriginationUris: Writes,
    AddCredential: Writes,
    UpdateTrunk: Writes,
    SetNumberMode: Writes,
    UpdateOriginationUri: Writes,
    SetPassword: Writes,
    SetCallerId: Writes,
    ClearCallerId: Writes,
    RemoveAclEntry: Writes,
    UnbindNumber: Writes,
    RemoveOriginationUri: Writes,
    RemoveCredential: Writes,
    DeleteTrunk: Writes,
}

impl Verb {
    /// Those that a carrier with these capabilities offers.
    pub(crate) fn offered(capabilities: &Capabilities) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|verb| match verb {
            Self::UpdateTrunk => capabilities.update_trunk.value,
            Self::SetNumberMode => capabilities.number_modes.value,
            Self::ListOriginationUris
            | Self::AddOriginationUri
            | Self::AddOriginationUris
            | Self::UpdateOriginationUri
            | Self::RemoveOriginationUri => capabilities.originations.value,
            Self::ListCredentials | Self::AddCredential | Self::SetPassword | Self::RemoveCredential => {
                capabilities.credentials.value
            }
            Self::GetCallerId | Self::SetCallerId | Self::ClearCallerId => capabilities.caller_ids.value,
            _ => true,
        })
    }

    /// Whether it is about a trunk that has to be there.
    pub(crate) fn is_of_a_trunk(self) -> bool {
        !matches!(self, Self::ListTrunks | Self::FindTrunk | Self::CreateTrunk | Self::FindNumber)
    }

    /// Calls it on the trunk of `stage`; what it answers is not looked at.
    pub(crate) async fn call(self, provider: &dyn Provider, stage: &Stage) -> Outcome<trunkline::Result<()>> {
        let (trunks, acls, numbers) = (provider.trunks(), provider.acls(), provider.numbers());
        let targets = || provider.originations().ok_or_else(|| Failure::new("there are no originations"));
        let credentials = || provider.credentials().ok_or_else(|| Failure::new("there are no credentials"));
        let caller_ids = || provider.caller_ids().ok_or_else(|| Failure::new("there are no caller ids"));
        let (id, keyed, options) = (&stage.trunk, &stage.keyed, &stage.options);
        Ok(match self {
            Self::ListTrunks => collect(trunks.list_trunks()).await.map(drop),
            Self::GetTrunk => trunks.get_trunk(id).await.map(drop),
            Self::FindTrunk => trunks.find_trunk(&stage.spec).await.map(drop),
            Self::TerminationAuth => trunks.termination_auth(id).await.map(drop),
            Self::ListAclEntries => collect(acls.list_acl_entries(id)).await.map(drop),
            Self::ListBoundNumbers => collect(numbers.list_bound_numbers(id)).await.map(drop),
            Self::FindNumber => numbers.find_number(&stage.number.number).await.map(drop),
            Self::ListOriginationUris => collect(targets()?.list_origination_uris(id)).await.map(drop),
            Self::ListCredentials => collect(credentials()?.list_credentials(keyed)).await.map(drop),
            Self::GetCallerId => caller_ids()?.get_caller_id(id).await.map(drop),
            Self::CreateTrunk => trunks.create_trunk(&stage.another).await.map(drop),
            Self::AddAclEntry => acls.add_acl_entry(id, &stage.address).await.map(drop),
            Self::BindNumber => numbers.bind_number(id, &stage.free_number).await.map(drop),
            Self::AddOriginationUri => targets()?.add_origination_uri(id, &stage.targets[0]).await.map(drop),
            Self::AddOriginationUris => {
                targets()?.add_origination_uris(id, &stage.targets[1..]).await.map(drop)
            }
            Self::AddCredential => credentials()?.add_credential(keyed, &stage.credential).await.map(drop),
            Self::UpdateTrunk => {
                let patch = TrunkPatch::default().with_name(stage.new_name.clone());
                trunks.update_trunk(id, &patch).await.map(drop)
            }
            Self::SetNumberMode => {
                numbers.set_number_mode(id, &stage.binding_id, &NumberMode::Flow).await.map(drop)
            }
            Self::UpdateOriginationUri => {
                let patch = OriginationUriPatch::default().with_priority(9);
                targets()?.update_origination_uri(id, &stage.target_id, &patch).await.map(drop)
            }
            Self::SetPassword => {
                let password = &stage.credential.password;
                credentials()?.set_password(keyed, &stage.credential_id, password, options).await.map(drop)
            }
            Self::SetCallerId => caller_ids()?.set_caller_id(id, &stage.number.number).await.map(drop),
            Self::ClearCallerId => caller_ids()?.clear_caller_id(id).await.map(drop),
            Self::RemoveAclEntry => acls.remove_acl_entry(id, &stage.entry_id, options).await.map(drop),
            Self::UnbindNumber => numbers.unbind_number(id, &stage.binding_id).await.map(drop),
            Self::RemoveOriginationUri => {
                targets()?.remove_origination_uri(id, &stage.target_id).await.map(drop)
            }
            Self::RemoveCredential => {
                credentials()?.remove_credential(keyed, &stage.credential_id, options).await.map(drop)
            }
            Self::DeleteTrunk => trunks.delete_trunk(id).await.map(drop),
        })
    }
}
