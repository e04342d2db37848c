//! Fuzzes the reader of questions and contexts as JSON: any text gives an error, or facts that the rules can be asked with.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pairwell::model::{ItemRow, Model, Parts};
use pairwell::rules::parts::MerchantRules;
use pairwell::rules::{Advisor, RuleParts, Rulebook};
use pairwell_cli::question::{Asked, Context, Question, Words};
use pairwell_cli::terminal::screen;
use pairwell_fuzz::fits_a_screen;

fuzz_target!(|text: &str| {
    let rows = ["a", "b", "c"].map(|sku| ItemRow { sku: sku.into(), prior: 0.1, ..ItemRow::default() });
    let parts = Parts { items: rows.to_vec(), ..Parts::default() };
    let model = Model::decode(&parts.encode().expect("it is a model")).expect("it was just written");
    let facts = ["placement:cart", "locale:de", "region:CH", "plan:any", "answer:milk=oat", "segment:vip"];
    let merchant = MerchantRules {
        facts: facts.map(String::from).to_vec(),
        measures: vec!["usage:milk".into()],
        ..MerchantRules::default()
    };
    let rules = RuleParts { merchant, ..RuleParts::none(&model) };
    let book = Rulebook::new(&model, rules).expect("they are of this model");
    let words = Words { model: &model, book: &book };
    let mut asked = Asked::default();
    let context = match Context::read(Some(text)) {
        Err(error) => {
            fits_a_screen(&screen(&format!("{error:#}")));
            None
        }
        Ok(context) => Some(context),
    };
    let question = Question::read(text.as_bytes()).unwrap_or_default();
    asked.take_cart(words, &question.cart, &mut Vec::new());
    for context in question.context.iter().chain(&context) {
        let _ = asked.take_context(words, context);
        asked.take_past(words, context);
    }
    let mut advisor = Advisor::new(&model, &book);
    let limit = question.limit.unwrap_or(4);
    assert!(advisor.picks(&model, &book, &asked.ask(limit)).len() <= limit.min(3));
});
