//! Who is asking: HTTP Basic, and nothing else (`twilio-oai`, `accountSid_authToken`).

use std::collections::HashMap;

use axum::http::{HeaderMap, header::AUTHORIZATION};

use crate::basic;
use crate::fixture::Fixture;

/// Who may log in, and to which account that leads.
#[derive(Debug)]
pub(super) struct Logins {
    by_user: HashMap<String, Login>,
}

#[derive(Debug)]
struct Login {
    password: String,
    account_sid: String,
}

impl Logins {
    /// An account by its SID and auth token, and by each of its API keys and their secrets.
    pub(super) fn new(fixture: &Fixture) -> Self {
        let mut by_user = HashMap::new();
        for account in &fixture.twilio {
            let login = |password: &str| Login {
                password: password.to_owned(),
                account_sid: account.account_sid.clone(),
            };
            by_user.insert(account.account_sid.clone(), login(&account.auth_token));
            for key in &account.api_keys {
                by_user.insert(key.sid.clone(), login(&key.secret));
            }
        }
        Self { by_user }
    }

    /// The account the request's credentials lead to.
    pub(super) fn account(&self, headers: &HeaderMap) -> Option<&str> {
        let (user, password) = basic::login(headers.get(AUTHORIZATION)?)?;
        let login = self.by_user.get(&user)?;
        (login.password == password).then_some(login.account_sid.as_str())
    }
}
