//! Reads quantities and prices as people and exports write them; never guesses at what is not a number.

/// The number in a field: `6`, `-1`, `2.55`, `2,55`, `1,234.50`, `1.234,50`, `£3.39`, `(2)` and `2-` for minus two.
pub fn read(field: &[u8]) -> Option<f64> {
    let field = field.trim_ascii();
    if let Some(n) = small_integer(field) {
        return Some(n);
    }
    let text = std::str::from_utf8(field).ok()?;
    if let Some(n) = text.parse().ok().filter(|n: &f64| n.is_finite()) {
        return Some(n);
    }
    let bracketed = text.strip_prefix('(').and_then(|t| t.strip_suffix(')'));
    let (text, negative) = match bracketed.or_else(|| text.strip_suffix('-')) {
        Some(inside) => (inside, true),
        None => (text, false),
    };
    let number: f64 = plain(strip_currency(text))?.parse().ok()?;
    number.is_finite().then_some(if negative { -number } else { number })
}

/// Nearly every quantity is one: up to six digits, perhaps a minus.
fn small_integer(field: &[u8]) -> Option<f64> {
    let (digits, sign) = match field {
        [b'-', rest @ ..] => (rest, -1),
        rest => (rest, 1),
    };
    if digits.is_empty() || digits.len() > 6 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let n = digits.iter().fold(0i32, |n, digit| n * 10 + i32::from(digit - b'0'));
    Some(f64::from(sign * n))
}

/// Without a currency's sign or code before or after the figures.
fn strip_currency(text: &str) -> &str {
    let part_of_number = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | ',');
    text.trim_matches(|c: char| !part_of_number(c))
}

/// With a point as decimal mark and nothing between thousands.
fn plain(text: &str) -> Option<String> {
    let mut out: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'')).collect();
    if !out.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (comma, point) = (out.rfind(','), out.rfind('.'));
    match (comma, point) {
        (Some(c), Some(p)) if c > p => out = out.replace('.', "").replace(',', "."),
        (Some(_), Some(_)) => out = out.replace(',', ""),
        (Some(c), None) if out.matches(',').count() > 1 || (out.len() - c == 4 && c <= 3) => out = out.replace(',', ""),
        (Some(_), None) => out = out.replace(',', "."),
        _ => {}
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::read;

    fn check(text: &str, expected: impl Into<Option<f64>>) {
        assert_eq!(read(text.as_bytes()), expected.into(), "{text:?}");
    }

    #[test]
    fn numbers_are_read_as_exports_write_them() {
        check("6", 6.0);
        check("-12", -12.0);
        check(" 2.55 ", 2.55);
        check("2,55", 2.55);
        check("1,234.50", 1234.5);
        check("1.234,50", 1234.5);
        check("1,000", 1000.0);
        check("£3.39", 3.39);
        check("12.90 EUR", 12.9);
        check("(2)", -2.0);
        check("2-", -2.0);
        check("1e3", 1000.0);
    }

    #[test]
    fn what_is_not_a_number_is_not_one() {
        for text in ["", "   ", "six", "nan", "inf", "-", "1.2.3", "6 x 12"] {
            check(text, None);
        }
    }
}
