//! Gives the command line what no shop would: endless lines, bombs, names with control characters, output that cannot be written.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output};

use flate2::{Compression, write::GzEncoder};
use pairwell_cli::bounded::LARGEST;
use tempfile::TempDir;

struct Shop(TempDir);

impl Shop {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    /// Runs the command line by the shell, with no more address space than this many MiB.
    fn shell(&self, arguments: &str, mebibytes: usize) -> Output {
        let script = format!("ulimit -v {}; exec \"$0\" {arguments}", mebibytes << 10);
        let mut sh = Command::new("sh");
        sh.args(["-c", &script, env!("CARGO_BIN_EXE_pairwell")]).current_dir(self.0.path());
        sh.output().unwrap()
    }

    /// What it says, and the code it must end with.
    fn run(&self, arguments: &str, code: i32) -> String {
        let output = self.shell(arguments, 2048);
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said).unwrap();
        assert_eq!(output.status.code(), Some(code), "pairwell {arguments}: {said}");
        said
    }

    fn trained(self, orders: &str) -> Self {
        self.write("orders.csv", orders);
        self.run("train --orders orders.csv --out model --no-tune --force", 0);
        self
    }
}

/// Pairs that are bought together, with these names.
fn orders(names: &[&str]) -> String {
    let line = |order: usize| names.iter().map(move |name| format!("{order},{name}\n"));
    "order,sku\n".to_owned() + &(0..40).flat_map(line).collect::<String>()
}

fn gzip(parts: &[&[u8]], times: usize) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..times {
        parts.iter().for_each(|part| packed.write_all(part).unwrap());
    }
    packed.finish().unwrap()
}

fn too_large(name: &str, content: &[u8], place: &str, option: &str) {
    let shop = Shop::new();
    shop.write(name, content);
    let said = shop.run(&format!("{option} {name}"), 2);
    assert!(said.contains(place) && said.contains("larger than 16 MiB"), "{name}: {said}");
    assert!(said.len() < 2_000, "{} bytes", said.len());
}

#[test]
fn a_line_record_or_header_without_an_end_is_refused_with_its_place() {
    let long = vec![b'x'; LARGEST + 2];
    let lines = [b"a\n".repeat(LARGEST).as_slice(), b"b\n".as_slice()].concat();
    too_large("header.csv", &long, "line 1", "look");
    too_large("line.csv", &[b"order,sku\n1,a\n2,", long.as_slice()].concat(), "line 3", "look");
    too_large("quote.csv", &[b"order,sku\n1,a\n2,\"", lines.as_slice()].concat(), "line 3", "look");
    too_large("above.csv", &[b"Orders of May\n\norder,sku\n1,a\n2,\"", lines.as_slice()].concat(), "line 5", "look");
    too_large("baskets.txt", &[b"A1 B2\nA1 ", long.as_slice()].concat(), "line 2", "look --format basket");
    too_large(
        "lines.jsonl",
        &[b"{\"order\":1,\"sku\":\"a\"}\n{\"order\":\"", long.as_slice()].concat(),
        "line 2",
        "look",
    );
    too_large(
        "array.json",
        &[b"[{\"order\":1,\"sku\":\"a\"},\n{\"order\":\"", long.as_slice()].concat(),
        "line 2",
        "look",
    );
    too_large(
        "catalog.csv",
        &[b"sku,title\na,A\nb,\"", lines.as_slice()].concat(),
        "line 3",
        "train --orders catalog.csv --out m --catalog",
    );
}

#[test]
fn the_same_holds_for_what_is_packed() {
    let line = [b"order,sku\n1,a\n2,".as_slice(), &vec![b'x'; LARGEST + 2]].concat();
    too_large("orders.csv.gz", &gzip(&[&line], 1), "line 3", "look");
    too_large("orders.csv.zst", &zstd::encode_all(line.as_slice(), 1).unwrap(), "line 3", "look");
    let mut packed = Vec::new();
    brotli::CompressorWriter::new(&mut packed, 4096, 1, 22).write_all(&line).unwrap();
    too_large("orders.csv.br", &packed, "line 3", "look");
}

#[test]
fn carts_and_rules_have_limits_too() {
    let shop = Shop::new().trained(&orders(&["a", "b"]));
    shop.write("carts.jsonl", [b"{\"cart\":[\"a\"]}\n{\"cart\":[\"".as_slice(), &vec![b'x'; LARGEST + 2]].concat());
    let said = shop.run("suggest model --carts carts.jsonl", 2);
    assert!(said.contains("line 2") && said.contains("larger than 16 MiB"), "{said}");
    shop.write("rules.toml", vec![b'#'; 4 * LARGEST + 1]);
    assert!(shop.run("rules check rules.toml --model model", 2).contains("larger than 64 MiB"));
}

#[test]
fn large_records_do_not_add_up_in_memory() {
    // 700 MiB of records that are allowed each, of which none is a line that can be kept.
    let row = [b"1,".as_slice(), &vec![b'x'; 1 << 20], b"\n"].concat();
    let shop = Shop::new();
    for head in ["order,sku\n", "sku,order\n"] {
        shop.write("orders.csv.gz", [gzip(&[head.as_bytes()], 1), gzip(&[&row], 700)].concat());
        let output = shop.shell("look orders.csv.gz", 700);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
    }
}

#[test]
fn a_long_text_of_short_records_is_read_though_it_is_one_line() {
    let shop = Shop::new();
    let records = (0..LARGEST / 24).map(|n| format!("{{\"order\":{n},\"sku\":\"a{}\"}}", n % 2)).collect::<Vec<_>>();
    shop.write("orders.json", format!("[{}]", records.join(",")));
    assert!(fs::metadata(shop.path("orders.json")).unwrap().len() as usize > LARGEST);
    let json = shop.run("look orders.json --json", 0);
    assert!(json.contains(&format!("\"orders\": {}", records.len())), "{json}");
    shop.write("orders.json", format!("{{\"orders\":[{}]}}", records.join(",")));
    assert!(shop.run("look orders.json --json", 0).contains(&format!("\"orders\": {}", records.len())));
    let rows: String = (0..LARGEST / 7).map(|n| format!("{n},a{}\r", n % 2)).collect();
    shop.write("orders.csv", format!("order,sku\r{rows}"));
    assert!(shop.run("look orders.csv --json", 0).contains(&format!("\"orders\": {}", LARGEST / 7)));
}

#[test]
fn one_code_that_is_too_long_is_one_row_that_cannot_be_read() {
    let shop = Shop::new();
    let long = "x".repeat(256);
    shop.write("orders.csv", orders(&["a", "b"]) + &format!("7,{long}\n"));
    let said = shop.run("train --orders orders.csv --out model --force", 0);
    assert!(said.contains("rows that could not be read") && said.contains("line 82"), "{said}");
    assert!(!said.contains(&long), "{said}");
    assert!(shop.run("look orders.csv --strict", 2).contains("at most 255 bytes, found 256"));
    // As text, what is not UTF-8 is longer: "é" twice, "‰" three times as long.
    let latin = [orders(&["a", "b"]).as_bytes(), b"7,", &[0xe9; 200], b"\n"].concat();
    shop.write("latin.csv", latin);
    assert!(shop.run("train --orders latin.csv --out model --force", 0).contains("rows that could not be read"));
    let baskets = [b"a1\xe9 b2\xe8\n".repeat(80), b"a3 ".to_vec(), vec![0x89; 100], b"\n".to_vec()].concat();
    shop.write("latin.basket", baskets);
    assert!(shop.run("look latin.basket", 0).contains("rows that could not be read"));
    let items: String = (0..40).map(|n| format!("s{n},T\n")).collect();
    shop.write("catalog.csv", format!("sku,title\na,A\nb,B\n{long},C\n{items}"));
    let said = shop.run("train --orders orders.csv --catalog catalog.csv --out model --force", 0);
    assert!(said.contains("1 row with an unreadable field"), "{said}");
}

#[test]
fn every_format_counts_such_a_row() {
    let long = "x".repeat(300);
    let jsonl: String = (0..40).map(|n| format!("{{\"order\":{n},\"sku\":\"a\"}}\n")).collect();
    let items = |code: &str| {
        format!(
            "{{\"id\":1,\"customer_id\":1,\"line_items\":[{{\"sku\":\"a\",\"quantity\":1}},{{\"sku\":\"{code}\",\"quantity\":1}}]}}"
        )
    };
    let event = |code: &str| {
        format!(
            "{{\"event_name\":\"purchase\",\"event_timestamp\":\"1700000000000000\",\"ecommerce\":{{\"transaction_id\":\"{code}\"}},\"items\":[{{\"item_id\":\"{code}\"}}]}}\n"
        )
    };
    for (name, content) in [
        ("flat.jsonl", jsonl + &format!("{{\"order\":99,\"sku\":\"{long}\"}}\n")),
        ("shop.json", format!("[{},{}]", items("b"), items(&long))),
        ("ga4.jsonl", event("b") + &event(&long)),
        ("baskets.txt", format!("A1 B2\nC3 {long}\n")),
        (
            "lists.csv",
            format!(
                "order,line_items\n{}99,\"a,{long}\"\n",
                (0..20).map(|n| format!("{n},\"a,b\"\n")).collect::<String>()
            ),
        ),
        ("ids.csv", format!("order,sku\n1,a\n{},b\n", long.repeat(4))),
    ] {
        let shop = Shop::new();
        shop.write(name, content);
        let json: serde_json::Value =
            serde_json::from_slice(&shop.shell(&format!("look {name} --json --max-bad 1"), 2048).stdout).unwrap();
        assert_eq!(json["dropped"]["bad_row"], 1, "{name}: {json}");
    }
}

#[test]
fn no_control_character_of_a_name_reaches_the_terminal() {
    let shop = Shop::new().trained(&orders(&["a\u{1b}[2Jb", "c\u{9b}d\u{202e}"]));
    shop.write("rules.toml", "[[rule]]\nname = \"r\\u001b[2J\"\npin = { items = [\"a\\u001b[2Jb\"] }\n");
    shop.write("catalog.csv", "sku,title,price\na\u{1b}[2Jb,\u{1b}c,-1\nc\u{9b}d\u{202e},x,\u{1b}\n");
    let catalog: String = (0..60).map(|n| format!("s{n},T,1\n")).collect();
    shop.write("catalog.csv", fs::read_to_string(shop.path("catalog.csv")).unwrap() + &catalog);
    for (arguments, code) in [
        ("look orders.csv", 0),
        ("look orders.csv --map item=nothing\u{1b}", 2),
        ("train --orders orders.csv --catalog catalog.csv --rules rules.toml --out model --force", 0),
        ("inspect model --all", 0),
        ("inspect model", 0),
        ("explain model", 0),
        ("explain model --cart \u{1b}[2J", 0),
        ("inspect model --item \u{1b}[2J", 2),
        ("bundles model --orders orders.csv", 1),
        ("rules check rules.toml --model model", 0),
    ] {
        let said = shop.run(&arguments.replace('\u{1b}', "\"$(printf '\\033')\"").replace(";", ""), code);
        let odd = said.chars().find(|c| c.is_control() && *c != '\n' || *c == '\u{202e}');
        assert_eq!(odd, None, "{arguments}: {said:?}");
    }
}

#[test]
fn messages_have_an_end_whatever_they_repeat() {
    let long = "y".repeat(200_000);
    let shop = Shop::new().trained(&orders(&["a", "b"]));
    shop.write("wide.csv", format!("{long},{long}2\n1,2\n"));
    shop.write("numbers.csv", format!("order,sku,quantity\n1,a,{long}\n2,b,{long}\n"));
    shop.write(
        "prices.csv",
        orders(&["a", "b"]).replace("order,sku", "order,sku,price").replace("a\n", &format!("a,{}\n", &long[..9000])),
    );
    shop.write("catalog.csv", format!("sku,title,price\na,A,{long}\nb,B,{long}\n"));
    shop.write(
        "rules.toml",
        format!("[[rule]]\nname = '{long}'\nboost = {{ items = ['{long}'], factor = 2 }}\n{long} = 1\n"),
    );
    shop.write("bad.toml", format!("{long}\n"));
    shop.write("carts.jsonl", format!("{{\"cart\":\"{long}\"}}\n"));
    for (arguments, code) in [
        ("look wide.csv", 2),
        ("look numbers.csv", 2),
        ("look prices.csv", 0),
        ("train --orders orders.csv --catalog catalog.csv --out model", 2),
        ("rules check rules.toml --model model", 1),
        ("rules check bad.toml --model model", 1),
        ("suggest model --carts carts.jsonl", 2),
    ] {
        let said = shop.run(arguments, code);
        assert!(said.len() < 10_000, "{arguments}: {} bytes, which begin {}", said.len(), &said[..1000]);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn output_that_cannot_be_written_is_no_panic() {
    let shop = Shop::new();
    shop.write("orders.csv", orders(&["a", "b"]));
    for (n, errors) in ["2>&-", "2>/dev/full", "2>&1 | true"].into_iter().enumerate() {
        let train = format!("train --orders orders.csv --out model{n} --no-tune --force {errors}");
        shop.run(&train, 0);
    }
    // The last one may be cut short by the closed pipe only after it has published.
    for n in 0..2 {
        shop.run(&format!("verify model{n}"), 0);
    }
    for verb in [
        "look orders.csv",
        "inspect model0",
        "inspect model0 --all",
        "explain model0",
        "suggest model0 --cart a",
        "rules schema",
    ] {
        let output = shop.shell(&format!("{verb} >/dev/full"), 2048);
        assert_eq!(output.status.code(), Some(2), "{verb}: {}", String::from_utf8_lossy(&output.stderr));
        let output = shop.shell(&format!("{verb} >/dev/full 2>&1"), 2048);
        assert_eq!(output.status.code(), Some(2), "{verb}");
    }
}

#[test]
fn threads_have_a_bound() {
    let shop = Shop::new();
    for threads in ["0", "1025", "4000000000", "-1"] {
        let said = shop.run(&format!("train --orders x.csv --out model --threads {threads}"), 2);
        assert!(said.contains("1..=1024") || threads == "-1", "{said}");
    }
}

#[test]
fn a_directory_of_bombs_is_refused_and_takes_no_memory() {
    let shop = Shop::new();
    shop.write("catalog.csv", "sku,title\na,A\nb,B\n");
    shop.write("orders.csv", orders(&["a", "b"]));
    shop.run("train --orders orders.csv --catalog catalog.csv --out model --no-tune --force", 0);
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(shop.path("model/pairwell.json")).unwrap()).unwrap();
    for kind in ["catalog", "rules"] {
        let name = manifest[kind]["file"].as_str().unwrap();
        let path = shop.path("model").join(name);
        let whole = fs::read(&path).unwrap();
        let mut head = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(whole.as_slice()), &mut head).unwrap();
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(&head).unwrap();
        (0..600).for_each(|_| packed.write_all(&[0; 1 << 20]).unwrap());
        let bomb = packed.finish().unwrap();
        fs::write(&path, &bomb).unwrap();
        let said = String::from_utf8(shop.shell("inspect model", 400).stderr).unwrap();
        assert!(said.contains("size does not match"), "{said}");
        let mut told = manifest.clone();
        told[kind]["bytes"] = bomb.len().into();
        shop.write("model/pairwell.json", told.to_string());
        let output = shop.shell("inspect model", 400);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("bytes have changed"), "{said}");
        fs::write(&path, whole).unwrap();
        shop.write("model/pairwell.json", manifest.to_string());
    }
}
