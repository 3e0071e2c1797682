//! What only Twilio has. Plain data, without the backend's feature.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(from = "String", into = "String")]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
            /// A word we do not know.
            Other(String),
        }

        impl $name {
            /// The word on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Other(word) => word,
                }
            }
        }

        impl From<String> for $name {
            fn from(word: String) -> Self {
                match word.as_str() {
                    $($word => Self::$variant,)*
                    _ => Self::Other(word),
                }
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.as_str().to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

words! {
    /// Whether a call on the trunk may be transferred by SIP REFER (`TransferMode`).
    TransferMode {
        /// No transfer. Twilio's default.
        DisableAll = "disable-all",
        /// Transfers to the phone network and to SIP.
        EnableAll = "enable-all",
        /// Transfers to SIP only.
        SipOnly = "sip-only",
    }
}

words! {
    /// Whose number a transferred call shows (`TransferCallerId`).
    TransferCallerId {
        /// That of the party the call is transferred from. Twilio's default.
        FromTransferee = "from-transferee",
        /// That of the party that transfers.
        FromTransferor = "from-transferor",
    }
}

words! {
    /// When calls are recorded (`Recording.Mode`).
    RecordingMode {
        /// Never. Twilio's default.
        DoNotRecord = "do-not-record",
        /// From ringing, one channel.
        FromRinging = "record-from-ringing",
        /// From answer, one channel.
        FromAnswer = "record-from-answer",
        /// From ringing, two channels.
        FromRingingDual = "record-from-ringing-dual",
        /// From answer, two channels.
        FromAnswerDual = "record-from-answer-dual",
    }
}

words! {
    /// Whether silence is cut from recordings (`Recording.Trim`).
    RecordingTrim {
        /// Cut.
        TrimSilence = "trim-silence",
        /// Kept. Twilio's default.
        DoNotTrim = "do-not-trim",
    }
}

words! {
    /// The HTTP method by which Twilio asks a web server (`DisasterRecoveryMethod` and the like).
    WebMethod {
        /// GET.
        Get = "GET",
        /// POST.
        Post = "POST",
    }
}

/// Options of a trunk on Twilio; what is `None` is Twilio's default on create and stays as it is on update.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TwilioTrunkOptions {
    /// `FriendlyName`, when it is not the spec's name: up to 64 characters, need not be unique.
    pub friendly_name: Option<String>,
    /// `DomainName`: letters, digits and `-`, ending in `.pstn.twilio.com`, unique among all of Twilio's
    /// customers. Derived from the name and the account when unset.
    pub domain_name: Option<String>,
    /// `Secure`: refuse calls without TLS and SRTP.
    pub secure: Option<bool>,
    /// `CnamLookupEnabled`: look up callers' names (charged by Twilio).
    pub cnam_lookup_enabled: Option<bool>,
    /// `TransferMode`.
    pub transfer_mode: Option<TransferMode>,
    /// `TransferCallerId`.
    pub transfer_caller_id: Option<TransferCallerId>,
    /// `DisasterRecoveryUrl`: asked for TwiML when no origination URI answers.
    pub disaster_recovery_url: Option<String>,
    /// `DisasterRecoveryMethod`.
    pub disaster_recovery_method: Option<WebMethod>,
    /// `Recording.Mode`, by a call of its own.
    pub recording_mode: Option<RecordingMode>,
    /// `Recording.Trim`, by the same call.
    pub recording_trim: Option<RecordingTrim>,
}

macro_rules! with {
    ($($(#[$doc:meta])* $method:ident: $field:ident = $type:ty;)*) => {
        $($(#[$doc])*
        #[must_use]
        pub fn $method(mut self, value: impl Into<$type>) -> Self {
            self.$field = Some(value.into());
            self
        })*
    };
}

impl TwilioTrunkOptions {
    with! {
        /// With another name on Twilio.
        with_friendly_name: friendly_name = String;
        /// With this termination domain.
        with_domain_name: domain_name = String;
        /// With secure trunking on or off.
        with_secure: secure = bool;
        /// With CNAM look-ups on or off.
        with_cnam_lookup_enabled: cnam_lookup_enabled = bool;
        /// With this transfer mode.
        with_transfer_mode: transfer_mode = TransferMode;
        /// With this caller id on transferred calls.
        with_transfer_caller_id: transfer_caller_id = TransferCallerId;
        /// With this disaster recovery URL.
        with_disaster_recovery_url: disaster_recovery_url = String;
        /// With this method for the disaster recovery URL.
        with_disaster_recovery_method: disaster_recovery_method = WebMethod;
        /// With this recording mode.
        with_recording_mode: recording_mode = RecordingMode;
        /// With this recording trim.
        with_recording_trim: recording_trim = RecordingTrim;
    }
}

/// Options of an origination URI on Twilio; what is `None` is the default on create and stays on update.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TwilioOriginationOptions {
    /// `Enabled`; on unless set.
    pub enabled: Option<bool>,
    /// `FriendlyName`, up to 64 characters; the URI itself unless set.
    pub friendly_name: Option<String>,
}

impl TwilioOriginationOptions {
    with! {
        /// With the target in use or not.
        with_enabled: enabled = bool;
        /// With this label.
        with_friendly_name: friendly_name = String;
    }
}

/// What only Twilio says of a trunk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TwilioTrunk {
    /// `Secure`.
    pub secure: bool,
    /// `CnamLookupEnabled`.
    pub cnam_lookup_enabled: bool,
    /// `TransferMode`.
    pub transfer_mode: Option<TransferMode>,
    /// `TransferCallerId`.
    pub transfer_caller_id: Option<TransferCallerId>,
    /// `DisasterRecoveryUrl`.
    pub disaster_recovery_url: Option<String>,
    /// `DisasterRecoveryMethod`.
    pub disaster_recovery_method: Option<WebMethod>,
    /// `Recording.Mode`.
    pub recording_mode: Option<RecordingMode>,
    /// `Recording.Trim`.
    pub recording_trim: Option<RecordingTrim>,
    /// `SymmetricRtpEnabled`: read-only.
    pub symmetric_rtp_enabled: bool,
}

impl TwilioTrunk {
    /// Twilio's defaults; the rest is set on the fields.
    pub fn new() -> Self {
        Self {
            secure: false,
            cnam_lookup_enabled: false,
            transfer_mode: None,
            transfer_caller_id: None,
            disaster_recovery_url: None,
            disaster_recovery_method: None,
            recording_mode: None,
            recording_trim: None,
            symmetric_rtp_enabled: false,
        }
    }
}

impl Default for TwilioTrunk {
    fn default() -> Self {
        Self::new()
    }
}

/// Where a number's calls went on Twilio before it was bound to a trunk.
///
/// Binding deletes `voice_application_sid` and makes Twilio ignore the voice URLs, so what was there is reported.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct TwilioNumberRouting {
    /// `voice_application_sid`: deleted by binding.
    pub voice_application_sid: Option<String>,
    /// `voice_url`: ignored while bound.
    pub voice_url: Option<String>,
    /// `voice_method`.
    pub voice_method: Option<WebMethod>,
    /// `voice_fallback_url`: ignored while bound.
    pub voice_fallback_url: Option<String>,
    /// `voice_fallback_method`.
    pub voice_fallback_method: Option<WebMethod>,
}

impl TwilioNumberRouting {
    /// Nothing routed yet; the rest is set on the fields.
    pub fn new() -> Self {
        Self::default()
    }
}
