//! Turns rows of nested Parquet into the records that the JSON reader takes.

use super::cells::texts;
use super::error::{Place, ReadError};
use super::gather::Gather;
use super::jsonl::Flat;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_cast::cast;
use arrow_schema::{DataType, Field, FieldRef, Fields, SchemaRef};
use serde_json::{Map, Value};

/// Whether a column holds more than a value: a list, of structs or of codes, a struct, or a map.
pub(super) fn is_nested(field: &Field) -> bool {
    field.data_type().is_nested() && !matches!(field.data_type(), DataType::Dictionary(..))
}

/// The columns' names; a nested one has none, since it is not read.
pub(super) fn flat_names(schema: &SchemaRef) -> Vec<String> {
    let name = |field: &FieldRef| if field.data_type().is_nested() { "" } else { field.name() }.to_owned();
    schema.fields().iter().map(name).collect()
}

fn element(kind: &DataType) -> Option<&Field> {
    match kind {
        DataType::List(element) | DataType::LargeList(element) | DataType::FixedSizeList(element, _) => Some(element),
        _ => None,
    }
}

/// The rows of a batch as JSON; what is no list, record or map is text.
pub(super) fn rows(batch: &RecordBatch) -> Vec<Value> {
    let columns: Vec<Vec<Value>> = batch.columns().iter().map(values).collect();
    let schema = batch.schema();
    (0..batch.num_rows()).map(|row| record(schema.fields(), &columns, row)).collect()
}

/// Takes in a batch.
pub(super) fn push(
    first_row: u64,
    batch: &RecordBatch,
    flat: &mut Flat<'_>,
    gather: &mut Gather,
) -> Result<(), ReadError> {
    (first_row..).zip(rows(batch)).try_for_each(|(row, record)| flat.take(Place::Row(row), record, gather))
}

fn record(fields: &Fields, columns: &[Vec<Value>], row: usize) -> Value {
    let cells = fields.iter().zip(columns).map(|(field, column)| (field.name().clone(), column[row].clone()));
    Value::Object(cells.collect::<Map<String, Value>>())
}

/// A column's values, row by row.
fn values(array: &ArrayRef) -> Vec<Value> {
    match array.data_type() {
        DataType::Struct(fields) => {
            let structs = array.as_struct();
            let columns: Vec<Vec<Value>> = structs.columns().iter().map(values).collect();
            let value = |row: usize| if structs.is_null(row) { Value::Null } else { record(fields, &columns, row) };
            (0..array.len()).map(value).collect()
        }
        kind if element(kind).is_some() => lists(array),
        DataType::Map(..) => maps(array),
        DataType::Dictionary(_, value) => {
            cast(array, value).map_or_else(|_| vec![Value::Null; array.len()], |plain| values(&plain))
        }
        _ => scalars(array),
    }
}

fn lists(array: &ArrayRef) -> Vec<Value> {
    let list = |row: usize| match array.data_type() {
        _ if array.is_null(row) => Value::Null,
        DataType::List(_) => Value::Array(values(&array.as_list::<i32>().value(row))),
        DataType::LargeList(_) => Value::Array(values(&array.as_list::<i64>().value(row))),
        _ => Value::Array(values(&array.as_fixed_size_list().value(row))),
    };
    (0..array.len()).map(list).collect()
}

fn maps(array: &ArrayRef) -> Vec<Value> {
    let map = array.as_map();
    let entries = |row: usize| {
        let (keys, values) = (scalars(map.value(row).column(0)), values(map.value(row).column(1)));
        let entry = |(key, value): (Value, Value)| Some((key.as_str()?.to_owned(), value));
        Value::Object(keys.into_iter().zip(values).filter_map(entry).collect())
    };
    (0..array.len()).map(|row| if map.is_null(row) { Value::Null } else { entries(row) }).collect()
}

/// As text; a value that no text stands for is none.
fn scalars(array: &ArrayRef) -> Vec<Value> {
    let Ok(texts) = texts(array) else { return vec![Value::Null; array.len()] };
    texts.iter().map(|text| text.map_or(Value::Null, |text| Value::String(text.to_owned()))).collect()
}
