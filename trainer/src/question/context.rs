//! Translates a question into the numbers of a model and its rules: items, facts and measures.

use anyhow::{Context as _, bail};
use pairwell::model::Model;
use pairwell::rank::Past;
use pairwell::rules::facts::{
    self, ANY_PLAN, DRAW, LOCALE, ONLY_PLANS, PERMISSION, PLACEMENT, PLAN, REGION, SEGMENT, SIGNAL, USAGE, WHOLE_SHARE,
};
use pairwell::rules::parts::Measure;
use pairwell::rules::{Kind, Line, Query, QueryBuffer, Rulebook};

use super::{CartEntry, Context};

/// A model and its rules, to look names up in.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// For items.
    pub model: &'a Model,
    /// For facts and measures.
    pub book: &'a Rulebook,
}

/// A question in numbers; its lists are reused.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The query, without its limit.
    pub numbers: QueryBuffer,
}

impl Asked {
    /// The query for at most `limit` picks.
    pub fn ask(&self, limit: usize) -> Query<'_> {
        Query { limit, ..self.numbers.query() }
    }

    /// Takes a cart, and clears everything else. SKUs that are not in the model go to `unknown`; their price still counts.
    pub fn take_cart<'c>(&mut self, words: Words<'_>, cart: &'c [CartEntry<'_>], unknown: &mut Vec<&'c str>) {
        self.clear();
        for entry in cart {
            let item = words.model.item(&entry.sku.0);
            if item.is_none() {
                unknown.push(&entry.sku.0);
            }
            let item = item.unwrap_or(Line::UNKNOWN);
            self.numbers.cart.push(Line { item, quantity: entry.quantity, price: entry.price });
        }
        self.take_plans(words, cart);
    }

    fn clear(&mut self) {
        let numbers = &mut self.numbers;
        numbers.cart.clear();
        numbers.facts.clear();
        numbers.measures.clear();
        numbers.in_stock.clear();
        numbers.sold_out.clear();
        numbers.shown.clear();
        numbers.past.clear();
        numbers.kind = Kind::AddOn;
    }

    fn take_plans(&mut self, words: Words<'_>, cart: &[CartEntry<'_>]) {
        let mut plans = cart.iter().filter_map(|entry| entry.plan.as_deref()).peekable();
        if plans.peek().is_some() {
            self.say(words, &format!("{PLAN}{ANY_PLAN}"));
            if cart.iter().all(|entry| entry.plan.is_some()) {
                self.say(words, &format!("{PLAN}{ONLY_PLANS}"));
            }
            plans.for_each(|plan| self.say(words, &format!("{PLAN}{plan}")));
        }
    }

    /// Takes the shopper's history. Call it after [`Asked::take_cart`].
    pub fn take_past(&mut self, words: Words<'_>, context: &Context) {
        let seen = context.seen.iter().map(std::slice::from_ref);
        let bought = context.history.iter().map(|order| order.0.as_slice());
        self.add_past(words, bought, true);
        self.add_past(words, seen, false);
    }

    fn add_past<'c>(&mut self, words: Words<'_>, orders: impl DoubleEndedIterator<Item = &'c [String]>, bought: bool) {
        for (age, order) in (1u32..).zip(orders.rev()) {
            let known = order.iter().filter_map(|sku| words.model.item(sku));
            self.numbers.past.extend(known.map(|item| Past { item, age, bought }));
        }
    }

    /// Takes the page's other facts. Call it after [`Asked::take_cart`].
    ///
    /// # Errors
    /// When `now` is not a date with a time, or `kind` is unknown.
    pub fn take_context(&mut self, words: Words<'_>, context: &Context) -> anyhow::Result<()> {
        self.numbers.kind = match context.kind.as_deref() {
            None | Some("") => Kind::AddOn,
            Some("upsell" | "upgrade") => Kind::Upsell,
            Some(kind) => bail!("kind {kind:?}: expected \"upsell\", or nothing for add-ons"),
        };
        self.take_facts(words, context);
        self.take_measures(words, context)?;
        self.take_items(words, context);
        Ok(())
    }

    fn take_facts(&mut self, words: Words<'_>, context: &Context) {
        let named = [(SEGMENT, &context.segment), (PERMISSION, &context.permissions), (SIGNAL, &context.signals)];
        for (kind, names) in named {
            names.0.iter().for_each(|name| self.say(words, &format!("{kind}{name}")));
        }
        context.region.0.iter().for_each(|region| self.say(words, &format!("{REGION}{}", facts::region(region))));
        for (question, answers) in &context.answers {
            answers.0.iter().for_each(|answer| self.say(words, &format!("{}{answer}", facts::answer(question))));
        }
        if let Some(placement) = &context.placement {
            self.say(words, &format!("{PLACEMENT}{placement}"));
        }
        if let Some(locale) = &context.locale {
            facts::locales(locale).iter().for_each(|locale| self.say(words, &format!("{LOCALE}{locale}")));
        }
    }

    fn take_measures(&mut self, words: Words<'_>, context: &Context) -> anyhow::Result<()> {
        for (name, share) in &context.usage {
            if let Some(measure) = words.book.measure(&format!("{USAGE}{name}")) {
                self.numbers.measures.push((measure, (share * f64::from(WHOLE_SHARE)).round() as i64));
            }
        }
        if let (Some(draw), Some(measure)) = (context.draw, words.book.measure(DRAW)) {
            self.numbers.measures.push((measure, (draw * f64::from(WHOLE_SHARE)).floor() as i64));
        }
        if let Some(now) = &context.now {
            let time: jiff::civil::DateTime = local(now)
                .parse()
                .with_context(|| format!("now {now:?}: expected a date and time such as 2026-11-24T10:00"))?;
            let since = time.duration_since(jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0));
            self.numbers.measures.push((Measure::Now as u32, since.as_secs().div_euclid(60)));
        }
        Ok(())
    }

    fn take_items(&mut self, words: Words<'_>, context: &Context) {
        for (sku, stock) in &context.stock {
            if let (Some(item), Some(is_in)) = (words.model.item(sku), stock.is_in()) {
                if is_in { &mut self.numbers.in_stock } else { &mut self.numbers.sold_out }.push(item);
            }
        }
        let shown = context.shown.iter();
        self.numbers.shown.extend(shown.filter_map(|(sku, times)| Some((words.model.item(sku)?, *times))));
    }

    fn say(&mut self, words: Words<'_>, fact: &str) {
        self.numbers.facts.extend(words.book.fact(fact));
    }
}

/// A time without its zone: the shopper's local time counts, as in a page.
fn local(now: &str) -> &str {
    const DAY: usize = 10;
    let zone = now.char_indices().find(|(at, c)| *at > DAY && matches!(c, 'Z' | 'z' | '+' | '-' | '['));
    zone.map_or(now, |(at, _)| &now[..at])
}

#[cfg(test)]
mod tests {
    use pairwell::model::{ItemRow, Parts};
    use pairwell::rules::RuleParts;
    use pairwell::rules::parts::MerchantRules;

    use super::*;

    /// The facts, by name, of a question, for rules that use all of `facts`.
    fn check(question: &str, facts: &[&str], said: &[&str]) {
        let items = ["A", "B"].map(|sku| ItemRow { sku: sku.into(), prior: 0.1, ..ItemRow::default() }).to_vec();
        let model = Model::decode(&Parts { items, ..Parts::default() }.encode().unwrap()).unwrap();
        let names = facts.iter().map(|fact| (*fact).to_owned()).collect();
        let merchant = MerchantRules { facts: names, ..MerchantRules::default() };
        let book = Rulebook::new(&model, RuleParts { merchant, ..RuleParts::none(&model) }).unwrap();
        let words = Words { model: &model, book: &book };
        let question = crate::question::Question::read(question.as_bytes()).unwrap();
        let mut asked = Asked::default();
        asked.take_cart(words, &question.cart, &mut Vec::new());
        asked.take_context(words, &question.context.unwrap_or_default()).unwrap();
        let told: Vec<&str> = asked.numbers.facts.iter().map(|fact| facts[*fact as usize]).collect();
        assert_eq!(told, said);
    }

    #[test]
    fn a_pages_facts_are_translated() {
        check(r#"{"cart":["A"],"placement":"cart"}"#, &["placement:cart", "placement:home"], &["placement:cart"]);
        check(r#"{"cart":[],"locale":"de-CH"}"#, &["locale:de", "locale:de-CH"], &["locale:de-CH", "locale:de"]);
        check(
            r#"{"cart":[],"locale":"de_ch","region":"ch"}"#,
            &["locale:de-CH", "region:CH"],
            &["region:CH", "locale:de-CH"],
        );
        check(r#"{"cart":[],"segment":["vip","new"]}"#, &["segment:vip"], &["segment:vip"]);
        check(r#"{"cart":[],"answers":{"milk":"oat"}}"#, &["answer:milk=oat"], &["answer:milk=oat"]);
        check(r#"{"cart":[],"signals":"complaint","region":"CH"}"#, &["signal:complaint"], &["signal:complaint"]);
    }

    /// The error for a context; empty if there is none.
    fn refused(json: &str) -> String {
        let model = Model::decode(&Parts::default().encode().unwrap()).unwrap();
        let book = Rulebook::default();
        let words = Words { model: &model, book: &book };
        let taken = Context::read(Some(json)).and_then(|context| Asked::default().take_context(words, &context));
        taken.err().map(|error| format!("{error:#}")).unwrap_or_default()
    }

    #[test]
    fn misspelt_keys_of_a_context_are_named() {
        assert!(refused(r#"{"placment":"cart"}"#).contains("Did you mean \"placement\"?"));
        assert!(refused(r#"{"sgnals":"x"}"#).contains("Did you mean \"signals\"?"));
        assert!(refused(r#"{"xyzzy":1}"#).contains("Known: placement, kind,"));
        assert!(refused(r#"{"cart":["A"]}"#).contains("--cart"));
        assert!(refused(r#"{"kind":"upgrad"}"#).contains("expected \"upsell\""));
        assert!(refused(r#"{"stock":{"A":"many"}}"#).contains("a number, true or false"));
        assert!(refused("[]").contains("expected JSON such as"));
        assert_eq!(refused(r#"{"kind":"upsell"}"#), "");
        assert_eq!(refused(r#"{"kind":"upgrade","placement":"cart","stock":null,"now":"2026-11-24T10:00"}"#), "");
    }

    #[test]
    fn the_time_zone_of_now_is_ignored() {
        for now in ["2026-11-24T10:00", "2026-11-24T10:00Z", "2026-11-24T10:00:59+05:30", "2026-11-24 10:00-08:00"] {
            assert_eq!(minutes(now), Some(29_925_240), "{now}");
        }
        assert_eq!(minutes("2026-11-24"), Some(29_924_640));
        assert!(minutes("soon").is_none());
    }

    fn minutes(now: &str) -> Option<i64> {
        let model = Model::decode(&Parts::default().encode().unwrap()).unwrap();
        let book = Rulebook::default();
        let context = Context { now: Some(now.to_owned()), ..Context::default() };
        let mut asked = Asked::default();
        asked.take_context(Words { model: &model, book: &book }, &context).ok()?;
        asked.numbers.measures.first().map(|(_, minutes)| *minutes)
    }

    #[test]
    fn unknown_stock_changes_nothing() {
        let items = ["A", "B", "C"].map(|sku| ItemRow { sku: sku.into(), prior: 0.1, ..ItemRow::default() }).to_vec();
        let model = Model::decode(&Parts { items, ..Parts::default() }.encode().unwrap()).unwrap();
        let book = Rulebook::default();
        let context = Context::read(Some(r#"{"stock":{"A":null,"B":3,"C":false}}"#)).unwrap();
        let mut asked = Asked::default();
        asked.take_context(Words { model: &model, book: &book }, &context).unwrap();
        let named = |items: &[u32]| items.iter().map(|item| model.sku(*item).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            (named(&asked.numbers.in_stock), named(&asked.numbers.sold_out)),
            (vec!["B".into()], vec!["C".into()])
        );
    }

    #[test]
    fn plans_become_facts_by_name_and_whether_all_lines_have_one() {
        let facts = ["plan:any", "plan:only", "plan:monthly"];
        check(r#"{"cart":[{"sku":"A","plan":"monthly"}]}"#, &facts, &facts);
        check(r#"{"cart":[{"sku":"A","plan":"monthly"},"B"]}"#, &facts, &["plan:any", "plan:monthly"]);
        check(r#"{"cart":["A"]}"#, &facts, &[]);
        check(r#"{"cart":[{"sku":"A","plan":""}]}"#, &facts, &[]);
    }
}
