//! XML, which the 2010-04-01 API speaks when the path does not end in `.json`.
//!
//! Twilio's pages say that it does and show little of it. Element names are those of the JSON in `PascalCase`.

use serde_json::{Map, Value};

use super::answer::{Answer, Refusal};

const PROLOGUE: &str = "<?xml version='1.0' encoding='UTF-8'?>\n";

/// A refusal as `<RestException>`.
pub(super) fn refusal(refusal: &Refusal) -> Answer {
    let mut xml = String::from(PROLOGUE);
    xml.push_str("<TwilioResponse><RestException>");
    if let Some(code) = refusal.code {
        element(&mut xml, "Code", &code.into());
    }
    element(&mut xml, "Message", &refusal.message.as_str().into());
    if let Some(more_info) = refusal.more_info() {
        element(&mut xml, "MoreInfo", &more_info.into());
    }
    element(&mut xml, "Status", &refusal.status.as_u16().into());
    xml.push_str("</RestException></TwilioResponse>");
    Answer { status: refusal.status, body: xml.into_bytes() }
}

/// A JSON answer of the collection `segment` (`IpAddresses`, say) as XML.
pub(super) fn success(answer: Answer, segment: &str) -> Answer {
    let Ok(Value::Object(mut fields)) = serde_json::from_slice(&answer.body) else {
        return answer;
    };
    let singular = singular(segment);
    let mut xml = String::from(PROLOGUE);
    xml.push_str("<TwilioResponse>");
    match take_list(&mut fields) {
        None => element(&mut xml, singular, &fields.into()),
        Some(items) => {
            xml.push('<');
            xml.push_str(segment);
            for (name, value) in &fields {
                xml.push(' ');
                xml.push_str(&name.replace('_', ""));
                xml.push_str("=\"");
                xml.push_str(&escaped(&text(value)));
                xml.push('"');
            }
            xml.push('>');
            for item in &items {
                element(&mut xml, singular, item);
            }
            xml.push_str("</");
            xml.push_str(segment);
            xml.push('>');
        }
    }
    xml.push_str("</TwilioResponse>");
    Answer { status: answer.status, body: xml.into_bytes() }
}

/// The rows of a list answer, which alone has an array in it.
fn take_list(fields: &mut Map<String, Value>) -> Option<Vec<Value>> {
    let key = fields.iter().find(|(_, value)| value.is_array())?.0.clone();
    match fields.remove(&key) {
        Some(Value::Array(items)) => Some(items),
        _ => None,
    }
}

fn singular(collection: &str) -> &str {
    match collection {
        "IpAddresses" => "IpAddress",
        other => other.strip_suffix('s').unwrap_or(other),
    }
}

fn element(xml: &mut String, name: &str, value: &Value) {
    xml.push('<');
    xml.push_str(name);
    xml.push('>');
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                element(xml, &pascal(key), value);
            }
        }
        other => xml.push_str(&escaped(&text(other))),
    }
    xml.push_str("</");
    xml.push_str(name);
    xml.push('>');
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn pascal(snake: &str) -> String {
    snake
        .split('_')
        .flat_map(|word| {
            word.chars().enumerate().map(|(at, c)| if at == 0 { c.to_ascii_uppercase() } else { c })
        })
        .collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use super::*;

    fn xml(json: &str, segment: &str) -> String {
        let answer = Answer { status: StatusCode::OK, body: json.into() };
        String::from_utf8(success(answer, segment).body).unwrap()
    }

    #[test]
    fn a_resource_is_one_element_in_pascal_case() {
        assert!(xml(r#"{"friendly_name":"a<b","trunk_sid":null}"#, "IpAddresses").ends_with(
            "<TwilioResponse><IpAddress><FriendlyName>a&lt;b</FriendlyName><TrunkSid></TrunkSid></IpAddress>\
                 </TwilioResponse>"
        ));
    }

    #[test]
    fn a_list_keeps_its_paging_as_attributes() {
        assert!(
            xml(r#"{"credentials":[{"sid":"CR1"}],"page_size":50}"#, "Credentials").ends_with(
                "<TwilioResponse><Credentials pagesize=\"50\"><Credential><Sid>CR1</Sid></Credential></Credentials>\
                 </TwilioResponse>"
            )
        );
    }
}
