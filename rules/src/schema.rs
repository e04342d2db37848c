//! Writes the JSON Schema of rules.toml from the declared tables.

use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;
use std::borrow::Cow;

use crate::file::{File, OLD_KEYS, OLD_WORDS, SourceName, SourceOrder};
use crate::read::{At, Many, Map, Moment, Texts, Words};

/// The JSON Schema of rules.toml, as text.
pub fn schema() -> String {
    let settings = schemars::generate::SchemaSettings::draft2020_12().with_transform(WithoutNull);
    let mut schema = settings.into_generator().into_root_schema_for::<File>();
    schema.insert("title".into(), "Pairwell rules.toml".into());
    let mut schema = schema.to_value();
    bound(&mut schema);
    deprecate(&mut schema);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

/// The range that the compiler accepts for numbers: table, key, minimum and maximum.
const BOUNDS: [(&str, &str, f64, f64); 16] = [
    ("Defaults", "diversity", 0.01, 1.0),
    ("Defaults", "explore", 0.0, 1.0),
    ("Defaults", "upsell_max_ratio", 1.0, 255.0),
    ("PriceSanity", "share", 0.01, 255.0),
    ("PriceSanity", "factor", 0.01, 1.0),
    ("Value", "weight", 0.0, 1.0),
    ("Overstock", "boost", 1.0, 4.0),
    ("Bounds", "from", 0.0, f64::INFINITY),
    ("Bounds", "to", 0.0, f64::INFINITY),
    ("Rule", "min_score", 0.0, 1.0),
    ("Pin", "position", 1.0, 64.0),
    ("Weight", "by", 1.0 / 256.0, 255.0),
    ("Gap", "from", 0.01, f64::INFINITY),
    ("Gap", "by", 1.0, 255.0),
    ("Service", "rate", 0.0, 1.0),
    ("Bundle", "discount", 0.0, 100.0),
];

/// Tables that must select items, by any of the selector's keys or by these.
const SELECTING: [(&str, &[&str]); 7] = [
    ("Selector", &[]),
    ("Weight", &[]),
    ("Cap", &["per"]),
    ("Service", &[]),
    ("Restricted", &[]),
    ("Partner", &[]),
    ("Benefit", &[]),
];

/// Adds the ranges and the required selections to the declared tables.
fn bound(schema: &mut Value) {
    for (table, key, least, most) in BOUNDS {
        let Some(property) = schema.pointer_mut(&format!("/$defs/{table}/properties/{key}")) else { continue };
        let Some(property) = property.as_object_mut() else { continue };
        property.insert("minimum".into(), least.into());
        if most.is_finite() {
            property.insert("maximum".into(), most.into());
        }
    }
    for (table, others) in SELECTING {
        let keys = ["items", "categories", "tags", "brands", "price", "except"].iter().chain(others);
        let any: Vec<Value> = keys.map(|key| serde_json::json!({ "required": [key] })).collect();
        if let Some(Value::Object(table)) = schema.pointer_mut(&format!("/$defs/{table}")) {
            table.insert("anyOf".into(), any.into());
        }
    }
    bound_bundles(schema);
}

/// A bundle has two to four different items.
fn bound_bundles(schema: &mut Value) {
    if let Some(Value::Object(items)) = schema.pointer_mut("/$defs/Bundle/properties/items") {
        items.remove("anyOf");
        let two_to_four = serde_json::json!({
            "type": "array", "items": { "type": "string" }, "minItems": 2, "maxItems": 4, "uniqueItems": true
        });
        items.extend(two_to_four.as_object().cloned().unwrap_or_default());
    }
}

/// Adds the old names of keys and words, marked as deprecated.
fn deprecate(schema: &mut Value) {
    for (table, old, now) in OLD_KEYS {
        let Some(Value::Object(keys)) = schema.pointer_mut(&format!("/$defs/{table}/properties")) else { continue };
        let Some(Value::Object(mut key)) = keys.get(*now).cloned() else { continue };
        key.insert("description".into(), format!("Old name of `{now}`.").into());
        key.insert("deprecated".into(), true.into());
        keys.insert((*old).into(), key.into());
    }
    for (choice, old, now) in OLD_WORDS {
        let words = schema.pointer_mut(&format!("/$defs/{choice}/oneOf"));
        if let Some(words) = words.and_then(Value::as_array_mut) {
            let description = format!("Old name of \"{now}\".");
            words.push(
                serde_json::json!({ "const": old, "description": description, "deprecated": true, "type": "string" }),
            );
        }
    }
}

/// Drops null: TOML does not have it, and an optional key may just be left out.
#[derive(Clone)]
struct WithoutNull;

impl Transform for WithoutNull {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        may_be_left_out(schema);
        if let Some(Value::Array(types)) = schema.get_mut("type") {
            types.retain(|one| one != "null");
            if let [only] = types.as_slice() {
                let only = only.clone();
                schema.insert("type".into(), only);
            }
        }
        let Some(Value::Array(choices)) = schema.get_mut("anyOf") else { return };
        choices.retain(|one| one.get("type").is_none_or(|kind| kind != "null"));
        if let [only] = choices.as_slice() {
            let only = only.clone();
            schema.remove("anyOf");
            schema.ensure_object().extend(only.as_object().cloned().unwrap_or_default());
        }
    }
}

/// Drops keys with a default from the required ones.
fn may_be_left_out(schema: &mut Schema) {
    let with_default = |property: &Value| property.get("default").is_some();
    let Some(Value::Object(properties)) = schema.get("properties") else { return };
    let names: Vec<String> =
        properties.iter().filter(|(_, of)| with_default(of)).map(|(name, _)| name.clone()).collect();
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.retain(|name| !names.iter().any(|with| name == with));
        if required.is_empty() {
            schema.remove("required");
        }
    }
}

/// The schema of a value does not depend on its place.
impl<T: JsonSchema> JsonSchema for At<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// Declares the schemas of types that are not tables.
macro_rules! shapes {
    ($([$($T:ident)?] $type:ty, $name:expr, |$generator:ident| $schema:expr;)*) => {$(
        impl$(<$T: JsonSchema>)? JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema($generator: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    )*};
}

shapes! {
    [] Moment, "Moment", |_generator| json_schema!({
        "type": "string", "description": "A day such as 2026-11-24, or a minute such as 2026-11-24T10:00:00, without quotes."
    });
    [] Words, "Words", |_generator| json_schema!({
        "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }]
    });
    [] Texts, "Texts", |_generator| json_schema!({
        "anyOf": [{ "type": "string" }, { "type": "object", "additionalProperties": { "type": "string" } }]
    });
    [] SourceOrder, "SourceOrder", |generator| json_schema!({
        "type": "array", "items": generator.subschema_for::<SourceName>()
    });
    [T] Map<T>, format!("Map_of_{}", T::schema_name()), |generator| json_schema!({
        "type": "object", "additionalProperties": generator.subschema_for::<T>()
    });
    [T] Many<T>, format!("Many_{}", T::schema_name()), |generator| {
        let one = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [one.clone(), { "type": "array", "items": one }], "default": [] })
    };
}
