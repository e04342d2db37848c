//! Compares readers on random shops: what Parquet says must be what the same rows say as CSV.

use arrow_array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use pairwell_cli::orders::{self, Orders, Quiet, ReadOptions, ReadReport};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use proptest::prelude::*;
use std::sync::Arc;

/// A line of a random shop. Orders come back later, items may be missing, lines may be returns.
#[derive(Debug, Clone)]
struct Row {
    order: i64,
    item: Option<i64>,
    quantity: i8,
    status: Option<&'static str>,
    customer: i64,
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let item = prop_oneof![8 => (0i64..12).prop_map(Some), 1 => Just(None)];
    let status = prop_oneof![8 => Just(None), 1 => Just(Some("paid")), 1 => Just(Some("refunded"))];
    let row = (0i64..6, item, -2i8..4, status, 0i64..3).prop_map(|(order, item, quantity, status, customer)| Row {
        order,
        item,
        quantity,
        status,
        customer,
    });
    prop::collection::vec(row, 1..60)
}

fn csv(rows: &[Row]) -> Vec<u8> {
    let mut text = "order_id,sku,quantity,status,customer_id\n".to_owned();
    for row in rows {
        let (item, status) = (row.item.map_or(String::new(), |item| item.to_string()), row.status.unwrap_or_default());
        text += &format!("{},{item},{},{status},{}\n", row.order, row.quantity, row.customer);
    }
    text.into_bytes()
}

/// As numbers, or as text, in row groups of seven.
fn parquet(rows: &[Row], as_text: bool) -> Vec<u8> {
    let ids = |values: Vec<Option<i64>>| -> ArrayRef {
        if as_text {
            Arc::new(StringArray::from_iter(values.into_iter().map(|value| value.map(|value| value.to_string()))))
        } else {
            Arc::new(Int64Array::from(values))
        }
    };
    let columns: [(&str, ArrayRef); 5] = [
        ("order_id", ids(rows.iter().map(|row| Some(row.order)).collect())),
        ("sku", ids(rows.iter().map(|row| row.item).collect())),
        ("quantity", Arc::new(Float64Array::from_iter_values(rows.iter().map(|row| f64::from(row.quantity))))),
        ("status", Arc::new(StringArray::from_iter(rows.iter().map(|row| row.status)))),
        ("customer_id", ids(rows.iter().map(|row| Some(row.customer)).collect())),
    ];
    let batch = RecordBatch::try_from_iter_with_nullable(columns.map(|(name, array)| (name, array, true))).unwrap();
    let groups = WriterProperties::builder().set_max_row_group_row_count(Some(7)).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(groups)).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

/// The orders, or the kind of trouble, and the account of it without its source.
fn read(bytes: &[u8]) -> Result<(Orders, ReadReport), orders::Problem> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let source = file.path().to_str().unwrap().to_owned();
    let read = orders::read(&[source], &ReadOptions::default(), &Quiet);
    read.map(|(orders, report)| (orders, ReadReport { sources: Vec::new(), ..report })).map_err(|error| error.problem)
}

/// The same by twenty plain lines: each order's items in order of first appearance.
fn slowly(rows: &[Row]) -> Vec<Vec<String>> {
    let refunded = |order| rows.iter().any(|row| row.order == order && row.status == Some("refunded"));
    let bought = |row: &&Row| row.item.is_some() && !refunded(row.order);
    let left = |order, item| -> i32 {
        let lines = rows.iter().filter(bought).filter(|row| (row.order, row.item) == (order, item));
        lines.map(|row| i32::from(row.quantity)).sum()
    };
    let mut orders: Vec<(i64, Vec<String>)> = Vec::new();
    for row in rows.iter().filter(bought).filter(|row| row.quantity > 0 && left(row.order, row.item) > 0) {
        let item = row.item.unwrap().to_string();
        match orders.iter_mut().find(|(order, _)| *order == row.order) {
            Some((_, items)) if items.contains(&item) => {}
            Some((_, items)) => items.push(item),
            None => orders.push((row.order, vec![item])),
        }
    }
    orders.into_iter().map(|(_, items)| items).collect()
}

fn words(orders: &Orders) -> Vec<Vec<String>> {
    orders.iter().map(|order| order.iter().map(|&item| orders.skus[item as usize].clone()).collect()).collect()
}

proptest! {
    #[test]
    fn the_reader_says_what_plain_lines_say(rows in rows()) {
        let orders = read(&csv(&rows)).map(|(orders, _)| words(&orders)).unwrap_or_default();
        prop_assert_eq!(orders, slowly(&rows));
    }

    #[test]
    fn parquet_says_what_csv_says(rows in rows()) {
        let expected = read(&csv(&rows));
        prop_assert_eq!(&read(&parquet(&rows, false)), &expected);
        prop_assert_eq!(&read(&parquet(&rows, true)), &expected);
    }
}
