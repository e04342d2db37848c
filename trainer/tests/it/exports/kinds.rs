//! Reads more inputs of the kinds that real exports were found to have: flags, refunds, second statuses, odd columns and forms.

use super::{Dropped, Problem, check, check_with, column, mapped, read_with, refused, words};
use pairwell_cli::orders::ReadOptions;

/// Four orders; what stands in the last column of each row is `set` on all rows of the first order, `unset` on others.
fn flagged(name: &str, set: &str, unset: &str) -> String {
    let mut text = format!("order_id,sku,{name}\n");
    for (n, basket) in ["A B", "C D", "A B", "C"].iter().enumerate() {
        basket.split(' ').for_each(|sku| text += &format!("{n},{sku},{}\n", if n == 0 { set } else { unset }));
    }
    text
}

#[test]
fn flags_and_days_of_cancellation_cancel_an_order() {
    for (name, set, unset) in [
        ("is_cancelled", "1", "0"),
        ("Cancelled?", "Yes", "No"),
        ("storniert", "ja", "nein"),
        ("isRefunded", "true", "false"),
        ("Annulée", "oui", "non"),
        ("voided", "x", ""),
        ("refunded_at", "2025-02-01", ""),
        ("Stornodatum", "01.02.2025", ""),
        ("cancel_date", "2025-02-01 10:00:00", "0000-00-00 00:00:00"),
        ("is_paid", "0", "1"),
        ("Bezahlt", "nein", "ja"),
        ("payment_status", "Refunded", "Paid"),
        ("displayFinancialStatus", "VOIDED", "PAID"),
    ] {
        let report = check(&flagged(name, set, unset), "C D | A B | C");
        assert_eq!(report.dropped(Dropped::Cancelled), 2, "{name}");
    }
    // What the user says settles it, and money or reasons are no flags.
    check_with(flagged("is_cancelled", "1", "0").as_bytes(), &mapped("cancelled_at="), "A B | C D | A B | C");
    for name in ["refund_amount", "cancel_reason", "is_refundable", "subscription_cancelled"] {
        check(&flagged(name, "1", "0"), "A B | C D | A B | C");
    }
}

#[test]
fn a_second_status_may_say_that_an_order_came_to_nothing() {
    let text = "order_id,sku,status,payment_status\n1,A,complete,paid\n1,B,complete,paid\n2,A,complete,refunded\n2,B,complete,refunded\n\
        3,A,complete,pending\n3,C,complete,pending\n";
    let report = check(text, "A B | A C");
    assert_eq!(column(&report, "status"), Some("status"));
    assert!(report.to_string().contains("orders are dropped where \"payment_status\" says cancelled"), "{report}");
    // The state of a country is none.
    let report = check("order_id,sku,state\n1,A,Kentucky\n1,B,Kentucky\n2,A,Ohio\n", "A B | A");
    assert!(report.statuses.is_empty(), "{report}");
}

#[test]
fn what_was_taken_back_of_a_line_is_taken_from_it() {
    for name in ["qty_refunded", "Quantity Refunded", "quantity_returned", "Lineitem refunded quantity", "qtyCanceled"]
    {
        let text = format!("order_id,sku,quantity,{name}\n1,A,1,1\n1,B,2,1\n2,A,1,0\n2,B,1,0\n");
        let report = check(&text, "B | A B");
        assert_eq!(report.dropped(Dropped::Returned), 1, "{name}");
    }
    check("order_id,sku,item_status\n1,A,returned\n1,B,shipped\n2,A,shipped\n", "B | A");
    check("order_id,sku,returned\n1,A,1\n1,B,0\n2,A,0\n", "B | A");
    let shopify = r#"{"orders":[{"id":1,"name":"\#1","financial_status":"partially_refunded","line_items":[{"id":11,"sku":"A","quantity":1},{"id":12,"sku":"B","quantity":2}],
        "refunds":[{"refund_line_items":[{"line_item_id":11,"quantity":1},{"line_item_id":12,"quantity":1}]}]}]}"#;
    check(&shopify.replace("\\#", "#"), "B");
    check(
        r#"[{"id":1,"line_items":[{"sku":"A","quantity":2,"current_quantity":0},{"sku":"B","quantity":1,"current_quantity":1}]}]"#,
        "B",
    );
}

#[test]
fn closed_means_refunded_at_magento() {
    let text = "increment_id,status,sku,qty_ordered\n1,complete,A,1\n1,complete,B,1\n2,closed,A,1\n2,closed,B,1\n";
    check(text, "A B");
    check(&text.replace("increment_id", "order_id").replace("qty_ordered", "qty"), "A B | A B");
}

#[test]
fn dates_under_other_names_are_found_by_their_values() {
    for name in ["Kaufzeitpunkt", "createdDate", "order_ts", "Placed On", "When ordered", "下单时间"] {
        let (orders, report) = read_with(
            format!("order_id,sku,{name}\n1,A,2025-01-17\n1,B,2025-01-17\n2,A,2025-01-18\n").as_bytes(),
            &ReadOptions::default(),
        )
        .unwrap();
        assert_eq!(orders.times, Some(vec![1_737_072_000, 1_737_158_400]), "{name}\n{report}");
    }
    for name in ["shipped_date", "birthday", "updated_at"] {
        let (orders, _) = read_with(
            format!("order_id,sku,{name}\n1,A,2025-01-17\n2,A,2025-01-18\n").as_bytes(),
            &ReadOptions::default(),
        )
        .unwrap();
        assert_eq!(orders.times, None, "{name}");
    }
}

#[test]
fn codes_are_the_same_whatever_stands_round_them() {
    check("order_id,sku\n1,CUP\n1,SAUCER\u{a0}\n2,\u{200b}CUP\n2,SAUCER\n", "CUP SAUCER | CUP SAUCER");
    check("order_id,sku\n=\"001\",=\"0017\"\n=\"001\",=\"0018\"\n'002,'0017\n", "0017 0018 | 0017");
    check("order_id,sku\n1,10.00\n1,11.00\n2,10.00\n", "10 11 | 10");
    let cp1252 = b"order_id;sku;price\n1;CUP;4,50 \x80\n1;POT;3,50 \x80\n2;CUP;4,50 \x80\n";
    let report = check_with(cp1252, &ReadOptions::default(), "CUP POT | CUP");
    assert_eq!(report.shown.first().and_then(|line| line.price), Some(4.5));
    assert!(report.to_string().contains("not UTF-8"), "{report}");
}

#[test]
fn names_of_items_stand_in_for_ids_of_lines() {
    let mut text = "order_id,item_id,description\n".to_owned();
    (0..12).for_each(|n| text += &format!("{},{},Thing {}\n", n / 2, 9000 + n, n % 3));
    let report = check_with(
        text.as_bytes(),
        &ReadOptions::default(),
        "Thing 0 Thing 1 | Thing 2 Thing 0 | Thing 1 Thing 2 | Thing 0 Thing 1 | Thing 2 Thing 0 | Thing 1 Thing 2",
    );
    assert_eq!(column(&report, "item"), Some("description"));
    let mut text = "order_number,user_id,sku\n".to_owned();
    (0..12).for_each(|n| text += &format!("{},{n},S{}\n", n % 2, n % 3));
    let (_, report) = read_with(text.as_bytes(), &ReadOptions::default()).unwrap();
    assert!(report.to_string().contains("stands with several customers"), "{report}");
}

#[test]
fn columns_of_one_name_stand_side_by_side() {
    for header in ["order_id,item,item,item", "order_id,item,item.1,item.2"] {
        check(&format!("{header}\n1,A,B,C\n2,A,B,\n3,C,,\n"), "A B C | A B | C");
    }
    let orders = "order_id,user_id,order_number,order_dow,order_hour_of_day\n1,7,1,2,8\n2,7,2,3,0\n3,8,1,0,9\n";
    refused(orders.as_bytes(), Problem::MissingColumn, &["no column for the item code"]);
}

#[test]
fn signs_between_items_are_many() {
    for (sign, head) in [
        ("+", "Items"),
        (" / ", "Products"),
        ("<br />", "items"),
        ("、", "Order Items"),
        (" & ", "Line Items"),
        ("^", "basket"),
    ] {
        let table = format!("order_id,total,{head}\n1,9,CUP{sign}POT\n2,9,CUP{sign}BOWL\n3,9,POT\n4,9,BOWL{sign}CUP\n");
        check(&table, "CUP POT | CUP BOWL | POT | BOWL CUP");
    }
    check("order_id,items\n1,2x CUP; POT\n2,BOWL; 3x CUP\n3,POT (2); BOWL\n", "CUP POT | BOWL CUP | POT BOWL");
    // Codes may have such signs.
    check("order_id,sku\n1,CUP/RED\n2,CUP/BLUE\n3,POT/RED\n4,POT/BLUE\n", "CUP/RED | CUP/BLUE | POT/RED | POT/BLUE");
    let report = check("order_id,skus,quantities\n1,A|B,2|1\n2,B|C,1|3\n3,A|C,1|1\n", "A B | B C | A C");
    assert_eq!(report.shown.first().and_then(|line| line.quantity), None, "{report}");
    let report = check("order_id,skus,quantity\n1,A|B,2|1\n2,B|C,1|3\n3,A|C,1|1\n", "A B | B C | A C");
    assert_eq!(report.shown.first().and_then(|line| line.quantity), Some(2.0), "{report}");
}

#[test]
fn a_header_may_have_two_lines() {
    check("Order,,Item,\nID,Date,SKU,Quantity\n1,2025-01-01,A,1\n1,2025-01-01,B,1\n2,2025-01-02,A,1\n", "A B | A");
    check("order_id\tsku\tqty\nString\tString\tUInt8\n1\tA\t1\n1\tB\t1\n", "A B");
    check("order_id^sku\n1^A\n1^B\n", "A B");
}

#[test]
fn json_of_more_shapes_is_read() {
    for text in [
        r#"[{"order_id":1,"sku":"A"},{"order_id":1,"sku":"B"}] [{"order_id":2,"sku":"A"}]"#,
        "[[\"order_id\",\"sku\"],[\"1\",\"A\"],[\"1\",\"B\"],[\"2\",\"A\"]]",
        r#"{"header":["order_id","sku"],"rows":[["1","A"],["1","B"],["2","A"]]}"#,
        r#"{"1":{"items":[{"sku":"A"},{"sku":"B"}]},"2":{"items":[{"sku":"A"}]}}"#,
        r#"{"-Nx1":{"order_id":1,"items":[{"sku":"A"},{"sku":"B"}]},"-Nx2":{"order_id":2,"items":[{"sku":"A"}]}}"#,
        r#"{"1":[{"sku":"A"},{"sku":"B"}],"2":[{"sku":"A"}]}"#,
        r#"[{"order_id":1,"items":{"A":{"qty":1},"B":{"qty":2}}},{"order_id":2,"items":{"A":{"qty":1}}}]"#,
        r#"[{"order_id":1,"items":{"-k1":{"sku":"A"},"-k2":{"sku":"B"}}},{"order_id":2,"items":{"-k3":{"sku":"A"}}}]"#,
        r#"{"hits":{"hits":[{"_id":"x","_source":{"order_id":1,"sku":"A"}},{"_id":"y","_source":{"order_id":1,"sku":"B"}},{"_id":"z","_source":{"order_id":2,"sku":"A"}}]}}"#,
        r#"[{"_id":{"$oid":"a1"},"products":[{"product":{"$oid":"A"}},{"product":{"$oid":"B"}}]},{"_id":{"$oid":"a2"},"products":[{"product":{"$oid":"A"}}]}]"#,
        r#"{"object":"list","data":[{"id":"cs_1","line_items":{"object":"list","has_more":false,"data":[{"id":"l1","price":{"id":"p1","product":"A"}},{"id":"l2","price":{"id":"p2","product":"B"}}]}},{"id":"cs_2","line_items":{"object":"list","has_more":false,"data":[{"id":"l3","price":{"id":"p1","product":"A"}}]}}],"has_more":false}"#,
        r#"{"results":[{"receipt_id":1,"transactions":[{"sku":"A"},{"sku":"B"}]},{"receipt_id":2,"transactions":[{"sku":"A"}]}]}"#,
        r#"[{"order_id":1,"sku":["A","B"]},{"order_id":2,"sku":["A"]}]"#,
    ] {
        check(text, "A B | A");
    }
    let report = check(r#"[{"order_id":1,"sku":"A","price":{"amount":"4.50","currency":"EUR"}}]"#, "A");
    assert_eq!(report.shown.first().and_then(|line| line.price), Some(4.5));
    // Square's orders are not WooCommerce's.
    let square = r#"{"orders":[{"id":"o1","customer_id":"c","created_at":"2025-01-01T00:00:00Z","state":"COMPLETED","line_items":[{"uid":"u","name":"Tea","catalog_object_id":"A","quantity":"1"}]}]}"#;
    check(square, "A");
}

#[test]
fn rows_that_cannot_be_read_are_listed_without_repeating_the_remedy() {
    let text = "order_id,sku,price\n1,A,4,50\n1,B,3,50\n2,A,4,50\n";
    let error = read_with(text.as_bytes(), &ReadOptions::default()).unwrap_err().to_string();
    assert_eq!(error.matches("Correct the row").count(), 0, "{error}");
    assert_eq!(error.matches("expected 3 fields, found 4").count(), 3, "{error}");
}

#[test]
fn dumps_and_binary_data_are_told() {
    refused(b"-- MySQL dump 10.13\n\nCREATE TABLE `o` (a int);\n", Problem::Unreadable, &["an SQL dump", "--query"]);
    refused(b"\x98\x84\xa8order_id\xa41000\xa3sku\xa3CUP\x98\x84\n", Problem::Empty, &[]);
    refused(b"PK\x03\x04\x14\0\0\0\0\0orders.csv", Problem::Unreadable, &["a zip archive", "Unpack it"]);
    refused("注文番,商品,数\n1,A,1\n".as_bytes(), Problem::MissingColumn, &["--map order=COLUMN"]);
    let (orders, _) = read_with(b"10 -1 20 -1 -2\n10 -1 -2\n", &ReadOptions::default()).unwrap();
    assert_eq!(words(&orders), "10 20 | 10");
}
