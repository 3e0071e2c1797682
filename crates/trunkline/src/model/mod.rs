//! What a trunk is, in words that hold on every carrier.
//!
//! *Specs* say what is wanted and are strict; *objects* say what is there and are tolerant (see [`Observed`]).
//! What only one carrier has stands in that carrier's options, as plain data: options addressed to another
//! carrier are not dropped, they are not for it.

mod acl;
mod caller_id;
mod cidr;
mod credential;
mod description;
mod done;
mod e164;
mod exotel;
mod identity;
mod ids;
mod invalid;
mod number;
mod observed;
mod origination;
mod sip_uri;
mod termination;
mod trunk;
mod twilio;

pub use acl::{AclEntry, AclEntrySpec, ChangeOptions, ListRef};
pub use caller_id::CallerId;
pub use cidr::Cidr;
pub use credential::{Credential, CredentialSpec};
pub use description::TrunkDescription;
pub use done::{Action, Done, ManualStep, ManualStepCode, ObjectId, Replaced, Step, Warning, WarningCode};
pub use e164::E164;
pub use exotel::{
    ExotelAclOptions, ExotelCredentialOptions, ExotelNumberOptions, ExotelTrunk, ExotelTrunkOptions,
};
pub use identity::{Carrier, Identity};
pub use ids::{AclEntryId, BoundNumberId, CredentialId, ListId, OriginationUriId, TrunkId};
pub use invalid::InvalidValue;
pub use number::{BoundNumber, NumberMode, NumberSpec};
pub use observed::Observed;
pub use origination::{OriginationUri, OriginationUriPatch, OriginationUriSpec};
pub use secrecy::SecretString;
pub use sip_uri::{SipUri, Transport};
pub use termination::{Edge, Termination};
pub use trunk::{
    AuthModeChange, EffectiveAuth, TerminationAuth, Trunk, TrunkName, TrunkPatch, TrunkSpec, TrunkStatus,
};
pub use twilio::{
    RecordingMode, RecordingTrim, TransferCallerId, TransferMode, TwilioNumberRouting,
    TwilioOriginationOptions, TwilioTrunk, TwilioTrunkOptions, WebMethod,
};

/// Whether options say nothing: they are not written then.
fn is_default<T: Default + PartialEq>(options: &T) -> bool {
    *options == T::default()
}
