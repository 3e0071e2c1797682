//! The accounts that exist, and the numbers they own, before the first request.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

/// Accounts of both carriers. The default has two of each, so that what is unique beyond one account
/// (a Twilio domain name, say) can be seen to be so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fixture {
    /// Exotel accounts; the first one is the one a user is pointed at.
    #[serde(default)]
    pub exotel: Vec<ExotelAccount>,
    /// Twilio accounts; the first one is the one a user is pointed at.
    #[serde(default)]
    pub twilio: Vec<TwilioAccount>,
}

/// One Exotel account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExotelAccount {
    /// The account SID in the path.
    pub account_sid: String,
    /// The API key: the user of HTTP Basic.
    pub api_key: String,
    /// The API token: the password of HTTP Basic.
    pub api_token: String,
    /// E.164 numbers (`ExoPhones`) that the account owns.
    #[serde(default)]
    pub numbers: Vec<String>,
}

/// One Twilio account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwilioAccount {
    /// The account SID, `AC` and 32 hexadecimal digits.
    pub account_sid: String,
    /// The auth token: with the account SID as user it opens everything.
    pub auth_token: String,
    /// API keys that open this account too.
    #[serde(default)]
    pub api_keys: Vec<TwilioApiKey>,
    /// E.164 numbers that the account owns.
    #[serde(default)]
    pub numbers: Vec<String>,
}

/// A Twilio API key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwilioApiKey {
    /// The key's SID, `SK` and 32 hexadecimal digits: the user of HTTP Basic.
    pub sid: String,
    /// The key's secret: the password of HTTP Basic.
    pub secret: String,
}

impl Default for Fixture {
    fn default() -> Self {
        let strings = |numbers: &[&str]| numbers.iter().map(|&n| n.to_owned()).collect();
        Self {
            exotel: vec![
                ExotelAccount {
                    account_sid: "acme1".into(),
                    api_key: "sim-exotel-key".into(),
                    api_token: "sim-exotel-token".into(),
                    numbers: strings(&[
                        "+918040264208",
                        "+918040264209",
                        "+918040264210",
                        "+912248964100",
                        "+912248964101",
                        "+911140848500",
                    ]),
                },
                ExotelAccount {
                    account_sid: "globex1".into(),
                    api_key: "sim-exotel-key-2".into(),
                    api_token: "sim-exotel-token-2".into(),
                    numbers: strings(&["+918068170001", "+918068170002"]),
                },
            ],
            twilio: vec![
                TwilioAccount {
                    account_sid: "AC00000000000000000000000000000001".into(),
                    auth_token: "sim-twilio-token".into(),
                    api_keys: vec![TwilioApiKey {
                        sid: "SK00000000000000000000000000000001".into(),
                        secret: "sim-twilio-secret".into(),
                    }],
                    numbers: strings(&[
                        "+14155550100",
                        "+14155550101",
                        "+14155550102",
                        "+14155550103",
                        "+442079460100",
                        "+442079460101",
                    ]),
                },
                TwilioAccount {
                    account_sid: "AC00000000000000000000000000000002".into(),
                    auth_token: "sim-twilio-token-2".into(),
                    api_keys: vec![],
                    numbers: strings(&["+14155550190", "+14155550191"]),
                },
            ],
        }
    }
}

impl Fixture {
    /// The first reason why these accounts cannot exist together, if there is one.
    pub(crate) fn mistake(&self) -> Option<String> {
        let exotel = self.exotel.iter().map(|account| ("Exotel", &account.account_sid, &account.numbers));
        let twilio = self.twilio.iter().map(|account| ("Twilio", &account.account_sid, &account.numbers));
        let mut accounts = HashSet::new();
        let mut owners = HashSet::new();
        for (carrier, sid, numbers) in exotel.chain(twilio) {
            // It is a segment of paths, which are compared after decoding.
            if sid.is_empty() || sid.contains('/') {
                return Some(format!("{carrier} account SID {sid:?}: must not be empty or contain /"));
            }
            if !accounts.insert((carrier, sid)) {
                return Some(format!("{carrier} account {sid}: given twice"));
            }
            for number in numbers {
                let digits = number.strip_prefix('+').unwrap_or_default();
                if !(7..=15).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Some(format!(
                        "{carrier} account {sid}, number {number:?}: must be E.164, + and 7 to 15 digits"
                    ));
                }
                if !owners.insert((carrier, number)) {
                    return Some(format!("{carrier} number {number}: owned twice"));
                }
            }
        }
        None
    }
}
