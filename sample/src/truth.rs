//! Writes down the known structure of the sample and counts its warts, for tests to compare with; never shapes orders.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::bonds::{COMPLEMENTS, Complement, SEASONS, UPGRADES};
use crate::line::Line;
use crate::market::Market;
use crate::orders::Sales;
use crate::shop::{self, State};
use crate::warts::NON_PRODUCTS;

/// The file's shape.
#[derive(Serialize)]
struct Truth {
    /// What each SKU leads to, strongest first; not the other way round.
    complements: BTreeMap<&'static str, Vec<&'static str>>,
    /// The same as the table it was made from: chances in percent, and why.
    complement_table: &'static [Complement],
    /// What does the same job as each SKU.
    substitutes: BTreeMap<&'static str, Vec<&'static str>>,
    /// The better product for the same job.
    upgrades: BTreeMap<&'static str, &'static str>,
    seasons: BTreeMap<&'static str, Season>,
    /// SKUs in orders that the catalog no longer has.
    discontinued: Vec<&'static str>,
    non_products: [&'static str; 2],
    counts: Counts,
}

#[derive(Serialize)]
struct Season {
    /// Months of more than usual demand, January being 1.
    peak_months: Vec<usize>,
    skus: &'static [&'static str],
}

/// What a reader of orders.csv should find. No line has two warts.
#[derive(Serialize)]
struct Counts {
    products: usize,
    lines: usize,
    order_ids: usize,
    customers: usize,
    lines_without_customer: usize,
    cancelled_orders: usize,
    cancelled_lines: usize,
    returned_lines: usize,
    duplicate_lines: usize,
    blank_sku_lines: usize,
    non_product_lines: usize,
    discontinued_sku_lines: usize,
    largest_order_lines: usize,
    /// Lines and orders left without all of the above but discontinued SKUs, large orders and unknown customers.
    usable_lines: usize,
    usable_orders: usize,
}

/// The whole file.
pub(crate) fn json(sales: &Sales) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let market = Market::open();
    let truth = Truth {
        complements: complements(&market),
        complement_table: COMPLEMENTS,
        substitutes: substitutes(&market),
        upgrades: UPGRADES.iter().copied().collect(),
        seasons: seasons(),
        discontinued: discontinued(),
        non_products: NON_PRODUCTS,
        counts: counts(&market, &sales.lines),
    };
    let mut bytes = serde_json::to_vec_pretty(&truth)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn complements(market: &Market) -> BTreeMap<&'static str, Vec<&'static str>> {
    named(market, |number| {
        let mut strongest = market.complements[number].clone();
        strongest.sort_by_key(|&(_, percent)| std::cmp::Reverse(percent));
        strongest.into_iter().map(|(to, _)| to).collect()
    })
}

fn substitutes(market: &Market) -> BTreeMap<&'static str, Vec<&'static str>> {
    named(market, |number| market.rivals[number].clone())
}

/// SKU lists of all products for which there are any.
fn named(market: &Market, list: impl Fn(usize) -> Vec<usize>) -> BTreeMap<&'static str, Vec<&'static str>> {
    let skus = |numbers: Vec<usize>| numbers.into_iter().map(|n| market.product(n).sku).collect::<Vec<_>>();
    let all = market.catalog().map(|number| (market.product(number).sku, skus(list(number))));
    all.filter(|(_, skus)| !skus.is_empty()).collect()
}

fn seasons() -> BTreeMap<&'static str, Season> {
    let peaks = |months: &[u32; 12]| (1..=12).filter(|&month| months[month - 1] > 100).collect();
    SEASONS.iter().map(|s| (s.name, Season { peak_months: peaks(&s.months), skus: s.skus })).collect()
}

fn discontinued() -> Vec<&'static str> {
    shop::products().filter(|(_, p)| p.state == State::Discontinued).map(|(_, p)| p.sku).collect()
}

fn counts(market: &Market, lines: &[Line]) -> Counts {
    let count = |wanted: &dyn Fn(&&Line) -> bool| lines.iter().filter(wanted).count();
    let orders = |wanted: &dyn Fn(&&Line) -> bool| {
        lines.iter().filter(wanted).map(|line| line.order.as_str()).collect::<BTreeSet<_>>().len()
    };
    let duplicates = lines.len() - lines.iter().collect::<BTreeSet<_>>().len();
    let gone = discontinued();
    Counts {
        products: market.catalog().count(),
        lines: lines.len(),
        order_ids: orders(&|_| true),
        customers: lines.iter().filter(|l| !l.customer.is_empty()).map(|l| &l.customer).collect::<BTreeSet<_>>().len(),
        lines_without_customer: count(&|line| line.customer.is_empty()),
        cancelled_orders: orders(&|line| line.status == "cancelled"),
        cancelled_lines: count(&|line| line.status == "cancelled"),
        returned_lines: count(&|line| line.quantity < 0),
        duplicate_lines: duplicates,
        blank_sku_lines: count(&|line| line.sku.is_empty()),
        non_product_lines: count(&|line| NON_PRODUCTS.contains(&line.sku)),
        discontinued_sku_lines: count(&|line| gone.contains(&line.sku)),
        largest_order_lines: largest(lines),
        usable_lines: count(&usable) - duplicates,
        usable_orders: orders(&usable),
    }
}

fn usable(line: &&Line) -> bool {
    line.status == "completed" && !line.sku.is_empty() && !NON_PRODUCTS.contains(&line.sku)
}

fn largest(lines: &[Line]) -> usize {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for line in lines {
        *sizes.entry(&line.order).or_default() += 1;
    }
    sizes.into_values().max().unwrap_or(0)
}
