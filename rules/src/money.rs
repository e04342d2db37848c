//! Turns amounts of money in major units into the currency's smallest one; never knows a rate of exchange.

/// How many decimal places a currency has (ISO 4217); two where it is not one of the exceptions.
pub fn exponent(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI" | "VND"
        | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    }
}

/// An amount in the smallest unit, to the nearest.
pub(crate) fn minor(amount: f64, exponent: u32) -> i64 {
    (amount * f64::from(10u32.pow(exponent))).round() as i64
}
