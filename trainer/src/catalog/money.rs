//! Turns decimal prices into whole minor units of their currency; never rounds through floating point.

pub use pairwell_rules::exponent;

/// The three letters of a currency beside a price, as in `15.00 USD`.
pub(super) fn currency_beside(price: &str) -> Option<String> {
    let letters: String = price.chars().filter(|c| c.is_ascii_alphabetic()).collect();
    (letters.len() == 3).then(|| letters.to_ascii_uppercase())
}

/// `12.90`, `12,90`, `1,234.50`, `€ 12.90`, `15.00 USD` in the currency's smallest unit; a half rounds up.
pub fn minor_units(price: &str, currency: &str) -> Option<i64> {
    let negative = price.contains('-');
    let figures: String = price.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).collect();
    let places = exponent(currency) as usize;
    let (whole, fraction) = split(&figures, places);
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut digits = format!("{whole}{fraction:0<places$.places$}");
    if digits.is_empty() {
        digits.push('0');
    }
    let round_up = fraction.as_bytes().get(places).is_some_and(|&next| next >= b'5');
    let minor = digits.parse::<i64>().ok()? + i64::from(round_up);
    Some(if negative { -minor } else { minor })
}

/// The figures before and after the decimal mark. The last mark is the decimal one, unless it can only part thousands.
fn split(figures: &str, places: usize) -> (&str, &str) {
    let Some(at) = figures.rfind(['.', ',']) else { return (figures, "") };
    let (whole, fraction) = (&figures[..at], &figures[at + 1..]);
    let mark = &figures[at..=at];
    let comma_of_thousands = mark == "," && fraction.len() == 3 && places != 3 && !whole.contains('.');
    if comma_of_thousands || whole.contains(mark) { (figures, "") } else { (whole, fraction) }
}

#[cfg(test)]
mod tests {
    use super::{currency_beside, minor_units};

    fn check(price: &str, currency: &str, expected: impl Into<Option<i64>>) {
        assert_eq!(minor_units(price, currency), expected.into(), "{price} {currency}");
    }

    #[test]
    fn decimal_prices_become_minor_units() {
        check("12.90", "EUR", 1290);
        check("12,90", "EUR", 1290);
        check("12", "EUR", 1200);
        check("12.9", "EUR", 1290);
        check("1,234.50", "USD", 123_450);
        check("1.234,50", "EUR", 123_450);
        check("1,234", "USD", 123_400);
        check("0.005", "USD", 1);
        check(".99", "USD", 99);
        check("-1.50", "USD", -150);
        check("£3.39", "GBP", 339);
    }

    #[test]
    fn currencies_have_their_own_places() {
        check("1200", "JPY", 1200);
        check("1,200", "JPY", 1200);
        check("1.250", "KWD", 1250);
        check("1.5", "BHD", 1500);
    }

    #[test]
    fn what_is_no_price_is_none() {
        check("", "EUR", None);
        check("on request", "EUR", None);
    }

    #[test]
    fn a_currency_may_stand_beside_the_price() {
        assert_eq!(currency_beside("15.00 USD").as_deref(), Some("USD"));
        assert_eq!(currency_beside("15.00"), None);
    }
}
