//! Checks whether orders and catalog use the same item codes, and finds the likely reason if not.

use super::catalog_item::CatalogItem;
use crate::orders::Orders;
use crate::orders::fold::plain;
use crate::terminal::short;
use std::collections::HashSet;

/// The share of the order lines in the catalog below which something is wrong: discontinued items do not explain it.
const FEW: f64 = 0.2;
/// The share of the items not found that another reading must find, to be worth naming.
const LIKELY: f64 = 0.5;
/// How many examples are shown of each side.
const EXAMPLES: usize = 4;

/// Orders and a catalog that call items by different names.
#[derive(Debug, Clone, PartialEq)]
pub struct Strangers {
    /// How many of the items of the orders are in the catalog, and how many there are.
    pub found: usize,
    /// All items of the orders.
    pub items: usize,
    /// The share of the order lines whose item is in the catalog.
    pub lines: f64,
    /// Items of the orders that are not in the catalog.
    pub orders_say: Vec<String>,
    /// Items of the catalog that are in no order.
    pub catalog_says: Vec<String>,
    /// What is likely wrong, where another reading would find most items.
    pub mend: Option<&'static str>,
}

/// How a name could be read differently, and what then is wrong.
type Reading = (fn(&str) -> String, &'static str);

const READINGS: [Reading; 4] = [
    (
        |name| name.trim_start_matches('0').to_owned(),
        "leading zeros seem to be lost on one side, as spreadsheets do: export again with the codes as text",
    ),
    (|name| name.to_lowercase(), "one side seems to write codes in another case: make them the same"),
    (
        |name| name.trim_end_matches(".0").to_owned(),
        "codes on one side seem to have gone through floating point (10012.0): write them as text",
    ),
    (plain, "codes seem to differ in signs or blanks only: make them the same"),
];

const BY_TITLE: &str = "the orders name items by title: name the column of their codes with --map item=COLUMN";
const OTHER_IDS: &str =
    "one side seems to give the platform's ids and the other SKUs: name the column of the other with --map item=COLUMN";

/// `None` where orders and catalog have enough in common, or there is no catalog.
pub fn strangers(orders: &Orders, catalog: &[CatalogItem]) -> Option<Strangers> {
    if catalog.is_empty() || orders.skus.is_empty() {
        return None;
    }
    let skus: HashSet<&str> = catalog.iter().map(|item| item.sku.as_str()).collect();
    let known: Vec<bool> = orders.skus.iter().map(|sku| skus.contains(sku.as_str())).collect();
    let lines = share_of_lines(orders, &known);
    if lines >= FEW {
        return None;
    }
    let strange: Vec<&str> =
        orders.skus.iter().zip(&known).filter(|(_, known)| !**known).map(|(sku, _)| sku.as_str()).collect();
    let ordered: HashSet<&str> = orders.skus.iter().map(String::as_str).collect();
    let unsold = catalog.iter().map(|item| item.sku.as_str()).filter(|sku| !ordered.contains(sku));
    Some(Strangers {
        found: known.iter().filter(|known| **known).count(),
        items: known.len(),
        lines,
        orders_say: strange.iter().take(EXAMPLES).map(|sku| (*sku).to_owned()).collect(),
        catalog_says: unsold.take(EXAMPLES).map(str::to_owned).collect(),
        mend: mend(&strange, catalog),
    })
}

/// The share of the order lines whose item is known.
fn share_of_lines(orders: &Orders, known: &[bool]) -> f64 {
    let of_known = orders.items.iter().filter(|item| known[**item as usize]).count();
    of_known as f64 / orders.items.len().max(1) as f64
}

/// Whether nine names in ten are numbers.
fn are_numbers<'a>(names: impl Iterator<Item = &'a str>) -> bool {
    let (mut all, mut digits) = (0, 0);
    for name in names {
        all += 1;
        digits += usize::from(!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()));
    }
    digits * 10 >= all * 9
}

fn mend(strange: &[&str], catalog: &[CatalogItem]) -> Option<&'static str> {
    let found = |read: &dyn Fn(&str) -> String, names: HashSet<String>| {
        strange.iter().filter(|sku| names.contains(&read(sku))).count() as f64 >= LIKELY * strange.len() as f64
    };
    let reading = READINGS.iter().find(|(read, _)| found(read, catalog.iter().map(|item| read(&item.sku)).collect()));
    let titles = || catalog.iter().map(|item| plain(&item.title)).collect();
    let by_title = || found(&plain, titles()).then_some(BY_TITLE);
    let shop = catalog.iter().map(|item| item.sku.as_str());
    let ids = || (are_numbers(strange.iter().copied()) != are_numbers(shop)).then_some(OTHER_IDS);
    reading.map(|(_, words)| *words).or_else(by_title).or_else(ids)
}

fn shown(skus: &[String]) -> String {
    skus.iter().map(|sku| short(sku)).collect::<Vec<_>>().join(", ")
}

impl std::fmt::Display for Strangers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { found, items, lines, orders_say, catalog_says, mend } = self;
        let share = lines * 100.0;
        writeln!(
            f,
            "orders and catalog do not meet: {found} of the orders' {items} items are in the catalog ({share:.0} % of the lines)"
        )?;
        writeln!(f, "  the orders say {}", shown(orders_say))?;
        write!(
            f,
            "  the catalog says {}",
            if catalog_says.is_empty() { "nothing else".to_owned() } else { shown(catalog_says) }
        )?;
        if let Some(mend) = mend { write!(f, "\n  {mend}") } else { Ok(()) }
    }
}
