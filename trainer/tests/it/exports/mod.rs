//! Reads what real exports do: each kind of trouble that was met once, small, with the orders it should become.

use pairwell_cli::orders::{
    self, Dropped, Format, Orders, Place, Problem, Quiet, ReadError, ReadOptions, ReadReport, Standing, StatusWords,
};
use std::io::Write;

mod forms;
mod kinds;
mod odd;
mod records;

type Read = Result<(Orders, ReadReport), ReadError>;

fn read_with(text: &[u8], options: &ReadOptions) -> Read {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text).unwrap();
    orders::read(&[file.path().to_str().unwrap().to_owned()], options, &Quiet)
}

fn words(orders: &Orders) -> String {
    let word =
        |order: &[u32]| order.iter().map(|&item| orders.skus[item as usize].as_str()).collect::<Vec<_>>().join(" ");
    orders.iter().map(word).collect::<Vec<_>>().join(" | ")
}

/// The text becomes these orders, and every line is accounted for.
fn check(text: &str, expected: &str) -> ReadReport {
    check_with(text.as_bytes(), &ReadOptions::default(), expected)
}

fn check_with(text: &[u8], options: &ReadOptions, expected: &str) -> ReadReport {
    let (orders, report) = read_with(text, options).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(words(&orders), expected, "\n{report}");
    assert_eq!(report.lines, report.kept + report.dropped.values().sum::<u64>(), "\n{report}");
    report
}

fn mapped(map: &str) -> ReadOptions {
    ReadOptions { columns: map.parse().unwrap(), ..ReadOptions::default() }
}

fn refused(text: &[u8], problem: Problem, says: &[&str]) {
    let error = read_with(text, &ReadOptions::default()).unwrap_err();
    assert_eq!(error.problem, problem, "{error}");
    let said = error.to_string();
    for part in says {
        assert!(said.contains(part), "{part:?} is not in: {said}");
    }
    assert!(said.lines().count() <= 30 && !said.contains(|c: char| c.is_control() && c != '\n'), "{said}");
}

fn column<'r>(report: &'r ReadReport, field: &str) -> Option<&'r str> {
    report.columns.iter().find(|(name, _)| name == field).map(|(_, column)| column.as_str())
}

#[test]
fn guests_are_strangers_whatever_they_are_called() {
    for guest in ["", "0", "NULL", "nan", "\\N", "guest", "Guest"] {
        let text = format!("order_id,sku,customer_id\n1,A,{guest}\n1,B,{guest}\n2,A,{guest}\n3,A,7\n");
        let (orders, _) = read_with(text.as_bytes(), &ReadOptions::default()).unwrap();
        assert_eq!(orders.customers, Some(vec![u32::MAX, u32::MAX, 0]), "{guest:?}");
    }
}

#[test]
fn a_customer_of_a_fifth_of_the_orders_is_remarkable() {
    let mut text = "order_id,sku,customer_id\n".to_owned();
    (0..40).for_each(|n| text += &format!("{n},A{},{}\n", n % 5, if n % 3 == 0 { 9999 } else { n }));
    let (_, report) = read_with(text.as_bytes(), &ReadOptions::default()).unwrap();
    assert!(report.to_string().contains("one customer made 35 % of the orders"), "{report}");
}

#[test]
fn a_word_about_an_order_is_about_all_its_lines() {
    let report = check(
        "order_id,status,sku\n201,paid,CUP\n201,,SAUCER\n202,cancelled,FORK\n202,,KNIFE\n203,refunded,CUP\n203,,BOWL\n",
        "CUP SAUCER",
    );
    assert_eq!(report.dropped(Dropped::Cancelled), 4);
    check("order_id,sku,status\n1,A,\n1,B,\n1,C,cancelled\n2,A,\n", "A");
}

#[test]
fn an_order_cancelled_in_a_later_export_is_cancelled() {
    let directory = tempfile::tempdir().unwrap();
    let header =
        "Name,Financial Status,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Cancelled at\n";
    let write =
        |name: &str, rows: &str| std::fs::write(directory.path().join(name), format!("{header}{rows}")).unwrap();
    write(
        "1.csv",
        "#1,pending,2025-03-01,1,Cup,4,CUP,\n#1,,,1,Saucer,3,SAUCER,\n#2,pending,2025-03-02,1,Fork,4,FORK,\n#2,,,1,Knife,4,KNIFE,\n",
    );
    write(
        "2.csv",
        "#2,voided,2025-03-02,1,Fork,4,FORK,2025-03-05\n#2,,,1,Knife,4,KNIFE,\n#3,paid,2025-04-02,1,Cup,4,CUP,\n",
    );
    let (orders, report) =
        orders::read(&[directory.path().to_str().unwrap().to_owned()], &ReadOptions::default(), &Quiet).unwrap();
    assert_eq!((words(&orders).as_str(), report.dropped(Dropped::Cancelled)), ("CUP SAUCER | CUP", 4));
}

#[test]
fn statuses_are_known_in_many_languages_and_others_are_named() {
    let statuses = [
        "paid",
        "Unpaid",
        "pending payment",
        "Awaiting payment",
        "Annulée",
        "Remboursée",
        "Échouée",
        "Erstattet",
        "Fehlgeschlagen",
        "Cancelado",
        "Reembolsado",
        "Payment error",
        "Incomplete",
        "wc-on-hold",
        "on tour",
    ];
    let mut text = "order_id,sku,status\n".to_owned();
    statuses.iter().enumerate().for_each(|(n, status)| text += &format!("{n},A{n},{status}\n{n},B{n},{status}\n"));
    let report = check(&text, "A0 B0 | A14 B14");
    let unknown: Vec<&str> =
        report.statuses.iter().filter(|s| s.standing == Standing::Unknown).map(|s| s.word.as_str()).collect();
    assert_eq!(unknown, ["on tour"]);
    assert!(report.to_string().contains("\"on tour\" 2"), "{report}");
    let statuses = StatusWords::new(&["Unpaid".to_owned()], &["on tour".to_owned()]);
    check_with(text.as_bytes(), &ReadOptions { statuses, ..ReadOptions::default() }, "A0 B0 | A1 B1");
}

#[test]
fn what_concerns_an_order_may_stand_in_its_first_row_only() {
    let report = check(
        "Order ID,Email,Financial Status,Created at,Lineitem quantity,Lineitem sku,Cancelled at\n\
         31,a@shop.test,PAID,5/2/2025 10:06,1,CUP-1,\n31,,,,1,SAU-1,\n32,b@shop.test,PAID,5/3/2025 10:06,1,FRK-1,\n\
         33,c@shop.test,refunded,5/14/2025 10:06,1,FRK-1,5/15/2025 9:00\n33,,,,1,KNF-1,\n",
        "CUP-1 SAU-1 | FRK-1",
    );
    assert_eq!(report.undated, 0);
    // And the id itself, as merged cells leave it.
    check("Order,Date,SKU\n1,2025-01-01,A\n,,B\n2,2025-01-02,C\n,,A\n", "A B | C A");
}

#[test]
fn words_for_nothing_are_no_codes() {
    let report = check("order_id,sku\n900,CUP\n900,NONE\n901,CUP\n901,null\n902,N/A\n902,CUP\n", "CUP | CUP | CUP");
    assert_eq!(report.dropped(Dropped::BlankItem), 3);
    let report = check("transaction_id,item_id\n(not set),CUP\n(not set),FORK\nT1,CUP\nT1,SAUCER\n", "CUP SAUCER");
    assert_eq!(report.dropped(Dropped::BlankOrder), 2);
}

#[test]
fn line_numbers_are_no_items() {
    let text = "Order Number,Order Date,Item #,Item Name,Quantity (- Refund),Item Cost\n\
        601,2025-05-01 10:00,1,Blue cup,1,4.00\n601,2025-05-01 10:00,2,Blue saucer,1,3.00\n\
        602,2025-05-02 10:00,1,Steel fork,1,4.00\n602,2025-05-02 10:00,2,Steel knife,1,4.00\n\
        603,2025-05-03 10:00,1,Oak bowl,1,9.00\n";
    let report = check(text, "Blue cup Blue saucer | Steel fork Steel knife | Oak bowl");
    assert_eq!(column(&report, "item"), Some("Item Name"));
    assert!(report.to_string().contains("not \"Item #\", which numbers the lines of each order"), "{report}");
}

#[test]
fn a_column_of_ids_of_lines_gives_way_to_one_that_repeats() {
    let mut text = "item_id,order_id,product_id\n".to_owned();
    (0..12).for_each(|n| text += &format!("{},{},{}\n", 5000 + n, n / 2, 70 + n % 3));
    let (orders, report) = read_with(text.as_bytes(), &ReadOptions::default()).unwrap();
    assert_eq!((orders.len(), orders.skus.len(), column(&report, "item")), (6, 3, Some("product_id")), "{report}");
    let mut text = "transaction_id,receipt_id,sku\n".to_owned();
    (0..12).for_each(|n| text += &format!("{},{},{}\n", 5000 + n, n / 2, n % 3));
    let (orders, report) = read_with(text.as_bytes(), &ReadOptions::default()).unwrap();
    assert_eq!((orders.len(), column(&report, "order")), (6, Some("receipt_id")), "{report}");
}

#[test]
fn an_empty_column_of_codes_gives_way_and_payments_are_purchases() {
    let text = "Date,Time,Category,Item,Qty,SKU,Gross Sales,Transaction ID,Event Type\n\
        2025-05-01,10:00:00,Drinks,Mint tea,1.0,,$3.00,TX-a1,Payment\n2025-05-01,10:00:00,Food,Oat scone,1.0,,$4.00,TX-a1,Payment\n\
        2025-05-01,10:05:00,Drinks,Mint tea,2.0,,$6.00,TX-b2,Payment\n2025-05-01,10:09:00,Food,Oat scone,1.0,,$4.00,TX-c3,Payment\n\
        2025-05-02,09:00:00,Food,Oat scone,-1.0,,-$4.00,TX-c3,Refund\n";
    let report = check(text, "Mint tea Oat scone | Mint tea");
    assert_eq!(report.dropped(Dropped::Returned), 2);
}

#[test]
fn an_event_column_of_unknown_words_is_not_one() {
    let report = check("event,order_id,sku\nspring fair,1,A\nspring fair,1,B\nspring fair,2,A\n", "A B | A");
    assert_eq!(column(&report, "event"), None);
}

#[test]
fn headers_have_accents_and_other_bytes() {
    let utf8 = "Numéro de commande;Date;Référence;Quantité;Prix\n21;17/05/2025;CUP;1;4,50\n21;17/05/2025;SAUCER;-1;3,50\n22;18/05/2025;CUP;1;4,50\n";
    let report = check(utf8, "CUP | CUP");
    assert_eq!((column(&report, "quantity"), report.dropped(Dropped::Returned)), (Some("Quantité"), 1));
    let latin1: Vec<u8> = utf8.chars().map(|c| c as u8).collect();
    check_with(&latin1, &ReadOptions::default(), "CUP | CUP");
    check_with(&latin1, &mapped("order=Numéro de commande,item=Référence"), "CUP | CUP");
}

#[test]
fn a_header_may_come_late() {
    let table = "Order ID,Order Date,SKU,Quantity\n11,2025-05-01,CUP,1\n11,2025-05-01,SAUCER,1\n12,2025-05-02,CUP,1\n";
    check(
        &format!("Sales by order\nShop: Test Pottery\n\"From 2025-05-01, to 2025-05-31\"\n\n{table}"),
        "CUP SAUCER | CUP",
    );
    check(&format!(", , ,\n{table}"), "CUP SAUCER | CUP");
    let semicolons = table.replace(',', ";");
    check(&format!("sep=;\n{semicolons}"), "CUP SAUCER | CUP");
    check(&format!("\n{semicolons}"), "CUP SAUCER | CUP");
    let error = read_with(
        format!("Sales\n{table}12,2025-05-02,BOWL,many\n").as_bytes(),
        &ReadOptions { strict: true, ..ReadOptions::default() },
    );
    assert_eq!(error.unwrap_err().place, Some(Place::Line(6)));
}

#[test]
fn rows_of_nothing_are_counted_as_what_they_lack() {
    let report = check(
        "Order ID,Order Date,SKU,Quantity\n11,2025-05-01,CUP,1\n11,2025-05-01,SAUCER,1\n12,2025-05-02,CUP,1\n,,,\n3,record(s) downloaded\nTotal,,,3\n",
        "CUP SAUCER | CUP",
    );
    assert_eq!((report.dropped(Dropped::BlankOrder), report.dropped(Dropped::BlankItem)), (1, 2), "{report}");
}

#[test]
fn lines_are_counted_right_whatever_ends_them() {
    for end in ["\n", "\r\n"] {
        let text = ["order_id,sku,quantity", "1,CUP,1", "", "1,\"SAU", "CER\",1", "1,BOWL,many", "2,CUP,1"].join(end);
        let error = read_with(text.as_bytes(), &ReadOptions { strict: true, ..ReadOptions::default() }).unwrap_err();
        assert_eq!(error.place, Some(Place::Line(6)), "{end:?} {error}");
    }
    check("order_id,sku\r1,A\r1,B\r", "A B");
}

#[test]
fn a_blank_quantity_is_one_and_a_blank_date_none() {
    let report = check("order_id,sku,quantity,date\n1,A,,2025-01-01\n1,B,NULL,\n2,A,1,\n", "A B | A");
    assert_eq!(report.undated, 1);
    let report = check("order_id,sku,date\n1,A,2025-01-01\n2,B,soon\n3,C,2025-01-03\n", "A | B | C");
    assert!(
        report.to_string().contains("1 lines kept without their time, which could not be read, for example \"soon\""),
        "{report}"
    );
}

#[test]
fn prices_are_read_as_people_write_them() {
    let text = "order_id\tsku\tprice\n1\tCUP\tCHF 12.-\n1\tSAUCER\t4,- €\n1\tFORK\tRs. 1,250.00\n2\tCUP\tCHF 12.-\n2\tKNIFE\t3.50\n";
    check(text, "CUP SAUCER FORK | CUP KNIFE");
}

#[test]
fn dates_are_read_in_many_styles() {
    for date in [
        "17 January 2025",
        "17-janv.-25",
        "\"January 17, 2025 3:04 pm\"",
        "\"January 17, 2025\"",
        "2025-01-17 03:04 PM",
        "Jan-17-25",
        "\"Fri, 17 Jan 2025 15:04:05 +0000\"",
        "45674",
        "17/01/25",
        "2025-01-17 10:04:05 EST",
    ] {
        let text = format!("Order ID,Order Date,SKU\n1,{date},CUP\n1,{date},SAUCER\n2,{date},CUP\n");
        let (orders, report) = read_with(text.as_bytes(), &ReadOptions::default()).unwrap();
        let day = orders.times.as_ref().map(|times| times[0] / 86_400);
        assert_eq!((words(&orders).as_str(), day), ("CUP SAUCER | CUP", Some(20_105)), "{date}\n{report}");
    }
}

#[test]
fn since_needs_dates() {
    let error =
        read_with(b"order_id,sku\n1,A\n", &ReadOptions { since: Some(0), ..ReadOptions::default() }).unwrap_err();
    assert!(error.to_string().contains("--since needs dates"), "{error}");
}

#[test]
fn numbers_that_went_through_floating_point_are_whole() {
    check("order_id,sku\n1.0,10012.0\n1.0,10013.0\n2.0,10012.0\n", "10012 10013 | 10012");
    check("order_id,sku\n1,90.25\n1,90.5\n2,90.0\n", "90.25 90.5 | 90.0");
}

#[test]
fn folders_may_say_the_date() {
    let directory = tempfile::tempdir().unwrap();
    for (day, rows) in [("2024-01-01", "1,A\n1,B\n"), ("2024-01-03", "2,A\n")] {
        let folder = directory.path().join(format!("order_date={day}"));
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("part.csv"), format!("order_id,sku\n{rows}")).unwrap();
    }
    let (orders, report) =
        orders::read(&[directory.path().to_str().unwrap().to_owned()], &ReadOptions::default(), &Quiet).unwrap();
    assert_eq!(orders.times, Some(vec![1_704_067_200, 1_704_240_000]), "{report}");
}

#[test]
fn an_empty_file_among_others_is_nothing() {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in [("1.csv", "order_id,sku\n1,A\n"), ("2.csv", "order_id,sku\n"), ("3.csv", ""), ("_SUCCESS", "")]
    {
        std::fs::write(directory.path().join(name), text).unwrap();
    }
    let root = directory.path().to_str().unwrap();
    for source in [root.to_owned(), format!("{root}/*")] {
        let (orders, report) = orders::read(&[source], &ReadOptions::default(), &Quiet).unwrap();
        assert_eq!((words(&orders).as_str(), report.empty.len()), ("A", 2));
    }
}
