//! Reads tables with several items in a row: in a cell, side by side, or a column for each item.

use super::{Format, ReadOptions, check, check_with, mapped};

const BASKETS: &str = "CUP SAUCER | CUP SAUCER | CUP SAUCER | FORK KNIFE | FORK KNIFE | CUP FORK | BOWL | SAUCER";

/// The same baskets, each written by this.
fn rows(write: impl Fn(usize, &[&str]) -> String) -> String {
    BASKETS
        .split(" | ")
        .enumerate()
        .map(|(n, basket)| write(n, &basket.split(' ').collect::<Vec<_>>()) + "\n")
        .collect()
}

#[test]
fn a_cell_may_hold_several_items() {
    for separator in [",", ", ", "; ", " | "] {
        let table = rows(|n, items| format!("{},2025-05-0{},\"{}\",9.00", 700 + n, n + 1, items.join(separator)));
        check(&format!("Order ID,Order Date,SKU,Order Total\n{table}"), BASKETS);
    }
    let counted =
        rows(|n, items| format!("{n},\"{}\"", items.iter().map(|i| format!("1 x {i}")).collect::<Vec<_>>().join(", ")));
    check(&format!("Order ID,Items\n{counted}"), BASKETS);
    check_with(format!("Order ID,Waren\n{counted}").as_bytes(), &mapped("item=Waren"), BASKETS);
    let json = rows(|n, items| {
        let list = items.iter().map(|i| format!("{{\"\"sku\"\":\"\"{i}\"\",\"\"quantity\"\":1}}")).collect::<Vec<_>>();
        format!("{n},\"[{}]\"", list.join(","))
    });
    check(&format!("order_id,line_items\n{json}"), BASKETS);
    let python = rows(|n, items| format!("{n},\"['{}']\"", items.join("', '")));
    check(&format!("order_id,products\n{python}"), BASKETS);
    let pairs = rows(|n, items| {
        let list =
            items.iter().map(|i| format!("Product ID: 1, Product Qty: 1, Product SKU: {i}, Product Name: A thing"));
        format!("{n},\"{}\"", list.collect::<Vec<_>>().join("|"))
    });
    check(&format!("Order ID,Product Details\n{pairs}"), BASKETS);
}

#[test]
fn baskets_in_quotes_under_a_header_are_baskets() {
    let quoted = format!("items\n{}", rows(|_, items| format!("\"{}\"", items.join(","))));
    for format in [Format::Auto, Format::Basket] {
        let report = check_with(quoted.as_bytes(), &ReadOptions { format, ..ReadOptions::default() }, BASKETS);
        assert_eq!((report.orders, report.items), (8, 5));
    }
    let bare = format!("items\n{}", rows(|_, items| items.join(",")));
    check_with(bare.as_bytes(), &ReadOptions { format: Format::Basket, ..ReadOptions::default() }, BASKETS);
}

#[test]
fn names_with_commas_stay_whole_where_orders_have_rows() {
    check(
        "order_id,item\n1,\"Pot, large\"\n1,\"Mug, large\"\n2,\"Pot, large\"\n",
        "Pot, large Mug, large | Pot, large",
    );
}

#[test]
fn items_may_stand_side_by_side() {
    let at = |items: &[&str], n: usize| items.get(n).copied().unwrap_or_default().to_owned();
    let numbered = rows(|n, items| {
        let cell = |i: usize| format!("{},{}", at(items, i), if i < items.len() { "1" } else { "" });
        format!("{},2025-05-0{},{},{}", 800 + n, n + 1, cell(0), cell(1))
    });
    let counted = rows(|_, items| format!("{},{},{}", items.len(), at(items, 0), at(items, 1)));
    let matrix = rows(|n, items| {
        let flag = |item: &str| u8::from(items.contains(&item)).to_string();
        format!("{n},{}", ["CUP", "SAUCER", "FORK", "KNIFE", "BOWL"].map(flag).join(","))
    });
    for format in [Format::Auto, Format::Basket] {
        let options = ReadOptions { format, ..ReadOptions::default() };
        check_with(
            format!("Order ID,Order Date,Item 1 SKU,Item 1 Qty,Item 2 SKU,Item 2 Qty\n{numbered}").as_bytes(),
            &options,
            BASKETS,
        );
        check_with(format!("Item(s),Item 1,Item 2\n{counted}").as_bytes(), &options, BASKETS);
    }
    check(&format!("Order ID,CUP,SAUCER,FORK,KNIFE,BOWL\n{matrix}"), BASKETS);
    let toffee = rows(|n, items| {
        let cell = |i: usize| {
            items
                .get(i)
                .map_or(String::new(), |item| format!("name:A thing|product_id:3|sku:{item}|quantity:1|total:4.00"))
        };
        format!("{n},{},{}", cell(0), cell(1))
    });
    check(&format!("order_id,line_item_1,line_item_2\n{toffee}"), BASKETS);
}
