//! Estimates what items are bought with from what their kin are bought with; never looks at an item's own pairs alone.

use std::collections::BTreeMap;

use hashbrown::HashSet;
use rayon::prelude::*;

use super::Kinship;
use crate::affinity::best::keep_best;
use crate::affinity::counts::Counts;

/// The most candidates kept for one attribute, and for one item.
const MOST: usize = 256;
const MOST_OF_ITEM: usize = 96;
/// The most cart items that bring a group of newcomers.
const BROUGHT_BY: usize = 24;
/// Less than this says nothing.
const LEAST: f32 = 1e-4;

/// What one item's kin add to others' probability when they are in the cart: (candidate, gain), by ascending candidate.
pub type KinRow = Vec<(u32, f32)>;

/// Items that hardly any order holds and that are alike, and what brings them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Newcomers {
    /// Their codes.
    pub skus: Vec<String>,
    /// The items that bring them most when they are in the cart.
    pub brought_by: Vec<String>,
    /// How much one of these adds to the probability of one of the items, on average.
    pub gain: f64,
}

/// The same of all items, by candidate.
#[derive(Debug, Default, PartialEq)]
pub struct KinColumns {
    starts: Vec<usize>,
    entries: Vec<(u32, f32)>,
}

impl KinColumns {
    /// From the rows of all items.
    fn of(rows: &[KinRow], items: usize) -> Self {
        let mut starts = vec![0; items + 1];
        rows.iter().flatten().for_each(|(candidate, _)| starts[*candidate as usize + 1] += 1);
        for n in 1..starts.len() {
            starts[n] += starts[n - 1];
        }
        let mut next = starts.clone();
        let mut entries = vec![(0, 0.0); starts[items]];
        for (item, row) in (0..).zip(rows) {
            for &(candidate, gain) in row {
                entries[next[candidate as usize]] = (item, gain);
                next[candidate as usize] += 1;
            }
        }
        Self { starts, entries }
    }

    /// What cart items' kin add to one candidate: (cart item, gain), by ascending cart item.
    pub fn column(&self, candidate: usize) -> &[(u32, f32)] {
        &self.entries[self.starts[candidate]..self.starts[candidate + 1]]
    }
}

/// What the kin of items are bought with.
pub struct Kin<'a> {
    kinship: &'a Kinship,
    /// The SKUs of the counted items.
    skus: &'a [String],
    counts: &'a Counts,
    /// By attribute: weighted orders of its items, and what they add to others' probability.
    attributes: Vec<(f64, KinRow)>,
    /// By attribute: how many of the counted items have it.
    holders: Vec<u32>,
    /// Orders that an attribute needs to count as much as all coarser ones.
    strength: f64,
}

impl<'a> Kin<'a> {
    /// Sums up what the items of each attribute are bought with. `skus` are the counted items'.
    pub fn of(kinship: &'a Kinship, skus: &'a [String], counts: &'a Counts, strength: f64) -> Self {
        let mut holders: Vec<Vec<u32>> = vec![Vec::new(); kinship.count()];
        for (item, sku) in (0..).zip(skus) {
            kinship.attributes(sku).iter().for_each(|attribute| holders[*attribute as usize].push(item));
        }
        let attributes = holders
            .par_iter()
            .map_init(|| Sums::new(counts.items()), |sums, holders| sums.of_attribute(counts, holders))
            .collect();
        let holders = holders.iter().map(|holders| holders.len() as u32).collect();
        Self { kinship, skus, counts, attributes, holders, strength }
    }

    /// The columns of the counted items, all of them.
    pub fn columns(&self) -> KinColumns {
        let rows: Vec<KinRow> = self
            .skus
            .par_iter()
            .enumerate()
            .map_init(
                || Sums::new(self.counts.items()),
                |sums, (item, sku)| self.row(self.kinship.attributes(sku), Some(item as u32), sums),
            )
            .collect();
        KinColumns::of(&rows, self.counts.items())
    }

    /// What the catalog's items that are not among the counted ones add to others: SKU and the `most` best of its row, in the catalog's order.
    pub fn new_items(&self, most: usize) -> Vec<(&'a str, KinRow)> {
        let known: HashSet<&str> = self.skus.iter().map(String::as_str).collect();
        let new = self.kinship.items().filter(|(sku, _)| !known.contains(sku));
        let row = |sums: &mut Sums, (sku, attributes): (&'a str, &[u32])| {
            let mut row = self.row(attributes, None, sums);
            keep_best(&mut row, most, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            (sku, row)
        };
        new.map_init(|| Sums::new(self.counts.items()), row).collect()
    }

    /// What others in the cart add to the probability of an item that hardly any order holds, as far as its kin tell: (cart item,
    /// gain) by ascending cart item; and which attribute says most of it. `None` if nothing is known of its kin.
    ///
    /// An attribute of `n` items in `a` orders gains `g` for an item in `c` orders; that is `g · c` orders more than chance, so the
    /// attribute gains `g · a / c` from it, and one of its items an `n`-th of that.
    fn brought_by(&self, sku: &str, sums: &mut Sums) -> Option<(u32, KinRow)> {
        let shares: Vec<(u32, f64)> = self.shares(self.kinship.attributes(sku), None).collect();
        for &(attribute, share) in &shares {
            let (orders, row) = &self.attributes[attribute as usize];
            let of_one = orders * share / f64::from(self.holders[attribute as usize]);
            row.iter().for_each(|&(partner, gain)| sums.add(partner, gain * of_one as f32));
        }
        // An item with few orders says as little of new items as these say of it.
        let orders = |item: u32| self.counts.item_weight[item as usize] + self.strength;
        let row = sums.drain(MOST_OF_ITEM, |item, sum| (f64::from(sum) / orders(item)) as f32);
        let (attribute, _) = shares.into_iter().reduce(|best, next| if next.1 > best.1 { next } else { best })?;
        (!row.is_empty()).then_some((attribute, row))
    }

    /// Groups items that hardly any order holds by the attribute that says most of them, and says what brings each group; the
    /// group that is brought most first.
    pub fn newcomers(&self, skus: &[&str]) -> Vec<Newcomers> {
        let of = |sums: &mut Sums, sku: &&str| self.brought_by(sku, sums);
        let rows: Vec<_> = skus.par_iter().map_init(|| Sums::new(self.counts.items()), of).collect();
        let mut groups: BTreeMap<u32, Vec<(&str, KinRow)>> = BTreeMap::new();
        for (sku, (attribute, row)) in skus.iter().zip(rows).filter_map(|(sku, row)| Some((*sku, row?))) {
            groups.entry(attribute).or_default().push((sku, row));
        }
        let mut sums = Sums::new(self.counts.items());
        let group = |members: Vec<(&str, KinRow)>| {
            members.iter().flat_map(|(_, row)| row).for_each(|(item, gain)| sums.add(*item, *gain));
            let row = sums.drain(BROUGHT_BY, |_, sum| sum / members.len() as f32);
            let gain = row.iter().map(|(_, gain)| f64::from(*gain)).sum::<f64>() / row.len().max(1) as f64;
            let brought_by = row.iter().map(|(item, _)| self.skus[*item as usize].clone()).collect();
            Newcomers { skus: members.into_iter().map(|(sku, _)| sku.to_owned()).collect(), brought_by, gain }
        };
        let mut all: Vec<Newcomers> = groups.into_values().map(group).filter(|group| group.gain > 0.0).collect();
        all.sort_by(|one, other| other.gain.total_cmp(&one.gain));
        all
    }

    /// What an item of these attributes adds to others: each attribute's row, drawn towards what commoner ones say.
    fn row(&self, attributes: &[u32], item: Option<u32>, sums: &mut Sums) -> KinRow {
        for (attribute, share) in self.shares(attributes, item) {
            for &(candidate, gain) in &self.attributes[attribute as usize].1 {
                sums.add(candidate, gain * share as f32);
            }
        }
        sums.drain(MOST_OF_ITEM, |candidate, sum| if Some(candidate) == item { 0.0 } else { sum })
    }

    /// How much each attribute speaks for an item: the finest first, coarser ones with what is left; together at most 1.
    fn shares(&self, attributes: &[u32], item: Option<u32>) -> impl Iterator<Item = (u32, f64)> {
        let own = item.map_or(0.0, |item| self.counts.item_weight[item as usize]);
        let others = |attribute: u32| (self.attributes[attribute as usize].0 - own).max(0.0);
        let mut finest: Vec<(u32, f64)> = attributes.iter().map(|it| (*it, others(*it))).collect();
        finest.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        let (mut left, strength) = (1.0, self.strength);
        finest.into_iter().map(move |(attribute, orders)| {
            let share = left * orders / (orders + strength);
            left -= share;
            (attribute, share)
        })
    }
}

/// One thread's working memory.
struct Sums {
    sums: Vec<f32>,
    touched: Vec<u32>,
}

impl Sums {
    fn new(items: usize) -> Self {
        Self { sums: vec![0.0; items], touched: Vec::new() }
    }

    fn add(&mut self, candidate: u32, gain: f32) {
        let sum = &mut self.sums[candidate as usize];
        if *sum == 0.0 {
            self.touched.push(candidate);
        }
        *sum += gain;
    }

    /// The largest of what was added up, after a last change to each; by ascending candidate.
    fn drain(&mut self, most: usize, change: impl Fn(u32, f32) -> f32) -> KinRow {
        let mut row: KinRow = Vec::new();
        for candidate in self.touched.drain(..) {
            let gain = change(candidate, std::mem::take(&mut self.sums[candidate as usize]));
            if gain >= LEAST {
                row.push((candidate, gain));
            }
        }
        keep_best(&mut row, most, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        row.sort_unstable_by_key(|entry| entry.0);
        row
    }

    /// How many orders have an item of the attribute, counted once an item, and what such an item adds to others' probability.
    fn of_attribute(&mut self, counts: &Counts, holders: &[u32]) -> (f64, KinRow) {
        let orders: f64 = holders.iter().map(|item| counts.item_weight[*item as usize]).sum();
        for &item in holders {
            let row = counts.row(item as usize);
            row.partner.iter().zip(row.weight).for_each(|(&partner, &weight)| self.add(partner, weight));
        }
        let row = self.drain(MOST, |candidate, both| {
            let own = counts.item_weight[candidate as usize];
            // An item of the attribute itself: only its kin can have been in the cart.
            let others = if holders.binary_search(&candidate).is_ok() { orders - own } else { orders };
            if others > 0.0 { (f64::from(both) / others - own / counts.total) as f32 } else { 0.0 }
        });
        (orders, row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::CatalogItem;
    use crate::orders::Orders;

    /// Mugs a and b, both bought with coasters c; lamps d. The catalog also has a mug and a lamp that nobody bought.
    fn shop() -> (Orders, Kinship) {
        let baskets: [&[u32]; 4] = [&[0, 2], &[0, 2], &[1, 2], &[3]];
        let mut orders = Orders { skus: ["a", "b", "c", "d"].map(String::from).to_vec(), ..Orders::default() };
        orders.starts.push(0);
        for basket in baskets {
            orders.items.extend(basket);
            orders.starts.push(orders.items.len());
            orders.id_crcs.push(0);
        }
        let item = |sku: &str, category: &str| CatalogItem {
            sku: sku.into(),
            category: Some(category.into()),
            ..CatalogItem::default()
        };
        let catalog = [
            ("a", "Mugs"),
            ("b", "Mugs"),
            ("c", "Coasters"),
            ("d", "Lamps"),
            ("new mug", "Mugs"),
            ("new lamp", "Lamps"),
        ];
        (orders, Kinship::of(&catalog.map(|(sku, category)| item(sku, category))))
    }

    #[test]
    fn a_new_item_says_what_its_category_says() {
        let (orders, kinship) = shop();
        let counts = Counts::of(&orders, &[1.0; 4], 1);
        let kin = Kin::of(&kinship, &orders.skus, &counts, 3.0);
        let new = kin.new_items(10);
        // All three orders of mugs have coasters, of all orders three in four: a gain of 1/4, halved by a strength of as many orders.
        assert_eq!(new, [("new mug", vec![(2, 0.125)]), ("new lamp", vec![])]);
    }

    #[test]
    fn newcomers_are_brought_by_what_their_category_is_bought_with() {
        let (orders, kinship) = shop();
        let counts = Counts::of(&orders, &[1.0; 4], 1);
        let newcomers = Kin::of(&kinship, &orders.skus, &counts, 3.0).newcomers(&["new lamp", "new mug", "unknown"]);
        // A mug is in every order with coasters, in three of all four; there are two mugs. Three orders against a strength of 3 count
        // half, twice: as evidence on mugs, and on coasters.
        let mugs =
            Newcomers { skus: vec!["new mug".into()], brought_by: vec!["c".into()], gain: 0.25 / 2.0 / 2.0 / 2.0 };
        assert_eq!(newcomers, [mugs]);
    }

    #[test]
    fn an_item_leans_on_others_of_its_category_not_on_itself() {
        let (orders, kinship) = shop();
        let counts = Counts::of(&orders, &[1.0; 4], 1);
        let columns = Kin::of(&kinship, &orders.skus, &counts, 1.0).columns();
        // For a there is one other order of mugs, for b there are two.
        assert_eq!(columns.column(2), [(0, 0.125), (1, 0.25 * 2.0 / 3.0)]);
        assert!([0, 1, 3].iter().all(|candidate| columns.column(*candidate).is_empty()));
    }
}
