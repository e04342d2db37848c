//! Finds items bought instead of one another: in one category, with the same company, and rarely together.
//!
//! Chance alone cannot decide: most pairs of rare items are never bought together. So the expectation comes from each
//! pair's company: the orders both would share if they were bought with the same items (two steps of a random walk over
//! the pairs). Substitutes share company and words of their titles, but fewer orders than expected.

use rayon::prelude::*;

use super::chance::at_most;
use super::titles::Titles;
use super::usual::company;
use crate::affinity::best::keep_best;
use crate::affinity::counts::Counts;
use crate::orders::Orders;

/// This many of the most bought items of a category are compared.
const MEMBERS: usize = 1000;
/// An item's company is this many partners: those bought with it in the most orders.
const PARTNERS: usize = 100;
/// Most substitutes of one item.
const MOST: usize = 12;
/// At most this share of the expected orders may contain both.
const TOGETHER: f64 = 0.25;
/// So few must be this unlikely; otherwise the expectation was too small to decide.
const UNLIKELY: f64 = 0.7;
/// How similar a pair must be: how many times more company it shares than by chance, times a fifth for the category
/// and up to 1 more for words the titles share.
const LIKE: f64 = 0.4;
const BY_CATEGORY: f64 = 0.2;

/// For each item its substitutes, the most similar first; each pair is listed on both sides. `counts` are of these orders,
/// all with weight 1; `categories` are by item number, 0 for none.
pub fn substitutes(orders: &Orders, counts: &Counts, categories: &[u32], titles: &Titles) -> Vec<Vec<u32>> {
    let company = company(orders);
    let whole: u64 = company.iter().sum();
    let world = World { counts, company, whole: whole as f64, titles };
    let members = members(categories, &world.company);
    let mut pairs: Vec<Like> = members.par_iter().flat_map_iter(|members| world.pairs(members)).collect();
    pairs.sort_by(|a, b| b.like.total_cmp(&a.like).then((a.one, a.other).cmp(&(b.one, b.other))));
    let mut near: Vec<Vec<u32>> = vec![Vec::new(); categories.len()];
    for Like { one, other, .. } in pairs {
        if near[one as usize].len() < MOST && near[other as usize].len() < MOST {
            near[one as usize].push(other);
            near[other as usize].push(one);
        }
    }
    near
}

/// The items of each category that are bought with others, the most bought first.
fn members(categories: &[u32], company: &[u64]) -> Vec<Vec<u32>> {
    let most = categories.iter().max().map_or(0, |most| *most as usize);
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); most + 1];
    for (item, category) in (0..).zip(categories) {
        if *category > 0 && company[item as usize] > 0 {
            members[*category as usize].push(item);
        }
    }
    for members in &mut members {
        members.sort_by_key(|item| std::cmp::Reverse(company[*item as usize]));
        members.truncate(MEMBERS);
    }
    members.retain(|members| members.len() > 1);
    members
}

/// For each of all items its place among the members; the largest number for others.
fn places(members: &[u32], items: usize) -> Vec<u32> {
    let mut place = vec![u32::MAX; items];
    for (n, item) in (0..).zip(members) {
        place[*item as usize] = n;
    }
    place
}

/// A pair of substitutes.
struct Like {
    one: u32,
    other: u32,
    like: f64,
}

struct World<'a> {
    counts: &'a Counts,
    /// How many others are in orders with each item, summed over all orders; and the sum of these.
    company: Vec<u64>,
    whole: f64,
    titles: &'a Titles,
}

impl World<'_> {
    /// The substitutes in one category.
    fn pairs(&self, members: &[u32]) -> Vec<Like> {
        let partners: Vec<Vec<(u32, f64)>> = members.iter().map(|item| self.partners(*item)).collect();
        let back = transposed(&partners, self.counts.items());
        let place = places(members, self.counts.items());
        let mut found = Vec::new();
        let (mut expected, mut together) = (vec![0.0; members.len()], vec![0; members.len()]);
        for (n, &item) in members.iter().enumerate() {
            self.expect(&mut expected, &partners[n], &back);
            self.count(&mut together, item, &place);
            let others =
                (n + 1..members.len()).filter_map(|m| self.compare(item, members[m], together[m], expected[m]));
            found.extend(others);
        }
        found
    }

    /// The orders that an item with these partners would share with each member, if both were bought with the same items.
    fn expect(&self, expected: &mut [f64], partners: &[(u32, f64)], back: &[Vec<(u32, f64)>]) {
        expected.fill(0.0);
        for &(partner, orders) in partners {
            let onwards = orders / self.company[partner as usize] as f64;
            back[partner as usize].iter().for_each(|(m, orders)| expected[*m as usize] += onwards * orders);
        }
    }

    /// The orders that an item shares with each member.
    fn count(&self, together: &mut [u32], item: u32, place: &[u32]) {
        together.fill(0);
        let row = self.counts.row(item as usize);
        for (partner, support) in row.partner.iter().zip(row.support) {
            if let Some(together) = together.get_mut(place[*partner as usize] as usize) {
                *together = *support;
            }
        }
    }

    /// The partners that make up an item's company, and in how many orders.
    fn partners(&self, item: u32) -> Vec<(u32, f64)> {
        let row = self.counts.row(item as usize);
        let mut partners: Vec<(u32, u32)> = row.partner.iter().copied().zip(row.support.iter().copied()).collect();
        keep_best(&mut partners, PARTNERS, |a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        // Sums of floats depend on their order.
        partners.sort_unstable();
        partners.into_iter().map(|(partner, support)| (partner, f64::from(support))).collect()
    }

    /// The pair, if the two are substitutes.
    fn compare(&self, one: u32, other: u32, together: u32, expected: f64) -> Option<Like> {
        let chance = self.company[one as usize] as f64 * self.company[other as usize] as f64 / self.whole;
        let more = expected / chance;
        // The most expensive test comes last.
        if more * (BY_CATEGORY + 1.0) < LIKE || f64::from(together) > TOGETHER * expected {
            return None;
        }
        let like = more * (BY_CATEGORY + self.titles.share(one, other));
        (like >= LIKE && at_most(together, expected) <= UNLIKELY).then_some(Like { one, other, like })
    }
}

/// For each partner, the members it is a partner of, and in how many orders.
fn transposed(partners: &[Vec<(u32, f64)>], items: usize) -> Vec<Vec<(u32, f64)>> {
    let mut back = vec![Vec::new(); items];
    for (n, partners) in (0u32..).zip(partners) {
        for (partner, orders) in partners {
            back[*partner as usize].push((n, *orders));
        }
    }
    back
}
