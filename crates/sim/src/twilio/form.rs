//! Parameters: of a query, or of a form body.

use super::answer::Refusal;

/// What came for a parameter whose empty value means none.
#[derive(Debug)]
pub(super) enum Sent {
    Nothing,
    Empty,
    Text(String),
}

impl Sent {
    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Nothing | Self::Empty => None,
        }
    }

    pub(super) fn store(self, field: &mut Option<String>) {
        match self {
            Self::Nothing => {}
            Self::Empty => *field = None,
            Self::Text(text) => *field = Some(text),
        }
    }
}

/// Names and values as they were sent. A name nobody asks for is ignored, as Twilio does.
#[derive(Debug, Default)]
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    pub(super) fn parse(encoded: &[u8]) -> Self {
        // Every byte string is some form: what is not a pair is a name without a value.
        Self(serde_urlencoded::from_bytes(encoded).unwrap_or_default())
    }

    /// The value sent, which may be empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(sent, _)| sent == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn required(&self, name: &str) -> Result<&str, Refusal> {
        self.get(name).ok_or_else(|| Refusal::missing(name))
    }

    pub(super) fn text(&self, name: &str) -> Sent {
        match self.get(name) {
            None => Sent::Nothing,
            Some("") => Sent::Empty,
            Some(value) => Sent::Text(value.to_owned()),
        }
    }

    pub(super) fn boolean(&self, name: &str) -> Result<Option<bool>, Refusal> {
        match self.get(name) {
            None => Ok(None),
            Some(value) if value.eq_ignore_ascii_case("true") => Ok(Some(true)),
            Some(value) if value.eq_ignore_ascii_case("false") => Ok(Some(false)),
            Some(_) => Err(Refusal::parameter(name)),
        }
    }

    /// A number of 0 to 65535.
    pub(super) fn number(&self, name: &str) -> Result<Option<u16>, Refusal> {
        self.get(name).map(|value| value.parse().map_err(|_| Refusal::parameter(name))).transpose()
    }

    pub(super) fn one_of(&self, name: &str, allowed: &[&str]) -> Result<Option<String>, Refusal> {
        match self.get(name) {
            None => Ok(None),
            Some(value) if allowed.contains(&value) => Ok(Some(value.to_owned())),
            Some(_) => Err(Refusal::parameter(name)),
        }
    }

    /// A SID with the prefix that `twilio-oai` gives it.
    pub(super) fn sid(&self, name: &str, prefix: &str) -> Result<Sent, Refusal> {
        match self.text(name) {
            Sent::Text(sid) if !is_sid(&sid, prefix) => Err(Refusal::parameter(name)),
            sent => Ok(sent),
        }
    }

    /// The SID that a create is nothing without.
    pub(super) fn required_sid(&self, name: &str, prefix: &str) -> Result<String, Refusal> {
        match self.sid(name, prefix)? {
            Sent::Text(sid) => Ok(sid),
            Sent::Nothing | Sent::Empty => Err(Refusal::missing(name)),
        }
    }

    /// An absolute `http` or `https` URL.
    pub(super) fn url(&self, name: &str) -> Result<Sent, Refusal> {
        let is_url = |url: &str| {
            ["http://", "https://"]
                .iter()
                .any(|scheme| url.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()))
        };
        match self.text(name) {
            Sent::Text(url) if !is_url(&url) => Err(Refusal::parameter(name)),
            sent => Ok(sent),
        }
    }
}

/// Changes a setting that cannot be emptied, if it was sent.
pub(super) fn set<T>(field: &mut T, sent: Option<T>) {
    if let Some(value) = sent {
        *field = value;
    }
}

/// `^XX[0-9a-fA-F]{32}$`.
fn is_sid(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix)
        .is_some_and(|digits| digits.len() == 32 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
}
