//! Tests `pairwell mail`: what customers are offered, in every format, and what is refused.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::shop::{HIDDEN, ODD, RULED_OUT, SOLD_OUT, shop};
use crate::cli::check;

/// A format, and what it says: each customer's items by address, or by id where it has no address.
struct Sender {
    format: &'static str,
    needs: &'static str,
    read: fn(&str) -> BTreeMap<String, Vec<String>>,
}

const SITE: &str = "--site https://shop.example";

const SENDERS: [Sender; 7] = [
    Sender { format: "klaviyo", needs: "--catalog catalog.csv", read: klaviyo },
    Sender { format: "csv", needs: SITE, read: table },
    Sender { format: "mailchimp", needs: SITE, read: table },
    Sender { format: "hubspot", needs: SITE, read: table },
    Sender { format: "mandrill", needs: SITE, read: mandrill },
    Sender { format: "html", needs: SITE, read: html },
    Sender { format: "permalinks", needs: "--cart-url https://shop.example/cart", read: permalinks },
];

fn klaviyo(text: &str) -> BTreeMap<String, Vec<String>> {
    let mut all = BTreeMap::new();
    for line in text.lines() {
        let request: Value = serde_json::from_str(line).unwrap();
        for profile in request["data"]["attributes"]["profiles"]["data"].as_array().unwrap() {
            let list = &profile["attributes"]["properties"]["Recommended Products"];
            let ids = list.as_array().into_iter().flatten().map(|id| id.as_str().unwrap().to_owned()).collect();
            all.insert(profile["attributes"]["external_id"].as_str().unwrap().to_owned(), ids);
        }
    }
    all
}

/// The item of an address of the shop.
fn item(url: &str) -> String {
    let number = url.strip_prefix("https://shop.example/products/item-").unwrap().parse::<usize>().unwrap();
    let all = super::shop::GOOD.into_iter().chain([ODD, HIDDEN, SOLD_OUT, RULED_OUT]);
    all.collect::<Vec<_>>()[number].to_owned()
}

fn table(text: &str) -> BTreeMap<String, Vec<String>> {
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let names = rows.headers().unwrap().clone();
    let is_address = |name: &str| name.to_lowercase().ends_with("url") && !name.contains("cart");
    let addresses: Vec<usize> = (0..names.len()).filter(|at| is_address(&names[*at])).collect();
    rows.records()
        .map(Result::unwrap)
        .map(|row| {
            let urls = addresses.iter().map(|at| &row[*at]).filter(|url| !url.is_empty());
            (row[0].to_owned(), urls.map(item).collect())
        })
        .collect()
}

fn mandrill(text: &str) -> BTreeMap<String, Vec<String>> {
    let lines = text.lines().flat_map(|line| serde_json::from_str::<Vec<Value>>(line).unwrap());
    lines
        .map(|one| {
            let recs = one["vars"].as_array().unwrap().iter().find(|it| it["name"] == "recs").unwrap();
            let urls = recs["content"].as_array().unwrap().iter().map(|it| item(it["url"].as_str().unwrap()));
            (one["rcpt"].as_str().unwrap().to_owned(), urls.collect())
        })
        .collect()
}

fn html(text: &str) -> BTreeMap<String, Vec<String>> {
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines
        .map(|one| {
            let html = one["html"].as_str().unwrap();
            assert!(!html.contains("<script") && !html.contains(" class=") && html.len() < 102_000);
            let pictures = html.matches("<img").count();
            assert_eq!((html.matches(" alt=\"").count(), html.matches("src=\"https://").count()), (pictures, pictures));
            let links = html.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
            (one["id"].as_str().unwrap().to_owned(), links.map(item).collect())
        })
        .collect()
}

fn permalinks(text: &str) -> BTreeMap<String, Vec<String>> {
    let rows = csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).collect::<Vec<_>>();
    let items = |link: &str| {
        let lines = link.strip_prefix("https://shop.example/cart/").unwrap().split(',');
        // The odd SKU cannot stand in a link as it is.
        lines
            .map(|line| line.strip_suffix(":1").unwrap())
            .map(|id| if id.starts_with('~') { ODD } else { id }.to_owned())
            .collect()
    };
    rows.iter().map(|row| (row[0].to_owned(), items(&row[1]))).collect()
}

/// Runs `pairwell mail` on customers, and returns the exit code, what it says and the folder that it wrote.
fn mail(sender: &Sender, customers: &str, args: &str) -> (Option<i32>, String, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("customers.jsonl");
    fs::write(&file, customers).unwrap();
    let out = folder.path().join("out");
    let (file, out) = (file.display(), out.display());
    let command = format!("mail model --customers {file} --to {} --out {out} {} {args}", sender.format, sender.needs);
    let command = command.split_whitespace().collect::<Vec<_>>().join(" ");
    let output = shop().run(&command);
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned(), folder)
}

fn text_in(folder: &Path) -> String {
    let mut files: Vec<_> = fs::read_dir(folder.join("out")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| !file.ends_with("hubspot-import.json"));
    assert_eq!(files.len(), 1, "{files:?}");
    fs::read_to_string(&files[0]).unwrap()
}

/// What each customer is offered.
fn offered(sender: &Sender, customers: &[Value], args: &str) -> BTreeMap<String, Vec<String>> {
    let text = customers.iter().map(|line| format!("{line}\n")).collect::<String>();
    let (code, said, folder) = mail(sender, &text, args);
    assert_eq!(code, Some(0), "{} {args}: {said}", sender.format);
    (sender.read)(&text_in(folder.path()))
}

fn customer(id: &str, orders: &[&[&str]]) -> Value {
    json!({ "id": id, "orders": orders })
}

/// What `pairwell suggest` says of a cart and a history.
fn suggested(cart: &[&str], history: &[&[&str]], exclude: &[&str]) -> Vec<String> {
    let question = json!({ "cart": cart, "history": history, "exclude": exclude, "placement": "mail", "limit": 3 });
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), question.to_string()).unwrap();
    let output = shop().run(&format!("suggest model --carts {}", file.path().display()));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    answer["suggestions"].as_array().unwrap().iter().map(|it| it["sku"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_format_offers_what_the_engine_suggests_for_the_latest_order() {
    for sender in &SENDERS {
        let customers =
            [customer("c-1", &[&["kettle", "cup"]]), customer("c-2", &[&["mill"], &["beans"]]), customer("c-3", &[])];
        let told = offered(sender, &customers, "--limit 3");
        assert_eq!(told["c-1"], suggested(&["kettle", "cup"], &[], &[]), "{}", sender.format);
        assert_eq!(told["c-2"], suggested(&["beans"], &[&["mill"]], &["mill"]), "{}", sender.format);
        assert_eq!(told["c-3"], suggested(&[], &[], &[]), "{}", sender.format);
    }
}

#[test]
fn what_customers_own_and_what_was_mailed_is_left_out() {
    for sender in &SENDERS {
        let plain = &offered(sender, &[customer("c", &[&["kettle"]])], "--limit 3")["c"];
        let (first, second) = (plain[0].as_str(), plain[1].as_str());
        let owning = customer("c", &[&[first, "cup"], &["kettle"]]);
        let told = &offered(sender, &[owning], "--limit 9")["c"];
        assert!(
            !told.iter().any(|sku| [first, "cup", "kettle"].contains(&sku.as_str())),
            "{}: {told:?}",
            sender.format
        );
        let mailed = json!({ "id": "c", "orders": [["kettle"]], "mailed": [second] });
        assert!(!offered(sender, &[mailed], "--limit 9")["c"].contains(&second.to_owned()), "{}", sender.format);
    }
}

#[test]
fn what_was_mailed_rests_for_some_days() {
    let sender = &SENDERS[1];
    let mailed = |on: &str| [json!({ "id": "c", "orders": [["kettle"]], "mailed": [{ "item": "cup", "on": on }] })];
    let has_cup = |on: &str, args: &str| offered(sender, &mailed(on), args)["c"].contains(&"cup".to_owned());
    assert!(!has_cup("2026-10-20", "--limit 9 --on 2026-11-01"));
    assert!(has_cup("2026-10-02", "--limit 9 --on 2026-11-01"));
    assert!(has_cup("2026-10-20", "--limit 9 --on 2026-11-01 --rest 12"));
    assert!(!has_cup("2026-10-20", "--limit 9 --on 2026-11-01 --rest 13"));
}

#[test]
fn a_short_list_is_no_list() {
    let customers = [
        customer("c-1", &[&["kettle"]]),
        customer("c-2", &[&["beans", "cup", "filter", "mill"], &["kettle", "spoon", SOLD_OUT, RULED_OUT]]),
    ];
    for sender in &SENDERS {
        let told = offered(sender, &customers, "--limit 3 --min 2");
        assert_eq!(told["c-1"].len(), 3, "{}", sender.format);
        let is_told = told.get("c-2").is_some_and(|list| !list.is_empty());
        assert!(!is_told, "{}: only the odd one is left", sender.format);
    }
    let (_, said, folder) =
        mail(&SENDERS[0], &customers.clone().map(|line| format!("{line}\n")).concat(), "--limit 3 --min 2");
    assert!(said.contains("1 customers have a list, 1 have none"), "{said}");
    let text = text_in(folder.path());
    assert!(
        text.contains(r#""patch_properties":{"unset":["Recommended Products","Recommended Products On"]}"#),
        "{text}"
    );
    let (code, said, _) =
        mail(&SENDERS[1], &customers.clone().map(|line| format!("{line}\n")).concat(), "--min-score 2");
    assert_eq!(code, Some(1), "{said}");
}

#[test]
fn rules_for_mail_apply_and_others_do_not() {
    let told = offered(&SENDERS[1], &[customer("c", &[&["kettle"]])], "--limit 9");
    assert!(told["c"].contains(&RULED_OUT.to_owned()), "the rule is for product pages");
    let told = offered(&SENDERS[1], &[customer("c", &[&["kettle"]])], "--limit 9 --placement product");
    assert!(!told["c"].contains(&RULED_OUT.to_owned()));
}

#[test]
fn ids_and_stock_are_those_of_the_catalog() {
    let told = offered(&SENDERS[0], &[customer("c", &[&["kettle"]])], "--limit 9 --id their-id");
    assert!(told["c"].iter().all(|id| id.starts_with("P_")) && told["c"].len() >= 5, "{told:?}");
    let now = Sender { needs: "--catalog now.csv", ..SENDERS[0] };
    assert!(!offered(&now, &[customer("c", &[&["kettle"]])], "--limit 9")["c"].contains(&SOLD_OUT.to_owned()));
}

#[test]
fn an_add_on_waits_for_its_window() {
    let windows: Value = serde_json::from_slice(&fs::read(shop().path("model/windows.json")).unwrap()).unwrap();
    let (item, days) =
        windows["items"].as_object().unwrap().iter().find(|(sku, _)| *sku == "cup").expect("it is learned");
    let days = days.as_i64().unwrap();
    assert!(days > 0);
    let dated = json!({ "id": "c", "orders": [{ "date": "2026-01-01", "items": ["not-in-the-model"] }] });
    let day = |after: i64| jiff::civil::date(2026, 1, 1).checked_add(jiff::Span::new().days(after)).unwrap();
    let has = |after: i64| {
        let (_, _, folder) = mail(&SENDERS[1], &format!("{dated}\n"), &format!("--limit 9 --on {}", day(after)));
        fs::read_dir(folder.path().join("out"))
            .is_ok_and(|_| table(&text_in(folder.path())).get("c").is_some_and(|list| list.contains(item)))
    };
    assert!(!has(days - 1) && has(days));
}

#[test]
fn columns_are_those_that_each_system_knows() {
    let head = |sender: &Sender, args: &str| {
        let (_, said, folder) = mail(sender, "{\"id\":\"c\",\"orders\":[[\"kettle\"]]}\n", args);
        assert!(said.contains("1 customers have a list"), "{said}");
        (text_in(folder.path()).lines().next().unwrap().to_owned(), folder)
    };
    assert_eq!(head(&SENDERS[1], "--limit 1").0, "id,rec_1_id,rec_1_title,rec_1_url,rec_1_image,rec_1_price,send_on");
    let (mailchimp, _) = head(&SENDERS[2], "--limit 9 --cart-url https://shop.example/cart");
    let tags: Vec<&str> = mailchimp.split(',').skip(1).collect();
    assert_eq!(tags[..4], ["REC1", "REC1URL", "REC1IMG", "REC1PRICE"]);
    assert!(tags.len() <= 28 && tags.iter().all(|tag| tag.len() <= 10), "{mailchimp}");
    let (hubspot, folder) = head(&SENDERS[3], "--limit 2 --id-column customer_number");
    let request: Value =
        serde_json::from_slice(&fs::read(folder.path().join("out/hubspot-import.json")).unwrap()).unwrap();
    let mappings = request["files"][0]["fileImportPage"]["columnMappings"].as_array().unwrap();
    let mapped: Vec<&str> = mappings.iter().map(|one| one["columnName"].as_str().unwrap()).collect();
    assert_eq!(mapped.join(","), hubspot, "a mapping for every column, in order");
    assert_eq!(
        (&mappings[0]["columnType"], &request["files"][0]["fileName"]),
        (&json!("HUBSPOT_ALTERNATE_ID"), &json!("hubspot.csv"))
    );
}

#[test]
fn lines_that_are_no_customers_are_counted_up_to_a_share() {
    let good = "{\"id\":\"c-N\",\"orders\":[[\"kettle\"]]}\n";
    let many: String = (0..99).map(|n| good.replace('N', &n.to_string())).collect();
    for sender in &SENDERS {
        let (code, said, folder) = mail(sender, &format!("{many}nonsense\n"), "");
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("1 lines are no customers and are left out; line 100: "), "{said}");
        assert_eq!((sender.read)(&text_in(folder.path())).len(), 99);
        for (bad, says) in [
            ("nonsense\n{}\n", "2 of 2 lines are no customers"),
            ("", "the file has no lines"),
            ("{\"id\":\"a@b.example\",\"orders\":[]}\n", "looks like an address"),
        ] {
            let (code, said, folder) = mail(sender, bad, "");
            assert_eq!(code, Some(2), "{said}");
            assert!(said.contains(says), "{said}");
            assert!(fs::read_dir(folder.path().join("out")).map_or(0, Iterator::count) == 0, "nothing half-written");
        }
    }
}

#[test]
fn no_field_but_the_id_goes_through() {
    for sender in &SENDERS {
        let line = json!({ "id": "c", "email": "ann@shop.example", "name": "Ann", "orders": [{ "date": "2026-01-01", "items": ["kettle"], "address": "1 Road" }] });
        let (code, _, folder) = mail(sender, &format!("{line}\n"), "");
        assert_eq!(code, Some(0));
        let text = text_in(folder.path());
        assert!(!text.contains("ann@") && !text.contains("Ann") && !text.contains("Road"), "{text}");
    }
}

#[test]
fn arguments_that_make_no_sense_are_refused() {
    let shop = shop();
    shop.write("one.jsonl", "{\"id\":\"c\"}\n");
    check(shop, "mail model --customers one.jsonl --to klaviyo --out x", 2, &["--catalog"]);
    check(shop, "mail model --customers one.jsonl --to permalinks --out x", 2, &["--cart-url"]);
    check(shop, "mail model --customers one.jsonl --to csv --out x", 2, &["--site https://"]);
    check(
        shop,
        "mail model --customers none.jsonl --to csv --out x --site https://a.b",
        2,
        &["none.jsonl", "cannot read"],
    );
    check(shop, "mail model --customers one.jsonl --to csv --out x --min 5", 2, &["--min 5"]);
    check(shop, "mail model --customers one.jsonl --to csv --out x --on soon", 2, &["--on"]);
    check(shop, "mail model --customers one.jsonl --to csv --out x --rest 3", 2, &["--on"]);
}
