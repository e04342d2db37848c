//! Writes schema.org's `isOftenBoughtWith`: one JSON-LD document a line, for the page of each product.

use serde::Serialize;

use super::channel::{Channel, Item, Picked, Refusal, Shape, json, linked};

/// JSON-LD for product pages.
pub struct JsonLd;

#[derive(Serialize)]
struct Node<'a> {
    #[serde(rename = "@context", skip_serializing_if = "Option::is_none")]
    context: Option<&'static str>,
    #[serde(rename = "@type")]
    kind: &'static str,
    /// The address: a page whose own Product has another `@id` replaces it.
    #[serde(rename = "@id")]
    id: &'a str,
    sku: &'a str,
    url: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    image: &'a str,
    #[serde(rename = "isOftenBoughtWith", skip_serializing_if = "Vec::is_empty")]
    often_bought_with: Vec<Node<'a>>,
}

impl<'a> Node<'a> {
    fn of(item: &Item<'a>) -> Option<Self> {
        let card = item.card?;
        Some(Self {
            context: None,
            kind: "Product",
            id: &card.url,
            sku: item.id,
            url: &card.url,
            name: &card.title,
            image: &card.image,
            often_bought_with: Vec::new(),
        })
    }
}

impl Channel for JsonLd {
    fn shape(&self) -> Shape {
        Shape::of_lines("json-ld", "jsonl")
    }

    fn takes(&self, item: &Item<'_>) -> Result<(), Refusal> {
        linked(item).map(|_| ())
    }

    fn record(&self, item: &Item<'_>, picks: &[Picked<'_>], out: &mut Vec<u8>) {
        let often_bought_with = picks.iter().filter_map(|pick| Node::of(&pick.item)).collect();
        let context = Some("https://schema.org");
        let mut document = Vec::new();
        json(&mut document, &Node::of(item).map(|node| Node { context, often_bought_with, ..node }));
        // So that no title ends the script element that it stands in.
        for byte in document {
            match byte {
                b'<' => out.extend_from_slice(b"\\u003c"),
                byte => out.push(byte),
            }
        }
    }
}
