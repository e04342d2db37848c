//! Handles rows with several items: in one cell, side by side, or a column for each item.

use super::columns::{Columns, Field};
use super::field::{LISTS, meaning};
use super::fold::{parts, plain};
use super::list::{self, Style};
use super::numbers;
use super::sample::Sample;
use crate::terminal::quoted;

/// The fewest columns that make a table of one column an item.
const FEWEST_FLAGS: usize = 3;
/// The largest count in such a table.
const LARGEST: f64 = 999.0;

/// How the items of an order stand in a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Form {
    /// One.
    One,
    /// Several in the cell of this column, written so.
    List(usize, Style),
    /// Several, in columns numbered 1, 2, 3.
    Beside(Vec<Group>),
    /// A column an item: how many, or whether, it was bought.
    Flags(Vec<(usize, String)>),
}

/// The columns of one of several items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) item: Option<usize>,
    pub(super) quantity: Option<usize>,
    pub(super) price: Option<usize>,
}

/// An item of a row.
pub(super) struct Found {
    pub(super) code: Vec<u8>,
    pub(super) quantity: Option<f64>,
    pub(super) price: Option<f64>,
}

impl Form {
    /// Columns whose names say that they hold several items, the surest first.
    pub(super) fn list_columns(names: &[String]) -> Vec<usize> {
        let plain_names: Vec<String> = names.iter().map(|name| plain(name)).collect();
        LISTS.iter().filter_map(|list| plain_names.iter().position(|name| name == list)).collect()
    }

    /// Columns numbered 1, 2, 3 that hold items.
    pub(super) fn beside(names: &[String]) -> Option<Self> {
        let mut groups: Vec<(u32, Group)> = Vec::new();
        for (at, name) in names.iter().enumerate() {
            let Some((number, field, rank)) = numbered(name) else { continue };
            let position = groups.iter().position(|(known, _)| *known == number).unwrap_or_else(|| {
                groups.push((number, Group::default()));
                groups.len() - 1
            });
            let group = &mut groups[position].1;
            let slot = match field {
                Field::Item => &mut group.item,
                Field::Quantity => &mut group.quantity,
                _ => &mut group.price,
            };
            let better = |old: usize| numbered(&names[old]).is_none_or(|(.., known)| rank < known);
            if slot.is_none_or(better) {
                *slot = Some(at);
            }
        }
        groups.retain(|(_, group)| group.item.is_some());
        groups.sort_by_key(|(number, _)| *number);
        (groups.len() > 1).then(|| Self::Beside(groups.into_iter().map(|(_, group)| group).collect()))
    }

    /// Columns of the same name over and over, or with the `.1`, `.2` that pandas writes behind such names.
    pub(super) fn repeated(columns: &Columns) -> Option<Self> {
        let names = columns.names();
        let own = |name: &str| {
            let bare = name.rsplit_once('.').filter(|(_, n)| n.bytes().all(|byte| byte.is_ascii_digit()));
            plain(bare.map_or(name, |(bare, _)| bare))
        };
        let all = |field: Field| -> Vec<usize> {
            let Some(first) = columns.at(field) else { return Vec::new() };
            (first..names.len()).filter(|at| own(&names[*at]) == plain(&names[first])).collect()
        };
        let (items, quantities, prices) = (all(Field::Item), all(Field::Quantity), all(Field::Price));
        let nth = |list: &[usize], n: usize| list.get(n).copied().filter(|_| list.len() == items.len());
        let group =
            |(n, at): (usize, &usize)| Group { item: Some(*at), quantity: nth(&quantities, n), price: nth(&prices, n) };
        (items.len() > 1).then(|| Self::Beside(items.iter().enumerate().map(group).collect()))
    }

    /// Columns of nothing but 0 and 1, or small counts, that no name knows.
    pub(super) fn flags(columns: &Columns, sample: &Sample) -> Option<Self> {
        let known = |at: usize| Field::ALL.into_iter().any(|field| columns.at(field) == Some(at));
        let mut filled = 0;
        let mut blank = 0;
        let is_flag = |at: &usize| {
            let mut cells = sample.column(*at);
            !known(*at)
                && !is_measure(&columns.names()[*at])
                && sample.len() > 0
                && cells.all(|cell| flag(cell).is_some())
        };
        let at: Vec<usize> = (0..columns.width()).filter(is_flag).collect();
        for cell in at.iter().flat_map(|at| sample.column(*at)) {
            let bought = flag(cell).is_some_and(|count| count > 0.0);
            *(if bought { &mut filled } else { &mut blank }) += 1;
        }
        let others = columns.width() - at.len();
        // Counts of what was bought are mostly nothing; other numbers are not.
        let counts =
            at.iter().flat_map(|at| sample.column(*at)).any(|cell| flag(cell).is_some_and(|count| count > 1.0));
        if (counts && filled > blank)
            || at.len() < FEWEST_FLAGS
            || filled == 0
            || blank == 0
            || others > at.len().max(4)
        {
            return None;
        }
        let names = columns.names();
        let shared = ["item", "sku", "product", "is"].into_iter().find_map(|word| {
            let prefix = |name: &String| name.split_at_checked(word.len() + 1).map(|(head, _)| head.to_owned());
            let same = |at: &usize| prefix(&names[*at]).is_some_and(|head| head.to_lowercase() == format!("{word}_"));
            at.iter().all(same).then_some(word.len() + 1)
        });
        let item = |at: usize| (at, names[at][shared.unwrap_or(0)..].to_owned());
        Some(Self::Flags(at.into_iter().map(item).collect()))
    }

    /// Whether items are read from a column.
    pub(super) fn reads(&self, at: usize) -> bool {
        match self {
            Self::One | Self::List(..) => false,
            Self::Beside(groups) => {
                groups.iter().any(|group| [group.item, group.quantity, group.price].contains(&Some(at)))
            }
            Self::Flags(flags) => flags.iter().any(|(flag, _)| *flag == at),
        }
    }

    /// The items of a row.
    pub(super) fn items<'r>(&self, cell: impl Fn(usize) -> Option<&'r [u8]>) -> Vec<Found> {
        let text = |at: usize| cell(at).map_or(&b""[..], super::blank::filled);
        let number = |at: Option<usize>| at.and_then(|at| numbers::read(text(at)));
        match self {
            Self::One => Vec::new(),
            Self::List(at, style) => {
                let listed = list::items(&String::from_utf8_lossy(text(*at)), *style).into_iter();
                listed
                    .map(|item| Found { code: item.code.into_bytes(), quantity: item.quantity, price: item.price })
                    .collect()
            }
            Self::Beside(groups) => {
                let filled = groups.iter().filter(|group| group.item.is_some_and(|at| !text(at).is_empty()));
                filled.flat_map(|group| beside(group, text, number)).collect()
            }
            Self::Flags(flags) => {
                let bought = flags.iter().filter_map(|(at, name)| Some((flag(text(*at))?, name)));
                bought
                    .filter(|(count, _)| *count > 0.0)
                    .map(|(count, name)| Found { code: name.clone().into_bytes(), quantity: Some(count), price: None })
                    .collect()
            }
        }
    }

    /// What it is, for people.
    pub(super) fn words(&self, names: &[String]) -> String {
        let name = |at: usize| quoted(&names[at]);
        match self {
            Self::One => "one item a row".to_owned(),
            Self::List(at, Style::Json) => format!("each cell of {} holds a list of items", name(*at)),
            Self::List(at, Style::Numbered(sign)) => {
                format!("each cell of {} holds items, each after its count, with {sign:?} between them", name(*at))
            }
            Self::List(at, Style::Apart(sign)) => {
                format!("each cell of {} may hold several items, with {sign:?} between them", name(*at))
            }
            Self::Beside(groups) => {
                let first = groups.first().and_then(|group| group.item).map_or_else(String::new, name);
                format!("{} items stand side by side, the first in {first}", groups.len())
            }
            Self::Flags(flags) => format!("{} columns are an item each, 1 where it was bought", flags.len()),
        }
    }
}

/// One item of those side by side; WebToffee writes all of it in one cell.
fn beside<'r>(
    group: &Group,
    text: impl Fn(usize) -> &'r [u8],
    number: impl Fn(Option<usize>) -> Option<f64>,
) -> Vec<Found> {
    let Some(at) = group.item else { return Vec::new() };
    let cell = String::from_utf8_lossy(text(at)).into_owned();
    let mut items = if list::is_pairs(&cell) { list::items(&cell, Style::Apart('|')) } else { Vec::new() };
    if items.is_empty() {
        items.push(list::Listed { code: cell, quantity: number(group.quantity), price: None });
    }
    let price = number(group.price);
    items.into_iter().map(|item| Found { code: item.code.into_bytes(), quantity: item.quantity, price }).collect()
}

/// `Item 2 SKU`, `sku_2`, `line_item_2`: the number, what it is, and how likely.
fn numbered(name: &str) -> Option<(u32, Field, usize)> {
    let name = plain(name);
    let start = name.find(|c: char| c.is_ascii_digit())?;
    let digits: String = name[start..].chars().take_while(char::is_ascii_digit).collect();
    let (before, after) = (&name[..start], &name[start + digits.len()..]);
    let number = digits.parse().ok()?;
    let item_word = |word: &str| {
        [
            "item", "items", "product", "lineitem", "article", "sku", "artikel", "produkt", "producto", "prodotto",
            "produit", "",
        ]
        .contains(&word)
    };
    let whole = meaning(&format!("{before}{after}"));
    let tail = || meaning(after).filter(|_| item_word(before));
    let name_of_item =
        || (matches!(after, "name" | "") && item_word(before) && !before.is_empty()).then_some((Field::Item, 900));
    let (field, rank) = whole.or_else(tail).or_else(name_of_item)?;
    let (field, rank) = if field == Field::Title { (Field::Item, 900 + rank) } else { (field, rank) };
    matches!(field, Field::Item | Field::Quantity | Field::Price).then_some((number, field, rank))
}

/// Whether a name speaks of a number, a time or a yes that is no item.
fn is_measure(name: &str) -> bool {
    const MEASURES: [&str; 24] = [
        "number",
        "hour",
        "dow",
        "day",
        "days",
        "week",
        "weekday",
        "weekend",
        "month",
        "year",
        "total",
        "count",
        "age",
        "quantity",
        "qty",
        "amount",
        "sum",
        "index",
        "reordered",
        "paid",
        "cancelled",
        "refunded",
        "status",
        "discount",
    ];
    parts(name).split(' ').any(|word| MEASURES.contains(&word))
}

/// How many a cell of a table of flags says were bought.
fn flag(cell: &[u8]) -> Option<f64> {
    match cell.to_ascii_lowercase().as_slice() {
        b"" | b"?" | b"f" | b"false" | b"n" | b"no" | b"nein" | b"non" | b"nee" | b"nao" | b"nie" => Some(0.0),
        b"t" | b"true" | b"y" | b"yes" | b"x" | b"ja" | b"oui" | b"si" | b"sim" | b"tak" | b"\xe2\x9c\x93"
        | b"\xe2\x9c\x94" => Some(1.0),
        digits => {
            let number: f64 = std::str::from_utf8(digits).ok()?.parse().ok()?;
            ((0.0..=LARGEST).contains(&number) && number.fract() == 0.0).then_some(number)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Field, numbered};

    #[test]
    fn numbered_columns_are_items_quantities_or_prices() {
        for (name, expected) in [
            ("Item 1 SKU", Some((1, Field::Item))),
            ("Item 12 Qty", Some((12, Field::Quantity))),
            ("item_3", Some((3, Field::Item))),
            ("line_item_2", Some((2, Field::Item))),
            ("Product Name 2", Some((2, Field::Item))),
            ("product_1_price", Some((1, Field::Price))),
            ("Tax 1 Name", None),
            ("Address 2", None),
            ("Option1 Name", None),
        ] {
            assert_eq!(numbered(name).map(|(n, field, _)| (n, field)), expected, "{name}");
        }
    }
}
