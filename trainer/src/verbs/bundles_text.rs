//! Prints the sets that `pairwell bundles` finds, as a table for people or as tables for rules.toml; never finds one.

use std::fmt::Write;

use comfy_table::{CellAlignment, Table, presets};

use super::bundles::{Args, Found, Item, Line};

/// The most letters of an item's title in a bundle's label.
const SHORT: usize = 26;

/// A table, and what a reader must know of it.
pub fn text(args: &Args, lines: &[Line]) -> String {
    if lines.is_empty() {
        return "no set of items is bought together beyond chance in enough orders\n".into();
    }
    let (counted, priced) = (lines.iter().any(|it| it.found.is_some()), lines.iter().any(|it| it.margin.is_some()));
    let mut table = Table::new();
    let style = presets::UTF8_HORIZONTAL_ONLY;
    table.load_style(style.row_separator(presets::NOTHING.row_separator).header_separator(style.top_border));
    let mut header = if counted { vec!["orders", "by chance", "times", "one short", "uplift"] } else { Vec::new() };
    header.extend(priced.then_some("max. discount"));
    let figures = header.len();
    header.push("items");
    table.set_header(header);
    for line in lines {
        let mut row = if counted { counts(line.found.as_ref()).to_vec() } else { Vec::new() };
        let discount = line.largest_discount.map_or("–".to_owned(), |percent| format!("{percent:.1} %"));
        row.extend(priced.then_some(discount));
        row.push(line.items.iter().map(name).collect::<Vec<_>>().join("\n"));
        table.add_row(row);
    }
    for column in table.column_iter_mut().take(figures) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let table: String = table.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    let counts = if counted { "" } else { "counts and uplift need the orders: give --orders\n" };
    format!("{table}{}{counts}", said_of_discounts(args, lines))
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

/// What a reader must know of the discounts.
fn said_of_discounts(args: &Args, lines: &[Line]) -> String {
    let (sets, margin) = (lines.len(), args.margin);
    let unknown = lines.iter().filter(|line| line.margin.is_none()).count();
    let short: Vec<f64> =
        lines.iter().filter(|line| line.largest_discount.is_none()).filter_map(|line| line.margin).collect();
    let mut said = String::new();
    if unknown + short.len() < sets {
        let _ = writeln!(said, "discounts leave {margin} % of what is paid");
    }
    if let Some(most) = short.iter().copied().reduce(f64::max) {
        let left = if short.len() == 1 { format!("{most} %") } else { format!("at most {most} %") };
        let _ = writeln!(said, "no discount for {} of {sets} sets: even their full price leaves {left}", short.len());
    }
    if unknown > 0 {
        let remedy = match args.has_catalog() {
            true => "Fill the catalog's columns price and cost, in one currency.",
            false => "Give a --catalog with the columns price and cost.",
        };
        let _ = writeln!(
            said,
            "no discount for {unknown} of {sets} sets: it takes price and cost of every item\n  {remedy}"
        );
    }
    said
}

/// Tables for rules.toml. A JSON string is a TOML string too.
pub fn toml(args: &Args, lines: &[Line]) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut toml = String::new();
    for line in lines {
        let skus: Vec<&str> = line.items.iter().map(|item| item.sku.as_str()).collect();
        for item in line.items.iter().filter(|item| !item.title.is_empty()) {
            let _ = writeln!(toml, "# {}  {}", item.sku, item.title.replace(char::is_control, " "));
        }
        if let Some(found) = &line.found {
            let (orders, lift, near) = (found.orders, found.lift, found.near);
            let _ = writeln!(toml, "# in {orders} orders, {lift:.1} times chance; {near} lack one item");
        }
        let items: Vec<String> = skus.iter().map(|sku| quoted(sku)).collect();
        let _ = writeln!(toml, "[[bundle]]\nname = {}\nitems = [{}]", quoted(&skus.join(" + ")), items.join(", "));
        if let Some(label) = label(&line.items) {
            let _ = writeln!(toml, "label = {}", quoted(&label));
        }
        let _ = match (line.largest_discount, line.margin) {
            (Some(percent), _) => {
                writeln!(toml, "discount = {:.1}  # the most that leaves {} %", percent.floor(), args.margin)
            }
            (None, Some(left)) => {
                writeln!(toml, "# no discount: even the full price leaves {left} % only, not {} %", args.margin)
            }
            (None, None) => writeln!(toml, "# no discount: price or cost is not known of every item"),
        };
        toml.push('\n');
    }
    toml
}

/// What shoppers read: the items' titles, short; none where one is not known.
fn label(items: &[Item]) -> Option<String> {
    let titles = items.iter().map(|item| (!item.title.is_empty()).then(|| short(&item.title)));
    titles.collect::<Option<Vec<&str>>>().map(|titles| titles.join(" + "))
}

/// A title up to its first comma or bracket, and no longer than so many whole words as fit.
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
