//! Who we are to a carrier.

use std::fmt;

use secrecy::SecretString;

/// HTTP Basic credentials: an account's id or API key, and its token or secret.
///
/// Neither is shown by `Debug`: on one carrier the user is half of the secret.
#[derive(Clone)]
pub struct BasicAuth {
    /// The account or the API key.
    pub user: String,
    /// The token or the API secret.
    pub password: SecretString,
}

impl fmt::Debug for BasicAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BasicAuth([REDACTED])")
    }
}
