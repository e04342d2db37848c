//! Writes what the engine answers natively for rolled shops, for the tests that compare the browser's engines with it; checks that all was met.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use pairwell::model::layout::{ENTRY_SIZE, SECTIONS_AT, TABLE_AT};
use pairwell::model::{Catalog, DecodeError, Model, encode_catalog};
use pairwell::rank::{Past, Ranker, Request};
use pairwell::rules::{Advisor, QueryBuffer, RuleParts, Rulebook, Why, wire};

use crate::dice_worlds::{Dice, cards, model, question, ranked, rules};
use crate::hostile::sealed;

/// Shops, and for each of them questions with rules and without, and damaged files.
const WORLDS: u64 = 60;
const QUESTIONS: usize = 40;
const CARTS: usize = 40;
const DAMAGES: usize = 30;
/// Where the fixtures are written to.
const VARIABLE: &str = "PAIRWELL_WORLDS";

/// A shop, and all that is compared of it, as JSON.
struct World {
    files: [(&'static str, Vec<u8>); 3],
    answers: String,
}

/// How often things were met: what was never met was not compared.
#[derive(Default)]
struct Met {
    counts: BTreeMap<&'static str, usize>,
    reasons: BTreeSet<u32>,
    codes: BTreeSet<String>,
}

impl Met {
    fn count(&mut self, what: &'static str, times: usize) {
        *self.counts.entry(what).or_default() += times;
    }
}

fn world(number: u64, met: &mut Met) -> World {
    let mut dice = Dice::new(number + 1);
    let parts = model(&mut dice);
    let (items, model) = (parts.items.len() as u32, parts.encode().unwrap());
    let catalog = encode_catalog(&cards(&parts, &mut dice)).unwrap();
    let digest = Model::decode(&model).unwrap().digest();
    let rules = rules(items, digest, &mut dice).encode().unwrap();
    let files = [("model", model), ("catalog", catalog), ("rules", rules)];
    let mut answers = String::from("{\"ranked\":");
    let decoded = Model::decode(&files[0].1).unwrap();
    list(&mut answers, CARTS, |out| rank(out, &decoded, &mut dice, met));
    answers.push_str(",\"asked\":");
    let book = Rulebook::new(&decoded, RuleParts::decode(&files[2].1).unwrap()).unwrap();
    let mut advisor = Advisor::new(&decoded, &book);
    list(&mut answers, QUESTIONS, |out| ask(out, &decoded, &book, &mut advisor, &mut dice, met));
    answers.push_str(",\"damaged\":");
    list(&mut answers, DAMAGES, |out| damage(out, &files, &mut dice, met));
    answers.push('}');
    World { files, answers }
}

fn list(out: &mut String, count: usize, mut each: impl FnMut(&mut String)) {
    for n in 0..count {
        out.push(if n == 0 { '[' } else { ',' });
        each(out);
    }
    out.push(']');
}

/// Numbers as JSON that comes to the same bits again.
fn numbers(of: impl IntoIterator<Item = f64>) -> String {
    let texts: Vec<String> = of.into_iter().map(|number| format!("{number:?}")).collect();
    format!("[{}]", texts.join(","))
}

fn whole(of: &[u32]) -> String {
    numbers(of.iter().copied().map(f64::from))
}

/// One cart without rules.
fn rank(out: &mut String, model: &Model, dice: &mut Dice, met: &mut Met) {
    let (cart, exclude, limit, past) = ranked(model.items() as u32, dice);
    let remembered: Vec<Past> = past
        .as_chunks()
        .0
        .iter()
        .map(|[item, age, bought]| Past { item: *item, age: *age, bought: *bought == 1 })
        .collect();
    let request = Request { cart: &cart, exclude: &exclude, past: &remembered, limit: limit as usize };
    let mut answer = Vec::new();
    for pick in Ranker::new(model).rank(model, &request) {
        met.count("remembered in a plain answer", usize::from(pick.history > 0.0));
        answer.extend([f64::from(pick.item), pick.score, pick.history, pick.because.len() as f64]);
        answer.extend(pick.because.iter().flat_map(|reason| [f64::from(reason.item), reason.share]));
    }
    let [cart, exclude, past] = [cart, exclude, past].map(|list| whole(&list));
    let answer = numbers(answer);
    let _ =
        write!(out, "{{\"cart\":{cart},\"exclude\":{exclude},\"limit\":{limit},\"past\":{past},\"answer\":{answer}}}");
}

/// One question under the rules: picks, an explanation of the first and of any item, offers.
fn ask(out: &mut String, model: &Model, book: &Rulebook, advisor: &mut Advisor, dice: &mut Dice, met: &mut Met) {
    let asked = question(model.items() as u32, dice);
    let read = QueryBuffer::read(&asked);
    let picks = advisor.picks(model, book, &read.query());
    let mut answer = Vec::new();
    picks.iter().for_each(|pick| wire::pick(pick, read.kind, &mut answer));
    met.count("picks", picks.len());
    met.count("pinned picks", picks.iter().filter(|pick| pick.source.name() == "pinned").count());
    met.count("picks by a rule", picks.iter().filter(|pick| pick.rule.is_some()).count());
    met.count("benefits", picks.iter().filter(|pick| pick.benefit.is_some()).count());
    met.count("partners", picks.iter().filter(|pick| pick.partner.is_some()).count());
    met.count("remembered under rules", picks.iter().filter(|pick| pick.history > 0.0).count());
    met.count("upsells", if asked[1] == 1.0 { picks.len() } else { 0 });
    let any = [(); 3].map(|()| dice.roll(model.items() as u32 + 1));
    let items: Vec<u32> = picks.iter().map(|pick| pick.item).take(1).chain(any).collect();
    let explained = items.iter().map(|item| {
        let explanation = advisor.explain(model, book, &read.query(), *item);
        met.count("pins", usize::from(explanation.pin.is_some()));
        met.count("diverse", usize::from(explanation.diversity < 1.0));
        met.count("in another variant's place", usize::from(explanation.stands_for != *item));
        let numbers = wire::explanation(&explanation, read.kind);
        let dropped = wire::EXPLANATION.iter().position(|name| *name == "dropped").unwrap();
        met.reasons.insert(numbers[dropped] as u32);
        numbers
    });
    let explained: Vec<String> = explained.map(numbers).collect();
    let offers = wire::offers(&advisor.offers(model, book, &read.query()));
    met.count("offers", offers.len());
    let [asked, answer, offers] = [asked, answer, offers].map(numbers);
    let (items, explained) = (whole(&items), explained.join(","));
    let _ = write!(out, "{{\"question\":{asked},\"picks\":{answer},\"items\":{items},");
    let _ = write!(out, "\"explanations\":[{explained}],\"offers\":{offers}}}");
}

/// One damaged file, as what is changed of a whole one, and the code that it is refused by.
fn damage(out: &mut String, files: &[(&str, Vec<u8>); 3], dice: &mut Dice, met: &mut Met) {
    let (name, good) = &files[dice.roll(3) as usize];
    let mut bytes = good.clone();
    match dice.roll(8) {
        0 => bytes.truncate(dice.roll(good.len() as u32 + 1) as usize),
        1 => bytes.extend(vec![0; 1 + dice.roll(3) as usize]),
        2 => bytes[dice.roll(good.len().min(120) as u32) as usize] = dice.roll(256) as u8,
        // What the file is of: which model, how many items, how many cards.
        3 => bytes[TABLE_AT + ENTRY_SIZE * usize::from(good[SECTIONS_AT]) + dice.roll(4) as usize] ^= 1 << dice.roll(7),
        // Half of the changes fall on the end: of rules, it is what the merchant says, and the smallest part.
        more => {
            let from = if more % 2 == 0 { good.len().saturating_sub(400) } else { 0 };
            let at = from + dice.roll((good.len() - from) as u32) as usize;
            bytes[at] = if dice.once_in(2) { dice.roll(12) as u8 } else { bytes[at] ^ 1 << dice.roll(8) };
        }
    }
    let bytes = if dice.once_in(7) { bytes } else { sealed(&bytes) };
    let refused = match *name {
        "model" => Model::decode(&bytes).err(),
        "catalog" => Catalog::decode(&bytes).err(),
        _ => refused_rules(&bytes, &files[0].1),
    };
    let code = refused.map_or("ok", |error| error.code());
    met.codes.insert(format!("{name}: {code}"));
    let changed = bytes.iter().enumerate().filter(|(at, byte)| good.get(*at).unwrap_or(&0) != *byte);
    let changed: Vec<String> = changed.map(|(at, byte)| format!("[{at},{byte}]")).collect();
    let (length, changed) = (bytes.len(), changed.join(","));
    let _ = write!(out, "{{\"file\":\"{name}\",\"length\":{length},\"changed\":[{changed}],\"code\":\"{code}\"}}");
}

fn refused_rules(bytes: &[u8], model: &[u8]) -> Option<DecodeError> {
    let model = Model::decode(model).unwrap();
    RuleParts::decode(bytes).and_then(|parts| Rulebook::new(&model, parts)).err()
}

/// `cargo xtask test` has them written, for the browser tests.
#[test]
fn rolled_shops_meet_everything_that_is_compared() {
    let mut met = Met::default();
    let directory = std::env::var_os(VARIABLE);
    for number in 0..WORLDS {
        let World { files, answers } = world(number, &mut met);
        if let Some(directory) = &directory {
            let at = |name: &str| Path::new(directory).join(format!("{number:02}-{name}"));
            std::fs::create_dir_all(directory).unwrap();
            files.iter().for_each(|(name, bytes)| std::fs::write(at(&format!("{name}.pw")), bytes).unwrap());
            std::fs::write(at("answers.json"), answers).unwrap();
        }
    }
    for (what, count) in &met.counts {
        assert!(*count > 8, "{what}: {count}");
    }
    assert_eq!(met.reasons, (0..=Why::ALL.len() as u32).collect(), "every reason to drop an item, and none");
    for code in ["model: ok", "rules: ok", "catalog: ok", "rules: other-model", "model: corrupt", "rules: corrupt"] {
        assert!(met.codes.contains(code), "{code} in {:?}", met.codes);
    }
}
