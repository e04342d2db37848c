//! Checks that what comes back is counted and weighs less, and that a public file shows no margin.

use pairwell::rules::parts::{MerchantRules, PLAIN_CLASS, RuleParts};
use pairwell_cli::relations::{By, Money, Overstock};

use super::shop::{self, Shop};

/// Forty orders of each of three items; `returned` of the shirt come back.
fn with_returns(returned: usize) -> Shop {
    let mut orders = String::from("order_id,sku,quantity\n");
    for n in 0..40 {
        for sku in ["mug", "shirt", "pot"] {
            orders += &format!("{sku}{n},{sku},1\n");
        }
    }
    for n in 0..returned {
        orders += &format!("shirt{n},shirt,-1\n");
    }
    shop::text(&orders, "sku,price,cost,stock\nmug,9.00,3.00,20\nshirt,9.00,3.00,900\npot,9.00,3.00,20\n")
}

fn class(shop: &Shop, sku: &str, money: Money) -> u8 {
    shop.learn(money).relations.traits[shop.item(sku) as usize].class
}

#[test]
fn return_heavy_items_are_weighed_down() {
    let shop = with_returns(20);
    assert_eq!(shop.returned.get("shirt"), Some(&20));
    assert!(class(&shop, "shirt", Money::default()) < PLAIN_CLASS);
    assert_eq!(class(&shop, "mug", Money::default()), PLAIN_CLASS);
    assert_eq!(class(&with_returns(0), "shirt", Money::default()), PLAIN_CLASS);
}

#[test]
fn returned_lines_leave_their_order_so_that_combinations_that_come_back_count_for_nothing() {
    let orders = |back: bool| {
        let mut orders = String::from("order_id,sku,quantity\n");
        for n in 0..60 {
            // Chance is to give few of them together.
            let order = ["dress", "belt", "hat", "scarf"][n % 4];
            orders += &format!("{n},{order},1\n");
            if n < 24 {
                orders += &format!("p{n},dress,1\np{n},belt,1\n");
                if back {
                    orders += &format!("p{n},belt,-1\n");
                }
            }
        }
        shop::text(&orders, "sku,price\ndress,50\nbelt,20\nhat,20\nscarf,20\n")
    };
    let bundles = |shop: &Shop| shop.learn(Money::default()).relations.bundles.len();
    assert_eq!((bundles(&orders(false)), bundles(&orders(true))), (1, 0));
}

#[test]
fn credit_notes_that_name_no_order_count_too() {
    let shop = shop::text(
        "InvoiceNo,StockCode,Quantity\n536379,22423,1\n536380,22423,2\n536381,85123,1\nC536999,22423,-1\n",
        "sku,price\n22423,5\n85123,5\n",
    );
    assert_eq!(shop.returned.get("22423"), Some(&1));
    assert_eq!(shop.orders.items.len(), 3, "a credit note of an unknown order takes nothing out of any");
}

#[test]
fn two_shops_whose_costs_differ_within_a_class_have_the_same_public_file() {
    let money = Money { by: By::Margin, weight: 0.5, overstock: Some(Overstock { above: 500, boost: 1.2 }) };
    let file = |costs: [&str; 3]| {
        let [mug, shirt, pot] = costs;
        let catalog =
            format!("sku,price,cost,stock\nmug,90.00,{mug},20\nshirt,90.00,{shirt},900\npot,90.00,{pot},20\n");
        let lines: String = (0..30).map(|n| format!("{n},{}\n", ["mug", "shirt", "pot"][n % 3])).collect();
        let relations = shop::text(&format!("order_id,sku\n{lines}"), &catalog).learn(money).relations;
        RuleParts { model: 7, relations, merchant: MerchantRules::default() }.encode().unwrap()
    };
    // Margins of 80, 50 and 12; of 42, 41.5 and 11; the last within another power of two.
    assert_eq!(file(["10.00", "40.00", "78.00"]), file(["48.00", "48.50", "79.00"]));
    assert_ne!(file(["10.00", "40.00", "78.00"]), file(["10.00", "85.00", "78.00"]));
}
