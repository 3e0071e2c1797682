//! One change to one trunk, as data.

use serde::{Deserialize, Serialize};
use trunkline::model::{
    AclEntryId, AclEntrySpec, AuthModeChange, BoundNumberId, ChangeOptions, CredentialId, E164,
    ExotelCredentialOptions, NumberMode, NumberSpec, OriginationUriId, OriginationUriPatch,
    OriginationUriSpec, TrunkPatch, TrunkSpec,
};

use crate::{Noun, SecretRef};

/// One neutral call, with what is needed to make it, and with what was there before, to take it back. Objects that
/// a spec would refuse have no way back: `back` is `None` then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Change {
    /// Creates the trunk.
    CreateTrunk {
        /// As it is wanted.
        spec: Box<TrunkSpec>,
    },
    /// Changes the trunk.
    UpdateTrunk {
        /// What becomes another.
        patch: Box<TrunkPatch>,
        /// As it was.
        back: Box<TrunkPatch>,
    },
    /// Deletes the trunk.
    DeleteTrunk,
    /// Allows an address.
    AddAclEntry {
        /// The entry.
        spec: AclEntrySpec,
    },
    /// Removes an allowed address.
    RemoveAclEntry {
        /// The entry's identifier.
        id: AclEntryId,
        /// Its address, for people.
        cidr: String,
        /// How it may be removed.
        options: ChangeOptions,
        /// As it was.
        back: Option<AclEntrySpec>,
    },
    /// Adds targets of inbound calls, all that are missing when the carrier has room for them.
    AddOriginationUris {
        /// The targets.
        specs: Vec<OriginationUriSpec>,
    },
    /// Changes a target.
    UpdateOriginationUri {
        /// The target's identifier.
        id: OriginationUriId,
        /// The target, for people.
        uri: String,
        /// What becomes another.
        patch: OriginationUriPatch,
        /// As it was.
        back: OriginationUriPatch,
    },
    /// Removes a target.
    RemoveOriginationUri {
        /// The target's identifier.
        id: OriginationUriId,
        /// The target, for people.
        uri: String,
        /// As it was.
        back: Option<OriginationUriSpec>,
    },
    /// Binds a number.
    BindNumber {
        /// The number.
        spec: NumberSpec,
    },
    /// Changes what happens with calls to a number.
    SetNumberMode {
        /// The binding's identifier.
        id: BoundNumberId,
        /// The number, for people.
        number: String,
        /// The mode.
        mode: NumberMode,
        /// As it was.
        back: Option<NumberMode>,
    },
    /// Unbinds a number; the account keeps it.
    UnbindNumber {
        /// The binding's identifier.
        id: BoundNumberId,
        /// The number, for people.
        number: String,
        /// As it was.
        back: Option<NumberSpec>,
    },
    /// Adds a credential.
    AddCredential {
        /// The user name at the carrier.
        username: String,
        /// Where the password is.
        password: SecretRef,
        /// The user name in the file.
        of: String,
        /// Which rotation of it.
        rotation: u32,
        /// Whether it may change the way the trunk authenticates calls.
        auth_mode: AuthModeChange,
        /// What only Exotel has.
        exotel: ExotelCredentialOptions,
    },
    /// Removes a credential. Its password is known to nobody, so there is no way back.
    RemoveCredential {
        /// The credential's identifier.
        id: CredentialId,
        /// The user name at the carrier.
        username: String,
        /// How it may be removed.
        options: ChangeOptions,
    },
    /// Sets the caller id.
    SetCallerId {
        /// The number shown.
        number: E164,
        /// As it was, if there was one.
        back: Option<E164>,
    },
    /// Removes the caller id.
    ClearCallerId {
        /// As it was.
        back: Option<E164>,
    },
}

impl Change {
    /// Whether it may change the way the trunk authenticates calls; `None` of a change that never does.
    pub(crate) fn auth_mode(&self) -> Option<AuthModeChange> {
        match self {
            Self::AddAclEntry { spec } => Some(spec.auth_mode),
            Self::AddCredential { auth_mode, .. } => Some(*auth_mode),
            Self::RemoveAclEntry { options, .. } | Self::RemoveCredential { options, .. } => {
                Some(options.auth_mode)
            }
            _ => None,
        }
    }

    /// Says so, where [`auth_mode`](Self::auth_mode) says something.
    pub(crate) fn set_auth_mode(&mut self, to: AuthModeChange) {
        match self {
            Self::AddAclEntry { spec } => spec.auth_mode = to,
            Self::AddCredential { auth_mode, .. } => *auth_mode = to,
            Self::RemoveAclEntry { options, .. } | Self::RemoveCredential { options, .. } => {
                options.auth_mode = to;
            }
            _ => {}
        }
    }

    /// What it is, in the words of the contract: `add ACL entry`.
    pub fn operation(&self) -> &'static str {
        match self {
            Self::CreateTrunk { .. } => "create trunk",
            Self::UpdateTrunk { .. } => "update trunk",
            Self::DeleteTrunk => "delete trunk",
            Self::AddAclEntry { .. } => "add ACL entry",
            Self::RemoveAclEntry { .. } => "remove ACL entry",
            Self::AddOriginationUris { .. } => "add origination URI",
            Self::UpdateOriginationUri { .. } => "update origination URI",
            Self::RemoveOriginationUri { .. } => "remove origination URI",
            Self::BindNumber { .. } => "bind number",
            Self::SetNumberMode { .. } => "set number mode",
            Self::UnbindNumber { .. } => "unbind number",
            Self::AddCredential { .. } => "add credential",
            Self::RemoveCredential { .. } => "remove credential",
            Self::SetCallerId { .. } => "set caller id",
            Self::ClearCallerId { .. } => "clear caller id",
        }
    }

    /// What on the trunk it is about; `None` when it is the trunk itself.
    pub fn noun(&self) -> Option<Noun> {
        match self {
            Self::CreateTrunk { .. } | Self::UpdateTrunk { .. } | Self::DeleteTrunk => None,
            Self::AddAclEntry { .. } | Self::RemoveAclEntry { .. } => Some(Noun::Acl),
            Self::AddOriginationUris { .. }
            | Self::UpdateOriginationUri { .. }
            | Self::RemoveOriginationUri { .. } => Some(Noun::Origination),
            Self::BindNumber { .. } | Self::SetNumberMode { .. } | Self::UnbindNumber { .. } => {
                Some(Noun::Numbers)
            }
            Self::AddCredential { .. } | Self::RemoveCredential { .. } => Some(Noun::Credentials),
            Self::SetCallerId { .. } | Self::ClearCallerId { .. } => Some(Noun::CallerId),
        }
    }
}
