//! Adds up the scores of a model's items for a cart and picks the best; never changes a model, never keeps a cart.

use super::history::{self, Past};
use super::reasons::{Reason, Reasons, Shares, TOGETHER};
use super::slot::{self, ASKED, EXCLUDED, IN_CART, OWNED, Slot, raised};
use crate::model::layout::AT_HAND;
use crate::model::{Model, Volumes, probability};
use crate::top::{Scored, Top};

/// What to rank for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// The items in the cart, in any order; repetitions change nothing. A number that the model does not know is one more item that
    /// nothing is known of.
    pub cart: &'a [u32],
    /// Items not to suggest, beside those in the cart, which never are.
    pub exclude: &'a [u32],
    /// The shopper's history, as [`history`](super::history) says; nothing changes nothing.
    pub past: &'a [Past],
    /// How many suggestions at most.
    pub limit: usize,
}

/// One suggested item.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Suggestion {
    /// The item.
    pub item: u32,
    /// Estimated probability that it belongs in the order: about 0 to 1, more when many cart items agree.
    pub score: f64,
    /// The cart items responsible, the largest share first, ties by smaller item; empty if none speaks for it.
    pub because: Vec<Reason>,
    /// The part of the sum of all positive parts of the score that comes from the history, 0 to 1.
    pub history: f64,
}

/// Working memory for ranking with one model: sixteen bytes for each of its items; by default for a model of none.
#[derive(Debug, Default)]
pub struct Ranker {
    slots: Vec<Slot>,
    touched: Vec<u32>,
    cart: Vec<u32>,
    /// How many items the cart has, known or not, and how loud weights are in such a cart.
    size: usize,
    volumes: Volumes,
    /// What was bought before and is not bought twice.
    owned: Vec<u32>,
    /// The items with the largest priors, largest first, ties by smaller item.
    at_hand: Vec<u32>,
    top: Top,
    reasons: Reasons,
    /// Memory for the next.
    suggestion: Suggestion,
}

impl Ranker {
    /// Working memory for a model.
    pub fn new(model: &Model) -> Self {
        let slots = (0u32..).zip(model.priors()).map(|(item, prior)| Slot::of(*prior, model.is_hidden(item)));
        Self { slots: slots.collect(), at_hand: Top::items(model.priors(), AT_HAND), ..Self::default() }
    }

    /// The best suggestions for a cart, best first, ties by smaller item. A pure function of model and request:
    /// the order of the cart does not matter.
    pub fn rank(&mut self, model: &Model, request: &Request<'_>) -> Vec<Suggestion> {
        let mut picks = Vec::new();
        self.each(model, request, |pick| picks.push(pick.clone()));
        picks
    }

    /// Shows each suggestion that [`Self::rank`] gives, without a list of them.
    pub fn each(&mut self, model: &Model, request: &Request<'_>, mut show: impl FnMut(&Suggestion)) {
        self.pick(model, request);
        let mut pick = std::mem::take(&mut self.suggestion);
        for best in self.top.best().chunks(TOGETHER) {
            self.reasons.ask(best.iter().map(|best| best.item));
            self.reasons.find(model, &self.cart, self.volumes);
            for best in best {
                // Without rules nothing is worth more than it is likely: what it stands by is its score.
                (pick.item, pick.score) = (best.item, probability(best.units() as i32));
                let history = history::of(model, &self.cart, request.past, best.item);
                pick.history = self.reasons.tell(model.prior(best.item), history, best.item, &mut pick.because).history;
                show(&pick);
            }
        }
        self.suggestion = pick;
    }

    /// The full score, in score units, of every item, hidden or not, for a cart; `None` for the items of the cart and what
    /// is owned. For evaluation.
    pub fn scores(&mut self, model: &Model, cart: &[u32], past: &[Past]) -> impl Iterator<Item = Option<i32>> + use<> {
        self.begin(model, cart.iter().copied(), &[]);
        self.add_up(model);
        self.add_history(model, past);
        let score = |slot: &Slot| (slot.flags & (IN_CART | OWNED) == 0).then(|| slot.sum());
        let scores: Vec<Option<i32>> = self.slots.iter().map(score).collect();
        self.reset(&[]);
        scores.into_iter()
    }

    /// Leaves the cart (distinct, known) in `cart` and the best picks in `top`.
    fn pick(&mut self, model: &Model, request: &Request<'_>) {
        self.begin(model, request.cart.iter().copied(), request.exclude);
        self.add_up(model);
        self.add_history(model, request.past);
        self.top.restart(request.limit.min(model.items()));
        let mut from = 0;
        while let Some((at, candidate, slot)) = self.next_taken(from) {
            from = at + 1;
            if !slot.is_blocked() {
                self.top.offer(candidate);
            }
        }
        self.offer_priors(model);
        self.reset(request.exclude);
    }

    /// The next touched item that would be among the best, by position. Few are: what the others are compared with does not
    /// change from one to the next.
    #[inline(always)]
    fn next_taken(&self, from: usize) -> Option<(usize, Scored, Slot)> {
        let bar = self.top.bar();
        for (at, &item) in self.touched.iter().enumerate().skip(from) {
            let slot = self.slot(item);
            let candidate = Scored::of(item, slot.score.into());
            if bar.is_passed_by(&candidate) {
                return Some((at, candidate, slot));
            }
        }
        None
    }

    /// Notes the cart, and bars it and the excluded items.
    pub(crate) fn begin(&mut self, model: &Model, cart: impl Iterator<Item = u32>, exclude: &[u32]) {
        self.cart.clear();
        self.size = 0;
        for item in cart {
            // Known and not met before: so the cart ends up distinct.
            if self.slot(item).flags & IN_CART == 0 {
                self.size += 1;
                if self.flag(item, IN_CART) {
                    self.cart.push(item);
                }
            }
        }
        self.volumes = model.tilts().volumes(self.size);
        for &item in exclude {
            self.flag(item, EXCLUDED);
        }
    }

    /// Adds each cart item's weights to its neighbours' priors. Sums saturate; only the prior can be below 0, and it
    /// comes first, so the order of the cart still does not matter.
    pub(crate) fn add_up(&mut self, model: &Model) {
        // Room for all at once, and a place that is written to whether it is needed or not: nothing to guess wrong.
        self.touched.resize(self.cart.iter().map(|item| model.degree(*item)).sum(), 0);
        let mut count = 0;
        for &item in &self.cart {
            for (neighbour, weight) in model.heard(item, self.volumes) {
                if let (Some(slot), Some(place)) = (self.slots.get_mut(neighbour as usize), self.touched.get_mut(count))
                {
                    let before = if slot.is_touched() { slot.score } else { slot.prior };
                    count += usize::from(!slot.is_touched());
                    slot.score = raised(before, weight);
                    *place = neighbour;
                }
            }
        }
        self.touched.truncate(count);
    }

    /// Adds what the history says to the scores, and bars what customers do not buy again.
    pub(crate) fn add_history(&mut self, model: &Model, past: &[Past]) {
        history::add(model, &self.cart, past, &mut self.slots, &mut self.touched);
        for bought in past.iter().filter(|bought| bought.bought && model.is_bought_once(bought.item)) {
            if self.flag(bought.item, OWNED) {
                self.owned.push(bought.item);
            }
        }
    }

    /// Offers the items that no cart item touched: those at hand by falling prior until one would not be taken, and
    /// all items in the rare case that all at hand were blocked or touched and there is still room.
    fn offer_priors(&mut self, model: &Model) {
        let at_hand = std::mem::take(&mut self.at_hand);
        let wants_more = at_hand.iter().all(|item| {
            let candidate = Scored::of(*item, model.prior(*item).into());
            let is_taken = self.top.takes(candidate);
            if is_taken {
                self.offer_untouched(candidate);
            }
            is_taken
        });
        self.at_hand = at_hand;
        if !wants_more || self.at_hand.len() == model.items() {
            return;
        }
        self.beyond_hand(model).for_each(|candidate| self.offer_untouched(candidate));
    }

    fn offer_untouched(&mut self, candidate: Scored) {
        let slot = self.slot(candidate.item);
        if !slot.is_touched() && !slot.is_blocked() {
            self.top.offer(candidate);
        }
    }

    /// Finds the reasons for some picks, see [`Reasons::find`].
    pub(crate) fn find_reasons(&mut self, model: &Model, picks: impl Iterator<Item = u32>) {
        self.reasons.ask(picks);
        self.reasons.find(model, &self.cart, self.volumes);
    }

    /// Tells the reasons for one of those picks, see [`Reasons::tell`].
    pub(crate) fn tell_reasons(
        &mut self,
        model: &Model,
        past: &[Past],
        pick: u32,
        because: &mut Vec<Reason>,
    ) -> Shares {
        let history = history::of(model, &self.cart, past, pick);
        self.reasons.tell(model.prior(pick), history, pick, because)
    }

    /// The items with the largest priors, at most 256, largest first, ties by smaller item: enough for carts that say little.
    pub(crate) fn at_hand(&self) -> &[u32] {
        &self.at_hand
    }

    /// All items by their priors except those at hand, in no order: a walk through the whole model, for rare cases.
    pub(crate) fn beyond_hand<'m>(&self, model: &'m Model) -> impl Iterator<Item = Scored> + use<'m> {
        let last = self.at_hand.last().map(|item| Scored::of(*item, model.prior(*item).into()));
        let all = (0u32..).zip(model.priors()).map(|(item, prior)| Scored::of(item, (*prior).into()));
        all.filter(move |candidate| last.is_some_and(|last| last.before(candidate)))
    }

    /// What is known of an item.
    #[inline(always)]
    pub(crate) fn slot(&self, item: u32) -> Slot {
        self.slots.get(item as usize).copied().unwrap_or(Slot::NONE)
    }

    /// All slots, by item.
    pub(crate) fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// All slots, by item.
    pub(crate) fn slots_mut(&mut self) -> &mut [Slot] {
        &mut self.slots
    }

    /// The items that some cart item touched, in no particular order.
    pub(crate) fn touched(&self) -> &[u32] {
        &self.touched
    }

    /// The distinct items of the cart that the model knows.
    pub(crate) fn cart(&self) -> &[u32] {
        &self.cart
    }

    /// How many items the cart has, known or not.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// Sets bits of an item's flags; false if there is no such item.
    pub(crate) fn flag(&mut self, item: u32, bits: u16) -> bool {
        self.slots.get_mut(item as usize).map(|slot| slot.flags |= bits).is_some()
    }

    /// Makes an item's flags those that the files set.
    pub(crate) fn unflag(&mut self, item: u32) {
        if let Some(slot) = self.slots.get_mut(item as usize) {
            slot.flags &= !ASKED;
        }
    }

    /// Makes the working memory blank again, touching only what was written.
    pub(crate) fn reset(&mut self, exclude: &[u32]) {
        for n in 0..self.cart.len() {
            self.unflag(self.cart.get(n).copied().unwrap_or_default());
        }
        for &item in exclude {
            self.unflag(item);
        }
        for item in std::mem::take(&mut self.owned) {
            self.unflag(item);
        }
        for item in self.touched.drain(..) {
            if let Some(slot) = self.slots.get_mut(item as usize) {
                slot.score = slot::UNTOUCHED;
            }
        }
    }
}
