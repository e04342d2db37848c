//! Counts items and pairs over weighted orders, item by item on all threads; never computes a weight.
//!
//! Every count is an integer (a fixed-point sum of order weights, and a number of orders), so the order of addition does
//! not matter: same input, same counts, on any number of threads.

use std::hint::black_box;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::ranked::Ranked;
use super::sum::{MAX_ORDERS, Sum, fixed, from_fixed, item_sums};
use crate::orders::Orders;

/// Orders whose first words are fetched before any is counted, so that the processor waits for them together.
const FETCH: usize = 32;

/// Tasks that the counting is cut into.
const SPANS: usize = 512;

/// Item and pair counts of a set of orders.
///
/// A pair's two halves are both kept: row `i` lists every item `j` seen with `i` in at least the floor's number of
/// orders, by falling support of `j`, ties by smaller `j`.
pub struct Counts {
    /// Sum of the order weights (about the number of orders).
    pub total: f64,
    /// Weighted number of orders that contain each item.
    pub item_weight: Vec<f64>,
    /// By pair: weighted number of orders with both.
    weight: Vec<f32>,
    pairs: Arc<Pairs>,
}

/// What does not depend on how orders are weighed.
#[derive(Debug, PartialEq, Eq)]
struct Pairs {
    /// How many orders contain each item.
    item_support: Vec<u32>,
    starts: Vec<usize>,
    /// How many of a row's partners go before the row's own item.
    before: Vec<u32>,
    partner: Vec<u32>,
    support: Vec<u32>,
}

/// One item's partners: parallel slices, by falling support of the partner, ties by smaller partner.
#[derive(Clone, Copy)]
pub struct PairRow<'a> {
    /// The other item of each pair.
    pub partner: &'a [u32],
    /// Weighted number of orders with both.
    pub weight: &'a [f32],
    /// Number of orders with both.
    pub support: &'a [u32],
}

impl Counts {
    /// Counts items and pairs. `weights` has one positive weight per order (mean 1 is expected); pairs in fewer than
    /// `floor` orders are left out.
    pub fn of(orders: &Orders, weights: &[f64], floor: u32) -> Self {
        let [counts] = Self::all(orders, [weights], floor);
        counts
    }

    /// Counts the same orders by several kinds of weights at once.
    pub fn all<const K: usize>(orders: &Orders, weights: [&[f64]; K], floor: u32) -> [Self; K] {
        assert!(weights.iter().all(|weights| weights.len() == orders.len()), "one weight per order");
        assert!(orders.len() <= MAX_ORDERS, "more than {MAX_ORDERS} orders");
        let steps: Vec<[u32; K]> =
            (0..orders.len()).into_par_iter().map(|n| weights.map(|weights| fixed(weights[n]))).collect();
        let sums = item_sums(orders, &steps);
        let item_support: Vec<u32> = sums.iter().map(Sum::orders).collect();
        let ranked = Ranked::of(orders, &steps, &item_support);
        let lower: Vec<Rows<K>> = ranked
            .spans(SPANS)
            .into_par_iter()
            .map_init(|| Sums::new(orders.skus.len()), |sums, span| sums.rows(&ranked, span, floor))
            .collect();
        let items = ranked.items;
        let (pairs, pair_weights) = mirrored(lower, &items, item_support);
        let pairs = Arc::new(pairs);
        let mut kinds = 0..K;
        pair_weights.map(|weight| {
            let kind = kinds.next().unwrap_or_default();
            Self {
                total: from_fixed(steps.par_iter().map(|steps| u64::from(steps[kind])).sum()),
                item_weight: sums.iter().map(|sum| from_fixed(sum.weight(kind))).collect(),
                weight,
                pairs: Arc::clone(&pairs),
            }
        })
    }

    /// How many items were counted.
    pub fn items(&self) -> usize {
        self.pairs.item_support.len()
    }

    /// How many orders contain each item.
    pub fn item_support(&self) -> &[u32] {
        &self.pairs.item_support
    }

    /// How many distinct pairs were kept.
    pub fn pairs(&self) -> usize {
        self.pairs.partner.len() / 2
    }

    /// The partners of one item.
    pub fn row(&self, item: usize) -> PairRow<'_> {
        self.slices(self.pairs.starts[item]..self.pairs.starts[item + 1])
    }

    /// The partners that go before the item itself: in more orders, or in as many with a smaller number. Every pair is
    /// in exactly one of these half rows, and they are all short: popular items have few items before them, and rare
    /// ones few partners.
    pub fn row_before(&self, item: usize) -> PairRow<'_> {
        let start = self.pairs.starts[item];
        self.slices(start..start + self.pairs.before[item] as usize)
    }

    fn slices(&self, span: Range<usize>) -> PairRow<'_> {
        PairRow {
            partner: &self.pairs.partner[span.clone()],
            weight: &self.weight[span.clone()],
            support: &self.pairs.support[span],
        }
    }
}

/// An order's weight by its size, `size^-alpha`, scaled so that the weights of all orders sum to their number.
///
/// Large orders say less about any one pair in them; alpha 0 counts all orders alike.
pub fn weights_by_size(orders: &Orders, alpha: f64) -> Vec<f64> {
    let raw: Vec<f64> = orders.iter().map(|items| (items.len().max(1) as f64).powf(-alpha)).collect();
    let scale = raw.len() as f64 / raw.iter().sum::<f64>();
    raw.iter().map(|w| w * scale).collect()
}

/// Rows of the triangle, one after another, in ranks.
struct Rows<const K: usize> {
    lengths: Vec<u32>,
    partner: Vec<u32>,
    weights: Vec<[f32; K]>,
    support: Vec<u32>,
}

/// One thread's accumulators, by rank; all 0 between rows.
struct Sums<const K: usize> {
    sums: Vec<Sum<K>>,
    touched: Vec<u32>,
}

impl<const K: usize> Sums<K> {
    fn new(items: usize) -> Self {
        Self { sums: vec![Sum::NONE; items], touched: Vec::new() }
    }

    /// For each rank of a span, the partners of smaller rank that reach the floor, ascending.
    fn rows(&mut self, ranked: &Ranked<K>, span: Range<u32>, floor: u32) -> Rows<K> {
        let mut rows = Rows::of(span.len());
        for rank in span {
            let before = rows.partner.len();
            // With this many orders most partners occur: scanning all is cheaper than noting and sorting those that do.
            if ranked.containing(rank).len() >= rank as usize / 16 {
                self.accumulate(ranked, rank, |_| ());
                self.drain_all(rank, floor, &mut rows);
            } else {
                self.row_by_partner(ranked, rank, floor, &mut rows);
            }
            rows.lengths.push((rows.partner.len() - before) as u32);
        }
        rows.shrink();
        rows
    }

    /// A rank with few orders: notes its partners and sorts them.
    fn row_by_partner(&mut self, ranked: &Ranked<K>, rank: u32, floor: u32, rows: &mut Rows<K>) {
        let mut touched = std::mem::take(&mut self.touched);
        self.accumulate(ranked, rank, |partner| touched.push(partner));
        touched.sort_unstable();
        self.drain(&touched, floor, rows);
        touched.clear();
        self.touched = touched;
    }

    #[inline(always)]
    fn accumulate(&mut self, ranked: &Ranked<K>, rank: u32, mut first: impl FnMut(u32)) {
        for places in ranked.containing(rank).chunks(FETCH) {
            black_box(places.iter().fold(0, |all, place| all ^ ranked.order(*place).0[0]));
            for &place in places {
                let (steps, ranks) = ranked.order(place);
                for &partner in ranks {
                    if partner >= rank {
                        break;
                    }
                    let sum = &mut self.sums[partner as usize];
                    if sum.is_none() {
                        first(partner);
                    }
                    sum.add(steps);
                }
            }
        }
    }

    fn drain_all(&mut self, rank: u32, floor: u32, rows: &mut Rows<K>) {
        for (partner, sum) in (0..rank).zip(&mut self.sums) {
            rows.keep(partner, std::mem::replace(sum, Sum::NONE), floor);
        }
    }

    fn drain(&mut self, partners: &[u32], floor: u32, rows: &mut Rows<K>) {
        for &partner in partners {
            rows.keep(partner, std::mem::replace(&mut self.sums[partner as usize], Sum::NONE), floor);
        }
    }
}

impl<const K: usize> Rows<K> {
    fn of(rows: usize) -> Self {
        Self { lengths: Vec::with_capacity(rows), partner: Vec::new(), weights: Vec::new(), support: Vec::new() }
    }

    fn keep(&mut self, partner: u32, sum: Sum<K>, floor: u32) {
        // A floor of 0 keeps no pair that is in no order.
        if sum.orders() >= floor.max(1) {
            self.partner.push(partner);
            self.weights.push(std::array::from_fn(|kind| from_fixed(sum.weight(kind)) as f32));
            self.support.push(sum.orders());
        }
    }

    fn shrink(&mut self) {
        self.partner.shrink_to_fit();
        self.weights.shrink_to_fit();
        self.support.shrink_to_fit();
    }
}

/// Both halves of every pair, from the lower one, and their weights of each kind; ranks become items again.
fn mirrored<const K: usize>(lower: Vec<Rows<K>>, items: &[u32], item_support: Vec<u32>) -> (Pairs, [Vec<f32>; K]) {
    let starts = starts(&lower, items);
    let size = starts.last().copied().unwrap_or(0);
    let mut next = starts.clone();
    let (mut before, mut partner, mut support) = (vec![0; items.len()], vec![0; size], vec![0; size]);
    let mut weights: [Vec<f32>; K] = std::array::from_fn(|_| vec![0.0; size]);
    let mut put = |row: u32, other: u32, sums: &[f32; K], orders: u32| {
        let at = next[row as usize];
        next[row as usize] += 1;
        partner[at] = other;
        support[at] = orders;
        weights.iter_mut().zip(sums).for_each(|(weight, sum)| weight[at] = *sum);
    };
    // Rank by rank, each row gets its partners of smaller rank first and then, from later rows, the others: sorted.
    // Spans are freed as they are done with, so that both triangles never are in memory twice.
    let mut rank = 0;
    for rows in lower {
        let mut from = 0;
        for length in rows.lengths {
            let (item, until) = (items[rank], from + length as usize);
            before[item as usize] = length;
            let sums = rows.weights[from..until].iter().zip(&rows.support[from..until]);
            for (partner, (sums, orders)) in rows.partner[from..until].iter().zip(sums) {
                let partner = items[*partner as usize];
                put(item, partner, sums, *orders);
                put(partner, item, sums, *orders);
            }
            (rank, from) = (rank + 1, until);
        }
    }
    (Pairs { item_support, starts, before, partner, support }, weights)
}

/// Where each item's full row begins.
fn starts<const K: usize>(lower: &[Rows<K>], items: &[u32]) -> Vec<usize> {
    let mut starts = vec![0; items.len() + 1];
    let lengths = lower.iter().flat_map(|rows| &rows.lengths);
    for (item, length) in items.iter().zip(lengths) {
        starts[*item as usize + 1] += *length as usize;
    }
    for partner in lower.iter().flat_map(|rows| &rows.partner) {
        starts[items[*partner as usize] as usize + 1] += 1;
    }
    for n in 1..starts.len() {
        starts[n] += starts[n - 1];
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn orders(baskets: &[BTreeSet<u32>], items: u32) -> Orders {
        let mut orders = Orders { skus: (0..items).map(|n| n.to_string()).collect(), ..Orders::default() };
        orders.starts.push(0);
        for basket in baskets {
            // Real orders do not list items by number.
            orders.items.extend(basket.iter().rev());
            orders.starts.push(orders.items.len());
            orders.id_crcs.push(0);
            orders.cart_crcs.push(0);
        }
        orders
    }

    /// Weight and support of every pair, both ways, by looking at every pair of every order: the slow twin.
    fn slow(baskets: &[BTreeSet<u32>], weights: &[f64], floor: u32) -> BTreeMap<(u32, u32), (f64, u32)> {
        let mut pairs = BTreeMap::new();
        for (basket, weight) in baskets.iter().zip(weights) {
            for &a in basket {
                for &b in basket.iter().filter(|b| **b != a) {
                    let pair: &mut (f64, u32) = pairs.entry((a, b)).or_default();
                    *pair = (pair.0 + weight, pair.1 + 1);
                }
            }
        }
        pairs.retain(|_, pair| pair.1 >= floor);
        pairs
    }

    fn listed(counts: &Counts) -> BTreeMap<(u32, u32), (f64, u32)> {
        let rows = (0..counts.items() as u32).map(|item| (item, counts.row(item as usize)));
        let pairs = rows.flat_map(|(item, row)| {
            let sums = row.weight.iter().zip(row.support);
            row.partner.iter().zip(sums).map(move |(&j, (&w, &n))| ((item, j), (f64::from(w), n)))
        });
        pairs.collect()
    }

    /// Weights in whole steps, so that sums are exact.
    fn worlds() -> impl Strategy<Value = (Vec<BTreeSet<u32>>, Vec<f64>, u32)> {
        let basket = || prop::collection::btree_set(0u32..40, 0..12);
        let orders = prop::collection::vec((basket(), (1u32..300).prop_map(|n| f64::from(n) / 64.0)), 0..120);
        (orders, 1u32..4).prop_map(|(orders, floor)| {
            let (baskets, weights) = orders.into_iter().unzip();
            (baskets, weights, floor)
        })
    }

    proptest! {
        #[test]
        fn every_pair_is_counted_as_the_slow_twin_counts_it((baskets, weights, floor) in worlds()) {
            let counts = Counts::of(&orders(&baskets, 40), &weights, floor);
            let slow = slow(&baskets, &weights, floor);
            prop_assert_eq!(counts.pairs() * 2, slow.len());
            prop_assert_eq!(listed(&counts), slow);
            for item in 0..40 {
                let holding = || baskets.iter().zip(&weights).filter(|(basket, _)| basket.contains(&(item as u32)));
                prop_assert_eq!(counts.item_support()[item] as usize, holding().count());
                prop_assert_eq!(counts.item_weight[item], holding().map(|(_, w)| w).sum::<f64>());
            }
        }

        #[test]
        fn two_kinds_of_weights_are_counted_as_each_alone((baskets, weights, floor) in worlds()) {
            let orders = orders(&baskets, 40);
            let others: Vec<f64> = weights.iter().rev().copied().collect();
            for (both, weights) in Counts::all(&orders, [&weights, &others], floor).iter().zip([&weights, &others]) {
                let alone = Counts::of(&orders, weights, floor);
                prop_assert_eq!(listed(both), listed(&alone));
                prop_assert_eq!((&both.item_weight, both.total), (&alone.item_weight, alone.total));
            }
        }

        #[test]
        fn rows_fall_by_support_and_each_pair_is_in_one_half_row((baskets, weights, floor) in worlds()) {
            let counts = Counts::of(&orders(&baskets, 40), &weights, floor);
            let key = |item: u32| (std::cmp::Reverse(counts.item_support()[item as usize]), item);
            let mut halves = 0;
            for item in 0..40u32 {
                let (row, half) = (counts.row(item as usize), counts.row_before(item as usize));
                prop_assert!(row.partner.is_sorted_by_key(|j| key(*j)));
                prop_assert_eq!(half.partner, &row.partner[..half.partner.len()]);
                prop_assert_eq!(half.partner.len(), row.partner.iter().filter(|j| key(**j) < key(item)).count());
                halves += half.partner.len();
            }
            prop_assert_eq!(halves, counts.pairs());
        }

        #[test]
        fn any_number_of_threads_counts_alike((baskets, weights, floor) in worlds(), threads in 1usize..5) {
            let orders = orders(&baskets, 40);
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            let (here, there) = (Counts::of(&orders, &weights, floor), pool.install(|| Counts::of(&orders, &weights, floor)));
            prop_assert_eq!(here.pairs, there.pairs);
            prop_assert_eq!((here.weight, here.item_weight, here.total), (there.weight, there.item_weight, there.total));
        }
    }
}
