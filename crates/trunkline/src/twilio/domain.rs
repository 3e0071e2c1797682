//! Termination domains.

use crate::model::{Edge, InvalidValue, TrunkName};

/// What every trunk's domain ends in (Twilio OpenAPI 2.6.7, `DomainName`; without it Twilio answers 21245).
const SUFFIX: &str = ".pstn.twilio.com";

/// Edges that take calls for a trunk by name (Twilio docs, Elastic SIP Trunking: localized termination URIs).
const EDGES: [&str; 8] =
    ["ashburn", "umatilla", "dublin", "frankfurt", "singapore", "tokyo", "sao-paulo", "sydney"];

/// The domain of a trunk that is not given one: its name, and a mark of the account, as a domain can be had only
/// once among all of Twilio's customers.
pub(super) fn derive(name: &TrunkName, account: &str) -> String {
    let label = name.as_str().to_ascii_lowercase().replace('_', "-");
    let label = match label.trim_matches('-') {
        "" => "trunk",
        label => label,
    };
    format!("{label}-{:06x}{SUFFIX}", mark(account))
}

/// 24 bits of FNV-1a: the same on every machine and in every version, unlike the standard library's hashes.
fn mark(account: &str) -> u32 {
    let hash =
        account.bytes().fold(0x811c_9dc5_u32, |hash, b| (hash ^ u32::from(b)).wrapping_mul(0x0100_0193));
    (hash >> 24) ^ (hash & 0x00ff_ffff)
}

/// Whether a trunk can have this domain, as far as that can be told without asking.
pub(super) fn check(domain: &str) -> Result<(), InvalidValue> {
    let refuse = |rule: String| Err(InvalidValue::new("domain name", domain, rule));
    let lowered = domain.to_ascii_lowercase();
    let Some(labels) = lowered.strip_suffix(SUFFIX) else {
        return refuse(format!("a trunk's domain ends in {SUFFIX}"));
    };
    for label in labels.split('.') {
        if label.is_empty() || label.len() > 63 {
            return refuse(format!("before {SUFFIX} stand 1 to 63 characters, likewise between dots"));
        }
        if let Some(c) = label.chars().find(|c| !c.is_ascii_alphanumeric() && *c != '-') {
            return refuse(format!("holds letters, digits and - only, not {c:?}"));
        }
    }
    Ok(())
}

/// The hosts that take calls for a domain, one for each edge.
pub(super) fn edges(domain: &str) -> Vec<Edge> {
    let Some(label) = domain.to_ascii_lowercase().strip_suffix(SUFFIX).map(str::to_owned) else {
        return Vec::new();
    };
    EDGES.iter().map(|edge| Edge::new(*edge, format!("{label}.pstn.{edge}.twilio.com"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: &str = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    fn derived(name: &str) -> String {
        derive(&name.parse().unwrap(), ACCOUNT)
    }

    #[test]
    fn a_derived_domain_is_one_that_twilio_takes_and_never_changes() {
        // Written down: another result would give every existing trunk another domain.
        assert_eq!(derived("Contact_Centre"), "contact-centre-5f85bd.pstn.twilio.com");
        assert_eq!(derived("__a__"), "a-5f85bd.pstn.twilio.com");
        assert_eq!(derived("___"), "trunk-5f85bd.pstn.twilio.com");
        for name in ["Contact_Centre", "__a__", "___", "0123456789abcdef"] {
            check(&derived(name)).unwrap();
        }
        assert_ne!(derive(&"a".parse().unwrap(), "AC1"), derive(&"a".parse().unwrap(), "AC2"));
    }

    #[test]
    fn rules_of_a_domain() {
        for good in ["a.pstn.twilio.com", "A-1.pstn.twilio.com", "a.b.pstn.twilio.com"] {
            check(good).unwrap();
        }
        for (bad, rule) in [
            ("a", "ends in"),
            ("pstn.twilio.com", "ends in"),
            (".pstn.twilio.com", "1 to 63"),
            ("a_b.pstn.twilio.com", "'_'"),
            ("a..b.pstn.twilio.com", "1 to 63"),
            ("a b.pstn.twilio.com", "' '"),
        ] {
            let error = check(bad).unwrap_err().to_string();
            assert!(error.contains(rule), "{error}");
        }
    }

    #[test]
    fn every_edge_has_its_host() {
        let hosts: Vec<String> = edges("a.pstn.twilio.com").into_iter().map(|edge| edge.host).collect();
        assert_eq!(hosts.len(), 8);
        assert!(hosts.contains(&"a.pstn.sao-paulo.twilio.com".to_owned()));
        assert!(edges("elsewhere.example.com").is_empty());
    }
}
