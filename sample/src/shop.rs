//! Defines the product tables: rows, sections and states; never says what sells together.

mod brewing;
mod drinks;
mod table;

/// A shelf of the shop: one category and what all its products share.
pub(crate) struct Section {
    pub(crate) category: &'static str,
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
    description: &'static str,
) -> Product {
    Product { sku, title, brand, pence, popularity, description, group: "", tags: "", state: State::Available }
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

/// The whole shop, in the catalog's order.
pub(crate) fn sections() -> impl Iterator<Item = &'static Section> {
    drinks::SECTIONS.iter().chain(brewing::SECTIONS).chain(table::SECTIONS)
}

/// Every product with its section, discontinued ones included.
pub(crate) fn products() -> impl Iterator<Item = (&'static Section, &'static Product)> {
    sections().flat_map(|section| section.products.iter().map(move |product| (section, product)))
}
