//! Scores candidates by EASE: one dense regression over all items, for catalogs that fit in memory.

use faer::linalg::solvers::DenseSolveCore;
use faer::{Mat, Side};

use crate::affinity::measure::{Affinity, Fitted, Scorer, Seen, Unfit};

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
        let counts = seen.counts();
        let mut gram = Mat::<f32>::zeros(seen.items(), seen.items());
        for item in 0..seen.items() {
            let row = counts.row(item);
            for (&j, &both) in row.partner.iter().zip(row.support) {
                gram[(j as usize, item)] = both as f32;
            }
            gram[(item, item)] = counts.item_support[item] as f32 + self.lambda;
        }
        let factor = gram
            .llt(Side::Lower)
            .map_err(|error| Unfit(format!("the matrix cannot be inverted after rounding: {error:?}")))?;
        let inverse = factor.inverse();
        let scale = (0..seen.items()).map(|item| -1.0 / inverse[(item, item)]).collect();
        Ok(Box::new(Dense { inverse, scale, lambda: self.lambda }))
    }
}

struct Dense {
    /// Symmetric, so a column is a row.
    inverse: Mat<f32>,
    /// −1 / its diagonal.
    scale: Vec<f32>,
    lambda: f32,
}

impl Fitted for Dense {
    fn scorer(&self) -> Box<dyn Scorer + '_> {
        Box::new(self)
    }

    fn note(&self) -> Option<String> {
        Some(format!("λ {}", self.lambda))
    }
}

impl Scorer for &Dense {
    fn score(&mut self, cart: &[u32], scores: &mut [f64]) {
        scores.fill(0.0);
        for &item in cart {
            let column = self.inverse.col(item as usize);
            for ((score, p), scale) in scores.iter_mut().zip(column.iter()).zip(&self.scale) {
                *score += f64::from(p * scale);
            }
        }
    }
}
