//! Holds shards against the whole model: once all shards of a question are there, every answer is the same.

use std::collections::BTreeMap;

use pairwell::model::Model;
use pairwell::model::shards::{Joined, ROOT, Shard, SplitShards, join, key_of_list, split};
use pairwell::rank::Past;
use pairwell::rules::{Advisor, Explanation, Line, QueryBuffer, Rulebook};

use crate::dice_worlds::{Dice, model_of, question, rules};

/// A page that loads shards as it needs them.
struct Page {
    root: Shard,
    shards: BTreeMap<u32, Shard>,
    held: Vec<u32>,
}

impl Page {
    fn of(split: &SplitShards<'_>) -> Self {
        let root = Shard::decode(&split.root().unwrap(), ROOT).unwrap();
        let mut shards = BTreeMap::new();
        for group in (0..split.groups()).map(|group| split.group(group).unwrap()) {
            let decoded = group.shards.iter().map(|(number, bytes)| (*number, Shard::decode(bytes, &group.address).unwrap()));
            shards.extend(decoded);
        }
        Self { root, shards, held: Vec::new() }
    }

    fn joined(&self) -> Joined {
        join(self.root.clone(), &self.held.iter().map(|number| &self.shards[number]).collect::<Vec<_>>()).unwrap()
    }

    /// Loads a shard; whether it was not there.
    fn load(&mut self, number: u32) -> bool {
        let is_new = !self.held.contains(&number);
        if is_new {
            self.held.push(number);
        }
        is_new
    }
}

/// A question in the numbers of a joined model.
fn translated(question: &QueryBuffer, whole: &Model, joined: &Model) -> QueryBuffer {
    let known = |item: u32| joined.item(whole.sku(item));
    let all = |items: &[u32]| items.iter().filter_map(|item| known(*item)).collect::<Vec<_>>();
    QueryBuffer {
        cart: question.cart.iter().map(|line| Line { item: known(line.item).unwrap_or(Line::UNKNOWN), ..*line }).collect(),
        exclude: all(&question.exclude),
        in_stock: all(&question.in_stock),
        sold_out: all(&question.sold_out),
        shown: question.shown.iter().filter_map(|(item, times)| Some((known(*item)?, *times))).collect(),
        past: question.past.iter().filter_map(|past| Some(Past { item: known(past.item)?, ..*past })).collect(),
        ..question.clone()
    }
}

/// All that a page shows of an answer, in words that do not depend on which items are there.
fn told(model: &Model, book: &Rulebook, question: &QueryBuffer) -> Vec<String> {
    let mut advisor = Advisor::new(model, book);
    let query = question.query();
    let name = |bundle: u32| book.bundle(bundle).map(|bundle| (bundle.name.clone(), bundle.discount));
    let skus = |items: &[u32]| items.iter().map(|item| model.sku(*item).to_string()).collect::<Vec<_>>();
    let picks = advisor.picks(model, book, &query);
    let mut told = Vec::new();
    for pick in &picks {
        let because: Vec<_> = pick.because.iter().map(|reason| (model.sku(reason.item), reason.share)).collect();
        told.push(format!(
            "{} {} {because:?} {} {:?} {:?} {:?} {:?} {:?} {:?}",
            model.sku(pick.item),
            pick.score,
            pick.history,
            pick.source,
            pick.rule,
            pick.evidence,
            pick.benefit,
            pick.partner,
            pick.bundle.map(name)
        ));
        let explanation = advisor.explain(model, book, &query, pick.item);
        let parts: Vec<_> = explanation.parts.iter().map(|(item, units)| (model.sku(*item), *units)).collect();
        let Explanation { prior, history, added, class_factor, factors, worth, dropped, position, .. } = explanation;
        told.push(format!(
            "{prior} {parts:?} {history} {added:?} {class_factor} {factors:?} {worth} {dropped:?} {position:?}"
        ));
    }
    told.push(format!("{:?}", advisor.suppression(model, book, &query)));
    told.extend(advisor.offers(model, book, &query).iter().map(|it| format!("{:?} {:?}", name(it.bundle), skus(&it.missing))));
    told
}

/// Loads what a question needs, then answers; and how many rounds it took.
fn answered(page: &mut Page, split: &SplitShards<'_>, whole: &Model, question: &QueryBuffer) -> (Vec<String>, usize) {
    let cart = question.cart.iter().map(|line| line.item);
    for item in cart.chain(question.past.iter().map(|past| past.item)).filter(|item| (*item as usize) < whole.items()) {
        page.load(split.places().of(whole.sku(item)));
    }
    for round in 1.. {
        let Joined { model, rules, lists } = page.joined();
        let book = Rulebook::new(&model, rules).unwrap();
        let question = translated(question, whole, &model);
        let wanted = Advisor::new(&model, &book).wants(&model, &book, &question.query(), &lists);
        let keys = wanted.iter().map(|list| key_of_list(list.kind, list.number, list.block));
        let mut loaded = false;
        for shard in keys.map(|key| split.places().of(&key)).collect::<Vec<_>>() {
            loaded |= page.load(shard);
        }
        if !loaded {
            assert!(wanted.is_empty(), "what is there is asked for again: {wanted:?}");
            return (told(&model, &book, &question), round);
        }
    }
    unreachable!()
}

#[test]
fn shards_answer_as_the_whole_model_does() {
    let (mut asked, mut rounds, mut partial) = (0, 0, 0);
    for seed in 1..=60 {
        let dice = &mut Dice::new(seed * 7_919);
        let items = 257 + dice.roll(500);
        let model = Model::decode(&model_of(items, dice).encode().unwrap()).unwrap();
        let mut rules = rules(items, model.digest(), dice);
        // 0 is no category: training names none as a complement.
        rules.relations.complements.iter_mut().for_each(|others| others.retain(|category| *category > 0));
        let book = Rulebook::new(&model, rules.clone()).unwrap();
        let split = split(&model, &rules, 1 + dice.roll(20) as usize);
        let mut page = Page::of(&split);
        for _ in 0..40 {
            page.held.clear();
            let mut buffer = QueryBuffer::default();
            buffer.reread(&question(items, dice));
            buffer.limit = buffer.limit.min(12);
            let (found, round) = answered(&mut page, &split, &model, &buffer);
            assert_eq!(found, told(&model, &book, &buffer), "seed {seed}, {buffer:?}");
            (asked, rounds) = (asked + 1, rounds + round);
            partial += usize::from(page.held.len() < page.shards.len());
        }
    }
    assert!(partial > asked / 2, "{partial} of {asked} were answered without all shards, in {rounds} rounds");
}

#[test]
fn all_shards_together_are_the_whole_model() {
    let dice = &mut Dice::new(11);
    let model = Model::decode(&model_of(300, dice).encode().unwrap()).unwrap();
    let rules = rules(300, model.digest(), dice);
    let split = split(&model, &rules, 7);
    let mut page = Page::of(&split);
    page.held = page.shards.keys().copied().collect();
    let joined = page.joined();
    assert_eq!(joined.model.digest(), model.digest());
    assert_eq!(joined.model.items(), model.items());
    for item in 0..300 {
        assert_eq!(joined.model.sku(item), model.sku(item));
        assert_eq!(joined.model.prior(item), model.prior(item));
        assert!(joined.model.kept(item).eq(model.kept(item)));
    }
    assert_eq!(joined.rules.merchant, rules.merchant);
    assert_eq!(joined.rules.relations.bundles, rules.relations.bundles);
}
