//! Finds categories that people collect: having one item of them makes another likelier.

use super::chance::at_least;
use crate::orders::Orders;

/// Several items must be together this many times more often than by chance.
const LIFT: f64 = 1.5;
/// That must be this unlikely by chance, over all categories (Bonferroni).
const SIGNIFICANT: f64 = 0.05;

/// A category with more than this share of all items ("other") does not group similar items.
const CATCH_ALL: f64 = 0.25;

/// The collected categories, ascending: orders with one of their items contain others at least half as often again as by
/// chance, or the category is too large to group similar items. `categories` are by item number, 0 for none. Every line
/// counts the same: it contributes the share of its order's other lines that are of its category, so that one large order
/// does not outweigh many small ones. A category needs `floor` orders with two of its items.
pub fn collected(orders: &Orders, categories: &[u32], floor: u32) -> Vec<u32> {
    let count = categories.iter().max().map_or(0, |most| *most as usize) + 1;
    let seen = seen(orders, categories, count);
    let lines: f64 = seen.iter().map(|seen| seen.lines).sum();
    let is_collected = |category: &usize| {
        let Seen { lines: own, squares, together, orders, items } = seen[*category];
        if f64::from(items) > CATCH_ALL * categories.len() as f64 {
            return true;
        }
        let expected = (own * own - squares) / f64::max(lines, 1.0);
        let unlikely = at_least(together.floor() as u32, expected) * count as f64 <= SIGNIFICANT;
        orders >= floor.max(1) && together >= LIFT * expected && unlikely
    };
    (1..count).filter(is_collected).map(|category| category as u32).collect()
}

/// The counts of each category, over orders of two items or more.
fn seen(orders: &Orders, categories: &[u32], count: usize) -> Vec<Seen> {
    let mut seen = vec![Seen::default(); count];
    let mut sold = vec![0.0; categories.len()];
    let mut of_order = Vec::new();
    for items in orders.iter().filter(|items| items.len() > 1) {
        items.iter().for_each(|item| sold[*item as usize] += 1.0);
        sorted_into(&mut of_order, items, categories);
        for same in of_order.chunk_by(|a, b| a == b) {
            seen[same[0] as usize].add(same.len(), items.len());
        }
    }
    for (sold, category) in sold.iter().zip(categories) {
        seen[*category as usize].items += 1;
        seen[*category as usize].squares += sold * sold;
    }
    seen
}

/// The categories of an order's items, ascending.
pub(super) fn sorted_into(of_order: &mut Vec<u32>, items: &[u32], categories: &[u32]) {
    of_order.clear();
    of_order.extend(items.iter().map(|item| categories[*item as usize]));
    of_order.sort_unstable();
}

/// The counts of one category, over orders of two items or more.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    lines: f64,
    /// Sum over its items of their lines squared: no item is beside itself.
    squares: f64,
    /// Sum over its lines of the share of the order's other lines that are of it too.
    together: f64,
    /// Orders with two or more.
    orders: u32,
    /// How many items it has.
    items: u32,
}

impl Seen {
    fn add(&mut self, of_it: usize, of_order: usize) {
        self.lines += of_it as f64;
        self.together += (of_it * (of_it - 1)) as f64 / (of_order - 1) as f64;
        self.orders += u32::from(of_it > 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn orders(lists: &[Vec<u32>]) -> Orders {
        let mut orders = Orders { starts: vec![0], ..Orders::default() };
        for list in lists {
            orders.items.extend(list);
            orders.starts.push(orders.items.len());
            orders.id_crcs.push(0);
            orders.cart_crcs.push(0);
        }
        orders
    }

    /// Four bags (category 1), four cases (2) and nine others (3 to 6): bags go with bags, nobody buys two cases.
    fn shop() -> (Orders, Vec<u32>) {
        let mut lists: Vec<Vec<u32>> = Vec::new();
        for n in 0..40 {
            lists.push(vec![n % 4, (n + 1) % 4, 8 + n % 4]);
            lists.push(vec![4 + n % 4, 8 + n % 4, 8 + (n + 1) % 4]);
        }
        (orders(&lists), vec![1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 5, 5, 5, 6, 6])
    }

    #[test]
    fn categories_bought_several_at_a_time_are_found_and_others_are_not() {
        let (orders, categories) = shop();
        assert_eq!(collected(&orders, &categories, 3), [1]);
    }

    #[test]
    fn too_few_orders_decide_nothing() {
        let (orders, categories) = shop();
        assert_eq!(collected(&orders, &categories, 41), [0; 0]);
    }

    #[test]
    fn a_catch_all_category_counts_as_collected() {
        let (orders, mut categories) = shop();
        categories.extend([2; 6]);
        assert_eq!(collected(&orders, &categories, 3), [1, 2]);
    }

    #[test]
    fn items_without_category_and_empty_orders_do_not_panic() {
        assert_eq!(collected(&orders(&[]), &[], 3), [0; 0]);
        assert_eq!(collected(&orders(&[vec![0, 1], vec![]]), &[0, 0], 0), [0; 0]);
    }
}
