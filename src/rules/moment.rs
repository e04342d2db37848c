//! Finds which rules hold at a moment and what they add up to; never looks at a score.

use crate::rank::{Ranker, Scored, Top};

use super::ask::{Ask, Line};
use super::book::Rulebook;
use super::lifts::Lifts;
use super::parts::{Action, Capped, Measure, Range, Source};

/// What holding rules do to one set.
#[derive(Debug, Clone, Copy)]
pub(super) struct SetEffect {
    /// The first rule that excludes it.
    pub(super) excluded: Option<u32>,
    /// Product of all boosts and buries, in 1/256.
    pub(super) factor: u32,
    /// The rule whose factor is furthest from 1, for telling.
    pub(super) mover: Option<u32>,
    /// Score units added.
    pub(super) added: u32,
    /// The most picks of it.
    pub(super) most: Option<u32>,
    /// Whether any rule changed this.
    is_changed: bool,
}

/// Changes nothing.
pub(super) const NO_EFFECT: SetEffect =
    SetEffect { excluded: None, factor: UNITY, mover: None, added: 0, most: None, is_changed: false };

/// No product of factors is above 256.
pub(super) const MOST_FACTOR: u32 = 1 << 16;

/// A factor of 1.
pub(super) const UNITY: u32 = 256;

/// What all holding rules add up to.
#[derive(Debug)]
pub(super) struct Moment {
    /// By set.
    pub(super) effects: Vec<SetEffect>,
    /// What no item's score can be lifted above.
    pub(super) lifts: Lifts,
    /// The sets that are not without effect.
    pub(super) touched: Vec<u32>,
    /// (set, rule): all must be met.
    pub(super) required: Vec<(u32, u32)>,
    /// (position, item, rule), in the order of the file.
    pub(super) pins: Vec<(u32, u32, u32)>,
    pub(super) per_category: Option<u32>,
    pub(super) per_brand: Option<u32>,
    pub(super) min_score: i32,
    pub(super) most: Option<u32>,
    fill: Vec<Source>,
    is_filled: bool,
    /// Prices that close a gap: from, to, factor, rule.
    pub(super) gap: Option<(u64, u64, u32, u32)>,
    /// Prices that are out of proportion: above, factor, rule.
    pub(super) proportion: Option<(u64, u32, u32)>,
    pub(super) silent: bool,
    /// What is true now, as the compiled rules number it: sets of the cart's items, facts.
    truths: Vec<bool>,
    /// One bit a rule: whether it is to be looked at.
    stirred: Vec<u32>,
    /// No item's score is multiplied by more than this, in 1/256.
    pub(super) most_lift: u32,
    /// No item's score is added to more than this.
    pub(super) most_added: u32,
    /// Whether picks of some set are limited in number.
    pub(super) caps_sets: bool,
    /// Working memory: the factors, and the additions, that lift most.
    best: (Top, Top),
}

impl Moment {
    pub(super) fn new(book: &Rulebook) -> Self {
        Self {
            effects: vec![NO_EFFECT; book.parts.said.sets.len()],
            lifts: Lifts::new(),
            touched: Vec::new(),
            required: Vec::new(),
            pins: Vec::new(),
            per_category: None,
            per_brand: None,
            min_score: i32::MIN,
            most: None,
            fill: Vec::new(),
            is_filled: false,
            gap: None,
            proportion: None,
            silent: false,
            truths: vec![false; book.compiled.asked.len()],
            stirred: vec![0; book.compiled.rules().div_ceil(32)],
            most_lift: UNITY,
            most_added: 0,
            caps_sets: false,
            best: Default::default(),
        }
    }

    /// Reads the moment: cart, facts and measures, then, in the order of the file, every rule that they can set off.
    pub(super) fn read(&mut self, book: &Rulebook, ask: &Ask<'_>, ranker: &Ranker) {
        self.reset();
        for line in ask.cart {
            match ranker.slot(line.item) {
                slot if slot.is_far() => book.sets_of.list(line.item).iter().for_each(|set| self.note(book, *set)),
                slot => slot.named().for_each(|set| self.note(book, set)),
            }
        }
        ask.facts.iter().filter_map(|fact| book.compiled.fact(*fact)).for_each(|fact| self.note(book, fact));
        stir(&mut self.stirred, &book.compiled.untriggered);
        self.silent = book.parts.said.policy.silence.iter().any(|fact| self.is_fact(book, *fact));
        let measures = Measures::of(book, ask);
        for at in 0..self.stirred.len() {
            let mut bits = self.stirred.get_mut(at).map(std::mem::take).unwrap_or_default();
            while bits != 0 {
                let rule = at as u32 * 32 + bits.trailing_zeros();
                bits &= bits - 1;
                let actions =
                    book.compiled.held(rule, |truth| is_true(&self.truths, truth), |range| measures.are_in(range));
                actions.iter().for_each(|action| self.act(action, rule, measures.value));
            }
        }
        self.bound(book);
    }

    /// Takes something that is asked for for true, and what that can set off for worth a look.
    fn note(&mut self, book: &Rulebook, truth: u32) {
        if let (Some(true), Some(known)) =
            (book.compiled.asked.get(truth as usize), self.truths.get_mut(truth as usize))
            && !std::mem::replace(known, true)
        {
            stir(&mut self.stirred, book.compiled.set_off_by(truth));
        }
    }

    /// What no item can be lifted above: it is in so many sets at most, at best in those that lift most.
    fn bound(&mut self, book: &Rulebook) {
        let (factors, added) = &mut self.best;
        factors.restart(book.most_sets);
        added.restart(book.most_sets);
        let mut least = UNITY;
        // What changes nothing would only stand at the end of these lists.
        for set in &self.touched {
            if let Some(effect) = self.effects.get(*set as usize) {
                least = least.min(effect.factor);
                self.caps_sets |= effect.most.is_some();
                if effect.factor > UNITY {
                    factors.offer(Scored { item: *set, score: i64::from(effect.factor) });
                }
                if effect.added > 0 {
                    added.offer(Scored { item: *set, score: i64::from(effect.added) });
                }
            }
        }
        let gap = self.gap.map_or(UNITY, |(_, _, factor, _)| factor.max(UNITY));
        let proportion = self.proportion.map_or(UNITY, |(_, factor, _)| factor.max(UNITY));
        let lifts = factors.best().iter().map(|best| best.score as u32).chain([proportion]);
        // Each product is rounded down when it is used: one more here keeps this above.
        self.most_lift = lifts.fold(gap, |lift, by| multiplied(lift, by).saturating_add(1));
        self.most_added = added.best().iter().fold(0, |sum, best| sum.saturating_add(best.score as u32));
        self.lifts.begin([gap, proportion], self.most_lift, self.most_added);
        let buries = Lifts::can_bury(least, book.most_sets);
        for set in &self.touched {
            if let Some(effect) = self.effects.get(*set as usize) {
                let factor = if buries { effect.factor } else { effect.factor.max(UNITY) };
                self.lifts.set(*set, if effect.excluded.is_some() { 0 } else { factor });
            }
        }
    }

    /// Whether any number of picks is limited.
    pub(super) fn has_caps(&self) -> bool {
        self.per_category.is_some() || self.per_brand.is_some() || self.caps_sets
    }

    /// The sources that picks come from, if the merchant says.
    pub(super) fn fill(&self) -> Option<&[Source]> {
        self.is_filled.then_some(&self.fill)
    }

    /// Whether any candidate's sets must be looked at.
    pub(super) fn looks_at_sets(&self) -> bool {
        !self.touched.is_empty()
    }

    /// Whether an item of a set is in the cart.
    pub(super) fn cart_has(&self, set: u32) -> bool {
        is_true(&self.truths, set)
    }

    fn is_fact(&self, book: &Rulebook, fact: u32) -> bool {
        book.compiled.fact(fact).is_some_and(|fact| is_true(&self.truths, fact))
    }

    fn reset(&mut self) {
        for set in self.touched.drain(..) {
            if let Some(effect) = self.effects.get_mut(set as usize) {
                *effect = NO_EFFECT;
            }
            self.lifts.set(set, UNITY);
        }
        self.truths.fill(false);
        self.required.clear();
        self.pins.clear();
        (self.per_category, self.per_brand, self.most, self.caps_sets) = (None, None, None, false);
        (self.gap, self.proportion, self.silent, self.min_score) = (None, None, false, i32::MIN);
        self.is_filled = false;
    }

    fn act(&mut self, action: &Action, rule: u32, value: i64) {
        match *action {
            Action::Exclude(set) => self.change(set, |effect| effect.excluded = effect.excluded.or(Some(rule))),
            Action::Require(set) => self.required.push((set, rule)),
            Action::Boost { set, factor } => self.change(set, |effect| effect.multiply(u32::from(factor), rule)),
            Action::Add { set, units } => self.change(set, |effect| {
                effect.added = effect.added.saturating_add(units);
                effect.mover = effect.mover.or(Some(rule));
            }),
            Action::Pin { item, position } => self.pins.push((position, item, rule)),
            Action::Cap { of: Capped::Category, most } => lower(&mut self.per_category, most),
            Action::Cap { of: Capped::Brand, most } => lower(&mut self.per_brand, most),
            Action::Cap { of: Capped::Set(set), most } => self.change(set, |effect| lower(&mut effect.most, most)),
            Action::MinScore(units) => self.min_score = self.min_score.max(units as i32),
            Action::Most(most) => lower(&mut self.most, most),
            Action::Fill(ref sources) => {
                self.fill.clone_from(sources);
                self.is_filled = true;
            }
            Action::CloseGap { threshold, factor } => {
                let gap = i64::from(threshold) - value;
                if gap > 0 && value > 0 {
                    let gap = gap as u64;
                    self.gap = Some((gap, gap + gap * 6 / 10, u32::from(factor), rule));
                }
            }
            Action::PriceSanity { share, factor } => {
                if value > 0 {
                    self.proportion =
                        Some(((value as u64).saturating_mul(u64::from(share)) >> 8, u32::from(factor), rule));
                }
            }
        }
    }

    fn change(&mut self, set: u32, change: impl FnOnce(&mut SetEffect)) {
        if let Some(effect) = self.effects.get_mut(set as usize) {
            if !std::mem::replace(&mut effect.is_changed, true) {
                self.touched.push(set);
            }
            change(effect);
        }
    }
}

impl SetEffect {
    fn multiply(&mut self, factor: u32, rule: u32) {
        // The first of several decides the name; all of them count.
        self.mover = self.mover.or(Some(rule));
        self.factor = multiplied(self.factor, factor);
    }
}

/// A product of two factors in 1/256, kept between 1/256 and 256.
#[inline(always)]
pub(super) fn multiplied(a: u32, b: u32) -> u32 {
    ((u64::from(a) * u64::from(b)) >> 8).clamp(1, u64::from(MOST_FACTOR)) as u32
}

fn lower(limit: &mut Option<u32>, most: u32) {
    *limit = Some(limit.map_or(most, |limit| limit.min(most)));
}

/// What is known of the page's measures.
struct Measures<'a> {
    given: &'a [(u32, i64)],
    /// What the cart costs: what the page says, else its lines at the page's price, else at the file's; 0 if nothing asks.
    value: i64,
    size: i64,
}

impl<'a> Measures<'a> {
    fn of(book: &Rulebook, ask: &Ask<'a>) -> Self {
        let mut it = Self { given: ask.measures, value: 0, size: 0 };
        let size = || ask.cart.iter().map(|line| i64::from(line.quantity)).sum();
        it.size = it.find(Measure::Size as u32).unwrap_or_else(size);
        if book.asks_value {
            it.value = it.find(Measure::Value as u32).unwrap_or_else(|| cart_value(book, ask));
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

/// Notes that rules are to be looked at.
#[inline(always)]
fn stir(stirred: &mut [u32], rules: &[u32]) {
    for rule in rules {
        if let Some(bits) = stirred.get_mut(*rule as usize / 32) {
            *bits |= 1 << (rule % 32);
        }
    }
}

fn is_true(flags: &[bool], at: u32) -> bool {
    flags.get(at as usize).copied().unwrap_or(false)
}

/// What the lines of the cart cost.
fn cart_value(book: &Rulebook, ask: &Ask<'_>) -> i64 {
    let price = |line: &Line| u64::from(line.price.unwrap_or_else(|| book.price(line.item)));
    let sum = ask.cart.iter().map(|line| price(line) * u64::from(line.quantity)).fold(0u64, u64::saturating_add);
    sum.min(i64::MAX as u64) as i64
}
