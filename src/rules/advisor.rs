//! Ranks add-ons for a cart under the merchant's rules; never adds up a weight itself, never keeps anything between calls.
//!
//! The engine's scores are taken as they are. What is dropped, and what a score is worth, is decided here; which of
//! the best are shown together, in `select`. `docs/rules.md` says in which order rules win.

use crate::model::{Model, probability};
use crate::rank::slot::{EXCLUDED, IN_STOCK, NOT_DEARER, RESTS, SOLD_OUT, SUBSTITUTE};
use crate::rank::{Ranker, Reason, TOGETHER};
use crate::top::{Scored, Top};

use super::book::Rulebook;
use super::groups::Groups;
use super::judge::{class_factor, evidence, settle, times};
use super::moment::Moment;
use super::query::{Kind, Pick, Query};
use super::select::{Candidate, Chosen, Pin, Selection};
use super::sieve::Sieve;
use crate::model::rules::parts::Source;

/// How many of the best candidates are gathered at once when a set of so many is chosen: mostly enough for diversity and caps.
fn depth(limit: usize) -> usize {
    limit.saturating_mul(2).saturating_add(8)
}

/// An earlier source's candidates stand this many bits above a later one's; no worth reaches so far.
pub(super) const STAGE_BITS: u32 = 44;

/// Working memory for ranking with one model and one rules file.
#[derive(Debug)]
pub struct Advisor {
    pub(super) ranker: Ranker,
    pub(super) moment: Moment,
    marked: Vec<u32>,
    /// The items with the largest priors, by what they are worth without any rule.
    pub(super) at_hand: Vec<Scored>,
    /// What the cart has variants of.
    pub(super) groups: Groups,
    /// Categories that complement the cart's.
    pub(super) complements: Vec<u32>,
    pub(super) top: Top,
    curated: Top,
    pub(super) sieve: Sieve,
    /// Memory for the next pick.
    told: Pick,
    pub(super) selection: Selection,
}

/// What ranking is about: it does not change from candidate to candidate.
#[derive(Clone, Copy)]
pub(super) struct Matter<'a> {
    pub(super) model: &'a Model,
    pub(super) book: &'a Rulebook,
    pub(super) query: &'a Query<'a>,
}

impl Advisor {
    /// Working memory for a model and its rules.
    pub fn new(model: &Model, book: &Rulebook) -> Self {
        let class = |item: u32| class_factor(book.traits(item).class);
        let mut at_hand = Top::default();
        let mut ranker = Ranker::new(model);
        at_hand.restart(ranker.at_hand().len());
        for &item in ranker.at_hand() {
            at_hand.offer(Scored { item, score: times(model.prior(item), class(item)) });
        }
        (0u32..).zip(ranker.slots_mut()).for_each(|(item, slot)| settle(slot, book, item));
        Self {
            ranker,
            moment: Moment::new(book),
            marked: Vec::new(),
            at_hand: at_hand.best().to_vec(),
            groups: Groups::default(),
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
    pub fn picks(&mut self, model: &Model, book: &Rulebook, query: &Query<'_>) -> Vec<Pick> {
        let mut picks = Vec::new();
        self.each(model, book, query, |pick| picks.push(pick.clone()));
        picks
    }

    /// Shows each pick that [`Self::picks`] gives, without a list of them.
    pub fn each(&mut self, model: &Model, book: &Rulebook, query: &Query<'_>, mut show: impl FnMut(&Pick)) {
        let matter = Matter { model, book, query };
        self.begin(matter);
        self.choose(matter);
        let mut pick = std::mem::take(&mut self.told);
        for at in 0..self.selection.chosen().count() {
            if at % TOGETHER == 0 {
                let together = self.selection.chosen().skip(at).take(TOGETHER);
                self.ranker.find_reasons(model, together.map(|chosen| chosen.item));
            }
            let chosen = self.selection.chosen().nth(at);
            if let Some(chosen) = chosen {
                self.describe(matter, chosen, &mut pick);
                show(&pick);
            }
        }
        self.told = pick;
        self.end();
    }

    /// Reads the moment, marks what is known of items, adds up the scores.
    pub(super) fn begin(&mut self, matter: Matter<'_>) {
        let Matter { model, book, query } = matter;
        self.moment.read(book, query, &self.ranker);
        self.ranker.begin(query.cart.iter().map(|line| line.item), &[]);
        self.ranker.add_up(model);
        self.ranker.remember(model, query.past);
        self.mark_cart(book);
        let marks = [(query.exclude, EXCLUDED), (query.sold_out, SOLD_OUT), (query.in_stock, IN_STOCK)];
        for (items, bit) in marks {
            items.iter().for_each(|item| self.mark(*item, bit));
        }
        let after = book.parts.merchant.policy.frequency_cap;
        for (item, _) in query.shown.iter().filter(|(_, times)| after > 0 && *times >= after) {
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

    /// Marks what would replace the cart's items, and notes what has variants among them.
    fn mark_cart(&mut self, book: &Rulebook) {
        self.complements.clear();
        self.groups.clear();
        for n in 0..self.ranker.cart().len() {
            let item = self.ranker.cart().get(n).copied().unwrap_or_default();
            self.groups.add(book.group(item));
            for &other in book.substitutes.list(item) {
                let dearer = book.price(other) > book.price(item);
                if !(dearer && book.parts.merchant.policy.dearer_substitutes) {
                    self.mark(other, if dearer { SUBSTITUTE } else { SUBSTITUTE | NOT_DEARER });
                }
            }
            if self.moment.totals.fill().is_some() {
                let complements = book.parts.relations.complements.get(book.category(item) as usize);
                self.complements.extend(complements.into_iter().flatten());
            }
        }
    }

    pub(super) fn mark(&mut self, item: u32, bit: u16) {
        if self.ranker.flag(item, bit) {
            self.marked.push(item);
        }
    }

    /// Gathers the best candidates and leaves the set in `selection`.
    pub(super) fn choose(&mut self, matter: Matter<'_>) {
        let most = self.moment.totals.most.map_or(usize::MAX, |(most, _)| most as usize);
        let limit = matter.query.limit.min(most).min(matter.model.items());
        if self.moment.suppressed || limit == 0 {
            self.selection.restart(0);
            return;
        }
        let mut pins = std::mem::take(&mut self.selection.pins);
        self.pins(matter, &mut pins);
        self.selection.pins = pins;
        // Should those at hand not fill the set, all others have their chance: a walk through the whole model.
        let is_all = matter.query.kind == Kind::Upsell || self.ranker.at_hand().len() == matter.model.items();
        if !self.choose_among(matter, limit, false) && !is_all {
            self.choose_among(matter, limit, true);
        }
    }

    /// Chooses so many, of those at hand or all: whether there are.
    fn choose_among(&mut self, matter: Matter<'_>, limit: usize, all: bool) -> bool {
        self.selection.restart(limit);
        self.selection.pin(matter, &self.moment);
        // Where nothing counts less for what stands before it, and no cap is full soon, the best few are mostly the set.
        let varies = matter.book.parts.merchant.policy.diversity < 256 && !matter.book.by_category.are_empty();
        let deep = depth(limit);
        let few =
            if varies || self.moment.has_caps() { (3 * limit + deep) / 4 } else { limit + self.selection.pins.len() };
        let mut depth = few.min(deep);
        loop {
            self.gather(matter, depth, all);
            self.selection.candidates.clear();
            for best in self.top.best() {
                let candidate = self.candidate(matter, best.item, best.score);
                self.selection.candidates.push(candidate);
            }
            let has_more = self.top.last().is_some();
            let is_full = self.selection.fill(matter, &self.moment, has_more);
            if is_full || !has_more {
                return is_full;
            }
            // The best of what is gathered next is settled at least: this ends.
            self.selection.go_on();
            depth = deep;
        }
    }

    fn candidate(&self, matter: Matter<'_>, item: u32, score: i64) -> Candidate {
        let source = self.source(matter, item);
        let stage = if matter.query.kind == Kind::AddOn { self.stage(source).unwrap_or(0) } else { 0 };
        Candidate { item, worth: score - (stage << STAGE_BITS), stage, source }
    }

    /// What is pinned and may be shown: by rules first, then by the shop's own curation.
    fn pins(&mut self, matter: Matter<'_>, pins: &mut Vec<Pin>) {
        pins.clear();
        pins.extend(self.moment.totals.pins.iter().map(|(position, item, rule)| (Some(*position), *item, Some(*rule))));
        if self.heeds_curation(matter) {
            // The first of every list, then the second: by how early an item stands in its list.
            self.curated.restart(depth(matter.query.limit));
            for from in self.ranker.cart() {
                for (at, item) in (0i64..).zip(matter.book.curated.list(*from)) {
                    self.curated.offer(Scored { item: *item, score: -at });
                }
            }
            pins.extend(self.curated.best().iter().map(|pin| (None, pin.item, None)));
        }
        pins.retain(|(_, item, rule)| self.pin_dropped(matter, *item, rule.is_some()).is_none());
    }

    /// Whether the shop's own curation is pinned.
    pub(super) fn heeds_curation(&self, matter: Matter<'_>) -> bool {
        let wanted = self.moment.totals.fill().is_none_or(|fill| fill.contains(&Source::Pinned));
        wanted && matter.query.kind == Kind::AddOn && !matter.book.curated.are_empty()
    }

    /// Says of a pick all there is to say.
    fn describe(&mut self, matter: Matter<'_>, chosen: Chosen, pick: &mut Pick) {
        let Matter { model, book, query } = matter;
        let item = chosen.item;
        let told = self.ranker.tell_reasons(model, query.past, item, &mut pick.because);
        let mut weight = told.weight;
        pick.history = told.history;
        if let (Kind::Upsell, Some(from)) = (query.kind, query.cart.first()) {
            // It is not bought together with anything.
            (weight, pick.history) = (0, 0.0);
            pick.because.clear();
            pick.because.push(Reason { item: from.item, share: 1.0 });
        }
        (pick.item, pick.source, pick.evidence) = (item, chosen.source, evidence(weight));
        pick.score = probability(self.score(matter, item));
        pick.rule = chosen.rule.or_else(|| self.mover(matter, item));
        (pick.benefit, pick.partner) = self.words(book, item);
    }

    /// What the merchant says of an item beside this cart, and whose it is.
    pub(super) fn words(&self, book: &Rulebook, item: u32) -> (Option<u32>, Option<u32>) {
        let (sets, merchant) = (book.sets_of.list(item), &book.parts.merchant);
        let holds = |benefit: &u32| {
            let with = merchant.benefits.get(*benefit as usize).and_then(|benefit| benefit.with);
            with.is_none_or(|with| self.moment.cart_has(with))
        };
        let benefits = sets.iter().flat_map(|set| book.benefits.list(*set)).copied();
        let partner = merchant.partners.iter().position(|partner| sets.contains(&partner.set));
        (benefits.filter(holds).min(), partner.map(|at| at as u32))
    }
}
