//! Why a description cannot be stored on Exotel.

use super::rules;
use crate::{
    audit::{Finding, given_twice},
    error::ErrorKind,
    model::{Carrier, OriginationUriSpec, TerminationAuth, TrunkDescription},
};

const CARRIER: Carrier = Carrier::EXOTEL;

pub(super) fn audit(description: &TrunkDescription) -> Vec<Finding> {
    let mut findings = auth(description);
    if let Some(code) = &description.trunk.exotel.nso_code
        && let Err(invalid) = rules::nso_code(code)
    {
        findings.push(Finding::invalid(&CARRIER, "trunk.exotel.nso_code", &invalid));
    }
    for (i, spec) in description.acl.iter().enumerate() {
        match rules::range(spec) {
            Err(broken) => findings.push(refused(format!("acl[{i}].cidr"), &broken)),
            Ok(()) if !spec.cidr.is_host() => findings.push(
                Finding::warning(&CARRIER, format!("acl[{i}].cidr"), RANGE).with_value(spec.cidr.to_string()),
            ),
            Ok(()) => {}
        }
        let list = rules::shared_list(spec.shared_list.as_ref()).err();
        findings.extend(list.map(|broken| refused(format!("acl[{i}].shared_list"), &broken)));
    }
    for (i, spec) in description.credentials.iter().enumerate() {
        for (field, invalid) in rules::credential(spec) {
            findings.push(Finding::invalid(&CARRIER, format!("credentials[{i}].{field}"), &invalid));
        }
        let list = rules::shared_list(spec.shared_list.as_ref()).err();
        findings.extend(list.map(|broken| refused(format!("credentials[{i}].shared_list"), &broken)));
    }
    let usernames = description.credentials.iter().map(|spec| &spec.username);
    findings.extend(given_twice(&CARRIER, "credentials", "username", usernames));
    for (i, spec) in description.origination.iter().enumerate() {
        for (field, invalid) in rules::origination(spec) {
            findings.push(Finding::invalid(&CARRIER, format!("origination[{i}].{field}"), &invalid));
        }
        findings.extend(acl_for(description, spec).map(|finding| {
            Finding { field: format!("origination[{i}].uri"), ..finding }.with_value(spec.uri.as_str())
        }));
    }
    let uris = description.origination.iter().map(|spec| &spec.uri);
    findings.extend(given_twice(&CARRIER, "origination", "uri", uris));
    for (i, spec) in description.numbers.iter().enumerate() {
        if let Some(mode) = &spec.exotel.mode
            && let Err(invalid) = rules::mode(mode)
        {
            findings.push(Finding::invalid(&CARRIER, format!("numbers[{i}].exotel.mode"), &invalid));
        }
    }
    let numbers = description.numbers.iter().map(|spec| &spec.number);
    findings.extend(given_twice(&CARRIER, "numbers", "number", numbers));
    findings.push(Finding::note(&CARRIER, "trunk", INBOUND));
    findings
}

/// What is said about a trunk that is to be created. How it is done can be said once there is its identifier.
const INBOUND: &str = "calls come in only once a person has made a Flow in the dashboard that dials the trunk, which no \
     API can do; what to enter there is shown when the trunk is created";

/// What is said about a range that was asked for.
pub(super) const RANGE: &str =
    "Exotel's API takes ranges, but its support stands by single addresses only: calls may be refused";

/// What is said about addresses and credentials on one trunk.
pub(super) const MIXED: &str = "what addresses and credentials on one trunk mean together is unclear: Exotel's \
     pages advise both and advise against it; ask its support";

/// Whether what is to be attached leads to the way of authentication that is asked for.
fn auth(description: &TrunkDescription) -> Vec<Finding> {
    let wanted = description.trunk.auth;
    let contradicts = |rule: &str| {
        Finding::refused(&CARRIER, ErrorKind::AuthModeChange, "trunk.auth", rule)
            .with_value(wanted.to_string())
    };
    match wanted {
        TerminationAuth::Digest if !description.acl.is_empty() => vec![contradicts(
            "the description has ACL entries, which authenticate by address; write both, or leave them out",
        )],
        TerminationAuth::IpAcl if !description.credentials.is_empty() => vec![contradicts(
            "the description has credentials, which authenticate by digest; write both, or leave them out",
        )],
        TerminationAuth::Both => {
            vec![Finding::warning(&CARRIER, "trunk.auth", MIXED).with_value(wanted.to_string())]
        }
        _ => Vec::new(),
    }
}

/// An IPv4 target must be on the ACL, and being there turns on trust by address.
fn acl_for(description: &TrunkDescription, spec: &OriginationUriSpec) -> Option<Finding> {
    let address = spec.uri.ipv4()?;
    if description.acl.iter().any(|entry| entry.cidr.contains(address)) {
        return None;
    }
    let rule = if description.trunk.auth == TerminationAuth::Digest {
        format!(
            "an IPv4 target must be on the ACL, which would make Exotel trust calls from {address} without digest; \
             use a host name"
        )
    } else {
        format!("an IPv4 target must be on the ACL: add {address} to acl, or use a host name")
    };
    Some(Finding::refused(&CARRIER, ErrorKind::AclRequired, "", rule))
}

fn refused(field: String, (kind, invalid): &rules::Broken) -> Finding {
    Finding { kind: *kind, ..Finding::invalid(&CARRIER, field, invalid) }
}
