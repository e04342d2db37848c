//! Fuzzes the decoder of shards: any bytes give an error, or a shard that joins with another to a model whose answers are in bounds.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pairwell::model::shards::{Joined, ROOT, Shard, join};
use pairwell::rules::{Advisor, QueryBuffer, Rulebook};
use pairwell_fuzz::sealed;

/// A root and a shard of one model.
const FOSSILS: [(&[u8], &str); 2] = [
    (include_bytes!("../../tests/fixtures/root-format-1.pw"), ROOT),
    (include_bytes!("../../tests/fixtures/shard-format-1.pw"), "dye4xgsq"),
];

fuzz_target!(|bytes: &[u8]| {
    let [root, shard] = FOSSILS.map(|(bytes, address)| Shard::decode(bytes, address).expect("it is a shard"));
    for file in [bytes.to_vec(), sealed(bytes)] {
        for (_, address) in FOSSILS {
            let Ok(read) = Shard::decode(&file, address) else { continue };
            let both = if address == ROOT { (read, shard.clone()) } else { (root.clone(), read) };
            if both.0.items() + both.1.items() < 200
                && let Ok(joined) = join(both.0, &[&both.1])
            {
                ask(joined);
            }
        }
    }
});

fn ask(Joined { model, rules, lists }: Joined) {
    let book = Rulebook::new(&model, rules).expect("they were joined for it");
    let mut advisor = Advisor::new(&model, &book);
    for kind in [0.0, 1.0] {
        let lines = [2.0, 0.0, 1.0, 900.0, 3.0, 2.0, -1.0];
        let said = [0.0, 2.0, 0.0, 1.0, 1.0, 3.0, 900.0, 0.0, 0.0, 0.0];
        let past = [2.0, 0.0, 1.0, 1.0, 2.0, 2.0, 0.0];
        let question = QueryBuffer::read(&[&[4.0, kind][..], &lines, &said, &past].concat());
        let picks = advisor.picks(&model, &book, &question.query());
        assert!(picks.iter().all(|pick| (pick.item as usize) < model.items()));
        advisor.wants(&model, &book, &question.query(), &lists);
        advisor.offers(&model, &book, &question.query());
        advisor.explain(&model, &book, &question.query(), 1);
    }
}
