//! Answers a query under the merchant's rules: read, score, gather candidates, choose the slate, describe; decides nothing itself.
//!
//! `docs/rules.md` says in which order rules win.

use super::active::ActiveRules;
use super::answer::{Evidence, Explanation, Offer, Pick};
use super::book::Rulebook;
use super::candidates::Candidates;
use super::context::{CartTraits, Context};
use super::query::{Kind, Query};
use super::reasons::Dropped;
use super::slate::{Chosen, Slate};
use super::{eligibility, explain, offers, variants, wants, words, worth};
use crate::model::shards::{HeldLists, List};
use crate::model::{Model, probability};
use crate::rank::slot::{EXCLUDED, FREQUENCY_CAP, IN_STOCK, NOT_DEARER, SOLD_OUT, SUBSTITUTE};
use crate::rank::{Ranker, Reason, TOGETHER};

/// Working memory for ranking with one model and one rules file.
#[derive(Debug)]
pub struct Advisor {
    ranker: Ranker,
    active: ActiveRules,
    cart: CartTraits,
    candidates: Candidates,
    slate: Slate,
    /// Items that the query has flagged.
    flagged: Vec<u32>,
    /// Whether the items at hand did not fill the set.
    is_short: bool,
    /// Memory for the next pick.
    pick: Pick,
}

/// How many candidates to gather at once for `limit` picks: usually enough for diversity and caps.
fn depth(limit: usize) -> usize {
    limit.saturating_mul(2).saturating_add(8)
}

impl Advisor {
    /// Working memory for a model and its rules.
    pub fn new(model: &Model, book: &Rulebook) -> Self {
        let mut ranker = Ranker::new(model);
        for (item, slot) in (0u32..).zip(ranker.slots_mut()) {
            let traits = book.traits(item);
            slot.note(traits.sold_out, traits.class, book.sets_of.list(item));
        }
        Self {
            active: ActiveRules::new(book),
            cart: CartTraits::default(),
            candidates: Candidates::new(model, book, &ranker),
            slate: Slate::default(),
            flagged: Vec::new(),
            is_short: false,
            pick: Pick::default(),
            ranker,
        }
    }

    /// What it ranks with, for answers without rules.
    pub fn ranker(&mut self) -> &mut Ranker {
        &mut self.ranker
    }

    /// The best picks under the rules, best first. A pure function of model, rules and query.
    pub fn picks(&mut self, model: &Model, book: &Rulebook, query: &Query<'_>) -> Vec<Pick> {
        let mut picks = Vec::new();
        self.each(model, book, query, |pick| picks.push(pick.clone()));
        picks
    }

    /// Shows each pick that [`Self::picks`] gives, without a list of them.
    pub fn each(&mut self, model: &Model, book: &Rulebook, query: &Query<'_>, mut show: impl FnMut(&Pick)) {
        self.read(model, book, query);
        self.choose(model, book, query);
        let mut pick = std::mem::take(&mut self.pick);
        for at in 0..self.slate.chosen().count() {
            if at % TOGETHER == 0 {
                let together = self.slate.chosen().skip(at).take(TOGETHER);
                self.ranker.find_reasons(model, together.map(|chosen| chosen.ranked));
            }
            let chosen = self.slate.chosen().nth(at);
            if let Some(chosen) = chosen {
                self.describe(model, book, query, chosen, &mut pick);
                show(&pick);
            }
        }
        self.pick = pick;
        self.end();
    }

    /// Everything that went into an item's place, or into its having none.
    pub fn explain(&mut self, model: &Model, book: &Rulebook, query: &Query<'_>, item: u32) -> Explanation {
        self.read(model, book, query);
        self.choose(model, book, query);
        let explanation = explain::explanation(&self.context(model, book, query), &self.slate, item);
        self.end();
        explanation
    }

    /// Why nothing at all is shown, if so.
    pub fn suppression(&mut self, model: &Model, book: &Rulebook, query: &Query<'_>) -> Option<Dropped> {
        self.read(model, book, query);
        let suppression = eligibility::suppression(&self.context(model, book, query));
        self.end();
        suppression
    }

    /// The bundles that the cart has an item of and that can be completed, the merchant's first, those with the
    /// fewest missing items first.
    pub fn offers(&mut self, model: &Model, book: &Rulebook, query: &Query<'_>) -> Vec<Offer> {
        self.read(model, book, query);
        let offers = offers::begun(&self.context(model, book, query));
        self.end();
        offers
    }

    /// The blocks of lists that could change the picks, where only some shards of a model are there: the next of each list.
    pub fn wants(&mut self, model: &Model, book: &Rulebook, query: &Query<'_>, lists: &HeldLists) -> Vec<List> {
        self.read(model, book, query);
        self.choose(model, book, query);
        let wants = wants::find(&self.context(model, book, query), &self.slate, self.is_short, lists);
        self.end();
        wants
    }

    fn context<'a>(&'a self, model: &'a Model, book: &'a Rulebook, query: &'a Query<'a>) -> Context<'a> {
        Context { model, book, query, active: &self.active, ranker: &self.ranker, cart: &self.cart }
    }

    /// Finds the active rules, adds up the scores, flags what is known of items.
    fn read(&mut self, model: &Model, book: &Rulebook, query: &Query<'_>) {
        self.active.read(book, query, &self.ranker);
        self.ranker.begin(model, query.cart.iter().map(|line| line.item), &[]);
        self.ranker.add_up(model);
        self.ranker.add_history(model, query.past);
        self.read_cart(book);
        variants::count_wanted(&mut self.cart.wanted, self.ranker.cart(), book, query);
        let flags = [(query.exclude, EXCLUDED), (query.sold_out, SOLD_OUT), (query.in_stock, IN_STOCK)];
        for (items, flag) in flags {
            items.iter().for_each(|item| self.flag(*item, flag));
        }
        let cap = book.parts.merchant.policy.frequency_cap;
        for (item, _) in query.shown.iter().filter(|(_, times)| cap > 0 && *times >= cap) {
            self.flag(*item, FREQUENCY_CAP);
        }
    }

    /// Flags what would replace the cart's items, and notes their groups of variants and what complements them.
    fn read_cart(&mut self, book: &Rulebook) {
        self.cart.clear();
        for n in 0..self.ranker.cart().len() {
            let item = self.ranker.cart().get(n).copied().unwrap_or_default();
            self.cart.groups.add(book.group(item));
            for &other in book.substitutes.list(item) {
                let dearer = book.price(other) > book.price(item);
                if !(dearer && book.parts.merchant.policy.dearer_substitutes) {
                    self.flag(other, if dearer { SUBSTITUTE } else { SUBSTITUTE | NOT_DEARER });
                }
            }
            if self.active.totals.sources().is_some() {
                let complements = book.parts.relations.complements.get(book.category(item) as usize);
                self.cart.complements.extend(complements.into_iter().flatten());
            }
        }
    }

    fn flag(&mut self, item: u32, flag: u16) {
        if self.ranker.flag(item, flag) {
            self.flagged.push(item);
        }
    }

    /// Makes the working memory blank again.
    fn end(&mut self) {
        for item in self.flagged.drain(..) {
            self.ranker.unflag(item);
        }
        self.ranker.reset(&[]);
    }

    /// Gathers the best candidates and leaves the picks in `slate`.
    fn choose(&mut self, model: &Model, book: &Rulebook, query: &Query<'_>) {
        let Self { active, ranker, cart, candidates, slate, is_short, .. } = self;
        let context = &Context { model, book, query, active, ranker, cart };
        let most = active.totals.most.map_or(usize::MAX, |(most, _)| most as usize);
        let limit = query.limit.min(most).min(model.items());
        if active.suppressed || limit == 0 {
            slate.restart(0);
            *is_short = false;
            return;
        }
        slate.find_pins(context, depth(query.limit));
        // Should those at hand not fill the set, all others have their chance: a walk through the whole model.
        let is_all = query.kind == Kind::Upsell || ranker.at_hand().len() == model.items();
        *is_short = !choose_among(context, candidates, slate, limit, false);
        if *is_short && !is_all {
            choose_among(context, candidates, slate, limit, true);
        }
    }

    /// Says of a pick all there is to say.
    fn describe(&mut self, model: &Model, book: &Rulebook, query: &Query<'_>, chosen: Chosen, pick: &mut Pick) {
        // What speaks for a product spoke for the variant that came to its place.
        let Chosen { item, ranked, .. } = chosen;
        let shares = self.ranker.tell_reasons(model, query.past, ranked, &mut pick.because);
        (pick.history, pick.evidence) = (shares.history, Evidence::of(shares.weight));
        if let (Kind::Upsell, Some(from)) = (query.kind, query.cart.first()) {
            // It is not bought together with anything.
            (pick.history, pick.evidence) = (0.0, None);
            pick.because.clear();
            pick.because.push(Reason { item: from.item, share: 1.0 });
        }
        let context = &self.context(model, book, query);
        (pick.item, pick.source) = (item, chosen.source);
        pick.score = probability(worth::score(context, ranked));
        pick.rule = chosen.rule.or_else(|| worth::mover(context, ranked));
        (pick.benefit, pick.partner) = words::of(context, item);
        pick.bundle = words::completed(context, item);
    }
}

/// Chooses `limit` picks, of those at hand or all: whether there are as many.
fn choose_among(
    context: &Context<'_>,
    candidates: &mut Candidates,
    slate: &mut Slate,
    limit: usize,
    all: bool,
) -> bool {
    slate.restart(limit);
    slate.take_pins(context);
    // Where nothing counts less for what stands before it, and no cap is full soon, the best few are mostly the set.
    let varies = context.book.parts.merchant.policy.diversity < 256 && !context.book.by_category.are_empty();
    let deep = depth(limit);
    let few = if varies || context.active.has_caps() { (3 * limit + deep) / 4 } else { limit + slate.pins() };
    let mut depth = few.min(deep);
    loop {
        candidates.gather(context, slate, depth, all);
        let has_more = candidates.are_full();
        let is_full = slate.fill(context, candidates.best(), has_more);
        if is_full || !has_more {
            return is_full;
        }
        // The best of what is gathered next is taken at least: this ends.
        slate.go_on();
        depth = deep;
    }
}
