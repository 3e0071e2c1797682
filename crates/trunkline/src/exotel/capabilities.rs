//! What Exotel can do.

use super::{
    config::{CONCURRENT_REQUESTS, REQUESTS_PER_MINUTE},
    rules::MAX_TRUNK_NAME,
};
use crate::capability::{Capabilities, Evidence};

/// When the pages were last read.
const READ: &str = "2026-11-21";

pub(super) fn capabilities() -> Capabilities {
    let page = |source| Evidence::documented(source, READ);
    let disputed = |source| Evidence::contradicted(source, READ);
    let assumed = |source| Evidence::assumed(source, READ);
    Capabilities::none(assumed("no page of Exotel's names one"))
        .update_trunk(true, page("Exotel docs portal, endpoint index: PUT /trunks/{trunk_sid}; no sample"))
        .digest(
            true,
            disputed(
                "Exotel's public SIP trunk credentials APIs; developer.exotel.com, Create trunk, says that only \
                 IP-WHITELIST is supported",
            ),
        )
        .ip_acl_and_digest(
            true,
            disputed("Exotel's pages advise both for high security; docs.exotel.com, SIP trunk API reference: avoid mixing"),
        )
        .acl_ranges(
            false,
            disputed(
                "docs.exotel.com, SIP trunk API reference: one address per entry; developer.exotel.com, Map ACL, \
                 has /24 and /16, and the API takes /16 to /32 (exotel.allow_range)",
            ),
        )
        .shared_lists(false, page("developer.exotel.com, Map ACL: rows belong to a trunk"))
        .number_modes(true, page("developer.exotel.com, Update phone number mode"))
        .originations(true, page("developer.exotel.com, Map destination URI"))
        .origination_batch(true, page("developer.exotel.com, Map destination URI: an array, answered by 207"))
        .origination_enabled(false, page("developer.exotel.com, Map destination URI: no such field"))
        .ipv4_origination_needs_acl(true, page("developer.exotel.com, Map destination URI: whitelist the IP first"))
        .credentials(true, page("Exotel's public SIP trunk credentials APIs"))
        .caller_ids(
            true,
            disputed(
                "developer.exotel.com, Set trunk alias; Exotel's voice AI guides have taken it out of their steps",
            ),
        )
        .duplicate_trunk_names(false, page("developer.exotel.com, Create trunk: unique identifier for the trunk"))
        .max_trunk_name(Some(MAX_TRUNK_NAME), page("developer.exotel.com, Create trunk"))
        .requests_per_minute(Some(REQUESTS_PER_MINUTE), page("developer.exotel.com, Rate limits"))
        .concurrent_requests(
            Some(CONCURRENT_REQUESTS),
            assumed("Exotel's vSIP trunk API reference on GitHub; said once"),
        )
}
