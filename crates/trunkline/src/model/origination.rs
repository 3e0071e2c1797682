//! Where inbound calls go: origination URIs.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{InvalidValue, Observed, OriginationUriId, SipUri, TwilioOriginationOptions};

/// A target for inbound calls that is wanted on a trunk.
///
/// Of several targets those with the lowest priority are tried first; among equals, more weight means more calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OriginationUriSpec {
    /// The target.
    pub uri: SipUri,
    /// 0 to 65535, lower first. 0 unless set, as on Exotel.
    #[serde(default)]
    pub priority: u16,
    /// 1 to 65535. 1 unless set, as on Exotel.
    #[serde(default = "one")]
    pub weight: u16,
    /// What only Twilio has. Not used on another carrier.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub twilio: TwilioOriginationOptions,
}

const fn one() -> u16 {
    1
}

impl OriginationUriSpec {
    /// A target of priority 0 and weight 1.
    pub fn new(uri: SipUri) -> Self {
        Self { uri, priority: 0, weight: one(), twilio: TwilioOriginationOptions::default() }
    }

    /// With this priority, lower first.
    #[must_use]
    pub fn with_priority(mut self, priority: u16) -> Self {
        self.priority = priority;
        self
    }

    /// With this weight, 1 to 65535.
    #[must_use]
    pub fn with_weight(mut self, weight: u16) -> Self {
        self.weight = weight;
        self
    }

    /// With options for Twilio.
    #[must_use]
    pub fn with_twilio(mut self, options: TwilioOriginationOptions) -> Self {
        self.twilio = options;
        self
    }

    /// Checks what the types do not: a weight of at least 1.
    ///
    /// # Errors
    /// When the weight is 0, which Twilio's documentation excludes.
    pub fn validate(&self) -> Result<(), InvalidValue> {
        check_weight(Some(self.weight))
    }
}

fn check_weight(weight: Option<u16>) -> Result<(), InvalidValue> {
    match weight {
        Some(0) => Err(InvalidValue::new("weight", "0", "weights are 1 to 65535")),
        _ => Ok(()),
    }
}

/// A change to a target; what is `None` stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OriginationUriPatch {
    /// Another priority.
    pub priority: Option<u16>,
    /// Another weight.
    pub weight: Option<u16>,
    /// What only Twilio has. Not used on another carrier.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub twilio: TwilioOriginationOptions,
}

impl OriginationUriPatch {
    /// With another priority.
    #[must_use]
    pub fn with_priority(mut self, priority: u16) -> Self {
        self.priority = Some(priority);
        self
    }

    /// With another weight.
    #[must_use]
    pub fn with_weight(mut self, weight: u16) -> Self {
        self.weight = Some(weight);
        self
    }

    /// With options for Twilio.
    #[must_use]
    pub fn with_twilio(mut self, options: TwilioOriginationOptions) -> Self {
        self.twilio = options;
        self
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Checks what the types do not: a weight of at least 1.
    ///
    /// # Errors
    /// When the weight is 0.
    pub fn validate(&self) -> Result<(), InvalidValue> {
        check_weight(self.weight)
    }

    /// What to change so that `observed` is as `spec` says; empty when it is.
    pub fn towards(spec: &OriginationUriSpec, observed: &OriginationUri) -> Self {
        let mut twilio = TwilioOriginationOptions::default();
        if observed.enabled.is_some() && spec.twilio.enabled != observed.enabled {
            twilio.enabled = spec.twilio.enabled;
        }
        if observed.label.is_some() && spec.twilio.friendly_name != observed.label {
            twilio.friendly_name.clone_from(&spec.twilio.friendly_name);
        }
        Self {
            priority: (spec.priority != observed.priority).then_some(spec.priority),
            weight: (spec.weight != observed.weight).then_some(spec.weight),
            twilio,
        }
    }
}

/// A target for inbound calls as a carrier holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OriginationUri {
    /// Its identifier.
    pub id: OriginationUriId,
    /// The target.
    pub uri: Observed<SipUri>,
    /// Its priority, lower first.
    pub priority: u16,
    /// Its weight. Twilio accepts 0, though its documentation excludes it.
    pub weight: u16,
    /// Whether it is in use; `None` on a carrier without such a switch (Exotel).
    pub enabled: Option<bool>,
    /// What the carrier calls it.
    pub label: Option<String>,
    /// When it was created.
    pub created: Option<Timestamp>,
}

impl OriginationUri {
    /// A target; the rest is set on the fields.
    pub fn new(id: OriginationUriId, uri: Observed<SipUri>, priority: u16, weight: u16) -> Self {
        Self { id, uri, priority, weight, enabled: None, label: None, created: None }
    }
}
