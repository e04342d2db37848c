//! Cuts a title into words and takes their endings off; never looks at more than the title.

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;

/// Letters of scripts that are written without spaces between words.
const UNSPACED: [std::ops::RangeInclusive<char>; 5] = [
    '\u{3040}'..='\u{30ff}',
    '\u{3400}'..='\u{9fff}',
    '\u{f900}'..='\u{faff}',
    '\u{0e00}'..='\u{0e7f}',
    '\u{ac00}'..='\u{d7a3}',
];

/// The words of titles.
pub struct Words {
    latin: Stemmer,
    others: [(std::ops::RangeInclusive<char>, Stemmer); 4],
}

impl Words {
    /// English endings for Latin letters, whatever the language: of other languages they take off little, and the same everywhere.
    pub fn new() -> Self {
        Self {
            latin: Stemmer::create(Algorithm::English),
            others: [
                ('\u{0370}'..='\u{03ff}', Stemmer::create(Algorithm::Greek)),
                ('\u{0400}'..='\u{04ff}', Stemmer::create(Algorithm::Russian)),
                ('\u{0600}'..='\u{06ff}', Stemmer::create(Algorithm::Arabic)),
                ('\u{0b80}'..='\u{0bff}', Stemmer::create(Algorithm::Tamil)),
            ],
        }
    }

    /// The stems of a title's words, in their order. Letters and digits in one run are a word. Where a script has no spaces, each two
    /// neighbouring letters are one.
    pub fn of(&self, title: &str) -> Vec<String> {
        let title: String = title.nfkc().flat_map(char::to_lowercase).collect();
        let mut words = Vec::new();
        for run in title.split(|c: char| !c.is_alphanumeric() && c != '\u{30fc}').filter(|run| !run.is_empty()) {
            if run.chars().any(is_unspaced) {
                let letters: Vec<char> = run.chars().collect();
                words.extend(letters.windows(2.min(letters.len())).map(|pair| pair.iter().collect::<String>()));
            } else {
                words.push(self.stem(run));
            }
        }
        words
    }

    fn stem(&self, word: &str) -> String {
        let first = word.chars().next().unwrap_or_default();
        let stemmer = self.others.iter().find(|(letters, _)| letters.contains(&first)).map(|(_, stemmer)| stemmer);
        stemmer.unwrap_or(&self.latin).stem(word).into_owned()
    }
}

fn is_unspaced(letter: char) -> bool {
    UNSPACED.iter().any(|letters| letters.contains(&letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_its_stems() {
        let words = |title| Words::new().of(title).join(" ");
        assert_eq!(words("RED Retrospot Bags, set/6"), words("red retrospot bag set 6"));
        assert_eq!(words("急須 茶"), "急須 茶");
        assert_eq!(words("ポット"), "ポッ ット");
        assert_eq!(words("إبريق الشاي").split(' ').count(), 2);
        assert_eq!(words("—, …"), "");
    }
}
