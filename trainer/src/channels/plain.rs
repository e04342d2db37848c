//! Writes suggestions for any other system: CSV, one row a suggestion, and JSON lines, one line an item.

use csv::{Terminator, WriterBuilder};
use serde::Serialize;

use super::channel::{Channel, Item, Picked, Refusal, Shape, json};

/// Appends a row without its end.
pub(super) fn csv_row(out: &mut Vec<u8>, fields: &[&str]) {
    let mut row =
        WriterBuilder::new().buffer_capacity(1 << 8).terminator(Terminator::Any(b'\n')).from_writer(&mut *out);
    row.write_record(fields).and_then(|()| Ok(row.flush()?)).expect("into memory");
    drop(row);
    out.pop();
}

/// A row for each suggestion.
pub struct Csv;

impl Channel for Csv {
    fn shape(&self) -> Shape {
        Shape { head: "item,rank,suggestion,score\n".into(), ..Shape::of_lines("suggestions", "csv") }
    }

    fn takes(&self, _item: &Item<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn record(&self, item: &Item<'_>, picks: &[Picked<'_>], out: &mut Vec<u8>) {
        for (at, pick) in picks.iter().enumerate() {
            if at > 0 {
                out.push(b'\n');
            }
            csv_row(out, &[item.id, &(at + 1).to_string(), pick.item.id, &pick.score.to_string()]);
        }
    }
}

/// A line for each item.
pub struct JsonLines;

#[derive(Serialize)]
struct Line<'a> {
    item: &'a str,
    suggestions: Vec<Suggested<'a>>,
}

#[derive(Serialize)]
struct Suggested<'a> {
    item: &'a str,
    score: f64,
}

impl Channel for JsonLines {
    fn shape(&self) -> Shape {
        Shape::of_lines("suggestions", "jsonl")
    }

    fn takes(&self, _item: &Item<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn record(&self, item: &Item<'_>, picks: &[Picked<'_>], out: &mut Vec<u8>) {
        let suggestions = picks.iter().map(|pick| Suggested { item: pick.item.id, score: pick.score }).collect();
        json(out, &Line { item: item.id, suggestions });
    }
}
