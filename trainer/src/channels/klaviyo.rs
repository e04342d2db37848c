//! Writes what Klaviyo takes: a web feed by product id, and metadata for the items of a custom catalog.

use serde::Serialize;
use serde_json::{Map, Value};

use super::channel::{Channel, Item, Picked, Refusal, Shape, id_of, json, linked};

/// The largest web feed, 3.3 MB, with some room.
const LARGEST_FEED: usize = 3_250_000;
/// The largest request.
const LARGEST_REQUEST: usize = 5_000_000;
/// Catalog items of one request.
const ITEMS: usize = 100;
/// The most bytes of an item's metadata.
const LARGEST_METADATA: usize = 100_000;

/// A web feed: one object, by product id.
pub struct KlaviyoFeed;

#[derive(Serialize)]
struct Fed<'a> {
    id: &'a str,
    title: &'a str,
    url: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    image: &'a str,
}

impl Channel for KlaviyoFeed {
    fn shape(&self) -> Shape {
        let shape = Shape::of_lines("klaviyo-feed", "json");
        Shape { head: "{\n".into(), between: ",\n", foot: "\n}\n", bytes: LARGEST_FEED, ..shape }
    }

    fn takes(&self, item: &Item<'_>) -> Result<(), Refusal> {
        let card = linked(item)?;
        if card.title.is_empty() { Err(Refusal::NoTitle) } else { Ok(()) }
    }

    fn record(&self, item: &Item<'_>, picks: &[Picked<'_>], out: &mut Vec<u8>) {
        let fed = picks.iter().filter_map(|pick| {
            let card = pick.item.card?;
            Some(Fed { id: pick.item.id, title: &card.title, url: &card.url, image: &card.image })
        });
        json(out, &item.id);
        out.push(b':');
        json(out, &fed.collect::<Vec<_>>());
    }
}

/// Requests that put `pairwell_1`, `pairwell_2` … into the metadata of a custom catalog's items, one a line.
pub struct KlaviyoCatalog {
    /// Suggestions of an item: what is left over is emptied, so that no earlier ones stay.
    pub limit: usize,
}

impl Channel for KlaviyoCatalog {
    fn shape(&self) -> Shape {
        let head =
            "{\"data\":{\"type\":\"catalog-item-bulk-update-job\",\"attributes\":{\"items\":{\"data\":[".to_owned();
        Shape {
            head,
            between: ",",
            foot: "]}}}}",
            records: ITEMS,
            bytes: LARGEST_REQUEST,
            record_bytes: LARGEST_METADATA,
            lines: true,
            ..Shape::of_lines("klaviyo-catalog", "jsonl")
        }
    }

    fn takes(&self, item: &Item<'_>) -> Result<(), Refusal> {
        // The three colons part the three halves of a catalog id.
        if item.id.contains(":::") { Err(Refusal::Characters) } else { id_of(item.id, 200, |c| !c.is_control()) }
    }

    fn record(&self, item: &Item<'_>, picks: &[Picked<'_>], out: &mut Vec<u8>) {
        // The metadata must be flat: lists are refused.
        let named = |at: usize| picks.get(at).map_or("", |pick| pick.item.id);
        let metadata = (0..self.limit.max(picks.len())).map(|at| (format!("pairwell_{}", at + 1), named(at).into()));
        let metadata: Map<String, Value> = metadata.collect();
        json(
            out,
            &serde_json::json!({
                "type": "catalog-item",
                "id": format!("$custom:::$default:::{}", item.id),
                "attributes": { "custom_metadata": metadata },
            }),
        );
    }
}
