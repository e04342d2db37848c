//! Holds shards against the whole model: once all shards of a question are there, every answer is the same.

use std::collections::BTreeMap;

use pairwell::model::shards::{Joined, ListKind, Places, ROOT, Shard, SplitShards, join, key_of_list, split};
use pairwell::model::{DecodeError, Model, Parts};
use pairwell::rank::Past;
use pairwell::rules::parts::{Action, Bundle, ItemRelations, ItemSet, MerchantRules, Near, Traits};
use pairwell::rules::{Advisor, Explanation, Line, QueryBuffer, RuleParts, Rulebook};

use crate::dice_worlds::{Dice, model_of, question, rules};
use crate::hostile::sealed;
use crate::rule_worlds::{always, falling};

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
            let decoded =
                group.shards.iter().map(|(number, bytes)| (*number, Shard::decode(bytes, &group.address).unwrap()));
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
        cart: question
            .cart
            .iter()
            .map(|line| Line { item: known(line.item).unwrap_or(Line::UNKNOWN), ..*line })
            .collect(),
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
    told.extend(
        advisor.offers(model, book, &query).iter().map(|it| format!("{:?} {:?}", name(it.bundle), skus(&it.missing))),
    );
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

/// A shop small enough to read: twelve items, a rule, a bundle, variants.
fn corner_shop() -> (Model, RuleParts) {
    let mut parts = falling(12);
    for (n, item) in (0u32..).zip(&mut parts.items) {
        item.neighbours =
            (0..12).filter(|other| *other != n && (other + n) % 3 == 0).map(|other| (other, 0.25)).collect();
        item.once = n == 4;
        item.hidden = n == 11;
    }
    let model = Model::decode(&parts.encode().unwrap()).unwrap();
    let traits =
        |n: u32| Traits { category: 1 + n % 4, brand: n % 2, group: n / 4, price: 100 * n, ..Traits::default() };
    let relations = ItemRelations {
        traits: (0..12).map(traits).collect(),
        curated: vec![Near { item: 2, others: vec![9, 0] }],
        substitutes: vec![Near { item: 5, others: vec![1] }],
        complements: vec![vec![], vec![3], vec![1, 4]],
        collected: vec![2],
        bundles: vec![Bundle { name: "pair".into(), items: vec![0, 3], discount: 500, labels: Vec::new() }],
        options: vec![vec![1], vec![1, 2]],
    };
    let sets = vec![ItemSet { name: "cheap".into(), items: vec![1, 2, 3] }];
    let rules = vec![always(vec![Action::Boost { set: 0, factor: 300 }, Action::Pin { item: 7, position: 1 }])];
    let merchant = MerchantRules { sets, rules, ..MerchantRules::default() };
    (model.clone(), RuleParts { model: model.digest(), relations, merchant })
}

/// Root and shards of the corner shop, each with its address.
fn corner_files() -> Vec<(Vec<u8>, String)> {
    let (model, rules) = corner_shop();
    let split = split(&model, &rules, 6);
    let groups = (0..split.groups()).map(|group| split.group(group).unwrap());
    let shards =
        groups.flat_map(|group| group.shards.into_iter().map(move |(_, bytes)| (bytes, group.address.clone())));
    [(split.root().unwrap(), ROOT.to_owned())].into_iter().chain(shards).collect()
}

/// The first shards ever written, and their addresses. They are never written again.
const FOSSILS: [(&[u8], &str); 2] = [
    (include_bytes!("../fixtures/root-format-1.pw"), ROOT),
    (include_bytes!("../fixtures/shard-format-1.pw"), "dye4xgsq"),
];

#[test]
fn the_first_shards_are_still_read() {
    let [root, shard] = FOSSILS.map(|(bytes, address)| Shard::decode(bytes, address).unwrap());
    let Joined { model, rules, .. } = join(root, &[&shard]).unwrap();
    let (whole, whole_rules) = corner_shop();
    assert_eq!((model.digest(), model.items()), (whole.digest(), 12));
    let row = (0..12).find(|item| model.kept(*item).len() > 0).unwrap();
    assert!(model.kept(row).eq(whole.kept(row)));
    assert_eq!(rules.merchant, whole_rules.merchant);
    assert_eq!(rules.relations.traits, whole_rules.relations.traits);
}

#[test]
fn the_writer_still_makes_the_bytes_of_version_1() {
    for ((bytes, address), (fossil, at)) in corner_files().iter().zip(FOSSILS) {
        assert!(bytes == fossil && address == at, "the writer makes other bytes of {at} than before");
    }
}

#[test]
fn a_shard_is_refused_when_cut_changed_or_asked_for_elsewhere() {
    for (bytes, address) in corner_files() {
        assert_eq!(Shard::decode(&bytes, "elsewher").unwrap_err(), DecodeError::DigestMismatch);
        for end in 0..bytes.len() {
            assert!(Shard::decode(&bytes[..end], &address).is_err(), "cut at {end}");
        }
        for at in 0..bytes.len() {
            for change in [1, 2, 128, 255] {
                let mut changed = bytes.clone();
                changed[at] ^= change;
                assert!(Shard::decode(&changed, &address).is_err(), "byte {at} changed by {change:#x}");
            }
        }
    }
}

#[test]
fn a_changed_shard_under_a_right_digest_is_refused_or_joins_to_a_sound_model() {
    let files = corner_files();
    let (root, shard) = (&files[0], &files[1]);
    let (mut sound, mut refused) = (0, 0);
    for (changes, other) in [(root, shard), (shard, root)] {
        for at in 0..changes.0.len() {
            for change in [1, 2, 4, 16, 128, 255] {
                let mut bytes = changes.0.clone();
                bytes[at] ^= change;
                let Ok(changed) = Shard::decode(&sealed(&bytes), &changes.1) else {
                    refused += 1;
                    continue;
                };
                let other = Shard::decode(&other.0, &other.1).unwrap();
                let [root, shard] = if changes.1 == ROOT { [changed, other] } else { [other, changed] };
                let Ok(Joined { model, rules, lists }) = join(root, &[&shard]) else {
                    refused += 1;
                    continue;
                };
                let book = Rulebook::new(&model, rules).unwrap();
                let question = QueryBuffer { cart: vec![Line::of(0), Line::of(3)], limit: 5, ..QueryBuffer::default() };
                let mut advisor = Advisor::new(&model, &book);
                let picks = advisor.picks(&model, &book, &question.query());
                assert!(picks.iter().all(|pick| (pick.item as usize) < model.items()));
                advisor.wants(&model, &book, &question.query(), &lists);
                advisor.offers(&model, &book, &question.query());
                sound += 1;
            }
        }
    }
    assert!(sound > 0 && refused > 0, "{sound} sound, {refused} refused");
}

#[test]
fn shards_of_two_versions_do_not_join() {
    let (model, rules) = corner_shop();
    let mut parts = falling(12);
    parts.items.reverse();
    let other = Model::decode(&parts.encode().unwrap()).unwrap();
    let other_rules = RuleParts { model: other.digest(), ..rules.clone() };
    let page = Page::of(&split(&model, &rules, 4));
    let others = Page::of(&split(&other, &other_rules, 4));
    for shard in others.shards.values() {
        assert_eq!(join(page.root.clone(), &[shard]).unwrap_err(), DecodeError::OtherModel);
    }
}

#[test]
fn an_item_that_changes_changes_the_addresses_of_its_group_alone() {
    let dice = &mut Dice::new(5);
    let mut parts = model_of(2_000, dice);
    let write = |parts: &Parts| {
        let model = Model::decode(&parts.encode().unwrap()).unwrap();
        let rules = RuleParts::none(&model);
        let split = split(&model, &rules, 16);
        (0..split.groups()).map(|group| split.group(group).unwrap().address).collect::<Vec<_>>()
    };
    let before = write(&parts);
    parts.items[1_999].neighbours.pop();
    parts.items[1_999].tilts.pop();
    let after = write(&parts);
    let changed = before.iter().zip(&after).filter(|(before, after)| before != after).count();
    assert_eq!((changed, before.len()), (1, 125));
}

/// The page computes the same, in `www/engine/place.js`: tests/browser/sharded.test.mjs reads this table too.
#[test]
fn places_are_those_that_the_page_computes() {
    let table = include_str!("../fixtures/places.tsv");
    assert!(table.lines().count() > 10);
    for line in table.lines() {
        let [what, name, count, place] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let key = match what {
            "sku" => name.to_owned(),
            _ => {
                let [kind, number, block] =
                    name.split(':').map(|it| it.parse().unwrap()).collect::<Vec<u32>>().try_into().unwrap();
                key_of_list(ListKind::of(kind).unwrap(), number, block)
            }
        };
        assert_eq!(Places { shards: count.parse().unwrap() }.of(&key), place.parse::<u32>().unwrap(), "{line}");
    }
}
