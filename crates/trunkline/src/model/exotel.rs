//! What only Exotel has. Plain data, without the backend's feature.

use serde::{Deserialize, Serialize};

use super::NumberMode;

/// Options of a trunk on Exotel.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ExotelTrunkOptions {
    /// Another name than the spec's, under the same rule: 1 to 16 of `[A-Za-z0-9_]`.
    pub trunk_name: Option<super::TrunkName>,
    /// Another code than `ANY-ANY`, which is the only one documented (developer.exotel.com, Create trunk).
    pub nso_code: Option<String>,
}

impl ExotelTrunkOptions {
    /// With another name on Exotel.
    #[must_use]
    pub fn with_trunk_name(mut self, name: super::TrunkName) -> Self {
        self.trunk_name = Some(name);
        self
    }

    /// With another NSO code.
    #[must_use]
    pub fn with_nso_code(mut self, code: impl Into<String>) -> Self {
        self.nso_code = Some(code.into());
        self
    }
}

/// Options of an ACL entry on Exotel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ExotelAclOptions {
    /// Send a range wider than `/32`. The API takes `/16` to `/32`, but Exotel's support does not stand by
    /// anything but single addresses at call time, so a range is refused unless this says otherwise.
    #[serde(default)]
    pub allow_range: bool,
}

impl ExotelAclOptions {
    /// With ranges wider than `/32` allowed.
    #[must_use]
    pub fn with_allow_range(mut self, allow: bool) -> Self {
        self.allow_range = allow;
        self
    }
}

/// Options of a bound number on Exotel.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ExotelNumberOptions {
    /// What Exotel does with calls to it; unset leaves Exotel's default, [`NumberMode::Pstn`].
    pub mode: Option<NumberMode>,
}

impl ExotelNumberOptions {
    /// With this mode.
    #[must_use]
    pub fn with_mode(mut self, mode: NumberMode) -> Self {
        self.mode = Some(mode);
        self
    }
}

/// Options of a credential on Exotel.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ExotelCredentialOptions {
    /// A label of up to 32 of `[A-Za-z0-9_]`.
    pub friendly_name: Option<String>,
}

impl ExotelCredentialOptions {
    /// With this label.
    #[must_use]
    pub fn with_friendly_name(mut self, name: impl Into<String>) -> Self {
        self.friendly_name = Some(name.into());
        self
    }
}

/// What only Exotel says of a trunk, in its own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ExotelTrunk {
    /// `auth_type`. Says `IP-WHITELIST` for digest trunks too, so nothing depends on it.
    pub auth_type: Option<String>,
    /// `nso_code`.
    pub nso_code: Option<String>,
    /// `registration_enabled`.
    pub registration_enabled: Option<String>,
    /// `edge_preference`.
    pub edge_preference: Option<String>,
    /// `secure_trunking`.
    pub secure_trunking: Option<String>,
}

impl ExotelTrunk {
    /// Nothing said yet; the rest is set on the fields.
    pub fn new() -> Self {
        Self {
            auth_type: None,
            nso_code: None,
            registration_enabled: None,
            edge_preference: None,
            secure_trunking: None,
        }
    }
}

impl Default for ExotelTrunk {
    fn default() -> Self {
        Self::new()
    }
}
