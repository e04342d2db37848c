//! Weighs orders by size and age, and limits each customer's share; never counts pairs.

use super::counts::weights_by_size;
use crate::orders::Orders;

const DAY: f64 = 86_400.0;
/// Each customer may count this many average orders, whatever the share: small shops have few customers.
const ALWAYS_ORDERS: f64 = 20.0;

/// How orders are weighed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OrderWeights {
    /// An order of n items counts n^−alpha.
    pub alpha: f64,
    /// Days in which an order's weight halves; orders without a time count as the oldest.
    pub half_life: Option<f64>,
    /// Largest share of the total weight for one customer; unknown customers are not limited.
    pub customer_share: f64,
}

impl OrderWeights {
    /// One weight per order, with a mean of 1.
    pub fn of(&self, orders: &Orders) -> Vec<f64> {
        let mut weights = weights_by_size(orders, self.alpha);
        if let (Some(half_life), Some(times)) = (self.half_life, &orders.times) {
            fade(&mut weights, times, half_life);
        }
        scale(&mut weights);
        if let Some(customers) = &orders.customers {
            hold_back(&mut weights, customers, self.customer_share);
            scale(&mut weights);
        }
        weights
    }
}

fn fade(weights: &mut [f64], times: &[i64], half_life: f64) {
    let known = times.iter().copied().filter(|time| *time != i64::MIN);
    let (Some(oldest), Some(newest)) = (known.clone().min(), known.max()) else { return };
    for (weight, time) in weights.iter_mut().zip(times) {
        let age = (newest - time.max(&oldest)) as f64 / DAY;
        *weight *= (-age / half_life).exp2();
    }
}

/// Scales down the orders of each customer above the share.
fn hold_back(weights: &mut [f64], customers: &[u32], share: f64) {
    let known = customers.iter().filter(|customer| **customer != u32::MAX);
    let mut owned = vec![0.0; known.max().map_or(0, |most| *most as usize + 1)];
    for (weight, customer) in weights.iter().zip(customers) {
        if let Some(owned) = owned.get_mut(*customer as usize) {
            *owned += weight;
        }
    }
    let most = (weights.len() as f64 * share).max(ALWAYS_ORDERS);
    for (weight, customer) in weights.iter_mut().zip(customers) {
        if let Some(owned) = owned.get(*customer as usize).filter(|owned| **owned > most) {
            *weight *= most / owned;
        }
    }
}

fn scale(weights: &mut [f64]) {
    let factor = weights.len() as f64 / weights.iter().sum::<f64>();
    weights.iter_mut().for_each(|weight| *weight *= factor);
}
