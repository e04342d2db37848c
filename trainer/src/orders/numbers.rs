//! Parses quantities and prices as people and exports write them.

use super::figures::Figures;

/// The number in a field: `6`, `-1`, `2.55`, `2,55`, `1,234.50`, `1.234,50`, `£3.39`, `(2)` and `2-` for minus two.
pub fn read(field: &[u8]) -> Option<f64> {
    let field = field.trim_ascii();
    if let Some(n) = small_integer(field) {
        return Some(n);
    }
    let text = &super::fold::text(field);
    if let Some(n) = text.parse().ok().filter(|n: &f64| n.is_finite()) {
        return Some(n);
    }
    Figures::read(text)?.value().filter(|number| number.is_finite())
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

/// `10012.0` as `10012`; `None` for a code of another kind.
pub(crate) fn without_point(code: &[u8]) -> Option<&[u8]> {
    let point = code.iter().position(|byte| *byte == b'.').filter(|_| is_decimal(code))?;
    code[point + 1..].iter().all(|byte| *byte == b'0').then(|| &code[..point])
}

/// Digits, a point, digits.
pub(super) fn is_decimal(code: &[u8]) -> bool {
    let Some(point) = code.iter().position(|byte| *byte == b'.') else { return false };
    let digits = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    digits(&code[..point]) && digits(&code[point + 1..])
}

/// Money in hundredths of the currency, to the nearest.
pub(crate) fn hundredths(amount: f64) -> i64 {
    (amount * 100.0).clamp(-1e12, 1e12).round() as i64
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
