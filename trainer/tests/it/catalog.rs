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

fn fixture(name: &str) -> Vec<CatalogItem> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/catalog").join(name);
    catalog::read(path.to_str().unwrap()).unwrap()
}

fn names(items: &[CatalogItem]) -> Vec<(&str, &str, bool)> {
    items.iter().map(|item| (item.sku.as_str(), item.title.as_str(), item.available)).collect()
}

#[test]
fn shopifys_variants_inherit_from_their_products_first_row() {
    let items = fixture("shopify-classic.csv");
    let expected = [
        ("MUG-BL", "Mug - Blue / Large", false),
        ("Mug - Red / Small", "Mug - Red / Small", true),
        ("POT-1", "Pot - the large one", false),
        ("CARD", "Gift card", false),
    ];
    assert_eq!(names(&items), expected);
    let red = &items[1];
    assert_eq!(
        (red.brand.as_deref(), red.category.as_deref(), red.group.as_deref()),
        (Some("Clay & Co"), Some("Mugs"), Some("mug"))
    );
    assert_eq!((red.price_minor, red.url.as_deref()), (Some(900), Some("/products/mug")));
    assert_eq!(red.image.as_deref(), Some("https://x/mug.jpg"));
    assert_eq!((items[0].image.as_deref(), items[0].cost_minor), (Some("https://x/mug-blue.jpg"), Some(400)));
    assert_eq!(items[0].tags, ["blue", "gift"]);
    assert_eq!(
        (&items[0].cross_sells[..], &red.cross_sells),
        (&["pot".into(), "gone-tray".into()][..], &items[0].cross_sells)
    );
}

#[test]
fn shopifys_new_export_tells_the_same() {
    let items = fixture("shopify-new.csv");
    assert_eq!(names(&items), [("MUG-BL", "Mug - Blue", true), ("MUG-RD", "Mug - Red", false)]);
    assert_eq!((items[1].brand.as_deref(), items[1].group.as_deref()), (Some("Clay & Co"), Some("mug")));
}

#[test]
fn woocommerces_references_become_skus_and_its_cross_sells_are_kept() {
    let items = fixture("woocommerce.csv");
    let expected =
        [("TEA", "Tea", true), ("TEA-G", "Tea - Green", true), ("13", "Strainer", false), ("CUP", "Cup", false)];
    assert_eq!(names(&items), expected);
    assert_eq!(items[0].cross_sells, ["CUP", "13"]);
    assert_eq!(items[2].up_sells, ["CUP"]);
    assert_eq!(
        (items[0].group.as_deref(), items[1].group.as_deref(), items[2].group.as_deref()),
        (Some("TEA"), Some("TEA"), None)
    );
    assert_eq!((items[1].price_minor, items[2].price_minor), (Some(350), Some(600)));
    assert_eq!(
        (items[0].category.as_deref(), items[2].category.as_deref()),
        (Some("Drinks > Tea"), Some("Kitchen, small"))
    );
    assert_eq!(items[2].image.as_deref(), Some("https://x/a.jpg"));
}

#[test]
fn a_variation_of_woocommerce_takes_from_its_product_what_its_row_leaves_empty() {
    let head = "ID,Type,SKU,Name,Published,Categories,Images,Parent,Regular price\n";
    let variation =
        "8,variation,,Hoodie - Blue,1,,,id:7,30\n9,variation,HOOD-R,Hoodie - Red,1,,https://x/r.jpg,id:7,30\n";
    let parent = |published| format!("7,variable,,Hoodie,{published},Clothes,https://x/h.jpg,,\n");
    for (rows, sold) in [(parent(1) + variation, true), (variation.to_owned() + &parent(-1), false)] {
        let items = read(&format!("{head}{rows}")).unwrap();
        let of = |sku: &str| items.iter().find(|item| item.sku == sku).unwrap().clone();
        assert_eq!((of("8").image.as_deref(), of("8").category.as_deref()), (Some("https://x/h.jpg"), Some("Clothes")));
        assert_eq!(
            (of("HOOD-R").image.as_deref(), of("HOOD-R").group.as_deref()),
            (Some("https://x/r.jpg"), Some("7"))
        );
        assert_eq!((of("8").available, of("8").withdrawn), (sold, !sold));
    }
}

#[test]
fn names_that_a_shop_has_escaped_are_read() {
    let items = read("sku,title,brand\nA,17&quot; &amp; more &#8211; &#x26; &nosuch; & co,R&amp;D\n").unwrap();
    assert_eq!((items[0].title.as_str(), items[0].brand.as_deref()), ("17\" & more – & &nosuch; & co", Some("R&D")));
    let written = "17&quot; &amp; more &#8211; &#x26; &nosuch; & co";
    assert_eq!(catalog::aliases(&items).get(written).map(String::as_str), Some("A"), "orders may have it so too");
}

#[test]
fn orders_that_name_titles_or_numbers_find_their_skus() {
    let shopify = catalog::aliases(&fixture("shopify-classic.csv"));
    assert_eq!(shopify.get("Mug - Blue / Large").map(String::as_str), Some("MUG-BL"));
    assert_eq!(shopify.get("Mug").map(String::as_str), Some("MUG-BL"));
    assert_eq!(shopify.get("Mug - Red / Small").map(String::as_str), Some("Mug - Red / Small"), "its title is its SKU");
    let woocommerce = catalog::aliases(&fixture("woocommerce.csv"));
    assert_eq!(woocommerce.get("id:14").map(String::as_str), Some("CUP"));
    assert_eq!(woocommerce.get("id:13").map(String::as_str), Some("13"), "as pages call an item without a SKU");
}

#[test]
fn gift_cards_are_known_by_column_category_or_tag() {
    let items = read(
        "sku,gift card,category,tags,price\nA,yes,,,1\nB,no,Presents > Gift cards,,1\nC,,,\"red, gift-card\",1\n\
         D,,Gift cards > Paper,,1\nE,,Gifts,gift,1\n",
    );
    assert_eq!(items.unwrap().iter().map(|i| i.gift_card).collect::<Vec<_>>(), [true, true, true, false, false]);
    let shopify = fixture("shopify-classic.csv");
    assert_eq!(shopify.iter().map(|i| i.gift_card).collect::<Vec<_>>(), [false, false, false, true]);
}

#[test]
fn what_is_withdrawn_is_distinguished_from_what_is_sold_out() {
    let items = read("sku,availability\nA,discontinued\nB,out of stock\nC,in stock\n").unwrap();
    assert_eq!(
        items.iter().map(|i| (i.available, i.withdrawn)).collect::<Vec<_>>(),
        [(false, true), (false, false), (true, false)]
    );
}

#[test]
fn a_comma_with_a_backslash_belongs_to_its_code() {
    let items = read(
        "ID,Type,SKU,Name,Published,In stock?,Stock,Regular price,Categories,Upsells,Cross-sells\n\
         1,simple,CUP,Cup,1,1,5,4.00,Tables,,\"SAUCER, BOWL\\,BIG\"\n5,simple,\"BOWL,BIG\",Bowl,1,1,5,9.00,Tables,,\n",
    );
    assert_eq!(items.unwrap()[0].cross_sells, ["SAUCER", "BOWL,BIG"]);
}

#[test]
fn prices_are_read_as_people_write_them() {
    let items = read(
        "sku,price,currency\nCUP,Rs.75,INR\nSAUCER,Rs. 120.00,INR\nFORK,\"12,50 zł.\",PLN\nKNIFE,\"4.200,00 kr.\",DKK\n\
         BOWL,CHF 12.-,CHF\nPLATE,\"12,- EUR\",EUR\nPAN,199:-,SEK\nPOT,Fr. 12.50,CHF\n",
    );
    let prices: Vec<Option<i64>> = items.unwrap().iter().map(|item| item.price_minor).collect();
    assert_eq!(prices, [7500, 12_000, 1250, 420_000, 1200, 1200, 19_900, 1250].map(Some));
}

#[test]
fn codes_that_are_nothing_or_went_through_floating_point_are_mended() {
    let items = read("sku,title\n10012.0,A\n10013.0,B\nN/A,C\n").unwrap();
    assert_eq!(items.iter().map(|item| item.sku.as_str()).collect::<Vec<_>>(), ["10012", "10013"]);
}

#[test]
fn lines_are_counted_right_with_windows_line_ends_and_titles_above_the_header() {
    let error = read("Products of the shop\r\n\r\nsku,price\r\nA,cheap\r\n").unwrap_err();
    assert!(error.to_string().contains("line 4, column \"price\""), "{error}");
}

fn strangers(orders: &[&str], catalog: &str) -> Option<catalog::Strangers> {
    let orders = pairwell_cli::orders::Orders {
        skus: orders.iter().map(|sku| (*sku).to_owned()).collect(),
        starts: vec![0, orders.len()],
        items: (0..orders.len() as u32).collect(),
        id_crcs: vec![0],
        cart_crcs: vec![0],
        ..Default::default()
    };
    catalog::strangers(&orders, &read(&format!("sku,title\n{}", catalog.replace('/', "\n"))).unwrap())
}

#[test]
fn orders_and_catalog_that_do_not_meet_are_reported_with_the_likely_remedy() {
    let mend = |orders: &[&str], catalog: &str| strangers(orders, catalog).unwrap().mend.unwrap_or_default();
    assert!(mend(&["17", "18"], "0017,A/0018,B").contains("leading zeros"));
    assert!(mend(&["cup", "pot"], "CUP,A/POT,B").contains("another case"));
    assert!(mend(&["Blue cup", "Pot"], "C-1,Blue cup/P-1,Pot").contains("by title"));
    assert!(mend(&["4411", "4412"], "C-1,Cup/P-1,Pot").contains("ids"));
    assert!(mend(&["C1", "P1"], "C-1,Cup/P-1,Pot").contains("signs"));
    assert_eq!(strangers(&["A", "B", "X"], "A,1/C,2"), None);
    let said = strangers(&["17", "18"], "0017,A/0018,B").unwrap().to_string();
    assert!(said.contains("0 of the orders' 2 items") && said.contains("the orders say 17, 18"), "{said}");
}

fn options(item: &CatalogItem) -> Vec<(&str, &str)> {
    item.options.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[test]
fn options_are_read_from_shopifys_exports_with_the_names_of_the_first_row() {
    let items = fixture("shopify-classic.csv");
    assert_eq!(options(&items[0]), [("Colour", "Blue"), ("Size", "Large")]);
    assert_eq!(options(&items[1]), [("Colour", "Red"), ("Size", "Small")], "the row has no names");
    assert_eq!(options(&items[2]), [], "Default Title is no option");
    let items = fixture("shopify-new.csv");
    assert_eq!([options(&items[0]), options(&items[1])], [[("Colour", "Blue")], [("Colour", "Red")]]);
}

#[test]
fn options_are_read_from_woocommerces_attributes_but_for_the_lists_of_a_variable_product() {
    let items = read(
        "ID,Type,SKU,Name,Published,Parent,Attribute 1 name,Attribute 1 value(s),Attribute 2 name,Attribute 2 value(s)\n\
         7,variable,TEE,Tee,1,,Size,\"S, M\",Colour,\"Red, Blue\"\n8,variation,TEE-S,Tee - S,1,id:7,Size,S,Colour,\"Red\\, dark\"\n\
         9,variation,TEE-M,Tee - M,1,id:7,Size,M,Colour,\n10,simple,CUP,Cup,1,,,,,\n",
    );
    let items = items.unwrap();
    let all: Vec<_> = items.iter().map(options).collect();
    assert_eq!(all, [vec![], vec![("Size", "S"), ("Colour", "Red, dark")], vec![("Size", "M")], vec![]]);
}

#[test]
fn options_are_read_from_feeds_and_plain_columns_and_blank_or_long_ones_are_none() {
    let items = read(
        "id\ttitle\titem_group_id\tsize\tcolor\tmaterial\tpattern\n1\tTee\tG\tM\tred\tcotton\t\n2\tTee\tG\tN/A\t\t\tstriped\n",
    );
    let items = items.unwrap();
    assert_eq!(options(&items[0]), [("size", "M"), ("color", "red"), ("material", "cotton")]);
    assert_eq!(options(&items[1]), [("pattern", "striped")]);
    let text = format!("sku,Größe,Farbe\nA,38,rot\nB,{},blau\n", "x".repeat(81));
    let items = read(&text).unwrap();
    assert_eq!(
        (options(&items[0]), options(&items[1])),
        (vec![("Größe", "38"), ("Farbe", "rot")], vec![("Farbe", "blau")])
    );
}

#[test]
fn vendures_variants_inherit_from_their_products_first_row() {
    let items = read(
        "name,slug,description,assets,facets,optionGroups,optionValues,sku,price,taxCategory,stockOnHand,trackInventory,variantAssets,variantFacets\n\
         Laptop,laptop,Fast,laptop.jpg,category:Electronics|brand:Apple,screen size|RAM,13 inch|8GB,L13-8,1299.00,standard,100,false,,\n\
         ,,,,,,15 inch|16GB,L15-16,2199.00,standard,0,true,,\nMug,,,,category:Home,,,MUG,9.00,standard,5,false,,\n",
    );
    let items = items.unwrap();
    let names: Vec<_> = items.iter().map(|item| (item.sku.as_str(), item.title.as_str())).collect();
    assert_eq!(names, [("L13-8", "Laptop 13 inch 8GB"), ("L15-16", "Laptop 15 inch 16GB"), ("MUG", "Mug")]);
    assert_eq!(options(&items[1]), [("screen size", "15 inch"), ("RAM", "16GB")]);
    let of =
        |item: &CatalogItem| [&item.group, &item.category, &item.brand].map(|text| text.clone().unwrap_or_default());
    assert_eq!(of(&items[1]), ["laptop", "Electronics", "Apple"]);
    assert_eq!(
        items.iter().map(|item| item.available).collect::<Vec<_>>(),
        [true, false, true],
        "stock counts where it is tracked"
    );
    assert_eq!((of(&items[2]), options(&items[2])), (["mug", "Home", ""].map(str::to_owned), vec![]));
}
