//! Reads what few exports have: other alphabets and delimiters, lists as PHP keeps them, numbers that are none, returns line by line.

use super::{Dropped, check, check_with, column, mapped, read_with};
use pairwell_cli::orders::{Format, ReadOptions};

#[test]
fn items_may_stand_after_their_counts() {
    let report = check(
        "Order,Items\n7,\"2 CUP\n1 POT\"\n8,1 CUP\n9,\"1 BOWL\n3 CUP\"\n10,1 POT\n",
        "CUP POT | CUP | BOWL CUP | POT",
    );
    assert_eq!(report.shown.first().and_then(|line| line.quantity), Some(2.0));
    check("Order,Items\n7,2 CUP; 1 POT\n8,1 CUP\n9,1 POT; 1 CUP\n", "CUP POT | CUP | POT CUP");
    // Sizes are no counts.
    check(
        "Order,Items\n7,\"10 mm bolt\n12 mm bolt\"\n8,\"12 mm bolt\n10 mm bolt\"\n9,10 mm bolt\n",
        "10 mm bolt 12 mm bolt | 12 mm bolt 10 mm bolt | 10 mm bolt",
    );
}

#[test]
fn lists_may_be_as_php_serializes_them() {
    let list = |items: &[(&str, u8)]| {
        let item = |(n, (sku, count)): (usize, &(&str, u8))| {
            format!("i:{n};a:2:{{s:3:\"sku\";s:{}:\"{sku}\";s:8:\"quantity\";i:{count};}}", sku.len())
        };
        let items: String = items.iter().enumerate().map(item).collect();
        format!("a:2:{{{items}}}").replace('"', "\"\"")
    };
    let (one, two) = (list(&[("CUP", 2), ("Thé vert", 1)]), list(&[("POT", 1), ("CUP", 1)]));
    let report = check(&format!("order_id,items\n1,\"{one}\"\n2,\"{two}\"\n"), "CUP Thé vert | POT CUP");
    assert_eq!(report.shown.first().and_then(|line| line.quantity), Some(2.0));
}

#[test]
fn a_line_may_say_that_it_is_a_return() {
    for (name, bought, returned) in [
        ("type", "sale", "return"),
        ("Line Type", "Product", "Refund"),
        ("line_item_type", "", "returned"),
        ("transaction_kind", "order", "return"),
    ] {
        let text = format!(
            "order_id,sku,quantity,{name}\n1,A,1,{bought}\n1,B,1,{bought}\n2,A,2,{bought}\n2,C,1,{bought}\n1,B,1,{returned}\n2,A,1,{returned}\n"
        );
        let report = check(&text, "A | A C");
        assert_eq!(report.dropped(Dropped::Returned), 3, "{name}\n{report}");
    }
    // What an item is says nothing of that.
    check("order_id,sku,type\n1,A,simple\n1,B,bundle\n2,A,simple\n", "A B | A");
}

#[test]
fn order_ids_that_went_through_floating_point_are_the_same_orders() {
    let text = "order_id,sku,return_of\n1001.0,A,\n1001.0,B,\n1002.0,A,\n1003.0,A,1001\n1002,C,\n";
    let (orders, report) = read_with(text.as_bytes(), &ReadOptions::default()).unwrap();
    assert_eq!(super::words(&orders), "B | A C", "{report}");
    assert_eq!(orders.id_crcs, [b"1001", b"1002"].map(|id| crc32fast::hash(id)));
    check("order_id,sku\n1.5,A\n1.0,A\n1.0,B\n", "A | A B");
}

#[test]
fn numbers_that_are_none_are_blanks_in_json() {
    let record = |order: u8, sku: &str| {
        format!(
            "{{\"order_id\":{order},\"sku\":\"{sku}\",\"quantity\":1.0,\"price\":NaN,\"discount\":-Infinity,\"note\":\"NaN\"}}"
        )
    };
    let records = [record(1, "A"), record(1, "NaN-B"), record(2, "A")];
    for text in [records.join("\n"), format!("[{}]", records.join(", ")), records.join("\n").replace(',', ",\n ")] {
        check(&text, "A NaN-B | A");
    }
}

#[test]
fn fields_may_have_other_delimiters() {
    check(
        "order_id\u{1}sku\u{1}quantity\n1\u{1}A, large\u{1}1\n1\u{1}POT\u{1}2\n2\u{1}POT\u{1}1\n",
        "A, large POT | POT",
    );
    check_with(b"1\x01A\x0120\n1\x01B\x013\n2\x01A\x011\n", &mapped("order=#1,item=#2"), "A B | A");
    check("user_id::order_id::sku::timestamp\n1::7::A::978300760\n1::7::B::978300760\n2::8::A::978301968\n", "A B | A");
    check_with(
        b"1::1193::5::978300760\n1::661::3::978302109\n2::1193::4::978301968\n",
        &mapped("order=#1,item=#2"),
        "1193 661 | 1193",
    );
    // One colon stays.
    check("order_id,sku\n1,A::B\n1,C:D\n2,C:D\n", "A::B C:D | C:D");
}

#[test]
fn headers_may_be_in_other_alphabets() {
    let russian = "Номер заказа;Артикул;Количество\n1;ЧАШКА-1;2\n1;БЛЮДЦЕ;1\n2;ЧАШКА-1;1\n3;БЛЮДЦЕ;1\n";
    let japanese = "注文番号,商品コード,数量\n1,カップ,2\n1,ソーサー,1\n2,カップ,1\n3,ソーサー,1\n";
    for (text, encoding, expected) in [
        (russian, encoding_rs::WINDOWS_1251, "ЧАШКА-1 БЛЮДЦЕ | ЧАШКА-1 | БЛЮДЦЕ"),
        (russian, encoding_rs::KOI8_R, "ЧАШКА-1 БЛЮДЦЕ | ЧАШКА-1 | БЛЮДЦЕ"),
        (japanese, encoding_rs::SHIFT_JIS, "カップ ソーサー | カップ | ソーサー"),
        (japanese, encoding_rs::EUC_JP, "カップ ソーサー | カップ | ソーサー"),
        ("订单号,商品编号,数量\n1,杯子,2\n1,茶碟,1\n2,杯子,1\n3,茶碟,1\n", encoding_rs::GBK, "杯子 茶碟 | 杯子 | 茶碟"),
    ] {
        let (bytes, _, _) = encoding.encode(text);
        let report = check_with(&bytes, &ReadOptions::default(), expected);
        assert!(report.to_string().contains("not UTF-8, and was read as"), "{report}");
        assert!(column(&report, "quantity").is_some(), "{report}");
    }
    // Latin text stays what it was read as before.
    for word in ["Größe", "Café", "Señal", "Às", "Æble", "Crème brûlée", "Œuf"] {
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(word);
        let text = [b"order_id,sku\n1,A\n1,", &bytes[..], b"\n2,A\n"].concat();
        let report = check_with(&text, &ReadOptions::default(), &format!("A {word} | A"));
        assert!(report.to_string().contains("Windows-1252"), "{report}");
    }
    let options = ReadOptions { format: Format::Auto, ..ReadOptions::default() };
    check_with("order_id,sku\n1,Чашка\n1,POT\n2,POT\n".as_bytes(), &options, "Чашка POT | POT");
}
