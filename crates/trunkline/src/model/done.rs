//! What a call did.

use std::fmt;

use serde::Serialize;

use super::{
    AclEntry, AclEntryId, BoundNumber, BoundNumberId, CallerId, Credential, CredentialId, ListId,
    OriginationUri, OriginationUriId, Trunk, TrunkId, TwilioNumberRouting,
};

/// The outcome of a call that changes something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
#[must_use = "it may hold warnings and steps that a person has to do"]
pub struct Done<T> {
    /// What is there now.
    pub value: T,
    /// Whether anything changed; `false` when all was as wanted already.
    pub changed: bool,
    /// What was there before and is no more, so that it can be put back.
    pub replaced: Option<Replaced>,
    /// What to know about the outcome.
    pub warnings: Vec<Warning>,
    /// What a person still has to do, because no API can.
    pub manual_steps: Vec<ManualStep>,
}

impl<T> Done<T> {
    /// Something changed.
    pub fn changed(value: T) -> Self {
        Self { value, changed: true, replaced: None, warnings: Vec::new(), manual_steps: Vec::new() }
    }

    /// All was as wanted already.
    pub fn unchanged(value: T) -> Self {
        Self { changed: false, ..Self::changed(value) }
    }

    /// With what was there before.
    pub fn with_replaced(mut self, replaced: Replaced) -> Self {
        self.replaced = Some(replaced);
        self
    }

    /// With one more warning.
    pub fn with_warning(mut self, code: WarningCode, message: impl Into<String>) -> Self {
        self.warnings.push(Warning { code, message: message.into() });
        self
    }

    /// With these manual steps.
    pub fn with_manual_steps(mut self, steps: impl IntoIterator<Item = ManualStep>) -> Self {
        self.manual_steps.extend(steps);
        self
    }

    /// The same outcome with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Done<U> {
        Done {
            value: f(self.value),
            changed: self.changed,
            replaced: self.replaced,
            warnings: self.warnings,
            manual_steps: self.manual_steps,
        }
    }
}

/// What a call replaced or removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Replaced {
    /// A trunk as it was.
    Trunk(Box<Trunk>),
    /// An ACL entry as it was.
    AclEntry(AclEntry),
    /// A bound number as it was.
    BoundNumber(BoundNumber),
    /// Where a number's calls went on Twilio.
    TwilioNumberRouting(TwilioNumberRouting),
    /// An origination URI as it was.
    OriginationUri(OriginationUri),
    /// A credential as it was; its password is not known to anyone any more.
    Credential(Credential),
    /// A caller id as it was.
    CallerId(CallerId),
}

/// Something to know about an outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Warning {
    /// Which one.
    pub code: WarningCode,
    /// For a person.
    pub message: String,
}

impl Warning {
    /// A warning.
    pub fn new(code: WarningCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.message)
    }
}

/// Which warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WarningCode {
    /// The way the trunk authenticates calls is another now, as asked for.
    AuthModeChanged,
    /// Addresses and credentials are mixed on a carrier where what that means is unclear (Exotel).
    MixedAuth,
    /// No address and no credential is left: the trunk takes no calls.
    TerminationClosed,
    /// A range the carrier's API takes but its support does not stand by (Exotel).
    UnsupportedRange,
    /// The credential is there, and nobody can tell whether its password is the one given.
    PasswordNotVerifiable,
    /// The outcome of the call was unknown; a read found what was wanted.
    FoundAfterUnknown,
    /// Where calls to the number went before is not in use any more (Twilio).
    NumberRoutingReplaced,
    /// The number's calls do not go to the trunk any more: they go where the carrier has them routed besides, or
    /// nowhere (the message says which).
    NumberUnrouted,
    /// The Twilio domain stays reserved for up to 30 days.
    DomainReserved,
    /// A list that others may use was changed, because the call named it (Twilio).
    SharedListChanged,
    /// The trunk's own list was there, out of use, with entries that are in use now (Twilio).
    ListReused,
    /// The target is an address that cannot be reached over the internet, and the carrier takes it nevertheless
    /// (Twilio).
    UnreachableTarget,
}

/// Something only a person can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ManualStep {
    /// Which one.
    pub code: ManualStepCode,
    /// What to do, with the exact text to type where there is one.
    pub instruction: String,
}

impl ManualStep {
    /// A step.
    pub fn new(code: ManualStepCode, instruction: impl Into<String>) -> Self {
        Self { code, instruction: instruction.into() }
    }
}

impl fmt::Display for ManualStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.instruction)
    }
}

/// Which manual step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ManualStepCode {
    /// Exotel: inbound calls need a Flow whose Connect applet dials `sip:<trunk_sid>`, made in the dashboard.
    ExotelInboundFlow,
    /// Exotel: the termination host of the region is published nowhere; support gives it.
    ExotelTerminationHost,
}

/// One thing a call did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Step {
    /// What was done.
    pub action: Action,
    /// To what.
    pub object: ObjectId,
}

impl Step {
    /// A step.
    pub fn new(action: Action, object: ObjectId) -> Self {
        Self { action, object }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.action, self.object)
    }
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Action {
    /// It was not there before.
    Created,
    /// It is another now.
    Updated,
    /// It is gone.
    Removed,
    /// It was there and is in use on the trunk now.
    Attached,
    /// It is there still, but not in use on the trunk any more.
    Detached,
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Removed => "removed",
            Self::Attached => "attached",
            Self::Detached => "detached",
        })
    }
}

/// An object by its typed identifier.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "id")]
#[non_exhaustive]
pub enum ObjectId {
    /// A trunk.
    Trunk(TrunkId),
    /// An ACL entry.
    AclEntry(AclEntryId),
    /// A list of allowed addresses (Twilio).
    AclList(ListId),
    /// A bound number.
    BoundNumber(BoundNumberId),
    /// An origination URI.
    OriginationUri(OriginationUriId),
    /// A credential.
    Credential(CredentialId),
    /// A list of credentials (Twilio).
    CredentialList(ListId),
    /// A trunk's caller id.
    CallerId(TrunkId),
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trunk(id) => write!(f, "trunk {id}"),
            Self::AclEntry(id) => write!(f, "ACL entry {id}"),
            Self::AclList(id) => write!(f, "ACL {id}"),
            Self::BoundNumber(id) => write!(f, "number {id}"),
            Self::OriginationUri(id) => write!(f, "origination URI {id}"),
            Self::Credential(id) => write!(f, "credential {id}"),
            Self::CredentialList(id) => write!(f, "credential list {id}"),
            Self::CallerId(id) => write!(f, "caller id of trunk {id}"),
        }
    }
}
