//! Turns rows of the export's Parquet form into [`Event`]s.

use super::{Ecommerce, Event, Item, Param, ParamValue, push as push_event};
use crate::orders::error::{Place, ReadError};
use crate::orders::gather::Gather;
use crate::orders::scalar::Scalar;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch, StructArray};
use arrow_cast::display::array_value_to_string;
use arrow_schema::{DataType, SchemaRef};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::errors::ParquetError;
use std::fs::File;

/// What is read: the first and the last part of a column's path.
const LEAVES: [(&str, &str); 12] = [
    ("event_name", "event_name"),
    ("event_timestamp", "event_timestamp"),
    ("user_pseudo_id", "user_pseudo_id"),
    ("user_id", "user_id"),
    ("ecommerce", "transaction_id"),
    ("event_params", "key"),
    ("event_params", "string_value"),
    ("event_params", "int_value"),
    ("items", "item_id"),
    ("items", "item_name"),
    ("items", "quantity"),
    ("items", "price"),
];
const ROWS: usize = 1 << 13;

/// Whether a schema is that of the export.
pub(in crate::orders) fn recognises(schema: &SchemaRef) -> bool {
    let list = |field: &arrow_schema::Field| matches!(field.data_type(), DataType::List(_) | DataType::LargeList(_));
    schema.field_with_name("event_name").is_ok() && schema.field_with_name("items").is_ok_and(list)
}

/// Reads nothing but the columns that count.
pub(in crate::orders) fn reader(
    file: File,
    metadata: ArrowReaderMetadata,
) -> Result<ParquetRecordBatchReader, ParquetError> {
    let schema = metadata.parquet_schema();
    let wanted = schema.columns().iter().enumerate().filter(|(_, column)| {
        let parts = column.path().parts();
        let ends = (parts.first().map(String::as_str), parts.last().map(String::as_str));
        // Item parameters have keys of their own.
        let own = !parts.iter().any(|part| part == "item_params");
        own && LEAVES.iter().any(|&(root, leaf)| ends == (Some(root), Some(leaf)))
    });
    let mask = ProjectionMask::leaves(schema, wanted.map(|(at, _)| at).collect::<Vec<_>>());
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata);
    builder.with_projection(mask).with_batch_size(ROWS).build()
}

/// Takes in a batch's events.
pub(in crate::orders) fn push(
    source: &str,
    first_row: u64,
    batch: &RecordBatch,
    gather: &mut Gather,
) -> Result<(), ReadError> {
    (0..batch.num_rows())
        .try_for_each(|at| push_event(source, Place::Row(first_row + at as u64), &event(batch, at), gather))
}

fn event(batch: &RecordBatch, at: usize) -> Event {
    let own = |name: &str| scalar(batch.column_by_name(name), at);
    let event_name = own("event_name");
    if !matches!(event_name.bytes(), b"purchase" | b"refund") {
        return Event { event_name, ..Event::default() };
    }
    let ecommerce = batch.column_by_name("ecommerce").and_then(|array| array.as_struct_opt());
    Event {
        event_name,
        event_timestamp: own("event_timestamp"),
        user_pseudo_id: own("user_pseudo_id"),
        user_id: own("user_id"),
        ecommerce: ecommerce.map(|ecommerce| Ecommerce { transaction_id: part(ecommerce, "transaction_id", at) }),
        event_params: elements(batch, "event_params", at, param),
        items: elements(batch, "items", at, item),
    }
}

fn item(items: &StructArray, at: usize) -> Item {
    let own = |name| part(items, name, at);
    Item { item_id: own("item_id"), item_name: own("item_name"), quantity: own("quantity"), price: own("price") }
}

fn param(params: &StructArray, at: usize) -> Param {
    let value = params.column_by_name("value").and_then(|array| array.as_struct_opt());
    let value = value.map(|value| ParamValue {
        string_value: part(value, "string_value", at),
        int_value: part(value, "int_value", at),
    });
    Param { key: part(params, "key", at), value }
}

/// The records in a row's list.
fn elements<T>(batch: &RecordBatch, name: &str, at: usize, read: impl Fn(&StructArray, usize) -> T) -> Vec<T> {
    let list = batch.column_by_name(name).and_then(|array| match array.data_type() {
        _ if array.is_null(at) => None,
        DataType::LargeList(_) => Some(array.as_list::<i64>().value(at)),
        _ => Some(array.as_list_opt::<i32>()?.value(at)),
    });
    let Some(list) = list else { return Vec::new() };
    let Some(records) = list.as_struct_opt() else { return Vec::new() };
    (0..records.len()).map(|at| read(records, at)).collect()
}

fn part(records: &StructArray, name: &str, at: usize) -> Scalar {
    scalar(records.column_by_name(name), at)
}

fn scalar(array: Option<&ArrayRef>, at: usize) -> Scalar {
    let text = array.filter(|array| !array.is_null(at)).and_then(|array| array_value_to_string(array, at).ok());
    Scalar(text.unwrap_or_default())
}
