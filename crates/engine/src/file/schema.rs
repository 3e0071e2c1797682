//! The JSON Schema of the file, for editors.

use schemars::{Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Value, json};
use trunkline::model::TrunkName;

use super::{File, shape::Shape as _, types::Document};
use crate::{Registry, SecretRef};

/// The JSON Schema of a file whose accounts are of these kinds.
pub fn schema(registry: &Registry) -> Value {
    let mut generator = SchemaGenerator::new(SchemaSettings::draft2020_12());
    let secret: Schema = SecretRef::schema(&mut generator);
    let name = TrunkName::schema(&mut generator);
    let mut schema = generator.into_root_schema_for::<Document>().to_value();
    if let Some(root) = schema.as_object_mut() {
        root.insert("title".to_owned(), json!("trunkline.yaml"));
        let kinds: Vec<Value> = registry.iter().map(|(_, kind)| kind.schema()).collect();
        if let Some(accounts) = root.get_mut("properties").and_then(|all| all.get_mut("carriers")) {
            accounts["additionalProperties"] = json!({ "oneOf": kinds });
        }
        if let Some(version) = root.get_mut("properties").and_then(|all| all.get_mut("version")) {
            *version = json!({ "const": File::VERSION, "description": version["description"] });
        }
        if let Some(trunks) = root.get_mut("properties").and_then(|all| all.get_mut("trunks")) {
            trunks["propertyNames"] = name.to_value();
        }
        if let Some(defs) = root.get_mut("$defs") {
            defs["SecretRef"] = secret.to_value();
        }
    }
    schema
}
