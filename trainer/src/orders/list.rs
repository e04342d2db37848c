//! Splits a cell that holds several items: `CUP, SAUCER`, `2 x Cup; Fork`, JSON, `name:Cup|sku:C`.

use super::field::{Field, LISTS, meaning};
use super::fold::plain;
use super::numbers;
use super::{php, python};
use hashbrown::HashMap;
use regex::Regex;
use serde_json::{Map, Value};
use std::sync::LazyLock;

/// How items stand in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// As JSON, or as Python prints a list.
    Json,
    /// With a sign between items.
    Apart(char),
    /// The same, with a number before each item: `2 Cup`.
    Numbered(char),
}

/// One item of a cell.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Listed {
    pub(super) code: String,
    pub(super) quantity: Option<f64>,
    pub(super) price: Option<f64>,
}

/// Signs that part items, the surest first.
pub(super) const SIGNS: [char; 4] = ['\n', '|', ';', ','];
/// Signs that part items in columns whose names say that they hold several; elsewhere they stand within codes and names.
pub(super) const WEAK_SIGNS: [char; 7] = ['\t', '^', '~', '+', '&', '/', ' '];

/// A cell with its signs as the keyboard has them.
pub(super) fn tidied(cell: &str) -> String {
    static BREAK: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)\s*<br\s*/?>\s*").ok());
    let lines = BREAK.as_ref().map_or(cell.into(), |tag| tag.replace_all(cell, "\n"));
    lines.replace('；', ";").replace(['、', '，'], ",").replace(['•', '·', '¦'], "|")
}

/// The most bytes of a list: what is longer is no order's, and its parts would take many times its memory.
const LONGEST: usize = 1 << 20;

/// The items of a cell; one that is too long for a list is no code either.
pub(super) fn items(cell: &str, style: Style) -> Vec<Listed> {
    let cell = cell.trim();
    if cell.len() > LONGEST {
        return vec![Listed { code: cell.to_owned(), quantity: None, price: None }];
    }
    let cell = &tidied(cell);
    if let Some(items) = (style == Style::Json).then(|| json(cell)).flatten().or_else(|| pairs(cell)) {
        return items;
    }
    match style {
        Style::Json => split(python::inside(cell), &[',']).iter().map(|part| counted(part)).collect(),
        Style::Numbered(sign) => {
            let item = |part: &String| {
                numbered(part).map_or_else(
                    || counted(part),
                    |(count, name)| Listed { code: name.to_owned(), quantity: Some(f64::from(count)), price: None },
                )
            };
            split(cell, &[sign]).iter().map(item).collect()
        }
        Style::Apart(sign) => {
            let parts = split(cell, &[sign]);
            rejoined(&parts, sign).iter().map(|part| counted(part)).filter(|item| !item.code.is_empty()).collect()
        }
    }
}

/// Whether a cell is JSON, or a list as Python prints it.
pub(super) fn is_json(cell: &str) -> bool {
    let cell = cell.trim();
    [('[', ']'), ('{', '}'), ('(', ')')].iter().any(|(open, close)| cell.starts_with(*open) && cell.ends_with(*close))
        || (cell.starts_with("frozenset(") && cell.ends_with(')'))
        || php::is_array(cell)
}

/// Whether a cell says how many of an item: `2 x Cup`, `Cup x 2`.
pub(super) fn is_counted(cell: &str) -> bool {
    PREFIX.as_ref().is_some_and(|pattern| pattern.is_match(cell))
        || SUFFIX.as_ref().is_some_and(|pattern| pattern.is_match(cell))
}

/// Whether items begin with how many of them there are: all do, and 1 is as common as any number, unlike among sizes.
pub(super) fn are_numbered(cells: &[String], sign: char) -> bool {
    let mut counts = HashMap::new();
    for part in cells.iter().flat_map(|cell| split(cell, &[sign])) {
        let Some((count, _)) = numbered(&part).filter(|_| !is_counted(&part)) else { return false };
        *counts.entry(count).or_insert(0) += 1;
    }
    counts.get(&1).is_some_and(|ones| counts.values().all(|other| other <= ones))
}

/// `2 Cup`: how many, and what.
fn numbered(part: &str) -> Option<(u8, &str)> {
    let (count, name) = part.trim().split_once(char::is_whitespace)?;
    let name = name.trim_start();
    let count = count.parse().ok().filter(|count| (1..100).contains(count))?;
    name.starts_with(char::is_alphabetic).then_some((count, name))
}

/// Whether a cell holds named parts of items: `name:Cup|sku:C-1|quantity:1`.
pub(super) fn is_pairs(cell: &str) -> bool {
    pairs(cell).is_some()
}

static PREFIX: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^\s*(\d{1,4})\s*(?:[x×X*]\s+|[x×*])([^\d\s].*)$|^\s*(\d{1,4})\s*[x×X*]\s+(.+)$").ok()
});
static SUFFIX: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let many = r"\s+[x×X*]\s*|[×*]\s*|\s*[(\[]\s*(?:[x×]|(?i:qty|quantity|menge|anzahl)\s*:?)?\s*|\s+[Qq]ty:?\s*";
    Regex::new(&format!(r"^(.+?)(?:(?:{many})(\d{{1,4}})|\s*[:=]\s*(\d{{1,3}}))\s*[)\]]?\s*$")).ok()
});

/// `2 x Cup`, `Cup x 2`, `Cup (2)`, `Cup: 2`, `Cup`.
fn counted(part: &str) -> Listed {
    let part = unquoted(part.trim());
    let found = |pattern: &LazyLock<Option<Regex>>, code: [usize; 2], count: [usize; 2]| {
        let captures = pattern.as_ref()?.captures(part)?;
        let group = |at: [usize; 2]| captures.get(at[0]).or_else(|| captures.get(at[1]));
        let quantity = group(count)?.as_str().parse().ok();
        Some(Listed { code: unquoted(group(code)?.as_str().trim()).to_owned(), quantity, price: None })
    };
    let counted = found(&PREFIX, [2, 4], [1, 3]).or_else(|| found(&SUFFIX, [1, 1], [2, 3]));
    counted.unwrap_or_else(|| Listed { code: part.to_owned(), ..Listed::default() })
}

fn unquoted(text: &str) -> &str {
    let inside = ['"', '\''].iter().find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote));
    inside.unwrap_or(text).trim()
}

/// A text at its signs; one with a backslash before it belongs to the text.
pub fn split(text: &str, signs: &[char]) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let escaped = c == '\\' && chars.peek().is_some_and(|next| signs.contains(next));
        match parts.last_mut() {
            Some(part) if escaped => part.extend(chars.next()),
            _ if signs.contains(&c) => parts.push(String::new()),
            Some(part) => part.push(c),
            None => {}
        }
    }
    parts.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// Where most parts say how many, one that does not is a piece of a name: `1 x Pot, large, 2 x Mug`.
fn rejoined(parts: &[String], sign: char) -> Vec<String> {
    let prefixed = |part: &str| PREFIX.as_ref().is_some_and(|pattern| pattern.is_match(part));
    let (before, after) = (
        parts.iter().filter(|part| prefixed(part)).count(),
        parts.iter().filter(|part| !prefixed(part) && is_counted(part)).count(),
    );
    // Names have commas in them, and hardly another sign.
    if sign != ',' || (before == 0 && after == 0) {
        return parts.to_vec();
    }
    let mut whole: Vec<String> = Vec::new();
    let mut open = false;
    for part in parts {
        let joins = if before > 0 { !prefixed(part) && !whole.is_empty() } else { open };
        match whole.last_mut().filter(|_| joins) {
            Some(last) => {
                last.push(sign);
                last.push(' ');
                last.push_str(part);
            }
            None => whole.push(part.clone()),
        }
        open = !is_counted(part);
    }
    whole
}

/// `name:Cup|sku:C-1|quantity:1`, or `Product SKU: C-1, Product Qty: 1 | Product SKU: …`: WebToffee and BigCommerce.
fn pairs(cell: &str) -> Option<Vec<Listed>> {
    let groups: Vec<Listed> = split_groups(cell).iter().filter_map(|group| pair_group(group)).collect();
    (!groups.is_empty()).then_some(groups)
}

/// The parts of each item: a bar parts them, unless it parts items whose own parts have commas between them.
fn split_groups(cell: &str) -> Vec<Vec<String>> {
    let bars = split(cell, &['|']);
    let has_pairs = |text: &String| text.split(", ").filter(|part| part.contains(':')).count() > 1;
    if bars.iter().all(has_pairs) {
        return bars.iter().map(|group| group.split(", ").map(str::to_owned).collect()).collect();
    }
    let lines = split(cell, &['\n', ';']);
    lines.iter().map(|line| split(line, &['|'])).collect()
}

fn pair_group(parts: &[String]) -> Option<Listed> {
    let named = parts.iter().filter_map(|part| part.split_once(':'));
    let mut best: Option<(usize, &str)> = None;
    let mut quantity = None;
    let mut known = 0;
    for (name, value) in named {
        let name = plain(name);
        let of_name = (name == "name").then_some((Field::Item, usize::MAX));
        let Some((field, rank)) = of_name.or_else(|| meaning(&name)) else { continue };
        known += 1;
        match field {
            Field::Item | Field::Title if !value.trim().is_empty() && best.is_none_or(|(least, _)| rank < least) => {
                best = Some((rank, value.trim()));
            }
            Field::Quantity => quantity = numbers::read(value.as_bytes()),
            _ => {}
        }
    }
    best.filter(|_| known > 1).map(|(_, code)| Listed { code: code.to_owned(), quantity, price: None })
}

/// A list of codes or of objects, as JSON or as Python prints it.
fn json(cell: &str) -> Option<Vec<Listed>> {
    let printed = || serde_json::from_str(&python::as_json(cell)).ok();
    let parsed: Option<Value> = serde_json::from_str(cell).ok().or_else(|| php::value(cell)).or_else(printed);
    let items = of_value(&parsed?);
    (!items.is_empty()).then_some(items)
}

/// `["A"]`, `[{"sku": "A"}]`, `{"items": […]}`, `{"A": 2}`.
fn of_value(value: &Value) -> Vec<Listed> {
    match value {
        Value::Array(list) => list.iter().filter_map(element).collect(),
        Value::Object(object) => {
            let inner = object.iter().find(|(key, value)| value.is_array() && LISTS.contains(&plain(key).as_str()));
            let known = object.keys().any(|key| meaning(&plain(key)).is_some());
            match inner {
                Some((_, list)) => of_value(list),
                None if !known && object.values().all(Value::is_number) => {
                    let item = |(code, count): (&String, &Value)| Listed {
                        code: code.clone(),
                        quantity: count.as_f64(),
                        price: None,
                    };
                    object.iter().map(item).collect()
                }
                None => object_item(object).into_iter().collect(),
            }
        }
        _ => Vec::new(),
    }
}

fn element(value: &Value) -> Option<Listed> {
    match value {
        Value::String(text) => Some(counted(text)),
        Value::Number(number) => Some(Listed { code: number.to_string(), ..Listed::default() }),
        Value::Object(object) => object_item(object),
        // `["A", 2]`.
        Value::Array(pair) => match pair.as_slice() {
            [code, Value::Number(count)] => Some(Listed { quantity: count.as_f64(), ..element(code)? }),
            _ => None,
        },
        _ => None,
    }
}

fn object_item(object: &Map<String, Value>) -> Option<Listed> {
    let mut best: Option<(usize, String)> = None;
    let (mut quantity, mut price) = (None, None);
    // Of an item's product or variant, only what it is called counts.
    let inner = object.values().filter_map(Value::as_object).flatten().map(|entry| (entry, true));
    for ((key, value), inner) in object.iter().map(|entry| (entry, false)).chain(inner) {
        let name = plain(key);
        let Some((field, rank)) = meaning(&name).or((name == "id").then_some((Field::Item, usize::MAX))) else {
            continue;
        };
        let Some(value) = text(value) else { continue };
        let rank = if field == Field::Title { usize::MAX - 1 } else { rank };
        match field {
            Field::Item | Field::Title if best.as_ref().is_none_or(|(least, _)| rank < *least) => {
                best = Some((rank, value));
            }
            Field::Quantity if !inner => quantity = numbers::read(value.as_bytes()),
            Field::Price if !inner => price = numbers::read(value.as_bytes()),
            _ => {}
        }
    }
    best.map(|(_, code)| Listed { code, quantity, price })
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Style, items, split};

    fn check(cell: &str, style: Style, expected: &str) {
        let said: Vec<String> = items(cell, style)
            .into_iter()
            .map(|item| item.quantity.map_or(item.code.clone(), |quantity| format!("{quantity}*{}", item.code)))
            .collect();
        assert_eq!(said.join(" / "), expected, "{cell}");
    }

    #[test]
    fn items_stand_in_a_cell_in_many_ways() {
        check("CUP,SAUCER", Style::Apart(','), "CUP / SAUCER");
        check("\"Cup\", 'Saucer'", Style::Apart(','), "Cup / Saucer");
        check("2 x Cup, 1 x Pot, large", Style::Apart(','), "2*Cup / 1*Pot, large");
        check("Mint tea (Regular) x 2, Oat scone x 1", Style::Apart(','), "2*Mint tea (Regular) / 1*Oat scone");
        check("[\"A\", \"B\"]", Style::Json, "A / B");
        check("['A', 'B']", Style::Json, "A / B");
        check("[{'sku': 'A', 'quantity': 2, 'name': 'Cup'}]", Style::Json, "2*A");
        check("2xCUP;SAUCER", Style::Apart(';'), "2*CUP / SAUCER");
        check("CUP:2|2x4-BOARD|3XL-SHIRT*1", Style::Apart('|'), "2*CUP / 2x4-BOARD / 1*3XL-SHIRT");
        check("Cup (Qty: 2)<br />Pot [x3]", Style::Apart('\n'), "2*Cup / 3*Pot");
        check("CUP、POT", Style::Apart(','), "CUP / POT");
        check("[\"Anna's cup\", 'Pot']", Style::Json, "Anna's cup / Pot");
        check("{'A', 'B'}", Style::Json, "A / B");
        check("{A,\"B\"}", Style::Json, "A / B");
        check("['A' 'B']", Style::Json, "A / B");
        check("('A', 'B')", Style::Json, "A / B");
        check("[{\"sku\"=>\"A\", \"quantity\"=>2}]", Style::Json, "2*A");
        check("{\"A\": 2, \"B\": 1}", Style::Json, "2*A / 1*B");
        check("{\"items\": [{\"product\": {\"sku\": \"A\"}, \"qty\": 2}]}", Style::Json, "2*A");
        check("[[\"A\", 2]]", Style::Json, "2*A");
        check("2 CUP\n1 Pot, large", Style::Numbered('\n'), "2*CUP / 1*Pot, large");
        check(
            "a:2:{i:0;a:2:{s:3:\"sku\";s:1:\"A\";s:3:\"qty\";i:2;}i:1;a:1:{s:3:\"sku\";s:1:\"B\";}}",
            Style::Json,
            "2*A / B",
        );
        check("a:2:{i:0;s:1:\"A\";i:1;s:1:\"B\";}", Style::Json, "A / B");
        check("name:Cup|product_id:35|sku:C-1|quantity:2|total:9", Style::Apart('|'), "2*C-1");
        check(
            "Product ID: 1, Product Qty: 2, Product SKU: A, Product Name: Cup|Product ID: 2, Product Qty: 1, Product SKU: B, Product Name: Pot",
            Style::Apart('|'),
            "2*A / 1*B",
        );
    }

    #[test]
    fn an_escaped_sign_belongs_to_its_part() {
        assert_eq!(split("SAUCER, BOWL\\,BIG", &[',', '|']), ["SAUCER", "BOWL,BIG"]);
    }
}
