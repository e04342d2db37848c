//! Reads order lines from Parquet: flat tables column by column, decoded a step ahead; others row by row.

use super::batches;
use super::blank::is_no_day;
use super::cells::{Ids, Numbers, Times, texts};
use super::columns::{Columns, Field};
use super::constants::Constants;
use super::error::{Place, Problem, ReadError};
use super::fold::plain;
use super::gather::{Gather, Known};
use super::header::is_header;
use super::jsonl::Flat;
use super::line::Line;
use super::options::Format;
use super::row::{Trouble, read_or_odd, returned};
use super::rows::Rows;
use super::sample::{self, Sample};
use super::source::{Tally, unreadable};
use super::unpacked::Budget;
use super::{ga4, nested};
use crate::foreign::attempt;
use crate::terminal::quoted;
use arrow_array::cast::AsArray;
use arrow_array::types::Float32Type;
use arrow_array::{Array, ArrayRef, RecordBatch, StringViewArray};
use arrow_schema::{ArrowError, DataType, FieldRef, Schema, SchemaRef};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::errors::ParquetError;
use std::fs::File;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};

const ROWS: usize = 1 << 16;
/// Stands for the id of an order that was known from the row above.
const SAME: &[u8] = b"the same";
/// The largest whole number up to which a float of 32 bits has all of them.
const EXACT: f32 = 16_777_216.0;
/// How many batches may wait to be taken in.
const AHEAD: usize = 3;

/// Reads all rows of one file.
pub(super) fn read(
    source: &str,
    format: Format,
    constants: Constants,
    tally: &mut Tally<'_>,
    gather: &mut Gather,
) -> Result<(), ReadError> {
    let file = File::open(source).map_err(|e| unreadable(source, &e))?;
    let bytes = file.metadata().map_or(0, |metadata| metadata.len());
    let budget = Budget::new(source, bytes, gather.options.most_unpacked);
    let metadata = load(source, &file, &budget)?;
    let rows = metadata.metadata().file_metadata().num_rows();
    let mut meter = Meter { tally, budget: budget.clone(), bytes, rows: rows.max(1) as u64 };
    if rows == 0 {
        return Err(ReadError::new(Problem::Empty, source, "there is no row", "Export the orders again."));
    }
    if format == Format::Ga4 || ga4::parquet::recognises(metadata.schema()) {
        let reader = ga4::parquet::reader(file, metadata).map_err(|e| broken(source, &e))?;
        ga4::use_columns(gather);
        return each_batch(source, reader, &mut meter, |row, batch| ga4::parquet::push(source, row, &batch, gather));
    }
    let nested = metadata.schema().fields().iter().any(|field| nested::is_nested(field));
    if nested
        && !is_header(&nested::flat_names(metadata.schema()), &gather.options.columns, &[Field::Order, Field::Item])
    {
        let reader = all_columns(source, &file, &metadata, None)?;
        let mut flat = Flat::new(source, constants);
        each_batch(source, reader, &mut meter, |row, batch| nested::push(row, &batch, &mut flat, gather))?;
        return flat.finish(gather);
    }
    let rows = choose(source, &file, &metadata, constants, budget, gather)?;
    if rows.is_plain() && rows.before() == 0 {
        let columns = rows.choice.columns;
        let reader = flat_reader(source, file, &metadata, &columns)?;
        let mut rows = Plain { source, columns, items: None, gather };
        return each_batch(source, reader, &mut meter, |row, batch| {
            note_rounded(&batch, &rows.columns, rows.gather);
            rows.push(row, &batch)
        });
    }
    let mut rows = rows;
    let reader = all_columns(source, &file, &metadata, None)?;
    each_batch(source, reader, &mut meter, |row, batch| {
        note_rounded(&batch, &rows.choice.columns, gather);
        push_texts(source, row, &batch, &mut rows, gather)
    })
}

/// Hands on every row of a file as JSON, whatever its columns; what is no list, record or map is text.
pub(crate) fn each_record(
    source: &str,
    tally: &mut Tally<'_>,
    most_unpacked: u64,
    mut take: impl FnMut(serde_json::Value) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let file = File::open(source).map_err(|e| unreadable(source, &e))?;
    let bytes = file.metadata().map_or(0, |metadata| metadata.len());
    let budget = Budget::new(source, bytes, most_unpacked);
    let metadata = load(source, &file, &budget)?;
    let rows = metadata.metadata().file_metadata().num_rows().max(1) as u64;
    let mut meter = Meter { tally, budget, bytes, rows };
    let reader = all_columns(source, &file, &metadata, None)?;
    each_batch(source, reader, &mut meter, |_, batch| nested::rows(&batch).into_iter().try_for_each(&mut take))
}

/// Reads what the file says of itself, and checks it.
fn load(source: &str, file: &File, budget: &Budget) -> Result<ArrowReaderMetadata, ReadError> {
    let load = || ArrowReaderMetadata::load(file, ArrowReaderOptions::new());
    let metadata = attempt(load).ok_or_else(|| gave_up(source))?.map_err(|e| broken(source, &e))?;
    batches::check_declared(budget, metadata.metadata())?;
    batches::as_views(&metadata).map_err(|e| broken(source, &e))
}

/// Says that codes are stored as floats that hold seven figures, where some have more: different codes may have become one.
fn note_rounded(batch: &RecordBatch, columns: &Columns, gather: &mut Gather) {
    for field in [Field::Item, Field::Order] {
        let name = columns.at(field).map(|_| columns.name(field)).unwrap_or_default();
        let codes = batch.column_by_name(name).filter(|codes| codes.data_type() == &DataType::Float32);
        if codes
            .is_some_and(|codes| codes.as_primitive::<Float32Type>().iter().flatten().any(|code| code.abs() > EXACT))
        {
            gather.report.note(format!(
                "{} in column {} is stored as 32-bit floats, of seven figures: different ones may have become one; export it as text or whole numbers",
                field.words(),
                quoted(name)
            ));
        }
    }
}

/// Chooses the columns, by their names and the first rows.
fn choose(
    source: &str,
    file: &File,
    metadata: &ArrowReaderMetadata,
    constants: Constants,
    mut budget: Budget,
    gather: &mut Gather,
) -> Result<Rows, ReadError> {
    let mut sample = Sample::default();
    let reader = all_columns(source, file, metadata, Some(sample::ROWS))?;
    let decoded = attempt(|| reader.collect::<Result<Vec<_>, _>>());
    for batch in decoded.ok_or_else(|| gave_up(source))?.map_err(|e| damaged(source, &e))? {
        budget.take(batches::written(&batch))?;
        let columns = texts_of(source, &batch)?;
        for at in 0..batch.num_rows() {
            sample.push(columns.iter().map(|column| cell(column, at)));
        }
    }
    let names: Vec<String> = nested::flat_names(metadata.schema());
    let keys = names.iter().map(|name| vec![plain(name)]).collect();
    Rows::new(source, names, keys, constants, sample, gather)
}

/// A reader of all columns, of the first rows only where `limit` says so.
fn all_columns(
    source: &str,
    file: &File,
    metadata: &ArrowReaderMetadata,
    limit: Option<usize>,
) -> Result<ParquetRecordBatchReader, ReadError> {
    let file = file.try_clone().map_err(|e| unreadable(source, &e))?;
    let mut builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone());
    builder = builder.with_batch_size(batches::rows(metadata.metadata(), limit.unwrap_or(ROWS)));
    if let Some(limit) = limit {
        builder = builder.with_limit(limit);
    }
    builder.build().map_err(|e| broken(source, &e))
}

/// Each column of a batch as text; nested ones are blank.
fn texts_of(source: &str, batch: &RecordBatch) -> Result<Vec<Option<StringViewArray>>, ReadError> {
    let column = |array: &ArrayRef| match array.data_type() {
        kind if kind.is_nested() => Ok(None),
        _ => texts(array).map(Some),
    };
    batch.columns().iter().map(column).collect::<Result<_, ArrowError>>().map_err(|e| damaged(source, &e))
}

fn cell(column: &Option<StringViewArray>, at: usize) -> &[u8] {
    column.as_ref().filter(|column| column.is_valid(at)).map_or(b"", |column| column.value(at).as_bytes())
}

/// Takes in a batch as text: for tables whose rows are more than a line each.
fn push_texts(
    source: &str,
    first_row: u64,
    batch: &RecordBatch,
    rows: &mut Rows,
    gather: &mut Gather,
) -> Result<(), ReadError> {
    let columns = texts_of(source, batch)?;
    (0..batch.num_rows()).try_for_each(|row| {
        let text = |at: usize| Some(columns.get(at).map_or(&b""[..], |column| cell(column, row)));
        rows.push(source, Place::Row(first_row + row as u64), text, gather)
    })
}

/// Reports progress in the file's bytes, as rows are read, and counts what comes out of it.
struct Meter<'t, 'a> {
    tally: &'t mut Tally<'a>,
    budget: Budget,
    bytes: u64,
    rows: u64,
}

/// Decodes on a separate thread, and hands each batch, with the number of its first row, to `take`.
fn each_batch(
    source: &str,
    reader: ParquetRecordBatchReader,
    meter: &mut Meter<'_, '_>,
    mut take: impl FnMut(u64, RecordBatch) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let (sender, batches) = sync_channel(AHEAD);
    let mut take_all = |batches: Receiver<Result<RecordBatch, ArrowError>>| {
        let mut row = 1;
        for batch in batches {
            let batch = batch.map_err(|e| damaged(source, &e))?;
            let rows = batch.num_rows() as u64;
            meter.budget.take(batches::written(&batch))?;
            take(row, batch)?;
            row += rows;
            meter.tally.add(meter.bytes * rows / meter.rows);
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let decode = move || reader.map(|batch| sender.send(batch)).take_while(Result::is_ok).count();
        let decoder = scope.spawn(|| attempt(decode));
        let taken = take_all(batches);
        taken.and(decoder.join().ok().flatten().map(|_| ()).ok_or_else(|| gave_up(source)))
    })
}

/// The decoder panics on bytes that are damaged in some ways, so it runs on a thread that may end so.
fn gave_up(source: &str) -> ReadError {
    damaged(source, &ArrowError::ParquetError("the decoder gave up".to_owned()))
}

fn flat_reader(
    source: &str,
    file: File,
    metadata: &ArrowReaderMetadata,
    columns: &Columns,
) -> Result<ParquetRecordBatchReader, ReadError> {
    let options = ArrowReaderOptions::new().with_schema(with_words(metadata.schema(), columns.at(Field::Item)));
    let wanted: Vec<usize> = Field::ALL.into_iter().filter_map(|field| columns.at(field)).collect();
    let build = || {
        let rows = batches::rows(metadata.metadata(), ROWS);
        let metadata = ArrowReaderMetadata::try_new(metadata.metadata().clone(), options)?;
        let mask = ProjectionMask::roots(metadata.parquet_schema(), wanted);
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata);
        builder.with_projection(mask).with_batch_size(rows).build()
    };
    build().map_err(|e| broken(source, &e))
}

/// Item codes written as text are read as words of a dictionary: each is then looked up once, not once a line.
fn with_words(schema: &SchemaRef, item: Option<usize>) -> SchemaRef {
    let words = |field: &FieldRef| {
        let words = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
        Arc::new(field.as_ref().clone().with_data_type(words))
    };
    let fields = schema.fields().iter().enumerate().map(|(at, field)| match field.data_type() {
        DataType::Utf8View if Some(at) == item => words(field),
        _ => field.clone(),
    });
    Arc::new(Schema::new_with_metadata(fields.collect::<Vec<_>>(), schema.metadata().clone()))
}

/// Takes in batches of rows that are a line each.
struct Plain<'g> {
    source: &'g str,
    columns: Columns,
    items: Option<Ids>,
    gather: &'g mut Gather,
}

/// The columns of one batch, those of them that are there.
struct Cells {
    order: Ids,
    item: Ids,
    title: Option<Ids>,
    quantity: Option<Numbers>,
    price: Option<Numbers>,
    time: Option<Times>,
    customer: Option<Ids>,
    status: Option<Ids>,
    event: Option<Ids>,
    cancelled_at: Option<Ids>,
    return_of: Option<Ids>,
}

impl Plain<'_> {
    fn push(&mut self, first_row: u64, batch: &RecordBatch) -> Result<(), ReadError> {
        let (mut cells, mut in_order) = (self.cells(batch)?, false);
        for at in 0..batch.num_rows() {
            // Comparing with the row above is cheaper than looking the order up.
            let same_order = in_order && cells.order.same_as_above(at);
            let pushed = push_row(&mut cells, at, same_order, self.gather);
            in_order = pushed.as_ref().is_ok_and(|&in_order| in_order);
            if let Err(trouble) = pushed {
                let name = |field| self.columns.name(field).to_owned();
                self.gather.bad_row(trouble.place(self.source, Place::Row(first_row + at as u64), name))?;
            }
        }
        self.items = Some(cells.item);
        Ok(())
    }

    fn cells(&mut self, batch: &RecordBatch) -> Result<Cells, ReadError> {
        let array = |field| self.columns.at(field).and_then(|_| batch.column_by_name(self.columns.name(field)));
        let ids = |field| array(field).map(|array| Ids::new(array, None)).transpose();
        let numbers = |field| array(field).map(Numbers::new).transpose();
        let none = || ArrowError::SchemaError("a column is gone".to_owned());
        let known = self.items.take();
        let build = || {
            Ok(Cells {
                order: ids(Field::Order)?.ok_or_else(none)?,
                item: Ids::new(array(Field::Item).ok_or_else(none)?, known)?,
                title: ids(Field::Title)?,
                quantity: numbers(Field::Quantity)?,
                price: numbers(Field::Price)?,
                time: array(Field::Time).map(Times::new).transpose()?,
                customer: ids(Field::Customer)?,
                status: ids(Field::Status)?,
                event: ids(Field::Event)?,
                cancelled_at: ids(Field::CancelledAt)?,
                return_of: ids(Field::ReturnOf)?,
            })
        };
        build().map_err(|e: ArrowError| damaged(self.source, &e))
    }
}

/// Takes in a row; `same_order` says whether its order is the last kept line's. Returns whether it is, after it.
fn push_row(cells: &mut Cells, at: usize, same_order: bool, gather: &mut Gather) -> Result<bool, Trouble> {
    let item = cells.item.number(at, &mut gather.items);
    let mut line = Line::default();
    if item.is_none() {
        line.item = cells.item.text(at);
    }
    if item.is_none() && line.item.is_empty() {
        line.item = text(&mut cells.title, at);
    }
    let has_item = item.is_some() || !line.item.is_empty();
    // A row of no order or no item is no line, whatever else it says.
    let is_line =
        has_item && (same_order || !cells.order.text(at).is_empty() || !text(&mut cells.return_of, at).is_empty());
    if is_line {
        line.quantity = number(&cells.quantity, at, Field::Quantity)?;
        let odd = cells.price.as_ref().map_or(&b""[..], |price| price.text(at));
        let price = number(&cells.price, at, Field::Price);
        line.price = read_or_odd(price, odd, &mut line.odd_price, gather.options.strict)?;
    }
    let return_of = text(&mut cells.return_of, at);
    let bought = line.quantity.is_none_or(|quantity| quantity > 0.0) && return_of.is_empty();
    // Only a return needs the id of an order that is known.
    line.order = if same_order && bought { SAME } else { cells.order.text(at) };
    // What concerns the order is asked for once an order.
    let known = (same_order && return_of.is_empty()) || (return_of.is_empty() && gather.continues(line.order));
    let line = Line {
        event: text(&mut cells.event, at),
        status: text(&mut cells.status, at),
        cancelled: !is_no_day(text(&mut cells.cancelled_at, at)),
        ..line
    };
    let mut line = returned(line, return_of);
    if !known || gather.wants_head() {
        if let Some(times) = &cells.time {
            let time = times.seconds(at, &mut gather.dates);
            line.time = read_or_odd(time, times.text(at), &mut line.odd_time, gather.options.strict)?;
        }
        line.customer = text(&mut cells.customer, at);
    }
    let kept = gather.push_known(&line, Known { order: known, item })?;
    Ok(kept || known)
}

fn text(ids: &mut Option<Ids>, at: usize) -> &[u8] {
    ids.as_mut().map_or(&[], |ids| ids.text(at))
}

fn number(numbers: &Option<Numbers>, at: usize, field: Field) -> Result<Option<f64>, Trouble> {
    numbers.as_ref().map_or(Ok(None), |numbers| numbers.number(at, field))
}

fn broken(source: &str, error: &ParquetError) -> ReadError {
    let remedy =
        "The file seems to be cut short or damaged, or uses a compression that is not known here: export it again.";
    ReadError::new(Problem::Unreadable, source, format!("is not Parquet that can be read: {error}"), remedy)
}

fn damaged(source: &str, error: &ArrowError) -> ReadError {
    broken(source, &ParquetError::ArrowError(error.to_string()))
}
