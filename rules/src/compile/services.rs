//! Compiles services: an item is suggested only with one of its products, ranked by the largest rate of those present.

use std::collections::BTreeMap;

use pairwell::rules::parts::{Action, Atom, Clause};

use super::numbers::{score, within};
use super::sections::Sections;
use crate::file::Service;
use crate::finding::Place;
use crate::select::Selected;

/// One `[[service]]`.
struct Offer {
    items: Selected,
    /// Its products; `None` if the shop has none of them any more.
    with: Option<Selected>,
    /// The share of customers who take it, in score units.
    units: u32,
    place: Place,
}

/// Compiles all services of a file. An item of several services is offered with the products of any.
pub(super) fn services(services: &[Service], sections: &mut Sections<'_, '_, '_>) {
    let offers: Vec<Offer> = services.iter().filter_map(|service| offer(service, sections)).collect();
    for (mut by, items) in groups(&offers) {
        by.sort_by_key(|offer| std::cmp::Reverse(offer.units));
        offered(&by, items, sections);
    }
}

fn offer(service: &Service, sections: &mut Sections<'_, '_, '_>) -> Option<Offer> {
    let rate = service.rate.as_ref().map_or(0.1, |rate| within("rate", rate, 0.0, 1.0, sections.notes));
    let items = sections.some("service", &service.of);
    let with = sections.some("with", &service.with);
    let items = items?;
    let own = with.as_ref().and_then(|with| items.items.iter().find(|item| with.items.binary_search(item).is_ok()));
    if let Some(own) = own {
        let text = format!("{:?} is among the products that this service is for", sections.index.sku(*own));
        let remedy = "Leave it out of `with`, for example by `except`: in the cart, it would suggest the others.";
        sections.notes.warning(service.with.place, text, remedy);
    }
    Some(Offer { items, with, units: score(rate), place: service.place })
}

/// Groups the items by the services that offer them, in the order of the file.
fn groups(offers: &[Offer]) -> Vec<(Vec<&Offer>, Vec<u32>)> {
    let mut by_item: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (n, offer) in offers.iter().enumerate() {
        offer.items.items.iter().for_each(|item| by_item.entry(*item).or_default().push(n));
    }
    let mut groups: BTreeMap<Vec<usize>, Vec<u32>> = BTreeMap::new();
    for (item, by) in by_item {
        groups.entry(by).or_default().push(item);
    }
    let offers = |by: Vec<usize>| by.into_iter().map(|n| &offers[n]).collect();
    groups.into_iter().map(|(by, items)| (offers(by), items)).collect()
}

/// Compiles the items of these services, the one with the largest rate first.
fn offered(by: &[&Offer], items: Vec<u32>, sections: &mut Sections<'_, '_, '_>) {
    let Some(first) = by.first() else { return };
    let of = name(by, &items, sections);
    let name = format!("service {of}");
    let set = sections.build.set(&Selected { items, name: of, ..Selected::default() });
    let products: Vec<u32> =
        by.iter().filter_map(|offer| offer.with.as_ref()).map(|with| sections.build.set(with)).collect();
    let missing = if products.is_empty() { Vec::new() } else { vec![beside(&products, true)] };
    sections.build.setting(&format!("{name} without its product"), missing, Action::Exclude(set), first.place);
    let with = by.iter().filter(|offer| offer.with.is_some());
    for (n, offer) in with.enumerate().filter(|(_, offer)| offer.units > 0) {
        // With the products of a service with a larger rate, only that rate counts.
        let larger = if n > 0 { Some(beside(&products[..n], true)) } else { None };
        let when = [Some(beside(&products[n..=n], false)), larger].into_iter().flatten().collect();
        sections.build.setting(&name, when, Action::Add { set, units: offer.units }, offer.place);
    }
}

/// A condition that requires an item of one of these sets in the cart; negated, none of them.
fn beside(products: &[u32], negated: bool) -> Clause {
    Clause { negated, any: products.iter().map(|product| Atom::Cart(*product)).collect() }
}

/// These items in words: as a service names them, or by SKU.
fn name(by: &[&Offer], items: &[u32], sections: &Sections<'_, '_, '_>) -> String {
    let whole = by.iter().find(|offer| offer.items.items == items);
    whole.map_or_else(|| named(items, sections), |whole| whole.items.name.clone())
}

/// The first few SKUs.
fn named(items: &[u32], sections: &Sections<'_, '_, '_>) -> String {
    const FEW: usize = 3;
    let skus: Vec<&str> = items.iter().take(FEW).map(|item| sections.index.sku(*item)).collect();
    let more = if items.len() > FEW { format!(" and {} more", items.len() - FEW) } else { String::new() };
    format!("{}{more}", skus.join(", "))
}
