//! Questions.

use std::{collections::BTreeSet, fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use trunkline::model::{Carrier, E164, TerminationAuth, Transport};

use super::Countries;

/// Which way calls go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From us to the telephone network.
    Outbound,
    /// From the telephone network to us.
    Inbound,
}

impl Direction {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Outbound, Self::Inbound];

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Outbound => "outbound",
            Self::Inbound => "inbound",
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What a number is to the other carrier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// On the account, and bound to the trunk.
    Bound,
    /// On the account, and not bound to the trunk.
    Owned,
    /// Not on the account, and someone has shown the carrier that it is theirs.
    Verified,
    /// Not on the account, and not shown to be theirs either.
    Unverified,
    /// Not on the account; whether anyone has shown that it is theirs, nobody said.
    Elsewhere,
    /// Nobody knows.
    Unknown,
}

impl Standing {
    /// What it may be, as far as it is known.
    pub(super) fn possible(self) -> &'static [Self] {
        match self {
            Self::Bound => &[Self::Bound],
            Self::Owned => &[Self::Owned],
            Self::Verified => &[Self::Verified],
            Self::Unverified => &[Self::Unverified],
            Self::Elsewhere => &[Self::Verified, Self::Unverified],
            Self::Unknown => &[Self::Bound, Self::Owned, Self::Verified, Self::Unverified],
        }
    }
}

/// Whether something that we set up ourselves is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ready {
    /// It is: what was seen.
    Yes(String),
    /// It is not: what is missing.
    No(String),
    /// Nobody looked, and why.
    Unknown(String),
}

macro_rules! codecs {
    ($($variant:ident = $word:literal,)*) => {
        /// A codec, by its name in SDP.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Codec {
            $(#[doc = $word] #[serde(rename = $word)] $variant,)*
        }

        impl Codec {
            /// All that rules may name.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }
    };
}

codecs! {
    Pcmu = "PCMU",
    Pcma = "PCMA",
    G722 = "G722",
    G729 = "G729",
    Opus = "OPUS",
    Amr = "AMR",
}

impl FromStr for Codec {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.iter().copied().find(|codec| codec.as_str().eq_ignore_ascii_case(word));
        found.ok_or_else(|| {
            let words: Vec<&str> = Self::ALL.iter().map(|codec| codec.as_str()).collect();
            format!("{word:?} is none of {}", words.join(", "))
        })
    }
}

impl fmt::Display for Codec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Could another carrier carry the calls of a number, in one direction?
///
/// What is `None`, empty or [`Unknown`](Standing::Unknown) was not said; it is never taken for a yes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Which way.
    pub direction: Direction,
    /// The number, as it is bound now.
    pub number: E164,
    /// The carrier it lives at.
    pub home: Carrier,
    /// The other carrier.
    pub to: Carrier,
    /// The region of the account there.
    pub region: Option<String>,
    /// Outbound: where calls go.
    pub destination: Option<Countries>,
    /// Outbound: the number shown; the number itself unless another one is.
    pub caller_id: E164,
    /// What the number shown (outbound) or the number itself (inbound) is to the other carrier.
    pub standing: Standing,
    /// Outbound: whether the account there may call the destination.
    pub permitted: Option<bool>,
    /// Outbound: how the other carrier tells that calls are ours.
    pub auth_mode: Option<TerminationAuth>,
    /// Outbound: whether addresses by which it does are allowed as ranges.
    pub ranges: Option<bool>,
    /// Outbound: whether the other carrier takes our calls, by address or by password.
    pub auth: Ready,
    /// Inbound: whether the trunk there has targets in use.
    pub targets: Ready,
    /// Inbound: whether what only a person can set up there for inbound calls is done.
    pub routed: Option<bool>,
    /// The codecs that our side offers.
    pub offers: BTreeSet<Codec>,
    /// What carries our side's signalling.
    pub signalling: Option<Transport>,
    /// Whether our side encrypts media.
    pub srtp: Option<bool>,
    /// Whether the trunk there is said to be secure: it takes encrypted calls only on Twilio; what it takes on Exotel
    /// then no page says.
    pub secure: Option<bool>,
}

impl Question {
    /// A question of which nothing else was said.
    pub fn new(direction: Direction, number: E164, home: Carrier, to: Carrier) -> Self {
        Self {
            direction,
            caller_id: number.clone(),
            number,
            home,
            to,
            region: None,
            destination: None,
            standing: Standing::Unknown,
            permitted: None,
            auth_mode: None,
            ranges: None,
            auth: Ready::Unknown("nobody looked".to_owned()),
            targets: Ready::Unknown("nobody looked".to_owned()),
            routed: None,
            offers: BTreeSet::new(),
            signalling: None,
            srtp: None,
            secure: None,
        }
    }
}
