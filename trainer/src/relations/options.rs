//! Numbers the option values by which variants can fit one another: sizes, colours and the like that several products have.

use std::collections::{BTreeMap, BTreeSet};

use pairwell::rules::parts::Traits;

use crate::catalog::CatalogItem;
use crate::orders::fold::words;

/// The most values of one item: Shopify has three, other shops rarely more.
const MOST: usize = 8;
/// A value of fewer products fits nothing.
const PRODUCTS: usize = 2;

/// An option's name and value, as they are compared.
type Value = (String, String);

/// The option values of the model's items, by item number as far as the last that has any. Only values that at least two products have,
/// and that tell apart the variants of some product, get a number.
pub fn options(known: &[Option<&CatalogItem>], traits: &[Traits]) -> Vec<Vec<u32>> {
    let values: Vec<BTreeSet<Value>> = known.iter().map(|item| item.map(values).unwrap_or_default()).collect();
    let mut variants: BTreeMap<u32, usize> = BTreeMap::new();
    traits.iter().filter(|item| item.group > 0).for_each(|item| *variants.entry(item.group).or_default() += 1);
    let mut holders: BTreeMap<&Value, BTreeMap<Product, usize>> = BTreeMap::new();
    for (item, (values, traits)) in values.iter().zip(traits).enumerate() {
        for value in values {
            *holders.entry(value).or_default().entry(Product::of(item, traits)).or_default() += 1;
        }
    }
    let tells = |(product, having): (&Product, &usize)| match product {
        Product::Variants(group) => *having < variants[group],
        Product::Alone(_) => false,
    };
    holders.retain(|_, products| products.len() >= PRODUCTS && products.iter().any(tells));
    let mut common: Vec<(&Value, usize)> = holders.iter().map(|(value, products)| (*value, products.len())).collect();
    // Small numbers are short in the file.
    common.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let numbers: BTreeMap<&Value, u32> = common.into_iter().map(|(value, _)| value).zip(0..).collect();
    let mut options: Vec<Vec<u32>> = values.iter().map(|values| of(values, &numbers)).collect();
    options.truncate(options.iter().rposition(|list| !list.is_empty()).map_or(0, |last| last + 1));
    options
}

/// What an item is a variant of, or that it is none.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Product {
    Variants(u32),
    Alone(usize),
}

impl Product {
    fn of(item: usize, traits: &Traits) -> Self {
        if traits.group > 0 { Self::Variants(traits.group) } else { Self::Alone(item) }
    }
}

/// An item's values without differences of case and blanks. Signs stay: −2.00 is another lens than +2.00.
fn values(item: &CatalogItem) -> BTreeSet<Value> {
    let spaced = |text: &str| text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    item.options.iter().take(MOST).map(|(name, value)| (words(name), spaced(value))).collect()
}

fn of(values: &BTreeSet<Value>, numbers: &BTreeMap<&Value, u32>) -> Vec<u32> {
    let mut list: Vec<u32> = values.iter().filter_map(|value| numbers.get(value).copied()).collect();
    list.sort_unstable();
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Items of a group each, 0 for none, with options such as `Size: M, Colour: red`.
    fn check(items: &[(u32, &str)], expected: &[&[u32]]) {
        let catalog: Vec<CatalogItem> = items.iter().map(|(_, options)| item(options)).collect();
        let traits: Vec<Traits> =
            items.iter().map(|(group, _)| Traits { group: *group, ..Traits::default() }).collect();
        let known: Vec<Option<&CatalogItem>> = catalog.iter().map(Some).collect();
        assert_eq!(options(&known, &traits), expected, "{items:?}");
    }

    fn item(options: &str) -> CatalogItem {
        let pair = |text: &str| text.split_once(':').map(|(name, value)| (name.to_owned(), value.to_owned()));
        CatalogItem { options: options.split(',').filter_map(pair).collect(), ..CatalogItem::default() }
    }

    #[test]
    fn a_value_is_the_same_in_all_products_whatever_its_case_and_blanks() {
        check(&[(1, "Size:M"), (1, "Size:L"), (2, "size: m"), (2, "SIZE:L ")], &[&[1], &[0], &[1], &[0]]);
        check(&[(1, "Size:M"), (1, "Size:L"), (2, "Bust:M"), (2, "Bust:L")], &[]);
        check(&[(1, "S:-2.00"), (1, "S:+2.00"), (2, "S:-2.00"), (2, "S:-3.00")], &[&[0], &[], &[0]]);
    }

    #[test]
    fn a_value_of_one_product_or_of_all_variants_tells_nothing() {
        check(&[(1, "Size:M"), (1, "Size:XS"), (2, "Size:M"), (2, "Size:XL")], &[&[0], &[], &[0]]);
        check(&[(1, "Cloth:wool"), (1, "Cloth:wool"), (2, "Cloth:wool"), (2, "Cloth:wool")], &[]);
    }

    #[test]
    fn an_item_without_variants_says_its_size_all_the_same() {
        check(&[(0, "Size:M"), (1, "Size:M"), (1, "Size:L"), (0, "")], &[&[0], &[0]]);
        check(&[(0, "Size:M"), (0, "Size:M")], &[]);
        check(&[(1, "Size:M"), (2, "Size:M")], &[]);
    }

    #[test]
    fn a_thousand_values_are_bounded_and_common_ones_are_short() {
        let many: String = (0..1000).map(|n| format!("Option {n}:a,")).collect();
        let lists = |items: &[(u32, &str)]| {
            let catalog: Vec<CatalogItem> = items.iter().map(|(_, options)| item(options)).collect();
            let traits: Vec<Traits> =
                items.iter().map(|(group, _)| Traits { group: *group, ..Traits::default() }).collect();
            options(&catalog.iter().map(Some).collect::<Vec<_>>(), &traits)
        };
        assert_eq!(lists(&[(1, &many), (1, ""), (2, &many), (2, "")])[0], (0..MOST as u32).collect::<Vec<_>>());
        assert_eq!(lists(&[]), Vec::<Vec<u32>>::new());
    }
}
