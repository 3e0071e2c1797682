//! Why a description cannot be stored on the carrier in memory.

use super::rules;
use crate::{
    audit::{Finding, given_twice},
    capability::Capabilities,
    error::ErrorKind,
    model::{Carrier, TerminationAuth, TrunkDescription},
};

const CARRIER: Carrier = Carrier::MEMORY;

pub(super) fn audit(
    capabilities: &Capabilities,
    description: &TrunkDescription,
    held_user_name: impl Fn(&str) -> String,
) -> Vec<Finding> {
    let mut findings = auth(capabilities, description);
    for (i, spec) in description.acl.iter().enumerate() {
        if let Err(rule) = rules::range(capabilities.acl_ranges.value, spec.cidr) {
            findings.push(unsupported(format!("acl[{i}].cidr"), rule).with_value(spec.cidr.to_string()));
        }
        if let Err(rule) = rules::shared_list(spec.shared_list.as_ref()) {
            findings.push(unsupported(format!("acl[{i}].shared_list"), rule));
        }
    }
    if !capabilities.credentials.value && !description.credentials.is_empty() {
        findings.push(unsupported("credentials", "this account in memory has no credentials"));
    }
    for (i, spec) in description.credentials.iter().enumerate() {
        if let Err(invalid) = rules::username(&spec.username) {
            findings.push(Finding::invalid(&CARRIER, format!("credentials[{i}].username"), &invalid));
        }
        if let Err(invalid) = rules::password(&spec.password) {
            findings.push(Finding::invalid(&CARRIER, format!("credentials[{i}].password"), &invalid));
        }
        if let Err(rule) = rules::shared_list(spec.shared_list.as_ref()) {
            findings.push(unsupported(format!("credentials[{i}].shared_list"), rule));
        }
    }
    let usernames = description.credentials.iter().map(|spec| held_user_name(&spec.username));
    findings.extend(given_twice(&CARRIER, "credentials", "username", usernames));
    if !capabilities.originations.value && !description.origination.is_empty() {
        findings.push(unsupported("origination", "this account in memory has no origination URIs"));
    }
    for (i, spec) in description.origination.iter().enumerate() {
        if let Err(invalid) = spec.validate() {
            findings.push(Finding::invalid(&CARRIER, format!("origination[{i}].weight"), &invalid));
        }
    }
    let uris = description.origination.iter().map(|spec| &spec.uri);
    findings.extend(given_twice(&CARRIER, "origination", "uri", uris));
    for (i, spec) in description.numbers.iter().enumerate() {
        if let (true, Some(mode)) = (capabilities.number_modes.value, &spec.exotel.mode)
            && let Err(invalid) = rules::mode(mode)
        {
            findings.push(Finding::invalid(&CARRIER, format!("numbers[{i}].exotel.mode"), &invalid));
        }
    }
    if let (false, Some(number)) = (capabilities.caller_ids.value, &description.caller_id) {
        findings.push(
            unsupported("caller_id", "this account in memory has no caller ids").with_value(number.as_str()),
        );
    }
    findings
}

/// Whether what is to be attached leads to the way of authentication that is asked for.
fn auth(capabilities: &Capabilities, description: &TrunkDescription) -> Vec<Finding> {
    let mut findings = Vec::new();
    let wanted = description.trunk.auth;
    if !capabilities.digest.value && wanted != TerminationAuth::IpAcl {
        findings.push(
            unsupported("trunk.auth", "this account in memory authenticates calls by address only")
                .with_value(wanted.to_string()),
        );
    }
    if capabilities.digest.value
        && wanted == TerminationAuth::Both
        && let Err(rule) = rules::both(capabilities.ip_acl_and_digest.value)
    {
        findings.push(unsupported("trunk.auth", rule).with_value(wanted.to_string()));
    }
    let contradicts = |field: &str, rule: &str| {
        Finding::refused(&CARRIER, ErrorKind::AuthModeChange, field, rule).with_value(wanted.to_string())
    };
    if wanted == TerminationAuth::Digest && !description.acl.is_empty() {
        findings.push(contradicts(
            "trunk.auth",
            "the description has ACL entries, which authenticate by address; write both, or leave them out",
        ));
    }
    if wanted == TerminationAuth::IpAcl && !description.credentials.is_empty() {
        findings.push(contradicts(
            "trunk.auth",
            "the description has credentials, which authenticate by digest; write both, or leave them out",
        ));
    }
    findings
}

fn unsupported(field: impl Into<String>, rule: &str) -> Finding {
    Finding::refused(&CARRIER, ErrorKind::Unsupported, field, rule)
}
