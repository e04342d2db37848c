//! Reads JSON of many shapes, packed files and workbooks, and refuses what is none of the known forms.

use super::{Problem, Quiet, ReadOptions, check, check_with, mapped, orders, refused, words};
#[cfg(feature = "brotli")]
use std::io::Write;
#[cfg(feature = "excel")]
use std::path::Path;

#[test]
fn a_record_with_a_list_is_the_order() {
    let orders = r#"{"id":"order_7","created_at":"2025-01-01T10:00:00Z","items":[{"id":"l1","variant_sku":"A","quantity":1},{"id":"l2","variant_sku":"B","quantity":1}]},
        {"id":"order_8","created_at":"2025-01-02T10:00:00Z","items":[{"id":"l3","variant_sku":"A","quantity":1}]}"#;
    for map in ["", "order=id", "item=items.variant_sku", "item=variant_sku"] {
        check_with(format!("{{\"orders\":[{orders}],\"count\":2}}").as_bytes(), &mapped(map), "A B | A");
        check_with(format!("[{orders}]").as_bytes(), &mapped(map), "A B | A");
    }
    check(&format!("{{\"data\":{{\"orders\":{{\"items\":[{orders}],\"totalItems\":2}}}}}}"), "A B | A");
    check(&format!("{{\"items\":[{orders}]}}"), "A B | A");
    let edges = r#"{"data":{"orders":{"edges":[{"node":{"name":"O-7","lineItems":{"edges":[{"node":{"sku":"A","quantity":1}},{"node":{"sku":"B","quantity":2}}]}}}]}}}"#;
    check(edges, "A B");
    let vendure = r#"{"data":{"orders":{"items":[{"id":"1","code":"ABC","orderPlacedAt":"2025-01-01T10:00:00Z","lines":[{"id":"4","quantity":1,"productVariant":{"id":"9","sku":"A"}}]}]}}}"#;
    check(vendure, "A");
}

#[test]
fn lines_may_name_their_parents() {
    check(
        "{\"id\":\"gid://shopify/Order/1\",\"createdAt\":\"2025-01-01T00:00:00Z\",\"displayFinancialStatus\":\"PAID\"}\n\
         {\"id\":\"gid://shopify/LineItem/5\",\"sku\":\"A\",\"quantity\":1,\"__parentId\":\"gid://shopify/Order/1\"}\n\
         {\"id\":\"gid://shopify/LineItem/6\",\"sku\":\"B\",\"quantity\":1,\"__parentId\":\"gid://shopify/Order/1\"}\n\
         {\"id\":\"gid://shopify/Order/2\",\"createdAt\":\"2025-01-02T00:00:00Z\"}\n\
         {\"id\":\"gid://shopify/LineItem/7\",\"sku\":\"A\",\"quantity\":1,\"__parentId\":\"gid://shopify/Order/2\"}\n",
        "A B | A",
    );
}

#[test]
fn data_frames_as_json_are_tables() {
    check(r#"{"order_id":{"0":1,"1":1,"2":2},"sku":{"0":"A","1":"B","2":"A"}}"#, "A B | A");
    check(r#"{"order_id":[1,1,2],"sku":["A","B","A"]}"#, "A B | A");
    check(r#"{"columns":["order_id","sku"],"index":[0,1],"data":[[1,"A"],[1,"B"]]}"#, "A B");
    check(r#"{"0":{"order_id":1,"sku":"A"},"1":{"order_id":1,"sku":"B"}}"#, "A B");
    check(
        r#"{"meta":[{"name":"order_id","type":"UInt64"},{"name":"sku","type":"String"}],"data":[["1","A"],["1","B"]],"rows":2}"#,
        "A B",
    );
}

#[test]
fn what_is_no_text_is_recognised_by_its_content() {
    for (start, says) in [
        (&b"BZh91AY&SY"[..], "bzip2"),
        (b"\xfd7zXZ\0\0\x04", "xz"),
        (b"ARROW1\0\0", "Arrow"),
        (b"Obj\x01\x04", "Avro"),
        (b"ORC\x08\x01", "ORC"),
        (b"SQLite format 3\0\x10", "sqlite://"),
        (b"\0\0\0\0\0\0\0\0DUCK\x40", "COPY"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel"),
        (b"o\0r\0d\0e\0r\0_\0i\0d\0,\0s\0k\0u\0\n\0", "UTF-16"),
        (b"<html><table><tr><td>Order", "HTML"),
        (b"\x02\x05\x08order_id\x06String\x00\x01\x02\x03", "binary"),
    ] {
        refused(start, Problem::Unreadable, &["found", says]);
    }
}

#[test]
fn a_refusal_shows_what_was_seen_and_the_ways_out() {
    refused(
        b"Bon,Ware,wann\n1,A,x\n1,B,y\n2,A,z\n3,C,z\n",
        Problem::MissingColumn,
        &["Bon, Ware, wann", "1 | A | x", "--map order=COLUMN,item=COLUMN", "pairwell look"],
    );
    let wide = format!("{}\n{}\n", vec!["a_column_of_a_long_name"; 3000].join(","), vec!["1"; 3000].join(","));
    refused(wide.as_bytes(), Problem::MissingColumn, &[" more\n", "Say which"]);
}

#[cfg(feature = "brotli")]
#[test]
fn brotli_is_known_by_the_name() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("orders.csv.br");
    let mut packed = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 20);
    packed.write_all(b"order_id,sku\n1,A\n1,B\n").unwrap();
    std::fs::write(&path, packed.into_inner()).unwrap();
    let (orders, _) = orders::read(&[path.to_str().unwrap().to_owned()], &ReadOptions::default(), &Quiet).unwrap();
    assert_eq!(words(&orders), "A B");
}

#[cfg(feature = "excel")]
#[test]
fn workbooks_are_read_from_the_first_sheet_with_orders() {
    for name in ["orders.xlsx", "orders.xls"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exports").join(name);
        let (orders, report) =
            orders::read(&[path.to_str().unwrap().to_owned()], &ReadOptions::default(), &Quiet).unwrap();
        assert_eq!(words(&orders), "10012 CUP | 10012", "{name}\n{report}");
        assert_eq!(orders.times, Some(vec![1_737_126_240, 1_737_158_400]), "{name}\n{report}");
    }
}
