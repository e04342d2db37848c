//! Writes recommendations as Salesforce B2C Commerce imports them: a catalog file in XML.

use quick_xml::escape::escape;

use super::channel::{Channel, Item, Picked, Refusal, Shape, id_of};

/// The longest product id.
const LONGEST: usize = 256;
/// A recommendation's type: cross-sell.
const CROSS_SELL: u32 = 1;

/// Recommendations of one of the shop's catalogs.
pub struct Salesforce {
    /// The catalog that the recommendations belong to, as Business Manager calls it.
    pub catalog: String,
}

impl Channel for Salesforce {
    fn shape(&self) -> Shape {
        let head = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <catalog xmlns=\"http://www.demandware.com/xml/impex/catalog/2006-10-31\" catalog-id=\"{}\">\n",
            escape(&self.catalog)
        );
        Shape { head, foot: "\n</catalog>\n", ..Shape::of_lines("salesforce", "xml") }
    }

    fn takes(&self, item: &Item<'_>) -> Result<(), Refusal> {
        // XML 1.0 cannot say other control characters.
        id_of(item.id, LONGEST, |c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'))
    }

    fn record(&self, item: &Item<'_>, picks: &[Picked<'_>], out: &mut Vec<u8>) {
        let source = escape(item.id);
        for (at, pick) in picks.iter().enumerate() {
            let line = format!(
                "{}<recommendation source-id=\"{source}\" source-type=\"product\" target-id=\"{}\" target-type=\"product\" type=\"{CROSS_SELL}\"/>",
                if at == 0 { "" } else { "\n" },
                escape(pick.item.id)
            );
            out.extend_from_slice(line.as_bytes());
        }
    }
}
