//! What Twilio can do, and how we know.

use super::rules::{
    MAX_ACLS, MAX_ADDRESSES, MAX_CREDENTIAL_LISTS, MAX_CREDENTIALS, MAX_NAME, MAX_ORIGINATION_URLS,
    MAX_TRUNKS,
};
use crate::capability::{Capabilities, Evidence};

const READ: &str = "2026-11-21";

/// The specification of trunking v1 and of the 2010 API.
pub(super) const SPEC: Evidence =
    Evidence::documented("Twilio OpenAPI 2.6.7 (github.com/twilio/twilio-oai)", READ);

/// The edges, and what an ACL and a credential list mean together.
pub(super) const TRUNKING: Evidence = Evidence::documented("twilio.com/docs/sip-trunking", READ);

const LIMITS: Evidence = Evidence::documented("twilio.com/docs/sip-trunking: scale and limits", READ);

pub(super) fn capabilities() -> Capabilities {
    let limit = |limit: usize| u32::try_from(limit).ok();
    Capabilities::none(SPEC)
        .update_trunk(true, SPEC)
        .digest(true, TRUNKING)
        .ip_acl_and_digest(true, TRUNKING)
        .acl_ranges(true, SPEC)
        .shared_lists(true, SPEC)
        .originations(true, SPEC)
        .origination_enabled(true, SPEC)
        .credentials(true, SPEC)
        .duplicate_trunk_names(
            true,
            Evidence::assumed("no page says that a trunk's FriendlyName is unique; its domain is", READ),
        )
        .max_trunk_name(
            limit(MAX_NAME),
            Evidence::contradicted("Twilio OpenAPI 2.6.7; the API has taken a name of 65 characters", READ),
        )
        .max_trunks(Some(MAX_TRUNKS), LIMITS)
        .max_acl_entries(
            Some(MAX_ADDRESSES),
            Evidence::contradicted("twilio.com/docs/voice/sip/api; the text of error 21237 says 25", READ),
        )
        .max_origination_uris(Some(MAX_ORIGINATION_URLS), TRUNKING)
        .max_credentials(Some(MAX_CREDENTIALS), Evidence::documented("Twilio error dictionary, 21242", READ))
        .max_credential_lists(
            Some(MAX_CREDENTIAL_LISTS),
            Evidence::documented("Twilio error dictionary, 21239", READ),
        )
        .max_acl_lists(Some(MAX_ACLS), Evidence::documented("Twilio error dictionary, 21255", READ))
        .max_page_size(Some(1_000), SPEC)
        .requests_per_minute(
            None,
            Evidence::documented("Twilio error dictionary, 20429: no rate is limited", READ),
        )
        .concurrent_requests(
            None,
            Evidence::documented("Twilio error dictionary, 20429: limited for each account, no figure", READ),
        )
}
