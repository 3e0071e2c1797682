//! Who is asking: HTTP Basic with the API key as user and the API token as password
//! (developer.exotel.com, Dynamic SIP Trunking).

use axum::http::{HeaderMap, header::AUTHORIZATION};
use base64::{Engine, prelude::BASE64_STANDARD};

use super::answer::Refusal;
use super::switches::{ExotelSwitches, ForeignAccount};
use crate::fixture::{ExotelAccount, Fixture};

/// Who may log in, and to which account that leads.
#[derive(Debug)]
pub(super) struct Logins {
    accounts: Vec<ExotelAccount>,
}

impl Logins {
    pub(super) fn new(fixture: &Fixture) -> Self {
        Self { accounts: fixture.exotel.clone() }
    }

    /// Whether the request may act on the account in its path.
    pub(super) fn admit(
        &self,
        headers: &HeaderMap,
        account_sid: &str,
        switches: &ExotelSwitches,
    ) -> Result<(), Refusal> {
        let (key, token) = basic(headers).ok_or_else(Refusal::unauthorized)?;
        let login = |account: &&ExotelAccount| account.api_key == key && account.api_token == token;
        if self.accounts.iter().filter(login).any(|account| account.account_sid == account_sid) {
            return Ok(());
        }
        let known = self.accounts.iter().any(|account| login(&account));
        match switches.foreign_account {
            ForeignAccount::Forbidden if known => Err(Refusal::forbidden()),
            _ => Err(Refusal::unauthorized()),
        }
    }
}

fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let (scheme, encoded) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Basic") {
        return None;
    }
    let decoded = String::from_utf8(BASE64_STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (user, password) = decoded.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}
