//! Prints bundles as a table, or as [[bundle]] tables for rules.toml; never finds one.

use std::fmt::Write;

use super::bundle_lines::{Found, Item, Line};
use super::table;

/// Most letters of an item's title in a bundle's label.
const SHORT: usize = 26;

/// The bundles as a table, with notes on the discounts.
pub fn text(margin: f64, has_catalog: bool, lines: &[Line]) -> String {
    if lines.is_empty() {
        return "no set of items is bought together beyond chance in enough orders\n  Give more orders, or lower --min-support.\n".into();
    }
    let (counted, priced) = (lines.iter().any(|it| it.found.is_some()), lines.iter().any(|it| it.margin.is_some()));
    let mut header = if counted { vec!["orders", "by chance", "lift", "one missing", "uplift"] } else { Vec::new() };
    header.extend(priced.then_some("max. discount"));
    let figures = header.len();
    header.push("items");
    let mut table = table::with_header(header);
    for line in lines {
        let mut row = if counted { counts(line.found.as_ref()).to_vec() } else { Vec::new() };
        let discount = line.largest_discount.map_or("–".to_owned(), |percent| format!("{percent:.1} %"));
        row.extend(priced.then_some(discount));
        row.push(line.items.iter().map(name).collect::<Vec<_>>().join("\n"));
        table.add_row(row);
    }
    let table = table::lines(table, 0..figures);
    let counts = if counted { "" } else { "for counts and uplift, give --orders\n" };
    format!("{table}{}{counts}", notes_on_discounts(margin, has_catalog, lines))
}

fn counts(found: Option<&Found>) -> [String; 5] {
    let Some(found) = found else { return [const { String::new() }; 5] };
    [
        found.orders.to_string(),
        format!("{:.1}", found.expected),
        format!("{:.1}", found.lift),
        found.near.to_string(),
        format!("+{:.0}", found.uplift),
    ]
}

fn name(item: &Item) -> String {
    if item.title.is_empty() { item.sku.clone() } else { format!("{}  {}", item.sku, item.title) }
}

/// What margin the discounts leave, and why some sets have none.
fn notes_on_discounts(margin: f64, has_catalog: bool, lines: &[Line]) -> String {
    let sets = lines.len();
    let unknown = lines.iter().filter(|line| line.margin.is_none()).count();
    let short: Vec<f64> =
        lines.iter().filter(|line| line.largest_discount.is_none()).filter_map(|line| line.margin).collect();
    let mut notes = String::new();
    if unknown + short.len() < sets {
        let _ = writeln!(notes, "discounts leave a margin of {margin} %");
    }
    if let Some(most) = short.iter().copied().reduce(f64::max) {
        let left = if short.len() == 1 { format!("{most} %") } else { format!("at most {most} %") };
        let _ = writeln!(notes, "no discount for {} of {sets} sets: at full price the margin is {left}", short.len());
    }
    if unknown > 0 {
        let remedy = match has_catalog {
            true => "Fill the catalog's columns price and cost, in one currency.",
            false => "Give a --catalog with the columns price and cost.",
        };
        let _ = writeln!(
            notes,
            "no discount for {unknown} of {sets} sets: price or cost of an item is not known\n  {remedy}"
        );
    }
    notes
}

/// The bundles as tables for rules.toml. A JSON string is a TOML string too.
pub fn toml(margin: f64, lines: &[Line]) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut toml = String::new();
    for line in lines {
        let skus: Vec<&str> = line.items.iter().map(|item| item.sku.as_str()).collect();
        for item in line.items.iter().filter(|item| !item.title.is_empty()) {
            let _ = writeln!(toml, "# {}  {}", one_line(&item.sku), one_line(&item.title));
        }
        if let Some(found) = &line.found {
            let (orders, lift, near) = (found.orders, found.lift, found.near);
            let _ = writeln!(toml, "# in {orders} orders, {lift:.1} × chance; {near} more lack one item");
        }
        let items: Vec<String> = skus.iter().map(|sku| quoted(sku)).collect();
        let _ = writeln!(toml, "[[bundle]]\nname = {}\nitems = [{}]", quoted(&skus.join(" + ")), items.join(", "));
        if let Some(label) = label(&line.items) {
            let _ = writeln!(toml, "label = {}", quoted(&label));
        }
        let _ = match (line.largest_discount, line.margin) {
            (Some(percent), _) => {
                writeln!(toml, "discount = {:.1}  # the largest that leaves a margin of {margin} %", percent.floor())
            }
            (None, Some(left)) => {
                writeln!(toml, "# no discount: at full price the margin is {left} %, below {margin} %")
            }
            (None, None) => writeln!(toml, "# no discount: price or cost of an item is not known"),
        };
        toml.push('\n');
    }
    toml
}

/// A text on one line, for a comment.
fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// The label for shoppers: the items' titles, shortened; `None` where a title is not known.
fn label(items: &[Item]) -> Option<String> {
    let titles = items.iter().map(|item| (!item.title.is_empty()).then(|| short(&item.title)));
    titles.collect::<Option<Vec<&str>>>().map(|titles| titles.join(" + "))
}

/// A title up to its first comma or bracket, cut to whole words.
fn short(title: &str) -> &str {
    let title = title.split([',', '(', ';', '|']).next().unwrap_or_default().trim();
    let title = if title.is_empty() { "…" } else { title };
    let Some((most, _)) = title.char_indices().nth(SHORT) else { return title };
    let ends = title[most..].starts_with(' ');
    let words = if ends { most } else { title[..most].rfind(' ').unwrap_or(most) };
    title[..words].trim_end()
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn titles_are_cut_between_words() {
        assert_eq!(short("Rill dripper, 2 to 4 cups"), "Rill dripper");
        assert_eq!(short("WHITE HANGING HEART T-LIGHT HOLDER"), "WHITE HANGING HEART");
        assert_eq!(short("Donaudampfschifffahrtsgesellschaft"), "Donaudampfschifffahrtsgese");
        assert_eq!(short("Grüße äöü äöü äöü äöü äöü äöü"), "Grüße äöü äöü äöü äöü äöü");
    }
}
