//! Recognises postage, fees and vouchers by their codes.

use regex::bytes::{Regex, RegexBuilder};
use std::sync::LazyLock;

/// Codes that shops use for what is not a product; matched whole, without regard to case.
const WORDS: &str = r"^(?:POST|POSTAGE|DOT|DOTCOM[-_\x20]?POSTAGE|CARRIAGE|FREIGHT|HANDLING|MANUAL|SAMPLES?|TIPS?|FEES?|SURCHARGE
    |DEPOSIT|DONATION|ROUNDING|CRUK|PADS|AMAZON[-_\x20]?FEE|BANK[-_\x20]?CHARGES?|GIFT[-_\x20]?WRAP(?:PING)?
    |(?:SHIPPING|DELIVERY)(?:[-_\x20]?(?:COSTS?|FEE|CHARGES?|PROTECTION|INSURANCE|STANDARD|EXPRESS|\d+))?
    |GIFT(?:[-_\x20]?(?:CARD|VOUCHER|CERTIFICATE))?(?:[-_\x20]?\d+)+|GIFT[-_\x20]?(?:CARD|VOUCHER|CERTIFICATE)
    |(?:VOUCHER|COUPON|DISCOUNT)(?:[-_\x20]?\d+)*|ADJUST(?:MENT)?[-_\x20]?\d*|TEST[-_\x20]?\d*)$";

/// Codes so short that they are services only in a shop whose products have longer ones.
const LETTERS: &str = r"^(?:B|C2|D|M|S)$";

/// How long the typical code must be before a single letter is taken for a service.
const LONG: usize = 4;

/// Which item codes are products.
pub(super) struct Services {
    products: Option<Regex>,
    services: Vec<Regex>,
}

impl Services {
    /// By the user's patterns, else by the well-known codes. A user who says what the products are has said it all.
    pub(super) fn new<'c>(
        products: Option<&Regex>,
        others: Option<&Regex>,
        codes: impl Iterator<Item = &'c [u8]>,
    ) -> Self {
        let services = match (products, others) {
            (_, Some(others)) => vec![others.clone()],
            (Some(_), None) => Vec::new(),
            (None, None) => well_known(typical_length(codes) >= LONG),
        };
        Self { products: products.cloned(), services }
    }

    /// Whether an item is a product.
    pub(super) fn is_product(&self, code: &[u8]) -> bool {
        self.products.as_ref().is_none_or(|products| products.is_match(code))
            && !self.services.iter().any(|services| services.is_match(code))
    }
}

fn well_known(with_letters: bool) -> Vec<Regex> {
    static KNOWN: [LazyLock<Option<Regex>>; 2] = [LazyLock::new(|| build(WORDS)), LazyLock::new(|| build(LETTERS))];
    let used = if with_letters { &KNOWN[..] } else { &KNOWN[..1] };
    used.iter().filter_map(|pattern| pattern.as_ref().cloned()).collect()
}

fn build(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).case_insensitive(true).ignore_whitespace(true).unicode(false).build().ok()
}

fn typical_length<'c>(codes: impl Iterator<Item = &'c [u8]>) -> usize {
    let mut lengths: Vec<usize> = codes.map(<[u8]>::len).collect();
    if lengths.is_empty() {
        return 0;
    }
    let middle = lengths.len() / 2;
    *lengths.select_nth_unstable(middle).1
}

#[cfg(test)]
mod tests {
    use super::Services;

    fn dropped(codes: &[&str]) -> Vec<String> {
        let services = Services::new(None, None, codes.iter().map(|code| code.as_bytes()));
        codes.iter().filter(|code| !services.is_product(code.as_bytes())).map(|code| (*code).to_owned()).collect()
    }

    #[test]
    fn well_known_service_codes_are_not_products() {
        let services = [
            "POST",
            "post",
            "DOT",
            "M",
            "D",
            "S",
            "BANK CHARGES",
            "AMAZONFEE",
            "CRUK",
            "PADS",
            "C2",
            "ADJUST",
            "ADJUST2",
        ];
        let more = ["TEST001", "gift_0001_50", "GIFT-WRAP", "SHIPPING", "Delivery fee", "VOUCHER-10", "GIFT CARD"];
        let products: Vec<String> = (0..60).map(|n| format!("{:05}", 20_000 + n)).collect();
        let mut codes: Vec<&str> = products.iter().map(String::as_str).collect();
        codes.extend(services.iter().chain(&more));
        assert_eq!(dropped(&codes), [&services[..], &more[..]].concat());
    }

    #[test]
    fn a_shop_with_short_codes_keeps_them() {
        assert_eq!(dropped(&["A", "B", "C", "D", "M", "S", "POST"]), ["POST"]);
    }

    #[test]
    fn products_that_only_sound_like_services_stay() {
        assert!(
            dropped(&["TESTER-RED", "POSTCARD", "SHIPPING-BOX-A", "GIFTBOX", "DOTTED-MUG", "TIPI", "SAMPLER"])
                .is_empty()
        );
    }
}
