//! Whether an answer has what a row of the table says.

use serde_json::Value;

/// What differs first.
pub(super) fn fits(expected: &Value, found: &Value) -> Result<(), String> {
    match (expected, found) {
        (Value::Object(fields), Value::Object(present)) => {
            for (name, expected) in fields.iter().filter(|(name, _)| *name != "~only") {
                let inside = |difference| format!("{name}: {difference}");
                match present.get(name) {
                    None if expected == "~absent" => {}
                    None => return Err(format!("no {name}")),
                    Some(found) => fits(expected, found).map_err(inside)?,
                }
            }
            let more = present.keys().find(|name| !fields.contains_key(*name));
            match more.filter(|_| fields.contains_key("~only")) {
                Some(name) => Err(format!("{name} besides")),
                None => Ok(()),
            }
        }
        (Value::Array(expected), Value::Array(found)) => {
            if expected.len() != found.len() {
                return Err(format!("{} entries instead of {}", found.len(), expected.len()));
            }
            expected.iter().zip(found).try_for_each(|(expected, found)| fits(expected, found))
        }
        (Value::String(pattern), found) if pattern.starts_with('~') => {
            if has_form(pattern, found) {
                Ok(())
            } else {
                Err(format!("{found} instead of {pattern}"))
            }
        }
        _ if expected == found => Ok(()),
        _ => Err(format!("{found} instead of {expected}")),
    }
}

fn has_form(pattern: &str, found: &Value) -> bool {
    let all = |text: &str, allowed: fn(u8) -> bool| !text.is_empty() && text.bytes().all(allowed);
    match (pattern, found.as_str()) {
        ("~any", _) => true,
        ("~digits", Some(text)) => all(text, |byte| byte.is_ascii_digit()),
        ("~hex32", Some(text)) => text.len() == 32 && all(text, |byte| byte.is_ascii_hexdigit()),
        ("~trunk", Some(text)) => {
            text.len() == 28
                && text.starts_with("trmum1")
                && all(text, |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        }
        ("~date", Some(text)) => {
            text.len() == 20 && text.ends_with('Z') && text.parse::<jiff::Timestamp>().is_ok()
        }
        _ => false,
    }
}
