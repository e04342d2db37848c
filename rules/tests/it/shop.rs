//! Builds the small shop that the tests' rules are for.

use pairwell_rules::{Compiled, Shop, ShopItem, compile};

fn item(sku: &str, category: &str, brand: &str, tags: &[&str], price_minor: i64) -> ShopItem {
    ShopItem {
        sku: sku.into(),
        title: format!("The {sku}"),
        category: category.into(),
        brand: brand.into(),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        price_minor: Some(price_minor),
        currency: "EUR".into(),
        ..ShopItem::default()
    }
}

/// Eight items of the model, and a warranty that is only in the catalog.
pub fn shop() -> Shop {
    Shop {
        items: vec![
            item("beans", "Drinks > Coffee", "Finch", &["daily", "subscription"], 950),
            item("decaf", "Drinks > Coffee", "Finch", &["daily"], 1050),
            item("tea", "Drinks > Tea", "Tansy", &["daily"], 890),
            item("pot", "Brewing", "Loam", &["gift"], 3200),
            item("press", "Brewing", "Loam", &[], 2400),
            item("machine", "Brewing/Machines", "Velloro", &[], 38900),
            item("filters", "Filters", "Loam", &["refill"], 550),
            item("knife", "Kitchen", "Edge", &["sharp"], 4900),
        ],
        others: vec![item("warranty", "Services", "", &["service"], 2900)],
        ..Shop::default()
    }
}

pub const SKUS: [&str; 8] = ["beans", "decaf", "tea", "pot", "press", "machine", "filters", "knife"];

/// 2026-11-20, in minutes.
pub const TODAY: i64 = 20_777 * 24 * 60;

pub fn compiled(text: &str) -> Compiled {
    compile(text, &shop(), Some(TODAY))
}
