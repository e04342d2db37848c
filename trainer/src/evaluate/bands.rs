//! Groups test cases into bands by cart size and by popularity of the hidden item; never ranks.

use super::bootstrap::{Interval, proportion};
use super::holdout::Holdout;
use super::ranks::Ranks;

/// The hit rate within a group of test cases.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Band {
    /// The group's name.
    pub band: String,
    /// How many test cases.
    #[serde(rename = "trials")]
    pub cases: usize,
    /// Their hit rate.
    pub hr: Interval,
}

/// Smallest cart of each band.
const SIZES: [usize; 6] = [1, 2, 4, 8, 16, 32];
/// Bands of items by falling popularity: the share of items down to the band's end, and its name.
const POPULARITY: [(f64, &str); 4] =
    [(0.01, "top 1 %"), (0.05, "next 4 %"), (0.2, "next 15 %"), (1.0, "long tail (80 %)")];

/// The share of items, by falling popularity, that is not the long tail.
pub const HEAD: f64 = 0.2;

/// Hit rate by cart size.
pub fn by_size(holdout: &Holdout, ranks: &Ranks) -> Vec<Band> {
    let name = |n: usize| match (SIZES[n], SIZES.get(n + 1)) {
        (from, Some(next)) if from + 1 == *next => format!("{from}"),
        (from, Some(next)) => format!("{from}–{}", next - 1),
        (from, None) => format!("{from} or more"),
    };
    let names = (0..SIZES.len()).map(name).collect();
    let band = holdout.cases.iter().map(|case| SIZES.iter().rposition(|from| *from <= case.size).unwrap_or(0));
    hit_rates(names, band, ranks)
}

/// Hit rate by the popularity of the hidden item; the last band is for items in no training order.
pub fn by_popularity(holdout: &Holdout, ranks: &Ranks) -> Vec<Band> {
    let place = popularity_places(holdout);
    let items = place.len() as f64;
    let of_item = |item: u32| {
        let share = f64::from(place[item as usize]) / items;
        POPULARITY.iter().position(|(end, _)| share < *end).unwrap_or(POPULARITY.len() - 1)
    };
    let names = POPULARITY.iter().map(|(_, name)| (*name).to_owned()).chain(["never seen before".into()]).collect();
    hit_rates(names, holdout.cases.iter().map(|case| case.hidden.map_or(POPULARITY.len(), of_item)), ranks)
}

/// Each item's place by falling support, from 0; ties by smaller item.
pub fn popularity_places(holdout: &Holdout) -> Vec<u32> {
    let support = holdout.train.support();
    let mut by_support: Vec<u32> = (0..support.len() as u32).collect();
    by_support.sort_by_key(|item| std::cmp::Reverse(support[*item as usize]));
    let mut place = vec![0; support.len()];
    for (at, item) in (0..).zip(by_support) {
        place[item as usize] = at;
    }
    place
}

fn hit_rates(names: Vec<String>, band: impl Iterator<Item = usize>, ranks: &Ranks) -> Vec<Band> {
    let mut counts = vec![(0, 0); names.len()];
    for (band, hit) in band.zip(ranks.hits()) {
        counts[band].0 += usize::from(hit);
        counts[band].1 += 1;
    }
    let band = |(band, (hits, cases))| Band { band, cases, hr: proportion(hits, cases) };
    names.into_iter().zip(counts).map(band).collect()
}
