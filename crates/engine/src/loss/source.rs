//! The pages that the rules are from, as they were read on 2026-11-21.

pub(super) const TWILIO_SPEC: &str = "Twilio OpenAPI 2.6.7 (github.com/twilio/twilio-oai)";
pub(super) const TWILIO_TRUNKING: &str = "twilio.com/docs/sip-trunking";
pub(super) const TWILIO_DOMAIN: &str =
    "Twilio error dictionary, 21248: a domain is unique among all customers";
pub(super) const TWILIO_LISTS: &str = "twilio.com/docs/voice/sip/api/sip-ipaccesscontrollist-resource";
pub(super) const TWILIO_CREDENTIAL: &str = "Twilio OpenAPI 2.6.7: Username, Password";
pub(super) const TWILIO_REGISTER: &str = "twilio.com/docs/api/errors/32210";
pub(super) const TWILIO_CALLER: &str = "twilio.com/docs/api/errors/32204";
pub(super) const TWILIO_PORTING: &str = "twilio.com/docs/phone-numbers/port-in";
pub(super) const TWILIO_INDIA: &str = "twilio.com/en-us/guidelines/in/voice";
pub(super) const TWILIO_MEDIA: &str = "twilio.com/docs/sip-trunking/ip-addresses";

pub(super) const EXOTEL_TRUNK: &str = "developer.exotel.com, Create trunk";
pub(super) const EXOTEL_ACL: &str =
    "docs.exotel.com, SIP trunk API reference: one address per entry; developer.exotel.com, Map ACL";
pub(super) const EXOTEL_TARGET: &str = "developer.exotel.com, Map destination URI";
pub(super) const EXOTEL_CREDENTIAL: &str = "Exotel's public SIP trunk credentials APIs";
pub(super) const EXOTEL_MIXED: &str =
    "docs.exotel.com, SIP trunk API reference: avoid mixing; other pages of Exotel's advise both";
pub(super) const EXOTEL_FLOW: &str = "developer.exotel.com, Connect applet for inbound calls";
pub(super) const EXOTEL_MODE: &str = "developer.exotel.com, Update phone number mode";
pub(super) const EXOTEL_ALIAS: &str = "developer.exotel.com, Set trunk alias";
pub(super) const EXOTEL_EDGES: &str = "docs.exotel.com, SIP trunk API reference for voice AI";
pub(super) const EXOTEL_EXOPHONE: &str =
    "developer.exotel.com, dynamic SIP trunking: a caller id is a number mapped to the trunk";
pub(super) const EXOTEL_MEDIA: &str = "Exotel docs portal, SIP trunking: network";

pub(super) const WRITE_ONLY: &str =
    "Twilio OpenAPI 2.6.7 and Exotel's credentials APIs: no answer holds a password";
pub(super) const SIGNALLING: &str = "IANA special-purpose registry, RFC 6890";
pub(super) const CAPABILITIES: &str = "what the carrier's backend declares that it can do";
pub(super) const CARRIERS_OWN: &str = "each carrier gives its own";
