//! Writes Klaviyo's bulk import of profiles: one request a line, a list of catalog ids on each profile.

use serde_json::{Value, json};

use super::super::channel::{Item, Refusal, Shape, id_of, json as write};
use super::letter::{Letter, Mailing};

/// The most profiles, and the most bytes, of a request, and the most bytes of a profile.
const PROFILES: usize = 10_000;
const LARGEST_REQUEST: usize = 5_000_000;
const LARGEST_PROFILE: usize = 100_000;

/// Profiles by `external_id`.
pub struct Profiles {
    /// The property that holds the list.
    pub property: String,
}

impl Profiles {
    fn day(&self) -> String {
        format!("{} On", self.property)
    }
}

fn profile(id: &str, properties: Option<Value>, meta: Option<Value>, out: &mut Vec<u8>) {
    let mut attributes = json!({ "external_id": id });
    if let Some(properties) = properties {
        attributes["properties"] = properties;
    }
    let mut profile = json!({ "type": "profile", "attributes": attributes });
    if let Some(meta) = meta {
        profile["meta"] = meta;
    }
    write(out, &profile);
}

impl Mailing for Profiles {
    fn shape(&self) -> Shape {
        let head = "{\"data\":{\"type\":\"profile-bulk-import-job\",\"attributes\":{\"profiles\":{\"data\":[";
        Shape {
            head: head.to_owned(),
            between: ",",
            foot: "]}}}}",
            records: PROFILES,
            bytes: LARGEST_REQUEST,
            record_bytes: LARGEST_PROFILE,
            lines: true,
            ..Shape::of_lines("klaviyo-profiles", "jsonl")
        }
    }

    fn takes(&self, item: &Item<'_>) -> Result<(), Refusal> {
        id_of(item.id, 200, |c| !c.is_control())
    }

    fn record(&self, letter: &Letter<'_>, out: &mut Vec<u8>) {
        let ids: Vec<&str> = letter.offered.iter().map(|offered| offered.item.id).collect();
        let mut properties = json!({ self.property.as_str(): ids });
        if let Some(day) = letter.send_on {
            properties[self.day()] = day.to_string().into();
        }
        profile(letter.id, Some(properties), None, out);
    }

    /// An empty list would skip no mail, and an old one would be mailed again: the property is taken away.
    fn without(&self, id: &str, out: &mut Vec<u8>) {
        let meta = json!({ "patch_properties": { "unset": [self.property, self.day()] } });
        profile(id, None, Some(meta), out);
    }
}
