//! Lets one variant stand for its product with what all of its variants come to; never solves.
//!
//! A shelf shows one variant of a product, with a link to choose. What counts is then whether any of them is bought: the sum over
//! the variants, which are bought one instead of another. Without it a product in ten colours has a tenth of the weight of one
//! that has none, though it sells as well. Other variants keep their own weights and stand behind.

use hashbrown::HashMap;
use rayon::prelude::*;

use super::pair::{Column, Pair};

/// Adds up the weights of each row's variants of a product. The one with the largest weight gets the sum; of equals the smaller.
pub(super) fn gather_weights(rows: &mut [Column], products: &[Option<u32>]) {
    rows.par_iter_mut().for_each(|row| {
        let size = |pair: &Pair| pair.alone + pair.whole;
        let mut sums: HashMap<u32, (usize, f32, f32)> = HashMap::new();
        for (at, pair) in row.iter().enumerate() {
            let Some(product) = products[pair.item as usize] else { continue };
            let (best, alone, whole) = sums.entry(product).or_insert((at, 0.0, 0.0));
            *alone += pair.alone;
            *whole += pair.whole;
            if size(pair) > size(&row[*best]) {
                *best = at;
            }
        }
        for (best, alone, whole) in sums.into_values() {
            row[best] = Pair { alone: alone.min(1.0), whole: whole.min(1.0), ..row[best] };
        }
    });
}

/// Adds up the priors of each product's variants. The most likely one gets the sum; of equals the first.
pub(super) fn gather_priors(priors: &mut [f64], products: &[Option<u32>]) {
    let mut sums: HashMap<u32, (usize, f64)> = HashMap::new();
    for ((at, prior), product) in priors.iter().enumerate().zip(products) {
        let Some(product) = product else { continue };
        let (best, sum) = sums.entry(*product).or_insert((at, 0.0));
        *sum += prior;
        if *prior > priors[*best] {
            *best = at;
        }
    }
    for (best, sum) in sums.into_values() {
        priors[best] = sum.min(1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_variant_gets_the_sum_and_the_others_keep_their_own() {
        let pair = |item, alone, whole| Pair { item, alone, whole };
        let mut rows =
            vec![vec![pair(0, 0.25, 0.5), pair(1, 0.125, 0.25), pair(2, 0.5, 0.5), pair(3, 0.75, 0.75)], vec![]];
        gather_weights(&mut rows, &[Some(7), None, Some(7), Some(8)]);
        assert_eq!(rows[0], [pair(0, 0.25, 0.5), pair(1, 0.125, 0.25), pair(2, 0.75, 1.0), pair(3, 0.75, 0.75)]);
    }

    #[test]
    fn of_equal_variants_the_first_stands_for_the_product() {
        let mut priors = [0.25, 0.5, 0.25, 0.25, 0.125];
        gather_priors(&mut priors, &[Some(1), None, Some(1), None, Some(1)]);
        assert_eq!(priors, [0.625, 0.5, 0.25, 0.25, 0.125]);
    }
}
