//! Normalises names and words for comparison: lower case, without accents.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The letters and figures of a text, in lower case and without accents: `Numéro de commande` as `numerodecommande`.
pub fn plain(text: &str) -> String {
    folded(text).filter(|c| c.is_alphanumeric()).collect()
}

/// The words of a text, in lower case and without accents, with one blank between them.
pub fn words(text: &str) -> String {
    let spaced: String = folded(text).map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a name, apart also where a capital begins one: `qtyRefunded` as `qty refunded`.
pub(super) fn parts(name: &str) -> String {
    let mut apart = String::with_capacity(name.len() + 4);
    let mut small = false;
    for c in name.chars() {
        if small && c.is_uppercase() {
            apart.push(' ');
        }
        small = c.is_lowercase();
        apart.push(c);
    }
    words(&apart)
}

/// What Windows-1252 has where Latin-1 has control characters: `€` first, `Ÿ` last.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// A code as text; bytes that are not UTF-8 are read as Windows-1252, so that two codes never become one.
pub fn text(code: &[u8]) -> String {
    match std::str::from_utf8(code) {
        Ok(text) => text.to_owned(),
        Err(_) => code.iter().map(|&byte| windows(byte)).collect(),
    }
}

fn windows(byte: u8) -> char {
    byte.checked_sub(0x80).and_then(|at| WINDOWS.get(usize::from(at)).copied()).unwrap_or(char::from(byte))
}

fn folded(text: &str) -> impl Iterator<Item = char> + '_ {
    // Marks of kana make other sounds, not accents; and Hangul is put together again.
    let is_accent = |c: &char| is_combining_mark(*c) && !matches!(c, '\u{3099}' | '\u{309a}');
    text.nfkd().filter(move |c| !is_accent(c)).nfc().flat_map(char::to_lowercase).flat_map(spelled)
}

/// Letters that no accent makes another of.
fn spelled(c: char) -> impl Iterator<Item = char> {
    let letters = match c {
        'ß' => ['s', 's'],
        'æ' => ['a', 'e'],
        'œ' => ['o', 'e'],
        'ø' => ['o', '\0'],
        'ł' => ['l', '\0'],
        'đ' => ['d', '\0'],
        'ı' => ['i', '\0'],
        other => [other, '\0'],
    };
    letters.into_iter().filter(|c| *c != '\0')
}

#[cfg(test)]
mod tests {
    use super::{parts, plain, words};

    #[test]
    fn signs_case_and_accents_do_not_count() {
        for name in ["Order #", "order", "ÖRDER", " order_"] {
            assert_eq!(plain(name), "order", "{name}");
        }
        assert_eq!(plain("Numéro de commande"), "numerodecommande");
        assert_eq!(plain("Größe"), "grosse");
        assert_eq!(plain("商品コード"), "商品コード");
        assert_eq!(plain("주문 번호"), "주문번호");
        assert_eq!(parts("isCancelled_At"), "is cancelled at");
        assert_eq!(words("wc-on_hold (Remboursée)"), "wc on hold remboursee");
    }
}
