//! Scores every item by how many orders contain it, whatever the cart; never looks at pairs.

use crate::affinity::measure::{Affinity, Cart, Fitted, Scorer, Seen, Unfit};

/// The best sellers.
pub struct Popularity;

impl Affinity for Popularity {
    fn name(&self) -> &'static str {
        "popularity"
    }

    fn fit<'a>(&self, seen: &'a Seen<'a>) -> Result<Box<dyn Fitted + 'a>, Unfit> {
        Ok(Box::new(Supports((0..seen.items() as u32).map(|item| seen.support(item)).collect())))
    }
}

/// How many orders contain each item.
pub(crate) struct Supports(pub(crate) Vec<f64>);

impl Fitted for Supports {
    fn scorer(&self) -> Box<dyn Scorer + '_> {
        Box::new(&self.0)
    }
}

impl Scorer for &Vec<f64> {
    fn score(&mut self, _cart: Cart<'_>, scores: &mut [f64]) {
        scores.copy_from_slice(self);
    }
}
