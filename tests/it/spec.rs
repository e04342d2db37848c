//! Holds `FORMAT.md` against the code: its field table names the layout's numbers, its hexdump is a real file.

use pairwell::model::layout;

use crate::worlds::tiny;

const SPEC: &str = include_str!("../../src/model/FORMAT.md");

/// The bytes of the lines that begin with an address, such as `0010  48 45 41 44  …`.
fn hexdump() -> Vec<u8> {
    let mut bytes = Vec::new();
    for line in SPEC.lines() {
        let Some((address, rest)) = line.split_once("  ") else { continue };
        if address.len() != 4 || usize::from_str_radix(address, 16) != Ok(bytes.len()) {
            continue;
        }
        let hex = rest.split("  ").next().unwrap_or_default();
        bytes.extend(hex.split(' ').map(|byte| u8::from_str_radix(byte, 16).unwrap()));
    }
    bytes
}

#[test]
fn the_hexdump_of_the_spec_is_the_tiny_model() {
    let written = tiny().encode().unwrap();
    let spec = hexdump();
    assert!(spec == written, "the dump should read:\n{}", annotated(&written));
}

fn annotated(bytes: &[u8]) -> String {
    let lines = bytes.chunks(16).enumerate().map(|(n, line)| {
        let hex: Vec<String> = line.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{:04x}  {}", n * 16, hex.join(" "))
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_field_table_of_the_spec_is_the_layout() {
    for (name, at) in [
        ("MAGIC_AT", layout::MAGIC_AT),
        ("VERSION_AT", layout::VERSION_AT),
        ("SECTIONS_AT", layout::SECTIONS_AT),
        ("DIGEST_AT", layout::DIGEST_AT),
        ("TABLE_AT", layout::TABLE_AT),
        ("ENTRY_TAG", layout::ENTRY_TAG),
        ("ENTRY_FLAGS", layout::ENTRY_FLAGS),
        ("ENTRY_OFFSET", layout::ENTRY_OFFSET),
        ("ENTRY_LENGTH", layout::ENTRY_LENGTH),
        ("HEAD_ITEMS", layout::HEAD_ITEMS),
        ("HEAD_WEIGHTS", layout::HEAD_WEIGHTS),
        ("HEAD_SHARD", layout::HEAD_SHARD),
        ("HEAD_SHARDS", layout::HEAD_SHARDS),
        ("HEAD_FIRST", layout::HEAD_FIRST),
        ("HEAD_LAST", layout::HEAD_LAST),
        ("HEAD_RESERVED", layout::HEAD_RESERVED),
        ("SIZE_HALF", layout::SIZE_HALF),
        ("SIZE_TILTS", layout::SIZE_TILTS),
        ("HISTORY_BOOST", layout::HISTORY_BOOST),
        ("HISTORY_WEIGHT", layout::HISTORY_WEIGHT),
    ] {
        let row = format!("| {at} | `{name}` |");
        assert!(SPEC.contains(&row), "the field table should have the row {row}");
    }
}

#[test]
fn the_limits_of_the_spec_are_the_layouts() {
    for (name, value) in [
        ("MAX_SECTIONS", layout::MAX_SECTIONS),
        ("MAX_ITEMS", layout::MAX_ITEMS),
        ("MAX_NEIGHBOURS", layout::MAX_NEIGHBOURS),
        ("MIN_WEIGHT_BITS", layout::MIN_WEIGHT_BITS as usize),
        ("MAX_WEIGHT_BITS", layout::MAX_WEIGHT_BITS as usize),
        ("USUAL_WEIGHT_BITS", layout::USUAL_WEIGHT_BITS as usize),
        ("MAX_SKU", layout::MAX_SKU),
        ("MAX_PER_BYTE", layout::MAX_PER_BYTE),
        ("MAX_BUNDLE", layout::MAX_BUNDLE),
        ("MAX_DISCOUNT", layout::MAX_DISCOUNT as usize),
        ("MAX_PINS", layout::MAX_PINS as usize),
        ("MOST_GROUPS", layout::MOST_GROUPS as usize),
        ("AT_HAND", layout::AT_HAND),
    ] {
        let row = format!("| `{name}` | {value} |");
        assert!(SPEC.contains(&row), "the limits should have the row {row}");
    }
}

#[test]
fn the_numbers_of_the_spec_are_the_layouts() {
    for (name, value) in [
        ("CARD_HAS_PRICE", u64::from(layout::CARD_HAS_PRICE)),
        ("CARD_HAS_RATING", u64::from(layout::CARD_HAS_RATING)),
        ("CARD_AVAILABLE", u64::from(layout::CARD_AVAILABLE)),
        ("ATOM_CART", layout::ATOM_CART),
        ("ATOM_FACT", layout::ATOM_FACT),
        ("MEASURE_VALUE", u64::from(layout::MEASURE_VALUE)),
        ("MEASURE_SIZE", u64::from(layout::MEASURE_SIZE)),
        ("MEASURE_NOW", u64::from(layout::MEASURE_NOW)),
        ("MEASURE_OWN", u64::from(layout::MEASURE_OWN)),
        ("SOURCE_PINNED", u64::from(layout::SOURCE_PINNED)),
        ("SOURCE_LEARNED", u64::from(layout::SOURCE_LEARNED)),
        ("SOURCE_COMPLEMENT", u64::from(layout::SOURCE_COMPLEMENT)),
        ("SOURCE_POPULAR", u64::from(layout::SOURCE_POPULAR)),
        ("ACTION_EXCLUDE", u64::from(layout::ACTION_EXCLUDE)),
        ("ACTION_REQUIRE", u64::from(layout::ACTION_REQUIRE)),
        ("ACTION_BOOST", u64::from(layout::ACTION_BOOST)),
        ("ACTION_ADD", u64::from(layout::ACTION_ADD)),
        ("ACTION_PIN", u64::from(layout::ACTION_PIN)),
        ("ACTION_CAP_CATEGORY", u64::from(layout::ACTION_CAP_CATEGORY)),
        ("ACTION_CAP_BRAND", u64::from(layout::ACTION_CAP_BRAND)),
        ("ACTION_CAP_SET", u64::from(layout::ACTION_CAP_SET)),
        ("ACTION_MIN_SCORE", u64::from(layout::ACTION_MIN_SCORE)),
        ("ACTION_MOST", u64::from(layout::ACTION_MOST)),
        ("ACTION_SOURCES", u64::from(layout::ACTION_SOURCES)),
        ("ACTION_CLOSE_GAP", u64::from(layout::ACTION_CLOSE_GAP)),
        ("ACTION_PRICE_SANITY", u64::from(layout::ACTION_PRICE_SANITY)),
    ] {
        let row = format!("| `{name}` | {value} | ");
        assert!(SPEC.contains(&row), "the table of numbers should have the row {row}");
    }
}
