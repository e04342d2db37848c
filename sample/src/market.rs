//! Turns the product and bond tables into lookups by product number: demand, complements, rivals; never draws chance.

use std::collections::BTreeMap;

use crate::bonds::{COMPLEMENTS, SEASONS, SUBSTITUTES};
use crate::shop::{self, Crowd, Product, Section, State};

/// The day on which discontinued products left the shop.
const CLEARANCE: u32 = 200;

/// A product's number: its place in the tables.
pub(crate) type Number = usize;

/// What can be sold, and what draws what.
pub(crate) struct Market {
    rows: Vec<(&'static Section, &'static Product)>,
    /// For each product, what it leads to, in percent.
    pub(crate) complements: Vec<Vec<(Number, u32)>>,
    /// For each product, what does the same job.
    pub(crate) rivals: Vec<Vec<Number>>,
}

impl Market {
    pub(crate) fn open() -> Self {
        let rows: Vec<_> = shop::products().collect();
        let numbers: BTreeMap<&str, Number> = rows.iter().enumerate().map(|(n, (_, p))| (p.sku, n)).collect();
        let find = |skus: &[&str]| skus.iter().filter_map(|sku| numbers.get(sku).copied()).collect::<Vec<_>>();
        let mut complements = vec![Vec::new(); rows.len()];
        for bond in COMPLEMENTS {
            for from in find(bond.from) {
                complements[from].extend(find(bond.to).into_iter().map(|to| (to, bond.percent)));
            }
        }
        let mut rivals = vec![Vec::new(); rows.len()];
        for set in SUBSTITUTES {
            let set = find(set);
            for &one in &set {
                rivals[one].extend(set.iter().copied().filter(|&other| other != one));
            }
        }
        Self { rows, complements, rivals }
    }

    pub(crate) fn product(&self, number: Number) -> &'static Product {
        self.rows[number].1
    }

    pub(crate) fn section(&self, number: Number) -> &'static Section {
        self.rows[number].0
    }

    /// Numbers of all products in the catalog today.
    pub(crate) fn catalog(&self) -> impl Iterator<Item = Number> {
        (0..self.rows.len()).filter(|&number| self.product(number).state != State::Discontinued)
    }

    /// How much each product draws a customer of `crowd` on `day`, `month` being that day's.
    pub(crate) fn demand(&self, crowd: Crowd, day: u32, month: usize) -> Vec<u32> {
        (0..self.rows.len())
            .map(|number| {
                let gone = self.product(number).state == State::Discontinued && day >= CLEARANCE;
                let wanted = self.product(number).popularity * self.season(number, month) * self.pull(number, crowd);
                if gone { 0 } else { wanted / 100 }
            })
            .collect()
    }

    /// Demand for a product in `month`, in percent of the usual.
    pub(crate) fn season(&self, number: Number, month: usize) -> u32 {
        let sku = self.product(number).sku;
        SEASONS.iter().find(|season| season.skus.contains(&sku)).map_or(100, |season| season.months[month])
    }

    /// How much more, or less, a product means to a crowd than to anyone, in percent.
    fn pull(&self, number: Number, crowd: Crowd) -> u32 {
        let of_espresso = self.product(number).tags.contains("espresso");
        let home = if of_espresso { Crowd::Espresso } else { self.section(number).crowd };
        match (home, crowd) {
            (Crowd::Everyone, _) | (_, Crowd::Everyone) => 100,
            (home, crowd) if home == crowd => 240,
            _ => 40,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bonds::UPGRADES;

    #[test]
    fn every_sku_is_unique_and_every_table_names_skus_that_exist() {
        let skus: std::collections::BTreeSet<&str> = shop::products().map(|(_, product)| product.sku).collect();
        assert_eq!(skus.len(), shop::products().count(), "two products share a SKU");
        let named = COMPLEMENTS.iter().flat_map(|bond| bond.from.iter().chain(bond.to));
        let named = named.chain(SUBSTITUTES.iter().copied().flatten());
        let named = named.chain(SEASONS.iter().flat_map(|season| season.skus));
        for sku in named.copied().chain(UPGRADES.iter().flat_map(|&(one, other)| [one, other])) {
            assert!(skus.contains(sku), "{sku} is in a table of bonds.rs but in no table of shop/");
        }
    }

    #[test]
    fn no_product_complements_itself_or_what_it_replaces() {
        let market = Market::open();
        for number in 0..market.rows.len() {
            for &(other, _) in &market.complements[number] {
                let rivals = market.rivals[number].contains(&other);
                assert!(other != number && !rivals, "{} and {}", market.product(number).sku, market.product(other).sku);
            }
        }
    }
}
