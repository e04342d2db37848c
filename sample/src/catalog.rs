//! Writes the catalog as CSV from the product tables, adding ratings, costs and stock; never prices an order.

use crate::dice::Dice;
use crate::shop::{self, Product, Section, State};

const SEED: u64 = 0x0CA7_A106;
const COLUMNS: [&str; 15] = [
    "sku",
    "title",
    "url",
    "image",
    "price",
    "currency",
    "category",
    "brand",
    "rating",
    "available",
    "group",
    "cost",
    "stock",
    "tags",
    "description",
];

/// The picture's file name, relative to the sample's folder.
pub(crate) fn picture_file(product: &Product) -> String {
    format!("pictures/{}.svg", product.sku.to_lowercase())
}

/// Pence as pounds: `12.90`.
pub(crate) fn money(pence: u32) -> String {
    format!("{}.{:02}", pence / 100, pence % 100)
}

/// The whole file.
pub(crate) fn csv() -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut dice = Dice::seeded(SEED);
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(COLUMNS)?;
    for (section, product) in shop::products() {
        let row = row(&mut dice, section, product);
        if product.state != State::Discontinued {
            out.write_record(row)?;
        }
    }
    Ok(out.into_inner()?)
}

fn row(dice: &mut Dice, section: &Section, product: &Product) -> [String; 15] {
    let cost_percent = section.cost_percent + dice.between(0, 8) - 4;
    let stock = match product.state {
        State::Available => dice.between(3, 40) * if section.consumable { 5 } else { 1 },
        _ => 0,
    };
    [
        product.sku.into(),
        product.title.into(),
        format!("product.html?sku={}", product.sku),
        picture_file(product),
        money(product.pence),
        "GBP".into(),
        section.category.into(),
        product.brand.into(),
        rating(dice, product),
        (product.state == State::Available).to_string(),
        product.group.into(),
        money(product.pence * cost_percent / 100),
        stock.to_string(),
        tags(section, product),
        product.description.into(),
    ]
}

/// From 3.4 to 4.9, the premium ones better; a few products have no rating yet.
fn rating(dice: &mut Dice, product: &Product) -> String {
    let premium = if product.tags.contains("premium") { 3 } else { 0 };
    let tenths = (34 + dice.below(7) + dice.below(7) + premium).min(49);
    if dice.percent(5) { String::new() } else { format!("{}.{}", tenths / 10, tenths % 10) }
}

/// The product's own tags after what its section says of it, parted by commas.
fn tags(section: &Section, product: &Product) -> String {
    let kind = if section.consumable { "consumable" } else { "durable" };
    format!("{kind} {}", product.tags).trim_end().replace(' ', ", ")
}
