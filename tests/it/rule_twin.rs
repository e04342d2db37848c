//! Holds the rules against a slow twin that reads `docs/rules.md` line by line: every item judged, all sorted, then chosen.

use std::collections::BTreeSet;

use pairwell::rules::facts::NEWCOMERS;
use pairwell::rules::parts::{Action, Atom, Capped, Measure, Near, Rule, Source};
use pairwell::rules::{Advisor, Kind, Pick, Query};
use proptest::prelude::*;

use crate::rule_worlds::{World, asked, worlds};
use crate::worlds::{is_owned, slow_history};

/// An item's picks-to-be: item, worth, stage, source.
type Candidate = (u32, i64, i64, Source);

struct Twin<'a> {
    world: &'a World,
    query: Query<'a>,
    /// The actions of all rules that hold.
    acts: Vec<&'a Action>,
}

impl<'a> Twin<'a> {
    fn of(world: &'a World, query: Query<'a>) -> Self {
        let mut twin = Twin { world, query, acts: Vec::new() };
        twin.acts =
            world.rules.merchant.rules.iter().filter(|rule| twin.holds(rule)).flat_map(|rule| &rule.actions).collect();
        twin
    }

    fn price(&self, item: u32) -> u64 {
        self.world.rules.relations.traits.get(item as usize).map_or(0, |item| u64::from(item.price))
    }

    fn value(&self) -> i64 {
        let price = |line: &pairwell::rules::Line| line.price.map_or_else(|| self.price(line.item), u64::from);
        self.query.cart.iter().map(|line| (price(line) * u64::from(line.quantity)) as i64).sum()
    }

    fn is_in(&self, item: u32, set: u32) -> bool {
        self.world.rules.merchant.sets[set as usize].items.contains(&item)
    }

    fn holds(&self, rule: &Rule) -> bool {
        rule.when.iter().all(|clause| {
            let any = clause.any.iter().any(|atom| match *atom {
                Atom::Cart(set) => self.query.cart.iter().any(|line| self.is_in(line.item, set)),
                Atom::Fact(fact) => self.query.facts.contains(&fact),
            });
            any != clause.negated
        }) && rule.ranges.iter().all(|range| {
            let given =
                self.query.measures.iter().find(|(measure, _)| *measure == range.measure).map(|(_, value)| *value);
            let known = match range.measure {
                n if n == Measure::Value as u32 => Some(given.unwrap_or_else(|| self.value())),
                n if n == Measure::Size as u32 => {
                    Some(given.unwrap_or_else(|| self.query.cart.iter().map(|line| i64::from(line.quantity)).sum()))
                }
                _ => given,
            };
            known.is_some_and(|known| (range.from..=range.to).contains(&known))
        })
    }

    /// Whether an item may be shown. What a rule pins may replace cart items that are all cheaper than it.
    fn is_shown(&self, item: u32, by_rule: bool) -> bool {
        let (relations, merchant) = (&self.world.rules.relations, &self.world.rules.merchant);
        let traits = relations.traits[item as usize];
        let mut cart =
            self.query.cart.iter().map(|line| line.item).filter(|item| (*item as usize) < relations.traits.len());
        let replaces = |from: u32| {
            let near = relations.substitutes.iter().any(|near| near.item == from && near.others.contains(&item));
            let forgiven = merchant.policy.dearer_substitutes || by_rule;
            near && !(forgiven && traits.price > relations.traits[from as usize].price)
        };
        // A better version may be a variant, and bought instead.
        let is_upsell = self.query.kind == Kind::Upsell;
        let is_variant = |from: u32| traits.group > 0 && relations.traits[from as usize].group == traits.group;
        let in_cart = |from: u32| from == item || !is_upsell && (replaces(from) || is_variant(from));
        let hidden = self.world.model.is_hidden(item) && !(traits.sold_out && self.query.in_stock.contains(&item));
        let after = merchant.policy.frequency_cap;
        let rests = after > 0 && self.query.shown.iter().any(|(shown, times)| *shown == item && *times >= after);
        let barred = self.acts.iter().any(|act| match act {
            Action::Exclude(set) => self.is_in(item, *set),
            Action::Require(set) => !self.is_in(item, *set),
            _ => false,
        });
        let by_page = self.query.exclude.contains(&item) || self.query.sold_out.contains(&item);
        let owned = is_owned(&self.world.model, self.query.past, item);
        !(cart.any(in_cart) || hidden || rests || barred || by_page || owned)
            && (!is_upsell || self.is_better(item, by_rule))
    }

    /// Whether an item is a better version of the first line's.
    fn is_better(&self, item: u32, by_rule: bool) -> bool {
        let relations = &self.world.rules.relations;
        let Some(from) = self.query.cart.first() else { return false };
        let Some(old) = relations.traits.get(from.item as usize) else { return false };
        let (new, price) = (relations.traits[item as usize], u64::from(from.price.unwrap_or(old.price)));
        let step = price * u64::from(self.world.rules.merchant.policy.upsell_step) / 256;
        let dearer = price > 0 && u64::from(new.price) > price;
        new.category > 0
            && new.category == old.category
            && dearer
            && (by_rule || u64::from(new.price) <= step || has(&relations.curated, from.item, item))
    }

    /// What a better version is ranked by.
    fn upgrade_worth(&self, item: u32) -> i64 {
        let relations = &self.world.rules.relations;
        let from = self.query.cart[0].item;
        let named = if has(&relations.curated, from, item) { 64.0 } else { 0.0f64 };
        let instead = if has(&relations.substitutes, from, item) { 4.0 } else { 1.0f64 };
        let factor = times(self.factor(item), 256.0 * named.max(instead));
        (i64::from(self.world.model.prior(item).max(1)) * factor as i64) >> 8
    }

    /// What is in the cart and in the model.
    fn cart(&self) -> BTreeSet<u32> {
        let items = self.world.model.items() as u32;
        self.query.cart.iter().map(|line| line.item).filter(|item| *item < items).collect()
    }

    /// What value class and boosts multiply by, in 1/256.
    fn factor(&self, item: u32) -> f64 {
        let class = f64::from(self.world.rules.relations.traits[item as usize].class);
        let mut per_set = std::collections::BTreeMap::new();
        for act in &self.acts {
            if let Action::Boost { set, factor } = **act
                && self.is_in(item, set)
            {
                let of_set = per_set.entry(set).or_insert(256.0);
                *of_set = times(*of_set, f64::from(factor));
            }
        }
        per_set.values().fold((256.0 * 2f64.powf((class - 8.0) / 4.0)).round(), |factor, by| times(factor, *by))
    }

    /// Score units, without and with the factors.
    fn score_and_worth(&self, item: u32) -> (i64, i64) {
        let cart = self.cart();
        let mut score = i64::from(self.world.model.prior(item));
        let items = self.world.model.items() as u32;
        let size = cart.len() + self.query.cart.iter().filter(|line| line.item >= items).count();
        score += cart.iter().map(|from| i64::from(self.world.model.weight(*from, item, size))).sum::<i64>();
        score += slow_history(&self.world.model, &cart, self.query.past, item);
        score = score.min(i64::from(i32::MAX));
        for act in &self.acts {
            if let Action::Add { set, units } = **act
                && self.is_in(item, set)
            {
                score += i64::from(units);
            }
        }
        let mut factor = self.factor(item);
        let (price, value) = (self.price(item), self.value());
        let last = |find: &dyn Fn(&Action) -> Option<f64>| self.acts.iter().rev().find_map(|act| find(act));
        // Of several gaps, or several proportions, the last that applies to this cart decides.
        let gap = last(&|act| match *act {
            Action::CloseGap { threshold, factor } if value > 0 && i64::from(threshold) > value => {
                let gap = (i64::from(threshold) - value) as u64;
                let most = (gap + gap * 6 / 10).max(gap + u64::from(threshold) / 4);
                Some(if (gap..=most).contains(&price) { f64::from(factor) } else { 256.0 })
            }
            _ => None,
        });
        let sane = last(&|act| match *act {
            Action::PriceSanity { share, factor } if value > 0 => {
                Some(if price > (value as u64 * u64::from(share)) >> 8 { f64::from(factor) } else { 256.0 })
            }
            _ => None,
        });
        for by in [gap, sane].into_iter().flatten() {
            factor = times(factor, by);
        }
        (score, if score > 0 { (score * factor as i64) >> 8 } else { score })
    }

    fn candidates(&self) -> Vec<Candidate> {
        let fill =
            self.acts.iter().rev().find_map(|act| if let Action::SourceOrder(fill) = act { Some(fill) } else { None });
        let least = self
            .acts
            .iter()
            .filter_map(|act| if let Action::MinScore(least) = act { Some(i64::from(*least)) } else { None });
        let least = least.max().unwrap_or(i64::MIN);
        let mut all = Vec::new();
        for item in (0..self.world.model.items() as u32).filter(|item| self.is_shown(*item, false)) {
            if self.query.kind == Kind::Upsell {
                all.push((item, self.upgrade_worth(item), 0, self.source(item, fill.is_some())));
                continue;
            }
            let (score, worth) = self.score_and_worth(item);
            let source = self.source(item, fill.is_some());
            let stage = match fill {
                None => Some(0),
                Some(fill) => fill.iter().position(|filled| *filled == source).map(|at| (fill.len() - at) as i64),
            };
            if let Some(stage) = stage.filter(|_| score >= least) {
                all.push((item, worth, stage, source));
            }
        }
        all
    }

    fn source(&self, item: u32, fills: bool) -> Source {
        let relations = &self.world.rules.relations;
        let touches = |from: u32| self.world.model.neighbours(from).any(|(neighbour, _)| neighbour == item);
        let category = |item: u32| relations.traits.get(item as usize).map_or(0, |item| item.category);
        let complements = |from: u32| {
            let known = (from as usize) < relations.traits.len();
            known
                && relations.complements.get(category(from) as usize).is_some_and(|list| list.contains(&category(item)))
        };
        let mut cart = self.query.cart.iter().map(|line| line.item);
        let is_remembered = slow_history(&self.world.model, &self.cart(), self.query.past, item) > 0;
        match cart.clone().any(touches) || is_remembered {
            true => Source::Learned,
            false if fills && cart.any(complements) => Source::Complement,
            false => Source::Popular,
        }
    }

    /// Whether every cap has room for an item; of variants one is shown, unless rules pin more.
    fn has_room(&self, item: u32, taken: &[u32], by_rule: bool) -> bool {
        let of = |item: u32| self.world.rules.relations.traits[item as usize];
        if !by_rule && of(item).group > 0 && taken.iter().any(|other| of(*other).group == of(item).group) {
            return false;
        }
        self.acts.iter().all(|act| match **act {
            Action::Cap { of: Capped::Category, most } => {
                of(item).category == 0
                    || taken.iter().filter(|other| of(**other).category == of(item).category).count() < most as usize
            }
            Action::Cap { of: Capped::Brand, most } => {
                of(item).brand == 0
                    || taken.iter().filter(|other| of(**other).brand == of(item).brand).count() < most as usize
            }
            Action::Cap { of: Capped::Set(set), most } => {
                !self.is_in(item, set) || taken.iter().filter(|other| self.is_in(**other, set)).count() < most as usize
            }
            _ => true,
        })
    }

    /// How often an item's option values stand in the cart, and in what was bought before.
    fn fit(&self, item: u32) -> [usize; 2] {
        let options = &self.world.rules.relations.options;
        let of = |item: u32| options.get(item as usize).cloned().unwrap_or_default();
        let times = |items: Vec<u32>| items.into_iter().flat_map(of).filter(|wanted| of(item).contains(wanted)).count();
        let bought = self.query.past.iter().filter(|past| past.bought).map(|past| past.item);
        [times(self.cart().into_iter().collect()), times(bought.collect())]
    }

    /// Of a product that comes to a place by one of its variants, the variant that is shown.
    fn fitting(&self, ranked: u32, source: Source, taken: &[u32], candidates: &[Candidate]) -> u32 {
        let group = |item: u32| self.world.rules.relations.traits[item as usize].group;
        let may_stand = |item: u32| {
            let is_candidate = candidates.iter().any(|(candidate, ..)| *candidate == item);
            let is_good = if source == Source::Pinned { self.is_shown(item, false) } else { is_candidate };
            is_good && self.has_room(item, taken, false)
        };
        let worth = |item: u32| match self.query.kind {
            Kind::AddOn => self.score_and_worth(item).1,
            Kind::Upsell => self.upgrade_worth(item),
        };
        let all =
            (0..self.world.model.items() as u32).filter(|item| group(*item) == group(ranked) && group(ranked) > 0);
        let others = all.filter(|item| may_stand(*item)).chain([ranked]);
        others.max_by_key(|item| (self.fit(*item), *item == ranked, worth(*item), std::cmp::Reverse(*item))).unwrap()
    }

    fn pins(&self) -> Vec<(usize, u32, bool)> {
        let fill =
            self.acts.iter().rev().find_map(|act| if let Action::SourceOrder(fill) = act { Some(fill) } else { None });
        let by_rule = self.acts.iter().filter_map(|act| match **act {
            Action::Pin { item, position } => Some((position as usize, item, true)),
            _ => None,
        });
        let mut pins: Vec<(usize, u32, bool)> = by_rule.collect();
        if fill.is_none_or(|fill| fill.contains(&Source::Pinned)) && self.query.kind == Kind::AddOn {
            let cart: BTreeSet<u32> = self.query.cart.iter().map(|line| line.item).collect();
            let near = self.world.rules.relations.curated.iter().filter(|near| cart.contains(&near.item));
            let mut curated: Vec<(usize, u32)> =
                near.flat_map(|near| near.others.iter().copied().enumerate()).collect();
            curated.sort_unstable();
            pins.extend(curated.into_iter().map(|(_, item)| (0, item, false)));
        }
        pins.retain(|(_, item, by_rule)| self.is_shown(*item, *by_rule));
        pins
    }

    fn picks(&self) -> Vec<(u32, Source)> {
        let policy = &self.world.rules.merchant.policy;
        let most =
            self.acts.iter().filter_map(|act| if let Action::Most(most) = act { Some(*most as usize) } else { None });
        let limit = self.query.limit.min(most.min().unwrap_or(usize::MAX)).min(self.world.model.items());
        if policy.suppress.iter().any(|fact| self.query.facts.contains(fact)) {
            return Vec::new();
        }
        let mut places: Vec<Option<(u32, Source)>> = vec![None; limit];
        let mut taken = Vec::new();
        let candidates = self.candidates();
        for (position, item, by_rule) in self.pins() {
            let free = (position..limit).find(|at| places[*at].is_none());
            if let Some(at) = free.filter(|_| !taken.contains(&item) && self.has_room(item, &taken, by_rule)) {
                let item = if by_rule { item } else { self.fitting(item, Source::Pinned, &taken, &candidates) };
                places[at] = Some((item, Source::Pinned));
                taken.push(item);
            }
        }
        let category = |item: u32| self.world.rules.relations.traits[item as usize].category;
        while let Some(first) = places.iter().position(Option::is_none) {
            let discounted = |&(item, worth, stage, source): &Candidate| {
                let before =
                    taken.iter().filter(|other| category(item) > 0 && category(**other) == category(item)).count();
                let before = if self.world.rules.relations.collected.contains(&category(item)) { 0 } else { before };
                let counted = if worth > 0 && self.query.kind == Kind::AddOn {
                    (0..before).fold(worth, |worth, _| (worth * i64::from(policy.diversity)) >> 8)
                } else {
                    worth
                };
                (stage, counted, std::cmp::Reverse(item), source)
            };
            let open =
                candidates.iter().filter(|(item, ..)| !taken.contains(item) && self.has_room(*item, &taken, false));
            let Some((_, _, std::cmp::Reverse(item), source)) =
                open.map(discounted).max_by_key(|it| (it.0, it.1, it.2))
            else {
                break;
            };
            // What competes because of a draw stands behind all that is chosen because it is best.
            let last = places.iter().rposition(Option::is_none).filter(|_| self.is_drawn(item));
            let item = self.fitting(item, source, &taken, &candidates);
            taken.push(item);
            places[last.unwrap_or(first)] = Some((item, source));
        }
        places.into_iter().flatten().collect()
    }

    /// Whether the first set is that of newcomers, has the item, and some rule that holds limits it.
    fn is_drawn(&self, item: u32) -> bool {
        let is_first = self.world.rules.merchant.sets.first().is_some_and(|set| set.name == NEWCOMERS);
        let is_limited = |act: &&Action| matches!(act, Action::Cap { of: Capped::Set(0), .. });
        is_first && self.is_in(item, 0) && self.acts.iter().any(is_limited)
    }
}

/// A product of factors in 1/256.
fn times(factor: f64, by: f64) -> f64 {
    (factor * by / 256.0).floor().clamp(1.0, 65536.0)
}

/// Whether one item is listed with another.
fn has(lists: &[Near], of: u32, item: u32) -> bool {
    lists.iter().any(|near| near.item == of && near.others.contains(&item))
}

fn plain(picks: &[Pick]) -> Vec<(u32, Source)> {
    picks.iter().map(|pick| (pick.item, pick.source)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn rules_answer_like_their_slow_twin(world in worlds(), asked in asked()) {
        let book = world.book();
        let mut advisor = Advisor::new(&world.model, &book);
        for kind in [Kind::AddOn, Kind::Upsell] {
            let query = Query { kind, ..asked.query() };
            prop_assert_eq!(plain(&advisor.picks(&world.model, &book, &query)), Twin::of(&world, query).picks());
        }
    }
}
