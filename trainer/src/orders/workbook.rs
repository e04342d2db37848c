//! Reads order lines from Excel workbooks: the first sheet that has orders.

use super::constants::Constants;
use super::error::ReadError;
use super::gather::Gather;

/// Whether a file is a workbook, or packed as one, by its first bytes.
pub(super) fn recognises(source: &str) -> bool {
    use std::io::Read;
    let mut start = [0; 4];
    let read = std::fs::File::open(source).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && matches!(&start, b"PK\x03\x04" | b"\xd0\xcf\x11\xe0")
}

/// Reads all rows of the first sheet that has orders.
#[cfg(feature = "excel")]
pub(super) fn read(source: &str, constants: Constants, gather: &mut Gather) -> Result<(), ReadError> {
    sheets::read(source, constants, gather)
}

/// Names the feature that reads it.
#[cfg(not(feature = "excel"))]
pub(super) fn read(source: &str, _constants: Constants, _gather: &mut Gather) -> Result<(), ReadError> {
    Err(ReadError::without_feature(source, "excel"))
}

#[cfg(feature = "excel")]
mod sheets {
    use crate::orders::columns::Field;
    use crate::orders::constants::Constants;
    use crate::orders::error::{Place, Problem, ReadError};
    use crate::orders::fold::plain;
    use crate::orders::gather::Gather;
    use crate::orders::header;
    use crate::orders::source::unreadable;
    use crate::orders::table::{Cell, Table};
    use calamine::{Data, Dimensions, Range, Reader, Sheets};
    use std::io::Cursor;

    fn refused(source: &str, what: String) -> ReadError {
        ReadError::new(Problem::Unreadable, source, what, "Export it as CSV (UTF-8).")
    }

    pub(super) fn read(source: &str, constants: Constants, gather: &mut Gather) -> Result<(), ReadError> {
        let broken = |error: calamine::Error| {
            refused(source, format!("found an Excel workbook or a zip archive that cannot be read: {error}"))
        };
        let bytes = std::fs::read(source).map_err(|error| unreadable(source, &error))?;
        if bytes.starts_with(b"PK") && ![&b"xl/"[..], b"content.xml"].iter().any(|part| holds(&bytes, part)) {
            let what = "expected text, found a zip archive".to_owned();
            return Err(ReadError {
                remedy: "Unpack it, and give the file that is in it.".to_owned(),
                ..refused(source, what)
            });
        }
        let mut workbook = open(bytes).map_err(broken)?;
        let names = workbook.sheet_names();
        let mut first = None;
        for name in &names {
            let mut range = workbook.worksheet_range(name).map_err(broken)?;
            fill_merged(&mut range, &merged(&mut workbook, name));
            if is_of_orders(&range, gather) {
                if names.len() > 1 {
                    gather.report.note(format!("sheet {name:?}, the first of {} with orders", names.len()));
                }
                return push(source, &range, constants, gather);
            }
            first = first.or(Some(range).filter(|range| !range.is_empty()));
        }
        let nothing = || ReadError::new(Problem::Empty, source, "the workbook is empty", "Export the orders again.");
        push(source, &first.ok_or_else(nothing)?, constants, gather)
    }

    /// A workbook by its content: its name may say nothing.
    fn open(bytes: Vec<u8>) -> Result<Sheets<Cursor<Vec<u8>>>, calamine::Error> {
        calamine::open_workbook_auto_from_rs(Cursor::new(bytes))
    }

    fn holds(bytes: &[u8], part: &[u8]) -> bool {
        bytes.windows(part.len()).any(|window| window == part)
    }

    /// Where a sheet has cells that are merged down a column.
    fn merged(workbook: &mut Sheets<Cursor<Vec<u8>>>, name: &str) -> Vec<Dimensions> {
        let all = match workbook {
            Sheets::Xlsx(workbook) => workbook.merge_cells_by_sheet_name(name).unwrap_or_default(),
            _ => Vec::new(),
        };
        all.into_iter().filter(|cells| cells.start.1 == cells.end.1 && cells.start.0 < cells.end.0).collect()
    }

    /// What a merged cell says, it says for all its rows.
    fn fill_merged(range: &mut Range<Data>, merged: &[Dimensions]) {
        let Some((last, _)) = range.end() else { return };
        for cells in merged {
            let Some(value) = range.get_value(cells.start).cloned() else { continue };
            for row in cells.start.0 + 1..=cells.end.0.min(last) {
                range.set_value((row, cells.start.1), value.clone());
            }
        }
    }

    fn is_of_orders(range: &Range<Data>, gather: &Gather) -> bool {
        let map = &gather.options.columns;
        top(range).iter().any(|row| header::is_header(row, map, &[Field::Order, Field::Item]))
    }

    fn top(range: &Range<Data>) -> Vec<Vec<String>> {
        let text = |cell: &Data| text(cell).unwrap_or_default();
        range.rows().take(header::ROWS).map(|row| row.iter().map(text).collect()).collect()
    }

    fn push(source: &str, range: &Range<Data>, constants: Constants, gather: &mut Gather) -> Result<(), ReadError> {
        let top = top(range);
        let header = header::row(&top, &gather.options.columns, &[Field::Order, Field::Item]);
        let above = range.start().map_or(0, |(row, _)| u64::from(row)) + header as u64;
        let mut table = Table::new(source, constants);
        for name in top.get(header).into_iter().flatten() {
            table.column(name.trim().to_owned(), vec![plain(name)], gather);
        }
        let mut rows = 0;
        for (n, row) in (2..).zip(range.rows().skip(header + 1)) {
            let cells: Vec<Cell> = row.iter().map(|cell| text(cell).map(String::into_bytes)).collect();
            if cells.iter().any(|cell| cell.as_ref().is_some_and(|cell| !cell.is_empty())) {
                table.push(Place::Row(above + n), cells, gather)?;
                rows += 1;
            }
        }
        if rows == 0 {
            let what = "there is a header and no row under it";
            return Err(ReadError::new(Problem::Empty, source, what, "Export the orders again."));
        }
        table.finish(gather)
    }

    /// What a cell shows: whole numbers without a point, dates as they are written.
    fn text(cell: &Data) -> Option<String> {
        match cell {
            Data::Empty | Data::Error(_) => None,
            Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Some(text.clone()),
            Data::Float(number) => Some(number.to_string()),
            Data::Int(number) => Some(number.to_string()),
            Data::Bool(yes) => Some(yes.to_string()),
            Data::DateTime(moment) => Some(moment.as_f64().to_string()),
            #[expect(unreachable_patterns, reason = "the library may add kinds of cells")]
            _ => None,
        }
    }
}
