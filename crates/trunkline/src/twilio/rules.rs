//! What Twilio takes, as far as it can be told before asking.

use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use crate::model::{InvalidValue, TwilioTrunkOptions};

/// Characters in the name of a trunk or an origination URL (Twilio OpenAPI 2.6.7, `FriendlyName`).
pub(super) const MAX_NAME: usize = 64;
/// Trunks of an account (Twilio docs, Elastic SIP Trunking: scale and limits; error 21244).
pub(super) const MAX_TRUNKS: u32 = 100;
/// Origination URLs of a trunk (Twilio docs, Elastic SIP Trunking: multiple origination URIs; error 21249).
pub(super) const MAX_ORIGINATION_URLS: u32 = 10;
/// Addresses of a list (Twilio docs, `IpAccessControlList`; error 21237, whose text still says 25).
pub(super) const MAX_ADDRESSES: u32 = 100;
/// Lists of addresses of an account (error 21255).
pub(super) const MAX_ACLS: u32 = 1_000;
/// Credentials of a list (error 21242).
pub(super) const MAX_CREDENTIALS: u32 = 1_000;
/// Lists of credentials of an account (error 21239).
pub(super) const MAX_CREDENTIAL_LISTS: u32 = 100;

/// A name of 1 to 64 characters. The API has taken one of 65 for a trunk; its documentation says 64.
pub(super) fn name(field: &'static str, name: &str) -> Result<(), InvalidValue> {
    match name.chars().count() {
        0 => Err(InvalidValue::new(field, name, "must not be empty")),
        1..=MAX_NAME => Ok(()),
        many => Err(InvalidValue::new(field, name, format!("has {many} characters; the most is {MAX_NAME}"))),
    }
}

/// A user name: 1 to 32 characters (Twilio OpenAPI 2.6.7, `Username`).
pub(super) fn username(username: &str) -> Result<(), InvalidValue> {
    match username.chars().count() {
        0 => Err(InvalidValue::new("username", username, "must not be empty")),
        1..=32 => Ok(()),
        many => {
            Err(InvalidValue::new("username", username, format!("has {many} characters; the most is 32")))
        }
    }
}

/// A password: at least 12 characters, with a digit, an upper-case and a lower-case letter (Twilio OpenAPI 2.6.7,
/// `Password`).
pub(super) fn password(password: &SecretString) -> Result<(), InvalidValue> {
    let text = password.expose_secret();
    let has = |is: fn(char) -> bool| text.chars().any(is);
    let lacks = [
        (text.chars().count() < 12, "12 characters"),
        (!has(|c| c.is_ascii_digit()), "a digit"),
        (!has(|c| c.is_ascii_uppercase()), "an upper-case letter"),
        (!has(|c| c.is_ascii_lowercase()), "a lower-case letter"),
    ];
    let lacks: Vec<&str> = lacks.into_iter().filter_map(|(lacks, what)| lacks.then_some(what)).collect();
    if lacks.is_empty() {
        Ok(())
    } else {
        Err(InvalidValue::secret("password", format!("must have at least {}", lacks.join(" and "))))
    }
}

/// What is wrong with a trunk's options, each with its field. Words that Twilio may learn one day are refused: it
/// answers those it does not know with 20001.
pub(super) fn trunk_options(options: &TwilioTrunkOptions) -> Vec<(&'static str, InvalidValue)> {
    let mut wrong = Vec::new();
    let mut check = |field: &'static str, result: Result<(), InvalidValue>| {
        wrong.extend(result.err().map(|invalid| (field, invalid)));
    };
    if let Some(text) = &options.friendly_name {
        check("friendly_name", name("friendly name", text));
    }
    if let Some(domain) = &options.domain_name {
        check("domain_name", super::domain::check(domain));
    }
    if let Some(url) = &options.disaster_recovery_url {
        check("disaster_recovery_url", web_url("disaster recovery URL", url));
    }
    macro_rules! words {
        ($($field:ident: $type:ident, $rule:literal;)*) => {$(
            if let Some(crate::model::$type::Other(word)) = &options.$field {
                check(stringify!($field), Err(InvalidValue::new(stringify!($field), word, $rule)));
            }
        )*};
    }
    words! {
        transfer_mode: TransferMode, "is none of disable-all, enable-all and sip-only";
        transfer_caller_id: TransferCallerId, "is neither from-transferee nor from-transferor";
        disaster_recovery_method: WebMethod, "is neither GET nor POST";
        recording_mode: RecordingMode, "is none of do-not-record, record-from-ringing, record-from-answer, \
            record-from-ringing-dual and record-from-answer-dual";
        recording_trim: RecordingTrim, "is neither trim-silence nor do-not-trim";
    }
    wrong
}

fn web_url(field: &'static str, text: &str) -> Result<(), InvalidValue> {
    let is_web =
        text.parse::<Url>().is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if is_web { Ok(()) } else { Err(InvalidValue::new(field, text, "is no http or https URL")) }
}
