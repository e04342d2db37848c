//! Reads an event as pages write it, without escapes, in one pass; `None` of anything else, which serde then reads or refuses.

use std::borrow::Cow;

use super::event::{Arms, Before, Event, Hints, Kind, Line, Listed, Text};

/// The event of a line. What is read here is what serde would read.
pub(super) fn event(line: &str) -> Option<Event<'_>> {
    // Once for the whole line: then every text ends at the next quote.
    if line.bytes().fold(false, |is_odd, byte| is_odd | (byte == b'\\') | (byte < 0x20)) {
        return None;
    }
    let mut scan = Scan { text: line, at: 0 };
    let mut fields = Fields::default();
    scan.object(|scan, key| fields.read(key, scan))?;
    scan.blank();
    if scan.at == line.len() { fields.event() } else { None }
}

/// The fields of an event so far.
#[derive(Default)]
struct Fields<'a> {
    /// A bit for each key that came: serde refuses one that comes twice.
    came: u32,
    v: i64,
    kind: Option<Kind>,
    device: Option<&'a str>,
    seq: Option<i64>,
    time: Option<i64>,
    received: Option<i64>,
    queued: Option<i64>,
    arms: Vec<(Text<'a>, Text<'a>)>,
    shown: Option<bool>,
    experiments: Vec<Text<'a>>,
    list: Option<&'a str>,
    placement: Option<&'a str>,
    items: Vec<Text<'a>>,
    cart: Vec<Text<'a>>,
    model: Option<&'a str>,
    before: Option<Before>,
    customer: Option<&'a str>,
    hints: Option<Hints>,
    sku: Option<&'a str>,
    position: Option<i64>,
    quantity: Option<f64>,
    order: Option<&'a str>,
    currency: Option<&'a str>,
    lines: Vec<Line<'a>>,
}

impl<'a> Fields<'a> {
    fn read(&mut self, key: &str, scan: &mut Scan<'a>) -> Option<()> {
        let bit = match key {
            "v" => (0, self.v = scan.whole()?),
            "type" => (1, self.kind = Some(kind(scan.string()?)?)),
            "device" => (2, self.device = Some(scan.string()?)),
            "seq" => (3, self.seq = Some(scan.whole()?)),
            "time" => (4, self.time = Some(scan.whole()?)),
            "received" => (5, self.received = Some(scan.whole()?)),
            "queued" => (6, self.queued = Some(scan.whole()?)),
            "arms" => (
                7,
                scan.object(|scan, experiment| {
                    self.arms.push((text(experiment), text(scan.string()?)));
                    Some(())
                })?,
            ),
            "shown" => (8, self.shown = Some(scan.truth()?)),
            "experiments" => (9, scan.texts(&mut self.experiments)?),
            "list" => (10, self.list = Some(scan.string()?)),
            "placement" => (11, self.placement = Some(scan.string()?)),
            "items" => (12, scan.texts(&mut self.items)?),
            "cart" => (13, scan.texts(&mut self.cart)?),
            "model" => (14, self.model = Some(scan.string()?)),
            "before" => (15, self.before = Some(before(scan)?)),
            "customer" => (16, self.customer = Some(scan.string()?)),
            "hints" => (17, self.hints = Some(hints(scan)?)),
            "sku" => (18, self.sku = Some(scan.string()?)),
            "position" => (19, self.position = Some(scan.whole()?)),
            "quantity" => (20, self.quantity = Some(scan.number()?)),
            "order" => (21, self.order = Some(scan.string()?)),
            "currency" => (22, self.currency = Some(scan.string()?)),
            "lines" => (
                23,
                scan.array(|scan| {
                    self.lines.push(line(scan)?);
                    Some(())
                })?,
            ),
            // A policy, or a field of another version.
            _ => return None,
        };
        once(&mut self.came, bit.0)
    }

    fn event(self) -> Option<Event<'a>> {
        Some(Event {
            v: u32::try_from(self.v).ok()?,
            kind: self.kind?,
            device: text(self.device?),
            seq: u64::try_from(self.seq?).ok()?,
            time: self.time?,
            received: self.received,
            queued: self.queued,
            arms: Arms(self.arms),
            shown: self.shown,
            experiments: Listed(self.experiments),
            list: self.list.map(text),
            placement: self.placement.map(text),
            items: Listed(self.items),
            cart: Listed(self.cart),
            model: self.model.map(text),
            policy: None,
            before: self.before,
            customer: self.customer.map(text),
            hints: self.hints,
            sku: self.sku.map(text),
            position: self.position.map(u32::try_from).transpose().ok()?,
            quantity: self.quantity,
            order: self.order.map(text),
            currency: self.currency.map(text),
            lines: self.lines,
        })
    }
}

fn text(text: &str) -> Text<'_> {
    Text(Cow::Borrowed(text))
}

/// Notes that a key came; `None` if it had come before.
fn once(came: &mut u32, bit: u32) -> Option<()> {
    let before = std::mem::replace(came, *came | 1 << bit);
    (before >> bit & 1 == 0).then_some(())
}

fn kind(name: &str) -> Option<Kind> {
    Some(match name {
        "exposure" => Kind::Exposure,
        "view" => Kind::View,
        "select" => Kind::Select,
        "add" => Kind::Add,
        "order" => Kind::Order,
        _ => return None,
    })
}

fn before(scan: &mut Scan<'_>) -> Option<Before> {
    let (mut known, mut came) = (Before { orders: 0, value: 0.0, views: 0 }, 0);
    scan.object(|scan, key| match key {
        "orders" => (known.orders = scan.whole()?.try_into().ok()?, once(&mut came, 0)).1,
        "value" => (known.value = scan.number()?, once(&mut came, 1)).1,
        "views" => (known.views = scan.whole()?.try_into().ok()?, once(&mut came, 2)).1,
        _ => None,
    })?;
    Some(known)
}

fn hints(scan: &mut Scan<'_>) -> Option<Hints> {
    let (mut told, mut came) = (Hints { pointer: None, headless: None }, 0);
    scan.object(|scan, key| match key {
        "pointer" => (told.pointer = Some(scan.truth()?), once(&mut came, 0)).1,
        "headless" => (told.headless = Some(scan.truth()?), once(&mut came, 1)).1,
        _ => None,
    })?;
    Some(told)
}

fn line<'a>(scan: &mut Scan<'a>) -> Option<Line<'a>> {
    let (mut sku, mut quantity, mut price, mut came) = (None, 1.0, None, 0);
    scan.object(|scan, key| match key {
        "sku" => (sku = Some(scan.string()?), once(&mut came, 0)).1,
        "quantity" => (quantity = scan.number()?, once(&mut came, 1)).1,
        "price" => (price = Some(scan.number()?), once(&mut came, 2)).1,
        _ => None,
    })?;
    Some(Line { sku: text(sku?), quantity, price: price? })
}

/// Where a text ends: at the first quote; eight bytes at a time.
fn stop(rest: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    let mut at = 0;
    while let Some(bytes) = rest.get(at..).and_then(<[u8]>::first_chunk) {
        let word = u64::from_le_bytes(*bytes) ^ (ONES * 0x22);
        // The lowest high bit is of the first byte that is 0 now; those above it may be of others.
        let found = word.wrapping_sub(ONES) & !word & HIGH;
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    Some(at + rest.get(at..)?.iter().position(|byte| *byte == b'"')?)
}

/// A place in a line of JSON. Every method gives `None` where the line is not what it reads.
struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline]
    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// Passes this byte and blanks before it.
    #[inline]
    fn pass(&mut self, byte: u8) -> Option<()> {
        self.blank();
        let passed = self.peek() == Some(byte);
        self.at += usize::from(passed);
        passed.then_some(())
    }

    /// Text; the line has no escapes.
    #[inline]
    fn string(&mut self) -> Option<&'a str> {
        self.pass(b'"')?;
        let end = self.at + stop(&self.text.as_bytes()[self.at..])?;
        let string = self.text.get(self.at..end)?;
        self.at = end + 1;
        Some(string)
    }

    /// A whole number of up to 18 digits, as written: no other may follow.
    fn whole(&mut self) -> Option<i64> {
        self.blank();
        let minus = self.peek() == Some(b'-');
        self.at += usize::from(minus);
        let rest = &self.text.as_bytes()[self.at..];
        let (mut digits, mut number) = (0, 0_i64);
        while let Some(digit) = rest.get(digits).filter(|byte| byte.is_ascii_digit()) {
            number = number.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'));
            digits += 1;
        }
        let leading_zero = digits > 1 && rest[0] == b'0';
        // "-0" is a float to serde.
        if digits == 0 || digits > 18 || leading_zero || (minus && rest[0] == b'0') {
            return None;
        }
        self.at += digits;
        let goes_on = matches!(self.peek(), Some(b'.' | b'e' | b'E'));
        (!goes_on).then_some(if minus { -number } else { number })
    }

    /// Any number, by serde.
    fn number(&mut self) -> Option<f64> {
        self.blank();
        let rest = &self.text.as_bytes()[self.at..];
        let end = rest.iter().position(|byte| !matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'));
        let end = self.at + end.unwrap_or(rest.len());
        let number = serde_json::from_str(self.text.get(self.at..end)?).ok()?;
        self.at = end;
        Some(number)
    }

    fn truth(&mut self) -> Option<bool> {
        self.blank();
        let rest = self.text.get(self.at..)?;
        let truth = rest.starts_with("true");
        if !truth && !rest.starts_with("false") {
            return None;
        }
        self.at += if truth { 4 } else { 5 };
        Some(truth)
    }

    /// Texts of a list.
    fn texts(&mut self, all: &mut Vec<Text<'a>>) -> Option<()> {
        all.reserve(8);
        self.array(|scan| {
            all.push(text(scan.string()?));
            Some(())
        })
    }

    /// The entries of a list.
    fn array(&mut self, mut entry: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.pass(b'[')?;
        if self.pass(b']').is_some() {
            return Some(());
        }
        loop {
            entry(self)?;
            if self.pass(b',').is_none() {
                return self.pass(b']');
            }
        }
    }

    /// The keys of an object; each time the value is next.
    fn object(&mut self, mut value: impl FnMut(&mut Self, &'a str) -> Option<()>) -> Option<()> {
        self.pass(b'{')?;
        if self.pass(b'}').is_some() {
            return Some(());
        }
        loop {
            let key = self.string()?;
            self.pass(b':')?;
            value(self, key)?;
            if self.pass(b',').is_none() {
                return self.pass(b'}');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LINES: [&str; 5] = [
        r#"{"v":1,"type":"exposure","device":"a-1","seq":1,"time":1767571200000,"received":1767571200700,"arms":{"x":"on","y":"off"},"shown":true,"experiments":["x"],"list":"l","placement":"cart","items":["A","Ä"],"cart":[],"model":"0123456789abcdef","before":{"orders":2,"value":59.9,"views":17},"customer":"c","hints":{"pointer":true,"headless":false}}"#,
        r#"{"v":1, "type":"view", "device":"a", "seq":2, "time":-5, "queued":12, "list":"l", "placement":"cart", "items":["A"]}"#,
        r#"{"v":1,"type":"select","device":"a","seq":3,"time":5,"list":"l","sku":"A","position":1}"#,
        r#"{"v":1,"type":"add","device":"a","seq":4,"time":5,"list":"l","sku":"A","quantity":2}"#,
        r#"{"v":1,"type":"order","device":"a","seq":5,"time":5,"order":"1001","currency":"EUR","lines":[{"sku":"A1","quantity":2,"price":9.95},{"sku":"B","price":1e1}]}"#,
    ];

    /// What is read here is what serde reads.
    fn check(line: &str) -> bool {
        let Some(found) = event(line) else { return false };
        let wanted = serde_json::from_str::<Event<'_>>(line).map(|event| format!("{event:?}"));
        assert_eq!(wanted.ok(), Some(format!("{found:?}")), "{line}");
        true
    }

    #[test]
    fn events_as_pages_write_them_are_read() {
        LINES.iter().for_each(|line| assert!(check(line), "{line}"));
    }

    #[test]
    fn what_serde_refuses_or_reads_otherwise_is_left_to_it() {
        for (from, to) in [
            ("\"seq\":1", "\"seq\":01"),
            ("\"seq\":1", "\"seq\":1.0"),
            ("\"seq\":1", "\"seq\":-0"),
            ("\"seq\":1", "\"seq\":1,\"seq\":1"),
            ("\"seq\":1", "\"seq\":1,\"more\":1"),
            ("\"list\":\"l\"", "\"list\":\"\\u006c\""),
            ("\"list\":\"l\"", "\"list\":\"a\tb\""),
            ("\"list\":\"l\"", "\"list\":null"),
            ("\"shown\":true", "\"shown\":truer"),
            ("\"orders\":2", "\"orders\":2,\"orders\":2"),
            ("false}}", "false}} x"),
            ("false}}", "false},}"),
        ] {
            let line = LINES[0].replace(from, to);
            assert!(line != LINES[0] && event(&line).is_none(), "{line}");
        }
    }

    proptest! {
        #[test]
        fn a_text_ends_where_a_slow_search_finds_it(bytes in prop::collection::vec(prop::sample::select(b"ab\xc3\x7f\x80\xff!#[]\"\\\t\x1f ".to_vec()), 0..40)) {
            let slow = bytes.iter().position(|byte| *byte == b'"');
            prop_assert_eq!(stop(&bytes), slow);
        }

        #[test]
        fn a_line_with_any_byte_changed_is_read_as_serde_reads_it(
            which in 0..LINES.len(),
            changes in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(b"\"\\{}[]:,0123456789.-+eEtrufalsn \tA".to_vec())), 1..4),
            cut in any::<prop::sample::Index>(),
            whole in any::<bool>(),
        ) {
            let mut line = LINES[which].as_bytes().to_vec();
            for (at, byte) in &changes {
                let at = at.index(line.len());
                line[at] = *byte;
            }
            line.truncate(if whole { line.len() } else { cut.index(line.len()) });
            check(&String::from_utf8_lossy(&line));
        }
    }
}
