//! Learns from orders when an add-on is wanted: the median days from the item that calls for it; keeps no customer.

use std::collections::BTreeMap;
use std::path::Path;

use hashbrown::HashMap;
use pairwell::model::{Model, Parts};
use serde::{Deserialize, Serialize};

use crate::orders::Orders;

/// The file in a model directory. No page loads it.
pub const WINDOWS_JSON: &str = "windows.json";
/// What fewer customers did is not told.
const FEWEST: u32 = 5;
/// Order lines that are looked at: enough for medians, however large the shop is.
const MOST_LINES: usize = 2_000_000;
/// Of one customer. A business that buys every day tells nothing of windows.
const MOST_PURCHASES: usize = 300;
/// In place of a trigger: whichever it was.
const ANY: u32 = u32::MAX;
/// Later purchases have little to do with it.
const LONGEST: i64 = 730;
const DAY: i64 = 86_400;

/// Median days between purchases, by SKU.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Windows {
    /// The model that it was learned for.
    pub model: String,
    /// From an item to another, by the first, then by the other.
    pub pairs: BTreeMap<String, BTreeMap<String, u16>>,
    /// From any item that calls for it, by the item.
    pub items: BTreeMap<String, u16>,
}

/// A customer's purchases: item number, day, in the order of days.
type Purchases = Vec<(u32, i64)>;

impl Windows {
    /// Learns the windows of a model's pairs; none where orders have no customers or no dates.
    pub fn learn(orders: &Orders, parts: &Parts, digest: u64) -> Self {
        let mut days: HashMap<(u32, u32), Vec<u16>> = HashMap::new();
        customers(orders, parts).iter().for_each(|purchases| add(purchases, parts, &mut days));
        Self { model: format!("{digest:016x}"), ..Self::of(days, parts) }
    }

    fn of(days: HashMap<(u32, u32), Vec<u16>>, parts: &Parts) -> Self {
        let sku = |item: u32| parts.items[item as usize].sku.clone();
        let mut windows = Self::default();
        for ((trigger, item), mut days) in days {
            let Some(median) = median(&mut days) else { continue };
            match trigger {
                ANY => windows.items.insert(sku(item), median),
                trigger => windows.pairs.entry(sku(trigger)).or_default().insert(sku(item), median),
            };
        }
        windows
    }

    /// The windows in a model directory; `None` where there are none of this model.
    ///
    /// # Errors
    /// When the file is there and is not readable.
    pub fn read(directory: &Path, model: &Model) -> anyhow::Result<Option<Self>> {
        let path = directory.join(WINDOWS_JSON);
        let Ok(bytes) = std::fs::read(&path) else { return Ok(None) };
        let windows: Self = serde_json::from_slice(&bytes)
            .map_err(|error| anyhow::anyhow!("{}: {error}\n  Train again.", path.display()))?;
        Ok(Some(windows).filter(|windows| windows.model == format!("{:016x}", model.digest())))
    }

    /// Days from a trigger to an item; where the pair is too rare, from any trigger.
    pub fn days(&self, trigger: Option<&str>, item: &str) -> Option<u16> {
        let pair = trigger.and_then(|trigger| self.pairs.get(trigger)?.get(item));
        pair.or_else(|| self.items.get(item)).copied()
    }
}

/// The purchases of customers who have ordered more than once, by the model's numbers; of a large shop as many as tell enough.
fn customers(orders: &Orders, parts: &Parts) -> Vec<Purchases> {
    let (Some(times), Some(customers)) = (&orders.times, &orders.customers) else { return Vec::new() };
    let numbers: HashMap<&str, u32> =
        (0..).zip(&parts.items).map(|(number, item)| (item.sku.as_str(), number)).collect();
    let known: Vec<Option<u32>> = orders.skus.iter().map(|sku| numbers.get(sku.as_str()).copied()).collect();
    let (mut by_customer, mut lines): (BTreeMap<u32, Purchases>, usize) = (BTreeMap::new(), 0);
    for ((order, time), customer) in orders.iter().zip(times).zip(customers) {
        // Those who came first, so that what is known of them is whole.
        if *customer == u32::MAX || (lines > MOST_LINES && !by_customer.contains_key(customer)) {
            continue;
        }
        let purchases = by_customer.entry(*customer).or_default();
        if purchases.len() < MOST_PURCHASES {
            lines += order.len();
            let day = time.div_euclid(DAY);
            purchases.extend(order.iter().filter_map(|item| Some((known[*item as usize]?, day))));
        }
    }
    let mut all: Vec<Purchases> = by_customer.into_values().filter(|bought| bought.len() > 1).collect();
    all.iter_mut().for_each(|bought| bought.sort_unstable_by_key(|(item, day)| (*day, *item)));
    all
}

/// Adds a customer's days from each first purchase of an item to the next one of its neighbours, each pair once.
fn add(purchases: &Purchases, parts: &Parts, days: &mut HashMap<(u32, u32), Vec<u16>>) {
    let mut shortest: BTreeMap<u32, u16> = BTreeMap::new();
    for (at, (trigger, day)) in purchases.iter().enumerate() {
        if purchases[..at].iter().any(|(before, _)| before == trigger) {
            continue;
        }
        let mut wanted: Vec<(u32, u16)> = Vec::new();
        for (item, later) in &purchases[at + 1..] {
            let gap = later - day;
            let is_pair = || parts.items[*trigger as usize].neighbours.binary_search_by_key(item, |it| it.0).is_ok();
            // Of several later purchases the first.
            if (1..=LONGEST).contains(&gap) && is_pair() && wanted.iter().all(|(before, _)| before != item) {
                wanted.push((*item, gap as u16));
            }
        }
        for (item, gap) in wanted {
            days.entry((*trigger, item)).or_default().push(gap);
            let least = shortest.entry(item).or_insert(gap);
            *least = gap.min(*least);
        }
    }
    shortest.into_iter().for_each(|(item, gap)| days.entry((ANY, item)).or_default().push(gap));
}

/// The lower median; `None` of what too few customers did.
fn median(days: &mut [u16]) -> Option<u16> {
    if (days.len() as u32) < FEWEST {
        return None;
    }
    days.sort_unstable();
    Some(days[(days.len() - 1) / 2])
}

#[cfg(test)]
mod tests {
    use pairwell::model::ItemRow;

    use super::*;

    /// Orders of customers: (customer, day, items).
    fn orders(all: &[(u32, i64, &[u32])]) -> Orders {
        let mut starts = vec![0];
        let mut items = Vec::new();
        for (_, _, order) in all {
            items.extend_from_slice(order);
            starts.push(items.len() as _);
        }
        Orders {
            skus: ["camera", "cap", "filter"].map(str::to_owned).to_vec(),
            starts,
            items,
            times: Some(all.iter().map(|(_, day, _)| day * DAY + 3600).collect()),
            customers: Some(all.iter().map(|(customer, ..)| *customer).collect()),
            ..Orders::default()
        }
    }

    fn parts() -> Parts {
        let item = |sku: &str, neighbours: &[(u32, f64)]| ItemRow {
            sku: sku.into(),
            prior: 0.1,
            neighbours: neighbours.to_vec(),
            ..ItemRow::default()
        };
        let items = vec![item("camera", &[(1, 0.5), (2, 0.4)]), item("cap", &[]), item("filter", &[])];
        Parts { items, ..Parts::default() }
    }

    #[test]
    fn a_cap_is_wanted_the_next_day_and_a_filter_after_three_months() {
        let mut all: Vec<(u32, i64, &[u32])> = Vec::new();
        for customer in 0..5 {
            let day = 100 * i64::from(customer);
            all.push((customer, day, &[0]));
            all.push((customer, day + 1, &[1]));
            all.push((customer, day + 88 + i64::from(customer), &[2]));
            all.push((customer, day + 300, &[1, 2]));
        }
        let windows = Windows::learn(&orders(&all), &parts(), 7);
        assert_eq!(windows.model, "0000000000000007");
        assert_eq!((windows.days(Some("camera"), "cap"), windows.days(Some("camera"), "filter")), (Some(1), Some(90)));
        assert_eq!(windows.days(None, "filter"), Some(90), "by the item alone");
        assert_eq!(windows.days(Some("cap"), "filter"), Some(90), "the model keeps no such pair");
    }

    #[test]
    fn what_fewer_than_five_customers_did_or_what_is_bought_together_tells_nothing() {
        let rare: Vec<(u32, i64, &[u32])> = (0..4).flat_map(|c| [(c, 0, &[0u32][..]), (c, 9, &[1][..])]).collect();
        assert_eq!(Windows::learn(&orders(&rare), &parts(), 7).days(None, "cap"), None);
        let together: Vec<(u32, i64, &[u32])> = (0..9).map(|c| (c, 0, &[0u32, 1][..])).collect();
        assert_eq!(Windows::learn(&orders(&together), &parts(), 7).pairs, BTreeMap::new());
        let nobody = Orders { customers: None, ..orders(&rare) };
        assert_eq!(Windows::learn(&nobody, &parts(), 7).items, BTreeMap::new());
    }
}
