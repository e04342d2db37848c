//! Groups items that are variants of one product; never ranks.

use hashbrown::HashMap;

/// Which training items are variants of one product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Products {
    /// Each item's product, by number. An item without variants is a product of its own.
    pub of_item: Vec<u32>,
    /// For each product, how many items it has.
    variants: Vec<u32>,
}

impl Products {
    /// Groups items by what `group` says of their SKUs. `None` where no two items are of one product.
    pub fn of(skus: &[String], group: &dyn Fn(&str) -> Option<String>) -> Option<Self> {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut variants: Vec<u32> = Vec::new();
        let mut product = |sku: &String| {
            let next = variants.len() as u32;
            let number = group(sku).map_or(next, |group| *numbers.entry(group).or_insert(next));
            match variants.get_mut(number as usize) {
                Some(count) => *count += 1,
                None => variants.push(1),
            }
            number
        };
        let of_item = skus.iter().map(&mut product).collect();
        variants.iter().any(|count| *count > 1).then_some(Self { of_item, variants })
    }

    /// Whether a hidden item's product has variants, and none of them is in the cart.
    pub(super) fn asks(&self, hidden: u32, mut cart: impl Iterator<Item = u32>) -> bool {
        let product = self.of_item[hidden as usize];
        self.variants[product as usize] > 1 && !cart.any(|item| self.of_item[item as usize] == product)
    }

    /// Writes each product's best score; the products of the cart get the least score there is.
    pub(super) fn best(&self, scores: &[f64], cart: &[u32], products: &mut Vec<f64>) {
        products.clear();
        products.resize(self.variants.len(), f64::NEG_INFINITY);
        for (score, product) in scores.iter().zip(&self.of_item) {
            let best = &mut products[*product as usize];
            *best = best.max(*score);
        }
        for item in cart {
            products[self.of_item[*item as usize] as usize] = f64::NEG_INFINITY;
        }
    }
}
