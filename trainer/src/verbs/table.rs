//! Lays out tables for the terminal: a rule under the header, figures to the right.

use comfy_table::{CellAlignment, Table, presets};

/// A table with a header and a rule under it.
pub fn with_header<S: Into<String>>(header: impl IntoIterator<Item = S>) -> Table {
    let mut table = Table::new();
    let style = presets::UTF8_HORIZONTAL_ONLY;
    table.load_style(style.row_separator(presets::NOTHING.row_separator).header_separator(style.top_border));
    table.set_header(header.into_iter().map(Into::<String>::into));
    table
}

/// A table without header and rules.
pub fn plain() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table
}

/// Aligns the columns in `figures` to the right, and prints the table without blanks at the ends of lines.
pub fn lines(mut table: Table, figures: std::ops::Range<usize>) -> String {
    for column in figures {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}
