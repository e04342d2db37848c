//! Counts what comes out of a Parquet file, and has its texts decoded as views: a word that many rows share is in memory once.

use super::error::ReadError;
use super::unpacked::Budget;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, FieldRef, Schema, SchemaRef};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use std::sync::Arc;

/// The most bytes that one column of values of a fixed length takes in a batch.
const WIDEST: usize = 256 << 20;
/// A value of a nested column takes at least this many bytes: its place among the lists.
const NESTED: u64 = 4;

/// Checks what the file says that its columns hold.
pub(super) fn check_declared(budget: &Budget, metadata: &ParquetMetaData) -> Result<(), ReadError> {
    let chunks = metadata.row_groups().iter().flat_map(|group| group.columns());
    let bytes = chunks.map(|chunk| {
        let nested = if chunk.column_descr().max_rep_level() > 0 { NESTED } else { 0 };
        let unpacked = u64::try_from(chunk.uncompressed_size()).unwrap_or(u64::MAX);
        unpacked.max(u64::try_from(chunk.num_values()).unwrap_or(u64::MAX).saturating_mul(nested))
    });
    budget.check(bytes.fold(0, u64::saturating_add))
}

/// How many rows a batch may have, so that values of a fixed length do not fill the memory.
pub(super) fn rows(metadata: &ParquetMetaData, most: usize) -> usize {
    let columns = metadata.file_metadata().schema_descr().columns();
    let widest = columns.iter().map(|column| usize::try_from(column.type_length()).unwrap_or(0)).max();
    most.min(WIDEST / widest.unwrap_or(0).max(1)).max(1)
}

/// The same file, its texts as views.
pub(super) fn as_views(metadata: &ArrowReaderMetadata) -> Result<ArrowReaderMetadata, ParquetError> {
    let options = ArrowReaderOptions::new().with_schema(views(metadata.schema()));
    ArrowReaderMetadata::try_new(metadata.metadata().clone(), options)
}

/// A schema whose texts are views.
pub(super) fn views(schema: &SchemaRef) -> SchemaRef {
    let fields = schema.fields().iter().map(view).collect::<Vec<_>>();
    Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone()))
}

fn view(field: &FieldRef) -> FieldRef {
    Arc::new(Field::clone(field).with_data_type(view_kind(field.data_type())))
}

fn view_kind(kind: &DataType) -> DataType {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 => DataType::Utf8View,
        DataType::Binary | DataType::LargeBinary => DataType::BinaryView,
        DataType::Dictionary(_, word) if matches!(view_kind(word), DataType::Utf8View | DataType::BinaryView) => {
            view_kind(word)
        }
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(view).collect()),
        DataType::List(element) => DataType::List(view(element)),
        DataType::LargeList(element) => DataType::LargeList(view(element)),
        DataType::FixedSizeList(element, length) => DataType::FixedSizeList(view(element), *length),
        DataType::Map(entries, sorted) => DataType::Map(view(entries), *sorted),
        other => other.clone(),
    }
}

/// How many bytes a batch's values take when each is written out.
pub(super) fn written(batch: &RecordBatch) -> u64 {
    batch.columns().iter().map(size).sum()
}

fn size(array: &ArrayRef) -> u64 {
    let of_all = |width: usize| (array.len() as u64).saturating_mul(width as u64);
    match array.data_type() {
        DataType::Utf8View => array.as_string_view().lengths().map(u64::from).sum(),
        DataType::BinaryView => array.as_binary_view().lengths().map(u64::from).sum(),
        DataType::Struct(_) => array.as_struct().columns().iter().map(size).sum(),
        DataType::List(_) => size(array.as_list::<i32>().values()),
        DataType::LargeList(_) => size(array.as_list::<i64>().values()),
        DataType::FixedSizeList(..) => size(array.as_fixed_size_list().values()),
        DataType::Map(..) => array.as_map().entries().columns().iter().map(size).sum(),
        DataType::FixedSizeBinary(width) => of_all(usize::try_from(*width).unwrap_or(0)),
        kind => of_all(kind.primitive_width().unwrap_or(1)),
    }
}
