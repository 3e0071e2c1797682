//! Source lines without the secrets that may stand on them.
//!
//! A file holds no secret, only where one is; but the person who writes one into it is exactly who gets to see the
//! line. Whether a line holds one is told by its text alone: what is wrong may be that it is no YAML.

/// Stands where a secret might.
const HIDDEN: &str = "(not shown)";

/// The settings that are secrets.
pub(super) const SECRETS: [&str; 5] = ["password", "auth_token", "api_token", "api_key", "api_secret"];

/// The settings whose values are shown. The value of any other name is not: it may be a secret under a name that is
/// mistyped.
pub(super) const SHOWN: [&str; 45] = [
    "absent",
    "account",
    "acl",
    "acls",
    "adopt",
    "auth",
    "base_url",
    "caller_id",
    "carriers",
    "cidr",
    "cnam_lookup",
    "credentials",
    "disaster_recovery",
    "domain",
    "edge",
    "enabled",
    "env",
    "exotel_allow_range",
    "exotel_single_addresses",
    "file",
    "kind",
    "label",
    "method",
    "mode",
    "name",
    "nso_code",
    "number",
    "numbers",
    "origination",
    "priority",
    "recording",
    "region",
    "renamed_from",
    "rotation",
    "secure",
    "standby",
    "transfer_caller_id",
    "transfer_mode",
    "trim",
    "trunks",
    "uri",
    "url",
    "username",
    "version",
    "weight",
];

/// A line of the text, counted from 1, without what might be a secret.
pub(super) fn line(text: &str, number: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let index = number.saturating_sub(1);
    let line = lines.get(index).copied().unwrap_or_default();
    let trimmed = line.trim_start();
    let continues = continues_a_secret(lines.get(..index).unwrap_or_default(), line);
    if continues && !trimmed.starts_with("env:") && !trimmed.starts_with("file:") {
        let (indent, _) = line.split_at(line.len() - trimmed.len());
        return format!("{indent}{HIDDEN}");
    }
    hide_values(&hide_passwords_in_uris(line))
}

/// The line without what stands between a user and an `@`.
fn hide_passwords_in_uris(line: &str) -> String {
    let mut shown = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('@') {
        let user = before.rfind([' ', '"', '\'', '[']).map_or(0, |end| end + 1);
        let (head, uri) = before.split_at(user);
        let from = uri.find("://").map_or_else(|| uri.find(':'), |scheme| Some(scheme + 2));
        let password = from.and_then(|from| uri.get(from + 1..)?.find(':').map(|colon| from + 1 + colon + 1));
        shown.push_str(head);
        shown.push_str(password.and_then(|password| uri.get(..password)).unwrap_or(uri));
        shown.push_str(if password.is_some() { HIDDEN } else { "" });
        shown.push('@');
        rest = after;
    }
    shown + rest
}

/// Whether the line is what stands under a secret's name, on a line above it.
fn continues_a_secret(above: &[&str], line: &str) -> bool {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let filled = |line: &&&str| !line.trim().is_empty();
    let name_of = |line: &str| line.split_once(':').is_some_and(|(name, _)| is_secret(word(name)));
    let ends_in_name =
        |line: &str| line.trim_end().strip_suffix(':').is_some_and(|name| is_secret(word(name)));
    if above.iter().rev().find(filled).is_some_and(|above| ends_in_name(above)) {
        return true;
    }
    let parent = above.iter().rev().filter(filled).find(|above| indent(above) < indent(line));
    parent.is_some_and(|parent| name_of(parent) || ends_in_name(parent))
}

/// The line with a mark in place of each value that might be a secret.
fn hide_values(line: &str) -> String {
    let mut shown = String::new();
    let mut from = 0;
    for (colon, _) in line.match_indices(':') {
        let (before, after) = line.split_at(colon);
        let after = after.get(1..).unwrap_or_default();
        let name = word(before.get(from..).unwrap_or_default());
        let is_name = after.is_empty() || after.starts_with([' ', '\t']) || before.ends_with(['"', '\'']);
        if colon < from || name.is_empty() || SHOWN.contains(&name) || !(is_name || is_secret(name)) {
            continue;
        }
        let value = after.trim_start();
        let hide = if is_secret(name) {
            !value.is_empty() && !is_reference(value)
        } else {
            !value.is_empty() && !value.starts_with(['{', '[', '}', ']', ',', '#', '&', '*', '|', '>'])
        };
        if hide {
            let start = line.len() - value.len();
            shown.push_str(line.get(from..start).unwrap_or_default());
            shown.push_str(HIDDEN);
            from = start + length(value);
        }
    }
    shown + line.get(from..).unwrap_or_default()
}

/// How much of the text a value takes: to its closing quote, or else all of it.
fn length(value: &str) -> usize {
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let closing = quote.and_then(|quote| value.get(1..)?.find(quote));
    let Some(closing) = closing else { return value.len() };
    let end = closing + 2;
    let rest = value.get(end..).unwrap_or_default().trim_start();
    // A quote inside the secret would end it too early.
    if value.get(..end).is_some_and(|quoted| quoted.contains('\\'))
        || !rest.is_empty() && !rest.starts_with([',', '}', ']', '#'])
    {
        return value.len();
    }
    end
}

/// `{env: NAME}` or `{file: PATH}`.
fn is_reference(value: &str) -> bool {
    let Some((inside, _)) = value.strip_prefix('{').and_then(|rest| rest.split_once('}')) else {
        return false;
    };
    let plain = |text: &str| text.trim().trim_matches(['"', '\'']).to_owned();
    inside.split_once(':').is_some_and(|(name, value)| match plain(name).as_str() {
        "env" => plain(value).bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'),
        "file" => true,
        _ => false,
    })
}

/// Whether a setting of this name is a secret, or is meant to be one.
pub(super) fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["pass", "token", "secret", "pwd"].iter().any(|part| name.contains(part))
        || name.ends_with("key")
        || SECRETS.iter().any(|secret| strsim::jaro_winkler(secret, &name) > 0.88)
}

/// The name at the end of a text, without its quotes.
fn word(text: &str) -> &str {
    let text = text.trim_end().trim_end_matches(['"', '\'']);
    let start = text
        .char_indices()
        .rev()
        .take_while(|(_, c)| c.is_alphanumeric() || matches!(c, '_' | '-'))
        .last()
        .map_or(text.len(), |(start, _)| start);
    text.get(start..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::{Registry, file::schema};

    fn settings(schema: &Value, found: &mut Vec<String>) {
        match schema {
            Value::Object(object) => {
                let properties = object.get("properties").and_then(Value::as_object);
                found.extend(properties.into_iter().flat_map(|properties| properties.keys().cloned()));
                object.values().for_each(|part| settings(part, found));
            }
            Value::Array(parts) => parts.iter().for_each(|part| settings(part, found)),
            _ => {}
        }
    }

    #[test]
    fn every_setting_is_shown_or_a_secret() {
        let mut names = Vec::new();
        settings(&schema(&Registry::default()), &mut names);
        assert!(names.len() > SHOWN.len(), "{names:?}");
        for name in names {
            assert_ne!(SHOWN.contains(&name.as_str()), is_secret(&name), "{name}");
        }
    }

    #[test]
    fn a_value_that_may_be_a_secret_is_not_shown() {
        for (text, shown) in [
            ("api_token: hunter2", "api_token: (not shown)"),
            ("api_token: \"hun, ter2\" # why", "api_token: (not shown) # why"),
            ("api_token: \"hun\\\"ter2\", x: y", "api_token: (not shown)"),
            ("api_token: { env: hunter-2 }", "api_token: (not shown)"),
            ("api_token: { env: TOKEN }", "api_token: { env: TOKEN }"),
            (
                "{\"password\":\"hunter2\",\"region\":\"us1\"}",
                "{\"password\":(not shown),\"region\":\"us1\"}",
            ),
            ("pasword: hunter2", "pasword: (not shown)"),
            (
                "base_url: https://user:hunter2@example.com/x",
                "base_url: https://user:(not shown)@example.com/x",
            ),
            ("uri: sip:sbc.example.com:5061;transport=tls", "uri: sip:sbc.example.com:5061;transport=tls"),
            ("office: [44.0.0.1]", "office: [44.0.0.1]"),
        ] {
            assert_eq!(line(text, 1), shown);
        }
        for (text, shown) in [
            ("auth_token:\n  hunter2", "  (not shown)"),
            ("\"auth_token\":\n\"hunter2\"", "(not shown)"),
            ("auth_token: |", "auth_token: (not shown)"),
            ("auth_token:\n  env: TOKEN", "  env: TOKEN"),
            ("auth_token: { env: T }\nregion: us1", "region: us1"),
        ] {
            assert_eq!(line(text, text.lines().count()), shown, "{text}");
        }
    }
}
