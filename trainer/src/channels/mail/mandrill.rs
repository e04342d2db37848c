//! Writes Mandrill's `merge_vars`: arrays of up to a thousand recipients, one a line.

use serde::Serialize;

use super::super::channel::{Item, Refusal, Shape, json, linked};
use super::letter::{Letter, Mailing, Offered};

/// The most recipients of a message.
const RECIPIENTS: usize = 1000;

/// Variables for templates in Handlebars. `rcpt` is the caller's id, which they replace by the address.
pub struct Mandrill;

impl Mailing for Mandrill {
    fn shape(&self) -> Shape {
        let shape = Shape::of_lines("mandrill", "jsonl");
        Shape { head: "[".into(), between: ",", foot: "]", records: RECIPIENTS, lines: true, ..shape }
    }

    fn takes(&self, item: &Item<'_>) -> Result<(), Refusal> {
        linked(item).map(|_| ())
    }

    fn record(&self, letter: &Letter<'_>, out: &mut Vec<u8>) {
        let recs = letter.offered.iter().map(Rec::of).collect();
        let mut vars = vec![Var { name: "recs", content: Content::Recs(recs) }];
        let day = letter.send_on.map(|day| day.to_string());
        vars.extend(day.map(|day| Var { name: "recs_send_on", content: Content::Text(day) }));
        if !letter.cart_link.is_empty() {
            vars.push(Var { name: "recs_cart_url", content: Content::Text(letter.cart_link.clone()) });
        }
        json(out, &Recipient { rcpt: letter.id, vars });
    }
}

#[derive(Serialize)]
struct Recipient<'a> {
    rcpt: &'a str,
    vars: Vec<Var<'a>>,
}

#[derive(Serialize)]
struct Var<'a> {
    name: &'static str,
    content: Content<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Content<'a> {
    Recs(Vec<Rec<'a>>),
    Text(String),
}

#[derive(Serialize)]
struct Rec<'a> {
    id: &'a str,
    title: &'a str,
    url: &'a str,
    image: &'a str,
    price: String,
}

impl<'a> Rec<'a> {
    fn of(it: &'a Offered<'a>) -> Self {
        Self { id: it.item.id, title: it.title(), url: it.url(), image: it.image(), price: it.price() }
    }
}
