//! Detects placeholder words such as NULL and (not set), guest customers and dates that were never set.

use super::fold::plain;

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
/// Words for a customer who has not said who it is, in lower case, without accents and signs.
const GUESTS: [&str; 62] = [
    "guest",
    "guests",
    "guestcustomer",
    "guestcheckout",
    "guestuser",
    "guestshopper",
    "guestaccount",
    "guestorder",
    "gast",
    "gastkunde",
    "gastbestellung",
    "gastkonto",
    "invite",
    "clientinvite",
    "invitado",
    "clienteinvitado",
    "ospite",
    "convidado",
    "hospede",
    "gosc",
    "vieras",
    "misafir",
    "gaest",
    "gjest",
    "anonymous",
    "anonymouscustomer",
    "anonymoususer",
    "anonym",
    "anonimo",
    "anonyme",
    "anonimowy",
    "walkin",
    "walkincustomer",
    "cashcustomer",
    "cashsale",
    "barverkauf",
    "barkunde",
    "laufkundschaft",
    "clienteocasional",
    "consumidorfinal",
    "unknown",
    "unknowncustomer",
    "unknownuser",
    "unbekannt",
    "inconnu",
    "desconocido",
    "sconosciuto",
    "onbekend",
    "notregistered",
    "unregistered",
    "notloggedin",
    "nocustomer",
    "nouser",
    "noaccount",
    "visitor",
    "visiteur",
    "false",
    "ゲスト",
    "匿名",
    "游客",
    "гость",
    "비회원",
];
/// The longest text that can be one of them.
const LONGEST_GUEST: usize = 40;

/// A field without blanks around it; empty where it holds a word for nothing.
pub(crate) fn filled(field: &[u8]) -> &[u8] {
    let field = bare(field);
    if is_word_for_nothing(field) { b"" } else { field }
}

/// A field without blanks round it, of whatever kind, and without what spreadsheets write round a text: `="0017"`, `'0017`.
fn bare(field: &[u8]) -> &[u8] {
    let field = field.trim_ascii();
    let Some((&first, &last)) = field.first().zip(field.last()) else { return field };
    if first < 0x80 && last < 0x80 {
        return if matches!(first, b'=' | b'\'') { unquoted(field) } else { field };
    }
    let no_ink = |c: char| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    std::str::from_utf8(field).map_or(field, |text| text.trim_matches(no_ink).as_bytes())
}

fn unquoted(field: &[u8]) -> &[u8] {
    let formula = || field.strip_prefix(b"=\"")?.strip_suffix(b"\"");
    let quoted = || field.strip_prefix(b"'")?.strip_suffix(b"'");
    // An apostrophe keeps a spreadsheet from reading figures.
    let marked = || field.strip_prefix(b"'").filter(|text| text.first().is_some_and(u8::is_ascii_digit));
    let inside = formula().or_else(quoted).or_else(marked);
    inside
        .filter(|text| !text.is_empty() && !text.contains(&b'"') && !text.contains(&b'\''))
        .map_or(field, <[u8]>::trim_ascii)
}

/// Whether a field, without blanks around it, holds nothing or a word for nothing.
pub(super) fn is_blank(field: &[u8]) -> bool {
    field.is_empty() || is_word_for_nothing(field)
}

/// Whether a field names no customer in particular.
pub(super) fn is_guest(field: &[u8]) -> bool {
    if is_blank(field) || matches!(field, b"0" | b"0.0" | b"-1" | b"?" | b"[null]" | b"[deleted]") {
        return true;
    }
    // A UUID of nothing.
    if field.len() >= 32 && field.iter().all(|byte| matches!(byte, b'0' | b'-')) {
        return true;
    }
    let letters = field.iter().filter(|byte| byte.is_ascii_digit() || **byte == b'@').count() == 0;
    letters && field.len() <= LONGEST_GUEST && GUESTS.contains(&plain(&String::from_utf8_lossy(field)).as_str())
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
    fn what_stands_round_a_code_is_not_part_of_it() {
        for code in ["\u{a0}CUP\u{202f}", "\u{200b}CUP", "\u{feff}CUP ", "=\"CUP\"", "'CUP'", "\tCUP"] {
            assert_eq!(filled(code.as_bytes()), b"CUP", "{code:?}");
        }
        assert_eq!(filled(b"'0017"), b"0017");
        for code in ["'Tis", "=", "'", "=CUP", "'a'b'"] {
            assert_eq!(filled(code.as_bytes()), code.as_bytes());
        }
    }

    #[test]
    fn guests_are_nobody() {
        assert!(["0", "NULL", "nan", "\\N", "guest", "Guest", ""].iter().all(|word| is_guest(word.as_bytes())));
        let more =
            ["-1", "Gast", "Guest User", "not logged in", "Invité", "ゲスト", "00000000-0000-0000-0000-000000000000"];
        assert!(more.iter().all(|word| is_guest(word.as_bytes())));
        assert!(
            !["1", "00", "guest@example.org", "7", "Gaston", "guest-1842"].iter().any(|word| is_guest(word.as_bytes()))
        );
    }

    #[test]
    fn a_day_that_was_never_set_cancels_nothing() {
        assert!(["", "NULL", "0000-00-00 00:00:00", "0", "false"].iter().all(|day| is_no_day(day.as_bytes())));
        assert!(!["2025-01-01", "true"].iter().any(|day| is_no_day(day.as_bytes())));
    }
}
