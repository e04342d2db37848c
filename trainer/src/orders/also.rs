//! Finds columns beside a table's fields that say what became of an order, or of one of its lines.
//!
//! A second status, a flag such as `is_cancelled`, a day such as `refunded_at`, a count such as `qty_refunded`: each is proposed
//! by its name and confirmed by its values.

use super::blank::is_no_day;
use super::columns::{ColumnMap, Columns, Field};
use super::dates::Dates;
use super::event::{Event, event};
use super::fold::{parts, text};
use super::numbers;
use super::sample::Sample;
use super::status::{Standing, StatusWords, is_off};
use crate::terminal::short;
use hashbrown::HashMap;

/// Beginnings of words for what came to nothing.
const OFF: &[&str] = &[
    "cancel", "storn", "annul", "anul", "void", "refund", "rembours", "reembols", "rimbors", "erstatt", "return",
    "retour", "geretour", "zwroc", "devuel", "devolv",
];
/// Beginnings of words that make of a column of such a name something else: money, reasons, who did it.
const ELSE: &[&str] = &[
    "amount",
    "amt",
    "total",
    "sum",
    "betrag",
    "montant",
    "importe",
    "valor",
    "value",
    "tax",
    "fee",
    "price",
    "cost",
    "reason",
    "grund",
    "motif",
    "note",
    "comment",
    "policy",
    "id",
    "by",
    "user",
    "url",
    "link",
    "money",
    "currency",
    "customer",
    "subscription",
    "number",
    "window",
    "label",
    "address",
    "deadline",
    "until",
    "allow",
    "rate",
    "type",
    "method",
    "possible",
    "days",
    "order",
];
const COUNTS: &[&str] = &["qty", "quant", "cantidad", "menge", "anzahl", "units", "count", "ilosc", "aantal", "stuck"];
const OF_LINE: &[&str] = &["item", "line", "product", "position", "artikel", "article"];
const PAID: &[&str] = &["paid", "bezahlt", "paye", "payee", "pagado", "pagato", "betaald", "oplacone", "zaplaceno"];
/// What a status beside the order's own may be the status of.
const STATUS_OF: &[&str] = &[
    "order",
    "orders",
    "payment",
    "financial",
    "fulfillment",
    "fulfilment",
    "delivery",
    "display",
    "shipment",
    "transaction",
    "checkout",
    "sales",
    "invoice",
    "current",
    "cancel",
    "cancellation",
    "refund",
    "pay",
    "data",
    "node",
    "status",
    "state",
    "name",
];

/// The columns, by what they say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Also {
    /// Words for what became of the order.
    statuses: Vec<usize>,
    /// Set where the order came to nothing.
    off: Vec<usize>,
    /// Not set where the order was never paid.
    paid: Vec<usize>,
    /// Words for what became of the line.
    line_statuses: Vec<usize>,
    /// Set where the line came to nothing.
    line_off: Vec<usize>,
    /// How many of the line were taken back.
    returned: Vec<usize>,
    /// Words for what the line is: a sale, or a return.
    kinds: Vec<usize>,
}

/// Whether words seen so far mean that an order came to nothing.
pub(super) type Seen = HashMap<Vec<u8>, bool>;

impl Also {
    /// Looks at the columns that hold no field. What the user says of status and cancellation settles it.
    pub(super) fn find(columns: &Columns, map: &ColumnMap, sample: &Sample, words: &StatusWords) -> Self {
        let mut also = Self::default();
        let with_statuses = map.named(Field::Status).is_none();
        let with_flags = map.named(Field::CancelledAt).is_none();
        for (at, name) in columns.names().iter().enumerate() {
            let free = Field::ALL.into_iter().all(|field| columns.at(field) != Some(at));
            if !free || sample.values(at).next().is_none() {
                continue;
            }
            let name = parts(name);
            let name: Vec<&str> = name.split(' ').collect();
            if with_statuses && is_status(&name, at, sample, words) {
                let list = if has(&name, OF_LINE) { &mut also.line_statuses } else { &mut also.statuses };
                list.push(at);
            } else if is_kind(&name, at, sample) {
                also.kinds.push(at);
            } else if with_flags {
                also.take_flag(&name, at, columns.at(Field::Order), sample);
            }
        }
        also
    }

    fn take_flag(&mut self, name: &[&str], at: usize, order: Option<usize>, sample: &Sample) {
        let values = || sample.values(at);
        let paid = name.iter().filter(|word| !matches!(**word, "is" | "order" | "was")).all(|word| PAID.contains(word));
        if paid && values().all(|value| flag(value).is_some()) && values().any(|value| flag(value) == Some(true)) {
            self.paid.push(at);
        }
        let other = has(name, ELSE) || name.iter().any(|word| word.ends_with("able") || word.ends_with("ible"));
        if !has(name, OFF) || other {
            return;
        }
        if has(name, COUNTS) {
            if values().all(|value| numbers::read(value).is_some()) {
                self.returned.push(at);
            }
        } else if values().all(is_flag_or_day) && sample.column(at).any(|cell| !is_set(cell)) {
            let of_line = has(name, OF_LINE) || order.is_some_and(|order| differs_within_orders(at, order, sample));
            (if of_line { &mut self.line_off } else { &mut self.off }).push(at);
        }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a column is read here.
    pub(super) fn reads(&self, at: usize) -> bool {
        let of_order = [&self.statuses, &self.off, &self.paid];
        of_order
            .into_iter()
            .chain([&self.line_statuses, &self.line_off, &self.returned, &self.kinds])
            .any(|list| list.contains(&at))
    }

    /// What was found, for people.
    pub(super) fn notes(&self, names: &[String]) -> Vec<String> {
        let says = [
            (&self.statuses, "orders are dropped where", "says cancelled, refunded or failed"),
            (&self.off, "orders are dropped where", "is set"),
            (&self.paid, "orders are dropped where", "says no"),
            (&self.line_statuses, "lines are dropped where", "says cancelled, refunded or failed"),
            (&self.line_off, "lines are dropped where", "is set"),
            (&self.returned, "quantities are without those in", ""),
            (&self.kinds, "lines take an item back where", "says return or refund"),
        ];
        let note = |(list, before, after): (&Vec<usize>, &str, &str)| {
            let named: Vec<String> = list.iter().map(|at| format!("{:?}", short(&names[*at]))).collect();
            (!named.is_empty()).then(|| format!("{before} {} {after}", named.join(" or ")).trim_end().to_owned())
        };
        says.into_iter().filter_map(note).collect()
    }

    /// Whether a row says that its order came to nothing.
    pub(super) fn order_is_off<'r>(&self, cell: impl Fn(usize) -> &'r [u8], seen: &mut Seen) -> bool {
        self.off.iter().any(|at| is_set(cell(*at)))
            || self.paid.iter().any(|at| flag(cell(*at)) == Some(false))
            || self.statuses.iter().any(|at| says_off(cell(*at), seen))
    }

    /// How many of a row's item were not taken back.
    pub(super) fn left<'r>(
        &self,
        quantity: Option<f64>,
        cell: impl Fn(usize) -> &'r [u8],
        seen: &mut Seen,
    ) -> Option<f64> {
        if self.line_off.iter().any(|at| is_set(cell(*at)))
            || self.line_statuses.iter().any(|at| says_off(cell(*at), seen))
        {
            return Some(0.0);
        }
        if self.kinds.iter().any(|at| event(cell(*at)) == Event::Return) {
            return Some(-quantity.unwrap_or(1.0).abs());
        }
        let returned: f64 = self.returned.iter().filter_map(|at| numbers::read(cell(*at))).map(f64::abs).sum();
        if returned > 0.0 { Some((quantity.unwrap_or(1.0) - returned).max(0.0)) } else { quantity }
    }
}

fn has(name: &[&str], stems: &[&str]) -> bool {
    name.iter().any(|word| stems.iter().any(|stem| if stem.len() < 3 { word == stem } else { word.starts_with(stem) }))
}

fn is_status(name: &[&str], at: usize, sample: &Sample, words: &StatusWords) -> bool {
    let Some((last, others)) = name.split_last() else { return false };
    let last = if *last == "name" { others.last().unwrap_or(last) } else { last };
    let named = matches!(*last, "status" | "statut" | "state") && name.len() > 1 || name == ["status"];
    let of = |word: &&str| STATUS_OF.contains(word) || has(&[word], OF_LINE);
    let known = |value: &[u8]| words.standing(&text(value), false) != Standing::Unknown;
    named && others.iter().all(of) && sample.values(at).any(known)
}

fn says_off(status: &[u8], seen: &mut Seen) -> bool {
    if status.is_empty() {
        return false;
    }
    *seen.entry_ref(status).or_insert_with(|| is_off(&text(status)))
}

/// Whether a column says of each line whether it is a sale or a return: of its words, some is known to be one of these.
fn is_kind(name: &[&str], at: usize, sample: &Sample) -> bool {
    const OF: [&str; 10] =
        ["transaction", "record", "row", "entry", "sale", "sales", "movement", "order", "node", "data"];
    let Some((last, others)) = name.split_last() else { return false };
    let of = |word: &&str| OF.contains(word) || has(&[word], OF_LINE);
    matches!(*last, "type" | "typ" | "tipo" | "kind" | "art")
        && others.iter().all(of)
        && sample.values(at).any(|value| event(value) == Event::Return)
}

/// What a flag says; `None` for what is no flag.
fn flag(cell: &[u8]) -> Option<bool> {
    let small = cell.to_ascii_lowercase();
    match small.as_slice() {
        b"true" | b"t" | b"yes" | b"y" | b"1" | b"1.0" | b"x" | b"ja" | b"oui" | b"si" | b"sim" | b"tak"
        | b"\xe2\x9c\x93" => Some(true),
        b"false" | b"f" | b"no" | b"n" | b"0" | b"0.0" | b"nein" | b"non" | b"nao" | b"nie" | b"nee" => Some(false),
        _ => None,
    }
}

fn is_flag_or_day(cell: &[u8]) -> bool {
    let day = || cell.len() >= 6 && Dates::default().read(cell).is_some();
    flag(cell).is_some() || is_no_day(cell) || day()
}

fn is_set(cell: &[u8]) -> bool {
    !is_no_day(cell) && flag(cell) != Some(false)
}

/// Whether some rows of an order are set while others say no.
fn differs_within_orders(at: usize, order: usize, sample: &Sample) -> bool {
    let mut said: HashMap<&[u8], bool> = HashMap::new();
    sample.column(order).zip(sample.column(at)).any(|(order, cell)| {
        let says = flag(cell).filter(|_| !order.is_empty());
        says.is_some_and(|says| *said.entry(order).or_insert(says) != says)
    })
}
