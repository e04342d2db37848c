//! Converts decimal prices into whole minor units, without floating point.

pub use pairwell_rules::exponent;

use crate::orders::figures::Figures;

/// The three letters of a currency beside a price, as in `15.00 USD`.
pub(super) fn currency_beside(price: &str) -> Option<String> {
    let letters: String = price.chars().filter(|c| c.is_ascii_alphabetic()).collect();
    (letters.len() == 3).then(|| letters.to_ascii_uppercase())
}

/// `12.90`, `12,90`, `1,234.50`, `€ 12.90`, `15.00 USD`, `Rs. 120.00`, `CHF 12.-` in the currency's smallest unit; a half
/// rounds up. A range of prices is none.
pub fn minor_units(price: &str, currency: &str) -> Option<i64> {
    let figures = Figures::read(price)?;
    let places = exponent(currency) as usize;
    let (whole, fraction) = figures.split(Some(places))?;
    let mut digits = format!("{whole}{fraction:0<places$.places$}");
    if digits.is_empty() {
        digits.push('0');
    }
    let round_up = fraction.as_bytes().get(places).is_some_and(|&next| next >= b'5');
    let minor = digits.parse::<i64>().ok()? + i64::from(round_up);
    Some(if figures.negative { -minor } else { minor })
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
    fn the_dot_of_an_abbreviation_is_no_decimal_mark() {
        check("Rs.75", "INR", 7500);
        check("Rs. 120.00", "INR", 12_000);
        check("12,50 zł.", "PLN", 1250);
        check("4.200,00 kr.", "DKK", 420_000);
        check("CHF 12.-", "CHF", 1200);
        check("12,- EUR", "EUR", 1200);
        check("199:-", "SEK", 19_900);
        check("Fr. 12.50", "CHF", 1250);
        check("5.00E0", "EUR", None);
    }

    #[test]
    fn what_is_no_price_is_none() {
        check("", "EUR", None);
        check("on request", "EUR", None);
        check("12.50 - 15.00", "EUR", None);
    }

    #[test]
    fn a_currency_may_stand_beside_the_price() {
        assert_eq!(currency_beside("15.00 USD").as_deref(), Some("USD"));
        assert_eq!(currency_beside("15.00"), None);
    }
}
