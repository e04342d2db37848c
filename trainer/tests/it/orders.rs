//! Checks that order exports become the orders a shop really had, and that bad ones are refused in plain words.

use pairwell_cli::orders::{
    self, Dropped, Format, Orders, Place, Problem, Quiet, ReadError, ReadOptions, ReadReport, pattern,
};
use std::io::Write;
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    path.to_str().unwrap().to_owned()
}

fn read(source: &str, options: &ReadOptions) -> Result<(Orders, ReadReport), ReadError> {
    orders::read(&[source.to_owned()], options, &Quiet)
}

fn read_text(text: &[u8], options: &ReadOptions) -> Result<(Orders, ReadReport), ReadError> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text).unwrap();
    read(file.path().to_str().unwrap(), options)
}

/// Orders as text: `1: A B | 2: C`, without the ids, which are not kept.
fn words(orders: &Orders) -> String {
    let word =
        |order: &[u32]| order.iter().map(|&item| orders.skus[item as usize].as_str()).collect::<Vec<_>>().join(" ");
    orders.iter().map(word).collect::<Vec<_>>().join(" | ")
}

fn check(text: &str, expected: &str) {
    let (orders, report) = read_text(text.as_bytes(), &ReadOptions::default()).unwrap();
    assert_eq!(words(&orders), expected, "\n{text}\n{report}");
}

fn check_dropped(text: &str, why: Dropped, lines: u64, expected: &str) {
    let options = ReadOptions { max_bad: 0.5, max_order_items: Some(3), ..ReadOptions::default() };
    let (orders, report) = read_text(text.as_bytes(), &options).unwrap();
    assert_eq!((report.dropped(why), words(&orders).as_str()), (lines, expected), "\n{text}\n{report}");
    let dropped: u64 = Dropped::ALL.iter().map(|&why| report.dropped(why)).sum();
    assert_eq!(report.lines, report.kept + dropped, "every line is kept or counted as dropped\n{report}");
}

fn check_error(text: &str, problem: Problem, says: &[&str]) {
    let error = read_text(text.as_bytes(), &ReadOptions::default()).unwrap_err();
    assert_eq!(error.problem, problem, "{error}");
    for part in says {
        assert!(error.to_string().contains(part), "{part:?} is not in: {error}");
    }
}

#[test]
fn lines_of_an_order_are_gathered_in_order_of_first_appearance() {
    check("order_id,sku\n1,A\n1,B\n2,C\n", "A B | C");
    check("order_id,sku\n1,A\n2,C\n1,B\n2,A\n", "A B | C A");
}

#[test]
fn delimiters_are_recognised_in_the_header() {
    check("order_id;sku;price\n1;A;2,50\n1;B;1,00\n", "A B");
    check("order_id\tsku\n1\tA\n1\tB\n", "A B");
    check("order_id|sku\n1|A\n1|B\n", "A B");
    check("\"a;b;c\",order_id,sku\nx,1,A\n", "A");
}

#[test]
fn a_byte_order_mark_is_not_part_of_the_first_name() {
    check("\u{feff}order_id,sku\n1,A\n", "A");
}

#[test]
fn quoted_fields_may_hold_newlines_and_delimiters() {
    check("order_id,note,sku\r\n1,\"two\r\nlines, and a comma\",A\r\n1,,B\r\n", "A B");
}

#[test]
fn blanks_around_a_field_do_not_count() {
    check("order_id , sku\n 1 , A \n1,B\n", "A B");
}

#[test]
fn gzip_is_recognised_by_the_first_bytes() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(b"order_id,sku\n1,A\n1,B\n").unwrap();
    let (orders, _) = read_text(&packed.finish().unwrap(), &ReadOptions::default()).unwrap();
    assert_eq!(words(&orders), "A B");
}

#[test]
fn codes_that_are_not_utf8_stay_apart() {
    let (orders, _) = read_text(b"order_id,sku\n1,\xa3\n1,\xa4\n", &ReadOptions::default()).unwrap();
    assert_eq!(words(&orders), "£ ¤");
}

#[test]
fn cancelled_orders_are_dropped() {
    check_dropped("order_id,sku,quantity\n1,A,1\nC1,A,-1\n", Dropped::Cancelled, 1, "A");
    check_dropped("order_id,sku,status\n1,A,paid\n2,A,Cancelled\n3,B,refunded\n", Dropped::Cancelled, 2, "A");
    check_dropped("order_id,sku,status\n1,A,wc-completed\n2,A,wc-failed\n", Dropped::Cancelled, 1, "A");
    check_dropped("order_id,sku\n1,A\n2,A\n3,B\nC3,B\n", Dropped::Cancelled, 1, "A | A | B");
}

#[test]
fn a_shop_whose_order_numbers_begin_with_c_keeps_its_orders() {
    check("order_id,sku,quantity\nC1,A,1\nC2,A,1\n", "A | A");
}

#[test]
fn quantities_and_prices_of_nothing_are_dropped() {
    check_dropped("order_id,sku,quantity\n1,A,1\n1,B,0\n2,B,-2\n", Dropped::Returned, 2, "A");
    check_dropped("order_id,sku,price\n1,A,1.5\n1,B,0.00\n1,D,-1\n1,C,\n", Dropped::Price, 2, "A C");
}

#[test]
fn what_is_returned_leaves_the_order_it_belongs_to() {
    check_dropped("order_id,sku,quantity\n1,A,1\n1,B,2\n1,B,-2\n", Dropped::Returned, 2, "A");
    check_dropped("order_id,sku,quantity\n1,A,1\n1,B,2\n1,B,-1\n", Dropped::Returned, 1, "A B");
}

#[test]
fn what_is_taken_back_is_counted_by_item_whatever_order_it_was_of() {
    let text =
        b"order_id,sku,quantity,status\n1,A,1,\n1,B,2,\n1,B,-2,\n2,A,1,\n2,B,1,\nC9,B,-1,\n3,A,0,\n4,A,1,cancelled\n";
    let (_, report) = read_text(text, &ReadOptions { max_bad: 0.5, ..ReadOptions::default() }).unwrap();
    assert_eq!(report.returned.into_iter().collect::<Vec<_>>(), [("B".to_owned(), 2)]);
}

#[test]
fn a_return_may_name_the_order_it_belongs_to() {
    check("order_id,sku,quantity,return_of\n1,A,1,\n1,B,1,\n2,C,1,\nR7,B,1,1\n", "A | C");
    check("order_id,sku,return_of\n1,A,\n1,B,\nR7,B,1\n", "A");
}

#[test]
fn a_day_of_cancellation_cancels() {
    check_dropped("order_id,sku,cancelled_at\n1,A,\n2,B,2025-01-01\n", Dropped::Cancelled, 1, "A");
}

#[test]
fn of_a_log_of_events_only_purchases_count() {
    check_dropped("event_type,order_id,sku\nview,1,A\npurchase,1,B\ncart,1,C\n", Dropped::NotPurchase, 2, "B");
}

#[test]
fn items_named_by_title_are_given_their_sku() {
    let columns = "title=name".parse().unwrap();
    let aliases =
        [("Mug - Blue", "MUG-BL"), ("Pot", "POT-1")].map(|(name, sku)| (name.to_owned(), sku.to_owned())).into();
    let text = b"order_id,sku,name,quantity\n1,MUG-BL,Mug - Blue,1\n2,,Mug - Blue,1\n2,,Pot - Gone,1\n2,,Unknown,1\n3,POT-1,Pot,1\n3,,Mug - Blue,1\n3,,Mug - Blue,-1\n";
    let (orders, _) = read_text(text, &ReadOptions { columns, aliases, ..ReadOptions::default() }).unwrap();
    assert_eq!(words(&orders), "MUG-BL | MUG-BL POT-1 Unknown | POT-1");
}

#[test]
fn blank_ids_are_dropped() {
    check_dropped("order_id,sku\n1,A\n,B\n", Dropped::BlankOrder, 1, "A");
    check_dropped("order_id,sku\n1,A\n1, \n", Dropped::BlankItem, 1, "A");
}

#[test]
fn postage_is_not_a_product() {
    check_dropped("order_id,sku\n1,A\n1,POST\n", Dropped::NonProduct, 1, "A");
}

#[test]
fn the_user_says_what_a_product_is() {
    let products = ReadOptions { products: Some(pattern("--products", r"^\d{5}").unwrap()), ..ReadOptions::default() };
    let others = ReadOptions { non_products: Some(pattern("--non-products", "^x").unwrap()), ..ReadOptions::default() };
    let text = b"order_id,sku\n1,12345a\n1,X1\n1,POST\n";
    assert_eq!(words(&read_text(text, &products).unwrap().0), "12345a");
    assert_eq!(words(&read_text(text, &others).unwrap().0), "12345a POST");
}

#[test]
fn a_repeated_line_counts_once() {
    check_dropped("order_id,sku\n1,A\n1,B\n1,A\n2,A\n", Dropped::Duplicate, 1, "A B | A");
}

#[test]
fn oversized_orders_are_dropped_unless_there_is_no_cap() {
    let text = "order_id,sku\n1,A\n1,B\n1,C\n1,E\n2,A\n2,E\n";
    check_dropped(text, Dropped::Oversized, 4, "A E");
    let uncapped = ReadOptions { max_order_items: None, ..ReadOptions::default() };
    assert_eq!(words(&read_text(text.as_bytes(), &uncapped).unwrap().0), "A B C E | A E");
}

#[test]
fn orders_before_since_are_dropped() {
    let options = ReadOptions { since: Some(1_735_689_600), ..ReadOptions::default() };
    let text = b"order_id,sku,date\n1,A,2024-12-31\n2,B,2025-01-01\n";
    let (orders, report) = read_text(text, &options).unwrap();
    assert_eq!((words(&orders).as_str(), report.dropped(Dropped::TooOld)), ("B", 1));
    assert_eq!(orders.times, Some(vec![1_735_689_600]));
}

#[test]
fn bad_rows_are_counted_and_shown() {
    check_dropped("order_id,sku,quantity\n1,A,1\n1,B,many\n1,C,1\n1,E\n", Dropped::Bad, 2, "A C");
}

#[test]
fn customers_become_numbers_and_nothing_else() {
    let (orders, _) = read_text(
        b"order_id,sku,email\n1,A,x@example.org\n2,A,\n3,A,y@example.org\n4,A,x@example.org\n",
        &ReadOptions::default(),
    )
    .unwrap();
    assert_eq!(orders.customers, Some(vec![0, u32::MAX, 1, 0]));
}

#[test]
fn basket_lines_are_orders_numbered_from_one() {
    let (orders, _) =
        read_text(b"10 11 10\n12\n", &ReadOptions { format: Format::Basket, ..ReadOptions::default() }).unwrap();
    assert_eq!(words(&orders), "10 11 | 12");
    assert_eq!(orders.id_crcs, [crc32fast::hash(b"1"), crc32fast::hash(b"2")]);
    assert_eq!(orders.cart_crcs, [crc32fast::hash(b"c1"), crc32fast::hash(b"c2")]);
    check("10 11 10\n12\n", "10 11 | 12");
}

#[test]
fn baskets_may_have_commas_between_items() {
    let options = ReadOptions { format: Format::Basket, ..ReadOptions::default() };
    let (orders, _) = read_text(b"whole milk\nyogurt, whole milk,\"rye bread\"\n", &options).unwrap();
    let first: Vec<&str> = orders.skus.iter().map(String::as_str).collect();
    assert_eq!((first, orders.len()), (vec!["whole milk", "yogurt", "rye bread"], 2));
}

#[test]
fn without_order_ids_a_customers_day_may_be_an_order() {
    let text =
        "client_id,product_id,date\n7,A,2025-01-01 09:00\n7,B,2025-01-01 18:00\n8,A,2025-01-01 10:00\n7,A,2025-01-02\n";
    check_error(text, Problem::MissingColumn, &["the order id", "--format personalize"]);
    let options = ReadOptions { format: Format::Personalize, ..ReadOptions::default() };
    assert_eq!(words(&read_text(text.as_bytes(), &options).unwrap().0), "A B | A | A");
}

#[test]
fn one_damaged_record_does_not_hide_the_others() {
    let text = "{\"order_id\":1 \"sku\":\"A\"}\n{\"order_id\":2,\"sku\":\"B\"}\n";
    check_dropped(text, Dropped::Bad, 1, "B");
}

#[test]
fn a_file_without_a_header_is_mapped_by_position() {
    let columns = "order=#2,item=#1".parse().unwrap();
    let (orders, report) = read_text(b"A,1\nB,1\nA,2\n", &ReadOptions { columns, ..ReadOptions::default() }).unwrap();
    assert_eq!((words(&orders).as_str(), report.lines), ("A B | A", 3));
}

#[test]
fn one_history_may_come_in_several_files() {
    let (first, second) = (fixture("orders-1.csv"), fixture("orders-2.csv"));
    let (orders, report) = orders::read(&[first, second], &ReadOptions::default(), &Quiet).unwrap();
    assert_eq!((words(&orders).as_str(), report.lines), ("A B | A C | B", 5));
}

#[test]
fn a_missing_column_says_what_is_there_and_what_to_write() {
    check_error(
        "Bon,sku\n1,A\n",
        Problem::MissingColumn,
        &["line 1", "no column for the order id", "Bon, sku", "--map order=COLUMN,item=sku"],
    );
}

#[test]
fn an_unreadable_file_says_so() {
    let error = read("no/such/file.csv", &ReadOptions::default()).unwrap_err();
    assert_eq!(error.problem, Problem::Unreadable);
    assert!(error.to_string().starts_with("no/such/file.csv: cannot be read"), "{error}");
}

#[test]
fn a_file_cut_short_says_so() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&b"order_id,sku\n1,A\n".repeat(1000)).unwrap();
    let packed = packed.finish().unwrap();
    let error =
        read_text(&packed[..packed.len() - 20], &ReadOptions { max_bad: 1.0, ..ReadOptions::default() }).unwrap_err();
    assert_eq!(error.problem, Problem::Unreadable, "{error}");
}

#[test]
fn empty_files_and_bare_headers_say_so() {
    check_error("", Problem::Empty, &["the file is empty"]);
    check_error("order_id,sku\n", Problem::Empty, &["a header and no line"]);
}

#[test]
fn a_spreadsheet_is_not_text() {
    check_error("PK\u{3}\u{4}xl/workbook", Problem::Unreadable, &["Excel", "Export it as CSV"]);
}

#[test]
fn no_usable_order_says_what_happened_to_the_lines() {
    let text = "order_id,sku,quantity\n1,A,-1\n2,POST,1\n";
    check_error(
        text,
        Problem::NoOrders,
        &["no usable order among 2 lines", "1 returned", "1 not a product", "--map order=order_id"],
    );
}

#[test]
fn too_many_bad_rows_stop_the_reading() {
    check_error(
        "order_id,sku,quantity\n1,A,1\n1,B,many\n",
        Problem::TooManyBadRows,
        &["1 of 2 rows", "more than 5 %", "line 3", "\"many\"", "--max-bad"],
    );
}

#[test]
fn strict_stops_at_the_first_bad_row() {
    let error =
        read_text(b"order_id,sku,qty\n1,A,1\n1,B,many\n", &ReadOptions { strict: true, ..ReadOptions::default() })
            .unwrap_err();
    assert_eq!(
        (error.problem, error.place, error.column.as_deref()),
        (Problem::BadRow, Some(Place::Line(3)), Some("qty"))
    );
    assert!(error.what.contains("expected a number, found \"many\""), "{error}");
}

/// A public data set beside the repository, or `None`, said aloud, where there is none.
fn shared(name: &str) -> Option<String> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let path = std::env::var_os("PAIRWELL_SHARED").map_or(beside, PathBuf::from).join("data").join(name);
    if !path.exists() {
        eprintln!("not checked: {} is not here; PAIRWELL_SHARED says where the data sets are", path.display());
        return None;
    }
    Some(path.to_str().unwrap().to_owned())
}

#[test]
fn online_retail_is_read_as_the_protocol_reads_it() {
    let Some(source) = shared("online-retail.csv.gz") else { return };
    let products = Some(pattern("--products", r"^\d{5}").unwrap());
    let options = ReadOptions { products, max_order_items: None, ..ReadOptions::default() };
    let (orders, report) = read(&source, &options).unwrap();
    assert_eq!(report.lines, 541_909, "{report}");
    let cut = orders.len() * 4 / 5;
    let test = (cut..orders.len()).filter(|&n| (2..=100).contains(&orders.order(n).len())).count();
    let first: Vec<bool> = (0..orders.len()).map(|n| n < cut).collect();
    let training = orders.only(&first).without_larger_than(200);
    assert_eq!((training.len(), training.items.len(), training.skus.len(), test), (15_642, 345_970, 3_768, 3_557));
}

#[test]
fn online_retail_needs_no_options() {
    let Some(source) = shared("online-retail.csv.gz") else { return };
    let (orders, report) = read(&source, &ReadOptions::default()).unwrap();
    eprintln!("{report}");
    assert!(orders.len() > 19_500 && report.dropped(Dropped::NonProduct) > 1_000, "{report}");
}

#[test]
fn belgian_retail_is_read_as_baskets() {
    let Some(source) = shared("belgian-retail.dat.gz") else { return };
    let (orders, _) = read(&source, &ReadOptions { max_order_items: None, ..ReadOptions::default() }).unwrap();
    assert_eq!(orders.len(), 88_162);
    let training: Vec<bool> = orders.id_crcs.iter().map(|crc| crc % 5 != 0).collect();
    let training = orders.only(&training);
    assert_eq!((training.len(), training.items.len(), training.skus.len()), (70_521, 726_375, 15_939));
}
