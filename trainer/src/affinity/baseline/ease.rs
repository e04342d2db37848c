//! Scores candidates by EASE: one dense regression over all items, for catalogs that fit in memory.

use crate::affinity::measure::{Affinity, Fitted, Seen, Unfit};

/// The most items whose square matrix is inverted.
pub const EASE_ITEMS: usize = 12_000;

/// Steck's "Embarrassingly Shallow Autoencoders" (WWW 2019): `W = −P / diag(P)` with `P = (XᵀX + λI)⁻¹`.
pub struct Ease {
    /// Penalty, in orders.
    pub lambda: f32,
}

impl Affinity for Ease {
    fn name(&self) -> &'static str {
        "ease"
    }

    fn fit<'a>(&self, seen: &'a Seen<'a>) -> Result<Box<dyn Fitted + 'a>, Unfit> {
        if seen.items() > EASE_ITEMS {
            return Err(Unfit(format!("{} items; its matrix fits for at most {EASE_ITEMS}", seen.items())));
        }
        invert(self.lambda, seen)
    }
}

#[cfg(feature = "ease")]
use super::dense::fit as invert;

#[cfg(not(feature = "ease"))]
fn invert(_lambda: f32, _seen: &Seen<'_>) -> Result<Box<dyn Fitted>, Unfit> {
    Err(Unfit("this pairwell was built without the feature `ease`; `cargo install --path trainer` adds it".to_owned()))
}
