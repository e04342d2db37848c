//! Fuzzes the model decoder: any bytes give an error, or a model whose every lookup and ranking is in bounds.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pairwell::model::Model;
use pairwell::rank::{Past, Ranker, Request};
use pairwell_fuzz::sealed;

fuzz_target!(|bytes: &[u8]| {
    look_at_everything(bytes);
    look_at_everything(&sealed(bytes));
});

fn look_at_everything(bytes: &[u8]) {
    let Ok(model) = Model::decode(bytes) else { return };
    let items = u32::try_from(model.items()).expect("items are numbered by u32");
    for item in 0..items {
        assert_eq!(model.item(model.sku(item)), Some(item));
        assert!(model.neighbours(item).all(|(neighbour, _)| neighbour < items));
        model.prior(item);
    }
    let cart: Vec<u32> = (0..items.saturating_add(1).min(8)).collect();
    let past = [(0, 1, true), (items / 2, 1, true), (items, 2, false)];
    let past = past.map(|(item, age, bought)| Past { item, age, bought });
    for cart in [&cart[..], &[]] {
        for pick in Ranker::new(&model).rank(&model, &Request { cart, exclude: &[], past: &past, limit: 10 }) {
            assert!(pick.item < items && !cart.contains(&pick.item));
            assert!((0.0..=1.0).contains(&pick.history));
        }
    }
}
