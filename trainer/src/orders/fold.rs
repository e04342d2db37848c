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

/// A code as text; bytes that are not UTF-8 are read as Latin-1, so that two codes never become one.
pub fn text(code: &[u8]) -> String {
    match std::str::from_utf8(code) {
        Ok(text) => text.to_owned(),
        Err(_) => code.iter().map(|&byte| char::from(byte)).collect(),
    }
}

fn folded(text: &str) -> impl Iterator<Item = char> + '_ {
    text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).flat_map(spelled)
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
    use super::{plain, words};

    #[test]
    fn signs_case_and_accents_do_not_count() {
        for name in ["Order #", "order", "ÖRDER", " order_"] {
            assert_eq!(plain(name), "order", "{name}");
        }
        assert_eq!(plain("Numéro de commande"), "numerodecommande");
        assert_eq!(plain("Größe"), "grosse");
        assert_eq!(words("wc-on_hold (Remboursée)"), "wc on hold remboursee");
    }
}
