//! Names every number of the file format: magic, offsets, widths, limits; never reads or writes a byte.
//!
//! Reader, writer and the table in `FORMAT.md` all take them from here; a test compares that table with these names.

/// First four bytes of every `.pw` file. The high bit and the line end catch a transfer that mangles binary files.
pub const MAGIC: [u8; 4] = [0x89, b'P', b'W', b'\n'];
/// The format version this engine reads and writes.
pub const VERSION: u16 = 1;

/// Offset of the magic.
pub const MAGIC_AT: usize = 0;
/// Offset of the version, u16.
pub const VERSION_AT: usize = 4;
/// Offset of the number of sections, u16.
pub const SECTIONS_AT: usize = 6;
/// Offset of the digest, u64: XXH64 of all bytes from `TABLE_AT` on, seeded with the first eight bytes.
pub const DIGEST_AT: usize = 8;
/// Offset of the section table.
pub const TABLE_AT: usize = 16;

/// Size of one entry of the section table.
pub const ENTRY_SIZE: usize = 16;
/// Within an entry: the section's tag, four bytes.
pub const ENTRY_TAG: usize = 0;
/// Within an entry: flags, u32; `REQUIRED` is the only one of version 1.
pub const ENTRY_FLAGS: usize = 4;
/// Within an entry: where the section begins in the file, u32.
pub const ENTRY_OFFSET: usize = 8;
/// Within an entry: the section's length in bytes, u32.
pub const ENTRY_LENGTH: usize = 12;
/// Flag: a reader that does not know the section must refuse the file.
pub const REQUIRED: u32 = 1;
/// The most sections a file may have.
pub const MAX_SECTIONS: usize = 64;

/// Section: counts and shard numbers of a model, `HEAD_SIZE` bytes.
pub const HEAD: [u8; 4] = *b"HEAD";
/// Section: the items' SKUs, arithmetic coded.
pub const SKUS: [u8; 4] = *b"SKUS";
/// Section: the items' priors, arithmetic coded.
pub const PRIO: [u8; 4] = *b"PRIO";
/// Section: the items' neighbours and weights, arithmetic coded.
pub const NEIG: [u8; 4] = *b"NEIG";
/// Section: bits of a weight, one byte; without it there are `USUAL_WEIGHT_BITS`.
pub const BITS: [u8; 4] = *b"BITS";
/// Section: how weights change with the cart's size, `SIZE_SECTION` bytes; without it they do not.
pub const SIZE: [u8; 4] = *b"SIZE";
/// Section: how much the shopper's history counts, and which items nobody buys twice.
pub const HISTORY: [u8; 4] = *b"TAST";
/// Section: which items are never suggested, arithmetic coded.
pub const HIDE: [u8; 4] = *b"HIDE";
/// Section: product cards, of a catalog file.
pub const CARD: [u8; 4] = *b"CARD";
/// Section: the model that a rules file was made for.
pub const RULES_HEAD: [u8; 4] = *b"RHED";
/// Section: what training found out for the rules.
pub const RULES_RELATIONS: [u8; 4] = *b"RLRN";
/// Section: what the merchant says.
pub const RULES_MERCHANT: [u8; 4] = *b"RSAY";
/// Section of a rules file: categories of which people buy several at once; without it there are none.
pub const RULES_COLLECTED: [u8; 4] = *b"RCOL";
/// Section of a rules file: the option values of items that come in variants; without it none are known.
pub const RULES_OPTIONS: [u8; 4] = *b"ROPT";

/// Section of a shard: the address that it is asked for at.
pub const SHARD_ADDRESS: [u8; 4] = *b"SADR";
/// Section of a shard: where its members stand in the whole model.
pub const SHARD_MEMBERS: [u8; 4] = *b"SMEM";
/// Section of a shard: a model file of its members.
pub const SHARD_MODEL: [u8; 4] = *b"SMOD";
/// Section of a shard: a rules file of its members.
pub const SHARD_RULES: [u8; 4] = *b"SRUL";

/// Size of the `HEAD` section.
pub const HEAD_SIZE: usize = 24;
/// Within `HEAD`: number of items, u32.
pub const HEAD_ITEMS: usize = 0;
/// Within `HEAD`: number of kept weights in this file, u32.
pub const HEAD_WEIGHTS: usize = 4;
/// Within `HEAD`: number of this shard from 0, u16.
pub const HEAD_SHARD: usize = 8;
/// Within `HEAD`: number of shards the model is split into, u16; 1 for a model in one file.
pub const HEAD_SHARDS: usize = 10;
/// Within `HEAD`: first item whose neighbours this file holds, u32.
pub const HEAD_FIRST: usize = 12;
/// Within `HEAD`: one past the last item whose neighbours this file holds, u32.
pub const HEAD_LAST: usize = 16;
/// Within `HEAD`: zero, kept for later, u32.
pub const HEAD_RESERVED: usize = 20;

/// Size of the `SIZE` section.
pub const SIZE_SECTION: usize = 1 + TILTS;
/// Within `SIZE`: how many more items than one make a cart half of a whole order, in quarters, u8, above 0.
pub const SIZE_HALF: usize = 0;
/// Within `SIZE`: the tilts, i8 each, in 1/64, −64 to 64.
pub const SIZE_TILTS: usize = 1;
/// Bits of a weight's tilt, in a file with a `SIZE` section.
pub const TILT_BITS: u32 = 2;
/// How many tilts there are.
pub const TILTS: usize = 1 << TILT_BITS;

/// Size of the fixed part of the `TAST` section; a stream follows.
pub const HISTORY_SIZE: usize = 6;
/// Within `TAST`: what an item of the last order gains, in score units, u32.
pub const HISTORY_BOOST: usize = 0;
/// Within `TAST`: how much an item of the last order counts against one in the cart, in 1/256, u16.
pub const HISTORY_WEIGHT: usize = 4;

/// Bits of an item number: the most items are two to this power.
pub const ITEM_BITS: u32 = 24;
/// The most items of a model.
pub const MAX_ITEMS: usize = 1 << ITEM_BITS;
/// Bits of a row's number of neighbours.
pub const COUNT_BITS: u32 = 6;
/// The most neighbours of one item.
pub const MAX_NEIGHBOURS: usize = (1 << COUNT_BITS) - 1;
/// Bits of a quantised weight in a file that does not say.
pub const USUAL_WEIGHT_BITS: u32 = 4;
/// The fewest bits of a quantised weight.
pub const MIN_WEIGHT_BITS: u32 = 2;
/// The most bits of a quantised weight.
pub const MAX_WEIGHT_BITS: u32 = 6;
/// The most bytes of a SKU.
pub const MAX_SKU: usize = 255;
/// No file may promise more items than this many a byte of `SKUS`, nor more weights than this many a byte of `NEIG`:
/// so that a small file cannot ask for a large allocation.
pub const MAX_PER_BYTE: usize = 16;

/// Bits after the point of a score: scores are integers in units of 2⁻²⁴.
pub const SCORE_BITS: u32 = 24;
/// Steps an octave of a logarithmic level.
pub const STEPS: usize = 16;
/// The largest level: 2⁻¹⁶ and a bit; level 0 is 1.
pub const MAX_LEVEL: u8 = 255;
/// Bits of a level.
pub const LEVEL_BITS: u32 = 8;
/// Bits of a prior's symbol: sign, then level; a row scale's symbol is the level alone.
pub const PRIOR_BITS: u32 = 9;

/// Size of the `CARD` section's fixed part: number of cards, u32.
pub const CARD_HEAD: usize = 4;
/// The fewest bytes of a card: they bound what a reader allocates.
pub const CARD_LEAST: usize = 8;
/// Flag of a card: it has a price.
pub const CARD_HAS_PRICE: u8 = 1;
/// Flag of a card: it has a rating.
pub const CARD_HAS_RATING: u8 = 2;
/// Flag of a card: it can be bought now.
pub const CARD_AVAILABLE: u8 = 4;

/// How many value classes there are; the class stands above one bit, which says that the item is sold out.
pub const CLASSES: u32 = 16;

/// Kind of an atom, in its lowest bit: an item of a set is in the cart.
pub const ATOM_CART: u64 = 0;
/// Kind of an atom: the page states a fact.
pub const ATOM_FACT: u64 = 1;

/// Measure: what the cart costs.
pub const MEASURE_VALUE: u32 = 0;
/// Measure: how many pieces are in the cart.
pub const MEASURE_SIZE: u32 = 1;
/// Measure: the shopper's clock.
pub const MEASURE_NOW: u32 = 2;
/// The first measure of the merchant's own.
pub const MEASURE_OWN: u32 = 3;

/// Source of a pick: pinned.
pub const SOURCE_PINNED: u32 = 0;
/// Source of a pick: something in the cart speaks for it.
pub const SOURCE_LEARNED: u32 = 1;
/// Source of a pick: a category that complements one of the cart's.
pub const SOURCE_COMPLEMENT: u32 = 2;
/// Source of a pick: popular.
pub const SOURCE_POPULAR: u32 = 3;
/// Source of a pick, in answers only: an upsell.
pub const SOURCE_UPSELL: u32 = 4;

/// Kind of an action: exclude a set.
pub const ACTION_EXCLUDE: u32 = 0;
/// Kind of an action: require a set.
pub const ACTION_REQUIRE: u32 = 1;
/// Kind of an action: multiply a set's scores.
pub const ACTION_BOOST: u32 = 2;
/// Kind of an action: add to a set's scores.
pub const ACTION_ADD: u32 = 3;
/// Kind of an action: pin an item.
pub const ACTION_PIN: u32 = 4;
/// Kind of an action: cap the picks of each category.
pub const ACTION_CAP_CATEGORY: u32 = 5;
/// Kind of an action: cap the picks of each brand.
pub const ACTION_CAP_BRAND: u32 = 6;
/// Kind of an action: cap the picks of a set.
pub const ACTION_CAP_SET: u32 = 7;
/// Kind of an action: the least score.
pub const ACTION_MIN_SCORE: u32 = 8;
/// Kind of an action: the most picks.
pub const ACTION_MOST: u32 = 9;
/// Kind of an action: the order of sources; its sources follow.
pub const ACTION_SOURCES: u32 = 10;
/// Kind of an action: multiply prices that close a gap.
pub const ACTION_CLOSE_GAP: u32 = 11;
/// Kind of an action: multiply prices out of proportion.
pub const ACTION_PRICE_SANITY: u32 = 12;

/// Items with the largest priors that ranking keeps at hand; the root of a model in shards has them all.
pub const AT_HAND: usize = 256;
/// The most groups that shards are addressed by: a page loads all addresses with the manifest.
pub const MOST_GROUPS: u32 = 128;

/// The most items of a bundle.
pub const MAX_BUNDLE: usize = 4;
/// The largest discount: all of it, in hundredths of a percent.
pub const MAX_DISCOUNT: u32 = 10_000;
/// Positions of pins are below this.
pub const MAX_PINS: u32 = 256;
