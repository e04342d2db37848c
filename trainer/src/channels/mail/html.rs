//! Writes a fragment of HTML for each customer's mail: tables, inline styles, absolute links; one JSON line a customer.

use maud::{Markup, html};
use serde::Serialize;

use super::super::channel::{Item, Refusal, Shape, is_absolute, json, linked};
use super::letter::{Letter, Mailing, Offered};

/// Mail programs clip messages at 102 kB: what is larger than this leaves no room for the rest.
const LARGEST: usize = 90_000;
/// Suggestions side by side.
const COLUMNS: usize = 2;

/// Fragments of HTML.
pub struct Html;

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    send_on: Option<String>,
    html: String,
}

fn card(offered: &Offered<'_>) -> Markup {
    html! {
        td width="50%" valign="top" align="center" style="padding:8px;font-family:Arial,Helvetica,sans-serif;font-size:14px;line-height:20px;color:#222222;" {
            a href=(offered.url()) style="color:#222222;text-decoration:none;" {
                @if is_absolute(offered.image()) {
                    img src=(offered.image()) alt=(offered.title()) width="240" border="0" style="display:block;width:100%;max-width:240px;height:auto;border:0;margin:0 auto 8px;";
                }
                (offered.title())
            }
            @let price = offered.price();
            @if !price.is_empty() {
                br;
                span style="color:#555555;" { (price) }
            }
        }
    }
}

/// The fragment.
fn fragment(letter: &Letter<'_>, offered: &[Offered<'_>]) -> String {
    let table = html! {
        table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse;" {
            @for row in offered.chunks(COLUMNS) {
                tr {
                    @for one in row { (card(one)) }
                    @if row.len() < COLUMNS && offered.len() > 1 { td width="50%" {} }
                }
            }
            @if !letter.cart_link.is_empty() && offered.len() == letter.offered.len() {
                tr {
                    td colspan="2" align="center" style="padding:8px;font-family:Arial,Helvetica,sans-serif;font-size:14px;" {
                        a href=(letter.cart_link) style="color:#222222;" { "Add all to the cart" }
                    }
                }
            }
        }
    };
    table.into_string()
}

impl Mailing for Html {
    fn shape(&self) -> Shape {
        Shape::of_lines("mail-html", "jsonl")
    }

    fn takes(&self, item: &Item<'_>) -> Result<(), Refusal> {
        let card = linked(item)?;
        if card.title.is_empty() { Err(Refusal::NoTitle) } else { Ok(()) }
    }

    fn record(&self, letter: &Letter<'_>, out: &mut Vec<u8>) {
        // The last suggestions give way.
        let fitting = (1..=letter.offered.len()).rev().map(|count| fragment(letter, &letter.offered[..count]));
        let html = fitting.into_iter().find(|html| html.len() <= LARGEST).unwrap_or_default();
        json(out, &Line { id: letter.id, send_on: letter.send_on.map(|day| day.to_string()), html });
    }
}
