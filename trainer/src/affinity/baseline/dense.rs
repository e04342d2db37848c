//! Inverts one dense matrix over all items, for EASE; built with the feature `ease` only.

use faer::linalg::solvers::DenseSolveCore;
use faer::{Mat, Side};

use crate::affinity::measure::{Cart, Fitted, Scorer, Seen, Unfit};

/// `W = −P / diag(P)` with `P = (XᵀX + λI)⁻¹`.
pub(super) fn fit(lambda: f32, seen: &Seen<'_>) -> Result<Box<dyn Fitted>, Unfit> {
    let counts = seen.counts();
    let mut gram = Mat::<f32>::zeros(seen.items(), seen.items());
    for item in 0..seen.items() {
        let row = counts.row(item);
        for (&j, &both) in row.partner.iter().zip(row.support) {
            gram[(j as usize, item)] = both as f32;
        }
        gram[(item, item)] = counts.item_support()[item] as f32 + lambda;
    }
    let factor = gram
        .llt(Side::Lower)
        .map_err(|error| Unfit(format!("the matrix cannot be inverted after rounding: {error:?}")))?;
    let inverse = factor.inverse();
    let scale = (0..seen.items()).map(|item| -1.0 / inverse[(item, item)]).collect();
    Ok(Box::new(Dense { inverse, scale, lambda }))
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
    fn score(&mut self, cart: Cart<'_>, scores: &mut [f64]) {
        scores.fill(0.0);
        for &item in cart.items {
            let column = self.inverse.col(item as usize);
            for ((score, p), scale) in scores.iter_mut().zip(column.iter()).zip(&self.scale) {
                *score += f64::from(p * scale);
            }
        }
    }
}
