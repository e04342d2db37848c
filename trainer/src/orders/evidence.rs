//! Checks whether the values of a column fit what its name says.

use super::blank::is_guest;
use super::columns::Field;
use super::dates::Dates;
use super::event::{Event, event};
use super::fold::{parts, text};
use super::list::{self, SIGNS, Style, WEAK_SIGNS};
use super::numbers;
use super::sample::Sample;
use super::status::{Standing, StatusWords};
use hashbrown::{HashMap, HashSet};

/// With fewer rows the values of a column prove little.
const FEW: usize = 4;
const ENOUGH: usize = 8;
/// With this many orders of several lines, a column of line numbers cannot be one of items.
const SURE: usize = 10;

/// More rows than this, on average, no order has.
const MOST_LINES: usize = 40;

/// What speaks against a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Nothing stands in it.
    Blank,
    /// It numbers the lines of each order.
    Counter { sure: bool },
    /// It always says the same.
    OneValue,
    /// No value comes twice.
    Unique,
    /// It is the same on all rows of each order.
    OfOrder,
    /// The same stands with several customers.
    OfManyCustomers,
    /// Most of its values are no dates.
    NoDates,
    /// Most of its values are no numbers.
    NoNumbers,
    /// None of its words is known.
    NoWords,
}

impl Doubt {
    /// Whether the column cannot be meant.
    pub(super) fn is_grave(self, field: Field) -> bool {
        match self {
            Self::Blank => matches!(field, Field::Order | Field::Item),
            Self::Counter { sure } => sure,
            Self::NoWords => field == Field::Event,
            _ => false,
        }
    }

    /// In words, after the column's name.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Blank => "is empty",
            Self::Counter { .. } => "numbers the lines of each order (1, 2, 3)",
            Self::OneValue => "always says the same",
            Self::Unique => "is different on every row",
            Self::OfOrder => "is the same on all rows of an order",
            Self::OfManyCustomers => "stands with several customers: is it counted anew for each?",
            Self::NoDates => "holds no dates that are known here",
            Self::NoNumbers => "holds no numbers",
            Self::NoWords => "holds no words that are known here",
        }
    }
}

/// What speaks against a column as a field; `order` is the order's column, where it is known.
pub(super) fn doubt(
    field: Field,
    at: usize,
    sample: &Sample,
    order: Option<usize>,
    words: &StatusWords,
) -> Option<Doubt> {
    let values = || sample.values(at);
    if sample.len() > 0 && values().next().is_none() {
        return Some(Doubt::Blank);
    }
    match field {
        Field::Order => repetition(values(), FEW),
        Field::Item => {
            let own = || counter(at, sample, order).or_else(|| repetition(values(), ENOUGH));
            own().or_else(|| one_value(values(), 3)).or_else(|| of_order(at, sample, order))
        }
        Field::Time => {
            let mut dates = Dates::default();
            (!most(values(), |value| dates.read(value).is_some())).then_some(Doubt::NoDates)
        }
        Field::Quantity | Field::Price => {
            (!most(values(), |value| numbers::read(value).is_some())).then_some(Doubt::NoNumbers)
        }
        Field::Status => {
            let known = |value: &[u8]| words.standing(&String::from_utf8_lossy(value), false) != Standing::Unknown;
            (!values().any(known)).then_some(Doubt::NoWords)
        }
        Field::Event => values().all(|value| event(value) == Event::Other).then_some(Doubt::NoWords),
        _ => None,
    }
}

/// Whether a column's values are different on every row, or the same on all.
fn repetition<'v>(values: impl Iterator<Item = &'v [u8]> + Clone, enough: usize) -> Option<Doubt> {
    let count = values.clone().count();
    let distinct = values.collect::<HashSet<_>>().len();
    match () {
        () if count < enough => None,
        () if distinct == count => Some(Doubt::Unique),
        () if distinct == 1 && count >= ENOUGH => Some(Doubt::OneValue),
        () => None,
    }
}

/// Whether a column has enough different values to tell orders apart.
pub(super) fn tells_orders_apart(at: usize, sample: &Sample) -> bool {
    let distinct = sample.values(at).collect::<HashSet<_>>().len();
    distinct > 1 && distinct * MOST_LINES >= sample.values(at).count()
}

/// Whether a column never differs within an order, in enough orders of several rows.
fn of_order(at: usize, sample: &Sample, order: Option<usize>) -> Option<Doubt> {
    let mut first: HashMap<&[u8], &[u8]> = HashMap::new();
    let mut again: HashSet<&[u8]> = HashSet::new();
    for (id, value) in sample.column(order?).zip(sample.column(at)).filter(|(id, _)| !id.is_empty()) {
        match first.get(id) {
            None => drop(first.insert(id, value)),
            Some(known) if *known != value => return None,
            Some(_) => drop(again.insert(id)),
        }
    }
    (again.len() >= FEW).then_some(Doubt::OfOrder)
}

/// Whether orders stand with more than one customer, as a number counted anew for each customer does.
pub(super) fn of_many_customers(order: usize, customer: usize, sample: &Sample) -> bool {
    let mut who: HashMap<&[u8], &[u8]> = HashMap::new();
    let mut shared: HashSet<&[u8]> = HashSet::new();
    let known = |(order, who): &(&[u8], &[u8])| !order.is_empty() && !is_guest(who);
    for (order, customer) in sample.column(order).zip(sample.column(customer)).filter(known) {
        if *who.entry(order).or_insert(customer) != customer {
            shared.insert(order);
        }
    }
    shared.len() * 2 > who.len()
}

/// How well a column fits as the time by its name and values, though no name of a time is its own: 2 if its name speaks of
/// the order, 1 if of a date or of nothing known.
pub(super) fn like_time(name: &str, at: usize, sample: &Sample) -> Option<u8> {
    const NOT: &str = "ship deliver due birth dob updat modif expir cancel refund return storn annul anul rembours reembols rimbors void erstatt end estimat limit promis last until valid \
        register signup liefer versand geburt livr entreg";
    const ORDER: &str = "creat order purchas plac sold sale invoice transaction bestell kauf command compra pedido";
    const DATE: &str = "date time datum fecha data dato day ts dt timestamp zeit tag jour tarih paid on at";
    let name = parts(name);
    let begins = |stems: &str| name.split(' ').any(|word| stems.split_whitespace().any(|stem| word.starts_with(stem)));
    let mut dates = Dates::default();
    let count = sample.values(at).count();
    let read = sample.values(at).filter(|value| value.len() >= 6 && dates.read(value).is_some()).count();
    let all = count > 0 && read * 10 >= count * 9;
    let textual = sample.values(at).any(|value| !value.iter().all(u8::is_ascii_digit));
    // Figures alone are dates only where the name says so.
    if !all || begins(NOT) || !(textual || begins(DATE)) {
        return None;
    }
    Some(if begins(ORDER) { 2 } else { 1 })
}

fn one_value<'v>(values: impl Iterator<Item = &'v [u8]> + Clone, enough: usize) -> Option<Doubt> {
    let mut distinct = values.clone();
    let first = distinct.next();
    (values.count() >= enough && distinct.all(|value| Some(value) == first)).then_some(Doubt::OneValue)
}

fn most<'v>(values: impl Iterator<Item = &'v [u8]> + Clone, mut fits: impl FnMut(&[u8]) -> bool) -> bool {
    let count = values.clone().count();
    values.filter(|value| fits(value)).count() * 2 >= count
}

/// Whether a column counts up from 1, or 0, within each order.
fn counter(at: usize, sample: &Sample, order: Option<usize>) -> Option<Doubt> {
    let order = order?;
    let (mut expected, mut first, mut longer) = (0, None, 0);
    let mut last: &[u8] = b"";
    for (id, value) in sample.column(order).zip(sample.column(at)) {
        let number: u64 = std::str::from_utf8(value).ok()?.trim_end_matches(".0").parse().ok()?;
        let same = id == last || id.is_empty();
        if !same {
            let start = *first.get_or_insert(number);
            if number != start || start > 1 {
                return None;
            }
        } else if number != expected {
            return None;
        } else {
            longer += u64::from(Some(number) == first.map(|first| first + 1));
        }
        expected = number + 1;
        last = if id.is_empty() { last } else { id };
    }
    (longer > 0).then_some(Doubt::Counter { sure: longer >= SURE as u64 })
}

/// How several items stand in each cell of a column, if they do. `single` says that no order has a second row, `named` that the
/// column's name speaks of several.
pub(super) fn list_style(at: usize, sample: &Sample, single: bool, named: bool) -> Option<Style> {
    let cells: Vec<String> = sample.values(at).map(|cell| list::tidied(&text(cell))).collect();
    let share =
        |fits: &dyn Fn(&str) -> bool| cells.iter().filter(|cell| fits(cell)).count() as f64 / cells.len().max(1) as f64;
    if cells.is_empty() {
        return None;
    }
    if share(&list::is_json) > 0.5 {
        return Some(Style::Json);
    }
    if share(&list::is_pairs) > 0.5 {
        return Some(Style::Apart('|'));
    }
    let parts = |sign: char| {
        let apart = move |cell: &str| list::split(cell, &[sign]).len() > 1;
        let counted =
            move |cell: &str| list::split(cell, &[sign]).iter().filter(|part| list::is_counted(part)).count() > 1;
        share(&apart) > 0.1 && (share(&counted) > 0.1 || (single && parts_recur(&cells, style_of(&cells, sign))))
    };
    // Blanks part codes; between words of names they part nothing.
    let codes = || cells.iter().all(|cell| !cell.chars().any(char::is_lowercase) || cell.split(' ').all(has_digit));
    let weak = WEAK_SIGNS.into_iter().filter(|sign| named && (*sign != ' ' || codes()));
    SIGNS.into_iter().chain(weak).find(|sign| parts(*sign)).map(|sign| style_of(&cells, sign))
}

fn style_of(cells: &[String], sign: char) -> Style {
    if list::are_numbered(cells, sign) { Style::Numbered(sign) } else { Style::Apart(sign) }
}

fn has_digit(part: &str) -> bool {
    part.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether most parts of cells stand in several different cells: then they are items, and not pieces of names.
fn parts_recur(cells: &[String], style: Style) -> bool {
    let different: HashSet<&str> = cells.iter().map(String::as_str).collect();
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut parts: Vec<String> = Vec::new();
    for cell in &different {
        let codes: Vec<String> = list::items(cell, style).into_iter().map(|item| item.code).collect();
        for code in &codes {
            *counts.entry(code.clone()).or_default() += 1;
        }
        if codes.len() > 1 {
            parts.extend(codes);
        }
    }
    let recurring = parts.iter().filter(|part| counts.get(*part).is_some_and(|count| *count > 1)).count();
    // A file of one kind of basket over and over has nothing that recurs in another.
    recurring * 2 >= parts.len() || different.len() * 4 <= cells.len()
}
