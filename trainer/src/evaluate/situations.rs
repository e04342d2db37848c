//! Measures methods where little is known: empty carts, unknown and rare items, variants, new items; never fits one.

use super::accuracy::Accuracy;
use super::bootstrap::{Interval, rate_difference};
use super::holdout::{Carts, Holdout, TestCase};
use super::products::Products;
use super::ranks::Ranks;
use crate::affinity::baseline::Popularity;
use crate::affinity::measure::{Affinity, Fitted, Seen, Unfit};

/// An item in fewer training orders than this is rare.
const RARE: u32 = 20;

/// What a cart or a hidden item is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Nothing is in the cart.
    EmptyCart,
    /// One item is in the cart, and nobody knows it.
    UnknownItem,
    /// The hidden item is rare; live carts.
    RareHidden,
    /// The cart's only item is rare.
    RareCart,
    /// The hidden item's product has variants, and any of them is a hit; carts of one item.
    VariantsOneItem,
    /// The same with live carts.
    VariantsLive,
    /// The same with whole orders.
    VariantsWhole,
    /// The cart's only item is new, as on its product page.
    NewItem,
}

impl Kind {
    /// Its name in tables and charts.
    pub fn name(self) -> &'static str {
        match self {
            Self::EmptyCart => "empty cart",
            Self::UnknownItem => "unknown item",
            Self::RareHidden => "rare hidden",
            Self::RareCart => "rare in cart",
            Self::VariantsOneItem => "variants, one item",
            Self::VariantsLive => "variants, live",
            Self::VariantsWhole => "variants, whole",
            Self::NewItem => "new item",
        }
    }
}

/// How well a method did where little is known.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Situation {
    /// Where.
    pub situation: Kind,
    /// How many test cases.
    #[serde(rename = "trials")]
    pub cases: usize,
    /// How well.
    #[serde(flatten)]
    pub accuracy: Accuracy,
    /// The hit rate at 10 less that of popularity, over the same test cases.
    #[serde(rename = "hr@10AgainstPopularity")]
    pub against_popularity: Interval,
}

/// Test cases of several kinds, all for the same training orders.
pub struct Situations<'a> {
    products: Option<&'a Products>,
    asked: Vec<Asked>,
}

/// Test cases of one kind, and popularity's hits among them.
struct Asked {
    kind: Kind,
    holdout: Holdout,
    popularity: Vec<f64>,
}

/// The carts for which variants are asked.
const VARIANTS: [(Kind, Carts); 3] =
    [(Kind::VariantsOneItem, Carts::First(1)), (Kind::VariantsLive, Carts::Live), (Kind::VariantsWhole, Carts::Whole)];

impl<'a> Situations<'a> {
    /// The situations among a holdout's cases. Those with variants need to know which items are of one product.
    ///
    /// # Errors
    /// When popularity cannot be measured.
    pub fn of(holdout: &Holdout, products: Option<&'a Products>) -> Result<Self, Unfit> {
        let rare = rare(holdout);
        let carts = |carts| holdout.clone().carts(carts);
        let mut asked = vec![
            (Kind::EmptyCart, carts(Carts::First(0))),
            (Kind::UnknownItem, holdout.clone().with_an_unknown_item()),
            (Kind::RareHidden, carts(Carts::Live).only(|case| case.hidden.is_some_and(|item| rare[item as usize]))),
            (Kind::RareCart, carts(Carts::First(1)).only(|case| case.cart().any(|item| rare[item as usize]))),
        ];
        if let Some(products) = products {
            let asks = |case: &TestCase| case.hidden.is_some_and(|hidden| products.asks(hidden, case.cart()));
            asked.extend(VARIANTS.map(|(kind, size)| (kind, carts(size).only(asks))));
        }
        Self::asking(holdout, asked, products)
    }

    /// The product pages of new items, by a [holdout of new items](Holdout::of_new_items).
    ///
    /// # Errors
    /// When popularity cannot be measured.
    pub fn of_new_items(holdout: &Holdout) -> Result<Self, Unfit> {
        Self::asking(holdout, vec![(Kind::NewItem, holdout.clone())], None)
    }

    /// Cases of a holdout, which all have its training orders.
    fn asking(holdout: &Holdout, asked: Vec<(Kind, Holdout)>, products: Option<&'a Products>) -> Result<Self, Unfit> {
        let mut all = Self { products, asked: Vec::new() };
        let seen = Seen::new(&holdout.train);
        let popularity = Popularity.fit(&seen)?;
        for (kind, holdout) in asked.into_iter().filter(|(_, holdout)| !holdout.cases.is_empty()) {
            let popularity = all.ranks(kind, &holdout, &*popularity).hit_values().collect();
            all.asked.push(Asked { kind, holdout, popularity });
        }
        Ok(all)
    }

    /// How many test cases there are, over all kinds.
    pub fn cases(&self) -> usize {
        self.asked.iter().map(|asked| asked.holdout.cases.len()).sum()
    }

    /// Measures a method that has learned from these training orders; calls `done` with the number of cases just ranked.
    pub fn measure(&self, fitted: &dyn Fitted, done: &dyn Fn(u64)) -> Vec<Situation> {
        let measured = |Asked { kind, holdout, popularity }: &Asked| {
            let ranks = self.ranks(*kind, holdout, fitted);
            done(holdout.cases.len() as u64);
            Situation {
                situation: *kind,
                cases: holdout.cases.len(),
                accuracy: Accuracy::of(&ranks),
                against_popularity: rate_difference(ranks.hit_values(), popularity.iter().copied()),
            }
        };
        self.asked.iter().map(measured).collect()
    }

    fn ranks(&self, kind: Kind, holdout: &Holdout, fitted: &dyn Fitted) -> Ranks {
        match self.products.filter(|_| VARIANTS.iter().any(|(other, _)| *other == kind)) {
            Some(products) => Ranks::of_products(holdout, products, fitted),
            None => Ranks::of(holdout, fitted, &|_| ()),
        }
    }
}

/// Which training items are rare.
fn rare(holdout: &Holdout) -> Vec<bool> {
    holdout.train.support().into_iter().map(|orders| orders < RARE).collect()
}
