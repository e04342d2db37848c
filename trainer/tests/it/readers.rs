//! The contract of all order readers: one small shop, written in every format, becomes the same orders.

use pairwell_cli::orders::{self, Dropped, Format, Orders, Place, Problem, Quiet, ReadError, ReadOptions, ReadReport};
use proptest::prelude::*;
use std::io::Write;
use std::path::Path;

/// A format's fixture, and what of the shop it can say.
struct Reader {
    file: &'static str,
    /// What `--format` calls it.
    format: &'static str,
    /// Whether the orders' own ids are in it.
    ids: bool,
    /// Whether times and customers are in it.
    times: bool,
    /// Whether it is text, and so can be packed or cut anywhere.
    text: bool,
}

const fn reader(file: &'static str, format: &'static str) -> Reader {
    Reader { file, format, ids: true, times: true, text: true }
}

/// Every reader. A new one is a file, a fixture and a row here.
const READERS: [Reader; 18] = [
    reader("orders.csv", "csv"),
    reader("orders.tsv", "tsv"),
    reader("orders.jsonl", "jsonl"),
    reader("orders.json", "json"),
    Reader { text: false, ..reader("orders.parquet", "parquet") },
    reader("shopify.csv", "shopify"),
    reader("woocommerce.json", "woocommerce"),
    reader("ga4.jsonl", "ga4"),
    Reader { text: false, ..reader("ga4.parquet", "ga4") },
    reader("klaviyo.json", "klaviyo"),
    reader("klaviyo.csv", "csv"),
    reader("mailchimp.json", "mailchimp"),
    reader("hubspot.csv", "csv"),
    reader("segment.jsonl", "segment"),
    reader("posthog.jsonl", "posthog"),
    reader("salesforce.xml", "salesforce"),
    Reader { ids: false, ..reader("personalize.csv", "personalize") },
    Reader { ids: false, times: false, ..reader("basket.txt", "basket") },
];

fn shop(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/shop").join(file);
    path.to_str().unwrap().to_owned()
}

fn read(source: &str, options: &ReadOptions) -> Result<(Orders, ReadReport), ReadError> {
    orders::read(&[source.to_owned()], options, &Quiet)
}

fn of_format(name: &str) -> ReadOptions {
    ReadOptions { format: name.parse().unwrap(), ..ReadOptions::default() }
}

/// What the shop's three orders are, as far as a format can say.
fn expected(reader: &Reader, read: &Orders) -> Orders {
    let own = [b"1001", b"1002", b"1004"].map(|id| crc32fast::hash(id));
    let own_carts = [b"c1001", b"c1002", b"c1004"].map(|id| crc32fast::hash(id));
    Orders {
        skus: ["MUG-1", "POT-2", "CUP-3", "TEA-4"].map(str::to_owned).to_vec(),
        starts: vec![0, 2, 4, 6],
        items: vec![0, 1, 2, 0, 1, 3],
        id_crcs: if reader.ids { own.to_vec() } else { read.id_crcs.clone() },
        cart_crcs: if reader.ids { own_carts.to_vec() } else { read.cart_crcs.clone() },
        times: reader.times.then(|| vec![1_740_823_200, 1_740_915_000, 1_741_166_100]),
        customers: reader.times.then(|| vec![0, 1, 0]),
        kinds: None,
        kinship: None,
    }
}

fn check(reader: &Reader, source: &str, options: &ReadOptions) -> ReadReport {
    let (orders, report) = read(source, options).unwrap_or_else(|error| panic!("{}: {error}", reader.file));
    assert_eq!(orders, expected(reader, &orders), "{}\n{report}", reader.file);
    report
}

#[test]
fn every_format_tells_the_same_orders() {
    for reader in &READERS {
        check(reader, &shop(reader.file), &of_format(reader.format));
    }
}

#[test]
fn every_format_is_recognised_by_itself() {
    for reader in READERS.iter().filter(|reader| reader.format != "basket") {
        check(reader, &shop(reader.file), &ReadOptions::default());
    }
}

#[test]
fn every_line_is_kept_or_counted_as_dropped() {
    for reader in &READERS {
        let report = check(reader, &shop(reader.file), &of_format(reader.format));
        let dropped: u64 = report.dropped.values().sum();
        assert_eq!(report.lines, report.kept + dropped, "{}\n{report}", reader.file);
        assert_eq!((report.orders, report.items, report.kept), (3, 4, 6), "{}", reader.file);
        assert_eq!(report.dropped(Dropped::NonProduct), 1, "{}\n{report}", reader.file);
    }
}

#[test]
fn every_text_may_be_packed() {
    for reader in READERS.iter().filter(|reader| reader.text) {
        let text = std::fs::read(shop(reader.file)).unwrap();
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(&text).unwrap();
        for packed in [gzip.finish().unwrap(), zstd::encode_all(&text[..], 3).unwrap()] {
            let mut file = tempfile::NamedTempFile::new().unwrap();
            file.write_all(&packed).unwrap();
            check(reader, file.path().to_str().unwrap(), &of_format(reader.format));
        }
    }
}

#[test]
fn every_reader_says_that_a_file_is_not_there() {
    for reader in &READERS {
        let error = read("no/such/file", &of_format(reader.format)).unwrap_err();
        assert_eq!(error.problem, Problem::Unreadable, "{}: {error}", reader.file);
        assert!(error.to_string().starts_with("no/such/file: cannot be read"), "{}: {error}", reader.file);
    }
}

#[test]
fn every_reader_says_that_a_file_is_empty() {
    for reader in READERS.iter().filter(|reader| reader.text) {
        let file = tempfile::NamedTempFile::new().unwrap();
        let error = read(file.path().to_str().unwrap(), &of_format(reader.format)).unwrap_err();
        assert_eq!(error.problem, Problem::Empty, "{}: {error}", reader.file);
    }
}

#[test]
fn no_cut_makes_a_reader_panic() {
    for reader in &READERS {
        let bytes = std::fs::read(shop(reader.file)).unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        for end in (0..bytes.len()).step_by(if reader.text { 31 } else { 211 }) {
            std::fs::write(file.path(), &bytes[..end]).unwrap();
            if let Err(error) = read(file.path().to_str().unwrap(), &of_format(reader.format)) {
                assert!(!error.what.is_empty(), "{}", reader.file);
            }
        }
    }
}

#[test]
fn no_personal_field_is_kept() {
    for reader in &READERS {
        let (orders, report) = read(&shop(reader.file), &of_format(reader.format)).unwrap();
        let everything = format!("{orders:?}{report:?}{report}");
        assert!(!everything.contains("example.org"), "{}: {everything}", reader.file);
    }
}

/// A file with one bad row of each format that has rows to be bad, and where the trouble is.
const BAD: [(&str, &str, Place, &str); 10] = [
    ("csv", "order_id,sku,qty\n1,A,1\n1,B,many\n2,A,1\n", Place::Line(3), "qty"),
    (
        "jsonl",
        "{\"order_id\":1,\"sku\":\"A\",\"qty\":1}\n{\"order_id\":1,\"sku\":\"B\",\"qty\":\"many\"}\n",
        Place::Line(2),
        "qty",
    ),
    ("shopify", "Name,Lineitem sku,Lineitem quantity\n#1,A,1\n#1,B,many\n", Place::Line(3), "Lineitem quantity"),
    (
        "woocommerce",
        "[{\"id\":1,\"date_created_gmt\":\"2025-01-01\",\"line_items\":[{\"sku\":\"A\"}]},\n\
          {\"id\":2,\"date_created_gmt\":\"2025-01-01\",\"line_items\":[{\"sku\":\"A\",\"quantity\":\"many\"}]}]",
        Place::Row(2),
        "line_items.quantity",
    ),
    (
        "ga4",
        "{\"event_name\":\"purchase\",\"event_timestamp\":1740823200000000,\"ecommerce\":{\"transaction_id\":\"1\"},\"items\":[{\"item_id\":\"A\"}]}\n\
         {\"event_name\":\"purchase\",\"event_timestamp\":1740823200000000,\"ecommerce\":{\"transaction_id\":\"2\"},\"items\":[{\"item_id\":\"A\",\"quantity\":\"many\"}]}\n",
        Place::Line(2),
        "items.quantity",
    ),
    (
        "klaviyo",
        "{\"data\":[{\"attributes\":{\"datetime\":\"2025-01-01\",\"event_properties\":{\"OrderId\":1,\"Items\":[{\"SKU\":\"A\"}]}}}]}\n\
         {\"data\":[{\"attributes\":{\"datetime\":\"2025-01-01\",\"event_properties\":{\"OrderId\":2,\"Items\":[{\"SKU\":\"A\",\"Quantity\":\"many\"}]}}}]}\n",
        Place::Line(2),
        "event_properties.Items.Quantity",
    ),
    (
        "mailchimp",
        "{\"id\":1,\"lines\":[{\"product_variant_id\":\"A\"}]}\n{\"id\":2,\"lines\":[{\"product_variant_id\":\"A\",\"quantity\":\"many\"}]}\n",
        Place::Line(2),
        "lines.quantity",
    ),
    (
        "segment",
        "{\"event\":\"Order Completed\",\"messageId\":\"1\",\"properties\":{\"products\":[{\"sku\":\"A\"}]}}\n\
         {\"event\":\"Order Completed\",\"messageId\":\"2\",\"properties\":{\"products\":[{\"sku\":\"A\",\"quantity\":\"many\"}]}}\n",
        Place::Line(2),
        "properties.products.quantity",
    ),
    (
        "salesforce",
        "<orders><order order-no=\"1\"><product-lineitems><product-lineitem><product-id>A</product-id></product-lineitem></product-lineitems></order>\n\
         <order order-no=\"2\"><product-lineitems><product-lineitem><product-id>A</product-id><quantity>many</quantity></product-lineitem>\
         </product-lineitems></order></orders>",
        Place::Row(2),
        "quantity",
    ),
    ("personalize", "USER_ID,ITEM_ID,TIMESTAMP\n1,A,1740823200\n1,B,soon\n", Place::Line(3), "TIMESTAMP"),
];

fn bad(text: &str, options: &ReadOptions) -> Result<(Orders, ReadReport), ReadError> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    read(file.path().to_str().unwrap(), options)
}

#[test]
fn strict_names_the_row_and_the_column() {
    for (name, text, place, column) in BAD {
        let error = bad(text, &ReadOptions { strict: true, ..of_format(name) }).unwrap_err();
        assert_eq!((error.problem, error.place), (Problem::BadRow, Some(place)), "{name}: {error}");
        assert_eq!(error.column.as_deref(), Some(column), "{name}: {error}");
        assert!(error.to_string().contains("expected") && error.to_string().contains("found"), "{name}: {error}");
    }
}

/// The same table with a date that is none: lines do without, unless nothing may be amiss.
const UNDATED: [(&str, &str, &str); 3] = [
    ("csv", "order_id,sku,date\n1,A,2025-01-01\n2,B,soon\n", "date"),
    (
        "woocommerce",
        "[{\"id\":1,\"date_created_gmt\":\"2025-01-01\",\"line_items\":[{\"sku\":\"A\"}]},\n\
          {\"id\":2,\"date_created_gmt\":\"soon\",\"line_items\":[{\"sku\":\"B\"}]}]",
        "date_created_gmt",
    ),
    (
        "ga4",
        "{\"event_name\":\"purchase\",\"event_timestamp\":1740823200000000,\"ecommerce\":{\"transaction_id\":\"1\"},\"items\":[{\"item_id\":\"A\"}]}\n\
         {\"event_name\":\"purchase\",\"event_timestamp\":\"soon\",\"ecommerce\":{\"transaction_id\":\"2\"},\"items\":[{\"item_id\":\"B\"}]}\n",
        "event_timestamp",
    ),
];

#[test]
fn a_date_that_is_none_costs_no_line_unless_strict() {
    for (name, text, column) in UNDATED {
        let (orders, report) = bad(text, &of_format(name)).unwrap();
        assert_eq!((orders.len(), report.undated), (2, 1), "{name}\n{report}");
        let error = bad(text, &ReadOptions { strict: true, ..of_format(name) }).unwrap_err();
        assert_eq!((error.problem, error.column.as_deref()), (Problem::BadRow, Some(column)), "{name}: {error}");
    }
}

#[test]
fn bad_rows_are_counted_up_to_a_share() {
    for (name, text, _, column) in BAD {
        let (orders, report) = bad(text, &ReadOptions { max_bad: 0.5, ..of_format(name) }).unwrap();
        assert_eq!(report.dropped(Dropped::Bad), 1, "{name}\n{report}");
        assert_eq!(orders.order(0), [0], "{name}");
        let error = bad(text, &of_format(name)).unwrap_err();
        assert_eq!(error.problem, Problem::TooManyBadRows, "{name}: {error}");
        assert!(error.to_string().contains(column), "{name}: {error}");
    }
}

#[test]
fn a_missing_column_tells_how_to_map_it() {
    for (name, text) in [
        ("csv", "Bon,sku\n1,A\n"),
        ("jsonl", "{\"Bon\":1,\"sku\":\"A\"}\n"),
        ("shopify", "Bon,Lineitem sku\n1,A\n"),
        ("parquet", ""),
    ] {
        let options = if name == "parquet" {
            ReadOptions { columns: "order=Bon".parse().unwrap(), ..of_format(name) }
        } else {
            of_format(name)
        };
        let read = if name == "parquet" { read(&shop("orders.parquet"), &options) } else { bad(text, &options) };
        let error = read.unwrap_err();
        assert_eq!(error.problem, Problem::MissingColumn, "{name}: {error}");
        assert!(error.to_string().contains("Bon") && error.to_string().contains("sku"), "{name}: {error}");
    }
}

#[test]
fn directories_and_patterns_are_read_by_name() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir(directory.path().join("day=2")).unwrap();
    std::fs::write(directory.path().join("day=2/part-0.csv"), "order_id,sku\n2,B\n").unwrap();
    std::fs::write(directory.path().join("day=1.csv"), "order_id,sku\n1,A\n").unwrap();
    std::fs::write(directory.path().join("_SUCCESS"), "").unwrap();
    let root = directory.path().to_str().unwrap().to_owned();
    let sku = |source: &str| read(source, &ReadOptions::default()).map(|(orders, _)| orders.skus.concat());
    assert_eq!(sku(&root).unwrap(), "AB");
    assert_eq!(sku(&format!("{root}/day=*.csv")).unwrap(), "A");
    assert_eq!(sku(&format!("{root}/week=*.csv")).unwrap_err().what, "no file matches");
    assert_eq!(Format::default(), Format::Auto);
}

/// A fixture with a few bytes changed.
fn damaged() -> impl Strategy<Value = (usize, Vec<u8>)> {
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6);
    (0..READERS.len(), changes).prop_map(|(reader, changes)| {
        let mut bytes = std::fs::read(shop(READERS[reader].file)).unwrap();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        (reader, bytes)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_damage_makes_a_reader_panic((reader, bytes) in damaged()) {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &bytes).unwrap();
        let source = file.path().to_str().unwrap();
        for options in [of_format(READERS[reader].format), ReadOptions::default()] {
            if let Ok((orders, report)) = read(source, &options) {
                prop_assert_eq!(orders.starts.last().copied(), Some(orders.items.len()));
                prop_assert_eq!(report.lines, report.kept + report.dropped.values().sum::<u64>());
                prop_assert!(orders.items.iter().all(|&item| (item as usize) < orders.skus.len()));
            }
        }
    }
}
