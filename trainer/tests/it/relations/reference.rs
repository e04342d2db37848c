//! Checks on Online Retail that nothing breaks without categories, and that what is found with some makes sense.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

use pairwell_cli::catalog::CatalogItem;
use pairwell_cli::orders::{Quiet, ReadOptions, pattern, read};
use pairwell_cli::relations::Money;

use super::shop::Shop;

/// The reference set, if it is there.
pub fn online_retail() -> Option<PathBuf> {
    crate::shared::data("online-retail.csv.gz").map(PathBuf::from)
}

/// A catalog from the orders themselves: the first description, the median price, the description's last word.
pub fn catalog(path: &Path) -> Vec<CatalogItem> {
    let text = flate2::read::MultiGzDecoder::new(std::fs::File::open(path).unwrap());
    let mut rows = csv::Reader::from_reader(text);
    let names = rows.byte_headers().unwrap().clone();
    let at = |name: &str| names.iter().position(|known| known.trim_ascii() == name.as_bytes()).unwrap();
    let (sku, title, price) = (at("StockCode"), at("Description"), at("UnitPrice"));
    let mut seen: BTreeMap<String, (String, Vec<i64>)> = BTreeMap::new();
    for row in rows.byte_records() {
        let row = row.unwrap();
        let field = |at: usize| String::from_utf8_lossy(row[at].trim_ascii()).into_owned();
        let item = seen.entry(field(sku)).or_default();
        if item.0.is_empty() {
            item.0 = field(title);
        }
        item.1.extend(
            field(price).parse::<f64>().ok().filter(|price| *price > 0.0).map(|price| (price * 100.0).round() as i64),
        );
    }
    let item = |(sku, (title, mut prices)): (String, (String, Vec<i64>))| {
        prices.sort_unstable();
        let category = title.split_whitespace().last().map(str::to_owned);
        let price_minor = prices.get(prices.len() / 2).copied();
        CatalogItem { sku, title, price_minor, category, available: true, ..CatalogItem::default() }
    };
    seen.into_iter().map(item).collect()
}

fn shop(path: &Path, catalog: Vec<CatalogItem>) -> Shop {
    let products = Some(pattern("--products", r"^\d{5}").unwrap());
    let options = ReadOptions { products, max_order_items: Some(200), ..ReadOptions::default() };
    let (orders, report) = read(&[path.to_str().unwrap().to_owned()], &options, &Quiet).unwrap();
    Shop { orders, returned: report.returned, catalog }
}

#[test]
fn without_a_catalog_there_are_bundles_and_nothing_else() {
    let Some(path) = online_retail() else { return };
    let shop = shop(&path, Vec::new());
    let began = Instant::now();
    let relations = shop.learn(Money::default()).relations;
    println!("learned in {:.2?}: {} bundles", began.elapsed(), relations.bundles.len());
    assert!(relations.substitutes.is_empty() && relations.complements.is_empty() && relations.curated.is_empty());
    assert_eq!(relations.bundles.len(), 60);
    for bundle in relations.bundles.iter().take(9) {
        println!("  {:?}", shop.skus(&bundle.items));
    }
    let sizes: BTreeSet<usize> = relations.bundles.iter().map(|bundle| bundle.items.len()).collect();
    assert_eq!(sizes, BTreeSet::from([2, 3, 4]));
}

#[test]
fn with_categories_substitutes_are_what_is_not_bought_together() {
    let Some(path) = online_retail() else { return };
    let shop = shop(&path, catalog(&path));
    let began = Instant::now();
    let relations = shop.learn(Money::default()).relations;
    let pairs: usize = relations.substitutes.iter().map(|near| near.others.len()).sum();
    let heavy = relations.traits.iter().filter(|traits| traits.class < 8).count();
    println!("learned in {:.2?}: {} pairs of substitutes, {heavy} return-heavy items", began.elapsed(), pairs / 2);
    let title = |item: u32| {
        let sku = &shop.orders.skus[item as usize];
        shop.catalog.iter().find(|entry| entry.sku == *sku).map_or("", |entry| entry.title.as_str())
    };
    for near in relations.substitutes.iter().step_by(60) {
        println!(
            "  {} → {:?}",
            title(near.item),
            near.others.iter().take(3).map(|item| title(*item)).collect::<Vec<_>>()
        );
    }
    let complements = relations.complements.iter().filter(|list| !list.is_empty()).count();
    println!("  {complements} of {} categories have complements", relations.complements.len() - 1);
    for near in &relations.substitutes {
        for other in &near.others {
            let together = shop.orders.iter().filter(|o| o.contains(&near.item) && o.contains(other)).count();
            let one = shop.orders.iter().filter(|o| o.contains(&near.item)).count();
            assert!(together * 5 <= one, "{} with {}: {together} of {one}", title(near.item), title(*other));
        }
    }
}
