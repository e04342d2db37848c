//! Writes Google Merchant's `related_product` as a supplemental source, as tab-separated text and as XML.

use quick_xml::escape::escape;

use super::channel::{Channel, Item, Picked, Refusal, Shape, id_of};

/// The most related products of one, by Merchant Center's specification.
const MOST: usize = 30;
/// The longest id of a product.
const LONGEST: usize = 50;
/// The largest file.
const LARGEST: usize = 4_000_000_000;

/// Merchant Center reads `identifier` only of letters, digits, `_` and `-`.
fn takes(item: &Item<'_>) -> Result<(), Refusal> {
    id_of(item.id, LONGEST, |c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// A file of two columns.
pub struct GoogleTsv;

impl Channel for GoogleTsv {
    fn shape(&self) -> Shape {
        let head = "id\trelated_product\n".to_owned();
        Shape { head, bytes: LARGEST, ..Shape::of_lines("google", "tsv") }
    }

    fn most(&self) -> usize {
        MOST
    }

    fn takes(&self, item: &Item<'_>) -> Result<(), Refusal> {
        takes(item)
    }

    fn record(&self, item: &Item<'_>, picks: &[Picked<'_>], out: &mut Vec<u8>) {
        out.extend_from_slice(item.id.as_bytes());
        for (at, pick) in picks.iter().enumerate() {
            out.push(if at == 0 { b'\t' } else { b',' });
            out.extend_from_slice(b"often_bought_with:id:");
            out.extend_from_slice(pick.item.id.as_bytes());
        }
    }
}

/// A feed of RSS 2.0.
pub struct GoogleXml;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
<rss version=\"2.0\" xmlns:g=\"http://base.google.com/ns/1.0\">\n\
<channel>\n\
<title>Often bought with</title>\n\
<description>Related products, a supplemental source</description>\n";

impl Channel for GoogleXml {
    fn shape(&self) -> Shape {
        let shape = Shape::of_lines("google", "xml");
        Shape { head: HEAD.to_owned(), foot: "\n</channel>\n</rss>\n", bytes: LARGEST, ..shape }
    }

    fn most(&self) -> usize {
        MOST
    }

    fn takes(&self, item: &Item<'_>) -> Result<(), Refusal> {
        takes(item)
    }

    fn record(&self, item: &Item<'_>, picks: &[Picked<'_>], out: &mut Vec<u8>) {
        let mut xml = format!("<item><g:id>{}</g:id>", escape(item.id));
        for pick in picks {
            xml += "<g:related_product><g:relationship_type>often_bought_with</g:relationship_type>";
            xml += "<g:identifier_type>id</g:identifier_type><g:identifier>";
            xml += &escape(pick.item.id);
            xml += "</g:identifier></g:related_product>";
        }
        xml += "</item>";
        out.extend_from_slice(xml.as_bytes());
    }
}
