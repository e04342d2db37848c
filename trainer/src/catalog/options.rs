//! Reads the options of an item, such as its size and colour, from the columns of a product export.

use crate::orders::blank::filled;
use crate::orders::fold::{plain, text};
use csv::ByteRecord;

/// Columns that are an option each, by plain name.
const SINGLE: &str = "size color colour material pattern style flavor flavour scent groesse grosse farbe muster duft taille couleur \
    matiere talla talle taglia colore materiale tamanho cor maat kleur storlek farg farge";
/// What names the `n`th option, and what its value is in, before and after the number: Shopify's columns and WooCommerce's.
const PAIRS: [(&str, &str, &str); 2] = [("option", "name", "value"), ("attribute", "name", "values")];
/// The longest value: more is a description.
const LONGEST: usize = 80;

/// Where options stand in a row.
#[derive(Debug, Default)]
pub(super) struct OptionColumns {
    /// The column's own name, and where it stands.
    single: Vec<(String, usize)>,
    /// Where a name and its value stand.
    pairs: Vec<(usize, usize)>,
}

impl OptionColumns {
    /// Finds them among the names of a header.
    pub(super) fn find(names: &[String], plain_names: &[String]) -> Self {
        let single = names.iter().zip(plain_names).enumerate();
        let single = single.filter(|(_, (_, plain))| SINGLE.split_whitespace().any(|known| known == *plain));
        let at = |name: &str| plain_names.iter().position(|known| known == name);
        let pair = |(stem, name, value): &(&str, &str, &str), n: usize| {
            Some((at(&format!("{stem}{n}{name}"))?, at(&format!("{stem}{n}{value}"))?))
        };
        let pairs = PAIRS.iter().flat_map(|kind| (1..).map_while(move |n| pair(kind, n)));
        Self { single: single.map(|(at, (name, _))| (name.clone(), at)).collect(), pairs: pairs.collect() }
    }

    /// The options of a row. Of a pair the name may be blank: some exports write it once a product.
    pub(super) fn read(&self, row: &ByteRecord) -> Vec<(String, String)> {
        let field = |at: usize| text(filled(row.get(at).unwrap_or_default()));
        let single = self.single.iter().map(|(name, at)| (name.clone(), field(*at)));
        single.chain(self.pairs.iter().map(|(name, value)| (field(*name), field(*value)))).collect()
    }
}

/// Those of some options that tell variants apart: named, with one value that is not too long.
pub(super) fn kept(options: Vec<(String, String)>) -> Vec<(String, String)> {
    // What Shopify writes for a product without options.
    let none = |name: &str, value: &str| name == "Title" && value == "Default Title";
    let is_option = |name: &str, value: &str| {
        !plain(name).is_empty() && !value.is_empty() && value.len() <= LONGEST && !none(name, value)
    };
    options.into_iter().filter(|(name, value)| is_option(name, value)).collect()
}
