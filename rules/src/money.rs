//! Converts amounts of money into the currency's smallest unit.

/// How many decimal places a currency has (ISO 4217); two unless it is an exception.
pub fn exponent(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI" | "VND"
        | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    }
}

/// An amount in the smallest unit, rounded.
pub(crate) fn minor(amount: f64, exponent: u32) -> i64 {
    (amount * f64::from(10u32.pow(exponent))).round() as i64
}
