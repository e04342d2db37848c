//! Writes a report's sums as tables, CSV and Parquet: numerators and denominators, never a rate.

#[cfg(feature = "parquet")]
use std::sync::Arc;

use anyhow::Result;

use super::measure::Measure;
use super::report::Report;
use super::table::{Cell, Kind, Table};

/// The tables of a report: devices by day of first exposure, lists by day, items.
pub fn tables(report: &Report) -> [Table; 3] {
    [devices(report), lists(report), items(report)]
}

/// The columns of the table of devices.
const DEVICES: [(&str, Kind); 23] = [
    ("day", Kind::Day),
    ("experiment", Kind::Text),
    ("arm", Kind::Text),
    ("placement", Kind::Text),
    ("devices", Kind::Count),
    ("buyers", Kind::Count),
    ("orders", Kind::Count),
    ("orders_with_listed_item", Kind::Count),
    ("orders_with_added_item", Kind::Count),
    ("cross_sell_orders", Kind::Count),
    ("upsell_orders", Kind::Count),
    ("units", Kind::Count),
    ("returned_units", Kind::Count),
    ("revenue", Kind::Money),
    ("margin", Kind::Money),
    ("attributed_revenue", Kind::Money),
    ("attributed_units_due", Kind::Count),
    ("attributed_units_returned", Kind::Count),
    ("customers_due", Kind::Count),
    ("customers_again", Kind::Count),
    ("lifetime_devices", Kind::Count),
    ("lifetime_margin", Kind::Money),
    ("currency", Kind::Text),
];

fn devices(report: &Report) -> Table {
    let row = |(day, arm, placement, cohort): &(String, String, String, super::tally::Cohort)| {
        let (y, x) = (|measure| cohort.sums(measure).y() as i64, |measure| cohort.sums(measure).x() as i64);
        vec![
            Cell::Text(day.clone()),
            Cell::Text(report.experiment.name.clone()),
            Cell::Text(arm.clone()),
            Cell::Text(placement.clone()),
            Cell::Count(cohort.devices as i64),
            Cell::Count(cohort.buyers as i64),
            Cell::Count(x(Measure::OrderValue)),
            Cell::Count(y(Measure::Attach)),
            Cell::Count(y(Measure::Added)),
            Cell::Count(y(Measure::CrossSell)),
            Cell::Count(y(Measure::Upsell)),
            Cell::Count(y(Measure::OrderSize)),
            Cell::Count(y(Measure::Returns)),
            Cell::Cents(y(Measure::Revenue)),
            Cell::Cents(y(Measure::Margin)),
            Cell::Cents(y(Measure::Attributed)),
            Cell::Count(x(Measure::ReturnRate)),
            Cell::Count(y(Measure::ReturnRate)),
            Cell::Count(x(Measure::Repeat)),
            Cell::Count(y(Measure::Repeat)),
            Cell::Count(x(Measure::Lifetime)),
            Cell::Cents(y(Measure::Lifetime)),
            Cell::Text(report.currency.clone()),
        ]
    };
    Table {
        name: "devices",
        columns: DEVICES.into(),
        rows: report.tally.days.iter().map(row).collect(),
        rates: &[
            ("Revenue per device", "revenue", "devices"),
            ("Conversion", "buyers", "devices"),
            ("Revenue per order", "revenue", "orders"),
            ("Cross-sell rate", "cross_sell_orders", "orders"),
            ("Upsell rate", "upsell_orders", "orders"),
            ("Repeat purchase rate", "customers_again", "customers_due"),
            ("Return rate of suggestions", "attributed_units_returned", "attributed_units_due"),
            ("Margin per device over time", "lifetime_margin", "lifetime_devices"),
        ],
    }
}

fn lists(report: &Report) -> Table {
    use Kind::{Count, Day, Money, Text};
    let columns = vec![
        ("day", Day),
        ("experiment", Text),
        ("arm", Text),
        ("placement", Text),
        ("model", Text),
        ("lists", Count),
        ("lists_shown", Count),
        ("lists_viewed", Count),
        ("lists_clicked", Count),
        ("lists_added_from", Count),
        ("attributed_units", Count),
        ("attributed_revenue", Money),
        ("currency", Text),
    ];
    let row = |(day, arm, [placement, model], counts): &(String, String, [String; 2], super::tally::Day)| {
        vec![
            Cell::Text(day.clone()),
            Cell::Text(report.experiment.name.clone()),
            Cell::Text(arm.clone()),
            Cell::Text(placement.clone()),
            Cell::Text(model.clone()),
            Cell::Count(counts.lists as i64),
            Cell::Count(counts.shown as i64),
            Cell::Count(counts.viewed as i64),
            Cell::Count(counts.clicked as i64),
            Cell::Count(counts.added as i64),
            Cell::Count(counts.units as i64),
            Cell::Cents(counts.cents),
            Cell::Text(report.currency.clone()),
        ]
    };
    Table {
        name: "lists",
        columns,
        rows: report.tally.lists.iter().map(row).collect(),
        rates: &[("Click rate", "lists_clicked", "lists_viewed"), ("Add rate", "lists_added_from", "lists_viewed")],
    }
}

fn items(report: &Report) -> Table {
    use Kind::{Count, Money, Text};
    let columns = vec![
        ("experiment", Text),
        ("arm", Text),
        ("sku", Text),
        ("views", Count),
        ("clicks", Count),
        ("adds", Count),
        ("buyers", Count),
        ("revenue", Money),
        ("attributed_units", Count),
        ("attributed_revenue", Money),
        ("currency", Text),
    ];
    let row = |(arm, sku, engaged): &(String, String, super::tally::Engaged)| {
        vec![
            Cell::Text(report.experiment.name.clone()),
            Cell::Text(arm.clone()),
            Cell::Text(sku.clone()),
            Cell::Count(engaged.clicks.x() as i64),
            Cell::Count(engaged.clicks.y() as i64),
            Cell::Count(engaged.adds.y() as i64),
            Cell::Count(engaged.sold.x() as i64),
            Cell::Cents(engaged.sold.y() as i64),
            Cell::Count(engaged.units as i64),
            Cell::Cents(engaged.cents),
            Cell::Text(report.currency.clone()),
        ]
    };
    Table {
        name: "items",
        columns,
        rows: report.tally.items.iter().map(row).collect(),
        rates: &[("Click rate", "clicks", "views"), ("Add rate", "adds", "views")],
    }
}

impl Table {
    /// As CSV, UTF-8, with a header and dots in decimals.
    ///
    /// # Errors
    /// Never but for lack of memory.
    pub fn csv(&self) -> Result<Vec<u8>> {
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(self.columns.iter().map(|(name, _)| *name))?;
        for row in &self.rows {
            out.write_record(row.iter().map(|cell| match cell {
                Cell::Text(text) => text.clone(),
                Cell::Count(count) => count.to_string(),
                Cell::Cents(cents) => decimal(*cents),
            }))?;
        }
        Ok(out.into_inner()?)
    }

    /// Packed for Tableau: the description and the CSV that it reads, in one file.
    ///
    /// # Errors
    /// Never but for lack of memory.
    #[cfg(feature = "tableau")]
    pub fn tdsx(&self) -> Result<Vec<u8>> {
        super::tds::packed(self, &self.csv()?)
    }

    /// As Parquet with the same columns: days as dates, amounts as numbers.
    ///
    /// # Errors
    /// Never but for lack of memory.
    #[cfg(feature = "parquet")]
    pub fn parquet(&self) -> Result<Vec<u8>> {
        use arrow_array::{ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
        let column = |at: usize, kind: Kind| -> ArrayRef {
            let cells = self.rows.iter().map(|row| &row[at]);
            match kind {
                Kind::Day => Arc::new(cells.map(|cell| days(cell.text())).collect::<Date32Array>()),
                Kind::Text => Arc::new(cells.map(|cell| Some(cell.text())).collect::<StringArray>()),
                Kind::Count => Arc::new(cells.map(Cell::number).collect::<Int64Array>()),
                Kind::Money => {
                    Arc::new(cells.map(|cell| Some(cell.number()? as f64 / 100.0)).collect::<Float64Array>())
                }
            }
        };
        let columns = self.columns.iter().enumerate().map(|(at, (name, kind))| (*name, column(at, *kind)));
        let batch = RecordBatch::try_from_iter(columns)?;
        let mut bytes = Vec::new();
        let mut writer = parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None)?;
        writer.write(&batch)?;
        writer.close()?;
        Ok(bytes)
    }
}

#[cfg(feature = "parquet")]
impl Cell {
    fn text(&self) -> &str {
        if let Self::Text(text) = self { text } else { "" }
    }

    fn number(&self) -> Option<i64> {
        match self {
            Self::Text(_) => None,
            Self::Count(number) | Self::Cents(number) => Some(*number),
        }
    }
}

/// Days since 1970.
#[cfg(feature = "parquet")]
fn days(day: &str) -> Option<i32> {
    let date: jiff::civil::Date = day.parse().ok()?;
    Some(date.since(jiff::civil::date(1970, 1, 1)).ok()?.get_days())
}

/// Hundredths as a decimal number.
fn decimal(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cents_are_written_as_decimals() {
        assert_eq!([5, -5, 12_345, 0].map(decimal), ["0.05", "-0.05", "123.45", "0.00"]);
    }

    #[cfg(feature = "parquet")]
    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!([days("1970-01-02"), days("2026-12-01"), days("")], [Some(1), Some(20_788), None]);
    }
}
