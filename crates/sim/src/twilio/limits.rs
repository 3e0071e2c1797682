//! How many of each thing there may be.
//!
//! Numbers from Twilio's pages on scale and limits and on origination URIs; where the error dictionary says
//! otherwise (25 addresses) it is the older of the two.

/// Trunks of an account.
pub(super) const TRUNKS: usize = 100;
/// Origination URLs of a trunk.
pub(super) const ORIGINATION_URLS: usize = 10;
/// IP access control lists of an account.
pub(super) const ACLS: usize = 1_000;
/// Addresses of an IP access control list.
pub(super) const ADDRESSES: usize = 100;
/// Credential lists of an account.
pub(super) const CREDENTIAL_LISTS: usize = 100;
/// Credentials of a credential list.
pub(super) const CREDENTIALS: usize = 1_000;
/// Characters in the name of an origination URL, a credential list or a number (`twilio-oai`).
pub(super) const SHORT_NAME: usize = 64;
/// Characters in the name of an IP access control list or an address (`twilio-oai`).
pub(super) const LONG_NAME: usize = 255;
/// Characters in a user name (`twilio-oai`).
pub(super) const USERNAME: usize = 32;
/// Characters that a password has at least (`twilio-oai`).
pub(super) const PASSWORD: usize = 12;
/// Resources on one page (error dictionary, 20007).
pub(super) const PAGE_SIZE: usize = 1_000;
/// Resources on one page unless asked otherwise (`twilio-oai`).
pub(super) const DEFAULT_PAGE_SIZE: usize = 50;
