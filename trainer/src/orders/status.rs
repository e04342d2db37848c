//! Classifies order statuses as bought, not bought or unknown.

use super::fold::parts;
pub use super::standing::Standing;
use super::status_stems::by_stems;
use super::status_words::{LANGUAGES, PAID, UNPAID};
use hashbrown::HashMap;
use std::sync::LazyLock;

/// Words that the user classifies, in [`parts`] form.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct StatusWords {
    paid: Vec<String>,
    unpaid: Vec<String>,
}

impl StatusWords {
    /// From lists such as `picked up,on tour`.
    pub fn new(paid: &[String], unpaid: &[String]) -> Self {
        let list = |given: &[String]| -> Vec<String> {
            given.iter().flat_map(|list| list.split(',')).map(normal).filter(|word| !word.is_empty()).collect()
        };
        Self { paid: list(paid), unpaid: list(unpaid) }
    }

    /// Takes a word of a platform for not bought, unless the user says otherwise.
    pub(super) fn platform_says_unpaid(&mut self, word: &str) {
        let word = normal(word);
        if !self.paid.contains(&word) && !self.unpaid.contains(&word) {
            self.unpaid.push(word);
        }
    }

    /// Takes a word of a platform for bought, unless the user says otherwise.
    #[cfg(feature = "channels")]
    pub(super) fn platform_says_paid(&mut self, word: &str) {
        let word = normal(word);
        if !self.paid.contains(&word) && !self.unpaid.contains(&word) {
            self.paid.push(word);
        }
    }

    /// What a status says. `pending_is_bought` holds where the platform says so of orders to be paid later.
    pub(super) fn standing(&self, status: &str, pending_is_bought: bool) -> Standing {
        let word = normal(status);
        if self.unpaid.contains(&word) {
            Standing::NotBought
        } else if self.paid.contains(&word) || (pending_is_bought && word == "pending") {
            Standing::Bought
        } else {
            known(&word)
        }
    }
}

/// `wc-on_hold` and `On hold` are one word, `PartiallyShipped` is two.
fn normal(status: &str) -> String {
    let word = parts(status);
    word.strip_prefix("wc ").map(str::to_owned).unwrap_or(word)
}

/// Whether a status beside the order's own says that the order came to nothing; that it is yet to be paid is for its own to say.
pub(super) fn is_off(status: &str) -> bool {
    let word = normal(status);
    known(&word) == Standing::NotBought && by_stems(&word).1
}

fn known(word: &str) -> Standing {
    static KNOWN: LazyLock<HashMap<String, Standing>> = LazyLock::new(|| {
        let list = |lines: [&'static str; LANGUAGES], standing| {
            lines.into_iter().flat_map(|line| line.split(',')).map(move |word| (normal(word), standing))
        };
        list(PAID, Standing::Bought).chain(list(UNPAID, Standing::NotBought)).collect()
    });
    KNOWN.get(word).copied().unwrap_or_else(|| by_stems(word).0)
}

/// The statuses of an input: each word is looked up once, and its lines are counted.
#[derive(Debug, Default)]
pub(super) struct Statuses {
    known: HashMap<Vec<u8>, usize>,
    seen: Vec<Seen>,
    last: usize,
}

/// One word as the input has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) word: Vec<u8>,
    pub(super) standing: Standing,
    pub(super) lines: u64,
}

impl Statuses {
    /// What a line's status says; counts the line.
    pub(super) fn standing(&mut self, status: &[u8], words: &StatusWords, pending_is_bought: bool) -> Standing {
        if self.seen.get(self.last).is_none_or(|seen| seen.word != status) {
            self.last = match self.known.get(status) {
                Some(&at) => at,
                None => {
                    let standing = words.standing(&String::from_utf8_lossy(status), pending_is_bought);
                    self.known.insert(status.to_vec(), self.seen.len());
                    self.seen.push(Seen { word: status.to_vec(), standing, lines: 0 });
                    self.seen.len() - 1
                }
            };
        }
        let seen = &mut self.seen[self.last];
        seen.lines += 1;
        seen.standing
    }

    /// Every word, in order of first appearance.
    pub(super) fn into_seen(self) -> Vec<Seen> {
        self.seen
    }
}

#[cfg(test)]
mod tests {
    use super::{Standing, StatusWords};

    fn check(standing: Standing, words: &[&str]) {
        for word in words {
            assert_eq!(StatusWords::default().standing(word, false), standing, "{word}");
        }
    }

    #[test]
    fn what_was_paid_was_bought() {
        check(Standing::Bought, &["paid", "PAID", "Completed", "wc-processing", "shipped", "partially refunded"]);
        check(Standing::Bought, &["Abgeschlossen", "Terminée", "completado", "In lavorazione", "partially_refunded"]);
        check(Standing::Bought, &["Teilweise erstattet", "Concluído", "voltooid", "Zrealizowane", "slutförd"]);
    }

    #[test]
    fn what_was_not_paid_was_not() {
        check(
            Standing::NotBought,
            &["Unpaid", "pending payment", "Awaiting payment", "pending", "wc-on-hold", "On hold"],
        );
        check(Standing::NotBought, &["Annulée", "Remboursée", "Échouée", "Erstattet", "Fehlgeschlagen", "Storniert"]);
        check(
            Standing::NotBought,
            &["Cancelado", "Reembolsado", "Payment error", "Incomplete", "cancelled-by-customer"],
        );
        check(
            Standing::NotBought,
            &["order_refunded", "Cancelled by seller", "Zahlung ausstehend", "En attente", "annulé"],
        );
    }

    #[test]
    fn other_words_are_not_known() {
        check(Standing::Unknown, &["on tour", "stage 4", "Canceled Reversal", "not cancelled"]);
    }

    #[test]
    fn the_user_says_more() {
        let words = StatusWords::new(&["Pending, On tour".to_owned()], &["shipped".to_owned()]);
        assert_eq!(words.standing("on-tour", false), Standing::Bought);
        assert_eq!(words.standing("pending", false), Standing::Bought);
        assert_eq!(words.standing("Shipped", false), Standing::NotBought);
    }
}
