//! Keeps the best of a list; never sorts it.

use std::cmp::Ordering;

/// Keeps the `most` best of a list, in any order. `better` puts better ones first and calls no two equal.
pub(crate) fn keep_best<T>(all: &mut Vec<T>, most: usize, better: impl FnMut(&T, &T) -> Ordering) {
    if all.len() > most {
        all.select_nth_unstable_by(most, better);
        all.truncate(most);
    }
}
