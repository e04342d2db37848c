//! Writes suggestions as Amazon Personalize answers its batch jobs: for all items, or for the lines of a batch input.

use std::collections::HashMap;

use anyhow::Context as _;
use pairwell::rank::Past;
use pairwell::rules::{Advisor, Line};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::channel::{Channel, Item, Picked, Refusal, Shape, id_of, json};
use super::items::Items;
use crate::question::{Asked, Words};
use crate::terminal::quoted;

/// The longest item id.
const LONGEST: usize = 256;

#[derive(Serialize)]
struct Answer<'a, I: Serialize> {
    input: I,
    output: Output<'a>,
    error: Option<String>,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Output<'a> {
    recommended_items: Vec<&'a str>,
    scores: Vec<f64>,
}

impl<'a> Output<'a> {
    fn add(&mut self, id: &'a str, score: f64) {
        self.recommended_items.push(id);
        self.scores.push(score);
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OfItem<'a> {
    item_id: &'a str,
}

/// Related items of all items.
pub struct Personalize;

impl Channel for Personalize {
    fn shape(&self) -> Shape {
        Shape::of_lines("personalize", "jsonl")
    }

    fn takes(&self, item: &Item<'_>) -> Result<(), Refusal> {
        id_of(item.id, LONGEST, |_| true)
    }

    fn record(&self, item: &Item<'_>, picks: &[Picked<'_>], out: &mut Vec<u8>) {
        let mut output = Output::default();
        picks.iter().for_each(|pick| output.add(pick.item.id, pick.score));
        json(out, &Answer { input: OfItem { item_id: item.id }, output, error: None });
    }
}

/// A line of a batch input: of an item, of several, of a user, or of a user with items to rank.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Input {
    item_id: Option<String>,
    item_ids: Option<Vec<String>>,
    user_id: Option<String>,
    item_list: Option<Vec<String>>,
}

/// Answers the lines of a batch input.
pub struct Batch<'a> {
    words: Words<'a>,
    items: &'a Items<'a>,
    asked: Asked,
    limit: usize,
    by_id: HashMap<&'a str, u32>,
    users: &'a HashMap<String, Vec<Past>>,
    advisor: Advisor,
}

impl<'a> Batch<'a> {
    /// Answers by a model and its rules; `asked` is what the page states, and `users` what each user bought before.
    pub fn new(
        words: Words<'a>,
        items: &'a Items<'a>,
        asked: &Asked,
        limit: usize,
        users: &'a HashMap<String, Vec<Past>>,
    ) -> Self {
        let mut asked = asked.clone();
        asked.numbers.exclude.extend(&items.exclude);
        // Of several items of an id the most bought, which has the smallest number.
        let by_id = (0..words.model.items() as u32).rev().map(|item| (items.item(item).id, item)).collect();
        Self { advisor: Advisor::new(words.model, words.book), words, items, asked, limit, by_id, users }
    }

    /// Appends the answer to a line, with the line itself as Personalize gives it back.
    ///
    /// # Errors
    /// When the line is not of a known shape.
    pub fn answer(&mut self, line: &[u8], out: &mut Vec<u8>) -> anyhow::Result<()> {
        let expected = "expected a line such as {\"itemId\":\"105\"}, {\"userId\":\"7\"} or {\"userId\":\"7\",\"itemList\":[\"105\"]}";
        let input: Input = serde_json::from_slice(line).context(expected)?;
        let raw: &RawValue = serde_json::from_slice(line)?;
        let past = input.user_id.as_ref().and_then(|user| self.users.get(user)).map(Vec::as_slice).unwrap_or_default();
        let (output, error) = match (&input.item_id, &input.item_ids, &input.item_list, &input.user_id) {
            (Some(item), ..) => self.suggest(std::slice::from_ref(item), past),
            (None, Some(items), ..) => self.suggest(items, past),
            (None, None, Some(list), _) => (self.rank(list, past), None),
            (None, None, None, Some(_)) => self.suggest(&[], past),
            (None, None, None, None) => anyhow::bail!("{expected}"),
        };
        json(out, &Answer { input: raw, output: output.borrowed(), error });
        out.push(b'\n');
        Ok(())
    }

    fn suggest(&mut self, cart: &[String], past: &[Past]) -> (Owned, Option<String>) {
        let unknown: Vec<String> =
            cart.iter().filter(|id| !self.by_id.contains_key(id.as_str())).map(|id| quoted(id)).collect();
        if !cart.is_empty() && unknown.len() == cart.len() {
            return (Owned::default(), Some(format!("not in the model: {}", unknown.join(", "))));
        }
        let numbers = &mut self.asked.numbers;
        numbers.cart.clear();
        numbers
            .cart
            .extend(cart.iter().map(|id| Line::of(self.by_id.get(id.as_str()).copied().unwrap_or(Line::UNKNOWN))));
        numbers.past.clear();
        numbers.past.extend(past);
        let mut output = Owned::default();
        self.advisor.each(self.words.model, self.words.book, &self.asked.ask(self.limit), |pick| {
            output.0.push((self.items.item(pick.item).id.to_owned(), pick.score));
        });
        (output, None)
    }

    /// The list by score, best first; what is owned or unknown last, in the order of the list.
    fn rank(&mut self, list: &[String], past: &[Past]) -> Owned {
        let scores: Vec<Option<i32>> = self.advisor.ranker().scores(self.words.model, &[], past).collect();
        let score = |id: &String| self.by_id.get(id.as_str()).and_then(|item| scores[*item as usize]);
        let mut ranked: Vec<(&String, Option<i32>)> = list.iter().map(|id| (id, score(id))).collect();
        ranked.sort_by_key(|(_, score)| std::cmp::Reverse(*score));
        let points = |units: Option<i32>| {
            f64::from(units.unwrap_or(0).max(0)) / f64::from(1 << pairwell::model::layout::SCORE_BITS)
        };
        Owned(ranked.into_iter().map(|(id, units)| (id.clone(), points(units))).collect())
    }
}

/// Ids and scores.
#[derive(Default)]
struct Owned(Vec<(String, f64)>);

impl Owned {
    fn borrowed(&self) -> Output<'_> {
        let mut output = Output::default();
        self.0.iter().for_each(|(id, score)| output.add(id, *score));
        output
    }
}
