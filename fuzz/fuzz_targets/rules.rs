//! Fuzzes the rules decoder: any bytes give an error, or rules under which every answer is in bounds.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pairwell::model::{HistoryParts, ItemRow, Model, Parts};
use pairwell::rules::{Advisor, QueryBuffer, RuleParts, Rulebook};
use pairwell_fuzz::sealed;

fuzz_target!(|bytes: &[u8]| {
    for file in [bytes.to_vec(), sealed(bytes)] {
        let Ok(rules) = RuleParts::decode(&file) else { continue };
        let items = rules.relations.traits.len() as u32;
        if items > 64 {
            continue;
        }
        let model = shop(items);
        let rules = RuleParts { model: model.digest(), ..rules };
        let book = Rulebook::new(&model, rules).expect("they are of as many items");
        let mut advisor = Advisor::new(&model, &book);
        for kind in [0.0, 1.0] {
            let lines = [2.0, 0.0, 1.0, 900.0, 3.0, 2.0, -1.0];
            let said = [0.0, 2.0, 0.0, 1.0, 1.0, 3.0, 900.0, 0.0, 0.0, 0.0];
            let past = [2.0, 0.0, 1.0, 1.0, 2.0, 2.0, 0.0];
            let question = [&[4.0, kind][..], &lines, &said, &past].concat();
            let question = QueryBuffer::read(&question);
            let picks = advisor.picks(&model, &book, &question.query());
            assert!(picks.iter().all(|pick| pick.item < items));
            advisor.offers(&model, &book, &question.query());
            advisor.explain(&model, &book, &question.query(), 1);
        }
    }
});

/// Items that the first four of all go with.
fn shop(items: u32) -> Model {
    let row = |n: u32| ItemRow {
        sku: n.to_string(),
        prior: 0.1,
        neighbours: (0..items.min(4)).filter(|other| *other != n).map(|other| (other, 0.2)).collect(),
        tilts: Vec::new(),
        hidden: n == 3,
        once: n == 0,
    };
    let history = HistoryParts { repurchase_boost: 0.1, history_weight: 0.5 };
    let parts = Parts { items: (0..items).map(row).collect(), history, ..Parts::default() };
    Model::decode(&parts.encode().expect("it is a model")).expect("it was just written")
}
