//! Keeps what only a few orders say out of a model that anybody may read; never trains.

use pairwell::model::Parts;

/// What is known of a model's items.
pub struct Sold<'a> {
    /// In how many orders an item is.
    pub orders: &'a dyn Fn(&str) -> u32,
    /// Whether the shop's catalog has it, and so everybody may know it.
    pub in_catalog: &'a dyn Fn(&str) -> bool,
    /// In fewer orders than this an item is rare.
    pub min_orders: u32,
}

/// Leaves rare items out that are not in the catalog. Those that are get one prior, no higher than any other item's, and no
/// order among themselves: neither tells how often one was bought. Returns how many are left out.
pub fn keep_private(parts: &mut Parts, sold: &Sold<'_>) -> usize {
    let rare: Vec<bool> = parts.items.iter().map(|item| (sold.orders)(&item.sku) < sold.min_orders).collect();
    let common = parts.items.iter().zip(&rare).filter(|(_, rare)| !**rare).map(|(item, _)| item.prior);
    let prior = common.reduce(f64::min).unwrap_or(0.0).max(0.0);
    let (mut last, mut order): (Vec<usize>, Vec<usize>) = (0..rare.len()).partition(|item| rare[*item]);
    let before = last.len();
    last.retain(|item| (sold.in_catalog)(&parts.items[*item].sku));
    let left_out = before - last.len();
    last.sort_by(|one, other| parts.items[*one].sku.cmp(&parts.items[*other].sku));
    last.iter().for_each(|item| parts.items[*item].prior = prior);
    order.append(&mut last);
    renumber(parts, &order);
    left_out
}

/// Keeps the items of these numbers, in this order.
fn renumber(parts: &mut Parts, order: &[usize]) {
    let mut numbers = vec![None; parts.items.len()];
    for (number, item) in (0..).zip(order) {
        numbers[*item] = Some(number);
    }
    let mut items = std::mem::take(&mut parts.items);
    for item in &mut items {
        let tilts = std::mem::take(&mut item.tilts);
        let tilts = tilts.into_iter().map(Some).chain(std::iter::repeat(None));
        let known =
            |((other, weight), tilt): (&(u32, f64), Option<f64>)| Some((numbers[*other as usize]?, *weight, tilt));
        let mut kept: Vec<_> = item.neighbours.iter().zip(tilts).filter_map(known).collect();
        kept.sort_unstable_by_key(|(other, ..)| *other);
        item.tilts = kept.iter().filter_map(|(.., tilt)| *tilt).collect();
        item.neighbours = kept.into_iter().map(|(other, weight, _)| (other, weight)).collect();
    }
    parts.items = order.iter().map(|item| std::mem::take(&mut items[*item])).collect();
}

#[cfg(test)]
mod tests {
    use pairwell::model::ItemRow;

    use super::*;

    /// The items and priors of a model of items with these numbers of orders, of which the catalog has those in capitals.
    fn kept(items: &[(&str, u32)], min_orders: u32) -> String {
        let row = |(sku, orders): &(&str, u32)| ItemRow {
            sku: (*sku).into(),
            prior: f64::from(*orders) / 100.0,
            ..ItemRow::default()
        };
        let mut parts = Parts { items: items.iter().map(row).collect(), ..Parts::default() };
        let orders = |sku: &str| items.iter().find(|item| item.0 == sku).map_or(0, |item| item.1);
        let in_catalog = |sku: &str| sku.starts_with(char::is_uppercase);
        keep_private(&mut parts, &Sold { orders: &orders, in_catalog: &in_catalog, min_orders });
        parts.items.iter().map(|item| format!("{} {}", item.sku, item.prior)).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn rare_items_tell_nothing_but_that_they_are_rare() {
        assert_eq!(kept(&[("A", 9), ("b", 5), ("D", 2), ("c", 2), ("B", 1)], 3), "A 0.09, b 0.05, B 0.05, D 0.05");
        assert_eq!(kept(&[("a", 9), ("b", 1)], 1), "a 0.09, b 0.01");
        assert_eq!(kept(&[("B", 2), ("A", 1), ("c", 1)], 3), "A 0, B 0");
    }

    #[test]
    fn neighbours_keep_their_items() {
        let row = |sku: &str, neighbours: &[(u32, f64)]| ItemRow {
            sku: sku.into(),
            neighbours: neighbours.to_vec(),
            // Each tilt tells its weight, so that a mix-up shows.
            tilts: neighbours.iter().map(|(_, weight)| -weight).collect(),
            ..ItemRow::default()
        };
        let items = vec![row("a", &[(2, 0.5)]), row("gone", &[]), row("c", &[(0, 0.25), (1, 0.1)])];
        let mut parts = Parts { items, ..Parts::default() };
        let sold = Sold { orders: &|sku| u32::from(sku != "gone"), in_catalog: &|_| false, min_orders: 1 };
        assert_eq!(keep_private(&mut parts, &sold), 1);
        assert_eq!(parts.items, [row("a", &[(1, 0.5)]), row("c", &[(0, 0.25)])]);
    }
}
