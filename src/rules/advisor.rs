//! Ranks add-ons for a cart under the merchant's rules; never adds up a weight itself, never keeps anything between calls.
//!
//! The engine's scores are taken as they are. What is dropped, and what a score is worth, is decided here; which of
//! the best are shown together, in `select`. `docs/rules.md` says in which order rules win.

use crate::model::{Model, probability};
use crate::rank::slot::{BARS, EXCLUDED, IN_STOCK, OFFERED, RESTS, SIBLING, SOLD_OUT, SUBSTITUTE, Slot};
use crate::rank::{Ranker, Reason, Scored, TOGETHER, Top};

use super::ask::{Ask, Dropped, Kind, Pick};
use super::book::Rulebook;
use super::judge::{class_factor, evidence, settle, times};
use super::moment::{MOST_FACTOR, Moment, UNITY, multiplied};
use super::parts::Source;
use super::select::{Candidate, Chosen, Pin, Selection};
use super::sieve::Sieve;

/// How many of the best candidates are looked at when a set of so many is chosen: deep enough for diversity and caps.
pub fn depth(limit: usize) -> usize {
    limit.saturating_mul(2).saturating_add(8)
}

/// What a better version counts that is bought instead, and one that the shop names, against others, in 1/256.
const INSTEAD: u32 = 4 * UNITY;
const NAMED: u32 = 64 * UNITY;

/// An earlier source's candidates stand this many bits above a later one's; no worth reaches so far.
const STAGE_BITS: u32 = 44;

/// Working memory for ranking with one model and one rules file.
#[derive(Debug)]
pub struct Advisor {
    pub(super) ranker: Ranker,
    pub(super) moment: Moment,
    marked: Vec<u32>,
    /// The items with the largest priors, by what they are worth without any rule.
    at_hand: Vec<Scored>,
    /// Categories that complement the cart's.
    pub(super) complements: Vec<u32>,
    top: Top,
    curated: Top,
    sieve: Sieve,
    /// Memory for the next pick.
    told: Pick,
    pub(super) selection: Selection,
}

/// What ranking is about: it does not change from candidate to candidate.
#[derive(Clone, Copy)]
pub(super) struct Matter<'a> {
    pub(super) model: &'a Model,
    pub(super) book: &'a Rulebook,
    pub(super) ask: &'a Ask<'a>,
}

impl Advisor {
    /// Working memory for a model and its rules.
    pub fn new(model: &Model, book: &Rulebook) -> Self {
        let class = |item: u32| class_factor(book.traits(item).class);
        let mut at_hand = Top::default();
        at_hand.restart(model.by_prior().len());
        for &item in model.by_prior() {
            at_hand.offer(Scored { item, score: times(model.prior(item), class(item)) });
        }
        let mut ranker = Ranker::new(model);
        (0u32..).zip(ranker.slots_mut()).for_each(|(item, slot)| settle(slot, book, item));
        Self {
            ranker,
            moment: Moment::new(book),
            marked: Vec::new(),
            at_hand: at_hand.best().to_vec(),
            complements: Vec::new(),
            top: Top::default(),
            curated: Top::default(),
            sieve: Sieve::new(),
            told: Pick::default(),
            selection: Selection::default(),
        }
    }

    /// What it ranks with, for answers without rules.
    pub fn ranker(&mut self) -> &mut Ranker {
        &mut self.ranker
    }

    /// The best picks under the rules, best first. A pure function of model, rules and question.
    pub fn picks(&mut self, model: &Model, book: &Rulebook, ask: &Ask<'_>) -> Vec<Pick> {
        let mut picks = Vec::new();
        self.each(model, book, ask, |pick| picks.push(pick.clone()));
        picks
    }

    /// Shows each pick that [`Self::picks`] gives, without a list of them.
    pub fn each(&mut self, model: &Model, book: &Rulebook, ask: &Ask<'_>, mut show: impl FnMut(&Pick)) {
        let matter = Matter { model, book, ask };
        self.begin(matter);
        let selection = self.choose(matter);
        let mut pick = std::mem::take(&mut self.told);
        for first in (0..selection.chosen().count()).step_by(TOGETHER) {
            let together = selection.chosen().skip(first).take(TOGETHER);
            self.ranker.find_reasons(model, together.clone().map(|chosen| chosen.item));
            for chosen in together {
                self.describe(matter, chosen, &mut pick);
                show(&pick);
            }
        }
        (self.selection, self.told) = (selection, pick);
        self.end();
    }

    /// Reads the moment, marks what is known of items, adds up the scores.
    pub(super) fn begin(&mut self, matter: Matter<'_>) {
        let Matter { model, book, ask } = matter;
        self.moment.read(book, ask, &self.ranker);
        self.ranker.begin(ask.cart.iter().map(|line| line.item), &[]);
        self.ranker.add_up(model);
        self.ranker.remember(model, ask.past);
        self.mark_cart(book);
        let marks = [(ask.exclude, EXCLUDED), (ask.sold_out, SOLD_OUT), (ask.in_stock, IN_STOCK)];
        for (items, bit) in marks {
            items.iter().for_each(|item| self.mark(*item, bit));
        }
        let after = book.parts.said.policy.rest_after;
        for (item, _) in ask.shown.iter().filter(|(_, times)| after > 0 && *times >= after) {
            self.mark(*item, RESTS);
        }
    }

    /// Makes the working memory blank again.
    pub(super) fn end(&mut self) {
        for item in self.marked.drain(..) {
            self.ranker.unflag(item);
        }
        self.ranker.reset(&[]);
    }

    /// Marks the cart's items, their variants and what would replace them.
    fn mark_cart(&mut self, book: &Rulebook) {
        self.complements.clear();
        for n in 0..self.ranker.cart().len() {
            let item = self.ranker.cart().get(n).copied().unwrap_or_default();
            let mut sibling = book.sibling(item);
            while sibling != item {
                self.mark(sibling, SIBLING);
                sibling = book.sibling(sibling);
            }
            for &other in book.substitutes.list(item) {
                let dearer = book.price(other) > book.price(item);
                if !(dearer && book.parts.said.policy.dearer_substitutes) {
                    self.mark(other, SUBSTITUTE);
                }
            }
            if self.moment.fill().is_some() {
                let complements = book.parts.learned.complements.get(book.category(item) as usize);
                self.complements.extend(complements.into_iter().flatten());
            }
        }
    }

    fn mark(&mut self, item: u32, bit: u16) {
        if self.ranker.flag(item, bit) {
            self.marked.push(item);
        }
    }

    /// Gathers the best candidates and chooses the set.
    pub(super) fn choose(&mut self, matter: Matter<'_>) -> Selection {
        let mut selection = std::mem::take(&mut self.selection);
        selection.begin();
        selection.pins.clear();
        let limit = matter.ask.limit.min(self.moment.most.map_or(usize::MAX, |most| most as usize));
        if self.moment.silent || limit == 0 {
            return selection;
        }
        let limit = limit.min(matter.model.items());
        if matter.ask.kind == Kind::AddOn {
            self.pins(matter, &mut selection.pins);
        }
        // Where nothing can fall away afterwards, or count less, the best few are the set.
        let varies = matter.book.parts.said.policy.diversity < 256 && !matter.book.by_category.are_empty();
        let loses = varies || self.moment.has_caps();
        let deep = if loses { depth(limit) } else { (limit + selection.pins.len()).min(depth(limit)) };
        // The first half of the rest mostly settles it. What a rule adds to is offered once only.
        let first = if self.moment.most_added == 0 { deep.min((limit + deep) / 2) } else { deep };
        for depth in [first, deep] {
            self.gather(matter, limit, depth);
            let best = self.top.best().iter();
            selection.begin();
            selection.candidates.extend(best.map(|best| self.candidate(matter, best.item, best.score)));
            if selection.choose(matter, &self.moment, limit, depth < deep && self.top.last().is_some()) {
                break;
            }
        }
        selection
    }

    /// Leaves the best candidates in `top`, so many at most.
    fn gather(&mut self, matter: Matter<'_>, limit: usize, depth: usize) {
        self.top.restart(depth);
        self.moment.lifts.ask_for(0);
        match matter.ask.kind {
            Kind::AddOn => self.offer_add_ons(matter, limit),
            Kind::Upgrade => self.offer_upgrades(matter),
        }
    }

    fn offer_add_ons(&mut self, matter: Matter<'_>, limit: usize) {
        let (learned, others) = self.most_stages();
        if self.stage(Source::Learned).is_some() {
            self.offer_learned(matter, learned);
        }
        self.raise_bar(others);
        self.offer_added(matter);
        self.offer_popular(matter, others);
        if self.top.best().len() < limit {
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
                self.top.offer(Scored { item, score: worth + (stage << STAGE_BITS) });
                self.raise_bar(stage);
            }
        }
    }

    /// Has what cannot be among the best passed over from now on, for candidates at most so far ahead.
    fn raise_bar(&mut self, stage: i64) {
        if let Some(last) = self.top.last() {
            self.moment.lifts.ask_for(last.score - (stage << STAGE_BITS));
        }
    }

    /// Items that a rule adds to: services are bought so rarely that nothing else would bring them up.
    fn offer_added(&mut self, matter: Matter<'_>) {
        for n in 0..self.moment.touched.len() {
            let set = self.moment.touched.get(n).copied().unwrap_or_default();
            if self.moment.effects.get(set as usize).is_none_or(|effect| effect.added == 0) {
                continue;
            }
            for &item in matter.book.parts.said.sets.get(set as usize).map_or(&[][..], |set| &set.items) {
                self.offer_untouched(matter, item);
                self.mark(item, OFFERED);
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

    /// Whether something that the cart does not touch, and that was not offered yet, can be among the best.
    #[inline(always)]
    fn may_be_best(&self, slot: &Slot) -> bool {
        let lifts = &self.moment.lifts;
        !slot.is_touched() && slot.flags & (BARS | OFFERED) == 0 && lifts.bound(slot, slot.prior) >= lifts.least
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

    /// All other items, in the rare case that too few of those at hand may be shown.
    fn offer_rest(&mut self, matter: Matter<'_>) {
        let Some(last) = matter.model.by_prior().last() else { return };
        let last = Scored::of(*last, matter.model.prior(*last));
        for item in 0..matter.model.items() as u32 {
            if last.before(&Scored::of(item, matter.model.prior(item))) {
                self.offer_untouched(matter, item);
            }
        }
    }

    fn offer_untouched(&mut self, matter: Matter<'_>, item: u32) {
        let slot = self.ranker.slot(item);
        if self.may_be_best(&slot)
            && let Some(worth) = self.judge(matter, item, slot)
            && let Some(stage) = self.stage(self.source(matter, item))
        {
            self.top.offer(Scored { item, score: worth + (stage << STAGE_BITS) });
        }
    }

    /// Dearer items of the first line's category, within the price step; what the shop names counts most, then what is bought
    /// instead of it.
    fn offer_upgrades(&mut self, matter: Matter<'_>) {
        let Some(from) = matter.ask.cart.first() else { return };
        let book = matter.book;
        let traits = book.traits(from.item);
        let price = u64::from(from.price.unwrap_or(traits.price));
        let most = price * u64::from(book.parts.said.policy.upgrade_step) / 256;
        for &item in book.by_category.list(traits.category) {
            let dearer = u64::from(book.price(item));
            let dropped = self.dropped(matter, item);
            let may = dropped.is_none_or(|why| matches!(why, Dropped::Sibling | Dropped::Substitute));
            // What the shop itself names for an item, of its kind and dearer, it means as a better version, however dear.
            let named = book.curated.list(from.item).contains(&item);
            if price == 0 || dearer <= price || (dearer > most && !named) || !may {
                continue;
            }
            let known = match named {
                true => NAMED,
                false if book.substitutes.list(from.item).contains(&item) => INSTEAD,
                false => UNITY,
            };
            let factor = multiplied(self.factor(matter, item), known);
            self.top.offer(Scored { item, score: times(matter.model.prior(item).max(1), factor) });
        }
    }

    fn candidate(&self, matter: Matter<'_>, item: u32, score: i64) -> Candidate {
        let source = self.source(matter, item);
        let stage = if matter.ask.kind == Kind::AddOn { self.stage(source).unwrap_or(0) } else { 0 };
        Candidate { item, worth: score - (stage << STAGE_BITS), stage, source }
    }

    /// What is pinned and may be shown: by rules first, then by the shop's own curation.
    fn pins(&mut self, matter: Matter<'_>, pins: &mut Vec<Pin>) {
        pins.extend(self.moment.pins.iter().map(|(position, item, rule)| (Some(*position), *item, Some(*rule))));
        let wanted = self.moment.fill().is_none_or(|fill| fill.contains(&Source::Pinned));
        if wanted && !matter.book.curated.are_empty() {
            // The first of every list, then the second: by how early an item stands in its list.
            self.curated.restart(depth(matter.ask.limit));
            for from in self.ranker.cart() {
                for (at, item) in (0i64..).zip(matter.book.curated.list(*from)) {
                    self.curated.offer(Scored { item: *item, score: -at });
                }
            }
            pins.extend(self.curated.best().iter().map(|pin| (None, pin.item, None)));
        }
        pins.retain(|(_, item, _)| self.dropped(matter, *item).is_none());
    }

    /// Says of a pick all there is to say.
    fn describe(&mut self, matter: Matter<'_>, chosen: Chosen, pick: &mut Pick) {
        let Matter { model, book, ask } = matter;
        let item = chosen.item;
        let told = self.ranker.tell_reasons(model, ask.past, item, &mut pick.because);
        let mut weight = told.weight;
        pick.taste = told.taste;
        if let (Kind::Upgrade, Some(from)) = (ask.kind, ask.cart.first()) {
            // It is not bought together with anything.
            (weight, pick.taste) = (0, 0.0);
            pick.because.clear();
            pick.because.push(Reason { item: from.item, share: 1.0 });
        }
        (pick.item, pick.source, pick.evidence) = (item, chosen.source, evidence(weight));
        pick.score = probability(self.score(matter, item));
        pick.rule = chosen.rule.or_else(|| self.mover(matter, item));
        let (sets, said) = (book.sets_of.list(item), &book.parts.said);
        let holds = |benefit: &u32| {
            let with = said.benefits.get(*benefit as usize).and_then(|benefit| benefit.with);
            with.is_none_or(|with| self.moment.cart_has(with))
        };
        let benefits = sets.iter().flat_map(|set| book.benefits.list(*set)).copied();
        pick.benefit = benefits.filter(holds).min();
        pick.partner = said.partners.iter().position(|partner| sets.contains(&partner.set)).map(|at| at as u32);
    }
}
