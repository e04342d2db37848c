//! Gathers the best candidates: what the cart touches, what rules add to, what is popular; never chooses the set among them.

use crate::rank::slot::{BARS, Slot};
use crate::top::Scored;

use super::advisor::{Advisor, Matter, STAGE_BITS};
use super::effects::{MOST_FACTOR, UNITY};
use super::query::Kind;
use super::select::Room;
use crate::model::rules::parts::Source;

impl Advisor {
    /// Leaves the best candidates in `top`, so many at most; all of what is popular, if need be.
    pub(super) fn gather(&mut self, matter: Matter<'_>, depth: usize, all: bool) {
        self.top.restart(depth);
        self.moment.lifts.ask_for(0);
        match matter.query.kind {
            Kind::AddOn => self.offer_add_ons(matter, all),
            Kind::Upsell => self.offer_upsells(matter),
        }
    }

    fn offer_add_ons(&mut self, matter: Matter<'_>, all: bool) {
        let (learned, others) = self.most_stages();
        if self.stage(Source::Learned).is_some() {
            self.offer_learned(matter, learned);
        }
        self.raise_bar(others);
        self.offer_added(matter);
        self.offer_popular(matter, others);
        if all {
            self.offer_rest(matter);
        }
    }

    /// What some cart item touched: first the few that can be worth most, then whatever may still go before the last of
    /// the best, which is rarely anything.
    fn offer_learned(&mut self, matter: Matter<'_>, stage: i64) {
        let (slots, lifts) = (self.ranker.slots(), &self.moment.lifts);
        let bounds = self.ranker.touched().iter().map(|item| match slots.get(*item as usize) {
            Some(slot) if slot.flags & BARS == 0 => lifts.bound(slot, slot.score),
            _ => 0.0,
        });
        let bar = self.sieve.fill(bounds, self.top.limit());
        self.offer_within(matter, stage, bar, f32::INFINITY);
        if bar > self.moment.lifts.least {
            self.offer_within(matter, stage, f32::NEG_INFINITY, bar);
        }
    }

    /// Touched items that can be worth so much, and less than a limit.
    fn offer_within(&mut self, matter: Matter<'_>, stage: i64, least: f32, below: f32) {
        let mut from = 0;
        while let Some(at) = self.sieve.next(from, least.max(self.moment.lifts.least), below) {
            from = at + 1;
            let item = self.ranker.touched().get(at).copied().unwrap_or_default();
            let slot = self.ranker.slot(item);
            if let Some(worth) = self.judge(matter, item, slot) {
                self.offer(matter, item, worth, stage);
                self.raise_bar(stage);
            }
        }
    }

    /// Offers a candidate for the places that are left.
    #[inline(always)]
    fn offer(&mut self, matter: Matter<'_>, item: u32, worth: i64, stage: i64) {
        let mut left = Some(worth);
        if self.selection.is_begun {
            left = (Room { matter, moment: &self.moment, taken: &self.selection }).left(item, worth);
        }
        if let Some(left) = left {
            self.top.offer(Scored { item, score: left + (stage << STAGE_BITS) });
        }
    }

    /// Has what cannot be among the best passed over from now on, for candidates at most so far ahead.
    fn raise_bar(&mut self, stage: i64) {
        if let Some(last) = self.top.last() {
            self.moment.lifts.ask_for(last.score - (stage << STAGE_BITS));
        }
    }

    /// Items that a rule adds to: services are bought so rarely that nothing else would bring them up. One that is popular, or in
    /// two such sets, is offered twice; it is chosen once.
    fn offer_added(&mut self, matter: Matter<'_>) {
        for n in 0..self.moment.touched.len() {
            let set = self.moment.touched.get(n).copied().unwrap_or_default();
            if self.moment.effects.get(set as usize).is_none_or(|effect| effect.added == 0) {
                continue;
            }
            for &item in matter.book.parts.merchant.sets.get(set as usize).map_or(&[][..], |set| &set.items) {
                self.offer_untouched(matter, item);
            }
        }
    }

    /// The popular items, until not even the largest lift would bring one in.
    fn offer_popular(&mut self, matter: Matter<'_>, stage: i64) {
        let mut from = 0;
        while let Some(at) = self.next_popular(from, stage) {
            from = at + 1;
            let item = self.at_hand.get(at).map_or(0, |best| best.item);
            self.offer_untouched(matter, item);
            self.raise_bar(stage);
        }
    }

    /// The next popular item worth a judgement, by position.
    fn next_popular(&self, from: usize, stage: i64) -> Option<usize> {
        // Items at hand stand by prior and class. A lift at its limit may hide one that a low class takes back: no bound then.
        let lift = i64::from(if self.moment.most_lift < MOST_FACTOR { self.moment.most_lift } else { UNITY << 16 });
        let gain = self.most_gain() + (stage << STAGE_BITS);
        for (at, &Scored { item, score }) in self.at_hand.iter().enumerate().skip(from) {
            let lifted = if score > 0 { ((score + 1) * lift) >> 8 } else { score } + gain;
            if !self.top.takes(Scored { item, score: lifted }) {
                return None;
            }
            if self.may_be_best(&self.ranker.slot(item)) {
                return Some(at);
            }
        }
        None
    }

    /// Whether something that the cart does not touch can be among the best.
    #[inline(always)]
    fn may_be_best(&self, slot: &Slot) -> bool {
        let lifts = &self.moment.lifts;
        !slot.is_touched() && slot.flags & BARS == 0 && lifts.bound(slot, slot.prior) >= lifts.least
    }

    /// What score units that rules add can be worth at most.
    fn most_gain(&self) -> i64 {
        match self.moment.most_added {
            0 => 1,
            added => (i64::from(added) << 8) + 1,
        }
    }

    /// How far ahead learned and other items can stand.
    fn most_stages(&self) -> (i64, i64) {
        let stage = |source| self.stage(source).unwrap_or(0);
        (stage(Source::Learned), stage(Source::Complement).max(stage(Source::Popular)))
    }

    /// All other items, in the rare case that those at hand do not fill the set.
    fn offer_rest(&mut self, matter: Matter<'_>) {
        for other in self.ranker.beyond_hand(matter.model) {
            self.offer_untouched(matter, other.item);
        }
    }

    fn offer_untouched(&mut self, matter: Matter<'_>, item: u32) {
        let slot = self.ranker.slot(item);
        if self.may_be_best(&slot)
            && let Some(worth) = self.judge(matter, item, slot)
            && let Some(stage) = self.stage(self.source(matter, item))
        {
            self.offer(matter, item, worth, stage);
        }
    }

    /// Dearer items of the first line's category.
    fn offer_upsells(&mut self, matter: Matter<'_>) {
        let category = matter.query.cart.first().map_or(0, |from| matter.book.category(from.item));
        for &item in matter.book.by_category.list(category) {
            if self.dropped(matter, item).is_none() {
                self.offer(matter, item, self.worth(matter, item), 0);
            }
        }
    }
}
