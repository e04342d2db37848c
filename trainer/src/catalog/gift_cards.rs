//! Recognises gift cards by title, category or tag, in six languages.

/// What shops call them, word by word.
const NAMES: [&[&str]; 12] = [
    &["gift", "card"],
    &["gift", "cards"],
    &["giftcard"],
    &["giftcards"],
    &["gutschein"],
    &["gutscheine"],
    &["geschenkgutschein"],
    &["geschenkgutscheine"],
    &["carte", "cadeau"],
    &["tarjeta", "regalo"],
    &["tarjeta", "de", "regalo"],
    &["buono", "regalo"],
];

/// What makes another thing of it: a gift card holder is none.
const THINGS: &str = "holder holders box boxes envelope envelopes sleeve sleeves wallet tin case pouch bag stand display \
    hülle halter box schachtel umschlag tasche étui boîte enveloppe pochette porta portatarjetas caja sobre busta scatola";

/// `Gift card`, `gift-cards`, `Gift Cards`: all of a category's or a tag's name.
pub(super) fn names_gift_cards(text: &str) -> bool {
    let words = words(text);
    NAMES.iter().any(|name| words == *name)
}

/// `E-Gift Card 25 €`, `Geschenkgutschein`, `Carte cadeau Kettle & Finch`: among the words of a title.
pub(super) fn is_titled_gift_card(title: &str) -> bool {
    let words = words(title);
    let stands = |name: &&[&str]| words.windows(name.len()).any(|some| *some == **name);
    let thing = words.iter().any(|word| THINGS.split_ascii_whitespace().any(|thing| thing == word));
    NAMES.iter().any(stands) && !thing
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::{is_titled_gift_card, names_gift_cards};

    #[test]
    fn gift_cards_are_recognised_by_their_titles() {
        for title in [
            "E-Gift Card",
            "Kettle & Finch gift card, £25",
            "Giftcard 50",
            "Geschenkgutschein",
            "Gutschein über 25 €",
            "Carte cadeau",
            "Tarjeta regalo",
            "Tarjeta de regalo 20",
            "Buono regalo",
        ] {
            assert!(is_titled_gift_card(title), "{title}");
        }
    }

    #[test]
    fn other_things_are_not() {
        for title in ["Gift box", "Card game", "Gift card holder, oak", "Gutscheinheft-Halter", ""] {
            assert!(!is_titled_gift_card(title), "{title}");
        }
    }

    #[test]
    fn categories_and_tags_are_all_of_the_name() {
        assert!(["Gift card", "gift-cards", "GiftCards", "Gutscheine"].into_iter().all(names_gift_cards));
        assert!(!["Gifts", "Gift card accessories"].into_iter().any(names_gift_cards));
    }
}
