//! Checks that product exports become catalog items, and that bad ones are refused in plain words.

use pairwell_cli::catalog::{self, CatalogItem};
use pairwell_cli::orders::{Problem, ReadError};
use std::io::Write;

fn read(text: &str) -> Result<Vec<CatalogItem>, ReadError> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    catalog::read(file.path().to_str().unwrap())
}

fn one(text: &str) -> CatalogItem {
    read(text).unwrap().remove(0)
}

#[test]
fn the_generic_catalog_is_read_whole() {
    let item = one("sku,title,url,image,price,currency,category,brand,rating,available,group,tags\n\
         A-1,\"Pot, large\",p/a-1.html,img/a-1.svg,12.90,eur,Pots,Clay & Co,4.5,true,A,\"red, big\"\n");
    let expected = CatalogItem {
        sku: "A-1".into(),
        title: "Pot, large".into(),
        url: Some("p/a-1.html".into()),
        image: Some("img/a-1.svg".into()),
        price_minor: Some(1290),
        currency: Some("EUR".into()),
        category: Some("Pots".into()),
        brand: Some("Clay & Co".into()),
        rating: Some(4.5),
        available: true,
        group: Some("A".into()),
        tags: vec!["red".into(), "big".into()],
        ..CatalogItem::default()
    };
    assert_eq!(item, expected);
}

#[test]
fn a_merchant_feed_is_read_by_its_own_names() {
    let item = one("id\ttitle\tlink\timage_link\tavailability\tprice\tsale_price\titem_group_id\tcost_of_goods_sold\n\
         7\tPot\thttps://x/p\thttps://x/i\tout_of_stock\t15.00 USD\t12.00 USD\tG\t5.00 USD\n");
    assert_eq!((item.sku.as_str(), item.price_minor, item.currency.as_deref()), ("7", Some(1200), Some("USD")));
    assert_eq!((item.available, item.group.as_deref(), item.cost_minor), (false, Some("G"), Some(500)));
}

#[test]
fn an_item_without_a_title_is_called_by_its_sku() {
    assert_eq!(one("sku,price\nA,1\n").title, "A");
}

#[test]
fn without_an_available_column_the_stock_tells() {
    let items = read("sku,stock\nA,0\nB,3\nC,\n").unwrap();
    assert_eq!(items.iter().map(|item| item.available).collect::<Vec<_>>(), [false, true, true]);
}

#[test]
fn a_sku_counts_once_and_a_blank_one_not_at_all() {
    let items = read("sku,title\nA,first\nA,second\n,third\n").unwrap();
    assert_eq!(items.iter().map(|item| item.title.as_str()).collect::<Vec<_>>(), ["first"]);
}

#[test]
fn a_currency_has_its_own_decimal_places() {
    assert_eq!(one("sku,price,currency\nA,1200,JPY\n").price_minor, Some(1200));
}

#[test]
fn bad_catalogs_are_refused_in_plain_words() {
    for (text, problem, says) in [
        ("", Problem::Empty, "the file is empty"),
        ("sku,title\n", Problem::Empty, "a header and no item"),
        ("name,price\nPot,1\n", Problem::MissingColumn, "columns found: name, price"),
        (
            "sku,price\nA,cheap\n",
            Problem::TooManyBadRows,
            "line 2, column \"price\": expected a price, found \"cheap\"",
        ),
    ] {
        let error = read(text).unwrap_err();
        assert_eq!(error.problem, problem, "{error}");
        assert!(error.to_string().contains(says), "{error}");
    }
    assert_eq!(catalog::read("no/such.csv").unwrap_err().problem, Problem::Unreadable);
}
