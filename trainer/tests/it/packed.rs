//! Reads Parquet and workbooks that unpack to far more than their size, under limits so low that nothing large is made for it.

use arrow_array::{ArrayRef, FixedSizeBinaryArray, Float32Array, Int64Array, RecordBatch, StringArray};
use pairwell_cli::orders::{self, Orders, Problem, Quiet, ReadError, ReadOptions, ReadReport};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use std::io::{Cursor, Write};
use std::sync::Arc;
use zip::write::SimpleFileOptions;

fn read(bytes: &[u8], most_unpacked: u64) -> Result<(Orders, ReadReport), ReadError> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let options = ReadOptions { most_unpacked, ..ReadOptions::default() };
    orders::read(&[file.path().to_str().unwrap().to_owned()], &options, &Quiet)
}

/// It is read with the usual limit, and refused with a low one.
fn refused(bytes: &[u8], low: u64) -> String {
    let usual = ReadOptions::default().most_unpacked;
    read(bytes, usual).unwrap_or_else(|error| panic!("{error}"));
    let error = read(bytes, low).unwrap_err();
    assert_eq!(error.problem, Problem::Unreadable, "{error}");
    let said = error.to_string();
    for part in ["unpacks to ", " or more: a file of ", " may hold ", "check where the file comes from"] {
        assert!(said.contains(part), "{part:?} is not in: {said}");
    }
    said
}

fn parquet(columns: Vec<(&str, ArrayRef)>, with_dictionary: bool) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let properties = WriterProperties::builder()
        .set_dictionary_enabled(with_dictionary)
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

/// Orders of two items, with a note on each line.
fn with_notes(rows: usize, note: &str, with_dictionary: bool) -> Vec<u8> {
    let order = Int64Array::from_iter_values((0..rows as i64).map(|row| row / 2));
    let item = StringArray::from_iter_values((0..rows).map(|row| format!("S{}", row % 7)));
    let note = StringArray::from_iter_values((0..rows).map(|_| note));
    parquet(
        vec![("order_id", Arc::new(order) as ArrayRef), ("sku", Arc::new(item)), ("note", Arc::new(note))],
        with_dictionary,
    )
}

#[test]
fn parquet_that_says_that_it_unpacks_to_too_much_is_refused() {
    let file = with_notes(4000, &"x".repeat(1000), false);
    assert!(file.len() < 40_000, "{} bytes", file.len());
    refused(&file, 1000);
}

#[test]
fn parquet_that_repeats_a_long_word_is_refused_as_it_comes() {
    // By what it says, the word is there once.
    let file = with_notes(4000, &"x".repeat(30_000), true);
    assert!(file.len() < 20_000, "{} bytes", file.len());
    let said = refused(&file, 60_000_000);
    assert!(said.contains(" MiB or more"), "{said}");
}

#[test]
fn a_workbook_that_unpacks_to_too_much_is_refused() {
    let blanks = vec![b' '; 400_000];
    let more = [("xl/media/picture.bin", &blanks[..])];
    let file =
        workbook(&[("A1", "order_id"), ("B1", "sku"), ("A2", "1"), ("B2", "CUP"), ("A3", "1"), ("B3", "POT")], &more);
    assert!(file.len() < 3000, "{} bytes", file.len());
    refused(&file, 1000);
}

#[test]
fn a_workbook_of_cells_far_apart_is_refused() {
    let cells =
        [("A1", "order_id"), ("B1", "sku"), ("A2", "1"), ("B2", "CUP"), ("A3", "1"), ("B3", "POT"), ("Z20000", "x")];
    let said = refused(&workbook(&cells, &[]), 1000);
    assert!(said.contains(" MiB or more"), "{said}");
}

/// A workbook of one sheet with these cells, and other parts beside it.
fn workbook(cells: &[(&str, &str)], more: &[(&str, &[u8])]) -> Vec<u8> {
    const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    const OF: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let row = |at: &str| at.trim_start_matches(char::is_alphabetic).to_owned();
    let cell = |(at, text): &(&str, &str)| {
        format!("<row r=\"{}\"><c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c></row>", row(at))
    };
    let rows: String = cells.iter().map(cell).collect();
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{RELATIONS}\"><Relationship Id=\"r1\" Type=\"{OF}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let parts = [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>".to_owned(),
        ),
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OF}\"><sheets><sheet name=\"Orders\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>")),
    ];
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let parts = parts.iter().map(|(name, text)| (*name, text.as_bytes()));
    for (name, content) in parts.chain(more.iter().copied()) {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn item_codes_as_floats_of_32_bits_are_said_to_merge() {
    let file = |first: f32| {
        let order = Int64Array::from(vec![1, 1, 2, 2]);
        let item = Float32Array::from(vec![first, 7.0, first, 8.0]);
        parquet(vec![("order_id", Arc::new(order) as ArrayRef), ("sku", Arc::new(item))], true)
    };
    let (orders, report) = read(&file(20_000_001.0), 1 << 30).unwrap();
    assert_eq!(orders.skus, ["20000000", "7", "8"], "{report}");
    let says = "32-bit floats";
    assert!(report.to_string().contains(says) && report.to_string().contains("\"sku\""), "{report}");
    let (_, report) = read(&file(5.0), 1 << 30).unwrap();
    assert!(!report.to_string().contains(says), "{report}");
}

#[test]
fn whole_numbers_of_128_bits_are_read_as_such() {
    let codes = |codes: [&[u8]; 4]| {
        let order = Int64Array::from(vec![1, 1, 2, 2]);
        let item = FixedSizeBinaryArray::try_from_iter(codes.iter()).unwrap();
        let file = parquet(vec![("order_id", Arc::new(order) as ArrayRef), ("sku", Arc::new(item))], true);
        let (orders, report) = read(&file, 1 << 30).unwrap();
        assert_eq!(orders.items, [0, 1, 0, 2], "{report}");
        orders.skus
    };
    let numbers = [7_000_000_001i128, 5, 7_000_000_001, 1 << 40];
    let said = ["7000000001", "5", "1099511627776"];
    let little = numbers.map(i128::to_le_bytes);
    assert_eq!(codes([&little[0], &little[1], &little[2], &little[3]]), said);
    let big = numbers.map(i128::to_be_bytes);
    assert_eq!(codes([&big[0], &big[1], &big[2], &big[3]]), said);
    let texts = [*b"CUP\0\0\0\0\0\0\0\0\0\0\0\0\0", *b"POT\0\0\0\0\0\0\0\0\0\0\0\0\0"];
    assert_eq!(codes([&texts[0], &texts[1], &texts[0], &[b'A'; 16]]), ["CUP", "POT", "AAAAAAAAAAAAAAAA"]);
    let uuid = |first: u8| [first, 0x8b, 2, 3, 4, 5, 0x46, 7, 0x88, 9, 10, 11, 12, 13, 14, 15];
    let (one, two, three) = (uuid(1), uuid(2), uuid(3));
    assert_eq!(codes([&one, &two, &one, &three])[0], "018b0203-0405-4607-8809-0a0b0c0d0e0f");
}
