//! Finds the columns of a product export by name.

use super::options::OptionColumns;
use crate::orders::blank::filled;
use crate::orders::columns::listed;
use crate::orders::error::Place;
use crate::orders::fold::{plain, text};
use crate::orders::{Problem, ReadError};
use csv::ByteRecord;

/// What a column can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Sku,
    Id,
    Title,
    Url,
    Image,
    Price,
    SalePrice,
    Currency,
    Category,
    Brand,
    Rating,
    Available,
    Group,
    Tags,
    Cost,
    Stock,
    Description,
    CrossSells,
    UpSells,
    GiftCard,
}

const PARTS: usize = 20;

/// Each part and the column names it is known by, likeliest first, without case, blanks and signs.
const KNOWN: [(Part, &str); PARTS] = [
    (
        Part::Sku,
        "sku variantsku itemsku productsku itemid productid itemcode productcode stockcode articleid articlenumber \
         itemnumber id item product asin ean gtin upc artikelnummer artikelnr produktnummer reference referenceproduit ref \
         codigo referencia codice varenummer",
    ),
    (Part::Id, "id productid"),
    (
        Part::Title,
        "title name productname itemname producttitle itemtitle bezeichnung artikelname produktname nom nomduproduit nombre nome nome titre titulo titolo",
    ),
    (Part::Url, "url link producturl itemurl permalink pageurl externalurl"),
    (
        Part::Image,
        "image imagelink imageurl variantimage variantimageurl imagesrc productimageurl picture images photo thumbnail",
    ),
    (
        Part::Price,
        "price variantprice unitprice regularprice itemprice productprice listprice preis prix prixttc precio prezzo preco prijs cena pris",
    ),
    (Part::SalePrice, "saleprice"),
    (Part::Currency, "currency currencycode pricecurrency"),
    (
        Part::Category,
        "category categories productcategory producttype categoryl1 categoryname googleproductcategory type kategorie",
    ),
    (Part::Brand, "brand brands vendor manufacturer maker marke"),
    (Part::Rating, "rating averagerating ratingvalue reviewrating stars score"),
    (Part::Available, "available availability instock stockstatus isavailable"),
    (Part::Group, "group itemgroupid groupid productgroup parentsku parent parentid handle urlhandle"),
    (Part::Tags, "tags labels keywords"),
    (Part::Cost, "cost costperitem costofgoodssold costofgoods costprice unitcost"),
    (Part::Stock, "stock stockquantity inventory inventoryquantity variantinventoryqty quantity qty"),
    (Part::Description, "description shortdescription bodyhtml body longdescription"),
    (Part::CrossSells, "crosssells crosssell crosssellskus crosssellids"),
    (Part::UpSells, "upsells upsell upsellskus upsellids"),
    (Part::GiftCard, "giftcard isgiftcard"),
];

/// Where each part stands in a row.
pub(super) struct Columns {
    at: [Option<usize>; PARTS],
    names: Vec<String>,
    plain_names: Vec<String>,
    options: OptionColumns,
}

impl Columns {
    /// Finds the parts among the names of a header; an error when nothing names the item.
    pub(super) fn find(names: Vec<String>, source: &str) -> Result<Self, ReadError> {
        let plain_names: Vec<String> = names.iter().map(|name| plain(name)).collect();
        let mut at = [None; PARTS];
        for (part, aliases) in KNOWN {
            at[part as usize] = aliases.split(' ').find_map(|alias| plain_names.iter().position(|name| name == alias));
        }
        let options = OptionColumns::find(&names, &plain_names);
        let columns = Self { at, names, plain_names, options };
        match columns.at[Part::Sku as usize] {
            Some(_) => Ok(columns),
            None => Err(columns.missing(source)),
        }
    }

    /// A row's field without blanks around it; empty when the column or the field is not there.
    pub(super) fn text(&self, row: &ByteRecord, part: Part) -> String {
        let field = self.at[part as usize].and_then(|at| row.get(at)).unwrap_or_default();
        // A title may be a word for nothing; what is looked up or counted is not.
        let named = matches!(part, Part::Title | Part::Description | Part::Brand | Part::Category | Part::Tags);
        text(if named { field.trim_ascii() } else { filled(field) })
    }

    /// The options of a row; a name may be blank where the row before has it.
    pub(super) fn options(&self, row: &ByteRecord) -> Vec<(String, String)> {
        self.options.read(row)
    }

    /// The export's own name for a part's column.
    pub(super) fn name(&self, part: Part) -> &str {
        self.at[part as usize].map_or("", |at| self.names[at].as_str())
    }

    /// Whether there is a column of this plain name.
    pub(super) fn has(&self, plain_name: &str) -> bool {
        self.plain_names.iter().any(|name| name == plain_name)
    }

    /// A field of a column that only one platform has, by plain name; empty when it is not there.
    pub(super) fn raw(&self, row: &ByteRecord, plain_name: &str) -> String {
        let at = self.plain_names.iter().position(|name| name == plain_name);
        let field = at.and_then(|at| row.get(at)).unwrap_or_default();
        text(field.trim_ascii())
    }

    /// The same of the column whose plain name ends so.
    pub(super) fn raw_ending(&self, row: &ByteRecord, end: &str) -> String {
        self.plain_names.iter().find(|name| name.ends_with(end)).map_or_else(String::new, |name| self.raw(row, name))
    }

    /// The plain name of a column that the caller names; an error when there is none of that name.
    pub(super) fn further(&self, name: &str, source: &str) -> Result<String, ReadError> {
        let plain_name = plain(name);
        if self.has(&plain_name) {
            return Ok(plain_name);
        }
        let all = listed(self.names.iter().map(String::as_str));
        let what = format!("no column {name:?}; columns found: {all}");
        let remedy = "Name the column that holds the other system's ids.";
        Err(ReadError::new(Problem::MissingColumn, source, what, remedy).at(Place::Line(1)))
    }

    fn missing(&self, source: &str) -> ReadError {
        let what =
            format!("no column for the item code; columns found: {}", listed(self.names.iter().map(String::as_str)));
        let remedy = "Name the column that holds what the orders call an item `sku`.";
        ReadError::new(Problem::MissingColumn, source, what, remedy).at(Place::Line(1))
    }
}
