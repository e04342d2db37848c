//! Holds the rules against a slow twin that reads `docs/rules.md` line by line: every item judged, all sorted, then chosen.

use std::collections::BTreeSet;

use pairwell::rules::parts::{Action, Atom, Capped, Measure, Rule, Source};
use pairwell::rules::{Advisor, Ask, Pick, depth};
use proptest::prelude::*;

use crate::rule_worlds::{World, asked, worlds};
use crate::worlds::{is_owned, slow_taste};

/// An item's picks-to-be: item, worth, stage, source.
type Candidate = (u32, i64, i64, Source);

struct Twin<'a> {
    world: &'a World,
    ask: Ask<'a>,
    /// The actions of all rules that hold.
    acts: Vec<&'a Action>,
}

impl<'a> Twin<'a> {
    fn of(world: &'a World, ask: Ask<'a>) -> Self {
        let mut twin = Twin { world, ask, acts: Vec::new() };
        twin.acts =
            world.rules.said.rules.iter().filter(|rule| twin.holds(rule)).flat_map(|rule| &rule.actions).collect();
        twin
    }

    fn price(&self, item: u32) -> u64 {
        self.world.rules.learned.traits.get(item as usize).map_or(0, |item| u64::from(item.price))
    }

    fn value(&self) -> i64 {
        let price = |line: &pairwell::rules::Line| line.price.map_or_else(|| self.price(line.item), u64::from);
        self.ask.cart.iter().map(|line| (price(line) * u64::from(line.quantity)) as i64).sum()
    }

    fn is_in(&self, item: u32, set: u32) -> bool {
        self.world.rules.said.sets[set as usize].items.contains(&item)
    }

    fn holds(&self, rule: &Rule) -> bool {
        rule.when.iter().all(|clause| {
            let any = clause.any.iter().any(|atom| match *atom {
                Atom::Cart(set) => self.ask.cart.iter().any(|line| self.is_in(line.item, set)),
                Atom::Fact(fact) => self.ask.facts.contains(&fact),
            });
            any != clause.negated
        }) && rule.ranges.iter().all(|range| {
            let said = self.ask.measures.iter().find(|(measure, _)| *measure == range.measure).map(|(_, value)| *value);
            let known = match range.measure {
                n if n == Measure::Value as u32 => Some(said.unwrap_or_else(|| self.value())),
                n if n == Measure::Size as u32 => {
                    Some(said.unwrap_or_else(|| self.ask.cart.iter().map(|line| i64::from(line.quantity)).sum()))
                }
                _ => said,
            };
            known.is_some_and(|known| (range.from..=range.to).contains(&known))
        })
    }

    fn is_shown(&self, item: u32) -> bool {
        let (learned, said) = (&self.world.rules.learned, &self.world.rules.said);
        let traits = learned.traits[item as usize];
        let mut cart =
            self.ask.cart.iter().map(|line| line.item).filter(|item| (*item as usize) < learned.traits.len());
        let replaces = |from: u32| {
            let near = learned.substitutes.iter().any(|near| near.item == from && near.others.contains(&item));
            near && !(said.policy.dearer_substitutes && traits.price > learned.traits[from as usize].price)
        };
        let in_cart = |from: u32| {
            from == item || replaces(from) || traits.group > 0 && learned.traits[from as usize].group == traits.group
        };
        let hidden = self.world.model.is_hidden(item) && !(traits.sold_out && self.ask.in_stock.contains(&item));
        let after = said.policy.rest_after;
        let rests = after > 0 && self.ask.shown.iter().any(|(shown, times)| *shown == item && *times >= after);
        let barred = self.acts.iter().any(|act| match act {
            Action::Exclude(set) => self.is_in(item, *set),
            Action::Require(set) => !self.is_in(item, *set),
            _ => false,
        });
        let by_page = self.ask.exclude.contains(&item) || self.ask.sold_out.contains(&item);
        let owned = is_owned(&self.world.model, self.ask.past, item);
        !(cart.any(in_cart) || hidden || rests || barred || by_page || owned)
    }

    /// What is in the cart and in the model.
    fn cart(&self) -> BTreeSet<u32> {
        let items = self.world.model.items() as u32;
        self.ask.cart.iter().map(|line| line.item).filter(|item| *item < items).collect()
    }

    /// Score units, without and with the factors.
    fn score_and_worth(&self, item: u32) -> (i64, i64) {
        let cart = self.cart();
        let mut score = i64::from(self.world.model.prior(item));
        score += cart.iter().map(|from| i64::from(self.world.model.weight(*from, item))).sum::<i64>();
        score += slow_taste(&self.world.model, &cart, self.ask.past, item);
        score = score.min(i64::from(i32::MAX));
        let mut factor =
            (256.0 * 2f64.powf((f64::from(self.world.rules.learned.traits[item as usize].class) - 8.0) / 4.0)).round();
        let times = |factor: f64, by: f64| (factor * by / 256.0).floor().clamp(1.0, 65536.0);
        let mut per_set = std::collections::BTreeMap::new();
        for act in &self.acts {
            match **act {
                Action::Add { set, units } if self.is_in(item, set) => score += i64::from(units),
                Action::Boost { set, factor } if self.is_in(item, set) => {
                    let of_set = per_set.entry(set).or_insert(256.0);
                    *of_set = times(*of_set, f64::from(factor));
                }
                _ => (),
            }
        }
        // A set that is only added to is looked at as well, with a factor of 1.
        for by in per_set.values() {
            factor = times(factor, *by);
        }
        let (price, value) = (self.price(item), self.value());
        let last = |find: &dyn Fn(&Action) -> Option<f64>| self.acts.iter().rev().find_map(|act| find(act));
        // Of several gaps, or several proportions, the last that applies to this cart decides.
        let gap = last(&|act| match *act {
            Action::CloseGap { threshold, factor } if value > 0 && i64::from(threshold) > value => {
                let gap = (i64::from(threshold) - value) as u64;
                Some(if (gap..=gap + gap * 6 / 10).contains(&price) { f64::from(factor) } else { 256.0 })
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
        let fill = self.acts.iter().rev().find_map(|act| if let Action::Fill(fill) = act { Some(fill) } else { None });
        let least = self
            .acts
            .iter()
            .filter_map(|act| if let Action::MinScore(least) = act { Some(i64::from(*least)) } else { None });
        let least = least.max().unwrap_or(i64::MIN);
        let mut all = Vec::new();
        for item in (0..self.world.model.items() as u32).filter(|item| self.is_shown(*item)) {
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
        let learned = &self.world.rules.learned;
        let touches = |from: u32| self.world.model.neighbours(from).any(|(neighbour, _)| neighbour == item);
        let category = |item: u32| learned.traits.get(item as usize).map_or(0, |item| item.category);
        let complements = |from: u32| {
            let known = (from as usize) < learned.traits.len();
            known && learned.complements.get(category(from) as usize).is_some_and(|list| list.contains(&category(item)))
        };
        let mut cart = self.ask.cart.iter().map(|line| line.item);
        let is_remembered = slow_taste(&self.world.model, &self.cart(), self.ask.past, item) > 0;
        match cart.clone().any(touches) || is_remembered {
            true => Source::Learned,
            false if fills && cart.any(complements) => Source::Complement,
            false => Source::Popular,
        }
    }

    fn has_room(&self, item: u32, taken: &[u32]) -> bool {
        let of = |item: u32| self.world.rules.learned.traits[item as usize];
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

    fn pins(&self) -> Vec<(usize, u32)> {
        let fill = self.acts.iter().rev().find_map(|act| if let Action::Fill(fill) = act { Some(fill) } else { None });
        let by_rule = self.acts.iter().filter_map(|act| match **act {
            Action::Pin { item, position } => Some((position as usize, item)),
            _ => None,
        });
        let mut pins: Vec<(usize, u32)> = by_rule.collect();
        if fill.is_none_or(|fill| fill.contains(&Source::Pinned)) {
            let cart: BTreeSet<u32> = self.ask.cart.iter().map(|line| line.item).collect();
            let near = self.world.rules.learned.curated.iter().filter(|near| cart.contains(&near.item));
            let mut curated: Vec<(usize, u32)> =
                near.flat_map(|near| near.others.iter().copied().enumerate()).collect();
            curated.sort_unstable();
            pins.extend(curated.into_iter().map(|(_, item)| (0, item)));
        }
        pins.retain(|(_, item)| self.is_shown(*item));
        pins
    }

    fn picks(&self) -> Vec<(u32, Source)> {
        let policy = &self.world.rules.said.policy;
        let most =
            self.acts.iter().filter_map(|act| if let Action::Most(most) = act { Some(*most as usize) } else { None });
        let limit = self.ask.limit.min(most.min().unwrap_or(usize::MAX)).min(self.world.model.items());
        if policy.silence.iter().any(|fact| self.ask.facts.contains(fact)) {
            return Vec::new();
        }
        let mut places: Vec<Option<(u32, Source)>> = vec![None; limit];
        let mut taken = Vec::new();
        for (position, item) in self.pins() {
            let free = (position..limit).find(|at| places[*at].is_none());
            if let Some(at) = free.filter(|_| !taken.contains(&item) && self.has_room(item, &taken)) {
                places[at] = Some((item, Source::Pinned));
                taken.push(item);
            }
        }
        let mut candidates = self.candidates();
        candidates.sort_by_key(|(item, worth, stage, _)| (-stage, -worth, *item));
        candidates.truncate(depth(limit));
        let category = |item: u32| self.world.rules.learned.traits[item as usize].category;
        for place in places.iter_mut().filter(|place| place.is_none()) {
            let discounted = |&(item, worth, stage, source): &Candidate| {
                let before =
                    taken.iter().filter(|other| category(item) > 0 && category(**other) == category(item)).count();
                let before = if self.world.rules.learned.collected.contains(&category(item)) { 0 } else { before };
                let counted = if worth > 0 {
                    (0..before).fold(worth, |worth, _| (worth * i64::from(policy.diversity)) >> 8)
                } else {
                    worth
                };
                (stage, counted, std::cmp::Reverse(item), source)
            };
            let open = candidates.iter().filter(|(item, ..)| !taken.contains(item) && self.has_room(*item, &taken));
            let Some((_, _, std::cmp::Reverse(item), source)) =
                open.map(discounted).max_by_key(|it| (it.0, it.1, it.2))
            else {
                break;
            };
            taken.push(item);
            *place = Some((item, source));
        }
        places.into_iter().flatten().collect()
    }
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
        let twin = Twin::of(&world, asked.ask());
        prop_assert_eq!(plain(&advisor.picks(&world.model, &book, &asked.ask())), twin.picks());
    }
}
