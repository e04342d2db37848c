//! Reads order lines from Parquet, a line a row: only the columns that count, decoded a step ahead; never a nested one.

use super::cells::{Ids, Numbers, Times};
use super::columns::{Columns, Field};
use super::error::{Place, Problem, ReadError};
use super::ga4;
use super::gather::{Gather, Known};
use super::line::Line;
use super::options::Format;
use super::row::Trouble;
use super::source::{Tally, unreadable};
use arrow_array::RecordBatch;
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
/// How many batches may wait to be taken in.
const AHEAD: usize = 3;

/// Reads all rows of one file.
pub(super) fn read(source: &str, format: Format, tally: &mut Tally<'_>, gather: &mut Gather) -> Result<(), ReadError> {
    let file = File::open(source).map_err(|e| unreadable(source, &e))?;
    let bytes = file.metadata().map_or(0, |metadata| metadata.len());
    let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).map_err(|e| broken(source, &e))?;
    let rows = metadata.metadata().file_metadata().num_rows();
    let mut meter = Meter { tally, bytes, rows: rows.max(1) as u64 };
    if rows == 0 {
        return Err(ReadError::new(Problem::Empty, source, "there is no row", "Export the orders again."));
    }
    if format == Format::Ga4 || ga4::parquet::recognises(metadata.schema()) {
        let reader = ga4::parquet::reader(file, metadata).map_err(|e| broken(source, &e))?;
        ga4::use_columns(gather);
        return each_batch(source, reader, &mut meter, |row, batch| ga4::parquet::push(source, row, &batch, gather));
    }
    let (columns, reader) = flat_reader(source, file, &metadata, gather)?;
    gather.report.use_columns(columns.found());
    let mut rows = Rows { source, columns, items: None, gather };
    each_batch(source, reader, &mut meter, |row, batch| rows.push(row, &batch))
}

/// Tells progress in the file's bytes, as rows are read.
struct Meter<'t, 'a> {
    tally: &'t mut Tally<'a>,
    bytes: u64,
    rows: u64,
}

/// Decodes on a thread of its own, and hands each batch, with the number of its first row, to `take`.
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
            take(row, batch)?;
            row += rows;
            meter.tally.add(meter.bytes * rows / meter.rows);
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let decoder = scope.spawn(move || reader.map(|batch| sender.send(batch)).take_while(Result::is_ok).count());
        let taken = take_all(batches);
        // Bytes that are damaged in an unlucky way make the decoder give up loudly.
        let gave_up = |_| damaged(source, &ArrowError::ParquetError("the decoder gave up".to_owned()));
        taken.and(decoder.join().map(|_| ()).map_err(gave_up))
    })
}

fn flat_reader(
    source: &str,
    file: File,
    metadata: &ArrowReaderMetadata,
    gather: &Gather,
) -> Result<(Columns, ParquetRecordBatchReader), ReadError> {
    let schema = metadata.schema();
    let names = schema.fields().iter().map(|field| if field.data_type().is_nested() { "" } else { field.name() });
    let names: Vec<String> = names.map(str::to_owned).collect();
    let columns = Columns::find(names, &gather.options.columns, &[Field::Order, Field::Item], source)?;
    let options = ArrowReaderOptions::new().with_schema(with_words(schema, columns.at(Field::Item)));
    let wanted: Vec<usize> = Field::ALL.into_iter().filter_map(|field| columns.at(field)).collect();
    let build = || {
        let metadata = ArrowReaderMetadata::try_new(metadata.metadata().clone(), options)?;
        let mask = ProjectionMask::roots(metadata.parquet_schema(), wanted);
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata);
        builder.with_projection(mask).with_batch_size(ROWS).build()
    };
    let reader = build().map_err(|e| broken(source, &e))?;
    Ok((columns, reader))
}

/// Item codes written as text are read as words of a dictionary: each is then looked up once, not once a line.
fn with_words(schema: &SchemaRef, item: Option<usize>) -> SchemaRef {
    let words = |field: &FieldRef| {
        let words = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
        Arc::new(field.as_ref().clone().with_data_type(words))
    };
    let fields = schema.fields().iter().enumerate().map(|(at, field)| match field.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View if Some(at) == item => words(field),
        _ => field.clone(),
    });
    Arc::new(Schema::new_with_metadata(fields.collect::<Vec<_>>(), schema.metadata().clone()))
}

/// Takes in batches of flat rows.
struct Rows<'g> {
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

impl Rows<'_> {
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

/// Takes in a row; `known` says whether its order is the last kept line's. Tells whether it is, after it.
fn push_row(cells: &mut Cells, at: usize, same_order: bool, gather: &mut Gather) -> Result<bool, Trouble> {
    let (quantity, price) = (number(&cells.quantity, at, Field::Quantity)?, number(&cells.price, at, Field::Price)?);
    let item = cells.item.number(at, &mut gather.items);
    let bought = quantity.is_none_or(|quantity| quantity > 0.0);
    // Only a return needs the id of an order that is known.
    let order = if same_order && bought { SAME } else { cells.order.text(at) };
    // What concerns the order is asked for once an order.
    let known = same_order || gather.continues(order);
    let time = match &cells.time {
        Some(times) if !known => Some(times.seconds(at, &mut gather.dates)?),
        _ => None,
    };
    let mut line = Line { order, quantity, price, time, ..Line::default() };
    if item.is_none() {
        line.item = cells.item.text(at);
    }
    if item.is_none() && line.item.is_empty() {
        line.item = text(&mut cells.title, at);
    }
    if !known {
        line.customer = text(&mut cells.customer, at);
    }
    line.event = text(&mut cells.event, at);
    let cancelled = !text(&mut cells.cancelled_at, at).is_empty();
    line.status = if cancelled { b"cancelled" } else { text(&mut cells.status, at) };
    let line = super::row::returned(line, text(&mut cells.return_of, at));
    let kept = gather.push_known(&line, Known { order: known, item });
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
