//! Who is asking: HTTP Basic with the API key as user and the API token as password
//! (developer.exotel.com, Dynamic SIP Trunking).

use axum::http::{HeaderMap, header::AUTHORIZATION};

use super::answer::Refusal;
use super::switches::{ExotelSwitches, ForeignAccount};
use crate::basic;
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
        let login = headers.get(AUTHORIZATION).and_then(basic::login);
        let (key, token) = login.ok_or_else(Refusal::unauthorized)?;
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
