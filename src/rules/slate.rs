//! Chooses the set that is shown from the best candidates: pins, caps, diversity; never looks further than these.
//!
//! What is maximised is the sum of the picks' worth, where the n-th pick of a category counts diversity^(n−1) of its
//! own, but in categories that people collect. Within a category it is best to take the worthiest first, and each next one counts less, so the greedy choice is
//! optimal with any caps per category (it merges sorted lists), and with one variant a product where variants are of one category.
//! In general the choice must be independent in several partition matroids, p of them: one variant a product, caps per
//! category, per brand, and one for each capped set; the sum being submodular and monotone, greedy then reaches at least
//! 1/(p + 1) of the best (Fisher, Nemhauser and Wolsey 1978, <https://doi.org/10.1007/BFb0121195>). That holds over all
//! candidates there are: a choice stands only if it goes before all that is not among these, else more are gathered.

use super::context::Context;
use super::effects::SetEffect;
use super::eligibility;
use super::facts::NEWCOMERS;
use super::few::{Counts, Few};
use super::query::Kind;
use super::reasons::{Dropped, Why};
use super::{sources, variants};
use crate::model::rules::parts::Source;
use crate::top::{Scored, Top};

/// Whether this build can join shards, which ask what the least of the picks was worth. A module that cannot is smaller.
const JOINS_SHARDS: bool = cfg!(any(not(target_arch = "wasm32"), feature = "shards"));

/// A candidate that may be shown.
#[derive(Debug)]
pub(super) struct Candidate {
    /// The item, and what it was ranked by when it was gathered.
    scored: Scored,
    /// The place of its source in the source order.
    place: i64,
    source: Source,
}

impl Candidate {
    fn of(context: &Context<'_>, gathered: &Scored) -> Self {
        let source = sources::of(context, gathered.item);
        let is_ordered = context.query.kind == Kind::AddOn;
        let place = if is_ordered { sources::place(context, source).unwrap_or(0) } else { 0 };
        Self { scored: Scored::of(gathered.item, gathered.units() - sources::lead(place)), place, source }
    }
}

/// A pick of the set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chosen {
    pub(super) item: u32,
    /// The variant of the same product that came to this place, for which that item is shown: mostly itself.
    pub(super) ranked: u32,
    pub(super) source: Source,
    /// The rule that pinned it.
    pub(super) rule: Option<u32>,
}

/// A pin: the position that a rule gives, the item, the rule; the last two of three are a rule's.
type Pin = (Option<u32>, u32, Option<u32>);

/// The set and what it is chosen from: working memory, kept so that a query allocates none.
#[derive(Debug, Default)]
pub(super) struct Slate {
    pins: Vec<Pin>,
    curated: Top,
    candidates: Vec<Candidate>,
    places: Vec<Option<Chosen>>,
    categories: Counts,
    /// The same when the candidates were gathered: their worth already counts these picks of a category.
    counted: Counts,
    brands: Counts,
    sets: Counts,
    groups: Few,
    /// Whether candidates must have room to be gathered.
    pub(super) is_begun: bool,
    /// What the least of the picks was worth when it was taken, and the place of its source; none if there are only pins.
    least: Option<(i64, i64)>,
}

impl Slate {
    /// Forgets everything but the pins, and makes `limit` places.
    pub(super) fn restart(&mut self, limit: usize) {
        self.candidates.clear();
        self.places.clear();
        self.places.resize(limit, None);
        for counts in [&mut self.categories, &mut self.counted, &mut self.brands, &mut self.sets] {
            counts.clear();
        }
        self.groups.clear();
        (self.is_begun, self.least) = (false, None);
    }

    /// Whether something worth no more than that, from a source in that place, could have been taken.
    pub(super) fn may_take(&self, place: i64, worth: i64) -> bool {
        self.places.iter().any(Option::is_none) || self.least.is_some_and(|least| least <= (place, worth))
    }

    /// Has candidates gathered anew for the places that are left.
    pub(super) fn go_on(&mut self) {
        self.counted.clone_from(&self.categories);
        self.is_begun = true;
    }

    /// The set, best first.
    pub(super) fn chosen(&self) -> impl Iterator<Item = Chosen> + Clone {
        self.places.iter().copied().flatten()
    }

    #[inline(always)]
    fn has(&self, item: u32) -> bool {
        self.places.iter().flatten().any(|chosen| chosen.item == item)
    }

    /// Finds what is pinned and may be shown: by rules first, then by the shop's own curation.
    pub(super) fn find_pins(&mut self, context: &Context<'_>, depth: usize) {
        let Self { pins, curated, .. } = self;
        pins.clear();
        let by_rule = context.active.totals.pins.iter();
        pins.extend(by_rule.map(|(position, item, rule)| (Some(*position), *item, Some(*rule))));
        if pins_curation(context) {
            // The first of every list, then the second: by how early an item stands in its list.
            curated.restart(depth);
            for from in context.ranker.cart() {
                for (at, item) in (0i64..).zip(context.book.curated.list(*from)) {
                    curated.offer(Scored::of(*item, -at));
                }
            }
            pins.extend(curated.best().iter().map(|pin| (None, pin.item, None)));
        }
        pins.retain(|(_, item, rule)| eligibility::pin_dropped(context, *item, rule.is_some()).is_none());
    }

    /// How many pins there are.
    pub(super) fn pins(&self) -> usize {
        self.pins.len()
    }

    /// Takes the pins. Caps hold against them; they stand at their positions unless there are too few picks to fill the
    /// places before them.
    pub(super) fn take_pins(&mut self, context: &Context<'_>) {
        let pins = std::mem::take(&mut self.pins);
        for &(position, item, rule) in &pins {
            let from = position.unwrap_or(0) as usize;
            let free = (from..self.places.len()).find(|at| self.places.get(*at).is_some_and(Option::is_none));
            let fits =
                || !self.has(item) && Room { context: *context, taken: self }.lacks(item, rule.is_some()).is_none();
            if let Some(at) = free.filter(|_| fits()) {
                self.take(context, at, Chosen { item, ranked: item, source: Source::Pinned, rule });
            }
        }
        self.pins = pins;
    }

    /// Fills the places that are left from the best candidates, as far as none that may be behind these could go before:
    /// whether all are filled.
    pub(super) fn fill(&mut self, context: &Context<'_>, best: &[Scored], has_more: bool) -> bool {
        self.candidates.clear();
        self.candidates.extend(best.iter().map(|gathered| Candidate::of(context, gathered)));
        let end = self.candidates.last().filter(|_| has_more).map(|last| (last.place, last.scored));
        let mut from = 0;
        for place in 0..self.places.len() {
            while self.places.get(place).is_some_and(Option::is_none) {
                let found = next_best(&Room { context: *context, taken: self }, &self.candidates, from);
                let is_final = |(_, place, scored): &Found| {
                    end.is_none_or(|(last, behind)| (*place, true) > (last, behind.before(scored)))
                };
                let Some((at, ..)) = found.filter(is_final) else { return false };
                if JOINS_SHARDS {
                    let worth = found.map(|(_, place, left)| (place, left.units()));
                    self.least = self.least.map_or(worth, |least| worth.map(|worth| worth.min(least)));
                }
                let Some(&Candidate { scored, source, .. }) = self.candidates.get(at) else { return false };
                from += usize::from(at == from);
                let item = scored.item;
                // What is shown only because of a draw stands behind all that is shown because it is best.
                let last = if is_drawn(context, item) { self.places.iter().rposition(Option::is_none) } else { None };
                self.take(context, last.unwrap_or(place), Chosen { item, ranked: item, source, rule: None });
            }
        }
        true
    }

    /// Takes an item, or the variant of its product that fits best. What a rule pins is shown as it is.
    fn take(&mut self, context: &Context<'_>, place: usize, mut chosen: Chosen) {
        if chosen.rule.is_none() {
            let room = Room { context: *context, taken: self };
            let is_pinned = chosen.source == Source::Pinned;
            let is_good = |item| is_pinned || eligibility::left_out(context, item).is_none();
            let may_stand = |item| room.bars(item, false).is_none() && is_good(item);
            chosen.item = variants::fitting(context, chosen.ranked, &may_stand);
        }
        let traits = context.book.traits(chosen.item);
        self.categories.add(traits.category, 1);
        self.brands.add(traits.brand, 1);
        self.groups.add(traits.group);
        if context.active.caps_sets {
            context.book.sets_of.list(chosen.item).iter().for_each(|set| self.sets.add(*set, 1));
        }
        if let Some(place) = self.places.get_mut(place) {
            *place = Some(chosen);
        }
    }
}

/// Whether an item hardly any order holds, and competes because of a draw: the compiler makes its set first, and a rule limits it.
fn is_drawn(context: &Context<'_>, item: u32) -> bool {
    let is_limited = context.active.effects.first().is_some_and(|effect| effect.most().is_some());
    let set = context.book.parts.merchant.sets.first().filter(|_| is_limited);
    set.is_some_and(|set| set.name == NEWCOMERS) && context.book.is_in(item, 0)
}

/// Whether the shop's own curation is pinned.
pub(super) fn pins_curation(context: &Context<'_>) -> bool {
    let wanted = context.active.totals.sources().is_none_or(|sources| sources.contains(&Source::Pinned));
    wanted && context.query.kind == Kind::AddOn && !context.book.curated.are_empty()
}

/// How many picks of each kind are still to be had.
pub(super) struct Room<'a> {
    pub(super) context: Context<'a>,
    pub(super) taken: &'a Slate,
}

impl Room<'_> {
    /// What a candidate counts beside what is taken already; `None` if it is taken, or has no room.
    pub(super) fn left(&self, item: u32, worth: i64) -> Option<i64> {
        self.has(item).then(|| self.discounted(item, worth, &Counts::default()))
    }

    /// Whether an item is not taken, and there is room for it.
    #[inline(always)]
    fn has(&self, item: u32) -> bool {
        let is_variant = self.taken.groups.have(self.context.book.group(item));
        !is_variant && !self.taken.has(item) && (!self.context.active.has_caps() || self.lacks(item, false).is_none())
    }

    /// Why an item may not be shown beside what is taken, be it good enough or not.
    #[inline(never)]
    pub(super) fn bars(&self, item: u32, by_rule: bool) -> Option<Dropped> {
        eligibility::pin_dropped(&self.context, item, by_rule).or_else(|| self.lacks(item, by_rule))
    }

    /// Why there is no room for an item, if there is none. A rule may pin several variants.
    #[inline(never)]
    pub(super) fn lacks(&self, item: u32, by_rule: bool) -> Option<Dropped> {
        let (book, active, taken) = (self.context.book, self.context.active, self.taken);
        let traits = book.traits(item);
        if taken.groups.have(traits.group) && !by_rule {
            let other = taken.chosen().find(|chosen| book.group(chosen.item) == traits.group);
            return Some(Why::OneVariant.about(other.map_or(item, |other| other.item)));
        }
        let full = |most: Option<(u32, u32)>, why: Why, taken: &Counts, number: u32| {
            let (_, rule) = most.filter(|(most, _)| taken.of(number) >= *most)?;
            Some(why.by(rule))
        };
        let totals = &active.totals;
        let most_of_category = totals.per_category.filter(|_| traits.category > 0);
        let most_of_brand = totals.per_brand.filter(|_| traits.brand > 0);
        let most = |set: u32| active.effects.get(set as usize).and_then(SetEffect::most);
        let set = |set: &u32| {
            let full = full(most(*set), Why::SetCap, &taken.sets, *set)?;
            Some(Dropped { about: Some(*set), ..full })
        };
        full(most_of_category, Why::CategoryCap, &taken.categories, traits.category)
            .or_else(|| full(most_of_brand, Why::BrandCap, &taken.brands, traits.brand))
            .or_else(|| if active.caps_sets { book.sets_of.list(item).iter().find_map(set) } else { None })
    }

    /// A worth after the picks of its category that stand already, but for those that are in it.
    fn discounted(&self, item: u32, worth: i64, counted: &Counts) -> i64 {
        let book = self.context.book;
        let category = book.category(item);
        if category == 0 || self.context.query.kind == Kind::Upsell {
            return worth;
        }
        let before = self.taken.categories.of(category) - counted.of(category);
        if before == 0 || book.is_collected(category) {
            return worth;
        }
        discounted(worth, book.parts.merchant.policy.diversity, before)
    }
}

/// A worth after `before` picks of its category.
pub(super) fn discounted(worth: i64, diversity: u16, before: u32) -> i64 {
    if worth <= 0 || diversity == 256 {
        return worth;
    }
    (0..before).fold(worth, |worth, _| (worth * i64::from(diversity)) >> 8)
}

/// A candidate's position, the place of its source, and what it adds.
type Found = (usize, i64, Scored);

/// The candidate from a position on that adds most to the set, ties by smaller item; `None` if no cap has room for any.
fn next_best(room: &Room<'_>, candidates: &[Candidate], from: usize) -> Option<Found> {
    let mut best: Option<Found> = None;
    for (at, candidate) in candidates.iter().enumerate().skip(from) {
        let Candidate { scored, place, .. } = candidate;
        // Candidates come by source and worth, and a discount only takes away.
        if best.as_ref().is_some_and(|(_, first, found)| first > place || found.outscores(scored)) {
            break;
        }
        if !room.has(scored.item) {
            continue;
        }
        let left = room.discounted(scored.item, scored.units(), &room.taken.counted);
        let left = Scored::of(scored.item, left);
        if best.as_ref().is_none_or(|(_, _, found)| left.before(found)) {
            best = Some((at, *place, left));
        }
    }
    best
}
