//! Makes the link that puts several items into a cart at once, and writes one for each customer.

use super::super::channel::{Item, Refusal, Shape};
use super::super::plain::csv_row;
use super::letter::{Letter, Mailing};

/// A link such as `https://shop.example/cart/401:1,402:1`: Shopify's, by variant, and that of UCP, which writes an id of other
/// characters as `~` and base64url.
pub fn permalink<'a>(cart: &str, ids: impl Iterator<Item = &'a str>) -> String {
    let lines: Vec<String> = ids.map(|id| format!("{}:1", written(id))).collect();
    format!("{}/{}", cart.trim_end_matches('/'), lines.join(","))
}

fn written(id: &str) -> String {
    if !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)) {
        return id.to_owned();
    }
    format!("~{}", base64url(id.as_bytes()))
}

/// RFC 4648, the alphabet for addresses, without padding.
fn base64url(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for at in 0..=three.len() {
            text.push(char::from(LETTERS[(bits >> (18 - 6 * at) & 63) as usize]));
        }
    }
    text
}

/// A link for each customer.
pub struct Permalinks;

impl Mailing for Permalinks {
    fn shape(&self) -> Shape {
        Shape { head: "id,cart_url,send_on\n".into(), ..Shape::of_lines("permalinks", "csv") }
    }

    fn takes(&self, _item: &Item<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn record(&self, letter: &Letter<'_>, out: &mut Vec<u8>) {
        let day = letter.send_on.map(|day| day.to_string()).unwrap_or_default();
        csv_row(out, &[letter.id, &letter.cart_link, &day]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_holds_all_items_and_writes_strange_ids_as_base64url() {
        let link = permalink("https://shop.example/cart/", ["401", "KF-2.1", "a b"].into_iter());
        assert_eq!(link, "https://shop.example/cart/401:1,KF-2.1:1,~YSBi:1");
    }

    #[test]
    fn base64url_is_that_of_the_rfc() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg"),
            ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64url(bytes.as_bytes()), text);
        }
        assert_eq!(base64url(&[0xfb, 0xff]), "-_8");
    }
}
