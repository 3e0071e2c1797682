//! Every reason why Twilio cannot store a description.

use super::{domain, rules, sid};
use crate::{
    audit::{Finding, given_twice},
    error::ErrorKind,
    model::{
        Carrier, CredentialSpec, InvalidValue, ListId, OriginationUriSpec, TerminationAuth, TrunkDescription,
        TwilioTrunkOptions,
    },
};

pub(super) fn audit(description: &TrunkDescription, account: &str) -> Vec<Finding> {
    let mut findings = trunk(&description.trunk.twilio);
    if description.trunk.twilio.domain_name.is_none() {
        let rule = "derived from the name and the account; where calls are to be sent";
        findings.push(
            Finding::note(&Carrier::TWILIO, "trunk.twilio.domain_name", rule)
                .with_value(domain::derive(&description.trunk.name, account)),
        );
    }
    findings.extend(authentication(description));
    findings.extend(acl(description));
    findings.extend(credentials(&description.credentials));
    findings.extend(origination(&description.origination));
    if let Some(number) = &description.caller_id {
        let rule = "Twilio has no caller id of a trunk; each call says its own";
        findings.push(
            Finding::refused(&Carrier::TWILIO, ErrorKind::Unsupported, "caller_id", rule)
                .with_value(number.as_str()),
        );
    }
    findings
}

/// What is wrong with a trunk's options.
pub(super) fn trunk(options: &TwilioTrunkOptions) -> Vec<Finding> {
    let wrong = rules::trunk_options(options).into_iter();
    wrong.map(|(field, invalid)| refused(format!("trunk.twilio.{field}"), &invalid)).collect()
}

fn refused(field: String, invalid: &InvalidValue) -> Finding {
    Finding::invalid(&Carrier::TWILIO, field, invalid)
}

fn limit(field: &str, many: usize, most: u32) -> Option<Finding> {
    (u32::try_from(many).unwrap_or(u32::MAX) > most).then(|| {
        let rule = format!("has {many}; the most is {most}");
        Finding::refused(&Carrier::TWILIO, ErrorKind::LimitReached, field, rule)
    })
}

/// What contradicts the way calls are to be authenticated. On Twilio an address and a credential on one trunk mean
/// that calls need both.
fn authentication(description: &TrunkDescription) -> Vec<Finding> {
    let auth = description.trunk.auth;
    let contradicts = |field: &str, what: &str| {
        let rule =
            format!("the trunk is to authenticate calls by {auth}; with {what} too they would need both");
        Finding::refused(&Carrier::TWILIO, ErrorKind::InvalidInput, field, rule)
    };
    let lacks = |field: &str, what: &str| {
        let rule = format!("the trunk is to authenticate calls by {auth} and the description has no {what}");
        Finding::warning(&Carrier::TWILIO, field, rule)
    };
    let (acl, credentials) = (!description.acl.is_empty(), !description.credentials.is_empty());
    let mut findings = Vec::new();
    match auth {
        TerminationAuth::Digest if acl => findings.push(contradicts("acl", "an address")),
        TerminationAuth::IpAcl | TerminationAuth::Both if !acl => findings.push(lacks("acl", "address")),
        _ => {}
    }
    match auth {
        TerminationAuth::IpAcl if credentials => findings.push(contradicts("credentials", "a credential")),
        TerminationAuth::Digest | TerminationAuth::Both if !credentials => {
            findings.push(lacks("credentials", "credential"));
        }
        _ => {}
    }
    findings
}

fn acl(description: &TrunkDescription) -> Vec<Finding> {
    let own = description.acl.iter().filter(|spec| spec.shared_list.is_none()).count();
    let mut findings: Vec<Finding> = limit("acl", own, rules::MAX_ADDRESSES).into_iter().collect();
    for (i, spec) in description.acl.iter().enumerate() {
        findings.extend(shared_list(&format!("acl[{i}]"), spec.shared_list.as_ref(), sid::ACL));
    }
    findings
}

fn shared_list(field: &str, list: Option<&ListId>, shape: sid::Shape) -> Option<Finding> {
    let invalid = shape.check(list?.as_str()).err()?;
    Some(refused(format!("{field}.shared_list"), &invalid))
}

/// What is wrong with credentials.
pub(super) fn credentials(specs: &[CredentialSpec]) -> Vec<Finding> {
    let own = specs.iter().filter(|spec| spec.shared_list.is_none()).count();
    let mut findings: Vec<Finding> = limit("credentials", own, rules::MAX_CREDENTIALS).into_iter().collect();
    for (i, spec) in specs.iter().enumerate() {
        let field = format!("credentials[{i}]");
        if let Err(invalid) = rules::username(&spec.username) {
            findings.push(refused(format!("{field}.username"), &invalid));
        }
        if let Err(invalid) = rules::password(&spec.password) {
            findings.push(refused(format!("{field}.password"), &invalid));
        }
        findings.extend(shared_list(&field, spec.shared_list.as_ref(), sid::CREDENTIAL_LIST));
    }
    let usernames = specs.iter().map(|spec| &spec.username);
    findings.extend(given_twice(&Carrier::TWILIO, "credentials", "username", usernames));
    findings
}

/// What is wrong with targets of calls.
pub(super) fn origination(specs: &[OriginationUriSpec]) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        limit("origination", specs.len(), rules::MAX_ORIGINATION_URLS).into_iter().collect();
    for (i, spec) in specs.iter().enumerate() {
        let field = format!("origination[{i}]");
        let uri = &spec.uri;
        if let Err(invalid) = spec.validate() {
            findings.push(refused(format!("{field}.weight"), &invalid));
        }
        if let Some(Err(invalid)) =
            spec.twilio.friendly_name.as_deref().map(|name| rules::name("friendly name", name))
        {
            findings.push(refused(format!("{field}.twilio.friendly_name"), &invalid));
        }
        let mut warn = |rule: &str| {
            let finding = Finding::warning(&Carrier::TWILIO, format!("{field}.uri"), rule);
            findings.push(finding.with_value(uri.as_str()));
        };
        if uri.is_sips() {
            warn(
                "Twilio's documentation has sip: with ;transport=tls; its API takes sips: too and reads it so",
            );
        }
        if let Some(why) = uri.unreachable() {
            warn(&format!("{}: {why}; Twilio takes it, and cannot reach it", uri.host()));
        }
    }
    let uris = specs.iter().map(|spec| &spec.uri);
    findings.extend(given_twice(&Carrier::TWILIO, "origination", "uri", uris));
    findings
}
