//! Chooses the set that is shown from the best candidates: pins, caps, diversity; never looks further than these.
//!
//! What is maximised is the sum of the picks' worth, where the n-th pick of a category counts diversity^(n−1) of its
//! own, but in categories that people collect. Within a category it is best to take the worthiest first, and each next one counts less, so the greedy choice is
//! optimal with any caps per category (it merges sorted lists). With caps per brand or set as well the choice must be independent
//! in several partition matroids, p of them; the sum being submodular and monotone, greedy then reaches at least
//! 1/(p + 1) of the best (Fisher, Nemhauser and Wolsey 1978, <https://doi.org/10.1007/BFb0121195>).

use crate::rank::Scored;

use super::advisor::Matter;
use super::ask::Kind;
use super::effects::SetEffect;
use super::moment::Moment;
use super::parts::Source;

/// A candidate that may be shown.
#[derive(Debug)]
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

/// What is to be shown: a rule's place for it, its item, its rule.
pub(super) type Pin = (Option<u32>, u32, Option<u32>);

/// How many picks there are of each number: few, so that looking through them is quickest.
#[derive(Debug, Default)]
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

/// The set and what it is chosen from: working memory, kept so that a question asks for none.
#[derive(Debug, Default)]
pub(super) struct Selection {
    pub(super) pins: Vec<Pin>,
    pub(super) candidates: Vec<Candidate>,
    places: Vec<Option<Chosen>>,
    categories: Counts,
    brands: Counts,
    sets: Counts,
}

impl Selection {
    /// Forgets everything but the pins.
    pub(super) fn begin(&mut self) {
        self.candidates.clear();
        self.places.clear();
        for counts in [&mut self.categories, &mut self.brands, &mut self.sets] {
            counts.0.clear();
        }
    }

    /// The set, best first.
    pub(super) fn chosen(&self) -> impl Iterator<Item = Chosen> + Clone {
        self.places.iter().copied().flatten()
    }

    /// Chooses the set. Caps hold, against pins too; pins stand at their positions unless there are too few picks to fill
    /// the places before them. Whether that is settled, if there are more candidates than these, behind them.
    pub(super) fn choose(&mut self, matter: Matter<'_>, moment: &Moment, limit: usize, has_more: bool) -> bool {
        let end = self.candidates.last().filter(|_| has_more).map(|last| (last.stage, last.worth));
        self.places.resize(limit, None);
        let pins = std::mem::take(&mut self.pins);
        for &(position, item, rule) in &pins {
            let stands = self.chosen().any(|chosen| chosen.item == item);
            let from = position.unwrap_or(0) as usize;
            let fits = !stands && (Room { matter, moment, taken: self }).has(item);
            let free = (from..limit).find(|at| self.places.get(*at).is_some_and(Option::is_none));
            if let Some(at) = free
                && fits
            {
                self.take(matter, moment, at, Chosen { item, source: Source::Pinned, rule });
            }
        }
        self.pins = pins;
        let places = &self.places;
        self.candidates.retain(|candidate| !places.iter().flatten().any(|chosen| chosen.item == candidate.item));
        for place in 0..limit {
            if self.places.get(place).is_some_and(Option::is_none) {
                let found = best(&Room { matter, moment, taken: self }, &self.candidates);
                let goes_first = |(_, stage, scored): &Found| end.is_none_or(|end| (*stage, scored.score) > end);
                let Some((at, ..)) = found.filter(goes_first) else { return end.is_none() };
                let Candidate { item, source, .. } = self.candidates.remove(at);
                self.take(matter, moment, place, Chosen { item, source, rule: None });
            }
        }
        true
    }

    fn take(&mut self, matter: Matter<'_>, moment: &Moment, place: usize, chosen: Chosen) {
        let traits = matter.book.traits(chosen.item);
        self.categories.add(traits.category);
        self.brands.add(traits.brand);
        if moment.caps_sets {
            matter.book.sets_of.list(chosen.item).iter().for_each(|set| self.sets.add(*set));
        }
        if let Some(place) = self.places.get_mut(place) {
            *place = Some(chosen);
        }
    }
}

/// How many picks of each kind are still to be had.
struct Room<'a> {
    matter: Matter<'a>,
    moment: &'a Moment,
    taken: &'a Selection,
}

impl Room<'_> {
    /// Whether every cap has room for an item.
    fn has(&self, item: u32) -> bool {
        if !self.moment.has_caps() {
            return true;
        }
        let traits = self.matter.book.traits(item);
        let below = |most: Option<u32>, taken: &Counts, number: u32| most.is_none_or(|most| taken.of(number) < most);
        let most = |set: u32| self.moment.effects.get(set as usize).and_then(SetEffect::most);
        let set = |set: &u32| below(most(*set), &self.taken.sets, *set);
        (traits.category == 0 || below(self.moment.totals.per_category, &self.taken.categories, traits.category))
            && (traits.brand == 0 || below(self.moment.totals.per_brand, &self.taken.brands, traits.brand))
            && (!self.moment.caps_sets || self.matter.book.sets_of.list(item).iter().all(set))
    }

    /// A worth after the picks of its category that stand already.
    fn discounted(&self, candidate: &Candidate) -> i64 {
        let category = self.matter.book.category(candidate.item);
        let diversity = i64::from(self.matter.book.parts.said.policy.diversity);
        if category == 0 || diversity == 256 || candidate.worth <= 0 || self.matter.ask.kind == Kind::Upgrade {
            return candidate.worth;
        }
        let before = self.taken.categories.of(category);
        if before == 0 || self.matter.book.is_collected(category) {
            return candidate.worth;
        }
        (0..before).fold(candidate.worth, |worth, _| (worth * diversity) >> 8)
    }
}

/// A candidate's position, its stage, and what it adds.
type Found = (usize, i64, Scored);

/// The candidate that adds most to the set, ties by smaller item; `None` if no cap has room for any.
fn best(room: &Room<'_>, candidates: &[Candidate]) -> Option<Found> {
    let mut best: Option<Found> = None;
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
    best
}
