//! Checks that what the catalog says becomes relations: cross-sells, up-sells, complementary products, sizes; unknown references are said.

use std::path::Path;

use pairwell_cli::relations::Money;

use super::shop::{self, Shop};

/// The fixture's catalog beside orders of these items, each bought alone.
fn shop(catalog: &str, skus: &[&str]) -> Shop {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/catalog").join(catalog);
    let lines: Vec<String> = skus.iter().enumerate().map(|(n, sku)| format!("{n},{sku}\n")).collect();
    shop::text(&format!("order_id,sku\n{}", lines.concat()), &std::fs::read_to_string(path).unwrap())
}

/// What is curated for each SKU, in words, and what is unknown.
fn check(shop: &Shop, expected: &[(&str, &[&str])], unknown: &[&str]) {
    let relations = shop.learn(Money::default());
    let curated = &relations.relations.curated;
    assert!(curated.is_sorted_by_key(|near| near.item));
    assert_eq!(curated.len(), expected.len(), "{curated:?}");
    for (sku, others) in expected {
        assert_eq!(shop.near(curated, sku), *others, "curated for {sku}");
    }
    assert_eq!(relations.unknown, unknown);
}

#[test]
fn shopifys_complementary_products_are_for_all_variants_of_both_products() {
    let sold = shop("shopify-classic.csv", &["POT-1", "MUG-BL", "Mug - Red / Small"]);
    check(&sold, &[("MUG-BL", &["POT-1"]), ("Mug - Red / Small", &["POT-1"])], &["gone-tray"]);
}

#[test]
fn woocommerces_cross_sells_of_a_product_are_for_its_variations() {
    // The strainer's up-sell is called by a number, the variable product is only sold as its variation.
    let sold = shop("woocommerce.csv", &["CUP", "TEA-G", "13"]);
    check(&sold, &[("TEA-G", &["CUP", "13"]), ("13", &["CUP"])], &[]);
}

#[test]
fn an_item_without_a_sku_keeps_the_name_that_older_orders_gave_it() {
    let sold = shop("woocommerce.csv", &["CUP", "TEA-G", "id:13"]);
    assert_eq!(sold.near(&sold.learn(Money::default()).relations.curated, "TEA-G"), ["CUP", "13"]);
}

#[test]
fn what_no_order_ever_held_is_said() {
    let sold = shop("woocommerce.csv", &["TEA-G", "13"]);
    check(&sold, &[("TEA-G", &["13"])], &["CUP"]);
}

#[test]
fn a_reference_to_a_product_means_the_variant_that_can_be_bought() {
    let catalog = "sku,title,group,available,cross_sells,up_sells\n\
        A,Mug red,mug,false,,\nB,Mug blue,mug,true,\"A, tray, T\",Tray\nT,Tray,,true,mug,\n";
    let sold = shop::text("order_id,sku\n1,A\n2,A\n3,B\n4,T\n", catalog);
    // By title and by SKU, once; a sibling is none; of the group the one on sale, though fewer bought it.
    check(&sold, &[("B", &["T"]), ("T", &["B"])], &["tray"]);
}

#[test]
fn sizes_of_a_catalog_become_option_values_that_products_share() {
    let sold = shop::text(
        "order_id,sku\n1,tee-m\n2,tee-l\n3,hose-m\n4,hose-l\n5,cup\n",
        "sku,group,category,size\ntee-m,tee,Shirts,M\ntee-l,tee,Shirts,L\nhose-m,hose,Trousers,m\nhose-l,hose,Trousers,l\ncup,,Cups,\n",
    );
    let options = sold.learn(Money::default()).relations.options;
    let of = |sku: &str| options.get(sold.item(sku) as usize).cloned().unwrap_or_default();
    assert_eq!((of("tee-m"), of("tee-l"), of("cup")), (of("hose-m"), of("hose-l"), vec![]));
    assert!(of("tee-m").len() == 1 && of("tee-m") != of("tee-l"), "{options:?}");
}
