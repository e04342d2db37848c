//! Describes Amazon Personalize's interactions: customers, items and times, without order ids.

use super::columns::{Columns, Field};
use super::layout::{Layout, same};

const COLUMNS: [(Field, &str); 4] =
    [(Field::Customer, "USER_ID"), (Field::Item, "ITEM_ID"), (Field::Time, "TIMESTAMP"), (Field::Event, "EVENT_TYPE")];

/// Whether a header is that of an interactions file.
pub(super) fn recognises(names: &[String]) -> bool {
    let has = |column: &str| names.iter().any(|name| same(name, column));
    let without_orders = || Columns::find(names.to_vec(), &Default::default(), &[Field::Order], "").is_err();
    has("USER_ID") && has("ITEM_ID") && has("TIMESTAMP") && without_orders()
}

/// How the file is laid out. Where the columns have other names, their usual ones or the user's hold.
pub(super) fn layout(names: &[String]) -> Layout {
    let needed = &[Field::Customer, Field::Item, Field::Time];
    let mut layout = Layout { needed, order_is_customer_day: true, ..Layout::default() };
    for (field, column) in COLUMNS {
        if let Some(name) = names.iter().find(|name| same(name, column)) {
            layout.map.set(field, name);
        }
    }
    layout
}
