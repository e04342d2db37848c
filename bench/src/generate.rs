//! Writes a synthetic shop's orders as Parquet or CSV.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, DictionaryArray, Int32Array, Int64Array, RecordBatch, StringArray, TimestampMillisecondArray,
};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use crate::world::{Chunk, Size, World};

/// Write a synthetic shop's orders to a file: Parquet, or CSV by its name
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    size: Size,
    /// The file to write: orders.parquet or orders.csv
    #[arg(long)]
    out: PathBuf,
}

pub fn run(args: &Args) -> anyhow::Result<()> {
    let lines = write(args.size, &args.out)?;
    let bytes = std::fs::metadata(&args.out)?.len();
    println!("{}: {} orders, {lines} lines, {bytes} bytes", args.out.display(), args.size.orders);
    Ok(())
}

/// Writes a shop's orders; returns the number of lines.
pub fn write(size: Size, path: &Path) -> anyhow::Result<u64> {
    let world = World::new(size);
    let file = File::create(path).with_context(|| format!("{}: cannot write", path.display()))?;
    let lines = match path.extension().is_some_and(|e| e == "csv") {
        true => write_csv(&world, BufWriter::with_capacity(1 << 20, file)),
        false => write_parquet(&world, file),
    };
    lines.with_context(|| format!("{}: cannot write", path.display()))
}

/// The file of a shop in `directory`, written if it is not there yet.
pub fn cached(size: Size, directory: &Path) -> anyhow::Result<PathBuf> {
    let path = directory.join(format!("shop-{}-{}-{}.parquet", size.orders, size.items, size.seed));
    if !path.exists() {
        std::fs::create_dir_all(directory)?;
        eprintln!("generating {} orders of {} items: {}", size.orders, size.items, path.display());
        let unfinished = path.with_extension("unfinished");
        write(size, &unfinished)?;
        std::fs::rename(&unfinished, &path)?;
    }
    Ok(path)
}

/// The first order is made at midnight, 1 January 2025, and then one every eight seconds.
fn ordered_at(order: u64) -> i64 {
    1_735_689_600_000 + order as i64 * 8_000
}

/// Order numbers as shops have them: counted from a round number.
fn order_id(order: u64) -> i64 {
    10_000_001 + order as i64
}

fn write_parquet(world: &World, file: File) -> anyhow::Result<u64> {
    let skus: ArrayRef = Arc::new(StringArray::from(world.skus()));
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer: Option<ArrowWriter<File>> = None;
    let (mut file, mut lines) = (Some(file), 0);
    world.each_chunk(|chunk| {
        lines += chunk.items.len() as u64;
        let batch = batch(&chunk, &skus)?;
        if let Some(file) = file.take() {
            writer = Some(ArrowWriter::try_new(file, batch.schema(), Some(properties.clone()))?);
        }
        writer.as_mut().map_or(Ok(()), |writer| writer.write(&batch)).context("Parquet")
    })?;
    writer.map(ArrowWriter::close).transpose()?;
    Ok(lines)
}

fn batch(chunk: &Chunk, skus: &ArrayRef) -> anyhow::Result<RecordBatch> {
    let orders = || (chunk.first..).zip(&chunk.sizes);
    let per_line = |value: fn(u64) -> i64| orders().flat_map(move |(o, &n)| (0..n).map(move |_| value(o)));
    let order_id = Int64Array::from_iter_values(per_line(order_id));
    let item_id = Int32Array::from_iter_values(chunk.items.iter().map(|item| *item as i32));
    let item_id = DictionaryArray::<Int32Type>::try_new(item_id, skus.clone())?;
    let ordered_at = TimestampMillisecondArray::from_iter_values(per_line(ordered_at));
    Ok(RecordBatch::try_from_iter([
        ("order_id", Arc::new(order_id) as ArrayRef),
        ("item_id", Arc::new(item_id)),
        ("ordered_at", Arc::new(ordered_at)),
    ])?)
}

fn write_csv(world: &World, mut out: impl Write) -> anyhow::Result<u64> {
    let skus = world.skus();
    writeln!(out, "order_id,item_id,ordered_at")?;
    let mut lines = 0;
    world.each_chunk(|chunk| -> anyhow::Result<()> {
        lines += chunk.items.len() as u64;
        let mut items = chunk.items.iter();
        for (order, &size) in (chunk.first..).zip(&chunk.sizes) {
            for item in items.by_ref().take(size as usize) {
                writeln!(out, "{},{},{}", order_id(order), skus[*item as usize], ordered_at(order) / 1000)?;
            }
        }
        Ok(())
    })?;
    out.flush()?;
    Ok(lines)
}
