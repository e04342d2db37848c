//! Recognises files that are not text by their first bytes and says how to convert them.

use super::error::{Problem, ReadError};

/// How each kind begins, what it is, and what to do with it.
const KINDS: [(&[u8], &str, &str); 32] = [
    (b"PAR1", "Parquet", "Give the file itself, unpacked: Parquet is not read from a stream."),
    (b"PK\x03\x04", "a zip archive or an Excel workbook", "Export it as CSV (UTF-8), or unpack it."),
    (b"\xd0\xcf\x11\xe0", "an Excel workbook", "Export it as CSV (UTF-8)."),
    (b"BZh", "bzip2", "Unpack it with bunzip2, or pack it with gzip or zstd."),
    (b"\xfd7zXZ\0", "xz", "Unpack it with unxz, or pack it with gzip or zstd."),
    (b"\x04\x22\x4d\x18", "lz4", "Unpack it with lz4 -d, or pack it with gzip or zstd."),
    (b"\xff\x06\0\0sNaPpY", "Snappy", "Unpack it, or pack it with gzip or zstd."),
    (b"\x1f\x9d", "a file packed by compress", "Unpack it with uncompress, or pack it with gzip or zstd."),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "Unpack it."),
    (b"Rar!", "a RAR archive", "Unpack it."),
    (
        b"ARROW1",
        "Arrow IPC (Feather)",
        "Write it as Parquet: pyarrow.parquet.write_table(pyarrow.feather.read_table(FILE), 'orders.parquet').",
    ),
    (b"\xff\xff\xff\xff", "an Arrow stream", "Write it as Parquet."),
    (b"Obj\x01", "Avro", "Write it as Parquet or as JSON lines."),
    (b"ORC", "ORC", "Write it as Parquet, for example with pyarrow or Spark."),
    (
        b"SQLite format 3\0",
        "an SQLite database",
        "Give it as --orders sqlite://PATH with --query 'SELECT order_id, sku, quantity FROM order_lines'.",
    ),
    (b"%PDF", "a PDF", "Export the orders as CSV (UTF-8)."),
    (b"\x89HDF", "HDF5", "Write it as Parquet: pandas.read_hdf(FILE).to_parquet('orders.parquet')."),
    (b"{\\rtf", "an RTF document", "Export the orders as CSV (UTF-8)."),
    (b"\x93NUMPY", "a NumPy array", "Write it as Parquet or CSV."),
    (b"\xff\xfe", "UTF-16", "Export it again as CSV (UTF-8), or convert it: iconv -f UTF-16 -t UTF-8."),
    (b"\xfe\xff", "UTF-16", "Export it again as CSV (UTF-8), or convert it: iconv -f UTF-16 -t UTF-8."),
    (b"version https://git-lfs", "a Git LFS pointer", "Fetch the file itself with git lfs pull."),
    (b"\x80\x04\x95", "a Python pickle", "Write it as Parquet: pandas.read_pickle(FILE).to_parquet('orders.parquet')."),
    (b"\x80\x05\x95", "a Python pickle", "Write it as Parquet: pandas.read_pickle(FILE).to_parquet('orders.parquet')."),
    (b"\x1f\x8b", "gzip within gzip", "Unpack it once."),
    (b"\x89PNG", "a picture", "Export the orders as CSV (UTF-8)."),
    (b"\xff\xd8\xff", "a picture", "Export the orders as CSV (UTF-8)."),
    (b"GIF8", "a picture", "Export the orders as CSV (UTF-8)."),
    (b"<stata_dta>", "a Stata file", "Write it as Parquet: pandas.read_stata(FILE).to_parquet('orders.parquet')."),
    (b"$FL2", "an SPSS file", "Write it as Parquet: pandas.read_spss(FILE).to_parquet('orders.parquet')."),
    (b"\x5d\0\0", "lzma", "Unpack it with unlzma, or pack it with gzip or zstd."),
    (b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "binary data", "Export the orders as CSV (UTF-8), JSON lines or Parquet."),
];
/// How much of a text is looked at.
const LOOKED_AT: usize = 4096;

/// An error where the first bytes of a source are those of no text.
pub(super) fn refuse(source: &str, start: &[u8]) -> Result<(), ReadError> {
    let Some((what, remedy)) = kind(start) else { return Ok(()) };
    Err(ReadError::new(Problem::Unreadable, source, format!("expected text, found {what}"), remedy))
}

fn kind(start: &[u8]) -> Option<(&'static str, &'static str)> {
    if let Some(&(_, what, remedy)) = KINDS.iter().find(|(first, ..)| start.starts_with(first)) {
        return Some((what, remedy));
    }
    if start.get(8..12) == Some(b"DUCK") {
        return Some(("a DuckDB database", "In DuckDB: COPY (SELECT …) TO 'orders.parquet'. Then give that file."));
    }
    if start.get(257..262) == Some(b"ustar") {
        return Some(("a tar archive", "Unpack it."));
    }
    markup(start).or_else(|| binary(&start[..start.len().min(LOOKED_AT)]))
}

/// Pages and workbooks as markup: some shops call an HTML table an .xls.
fn markup(start: &[u8]) -> Option<(&'static str, &'static str)> {
    let text: Vec<u8> = start.trim_ascii_start().iter().take(64).map(u8::to_ascii_lowercase).collect();
    let begins = |word: &str| text.starts_with(word.as_bytes());
    let save = "Open it in a spreadsheet and save it as CSV (UTF-8).";
    match () {
        () if ["<!doctype html", "<html", "<table", "<head", "<meta"].iter().any(|word| begins(word)) => {
            Some(("a web page (HTML)", save))
        }
        () if begins("<?xml") && !is_salesforce(start) => Some(("XML", save)),
        () if [
            "-- mysql dump",
            "-- mariadb dump",
            "insert into",
            "create table",
            "--\n-- postgresql",
            "drop table",
            "begin transaction;",
        ]
        .iter()
        .any(|word| begins(word)) =>
        {
            Some((
                "an SQL dump",
                "Load it into its database, and give the address with --query; or export the orders as CSV.",
            ))
        }
        () => None,
    }
}

/// The one XML that is read.
fn is_salesforce(start: &[u8]) -> bool {
    const IMPEX: &[u8] = b"demandware.com/xml/impex/";
    start.iter().take(LOOKED_AT).copied().collect::<Vec<_>>().windows(IMPEX.len()).any(|window| window == IMPEX)
}

/// Texts have no zero bytes, and hardly any control characters.
fn binary(start: &[u8]) -> Option<(&'static str, &'static str)> {
    let zeros = start.iter().filter(|byte| **byte == 0).count();
    // Every other byte is zero, and hardly any of the rest.
    let zeros_from = |from: usize| start.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros_from(0), zeros_from(1));
    if zeros > 1 && even.max(odd) * 4 > start.len() && even.min(odd) * 8 <= even.max(odd) {
        return Some(("UTF-16", "Export it again as CSV (UTF-8), or convert it: iconv -f UTF-16 -t UTF-8."));
    }
    // Hive parts the fields of a line by 1, others by 31.
    let odd = start.iter().filter(|byte| matches!(byte, 0 | 2..=8 | 11 | 14..=26 | 28..=30 | 127)).count();
    let is_binary = odd > 1 && odd * 50 > start.len();
    is_binary.then_some((
        "binary data",
        "Export the orders as CSV (UTF-8), JSON lines or Parquet; unpack it first if it is packed.",
    ))
}

#[cfg(test)]
mod tests {
    use super::kind;

    #[test]
    fn text_is_text() {
        for text in [
            &b"order_id,sku\n1,A\n"[..],
            b"",
            b"\xef\xbb\xbforder_id,sku",
            b"caf\xe9;1\n",
            b"{\"a\":1}",
            b"BZ,1\n",
            b"1\x0c2\n",
            b"order\x01sku\n1\x01A\n1\x01B\n2\x01A\n",
        ] {
            assert_eq!(kind(text), None, "{text:?}");
        }
    }

    #[test]
    fn other_files_are_told_by_their_content() {
        for (start, what) in [
            (&b"BZh91AY"[..], "bzip2"),
            (b"\0\0\0\0\0\0\0\0DUCK", "a DuckDB database"),
            (b"o\0r\0d\0e\0r\0,\0", "UTF-16"),
            (b"\0o\0r\0d\0e\0r\0,", "UTF-16"),
            (b"<table><tr>", "a web page (HTML)"),
            (b"\x02\x05\x08order_id\x06String", "binary data"),
        ] {
            assert_eq!(kind(start).map(|(what, _)| what), Some(what));
        }
    }
}
