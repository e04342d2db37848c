//! Detects placeholder words such as NULL and (not set), guest customers and dates that were never set.

/// Words for nothing, in lower case. `na` and `nan` are below: both may be a thing's name.
const WORDS: [&[u8]; 20] = [
    b"null",
    b"none",
    b"nil",
    b"n/a",
    b"#n/a",
    b"#ref!",
    b"#value!",
    b"#null!",
    b"\\n",
    b"nat",
    b"undefined",
    b"(not set)",
    b"(none)",
    b"(null)",
    b"(blank)",
    b"(empty)",
    b"<na>",
    b"<null>",
    b"-",
    b"--",
];
/// The longest of them.
const LONGEST: usize = 9;
/// Words for a customer who has not said who it is, in lower case.
const GUESTS: [&[u8]; 20] = [
    b"0",
    b"0.0",
    b"-1",
    b"guest",
    b"guests",
    b"guest customer",
    b"guest checkout",
    b"gast",
    b"gastkunde",
    b"invit\xc3\xa9",
    b"invitado",
    b"ospite",
    b"convidado",
    b"anonymous",
    b"anonym",
    b"walk-in",
    b"walk in",
    b"walk-in customer",
    b"false",
    b"00000000-0000-0000-0000-000000000000",
];

/// A field without blanks around it; empty where it holds a word for nothing.
pub(crate) fn filled(field: &[u8]) -> &[u8] {
    let field = field.trim_ascii();
    if is_word_for_nothing(field) { b"" } else { field }
}

/// Whether a field, without blanks around it, holds nothing or a word for nothing.
pub(super) fn is_blank(field: &[u8]) -> bool {
    field.is_empty() || is_word_for_nothing(field)
}

/// Whether a field names no customer in particular.
pub(super) fn is_guest(field: &[u8]) -> bool {
    is_blank(field) || GUESTS.iter().any(|word| field.eq_ignore_ascii_case(word))
}

/// Whether a day of cancellation says that there was none.
pub(super) fn is_no_day(field: &[u8]) -> bool {
    is_blank(field)
        || is_zero_date(field)
        || [&b"0"[..], b"false", b"no"].iter().any(|no| field.eq_ignore_ascii_case(no))
}

/// `0000-00-00 00:00:00`, as MySQL writes a day that was never set.
pub(super) fn is_zero_date(field: &[u8]) -> bool {
    field.starts_with(b"0000-00-00")
}

fn is_word_for_nothing(field: &[u8]) -> bool {
    // Most fields are codes, and their first byte rules these words out.
    let Some(&first) = field.first() else { return false };
    if field.len() > LONGEST || !matches!(first, b'n' | b'N' | b'u' | b'U' | b'(' | b'<' | b'#' | b'\\' | b'-' | 0xe2) {
        return false;
    }
    // Naan is a bread, and people write "na"; programs write these.
    matches!(field, b"NA" | b"nan" | b"NaN" | b"NAN" | b"\xe2\x80\x93" | b"\xe2\x80\x94")
        || WORDS.iter().any(|word| field.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::{filled, is_guest, is_no_day};

    #[test]
    fn words_for_nothing_are_nothing() {
        for word in ["", " ", "NONE", "null", "N/A", "(not set)", "nan", "NaN", "\\N", "undefined", "<NA>", "#N/A", "—"]
        {
            assert_eq!(filled(word.as_bytes()), b"", "{word:?}");
        }
    }

    #[test]
    fn codes_and_breads_are_something() {
        for code in ["Nan", "NONE-1", "N", "nanny", "Nullarbor", "0", "na", "-5", "#12"] {
            assert_eq!(filled(code.as_bytes()), code.as_bytes());
        }
    }

    #[test]
    fn guests_are_nobody() {
        assert!(["0", "NULL", "nan", "\\N", "guest", "Guest", ""].iter().all(|word| is_guest(word.as_bytes())));
        assert!(!["1", "00", "guest@example.org", "7"].iter().any(|word| is_guest(word.as_bytes())));
    }

    #[test]
    fn a_day_that_was_never_set_cancels_nothing() {
        assert!(["", "NULL", "0000-00-00 00:00:00", "0", "false"].iter().all(|day| is_no_day(day.as_bytes())));
        assert!(!["2025-01-01", "true"].iter().any(|day| is_no_day(day.as_bytes())));
    }
}
