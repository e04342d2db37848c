//! Reads what each format says, by readers that share nothing with the writers: one row a receiver.

use std::fs::{self, File};
use std::path::Path;

use arrow_array::{Array, StringArray};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::Value;

use super::shop::{Receiver, Rows};

/// Every receiver. A new one is a file in `trainer/src/channels/` and a row here.
pub const RECEIVERS: [Receiver; 11] = [
    Receiver { format: "google-tsv", needs: "", name: "google", read: google_tsv, id: str::to_owned },
    Receiver { format: "google-xml", needs: "", name: "google", read: google_xml, id: str::to_owned },
    Receiver { format: "json-ld", needs: SITE, name: "json-ld", read: json_ld, id: str::to_owned },
    Receiver {
        format: "salesforce",
        needs: "--catalog-id s<t",
        name: "salesforce",
        read: salesforce,
        id: str::to_owned,
    },
    Receiver { format: "personalize", needs: "", name: "personalize", read: personalize, id: str::to_owned },
    Receiver { format: "klaviyo-feed", needs: SITE, name: "klaviyo-feed", read: klaviyo_feed, id: str::to_owned },
    Receiver {
        format: "klaviyo-catalog",
        needs: "",
        name: "klaviyo-catalog",
        read: klaviyo_catalog,
        id: str::to_owned,
    },
    Receiver { format: "shopify", needs: "", name: "shopify", read: shopify, id: handle },
    Receiver { format: "csv", needs: "", name: "suggestions", read: csv, id: str::to_owned },
    Receiver { format: "jsonl", needs: "", name: "suggestions", read: json_lines, id: str::to_owned },
    Receiver { format: "parquet", needs: "", name: "suggestions", read: parquet, id: str::to_owned },
];

const SITE: &str = "--site https://shop.example";

/// The handle in the address that the catalog gives an item.
fn handle(sku: &str) -> String {
    let all = super::shop::GOOD.into_iter().chain([super::shop::ODD, super::shop::HIDDEN]);
    let others = [super::shop::SOLD_OUT, super::shop::RULED_OUT];
    format!("item-{}", all.chain(others).position(|item| item == sku).unwrap())
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

fn string(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn google_tsv(path: &Path) -> Rows {
    let text = text(path);
    let rows = text.strip_prefix("id\trelated_product\n").unwrap().lines();
    let related =
        |cell: &str| cell.split(',').map(|one| one.strip_prefix("often_bought_with:id:").unwrap().to_owned()).collect();
    rows.map(|row| row.split_once('\t').unwrap()).map(|(id, cell)| (id.to_owned(), related(cell))).collect()
}

/// The texts of the elements of a file, by name, in its order.
fn elements(path: &Path, mut each: impl FnMut(&str, &BytesStart<'_>, &str)) {
    let text = text(path);
    let (mut reader, mut open) = (Reader::from_str(&text), None::<(String, BytesStart<'static>, String)>);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => open = Some((name(&tag), tag.into_owned(), String::new())),
            Event::Empty(tag) => each(&name(&tag), &tag, ""),
            Event::Text(text) => open.iter_mut().for_each(|open| open.2 += &text),
            Event::GeneralRef(_) => panic!("no id in this file needs one"),
            Event::End(_) => open.take().iter().for_each(|(name, tag, text)| each(name, tag, text)),
            Event::Eof => return,
            _ => {}
        }
    }
}

fn name(tag: &BytesStart<'_>) -> String {
    tag.name().as_ref().to_owned()
}

fn google_xml(path: &Path) -> Rows {
    let mut rows = Rows::new();
    elements(path, |name, _, text| match name {
        "g:id" => rows.push((text.to_owned(), Vec::new())),
        "g:identifier" => rows.last_mut().unwrap().1.push(text.to_owned()),
        "g:relationship_type" => assert_eq!(text, "often_bought_with"),
        "g:identifier_type" => assert_eq!(text, "id"),
        _ => {}
    });
    rows
}

fn salesforce(path: &Path) -> Rows {
    let mut rows = Rows::new();
    elements(path, |name, tag, _| {
        if name != "recommendation" {
            return;
        }
        let attribute = |name: &str| {
            let value = tag.try_get_attribute(name).unwrap().unwrap();
            quick_xml::escape::unescape(&value.value).unwrap().into_owned()
        };
        let (source, target) = (attribute("source-id"), attribute("target-id"));
        match rows.last_mut() {
            Some((last, targets)) if *last == source => targets.push(target),
            _ => rows.push((source, vec![target])),
        }
    });
    rows
}

fn lines(path: &Path) -> Vec<Value> {
    text(path).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn json_ld(path: &Path) -> Rows {
    let related =
        |node: &Value| node["isOftenBoughtWith"].as_array().unwrap().iter().map(|it| string(&it["sku"])).collect();
    lines(path).iter().map(|node| (string(&node["sku"]), related(node))).collect()
}

fn personalize(path: &Path) -> Rows {
    let rows = lines(path);
    let row = |line: &Value| {
        let (items, scores) = (&line["output"]["recommendedItems"], &line["output"]["scores"]);
        assert_eq!((items.as_array().unwrap().len(), &line["error"]), (scores.as_array().unwrap().len(), &Value::Null));
        (string(&line["input"]["itemId"]), items.as_array().unwrap().iter().map(string).collect())
    };
    rows.iter().map(row).collect()
}

fn klaviyo_feed(path: &Path) -> Rows {
    let feed: serde_json::Map<String, Value> = serde_json::from_str(&text(path)).unwrap();
    let ids = |list: &Value| list.as_array().unwrap().iter().map(|it| string(&it["id"])).collect();
    feed.iter().map(|(item, list)| (item.clone(), ids(list))).collect()
}

fn klaviyo_catalog(path: &Path) -> Rows {
    let mut rows = Rows::new();
    for request in lines(path) {
        for item in request["data"]["attributes"]["items"]["data"].as_array().unwrap() {
            let id = string(&item["id"]).strip_prefix("$custom:::$default:::").unwrap().to_owned();
            let mut metadata: Vec<(&String, &Value)> =
                item["attributes"]["custom_metadata"].as_object().unwrap().iter().collect();
            metadata.sort_by_key(|(name, _)| name.strip_prefix("pairwell_").unwrap().parse::<u32>().unwrap());
            rows.push((id, metadata.into_iter().map(|(_, id)| string(id)).filter(|id| !id.is_empty()).collect()));
        }
    }
    rows
}

fn records(path: &Path) -> Vec<csv::StringRecord> {
    csv::Reader::from_path(path).unwrap().records().map(Result::unwrap).collect()
}

fn shopify(path: &Path) -> Rows {
    let row = |row: &csv::StringRecord| (row[0].to_owned(), row[2].split("; ").map(str::to_owned).collect());
    records(path).iter().map(row).collect()
}

/// One row a suggestion, in order.
fn grouped(rows: impl Iterator<Item = (String, String)>) -> Rows {
    let mut grouped = Rows::new();
    for (item, pick) in rows {
        match grouped.last_mut() {
            Some((last, picks)) if *last == item => picks.push(pick),
            _ => grouped.push((item, vec![pick])),
        }
    }
    grouped
}

fn csv(path: &Path) -> Rows {
    grouped(records(path).iter().map(|row| (row[0].to_owned(), row[2].to_owned())))
}

fn json_lines(path: &Path) -> Rows {
    let picks = |line: &Value| line["suggestions"].as_array().unwrap().iter().map(|it| string(&it["item"])).collect();
    lines(path).iter().map(|line| (string(&line["item"]), picks(line))).collect()
}

fn parquet(path: &Path) -> Rows {
    let batches = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap().build().unwrap();
    let mut rows = Vec::new();
    for batch in batches.map(Result::unwrap) {
        let column =
            |name: &str| batch.column_by_name(name).unwrap().as_any().downcast_ref::<StringArray>().unwrap().clone();
        let (items, picks) = (column("item"), column("suggestion"));
        rows.extend((0..items.len()).map(|at| (items.value(at).to_owned(), picks.value(at).to_owned())));
    }
    grouped(rows.into_iter())
}
