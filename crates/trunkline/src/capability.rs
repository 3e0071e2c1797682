//! What a carrier can do, how much of it, and how we know.

use std::{borrow::Cow, fmt};

use serde::Serialize;

/// Where a claim about a carrier comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Evidence {
    /// How much it is worth.
    pub grade: Grade,
    /// The page, the specification or the code that says so.
    pub source: Cow<'static, str>,
    /// When it was last read: a day, `2026-05-01`.
    pub date: Cow<'static, str>,
}

impl Evidence {
    /// The carrier says so.
    pub const fn documented(source: &'static str, date: &'static str) -> Self {
        Self::new(Grade::Documented, source, date)
    }

    /// The carrier's pages contradict each other; the source is the one we follow.
    pub const fn contradicted(source: &'static str, date: &'static str) -> Self {
        Self::new(Grade::Contradicted, source, date)
    }

    /// Nobody says so; the source is why we think it.
    pub const fn assumed(source: &'static str, date: &'static str) -> Self {
        Self::new(Grade::Assumed, source, date)
    }

    const fn new(grade: Grade, source: &'static str, date: &'static str) -> Self {
        Self { grade, source: Cow::Borrowed(source), date: Cow::Borrowed(date) }
    }
}

/// How much a piece of evidence is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Grade {
    /// The carrier's documentation says so, and nothing contradicts it.
    Documented,
    /// The carrier's own pages disagree.
    Contradicted,
    /// No source says so.
    Assumed,
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Documented => "documented",
            Self::Contradicted => "contradicted",
            Self::Assumed => "assumed",
        })
    }
}

/// A claim and its evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Claim<T> {
    /// What is claimed.
    pub value: T,
    /// How we know.
    pub evidence: Evidence,
}

impl<T> Claim<T> {
    /// A claim.
    pub const fn new(value: T, evidence: Evidence) -> Self {
        Self { value, evidence }
    }
}

macro_rules! capabilities {
    ($($(#[$doc:meta])* $field:ident: $type:ty,)*) => {
        /// What a carrier can do and how much of it, with the evidence for each claim.
        ///
        /// Honest both ways: what it declares works, and what it does not declare is refused with
        /// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) before any request is sent. A limit of
        /// `None` means that the carrier names none.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[non_exhaustive]
        pub struct Capabilities {
            $($(#[$doc])* pub $field: Claim<$type>,)*
        }

        impl Capabilities {
            /// A carrier that can do nothing beyond trunks, ACLs and numbers, and names no limit; every claim
            /// has the same evidence until it is set.
            pub fn none(evidence: Evidence) -> Self {
                Self { $($field: Claim::new(<$type>::default(), evidence.clone()),)* }
            }

            $(
                #[doc = concat!("Sets `", stringify!($field), "`.")]
                #[must_use]
                pub fn $field(mut self, value: $type, evidence: Evidence) -> Self {
                    self.$field = Claim::new(value, evidence);
                    self
                }
            )*

            /// Every claim by name, its value as text, for tables.
            pub fn claims(&self) -> Vec<(&'static str, String, &Evidence)> {
                vec![$((stringify!($field), Show::show(&self.$field.value), &self.$field.evidence),)*]
            }
        }
    };
}

capabilities! {
    /// Whether a trunk can be changed after it is created.
    update_trunk: bool,
    /// Whether the carrier authenticates calls by digest.
    digest: bool,
    /// Whether a trunk can have addresses and credentials at the same time. What a call then needs is the carrier's word:
    /// both, on Twilio; on Exotel nobody says clearly, so that the evidence is a contradiction, and an audit warns.
    ip_acl_and_digest: bool,
    /// Whether an ACL entry may be a range wider than `/32`.
    acl_ranges: bool,
    /// Whether ACLs and credentials are in lists that trunks can share.
    shared_lists: bool,
    /// Whether a bound number has a mode.
    number_modes: bool,
    /// Whether origination URIs can be managed.
    originations: bool,
    /// Whether several origination URIs are created by one request.
    origination_batch: bool,
    /// Whether an origination URI can be switched off without being removed.
    origination_enabled: bool,
    /// Whether an IPv4 origination target must be on the trunk's ACL.
    ipv4_origination_needs_acl: bool,
    /// Whether credentials can be managed.
    credentials: bool,
    /// Whether a trunk has a caller id.
    caller_ids: bool,
    /// Whether two trunks may have the same name.
    duplicate_trunk_names: bool,
    /// Characters in a trunk's name.
    max_trunk_name: Option<u32>,
    /// Trunks an account can have.
    max_trunks: Option<u32>,
    /// ACL entries a trunk's own list can have.
    max_acl_entries: Option<u32>,
    /// Origination URIs a trunk can have.
    max_origination_uris: Option<u32>,
    /// Credentials a trunk's own list can have.
    max_credentials: Option<u32>,
    /// Lists of credentials an account can have.
    max_credential_lists: Option<u32>,
    /// Lists of addresses an account can have.
    max_acl_lists: Option<u32>,
    /// Objects in one page of a list.
    max_page_size: Option<u32>,
    /// API requests a minute.
    requests_per_minute: Option<u32>,
    /// API requests at the same time.
    concurrent_requests: Option<u32>,
}

trait Show {
    fn show(&self) -> String;
}

impl Show for bool {
    fn show(&self) -> String {
        if *self { "yes" } else { "no" }.to_owned()
    }
}

impl Show for Option<u32> {
    fn show(&self) -> String {
        self.map_or_else(|| "none named".to_owned(), |limit| limit.to_string())
    }
}
