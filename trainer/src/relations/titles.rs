//! Measures how much two titles share; rare words count more. Works without knowing the language.

use std::collections::HashMap;

/// Words shorter than this are mostly sizes and articles.
const LETTERS: usize = 3;

/// The words of each item's title.
#[derive(Debug, Default)]
pub struct Titles {
    /// By item: its words, ascending.
    words: Vec<Vec<u32>>,
    /// By word: its information, ln(titles / titles with it).
    information: Vec<f64>,
}

impl Titles {
    /// From titles by item number; empty for none.
    pub fn of<'a>(titles: impl Iterator<Item = &'a str>) -> Self {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut titled: Vec<u32> = Vec::new();
        let words: Vec<Vec<u32>> = titles
            .map(|title| {
                let words = words(title, &mut numbers);
                titled.resize(numbers.len(), 0);
                words.iter().for_each(|word| titled[*word as usize] += 1);
                words
            })
            .collect();
        let all = words.len() as f64;
        Self { information: titled.iter().map(|titles| (all / f64::from(*titles)).ln()).collect(), words }
    }

    /// The share of information that two items' titles have in common, 0 to 1.
    pub fn share(&self, one: u32, other: u32) -> f64 {
        let (Some(one), Some(other)) = (self.words.get(one as usize), self.words.get(other as usize)) else {
            return 0.0;
        };
        let information =
            |words: &mut dyn Iterator<Item = &u32>| words.map(|word| self.information[*word as usize]).sum::<f64>();
        let both = information(&mut one.iter().filter(|word| other.binary_search(word).is_ok()));
        let either = information(&mut one.iter()) + information(&mut other.iter()) - both;
        if either > 0.0 { both / either } else { 0.0 }
    }
}

/// The numbers of a title's words, ascending.
fn words(title: &str, numbers: &mut HashMap<String, u32>) -> Vec<u32> {
    let title = title.to_lowercase();
    let long = title.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() >= LETTERS);
    let mut words: Vec<u32> = long.map(|word| number(numbers, word)).collect();
    words.sort_unstable();
    words.dedup();
    words
}

fn number(numbers: &mut HashMap<String, u32>, word: &str) -> u32 {
    let next = numbers.len() as u32;
    *numbers.entry(word.to_owned()).or_insert(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_count_more_than_common_ones() {
        let titles = ["Red hand grinder", "Steel hand grinder, 30 g", "Red mug", "Red pot", "", "Blue cup"];
        let titles = Titles::of(titles.into_iter());
        assert!(titles.share(0, 1) > titles.share(0, 2), "two rare words against a common one");
        assert_eq!((titles.share(0, 4), titles.share(4, 4), titles.share(0, 99)), (0.0, 0.0, 0.0));
        assert!((titles.share(1, 1) - 1.0).abs() < 1e-12);
    }
}
