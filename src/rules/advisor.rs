//! Ranks add-ons for a cart under the merchant's rules; never adds up a weight itself, never keeps anything between calls.
//!
//! The engine's scores are taken as they are. What is dropped, and what a score is worth, is decided here; which of
//! the best are shown together, in `select`. `docs/rules.md` says in which order rules win.

use crate::model::{Model, probability};
use crate::rank::{Ranker, Scored, Top, reasons};

use super::ask::{Ask, Dropped, Evidence, Kind, Pick};
use super::book::Rulebook;
use super::moment::{Moment, UNITY, multiplied};
use super::parts::Source;
use super::select::{Candidate, Chosen, select};

/// What is known of an item before its score is: bits of a mark.
const IN_CART: u8 = 1;
const EXCLUDED: u8 = 2;
const SIBLING: u8 = 4;
const SUBSTITUTE: u8 = 8;
const RESTS: u8 = 16;
const SOLD_OUT: u8 = 32;
const IN_STOCK: u8 = 64;
const OFFERED: u8 = 128;

/// For each pick asked for, this many candidates are looked at when the set is chosen, and some more.
const DEPTH: usize = 4;
const MORE: usize = 16;

/// An earlier source's candidates stand this many bits above a later one's; no worth reaches so far.
const STAGE_BITS: u32 = 44;

/// 2^(n/4) in 1/256, from n = −8 on: what a value class multiplies by.
const CLASS_FACTORS: [u32; 16] = [64, 76, 91, 108, 128, 152, 181, 215, 256, 304, 362, 431, 512, 609, 724, 861];

/// Working memory for ranking with one model and one rules file.
#[derive(Debug)]
pub struct Advisor {
    ranker: Ranker,
    moment: Moment,
    marks: Vec<u8>,
    marked: Vec<u32>,
    /// The items with the largest priors, by what they are worth without any rule.
    at_hand: Vec<Scored>,
    /// Categories that complement the cart's.
    complements: Vec<u32>,
    top: Top,
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
        let mut at_hand = Top::default();
        at_hand.restart(model.by_prior().len());
        for &item in model.by_prior() {
            at_hand.offer(Scored { item, score: times(model.prior(item), class_factor(book, item)) });
        }
        Self {
            ranker: Ranker::new(model),
            moment: Moment::new(book),
            marks: vec![0; model.items()],
            marked: Vec::new(),
            at_hand: at_hand.best().to_vec(),
            complements: Vec::new(),
            top: Top::default(),
        }
    }

    /// The best picks under the rules, best first. A pure function of model, rules and question.
    pub fn picks(&mut self, model: &Model, book: &Rulebook, ask: &Ask<'_>) -> Vec<Pick> {
        let matter = Matter { model, book, ask };
        self.begin(matter);
        let chosen = self.choose(matter);
        let picks = chosen.iter().map(|chosen| self.pick(matter, chosen)).collect();
        self.end();
        picks
    }

    /// Reads the moment, marks what is known of items, adds up the scores.
    pub(super) fn begin(&mut self, matter: Matter<'_>) {
        let Matter { model, book, ask } = matter;
        self.moment.read(book, ask);
        let cart: Vec<u32> = ask.cart.iter().map(|line| line.item).collect();
        self.ranker.begin(&cart, &[]);
        self.ranker.add_up(model);
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
            if let Some(mark) = self.marks.get_mut(item as usize) {
                *mark = 0;
            }
        }
        self.ranker.reset(&[]);
    }

    /// Marks the cart's items, their variants and what would replace them.
    fn mark_cart(&mut self, book: &Rulebook) {
        self.complements.clear();
        for n in 0..self.ranker.cart().len() {
            let item = self.ranker.cart().get(n).copied().unwrap_or_default();
            let traits = book.traits(item);
            self.mark(item, IN_CART);
            book.siblings.list(traits.group).iter().for_each(|sibling| self.mark(*sibling, SIBLING));
            for &other in book.substitutes(item) {
                let dearer = book.traits(other).price > traits.price;
                if !(dearer && book.parts.said.policy.dearer_substitutes) {
                    self.mark(other, SUBSTITUTE);
                }
            }
            let complements = book.parts.learned.complements.get(traits.category as usize);
            self.complements.extend(complements.into_iter().flatten());
        }
    }

    fn mark(&mut self, item: u32, bit: u8) {
        if let Some(mark) = self.marks.get_mut(item as usize) {
            if *mark == 0 {
                self.marked.push(item);
            }
            *mark |= bit;
        }
    }

    /// Gathers the best candidates and chooses the set.
    pub(super) fn choose(&mut self, matter: Matter<'_>) -> Vec<Chosen> {
        let limit = matter.ask.limit.min(self.moment.most.map_or(usize::MAX, |most| most as usize));
        if self.moment.silent || limit == 0 {
            return Vec::new();
        }
        let limit = limit.min(matter.model.items());
        self.top.restart(limit.saturating_mul(DEPTH).saturating_add(MORE));
        match matter.ask.kind {
            Kind::AddOn => self.offer_add_ons(matter, limit),
            Kind::Upgrade => self.offer_upgrades(matter),
        }
        let candidates: Vec<Candidate> =
            self.top.best().iter().map(|best| self.candidate(matter, best.item, best.score)).collect();
        let pins = if matter.ask.kind == Kind::AddOn { self.pins(matter) } else { Vec::new() };
        select(matter, &self.moment, candidates, &pins, limit)
    }

    fn offer_add_ons(&mut self, matter: Matter<'_>, limit: usize) {
        for n in 0..self.ranker.touched().len() {
            self.offer(matter, self.ranker.touched().get(n).copied().unwrap_or_default());
        }
        self.offer_added(matter);
        self.offer_popular(matter);
        if self.top.best().len() < limit {
            self.offer_rest(matter);
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

    /// The popular items, until one cannot be taken any more; all of them when a rule may lift a later one.
    fn offer_popular(&mut self, matter: Matter<'_>) {
        let by_worth = self.moment.lifts_none();
        for n in 0..self.at_hand.len() {
            let Some(&popular) = self.at_hand.get(n) else { return };
            if by_worth && !self.top.takes(popular) {
                return;
            }
            self.offer_untouched(matter, popular.item);
        }
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
        if self.ranker.score(item).is_none() && self.marks.get(item as usize).is_some_and(|mark| mark & OFFERED == 0) {
            self.offer(matter, item);
        }
    }

    fn offer(&mut self, matter: Matter<'_>, item: u32) {
        if self.dropped(matter, item).is_some() {
            return;
        }
        let score = self.score(matter, item);
        if score < self.moment.min_score {
            return;
        }
        if let Some(stage) = self.stage(self.source(matter, item)) {
            let worth = times(score, self.factor(matter, item)) + (stage << STAGE_BITS);
            self.top.offer(Scored { item, score: worth });
        }
    }

    /// Dearer items of the first line's category, within the price step; what is bought instead of it counts most.
    fn offer_upgrades(&mut self, matter: Matter<'_>) {
        let Some(from) = matter.ask.cart.first() else { return };
        let book = matter.book;
        let traits = book.traits(from.item);
        let price = u64::from(from.price.unwrap_or(traits.price));
        let most = price * u64::from(book.parts.said.policy.upgrade_step) / 256;
        for &item in book.by_category.list(traits.category) {
            let dearer = u64::from(book.traits(item).price);
            let dropped = self.dropped(matter, item);
            let may = dropped.is_none_or(|why| matches!(why, Dropped::Sibling | Dropped::Substitute));
            if price == 0 || dearer <= price || dearer > most || !may {
                continue;
            }
            let known = book.substitutes(from.item).contains(&item);
            let factor = multiplied(self.factor(matter, item), if known { 4 * UNITY } else { UNITY });
            self.top.offer(Scored { item, score: times(matter.model.prior(item).max(1), factor) });
        }
    }

    /// Why an item may not be suggested, the strongest reason first.
    pub(super) fn dropped(&self, matter: Matter<'_>, item: u32) -> Option<Dropped> {
        let mark = self.marks.get(item as usize).copied().unwrap_or(IN_CART);
        if mark & !OFFERED & !IN_STOCK != 0 {
            return Some(of_mark(mark));
        }
        if matter.model.is_hidden(item) {
            let sold_out = matter.book.traits(item).sold_out;
            if !(sold_out && mark & IN_STOCK != 0) {
                return Some(if sold_out { Dropped::SoldOut } else { Dropped::Hidden });
            }
        }
        self.dropped_by_rule(matter.book, item)
    }

    fn dropped_by_rule(&self, book: &Rulebook, item: u32) -> Option<Dropped> {
        if self.moment.looks_at_sets() {
            let excluded = |set: &u32| self.moment.effects.get(*set as usize).and_then(|effect| effect.excluded);
            if let Some(rule) = book.sets_of.list(item).iter().find_map(excluded) {
                return Some(Dropped::ByRule(rule));
            }
        }
        let unmet = self.moment.required.iter().find(|(set, _)| !book.is_in(item, *set));
        unmet.map(|(_, rule)| Dropped::NotRequired(*rule))
    }

    /// The engine's score and what rules add, in score units.
    pub(super) fn score(&self, matter: Matter<'_>, item: u32) -> i32 {
        let score = self.ranker.score(item).unwrap_or_else(|| matter.model.prior(item));
        if !self.moment.looks_at_sets() {
            return score;
        }
        let added = |set: &u32| self.moment.effects.get(*set as usize).map_or(0, |effect| effect.added);
        let added = matter.book.sets_of.list(item).iter().map(added).fold(0, u32::saturating_add);
        score.saturating_add(added.min(i32::MAX as u32) as i32)
    }

    /// What an item is ranked by, in score units.
    pub(super) fn worth(&self, matter: Matter<'_>, item: u32) -> i64 {
        times(self.score(matter, item), self.factor(matter, item))
    }

    /// What the score is multiplied by, in 1/256.
    pub(super) fn factor(&self, matter: Matter<'_>, item: u32) -> u32 {
        let mut factor = class_factor(matter.book, item);
        self.factors(matter, item, |_, by| factor = multiplied(factor, by));
        factor
    }

    /// Each rule's multiplier for an item.
    pub(super) fn factors(&self, matter: Matter<'_>, item: u32, mut each: impl FnMut(u32, u32)) {
        if self.moment.looks_at_sets() {
            for set in matter.book.sets_of.list(item) {
                let effect = self.moment.effects.get(*set as usize);
                if let Some((effect, rule)) = effect.and_then(|effect| Some((effect, effect.mover?))) {
                    each(rule, effect.factor);
                }
            }
        }
        if self.moment.gap.is_none() && self.moment.proportion.is_none() {
            return;
        }
        let price = u64::from(matter.book.traits(item).price);
        if let Some((_, _, factor, rule)) = self.moment.gap.filter(|(from, to, ..)| (*from..=*to).contains(&price)) {
            each(rule, factor);
        }
        if let Some((_, factor, rule)) = self.moment.proportion.filter(|(above, ..)| price > *above) {
            each(rule, factor);
        }
    }

    /// Where an item would come from.
    fn source(&self, matter: Matter<'_>, item: u32) -> Source {
        let category = || matter.book.traits(item).category;
        match (self.ranker.score(item), &self.moment.fill) {
            (Some(_), _) => Source::Learned,
            (None, Some(_)) if self.complements.contains(&category()) => Source::Complement,
            _ => Source::Popular,
        }
    }

    /// How far ahead of others a source is; `None` if the merchant wants nothing from it.
    fn stage(&self, source: Source) -> Option<i64> {
        let Some(fill) = &self.moment.fill else { return Some(0) };
        let at = fill.iter().position(|filled| *filled == source)?;
        Some((fill.len() - at) as i64)
    }

    fn candidate(&self, matter: Matter<'_>, item: u32, score: i64) -> Candidate {
        let source = self.source(matter, item);
        let stage = if matter.ask.kind == Kind::AddOn { self.stage(source).unwrap_or(0) } else { 0 };
        Candidate { item, worth: score - (stage << STAGE_BITS), stage, source }
    }

    /// (position, item, rule) of what is pinned and may be shown: rules first, then the shop's own curation.
    fn pins(&self, matter: Matter<'_>) -> Vec<(Option<u32>, u32, Option<u32>)> {
        let wanted = self.moment.fill.as_ref().is_none_or(|fill| fill.contains(&Source::Pinned));
        let mut curated: Vec<(usize, u32)> = Vec::new();
        if wanted {
            let lists = self.ranker.cart().iter().map(|item| matter.book.curated(*item));
            curated.extend(lists.flat_map(|list| list.iter().copied().enumerate()));
            curated.sort_unstable();
        }
        let by_rule = self.moment.pins.iter().map(|(position, item, rule)| (Some(*position), *item, Some(*rule)));
        let by_shop = curated.into_iter().map(|(_, item)| (None, item, None));
        by_rule.chain(by_shop).filter(|(_, item, _)| self.dropped(matter, *item).is_none()).collect()
    }

    fn pick(&self, matter: Matter<'_>, chosen: &Chosen) -> Pick {
        let Matter { model, book, ask } = matter;
        let item = chosen.item;
        let cart = self.ranker.cart();
        let because = match (ask.kind, ask.cart.first()) {
            (Kind::Upgrade, Some(from)) => vec![crate::rank::Reason { item: from.item, share: 1.0 }],
            _ => reasons(model, cart, item),
        };
        let said = &book.parts.said;
        let benefit = said.benefits.iter().position(|benefit| {
            book.is_in(item, benefit.set) && benefit.with.is_none_or(|with| self.moment.cart_has(with))
        });
        let partner = said.partners.iter().position(|partner| book.is_in(item, partner.set));
        Pick {
            item,
            score: probability(self.score(matter, item)),
            because,
            source: chosen.source,
            rule: chosen.rule.or_else(|| self.mover(matter, item)),
            evidence: evidence(cart.iter().map(|from| model.weight(*from, item)).max().unwrap_or(0)),
            benefit: benefit.map(|at| at as u32),
            partner: partner.map(|at| at as u32),
        }
    }

    /// The first rule that moves an item.
    fn mover(&self, matter: Matter<'_>, item: u32) -> Option<u32> {
        let mut mover = None;
        self.factors(matter, item, |rule, _| mover = mover.or(Some(rule)));
        mover
    }

    pub(super) fn ranker(&self) -> &Ranker {
        &self.ranker
    }

    pub(super) fn moment(&self) -> &Moment {
        &self.moment
    }
}

/// A score times a factor in 1/256; what is not above 0 stays as it is.
fn times(score: i32, factor: u32) -> i64 {
    let score = i64::from(score);
    if score > 0 { (score * i64::from(factor)) >> 8 } else { score }
}

pub(super) fn class_factor(book: &Rulebook, item: u32) -> u32 {
    CLASS_FACTORS.get(usize::from(book.traits(item).class)).copied().unwrap_or(UNITY)
}

fn of_mark(mark: u8) -> Dropped {
    let reasons = [
        (IN_CART, Dropped::InCart),
        (EXCLUDED, Dropped::Excluded),
        (SOLD_OUT, Dropped::SoldOut),
        (SIBLING, Dropped::Sibling),
        (SUBSTITUTE, Dropped::Substitute),
    ];
    reasons.into_iter().find(|(bit, _)| mark & bit != 0).map_or(Dropped::Rests, |(_, why)| why)
}

/// The band of the largest weight, in score units of 2⁻²⁴.
fn evidence(weight: i32) -> Option<Evidence> {
    let points = (i64::from(weight) * 100) >> crate::model::layout::SCORE_BITS;
    match points {
        25.. => Some(Evidence::VeryOften),
        8.. => Some(Evidence::Often),
        2.. => Some(Evidence::Sometimes),
        _ => None,
    }
}
