//! Decodes a workbook's sheets, within what the file may unpack to, and hands over the rows of the first one that has orders.

use super::guard::{self, CELL};
use crate::foreign::attempt;
use crate::orders::columns::Field;
use crate::orders::constants::Constants;
use crate::orders::error::{Place, Problem, ReadError};
use crate::orders::fold::plain;
use crate::orders::gather::Gather;
use crate::orders::header;
use crate::orders::source::unreadable;
use crate::orders::table::{Cell, Table};
use crate::orders::unpacked::Budget;
use calamine::{Data, DataRef, DataType, Dimensions, Range, Reader, Sheets, XlsxError};
use std::io::Cursor;

type Workbook = Sheets<Cursor<Vec<u8>>>;

fn refused(source: &str, what: String) -> ReadError {
    ReadError::new(Problem::Unreadable, source, what, "Export it as CSV (UTF-8).")
}

fn broken(source: &str, error: &calamine::Error) -> ReadError {
    refused(source, format!("found an Excel workbook or a zip archive that cannot be read: {error}"))
}

/// What a decoder gives. It panics on bytes that are damaged in some ways.
fn decoded<T>(source: &str, decode: impl FnOnce() -> Result<T, calamine::Error>) -> Result<T, ReadError> {
    attempt(decode).ok_or_else(|| gave_up(source))?.map_err(|error| broken(source, &error))
}

fn gave_up(source: &str) -> ReadError {
    refused(source, "found an Excel workbook that is damaged: the decoder gave up".to_owned())
}

pub(super) fn read(source: &str, constants: Constants, gather: &mut Gather) -> Result<(), ReadError> {
    let bytes = std::fs::read(source).map_err(|error| unreadable(source, &error))?;
    if bytes.starts_with(b"PK") && ![&b"xl/"[..], b"content.xml"].iter().any(|part| holds(&bytes, part)) {
        let what = "expected text, found a zip archive".to_owned();
        return Err(ReadError {
            remedy: "Unpack it, and give the file that is in it.".to_owned(),
            ..refused(source, what)
        });
    }
    let budget = Budget::new(source, bytes.len() as u64, gather.options.most_unpacked);
    attempt(|| guard::check(&bytes, &budget)).unwrap_or_else(|| Err(gave_up(source)))?;
    // By its content: its name may say nothing.
    let mut workbook = decoded(source, || calamine::open_workbook_auto_from_rs(Cursor::new(bytes)))?;
    let names = workbook.sheet_names();
    let mut first = None;
    for name in &names {
        let mut budget = budget.clone();
        let mut range = decoded_range(source, &mut workbook, name, &mut budget)?;
        fill_merged(&mut range, &merged(source, &mut workbook, name)?, &mut budget)?;
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

/// A sheet's cells. Those of new workbooks come one by one, so that they can be counted before they are laid out as a table.
fn decoded_range(
    source: &str,
    workbook: &mut Workbook,
    name: &str,
    budget: &mut Budget,
) -> Result<Range<Data>, ReadError> {
    let mut sheet = Sparse::new(budget);
    let read = || match workbook {
        Sheets::Xlsx(workbook) => match workbook.worksheet_cells_reader(name) {
            Err(XlsxError::NotAWorksheet(_)) => Ok(Ok(None)),
            Err(error) => Err(error.into()),
            Ok(mut cells) => sheet.fill(|| Ok(cells.next_cell()?)),
        },
        Sheets::Xlsb(workbook) => {
            let mut cells = workbook.worksheet_cells_reader(name)?;
            sheet.fill(|| Ok(cells.next_cell()?))
        }
        old => Ok(Ok(Some(old.worksheet_range(name)?))),
    };
    match decoded(source, read)?? {
        Some(range) => Ok(range),
        None => sheet.laid_out(),
    }
}

/// Cells as they come, before they are a table.
struct Sparse<'b> {
    budget: &'b mut Budget,
    cells: Vec<calamine::Cell<Data>>,
    rows: (u32, u32),
    columns: (u32, u32),
}

impl<'b> Sparse<'b> {
    fn new(budget: &'b mut Budget) -> Self {
        Self { budget, cells: Vec::new(), rows: (u32::MAX, 0), columns: (u32::MAX, 0) }
    }

    /// Takes in cell after cell; the inner error is that there are too many.
    fn fill<'c>(
        &mut self,
        mut next: impl FnMut() -> Result<Option<calamine::Cell<DataRef<'c>>>, calamine::Error>,
    ) -> Result<Result<Option<Range<Data>>, ReadError>, calamine::Error> {
        while let Some(cell) = next()? {
            if let Err(error) = self.push(&cell) {
                return Ok(Err(error));
            }
        }
        Ok(Ok(None))
    }

    fn push(&mut self, cell: &calamine::Cell<DataRef<'_>>) -> Result<(), ReadError> {
        let ((row, column), value) = (cell.get_position(), cell.get_value());
        if value.is_empty() {
            return Ok(());
        }
        self.budget.take(CELL + value.get_string().map_or(0, str::len) as u64)?;
        self.rows = (self.rows.0.min(row), self.rows.1.max(row));
        self.columns = (self.columns.0.min(column), self.columns.1.max(column));
        self.cells.push(calamine::Cell::new((row, column), value.clone().into()));
        Ok(())
    }

    /// The table: a cell far away from the others makes a large one of few.
    fn laid_out(self) -> Result<Range<Data>, ReadError> {
        let span = |(first, last): (u32, u32)| u64::from(last.saturating_sub(first)) + 1;
        self.budget.take(span(self.rows) * span(self.columns) * CELL)?;
        Ok(Range::from_sparse(self.cells))
    }
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Where a sheet has cells that are merged down a column.
fn merged(source: &str, workbook: &mut Workbook, name: &str) -> Result<Vec<Dimensions>, ReadError> {
    let all = match workbook {
        Sheets::Xlsx(workbook) => decoded(source, || Ok(workbook.merge_cells_by_sheet_name(name).unwrap_or_default()))?,
        _ => Vec::new(),
    };
    Ok(all.into_iter().filter(|cells| cells.start.1 == cells.end.1 && cells.start.0 < cells.end.0).collect())
}

/// What a merged cell says, it says for all its rows.
fn fill_merged(range: &mut Range<Data>, merged: &[Dimensions], budget: &mut Budget) -> Result<(), ReadError> {
    let Some((last, _)) = range.end() else { return Ok(()) };
    for cells in merged {
        let Some(value) = range.get_value(cells.start).cloned() else { continue };
        let below = cells.start.0 + 1..=cells.end.0.min(last);
        let length = value.get_string().map_or(0, str::len) as u64;
        budget.take((CELL + length).saturating_mul(below.clone().count() as u64))?;
        below.for_each(|row| range.set_value((row, cells.start.1), value.clone()));
    }
    Ok(())
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
