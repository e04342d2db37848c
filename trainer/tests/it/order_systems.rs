//! What readers of marketing and shop systems do beyond the contract: refunds, repeats, statuses, nested lines, damage.

use pairwell_cli::catalog;
use pairwell_cli::orders::{self, Dropped, Orders, Quiet, ReadError, ReadOptions, ReadReport};

fn read(text: &str) -> Result<(Orders, ReadReport), ReadError> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    orders::read(&[file.path().to_str().unwrap().to_owned()], &ReadOptions::default(), &Quiet)
}

/// The items of each order.
fn items(text: &str) -> Vec<Vec<String>> {
    let (orders, _) = read(text).unwrap();
    orders.iter().map(|order| order.iter().map(|item| orders.skus[*item as usize].clone()).collect()).collect()
}

fn xml(orders: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<orders xmlns=\"http://www.demandware.com/xml/impex/order/2006-10-31\">{orders}</orders>\n"
    )
}

fn line(product: &str, more: &str) -> String {
    format!(
        "<product-lineitem><base-price>1.00</base-price><product-id>{product}</product-id><quantity unit=\"\">1.0</quantity>{more}</product-lineitem>"
    )
}

fn order(number: &str, status: &str, lines: &str) -> String {
    format!(
        "<order order-no=\"{number}\"><order-date>2026-01-01T10:00:00.000Z</order-date><status><order-status>{status}</order-status></status>\
         <product-lineitems>{lines}</product-lineitems></order>"
    )
}

#[test]
fn options_and_parts_of_bundles_are_not_counted_beside_their_lines() {
    let nested = "<option-lineitems><option-lineitem><product-id>BOX</product-id></option-lineitem></option-lineitems>\
                  <bundled-product-lineitems><bundled-product-lineitem><product-id>PART</product-id><quantity>1</quantity>\
                  </bundled-product-lineitem></bundled-product-lineitems>";
    assert_eq!(items(&xml(&order("1", "NEW", &(line("SET", nested) + &line("CUP", ""))))), [["SET", "CUP"]]);
}

#[test]
fn statuses_of_salesforce_are_known() {
    let lines = line("A", "") + &line("B", "");
    let all = ["NEW", "OPEN", "COMPLETED", "CREATED", "CANCELLED", "FAILED", "REPLACED"];
    let orders: String = all.iter().map(|status| order(status, status, &lines)).collect();
    let (orders, report) = read(&xml(&orders)).unwrap();
    assert_eq!((orders.len(), report.dropped(Dropped::Cancelled)), (3, 8), "{report}");
}

#[test]
fn references_and_sections_of_xml_are_text() {
    let text = xml(&order("1", "NEW", &(line("A&amp;B", "") + &line("<![CDATA[C<D]]>", "") + &line("E&#70;", ""))));
    assert_eq!(items(&text), [["A&B", "C<D", "EF"]]);
}

#[test]
fn damaged_xml_is_told_with_its_place() {
    let whole = xml(&(order("1", "NEW", &line("A", "")) + &order("2", "NEW", &line("B", ""))));
    let check = |text: &str, says: &[&str]| {
        let error = read(text).unwrap_err().to_string();
        assert!(says.iter().all(|word| error.contains(word)), "{error}");
    };
    let last = whole.len() - "</orders>\n".len();
    check(&whole[..last], &["row 3", "the file ends before its last element does", "Export or download it again."]);
    check(&whole[..last - 20], &["row 2", "not valid XML"]);
    check(&whole.replace("</status>", "</stat>"), &["row 1", "not valid XML"]);
    check(&xml(""), &["there is no order"]);
    check("<?xml version=\"1.0\"?>\n<feed/>\n", &["expected text, found XML"]);
    let large = order("1", "NEW", &line(&"x".repeat(17 << 20), ""));
    check(&xml(&large), &["larger than 16 MiB"]);
}

#[test]
fn a_catalog_of_salesforce_has_variants_with_what_their_master_says() {
    let text = "<?xml version=\"1.0\"?>\n<catalog xmlns=\"http://www.demandware.com/xml/impex/catalog/2006-10-31\" catalog-id=\"m\">\
        <product product-id=\"MUG\"><display-name xml:lang=\"de\">Becher</display-name><display-name xml:lang=\"x-default\">Mug &amp; lid</display-name>\
        <online-flag>true</online-flag><images><image-group view-type=\"large\"><image path=\"mug.jpg\"/><image path=\"mug2.jpg\"/></image-group></images>\
        <brand>Finch</brand><variations><variants><variant product-id=\"MUG-R\"/><variant product-id=\"MUG-B\"/></variants></variations></product>\
        <product product-id=\"MUG-R\"><online-flag>true</online-flag></product>\
        <product product-id=\"MUG-B\"><display-name xml:lang=\"x-default\">Blue mug</display-name><online-flag>false</online-flag></product>\
        <product product-id=\"TEA\"><display-name xml:lang=\"x-default\">Tea</display-name><available-flag>false</available-flag></product>\
        <category-assignment category-id=\"mugs\" product-id=\"MUG\"/></catalog>\n";
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    let items = catalog::read(file.path().to_str().unwrap()).unwrap();
    assert_eq!(items.iter().map(|item| item.sku.as_str()).collect::<Vec<_>>(), ["MUG-R", "MUG-B", "TEA"]);
    let red = &items[0];
    assert_eq!(
        (red.title.as_str(), red.image.as_deref(), red.brand.as_deref()),
        ("Mug & lid", Some("mug.jpg"), Some("Finch"))
    );
    assert_eq!((red.group.as_deref(), red.category.as_deref(), red.available), (Some("MUG"), Some("mugs"), true));
    assert_eq!((items[1].title.as_str(), items[1].available, items[1].withdrawn), ("Blue mug", false, true));
    assert_eq!((items[2].available, items[2].group.as_deref()), (false, None));
    let error = catalog::read_with(file.path().to_str().unwrap(), Some("id")).unwrap_err().to_string();
    assert!(error.contains("no column \"id\": it is XML"), "{error}");
}

fn tracked(name: &str, id: &str, properties: &str) -> String {
    format!(
        "{{\"event\":\"{name}\",\"messageId\":\"{id}\",\"userId\":\"u\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"properties\":{properties}}}\n"
    )
}

#[test]
fn refunds_of_tracked_orders_take_items_back() {
    let bought = |order: &str| {
        tracked(
            "Order Completed",
            order,
            &format!("{{\"order_id\":\"{order}\",\"products\":[{{\"sku\":\"A\"}},{{\"sku\":\"B\",\"quantity\":2}}]}}"),
        )
    };
    let back = |name: &str, order: &str, products: &str| {
        tracked(name, "r", &format!("{{\"order_id\":\"{order}\"{products}}}"))
    };
    let text = bought("1")
        + &bought("2")
        + &bought("3")
        + &bought("4")
        + &back("Order Refunded", "1", ",\"products\":[{\"sku\":\"A\"}]")
        + &back("Order Refunded", "2", "")
        + &back("Order Cancelled", "3", "");
    assert_eq!(items(&text), [vec!["B"], vec!["A", "B"]]);
}

#[test]
fn a_message_stands_for_an_order_without_an_id_and_is_told_once() {
    let bought = |message: &str| {
        tracked("order completed", message, "{\"products\":[{\"product_id\":7},{\"sku\":\"\",\"variant_id\":\"8\"}]}")
    };
    let (orders, report) = read(&(bought("m1") + &bought("m1") + &bought("m2"))).unwrap();
    assert_eq!(
        (orders.len(), report.dropped(Dropped::Duplicate), orders.skus),
        (2, 2, vec!["7".to_owned(), "8".to_owned()])
    );
    let batch = format!("{{\"batch\":[{},{}]}}", bought("m1").trim(), bought("m2").trim());
    assert_eq!(items(&batch).len(), 2);
}

#[test]
fn refunds_of_klaviyo_take_items_back_and_names_may_be_of_any_case() {
    let event = |metric: &str, order: &str, items: &str| {
        format!(
            "{{\"type\":\"event\",\"attributes\":{{\"datetime\":\"2026-01-01\",\"event_properties\":{{\"order_id\":\"{order}\",\"items\":[{items}]}}}},\
             \"relationships\":{{\"metric\":{{\"data\":{{\"id\":\"{metric}\"}}}}}}}}"
        )
    };
    let included = "[{\"type\":\"metric\",\"id\":\"P\",\"attributes\":{\"name\":\"Placed Order\"}},{\"type\":\"metric\",\"id\":\"R\",\"attributes\":{\"name\":\"Refunded Order\"}}]";
    let both = "{\"ProductId\":1},{\"productID\":2,\"quantity\":1}";
    let text = format!(
        "{{\"data\":[{},{},{}],\"included\":{included}}}\n",
        event("P", "7", both),
        event("P", "7", both),
        event("R", "7", "{\"ProductID\":2}")
    );
    assert_eq!(items(&text), [["1"]]);
}

#[test]
fn labels_in_another_language_are_named_with_the_map_to_give() {
    let error = read("Datensatz-ID,Zugeordnete Order-IDs,Artikelkennung,Anz.\n1,o1,A,1\n2,o1,B,1\n3,o2,A,1\n")
        .unwrap_err()
        .to_string();
    assert!(error.contains("Zugeordnete Order-IDs") && error.contains("--map order="), "{error}");
}
