//! Chooses the set that is shown from the best candidates: pins, caps, diversity; never looks further than these.
//!
//! What is maximised is the sum of the picks' worth, where the n-th pick of a category counts diversity^(n−1) of its
//! own, but in categories that people collect. Within a category it is best to take the worthiest first, and each next one counts less, so the greedy choice is
//! optimal with any caps per category (it merges sorted lists), and with one variant a product where variants are of one category.
//! In general the choice must be independent in several partition matroids, p of them: one variant a product, caps per
//! category, per brand, and one for each capped set; the sum being submodular and monotone, greedy then reaches at least
//! 1/(p + 1) of the best (Fisher, Nemhauser and Wolsey 1978, <https://doi.org/10.1007/BFb0121195>). That holds over all
//! candidates there are: a choice stands only if it goes before all that is not among these, else more are gathered.

use crate::top::Scored;

use super::advisor::Matter;
use super::effects::SetEffect;
use super::groups::Groups;
use super::moment::Moment;
use super::query::{Dropped, Kind};
use crate::model::rules::parts::{Capped, Source};

/// A candidate that may be shown.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) item: u32,
    /// What it is ranked by, when it was gathered.
    pub(super) worth: i64,
    /// How far ahead its source is.
    pub(super) stage: i64,
    pub(super) source: Source,
}

impl Candidate {
    fn scored(&self) -> Scored {
        Scored { item: self.item, score: self.worth }
    }
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
    /// The same when the candidates were gathered: so many of a category are in their worth already.
    counted: Counts,
    brands: Counts,
    sets: Counts,
    groups: Groups,
    /// Whether candidates must have room to be gathered.
    pub(super) is_begun: bool,
}

impl Selection {
    /// Forgets everything but the pins, and makes so many places.
    pub(super) fn restart(&mut self, limit: usize) {
        self.candidates.clear();
        self.places.clear();
        self.places.resize(limit, None);
        for counts in [&mut self.categories, &mut self.counted, &mut self.brands, &mut self.sets] {
            counts.0.clear();
        }
        self.groups.clear();
        self.is_begun = false;
    }

    /// Has candidates gathered anew for the places that are left.
    pub(super) fn go_on(&mut self) {
        self.counted.0.clone_from(&self.categories.0);
        self.is_begun = true;
    }

    /// The set, best first.
    pub(super) fn chosen(&self) -> impl Iterator<Item = Chosen> + Clone {
        self.places.iter().copied().flatten()
    }

    fn has(&self, item: u32) -> bool {
        self.places.iter().flatten().any(|chosen| chosen.item == item)
    }

    /// Takes the pins. Caps hold against them; they stand at their positions unless there are too few picks to fill the
    /// places before them.
    pub(super) fn pin(&mut self, matter: Matter<'_>, moment: &Moment) {
        let pins = std::mem::take(&mut self.pins);
        for &(position, item, rule) in &pins {
            let from = position.unwrap_or(0) as usize;
            let free = (from..self.places.len()).find(|at| self.places.get(*at).is_some_and(Option::is_none));
            let fits =
                || !self.has(item) && (Room { matter, moment, taken: self }).lacks(item, rule.is_some()).is_none();
            if let Some(at) = free.filter(|_| fits()) {
                self.take(matter, moment, at, Chosen { item, source: Source::Pinned, rule });
            }
        }
        self.pins = pins;
    }

    /// Fills the places that are left, as far as what may be behind the candidates, if there is more, cannot go before:
    /// whether all are filled.
    pub(super) fn fill(&mut self, matter: Matter<'_>, moment: &Moment, has_more: bool) -> bool {
        let end = self.candidates.last().filter(|_| has_more).map(|last| (last.stage, last.scored()));
        let mut from = 0;
        for place in 0..self.places.len() {
            if self.places.get(place).is_some_and(Option::is_none) {
                let found = best(&Room { matter, moment, taken: self }, &self.candidates, from);
                let is_settled = |(_, stage, scored): &Found| {
                    end.is_none_or(|(last, behind)| (*stage, true) > (last, behind.before(scored)))
                };
                let Some((at, ..)) = found.filter(is_settled) else { return false };
                let Some(&Candidate { item, source, .. }) = self.candidates.get(at) else { return false };
                from += usize::from(at == from);
                self.take(matter, moment, place, Chosen { item, source, rule: None });
            }
        }
        true
    }

    fn take(&mut self, matter: Matter<'_>, moment: &Moment, place: usize, chosen: Chosen) {
        let traits = matter.book.traits(chosen.item);
        self.categories.add(traits.category);
        self.brands.add(traits.brand);
        self.groups.add(traits.group);
        if moment.caps_sets {
            matter.book.sets_of.list(chosen.item).iter().for_each(|set| self.sets.add(*set));
        }
        if let Some(place) = self.places.get_mut(place) {
            *place = Some(chosen);
        }
    }
}

/// How many picks of each kind are still to be had.
pub(super) struct Room<'a> {
    pub(super) matter: Matter<'a>,
    pub(super) moment: &'a Moment,
    pub(super) taken: &'a Selection,
}

impl Room<'_> {
    /// What a candidate counts beside what is taken already; `None` if it is taken, or has no room.
    pub(super) fn left(&self, item: u32, worth: i64) -> Option<i64> {
        self.has(item).then(|| self.discounted(item, worth, &Counts::default()))
    }

    /// Whether an item is not taken, and there is room for it.
    #[inline(always)]
    fn has(&self, item: u32) -> bool {
        let is_variant = self.taken.groups.have(self.matter.book.group(item));
        !is_variant && !self.taken.has(item) && (!self.moment.has_caps() || self.lacks(item, false).is_none())
    }

    /// Why there is no room for an item, if there is none. A rule may pin several variants.
    #[inline(never)]
    pub(super) fn lacks(&self, item: u32, by_rule: bool) -> Option<Dropped> {
        let (book, taken) = (self.matter.book, self.taken);
        let traits = book.traits(item);
        if taken.groups.have(traits.group) && !by_rule {
            let other = taken.chosen().find(|chosen| book.group(chosen.item) == traits.group);
            return Some(Dropped::OneVariant(other.map_or(item, |other| other.item)));
        }
        let full = |most: Option<(u32, u32)>, of: Capped, taken: &Counts, number: u32| {
            let (_, rule) = most.filter(|(most, _)| taken.of(number) >= *most)?;
            Some(Dropped::Capped(of, rule))
        };
        let totals = &self.moment.totals;
        let category = full(
            totals.per_category.filter(|_| traits.category > 0),
            Capped::Category,
            &taken.categories,
            traits.category,
        );
        let brand = || full(totals.per_brand.filter(|_| traits.brand > 0), Capped::Brand, &taken.brands, traits.brand);
        let most = |set: u32| self.moment.effects.get(set as usize).and_then(SetEffect::most);
        let set = |set: &u32| full(most(*set), Capped::Set(*set), &taken.sets, *set);
        let sets = || book.sets_of.list(item).iter().find_map(set);
        category.or_else(brand).or_else(|| if self.moment.caps_sets { sets() } else { None })
    }

    /// A worth after the picks of its category that stand already, but for those that are in it.
    fn discounted(&self, item: u32, worth: i64, counted: &Counts) -> i64 {
        let category = self.matter.book.category(item);
        if category == 0 || self.matter.query.kind == Kind::Upsell {
            return worth;
        }
        let before = self.taken.categories.of(category) - counted.of(category);
        if before == 0 || self.matter.book.is_collected(category) {
            return worth;
        }
        discounted(worth, self.matter.book.parts.merchant.policy.diversity, before)
    }
}

/// A worth after so many picks of its category.
pub(super) fn discounted(worth: i64, diversity: u16, before: u32) -> i64 {
    if worth <= 0 || diversity == 256 {
        return worth;
    }
    (0..before).fold(worth, |worth, _| (worth * i64::from(diversity)) >> 8)
}

/// A candidate's position, its stage, and what it adds.
type Found = (usize, i64, Scored);

/// The candidate from a position on that adds most to the set, ties by smaller item; `None` if no cap has room for any.
fn best(room: &Room<'_>, candidates: &[Candidate], from: usize) -> Option<Found> {
    let mut best: Option<Found> = None;
    for (at, candidate) in candidates.iter().enumerate().skip(from) {
        if best.as_ref().is_some_and(|(_, stage, found)| {
            // Candidates come by stage and worth, and a discount only takes away.
            *stage > candidate.stage || found.score > candidate.worth
        }) {
            break;
        }
        if !room.has(candidate.item) {
            continue;
        }
        let Candidate { item, worth, .. } = *candidate;
        let scored = Scored { item, score: room.discounted(item, worth, &room.taken.counted) };
        if best.as_ref().is_none_or(|(_, _, found)| scored.before(found)) {
            best = Some((at, candidate.stage, scored));
        }
    }
    best
}
