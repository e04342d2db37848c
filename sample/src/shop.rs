//! Says what the shop sells: the rows of the product tables and their sections; never what sells together.

mod brewing;
mod drinks;
mod table;

use crate::pictures::{Motif, Paint, Picture};

/// A shelf of the shop: one category and what all its products share.
pub(crate) struct Section {
    pub(crate) category: &'static str,
    /// Backdrop of the pictures.
    pub(crate) tint: &'static str,
    /// Bought again and again, or once.
    pub(crate) consumable: bool,
    /// What the shop pays, in percent of the price.
    pub(crate) cost_percent: u32,
    /// Which customers come for it.
    pub(crate) crowd: Crowd,
    pub(crate) products: &'static [Product],
}

/// What draws a customer to the shop.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Crowd {
    Brew,
    Espresso,
    Tea,
    Everyone,
}

/// One row of the product tables.
#[derive(Clone, Copy)]
pub(crate) struct Product {
    pub(crate) sku: &'static str,
    pub(crate) title: &'static str,
    pub(crate) brand: &'static str,
    pub(crate) pence: u32,
    /// How often it is the reason for an order, relative to the others.
    pub(crate) popularity: u32,
    pub(crate) picture: Picture,
    pub(crate) description: &'static str,
    pub(crate) group: &'static str,
    pub(crate) tags: &'static str,
    pub(crate) state: State,
}

/// Whether a product can be bought today.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Available,
    OutOfStock,
    /// In old orders, but no longer in the catalog.
    Discontinued,
}

/// A product that is available, in no group and without tags.
const fn p(
    sku: &'static str,
    title: &'static str,
    brand: &'static str,
    (pence, popularity): (u32, u32),
    picture: Picture,
    description: &'static str,
) -> Product {
    Product { sku, title, brand, pence, popularity, picture, description, group: "", tags: "", state: State::Available }
}

impl Product {
    /// Puts the product among its sibling variants.
    const fn group(self, group: &'static str) -> Self {
        Self { group, ..self }
    }

    /// Adds tags, separated by blanks.
    const fn tags(self, tags: &'static str) -> Self {
        Self { tags, ..self }
    }

    const fn out_of_stock(self) -> Self {
        Self { state: State::OutOfStock, ..self }
    }

    const fn discontinued(self) -> Self {
        Self { state: State::Discontinued, ..self }
    }
}

/// A shape painted in two colours.
const fn pic(
    shape: fn(&mut crate::pictures::Canvas, &Paint),
    main: &'static str,
    trim: &'static str,
    motif: Motif,
) -> Picture {
    Picture { shape, paint: Paint { main, trim, motif } }
}

/// The whole shop, in the catalog's order.
pub(crate) fn sections() -> impl Iterator<Item = &'static Section> {
    drinks::SECTIONS.iter().chain(brewing::SECTIONS).chain(table::SECTIONS)
}

/// Every product with its section, discontinued ones included.
pub(crate) fn products() -> impl Iterator<Item = (&'static Section, &'static Product)> {
    sections().flat_map(|section| section.products.iter().map(move |product| (section, product)))
}

/// The colours of the shop's pictures.
mod colours {
    pub(super) const CREAM: &str = "#f7ecd9";
    pub(super) const OAT: &str = "#ecd3a8";
    pub(super) const CHINA: &str = "#ebe3d7";
    pub(super) const SAND: &str = "#e7d3b1";
    pub(super) const CLAY: &str = "#c9653f";
    pub(super) const BRICK: &str = "#a4452f";
    pub(super) const ROSE: &str = "#e0919b";
    pub(super) const PLUM: &str = "#7d4868";
    pub(super) const MUSTARD: &str = "#e2a83a";
    pub(super) const SAGE: &str = "#8fab8c";
    pub(super) const FOREST: &str = "#3e6a55";
    pub(super) const MOSS: &str = "#7d9a4a";
    pub(super) const SKY: &str = "#86b4cf";
    pub(super) const NAVY: &str = "#33527a";
    pub(super) const TEAL: &str = "#3d8288";
    pub(super) const COCOA: &str = "#6b4431";
    pub(super) const COPPER: &str = "#c67f4e";
    pub(super) const STEEL: &str = "#b7c1c9";
    pub(super) const SLATE: &str = "#5b6773";
    pub(super) const COAL: &str = "#3a4048";
    pub(super) const WHITE: &str = "#fffaf2";
    pub(super) const BAMBOO: &str = "#d6b478";
}
