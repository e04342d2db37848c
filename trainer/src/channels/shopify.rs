//! Writes Shopify's complementary products as its product import takes them: a column of metafields by handle.

use super::channel::{Channel, Item, Picked, Refusal, Shape, id_of};
use super::plain::csv_row;

/// The most complementary products that Search & Discovery keeps.
const MOST: usize = 10;
/// The largest import file, 15 MB.
const LARGEST: usize = 15_000_000;
/// The longest handle.
const LONGEST: usize = 255;
/// The column, as Shopify's own export calls it.
const COLUMN: &str =
    "Complementary products (product.metafields.shopify--discovery--product_recommendation.complementary_products)";

/// Complementary products; an item's id is its product's handle.
pub struct Shopify;

impl Channel for Shopify {
    fn shape(&self) -> Shape {
        let head = format!("URL handle,Title,{COLUMN}\n");
        Shape { head, bytes: LARGEST, ..Shape::of_lines("shopify", "csv") }
    }

    fn most(&self) -> usize {
        MOST
    }

    fn takes(&self, item: &Item<'_>) -> Result<(), Refusal> {
        let titled = item.card.is_some_and(|card| !card.title.is_empty());
        id_of(item.id, LONGEST, |c| !c.is_control() && !c.is_whitespace() && !";,|/".contains(c))?;
        if titled { Ok(()) } else { Err(Refusal::NoTitle) }
    }

    fn record(&self, item: &Item<'_>, picks: &[Picked<'_>], out: &mut Vec<u8>) {
        let handles = picks.iter().map(|pick| pick.item.id).collect::<Vec<_>>().join("; ");
        // An import writes the title that stands here.
        let title = item.card.map_or("", |card| card.title.as_str());
        csv_row(out, &[item.id, title, &handles]);
    }
}
