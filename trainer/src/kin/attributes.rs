//! Lists each catalog item's attributes by number: product, categories, brand, price band, title and its words; and its product.

use std::borrow::Cow;

use hashbrown::HashMap;
use rayon::prelude::*;

use super::words::Words;
use crate::catalog::CatalogItem;

/// Price bands an octave: within one, prices differ by less than a half.
const BANDS: f64 = 2.0;
/// What stands between the levels of a category path.
const LEVELS: [&str; 4] = [" > ", ">", " / ", "|"];

/// The most variants of a product, as Shopify has it; a larger group is something else.
const MOST_VARIANTS: u32 = 2048;

/// What a catalog's items have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kinship {
    /// By SKU: the item's place in `items`.
    places: HashMap<String, usize>,
    /// The catalog's items, in its order: SKU and attributes, ascending.
    items: Vec<(String, Vec<u32>)>,
    /// How many attributes there are.
    attributes: usize,
    /// By item, in the catalog's order: the number of its product, where that has several variants.
    products: Vec<Option<u32>>,
}

/// A kind of attribute, and what it says of an item.
type Attribute<'a> = (&'static str, Cow<'a, str>);

impl Kinship {
    /// From a catalog. What only one item has is no attribute.
    pub fn of(catalog: &[CatalogItem]) -> Self {
        let words = Words::new();
        let mut known: HashMap<Attribute<'_>, (u32, u32)> = HashMap::new();
        let mut items: Vec<Vec<u32>> = Vec::with_capacity(catalog.len());
        for item in catalog {
            let mut own: Vec<u32> = Vec::new();
            for attribute in attributes(item, &words) {
                let next = known.len() as u32;
                let (number, holders) = known.entry(attribute).or_insert((next, 0));
                if !own.contains(number) {
                    own.push(*number);
                    *holders += 1;
                }
            }
            items.push(own);
        }
        let mut holders = vec![0; known.len()];
        known.into_values().for_each(|(number, count)| holders[number as usize] = count);
        let mut attributes = 0;
        let mut number = |count: &u32| {
            attributes += u32::from(*count > 1);
            (*count > 1).then(|| attributes - 1)
        };
        let dense: Vec<Option<u32>> = holders.iter().map(&mut number).collect();
        let shared = |own: &Vec<u32>| {
            let mut shared: Vec<u32> = own.iter().filter_map(|number| dense[*number as usize]).collect();
            shared.sort_unstable();
            shared
        };
        let items = catalog.iter().zip(&items).map(|(item, own)| (item.sku.clone(), shared(own))).collect();
        let places = catalog.iter().enumerate().map(|(n, item)| (item.sku.clone(), n)).collect();
        Self { places, items, attributes: attributes as usize, products: products(catalog) }
    }

    /// The product of each item, by number; `None` where it has no variants, and for items that the catalog does not have.
    pub fn products(&self, skus: &[String]) -> Vec<Option<u32>> {
        skus.iter().map(|sku| self.places.get(sku).and_then(|place| self.products[*place])).collect()
    }

    /// All items of the catalog, in its order, with their attributes.
    pub fn items(&self) -> impl ParallelIterator<Item = (&str, &[u32])> {
        self.items.par_iter().map(|(sku, own)| (sku.as_str(), own.as_slice()))
    }

    /// The attributes of an item; none of one that the catalog does not have.
    pub fn attributes(&self, sku: &str) -> &[u32] {
        self.places.get(sku).map_or(&[], |place| &self.items[*place].1)
    }

    /// How many attributes there are; their numbers are below it.
    pub fn count(&self) -> usize {
        self.attributes
    }
}

/// Numbers the products that have several variants. Items of one group that are of different categories are of different products, and a
/// group that holds more than half of the catalog is no product.
fn products(catalog: &[CatalogItem]) -> Vec<Option<u32>> {
    let product =
        |item: &'_ CatalogItem| Some((item.group.clone().filter(|group| !group.is_empty())?, item.category.clone()));
    let mut variants: HashMap<_, (u32, u32)> = HashMap::new();
    for product in catalog.iter().filter_map(product) {
        let next = variants.len() as u32;
        variants.entry(product).or_insert((next, 0)).1 += 1;
    }
    let is_product = |count: u32| (2..=MOST_VARIANTS).contains(&count) && count as usize * 2 <= catalog.len();
    let number =
        |item| variants.get(&product(item)?).filter(|(_, count)| is_product(*count)).map(|(number, _)| *number);
    catalog.iter().map(number).collect()
}

/// What the catalog says of an item.
fn attributes<'a>(item: &'a CatalogItem, words: &Words) -> Vec<Attribute<'a>> {
    let mut all: Vec<Attribute<'a>> = Vec::new();
    let mut named = |kind, value: &'a Option<String>| {
        all.extend(value.as_deref().filter(|value| !value.is_empty()).map(|value| (kind, Cow::Borrowed(value))));
    };
    named("group", &item.group);
    named("brand", &item.brand);
    named("category", &item.category);
    all.extend(item.category.as_deref().map(wider).unwrap_or_default());
    all.extend(item.tags.iter().filter(|tag| !tag.is_empty()).map(|tag| ("tag", Cow::Borrowed(tag.as_str()))));
    if let Some(price) = item.price_minor.filter(|price| *price > 0) {
        all.push(("price", Cow::Owned(((price as f64).log2() * BANDS).floor().to_string())));
    }
    let stems = words.of(&item.title);
    if !stems.is_empty() {
        all.push(("title", Cow::Owned(stems.join(" "))));
    }
    all.extend(stems.into_iter().map(|stem| ("word", Cow::Owned(stem))));
    all
}

/// The categories that a category is in, where it is written as a path.
fn wider(category: &str) -> Vec<Attribute<'_>> {
    let Some(between) = LEVELS.into_iter().find(|between| category.contains(between)) else { return Vec::new() };
    category.match_indices(between).map(|(at, _)| ("category", Cow::Borrowed(category[..at].trim_end()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(sku: &str, title: &str, category: &str, price: i64) -> CatalogItem {
        CatalogItem {
            sku: sku.into(),
            title: title.into(),
            category: Some(category.into()),
            price_minor: Some(price),
            ..CatalogItem::default()
        }
    }

    #[test]
    fn a_product_has_variants_of_one_category_and_is_not_most_of_the_shop() {
        let of = |sku: &str, group: &str, category: &str| CatalogItem {
            group: (!group.is_empty()).then(|| group.into()),
            ..item(sku, "", category, 100)
        };
        let shirts =
            [of("a", "shirt", "Shirts"), of("b", "shirt", "Shirts"), of("c", "shirt", "Toys"), of("d", "", "Shirts")];
        let skus = ["a", "b", "c", "d", "unknown"].map(String::from);
        assert_eq!(Kinship::of(&shirts).products(&skus), [Some(0), Some(0), None, None, None]);
        assert_eq!(Kinship::of(&shirts[..3]).products(&skus), [None; 5]);
    }

    #[test]
    fn items_share_what_two_of_them_have() {
        let catalog = [
            item("a", "Red mugs", "Kitchen > Mugs", 800),
            item("b", "Blue mug", "Kitchen > Mugs", 790),
            item("c", "Teapot", "Kitchen > Pots", 4_000),
            item("d", "Lamp", "Light", 90_000),
        ];
        let kinship = Kinship::of(&catalog);
        let shared = |a: &str, b: &str| {
            kinship.attributes(a).iter().filter(|attribute| kinship.attributes(b).contains(attribute)).count()
        };
        // The category, the one around it, the price band, the word.
        assert_eq!((shared("a", "b"), shared("a", "c"), shared("a", "d")), (4, 1, 0));
        assert_eq!((kinship.count(), kinship.attributes("d").len(), kinship.attributes("unknown").len()), (4, 0, 0));
    }
}
