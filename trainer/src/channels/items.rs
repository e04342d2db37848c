//! Finds out how a receiver calls each item of a model, and which it may be told of; never asks for suggestions.

use std::collections::{BTreeMap, HashMap};

use pairwell::model::{Card, Catalog, Model};

use super::channel::{Item, Refusal, is_absolute};
use crate::catalog::CatalogItem;

/// What a receiver calls items.
#[derive(Debug, Clone)]
pub enum Ids {
    /// As the model does.
    Skus,
    /// By SKU; what is not in it has no id.
    Other(HashMap<String, String>),
}

/// The handles of Shopify's products by SKU: from the catalog's groups, else from addresses such as `/products/moka-pot`.
pub fn handles(catalog: &[CatalogItem], model: &Model, cards: Option<&Catalog>) -> Ids {
    let grouped = |item: &CatalogItem| Some((item.sku.clone(), item.group.clone()?));
    let mut ids: HashMap<String, String> = catalog.iter().filter_map(grouped).collect();
    for sku in (0..model.items() as u32).map(|item| model.sku(item)) {
        let card = cards.and_then(|cards| cards.card(sku)).filter(|_| !ids.contains_key(sku));
        if let Some(handle) = card.as_ref().and_then(|card| handle_in(&card.url)) {
            ids.insert(sku.to_owned(), handle.to_owned());
        }
    }
    Ids::Other(ids)
}

fn handle_in(url: &str) -> Option<&str> {
    let after = url.split_once("/products/")?.1;
    after.split(['/', '?', '#']).next().filter(|handle| !handle.is_empty())
}

/// The items of a model, as a receiver knows them.
pub struct Items<'a> {
    pub(super) model: &'a Model,
    ids: Option<Vec<String>>,
    cards: Vec<Option<Card>>,
    /// Items that are neither written nor suggested, ascending.
    pub(super) out: Vec<u32>,
    /// Those of them that the engine would suggest.
    pub(super) exclude: Vec<u32>,
    /// How many are hidden in the model.
    pub hidden: u64,
    /// How many the catalog calls unavailable.
    pub unavailable: u64,
    /// How many the receiver would refuse and the first of them, by reason.
    pub refused: BTreeMap<Refusal, (u64, String)>,
}

impl<'a> Items<'a> {
    /// The items of a model with its cards; `site` makes their links absolute.
    pub fn new(model: &'a Model, cards: Option<&Catalog>, ids: &Ids, site: Option<&str>) -> Self {
        let skus = || (0..model.items() as u32).map(|item| model.sku(item));
        let card = |sku: &str| cards.and_then(|cards| cards.card(sku)).map(|card| placed(card, site));
        let ids = match ids {
            Ids::Skus => None,
            Ids::Other(ids) => Some(skus().map(|sku| ids.get(sku).cloned().unwrap_or_default()).collect()),
        };
        let cards = skus().map(card).collect();
        Self {
            model,
            ids,
            cards,
            out: Vec::new(),
            exclude: Vec::new(),
            hidden: 0,
            unavailable: 0,
            refused: BTreeMap::new(),
        }
    }

    /// Leaves out what is hidden, what the catalog calls unavailable now, and what the receiver would refuse.
    #[must_use]
    pub fn leave_out(mut self, takes: &dyn Fn(&Item<'_>) -> Result<(), Refusal>, catalog: &[CatalogItem]) -> Self {
        let sold: HashMap<&str, bool> =
            catalog.iter().map(|item| (item.sku.as_str(), item.available && item.is_for_sale())).collect();
        for number in 0..self.model.items() as u32 {
            let item = self.item(number);
            let refusal = if item.id.is_empty() { Some(Refusal::NoId) } else { takes(&item).err() };
            let is_sold = catalog.is_empty() || sold.get(item.sku).copied().unwrap_or(false);
            if self.model.is_hidden(number) {
                self.hidden += 1;
            } else if !is_sold || item.card.is_some_and(|card| !card.available) && catalog.is_empty() {
                self.unavailable += 1;
            } else if let Some(refusal) = refusal {
                let first = item.sku.to_owned();
                self.refused.entry(refusal).or_insert((0, first)).0 += 1;
            } else {
                continue;
            }
            self.out.push(number);
        }
        self.exclude = self.out.iter().copied().filter(|number| !self.model.is_hidden(*number)).collect();
        self
    }

    /// An item by its number.
    pub fn item(&self, number: u32) -> Item<'_> {
        let sku = self.model.sku(number);
        let id = self.ids.as_ref().map_or(sku, |ids| ids[number as usize].as_str());
        Item { sku, id, card: self.cards[number as usize].as_ref() }
    }

    /// How many are left.
    pub fn taken(&self) -> usize {
        self.model.items() - self.out.len()
    }
}

/// A card with absolute links.
fn placed(mut card: Card, site: Option<&str>) -> Card {
    if let Some(site) = site {
        for link in [&mut card.url, &mut card.image] {
            *link = absolute(site, link);
        }
    }
    card
}

/// A link as a page of the site would follow it.
fn absolute(site: &str, link: &str) -> String {
    let site = site.trim_end_matches('/');
    let scheme = site.split("//").next().unwrap_or("https:");
    match link {
        "" => String::new(),
        link if is_absolute(link) => link.to_owned(),
        link if link.starts_with("//") => format!("{scheme}{link}"),
        link => format!("{site}/{}", link.trim_start_matches("./").trim_start_matches('/')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_absolute_once_the_site_is_known() {
        for (link, whole) in [
            ("/p/a", "https://shop.example/p/a"),
            ("p/a", "https://shop.example/p/a"),
            ("./p/a", "https://shop.example/p/a"),
            ("//cdn.example/a.jpg", "https://cdn.example/a.jpg"),
            ("HTTPS://other.example/a", "HTTPS://other.example/a"),
            ("", ""),
        ] {
            assert_eq!(absolute("https://shop.example/", link), whole);
        }
    }

    #[test]
    fn a_handle_stands_in_an_address() {
        assert_eq!(handle_in("https://s.example/products/moka-pot?variant=1"), Some("moka-pot"));
        assert_eq!(handle_in("/products/"), None);
        assert_eq!(handle_in("/item/moka-pot"), None);
    }
}
