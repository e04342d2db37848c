//! Gathers the best candidates: what the cart touches, what rules add to, what is popular; never chooses the set among them.

use super::bounds::Buckets;
use super::context::Context;
use super::eligibility::{dropped, worth_if_eligible};
use super::factors::{MOST_FACTOR, UNITY, class_factor, times};
use super::query::Kind;
use super::slate::{Room, Slate};
use super::sources;
use super::worth;
use crate::model::Model;
use crate::model::rules::parts::Source;
use crate::rank::Ranker;
use crate::rank::slot::{BLOCKS, Slot};
use crate::top::{Scored, Top};

use super::book::Rulebook;

/// The best candidates for one query, and the working memory to find them.
#[derive(Debug)]
pub(super) struct Candidates {
    top: Top,
    /// The items with the largest priors, by what they are worth without any rule.
    at_hand: Vec<Scored>,
    buckets: Buckets,
    /// A candidate whose upper bound is below this cannot be among the best.
    threshold: f32,
}

impl Candidates {
    /// Working memory for a model and its rules.
    pub(super) fn new(model: &Model, book: &Rulebook, ranker: &Ranker) -> Self {
        let mut at_hand = Top::default();
        at_hand.restart(ranker.at_hand().len());
        for &item in ranker.at_hand() {
            let worth = times(model.prior(item), class_factor(book.traits(item).class));
            at_hand.offer(Scored::of(item, worth));
        }
        let at_hand = at_hand.best().to_vec();
        Self { top: Top::default(), at_hand, buckets: Buckets::new(), threshold: f32::NEG_INFINITY }
    }

    /// The best candidates, best first.
    pub(super) fn best(&self) -> &[Scored] {
        self.top.best()
    }

    /// Whether there may be more than were asked for.
    pub(super) fn are_full(&self) -> bool {
        self.top.last().is_some()
    }

    /// Leaves the best candidates in `best`, at most `depth`. With `all`, every popular item is looked at if need be.
    pub(super) fn gather(&mut self, context: &Context<'_>, slate: &Slate, depth: usize, all: bool) {
        self.top.restart(depth);
        self.threshold = f32::NEG_INFINITY;
        let mut gathering = Gathering { context, slate, found: self };
        match context.query.kind {
            Kind::AddOn => gathering.add_ons(all),
            Kind::Upsell => gathering.upsells(),
        }
    }
}

/// One walk over the items of a model.
struct Gathering<'a> {
    context: &'a Context<'a>,
    slate: &'a Slate,
    found: &'a mut Candidates,
}

impl Gathering<'_> {
    fn add_ons(&mut self, all: bool) {
        let place = |source| sources::place(self.context, source);
        let learned = place(Source::Learned);
        let others = place(Source::Complement).unwrap_or(0).max(place(Source::Popular).unwrap_or(0));
        if let Some(learned) = learned {
            self.touched(learned);
        }
        self.raise_threshold(others);
        self.added();
        self.popular(others);
        if all {
            self.rest();
        }
    }

    /// What some cart item touched: first the few that can be worth most, then whatever may still go before the last of
    /// the best, which is rarely anything.
    fn touched(&mut self, place: i64) {
        let (slots, bounds) = (self.context.ranker.slots(), &self.context.active.bounds);
        let bounds = self.context.ranker.touched().iter().map(|item| match slots.get(*item as usize) {
            Some(slot) if slot.flags & BLOCKS == 0 => bounds.of(slot, slot.score),
            _ => 0.0,
        });
        let first = self.found.buckets.fill(bounds, self.found.top.limit());
        self.touched_within(place, first, f32::INFINITY);
        if first > self.found.threshold {
            self.touched_within(place, f32::NEG_INFINITY, first);
        }
    }

    /// Touched items whose bound is at least `least` and below `below`.
    fn touched_within(&mut self, place: i64, least: f32, below: f32) {
        let mut from = 0;
        while let Some(at) = self.found.buckets.next(from, least.max(self.found.threshold), below) {
            from = at + 1;
            let item = self.context.ranker.touched().get(at).copied().unwrap_or_default();
            let slot = self.context.ranker.slot(item);
            if let Some(worth) = worth_if_eligible(self.context, item, slot) {
                self.offer(item, worth, place);
                self.raise_threshold(place);
            }
        }
    }

    /// Offers a candidate for the places that are left.
    #[inline(always)]
    fn offer(&mut self, item: u32, worth: i64, place: i64) {
        let mut left = Some(worth);
        if self.slate.is_begun {
            left = Room { context: *self.context, taken: self.slate }.left(item, worth);
        }
        if let Some(left) = left {
            self.found.top.offer(Scored::of(item, left + sources::lead(place)));
        }
    }

    /// Has what cannot be among the best passed over from now on, for candidates whose source has at most this place.
    #[inline]
    fn raise_threshold(&mut self, place: i64) {
        if let Some(last) = self.found.top.last() {
            self.found.threshold = self.context.active.bounds.threshold(last.units() - sources::lead(place));
        }
    }

    /// Items that a rule adds to: services are bought so rarely that nothing else would bring them up. One that is popular, or in
    /// two such sets, is offered twice; it is chosen once.
    fn added(&mut self) {
        let Context { active, book, .. } = *self.context;
        for &set in &active.touched {
            if active.effects.get(set as usize).is_none_or(|effect| effect.added == 0) {
                continue;
            }
            for &item in book.parts.merchant.sets.get(set as usize).map_or(&[][..], |set| &set.items) {
                self.untouched(item);
            }
        }
    }

    /// The popular items, until not even the largest lift would bring one in.
    fn popular(&mut self, place: i64) {
        let mut from = 0;
        while let Some(at) = self.next_popular(from, place) {
            from = at + 1;
            let item = self.found.at_hand.get(at).map_or(0, |best| best.item);
            self.untouched(item);
            self.raise_threshold(place);
        }
    }

    /// The next popular item worth a look, by position.
    fn next_popular(&self, from: usize, place: i64) -> Option<usize> {
        let active = self.context.active;
        // Items at hand stand by prior and class. A lift at its limit may hide one that a low class takes back: no bound then.
        let lift = i64::from(if active.most_lift < MOST_FACTOR { active.most_lift } else { UNITY << 16 });
        let gain = active.most_gain() + sources::lead(place);
        for (at, best) in self.found.at_hand.iter().enumerate().skip(from) {
            let units = best.units();
            let lifted = if units > 0 { ((units + 1) * lift) >> 8 } else { units } + gain;
            if !self.found.top.takes(Scored::of(best.item, lifted)) {
                return None;
            }
            if self.may_be_best(&self.context.ranker.slot(best.item)) {
                return Some(at);
            }
        }
        None
    }

    /// Whether something that the cart does not touch can be among the best.
    #[inline(always)]
    fn may_be_best(&self, slot: &Slot) -> bool {
        let bounds = &self.context.active.bounds;
        !slot.is_touched() && slot.flags & BLOCKS == 0 && bounds.of(slot, slot.prior) >= self.found.threshold
    }

    /// All other items, in the rare case that those at hand do not fill the set.
    fn rest(&mut self) {
        let Context { ranker, model, .. } = *self.context;
        ranker.beyond_hand(model).for_each(|other| self.untouched(other.item));
    }

    fn untouched(&mut self, item: u32) {
        let slot = self.context.ranker.slot(item);
        if self.may_be_best(&slot)
            && let Some(worth) = worth_if_eligible(self.context, item, slot)
            && let Some(place) = sources::place(self.context, sources::of(self.context, item))
        {
            self.offer(item, worth, place);
        }
    }

    /// Dearer items of the first line's category.
    fn upsells(&mut self) {
        let Context { book, query, .. } = *self.context;
        let category = query.cart.first().map_or(0, |from| book.category(from.item));
        for &item in book.by_category.list(category) {
            if dropped(self.context, item).is_none() {
                self.offer(item, worth::of(self.context, item), 0);
            }
        }
    }
}
