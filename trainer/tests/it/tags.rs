//! Runs `pairwell tags` on a trained directory: what is printed for a page, as elements and as a header, and what is refused.

use crate::cli::{Shop, check};

fn printed(shop: &Shop, args: &str) -> String {
    let output = shop.run(args);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_file_of_the_directory_and_of_the_package_is_named_once() {
    let shop = Shop::new().trained();
    let model = shop.model_file().file_name().unwrap().to_string_lossy().into_owned();
    let html = printed(&shop, "tags model --sku a --model-url /m --script-url https://cdn.example/p");
    let lines: Vec<&str> = html.lines().collect();
    assert_eq!(lines[0], r#"<script type="module" src="https://cdn.example/p/define.js"></script>"#);
    assert_eq!(lines[1], r#"<link rel="modulepreload" href="https://cdn.example/p/core.js">"#);
    assert_eq!(lines[2], r#"<link rel="preload" href="/m/pairwell.json" as="fetch" crossorigin>"#);
    assert!(html.contains(&format!("<link rel=\"preload\" href=\"/m/{model}\" as=\"fetch\" crossorigin>\n")), "{html}");
    assert!(html.contains("\"https://cdn.example/p/pairwell_wasm_bg.wasm\" as=\"fetch\" crossorigin"), "{html}");
    assert!(!html.contains("bundle"), "{html}");
    let mut once = lines.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), lines.len(), "{html}");
    let bundle = printed(&shop, "tags model --bundle");
    assert!(bundle.contains("/pairwell/define-bundle.js") && bundle.contains("/pairwell/bundle-core.js"), "{bundle}");
}

#[test]
fn a_header_is_one_line_with_the_same_files() {
    let shop = Shop::new().trained();
    let header = printed(&shop, "tags model --format link-header");
    assert_eq!(header.lines().count(), 1);
    assert!(header.starts_with("</pairwell/define.js>; rel=modulepreload, </pairwell/core.js>; rel=modulepreload, "));
    assert!(header.contains("</pairwell-model/pairwell.json>; rel=preload; as=fetch; crossorigin"), "{header}");
    assert_eq!(header.matches(", <").count() + 1, printed(&shop, "tags model").lines().count());
}

#[test]
fn an_unknown_item_is_a_note_and_a_wrong_address_or_directory_an_error() {
    let shop = Shop::new().trained();
    check(&shop, "tags model --sku zzz --sku a", 0, &["note: --sku \"zzz\": not in the model", "core.js"]);
    check(&shop, "tags model --script-url javascript:alert(1)", 2, &["--script-url", "expected a path"]);
    check(&shop, "tags nowhere", 2, &["nowhere", "pairwell train"]);
    let manifest = std::fs::read_to_string(shop.path("model/pairwell.json")).unwrap();
    let model = shop.model_file().file_name().unwrap().to_string_lossy().into_owned();
    let odd = model.replace("model-", "model>-");
    std::fs::rename(shop.model_file(), shop.path("model").join(&odd)).unwrap();
    shop.write("model/pairwell.json", manifest.replace(&model, &odd));
    check(&shop, "tags model", 2, &["no file name that a page accepts", "Train again"]);
}
