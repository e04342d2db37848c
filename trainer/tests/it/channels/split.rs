//! Splits the files of every channel at sizes smaller than the receiver's: each part is whole, and together they say the same.

use pairwell::rules::{RuleParts, Rulebook};
use pairwell_cli::channels::{
    Channel, Csv, GoogleTsv, GoogleXml, Ids, Items, JsonLd, JsonLines, KlaviyoCatalog, KlaviyoFeed, Parts, Personalize,
    Salesforce, Shape, Shopify, Sink, Table, Text, handles,
};
use pairwell_cli::directory;
use pairwell_cli::question::{Asked, Words};

use super::shop::{Receiver, Told, shop, told};
use super::told::RECEIVERS;

/// A channel's files, in parts of at most so many bytes and records; what they say, and how many parts there are.
fn written(receiver: &Receiver, channel: Box<dyn Channel>, bytes: usize, records: usize) -> (Told, usize) {
    let opened = directory::open(&shop().path("model")).unwrap();
    let book = Rulebook::new(&opened.model, RuleParts::none(&opened.model)).unwrap();
    let words = Words { model: &opened.model, book: &book };
    let ids = match receiver.format {
        "shopify" => handles(&[], &opened.model, opened.catalog.as_ref()),
        _ => Ids::Skus,
    };
    let items = Items::new(&opened.model, opened.catalog.as_ref(), &ids, Some("https://shop.example"));
    let items = items.leave_out(&|item| channel.takes(item), &[]);
    let shape = Shape { bytes: bytes.min(channel.shape().bytes), records, ..channel.shape() };
    let lines = shape.lines;
    let folder = tempfile::tempdir().unwrap();
    let mut sink = Box::new(Text::new(channel, Parts::new(folder.path(), shape).unwrap()));
    Table { words, items: &items, asked: &Asked::default(), limit: 3 }.each(sink.as_mut()).unwrap();
    let files = sink.finish().unwrap();
    for file in &files {
        let text = std::fs::read_to_string(folder.path().join(&file.name)).unwrap();
        let longest = if lines { text.lines().map(str::len).max().unwrap() } else { text.len() };
        assert!(longest <= bytes, "{}: {longest} bytes", receiver.format);
    }
    let parts = if lines {
        std::fs::read_to_string(folder.path().join(&files[0].name)).unwrap().lines().count()
    } else {
        files.len()
    };
    (told(receiver, folder.path()), parts)
}

fn channels() -> impl Iterator<Item = (&'static Receiver, fn() -> Box<dyn Channel>)> {
    let all: [fn() -> Box<dyn Channel>; 10] = [
        || Box::new(GoogleTsv),
        || Box::new(GoogleXml),
        || Box::new(JsonLd),
        || Box::new(Salesforce { catalog: "s".into() }),
        || Box::new(Personalize),
        || Box::new(KlaviyoFeed),
        || Box::new(KlaviyoCatalog { limit: 3 }),
        || Box::new(Shopify),
        || Box::new(Csv),
        || Box::new(JsonLines),
    ];
    // Parquet is one file, which its readers take in parts.
    RECEIVERS.iter().filter(|receiver| receiver.format != "parquet").zip(all)
}

#[test]
fn parts_are_whole_and_say_the_same() {
    for (receiver, channel) in channels() {
        let (whole, one) = written(receiver, channel(), usize::MAX, usize::MAX);
        assert_eq!(one, 1, "{}", receiver.format);
        assert!(whole.len() >= 7, "{}", receiver.format);
        let (by_records, parts) = written(receiver, channel(), usize::MAX, 3);
        assert_eq!(parts, whole.len().div_ceil(3), "{}", receiver.format);
        assert_eq!(by_records, whole, "{}", receiver.format);
        let (by_bytes, parts) = written(receiver, channel(), 2000, usize::MAX);
        assert_eq!(by_bytes, whole, "{}", receiver.format);
        assert!(parts > 1 || !receiver.format.starts_with("json-ld"), "{}", receiver.format);
    }
}

#[test]
fn the_receivers_own_limits_are_kept() {
    let shapes: Vec<(&str, Shape)> =
        channels().map(|(receiver, channel)| (receiver.format, channel().shape())).collect();
    let limit = |format: &str| {
        shapes.iter().find(|(name, _)| *name == format).map(|(_, shape)| (shape.bytes, shape.records)).unwrap()
    };
    assert!(limit("klaviyo-feed").0 <= 3_300_000);
    assert_eq!(limit("klaviyo-catalog"), (5_000_000, 100));
    assert_eq!(limit("shopify").0, 15_000_000);
    assert_eq!(GoogleTsv.most(), 30);
    assert_eq!(Shopify.most(), 10);
}
