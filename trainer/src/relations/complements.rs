//! Finds the categories bought with each category beyond chance.

use super::chance::at_least;
use super::collected::sorted_into;
use super::usual::company;
use crate::affinity::counts::Counts;
use crate::affinity::repeats::{RepeatRow, Repeats};
use crate::orders::Orders;

/// Most complements of one category.
const MOST: usize = 8;
/// A pair must be this unlikely by chance, over all pairs of categories (Bonferroni).
const SIGNIFICANT: f64 = 0.05;
/// And this many times more frequent than chance.
const LIFT: f64 = 1.2;

/// For each category its complements, the one whose likelihood it raises most first. `categories` are by item number, 0
/// for none. A category can be its own complement. A pair needs `floor` orders and customers.
pub fn complements(orders: &Orders, categories: &[u32], floor: u32) -> Vec<Vec<u32>> {
    let count = categories.iter().max().map_or(0, |most| *most as usize) + 1;
    let by_category = of_categories(orders, categories, count);
    let world = World::of(&by_category, floor.max(1));
    let repeats = Repeats::of(&by_category);
    let mut again = repeats.as_ref().map(Repeats::row);
    let twice = twice(orders, categories, count, floor);
    let of = |one: usize| {
        if let (Some(repeats), Some(again)) = (&repeats, &mut again) {
            repeats.count(one as u32, again);
        }
        if one == 0 { Vec::new() } else { world.best(one, again.as_ref(), &twice[one]) }
    };
    (0..count).map(of).collect()
}

/// The orders with categories in place of items; items without a category are left out.
fn of_categories(orders: &Orders, categories: &[u32], count: usize) -> Orders {
    let mut by_category = Orders {
        skus: vec![String::new(); count],
        starts: vec![0],
        id_crcs: orders.id_crcs.clone(),
        cart_crcs: orders.cart_crcs.clone(),
        customers: orders.customers.clone(),
        ..Orders::default()
    };
    let mut distinct = Vec::new();
    for items in orders.iter() {
        sorted_into(&mut distinct, items, categories);
        distinct.dedup();
        distinct.retain(|category| *category > 0);
        by_category.items.extend(&distinct);
        by_category.starts.push(by_category.items.len());
    }
    by_category
}

/// For each category, its counts beside itself: orders with two of its items. The expectation counts pairs, of which such
/// an order has one or more, so the test is on the safe side.
fn twice(orders: &Orders, categories: &[u32], count: usize, floor: u32) -> Vec<Seen> {
    let mut seen: Vec<Seen> = (0..count as u32).map(|other| Seen { other, ..Seen::default() }).collect();
    let mut customers: Vec<Vec<u32>> = vec![Vec::new(); count];
    let mut of_order = Vec::new();
    for (n, items) in orders.iter().enumerate() {
        sorted_into(&mut of_order, items, categories);
        let customer = orders.customers.as_ref().map_or(u32::MAX, |customers| customers[n]);
        for twice in of_order.chunk_by(|a, b| a == b).filter(|same| same.len() > 1).map(|same| same[0] as usize) {
            seen[twice].together += 1;
            let few = &mut customers[twice];
            // Each unknown customer counts as another one; above the floor the exact number does not matter.
            if few.len() < floor as usize && (customer == u32::MAX || !few.contains(&customer)) {
                few.push(customer);
                seen[twice].customers += 1;
            }
        }
    }
    for (seen, expected) in seen.iter_mut().zip(expected_twice(orders, categories, count)) {
        seen.expected = expected;
    }
    seen
}

/// Expected pairs of two items of each category, by chance.
fn expected_twice(orders: &Orders, categories: &[u32], count: usize) -> Vec<f64> {
    let company = company(orders);
    let whole: u64 = company.iter().sum();
    let (mut sums, mut squares) = (vec![0.0; count], vec![0.0; count]);
    for (company, category) in company.iter().zip(categories) {
        sums[*category as usize] += *company as f64;
        squares[*category as usize] += (*company as f64).powi(2);
    }
    sums.iter().zip(squares).map(|(sum, squares)| (sum * sum - squares) / (2.0 * whole.max(1) as f64)).collect()
}

/// The counts of one category beside another.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    other: u32,
    /// Orders with both, and their customers.
    together: u32,
    customers: u32,
    /// Orders with both expected by chance.
    expected: f64,
}

struct World {
    counts: Counts,
    /// How many others are in orders with each category, summed over all orders; and the sum of these.
    company: Vec<u64>,
    whole: f64,
    floor: u32,
    tests: f64,
}

impl World {
    fn of(by_category: &Orders, floor: u32) -> Self {
        let (company, count) = (company(by_category), by_category.skus.len());
        Self {
            counts: Counts::of(by_category, &vec![1.0; by_category.len()], floor),
            whole: company.iter().sum::<u64>() as f64,
            company,
            floor,
            tests: (count * (count - 1) / 2) as f64,
        }
    }

    /// The complements of one category.
    fn best(&self, one: usize, again: Option<&RepeatRow>, itself: &Seen) -> Vec<u32> {
        let row = self.counts.row(one);
        let others = row.partner.iter().zip(row.support).map(|(&other, &together)| Seen {
            other,
            together,
            customers: together - again.map_or(0, |again| again.with(other)),
            expected: self.company[one] as f64 * self.company[other as usize] as f64 / self.whole,
        });
        let bought = f64::from(self.counts.item_support()[one]);
        let beyond = others.chain([*itself]).filter_map(|seen| Some((self.likelier(&seen, bought)?, seen.other)));
        let mut best: Vec<(f64, u32)> = beyond.collect();
        best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        best.into_iter().take(MOST).map(|(_, other)| other).collect()
    }

    /// How much likelier the other category is in orders with the one, if that is beyond chance.
    fn likelier(&self, seen: &Seen, bought: f64) -> Option<f64> {
        let together = f64::from(seen.together);
        let known = seen.together.min(seen.customers) >= self.floor;
        let beyond =
            together >= LIFT * seen.expected && at_least(seen.together, seen.expected) * self.tests <= SIGNIFICANT;
        (known && beyond).then(|| (together - seen.expected) / bought)
    }
}
