//! A password that every carrier takes.

use trunkline_engine::trunkline::model::SecretString;

use crate::exit::Failure;

const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LENGTH: usize = 24;

/// Letters and digits only, as Exotel has it; at least one upper case letter, one lower case letter and one digit, as
/// Twilio has it. From the operating system's random numbers; 142 bits.
pub(crate) fn password() -> Result<SecretString, Failure> {
    text().map(SecretString::from)
}

fn text() -> Result<String, Failure> {
    loop {
        let mut password = String::new();
        while password.len() < LENGTH {
            let mut bytes = [0; LENGTH];
            getrandom::fill(&mut bytes)
                .map_err(|error| Failure::Local(format!("this machine gives no random numbers: {error}")))?;
            // 248 is four times 62: of what is below it every character is as likely as any other.
            let fair = bytes.iter().filter(|byte| **byte < 248).map(|byte| ALPHABET[usize::from(*byte) % 62]);
            password.extend(fair.take(LENGTH - password.len()).map(char::from));
        }
        if suits_twilio(&password) {
            return Ok(password);
        }
    }
}

fn suits_twilio(password: &str) -> bool {
    let has = |kind: fn(&u8) -> bool| password.as_bytes().iter().any(kind);
    has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_kind_of_character_missing_does_not_suit() {
        assert!(suits_twilio("aB3"));
        for lacking in ["ab3", "AB3", "aBc"] {
            assert!(!suits_twilio(lacking), "{lacking}");
        }
    }

    #[test]
    fn it_is_long_of_every_kind_and_never_the_same() {
        let [a, b] = [text().unwrap(), text().unwrap()];
        assert_ne!(a, b);
        assert_eq!(a.len(), LENGTH);
        assert!(suits_twilio(&a) && a.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    }
}
