//! Fingerprints of what was read.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The SHA-256 of some bytes, in hexadecimal: whether what was read is still what is there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(String);

impl Digest {
    /// Of bytes.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        use fmt::Write as _;

        let mut text = String::with_capacity(64);
        for byte in Sha256::digest(bytes) {
            let _ = write!(text, "{byte:02x}");
        }
        Self(text)
    }

    /// Of an object as JSON. None of the model's objects holds a secret.
    ///
    /// # Panics
    /// When the object cannot be written as JSON, which every object of the model can.
    pub fn of(object: &impl Serialize) -> Self {
        let json =
            serde_json::to_vec(object).expect("the model's objects have text for keys and no failing field");
        Self::of_bytes(&json)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its beginning: enough to tell two apart on a screen.
    pub fn short(&self) -> &str {
        self.0.get(..12).unwrap_or(&self.0)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
