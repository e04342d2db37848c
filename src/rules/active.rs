//! Finds which rules are active for a query, and adds up what they do; never looks at a score.

use super::book::Rulebook;
use super::bounds::UpperBounds;
use super::compiled::{Compiled, raised, raised_in};
use super::effects::{NO_EFFECT, SetEffect};
use super::factors::{UNITY, multiplied};
use super::query::{Line, Query};
use super::totals::Totals;
use crate::model::rules::parts::{Measure, Range};
use crate::rank::Ranker;
use crate::top::{Scored, Top};

/// What all active rules add up to.
#[derive(Debug)]
pub(super) struct ActiveRules {
    /// By set.
    pub(super) effects: Vec<SetEffect>,
    /// What no item's score can be lifted above.
    pub(super) bounds: UpperBounds,
    /// The sets that some active rule does something to.
    pub(super) touched: Vec<u32>,
    pub(super) totals: Totals,
    /// Whether nothing is shown: a signal suppresses everything, or a rule shows none.
    pub(super) suppressed: bool,
    /// What is true now, as the compiled rules number it: sets of the cart's items, facts.
    truths: Vec<bool>,
    /// One bit for each action of a rule: whether it is active.
    actions: Vec<u32>,
    /// No item's score is multiplied by more than this, in 1/256.
    pub(super) most_lift: u32,
    /// No item's score is added to more than this.
    pub(super) most_added: u32,
    /// Whether picks of some set are limited in number.
    pub(super) caps_sets: bool,
    /// Working memory: the factors, and the additions, that lift most.
    best: (Top, Top),
}

impl ActiveRules {
    pub(super) fn new(book: &Rulebook) -> Self {
        Self {
            effects: vec![NO_EFFECT; book.parts.merchant.sets.len()],
            bounds: UpperBounds::new(),
            touched: Vec::new(),
            totals: Totals::new(),
            suppressed: false,
            truths: vec![false; book.compiled.referenced.len()],
            actions: vec![0; book.compiled.conditional.len()],
            most_lift: UNITY,
            most_added: 0,
            caps_sets: false,
            best: Default::default(),
        }
    }

    /// Reads a query: cart, facts and measures, then, in the order of the file, every rule that they can trigger.
    pub(super) fn read(&mut self, book: &Rulebook, query: &Query<'_>, ranker: &Ranker) {
        self.reset();
        self.actions.clone_from(&book.compiled.untriggered);
        for line in query.cart {
            match ranker.slot(line.item) {
                slot if slot.is_far() => book.sets_of.list(line.item).iter().for_each(|set| self.note(book, *set)),
                slot => slot.named().for_each(|set| self.note(book, set)),
            }
        }
        query.facts.iter().filter_map(|fact| book.compiled.fact(*fact)).for_each(|fact| self.note(book, fact));
        self.suppressed = book.parts.merchant.policy.suppress.iter().any(|fact| self.is_fact(book, *fact));
        let measures = Measures::of(book, query);
        self.drop_unmet(&book.compiled, &measures);
        let compiled = &book.compiled;
        let (on_sets, others) = self.actions.split_at(compiled.set_words.min(self.actions.len()));
        for (set, by) in raised(on_sets).filter_map(|action| compiled.on_sets.get(action as usize)) {
            if let Some(effect) = self.effects.get_mut(*set as usize) {
                if effect.is_none() {
                    self.touched.push(*set);
                }
                *effect = effect.with(by);
            }
        }
        for (rule, action) in raised(others).filter_map(|action| compiled.others.get(action as usize)) {
            self.totals.add(action, *rule, measures.value);
        }
        self.suppressed |= self.totals.most.is_some_and(|(most, _)| most == 0);
        self.bound(book);
    }

    /// Notes that something is true which rules ask for, and takes the actions that it triggers for active.
    fn note(&mut self, book: &Rulebook, truth: u32) {
        if let (Some(true), Some(known)) =
            (book.compiled.referenced.get(truth as usize), self.truths.get_mut(truth as usize))
            && !std::mem::replace(known, true)
        {
            book.compiled.trigger(truth, &mut self.actions);
        }
    }

    /// Drops the actions that were triggered and whose other conditions do not hold.
    fn drop_unmet(&mut self, compiled: &Compiled, measures: &Measures<'_>) {
        let truths = &self.truths;
        let words = self.actions.iter_mut().zip(&compiled.conditional);
        for (first, (active, conditional)) in (0u32..).step_by(32).zip(words) {
            for action in raised_in(first, *active & conditional) {
                let holds = compiled.holds(action, |truth| is_true(truths, truth), |range| measures.are_in(range));
                *active &= !(u32::from(!holds) << (action % 32));
            }
        }
    }

    /// Bounds what any item's score can be lifted to: it is in `most_sets` sets at most, at best in those that lift most.
    fn bound(&mut self, book: &Rulebook) {
        let (factors, added) = &mut self.best;
        factors.restart(book.most_sets);
        added.restart(book.most_sets);
        let mut least = UNITY;
        // What changes nothing would only stand at the end of these lists.
        for set in &self.touched {
            if let Some(effect) = self.effects.get(*set as usize) {
                least = least.min(effect.factor);
                self.caps_sets |= effect.most().is_some();
                if effect.factor > UNITY {
                    factors.offer(Scored::of(*set, effect.factor.into()));
                }
                if effect.added > 0 {
                    added.offer(Scored::of(*set, effect.added.into()));
                }
            }
        }
        let gap = self.totals.gap.map_or(UNITY, |(_, _, factor, _)| factor.max(UNITY));
        let proportion = self.totals.proportion.map_or(UNITY, |(_, factor, _)| factor.max(UNITY));
        let lifts = factors.best().iter().map(|best| best.units() as u32).chain([proportion]);
        // Each product is rounded down when it is used: one more here keeps this above.
        self.most_lift = lifts.fold(gap, |lift, by| multiplied(lift, by).saturating_add(1));
        self.most_added = added.best().iter().fold(0, |sum, best| sum.saturating_add(best.units() as u32));
        self.bounds.begin([gap, proportion], self.most_lift, self.most_added);
        let buries = UpperBounds::can_bury(least, book.most_sets);
        for set in &self.touched {
            if let Some(effect) = self.effects.get(*set as usize) {
                let factor = if buries { effect.factor } else { effect.factor.max(UNITY) };
                self.bounds.set(*set, if effect.excluded().is_some() { 0 } else { factor });
            }
        }
    }

    /// What each active rule does to a set: the rule and its effect.
    pub(super) fn effects_on<'a>(&self, book: &'a Rulebook, set: u32) -> impl Iterator<Item = (u32, &'a SetEffect)> {
        book.compiled.effects_on(set, &self.actions)
    }

    /// What score units that rules add can be worth at most.
    pub(super) fn most_gain(&self) -> i64 {
        match self.most_added {
            0 => 1,
            added => (i64::from(added) << 8) + 1,
        }
    }

    /// Whether any number of picks is limited.
    pub(super) fn has_caps(&self) -> bool {
        self.totals.per_category.is_some() || self.totals.per_brand.is_some() || self.caps_sets
    }

    /// Whether any candidate's sets must be looked at.
    pub(super) fn looks_at_sets(&self) -> bool {
        !self.touched.is_empty()
    }

    /// Whether an item of a set is in the cart.
    pub(super) fn cart_has(&self, set: u32) -> bool {
        is_true(&self.truths, set)
    }

    /// Whether the page states a fact that something asks for.
    pub(super) fn is_fact(&self, book: &Rulebook, fact: u32) -> bool {
        book.compiled.fact(fact).is_some_and(|fact| is_true(&self.truths, fact))
    }

    fn reset(&mut self) {
        for set in self.touched.drain(..) {
            if let Some(effect) = self.effects.get_mut(set as usize) {
                *effect = NO_EFFECT;
            }
            self.bounds.set(set, UNITY);
        }
        self.truths.fill(false);
        self.totals.reset();
        (self.caps_sets, self.suppressed) = (false, false);
    }
}

/// What is known of the page's measures.
struct Measures<'a> {
    given: &'a [(u32, i64)],
    /// What the cart costs: what the page says, else its lines at the page's price, else at the file's; 0 if nothing asks.
    value: i64,
    size: i64,
}

impl<'a> Measures<'a> {
    fn of(book: &Rulebook, query: &Query<'a>) -> Self {
        let mut it = Self { given: query.measures, value: 0, size: 0 };
        let size = || query.cart.iter().map(|line| i64::from(line.quantity)).sum();
        it.size = it.find(Measure::Size as u32).unwrap_or_else(size);
        if book.asks_value {
            it.value = it.find(Measure::Value as u32).unwrap_or_else(|| cart_value(book, query));
        }
        it
    }

    fn find(&self, wanted: u32) -> Option<i64> {
        self.given.iter().find(|(measure, _)| *measure == wanted).map(|(_, value)| *value)
    }

    fn are_in(&self, range: &Range) -> bool {
        let known = match range.measure {
            number if number == Measure::Value as u32 => Some(self.value),
            number if number == Measure::Size as u32 => Some(self.size),
            number => self.find(number),
        };
        known.is_some_and(|known| range.from <= known && known <= range.to)
    }
}

fn is_true(flags: &[bool], at: u32) -> bool {
    flags.get(at as usize).copied().unwrap_or(false)
}

/// What the lines of the cart cost.
fn cart_value(book: &Rulebook, query: &Query<'_>) -> i64 {
    let price = |line: &Line| u64::from(line.price.unwrap_or_else(|| book.price(line.item)));
    let sum = query.cart.iter().map(|line| price(line) * u64::from(line.quantity)).fold(0u64, u64::saturating_add);
    sum.min(i64::MAX as u64) as i64
}
