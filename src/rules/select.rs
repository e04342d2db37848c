//! Chooses the set that is shown from the best candidates: pins, caps, diversity; never looks further than these.
//!
//! What is maximised is the sum of the picks' worth, where the n-th pick of a category counts diversity^(n−1) of its
//! own. Within a category it is best to take the worthiest first, and each next one counts less, so the greedy choice is
//! optimal with any caps per category (it merges sorted lists). With caps per brand or set as well the choice must be independent
//! in several partition matroids, p of them; the sum being submodular and monotone, greedy then reaches at least
//! 1/(p + 1) of the best (Fisher, Nemhauser and Wolsey 1978, <https://doi.org/10.1007/BFb0121195>).

use crate::rank::Scored;

use super::advisor::Matter;
use super::ask::Kind;
use super::moment::Moment;
use super::parts::Source;

/// A candidate that may be shown.
pub(super) struct Candidate {
    pub(super) item: u32,
    /// What it is ranked by.
    pub(super) worth: i64,
    /// How far ahead its source is.
    pub(super) stage: i64,
    pub(super) source: Source,
}

/// A pick of the set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chosen {
    pub(super) item: u32,
    pub(super) source: Source,
    /// The rule that pinned it.
    pub(super) rule: Option<u32>,
}

/// How many picks there are of each number: few, so that looking through them is quickest.
#[derive(Default)]
struct Counts(Vec<(u32, u32)>);

impl Counts {
    fn of(&self, number: u32) -> u32 {
        self.0.iter().find(|(counted, _)| *counted == number).map_or(0, |(_, count)| *count)
    }

    fn add(&mut self, number: u32) {
        match self.0.iter_mut().find(|(counted, _)| *counted == number) {
            Some((_, count)) => *count += 1,
            None => self.0.push((number, 1)),
        }
    }
}

/// How many picks of each kind are still to be had.
struct Room<'a> {
    matter: Matter<'a>,
    moment: &'a Moment,
    categories: Counts,
    brands: Counts,
    sets: Counts,
}

impl Room<'_> {
    /// Whether every cap has room for an item.
    fn has(&self, item: u32) -> bool {
        let traits = self.matter.book.traits(item);
        let below = |most: Option<u32>, taken: &Counts, number: u32| most.is_none_or(|most| taken.of(number) < most);
        let most = |set: u32| self.moment.effects.get(set as usize).and_then(|effect| effect.most);
        let set = |set: &u32| below(most(*set), &self.sets, *set);
        (traits.category == 0 || below(self.moment.per_category, &self.categories, traits.category))
            && (traits.brand == 0 || below(self.moment.per_brand, &self.brands, traits.brand))
            && (!self.moment.looks_at_sets() || self.matter.book.sets_of.list(item).iter().all(set))
    }

    fn take(&mut self, item: u32) {
        let traits = self.matter.book.traits(item);
        self.categories.add(traits.category);
        self.brands.add(traits.brand);
        if self.moment.looks_at_sets() {
            self.matter.book.sets_of.list(item).iter().for_each(|set| self.sets.add(*set));
        }
    }

    /// A worth after the picks of its category that stand already.
    fn discounted(&self, candidate: &Candidate) -> i64 {
        let category = self.matter.book.traits(candidate.item).category;
        let diversity = i64::from(self.matter.book.parts.said.policy.diversity);
        if category == 0 || diversity == 256 || candidate.worth <= 0 || self.matter.ask.kind == Kind::Upgrade {
            return candidate.worth;
        }
        let before = self.categories.of(category);
        (0..before).fold(candidate.worth, |worth, _| (worth * diversity) >> 8)
    }
}

/// The set to show. Caps hold, against pins too; pins stand at their positions unless there are too few picks to fill
/// the places before them.
pub(super) fn select<'a>(
    matter: Matter<'a>,
    moment: &'a Moment,
    mut candidates: Vec<Candidate>,
    pins: &[(Option<u32>, u32, Option<u32>)],
    limit: usize,
) -> Vec<Chosen> {
    let mut room =
        Room { matter, moment, categories: Counts::default(), brands: Counts::default(), sets: Counts::default() };
    let mut places: Vec<Option<Chosen>> = vec![None; limit];
    for &(position, item, rule) in pins {
        let stands = places.iter().flatten().any(|chosen| chosen.item == item);
        let from = position.unwrap_or(0) as usize;
        let free = places.iter_mut().skip(from).find(|place| place.is_none());
        if let Some(place) = free
            && !stands
            && room.has(item)
        {
            *place = Some(Chosen { item, source: Source::Pinned, rule });
            room.take(item);
        }
    }
    candidates.retain(|candidate| !places.iter().flatten().any(|chosen| chosen.item == candidate.item));
    for place in places.iter_mut().filter(|place| place.is_none()) {
        let Some(at) = best(&room, &candidates) else { break };
        let Candidate { item, source, .. } = candidates.remove(at);
        room.take(item);
        *place = Some(Chosen { item, source, rule: None });
    }
    places.into_iter().flatten().collect()
}

/// The candidate that adds most to the set, ties by smaller item; `None` if no cap has room for any.
fn best(room: &Room<'_>, candidates: &[Candidate]) -> Option<usize> {
    let mut best: Option<(usize, i64, Scored)> = None;
    for (at, candidate) in candidates.iter().enumerate() {
        if best.as_ref().is_some_and(|(_, stage, found)| {
            // Candidates come by stage and worth, and a discount only takes away.
            *stage > candidate.stage || found.score > candidate.worth
        }) {
            break;
        }
        if !room.has(candidate.item) {
            continue;
        }
        let scored = Scored { item: candidate.item, score: room.discounted(candidate) };
        if best.as_ref().is_none_or(|(_, _, found)| scored.before(found)) {
            best = Some((at, candidate.stage, scored));
        }
    }
    best.map(|(at, ..)| at)
}
