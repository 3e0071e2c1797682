//! Request bodies, read the way Go reads JSON: the server's own messages say that it does.
//!
//! `null` is as good as absent, an object has only the fields it is asked for, and a value of the wrong type
//! fails with the text of Go's `encoding/json`.

use serde_json::error::Category;
use serde_json::{Map, Value};

use super::answer::Refusal;
use super::switches::UnknownKeys;

/// A JSON object of a request.
#[derive(Debug)]
pub(super) struct Object {
    go_type: &'static str,
    /// What stands before a field's name in messages: empty, or the list the object is in and a dot.
    prefix: &'static str,
    fields: Map<String, Value>,
    unknown_keys: UnknownKeys,
}

impl Object {
    pub(super) fn read(
        bytes: &[u8],
        go_type: &'static str,
        keys: &[&str],
        unknown_keys: UnknownKeys,
    ) -> Result<Self, Refusal> {
        let value = serde_json::from_slice(bytes)
            .map_err(|error| Refusal::unparsable(go_syntax_error(bytes, &error)))?;
        let object = Self { go_type, prefix: "", fields: Map::new(), unknown_keys };
        object.fill(value, keys)
    }

    fn fill(self, value: Value, keys: &[&str]) -> Result<Self, Refusal> {
        let fields = match value {
            Value::Object(fields) => fields,
            Value::Null => Map::new(),
            other => {
                let found = go_kind(&other);
                return Err(Refusal::unparsable(format!(
                    "json: cannot unmarshal {found} into Go value of type {}",
                    self.go_type
                )));
            }
        };
        if self.unknown_keys == UnknownKeys::Refused
            && let Some(key) = fields.keys().find(|key| !keys.contains(&key.as_str()))
        {
            return Err(Refusal::unparsable(format!("json: unknown field \"{key}\"")));
        }
        Ok(Self { fields, ..self })
    }

    pub(super) fn string(&self, key: &str) -> Result<Option<&str>, Refusal> {
        match self.get(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(self.mismatch(key, go_kind(other), "string")),
        }
    }

    /// A Go `uint8`.
    pub(super) fn uint8(&self, key: &str) -> Result<Option<u8>, Refusal> {
        let fits = |number: &Value| u8::try_from(number.as_u64()?).ok();
        self.number(key, fits, "uint8")
    }

    /// A Go `int`.
    pub(super) fn int(&self, key: &str) -> Result<Option<i64>, Refusal> {
        self.number(key, Value::as_i64, "int")
    }

    fn number<T>(
        &self,
        key: &str,
        fits: impl Fn(&Value) -> Option<T>,
        go_type: &str,
    ) -> Result<Option<T>, Refusal> {
        match self.get(key) {
            None => Ok(None),
            Some(value @ Value::Number(number)) => match fits(value) {
                Some(fitting) => Ok(Some(fitting)),
                None => Err(self.mismatch(key, &format!("number {number}"), go_type)),
            },
            Some(other) => Err(self.mismatch(key, go_kind(other), go_type)),
        }
    }

    /// A list of objects; `prefix` is its key and a dot.
    pub(super) fn objects(
        &self,
        key: &str,
        prefix: &'static str,
        keys: &[&str],
    ) -> Result<Option<Vec<Self>>, Refusal> {
        let values = match self.get(key) {
            None => return Ok(None),
            Some(Value::Array(values)) => values,
            Some(other) => return Err(self.mismatch(key, go_kind(other), "[]struct")),
        };
        let read = |value: &Value| {
            let object =
                Self { go_type: self.go_type, prefix, fields: Map::new(), unknown_keys: self.unknown_keys };
            object.fill(value.clone(), keys)
        };
        values.iter().map(read).collect::<Result<_, _>>().map(Some)
    }

    fn get(&self, key: &str) -> Option<&Value> {
        self.fields.get(key).filter(|value| !value.is_null())
    }

    fn mismatch(&self, key: &str, found: &str, go_type: &str) -> Refusal {
        Refusal::unparsable(format!(
            "json: cannot unmarshal {found} into Go struct field {}.{}{key} of type {go_type}",
            self.go_type, self.prefix
        ))
    }
}

fn go_kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn go_syntax_error(bytes: &[u8], error: &serde_json::Error) -> String {
    if bytes.trim_ascii().is_empty() {
        return "EOF".to_owned();
    }
    if error.classify() == Category::Eof {
        return "unexpected EOF".to_owned();
    }
    let line = bytes.split(|&byte| byte == b'\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
    let found = line.get(error.column().saturating_sub(1)).copied().unwrap_or(b'\n');
    format!("invalid character '{}' looking for beginning of value", found.escape_ascii())
}
