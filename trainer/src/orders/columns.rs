//! Finds the columns of an order export by their names; never looks at a row.

use super::error::{Problem, ReadError};
use std::str::FromStr;

/// What a column can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The order's id.
    Order,
    /// The item's code.
    Item,
    /// How many were bought.
    Quantity,
    /// What one cost.
    Price,
    /// When the order was placed.
    Time,
    /// Who bought: told apart, never kept.
    Customer,
    /// What became of the order.
    Status,
    /// The item's title, for exports in which codes may be missing.
    Title,
    /// The order that a return belongs to.
    ReturnOf,
    /// What happened, in a log of more than purchases.
    Event,
    /// When the order was cancelled; blank where it was not.
    CancelledAt,
}

/// How many fields there are.
pub const FIELDS: usize = 11;

impl Field {
    /// Every field.
    pub const ALL: [Self; FIELDS] = [
        Self::Order,
        Self::Item,
        Self::Quantity,
        Self::Price,
        Self::Time,
        Self::Customer,
        Self::Status,
        Self::Title,
        Self::ReturnOf,
        Self::Event,
        Self::CancelledAt,
    ];

    /// What `--map` calls it.
    pub fn map_name(self) -> &'static str {
        KNOWN[self as usize].1
    }
}

/// Each field, its name in `--map`, and the column names it is known by, likeliest first, in [`plain`] form.
const KNOWN: [(Field, &str, &str); FIELDS] = [
    (
        Field::Order,
        "order",
        "orderid ordernumber orderno ordernr order ordername incrementid ordercode orderref orderreference \
         invoiceno invoicenumber invoiceid invoice transactionid ecommercetransactionid transactionno transactionnumber \
         transaction basketid basket receiptid receiptno receiptnumber receipt billno billid saleid salesid \
         salesorderid purchaseid checkoutid ticketid ticket bestellnummer auftragsnummer rechnungsnummer \
         numerocommande commande numeropedido pedido",
    ),
    (
        Field::Item,
        "item",
        "sku itemsku productsku lineitemsku variantsku itemid productid itemcode productcode stockcode \
         articleid articlecode articlenumber articleno itemno itemnumber productno productnumber variantid \
         asin ean gtin upc item product article itemsitemid artikelnummer codearticle codigo itemname productname \
         producttitle lineitemname itemdescription",
    ),
    (
        Field::Quantity,
        "quantity",
        "quantity qty lineitemquantity itemquantity productquantity orderquantity orderqty qtyordered \
         quantityordered quantityrefund units itemsquantity unitssold menge anzahl quantite cantidad",
    ),
    (
        Field::Price,
        "price",
        "unitprice price itemprice lineitemprice productprice itemcost saleprice sellingprice itemsprice priceperunit \
         preis einzelpreis prix prixunitaire precio",
    ),
    (
        Field::Time,
        "time",
        "orderedat orderdate ordertime orderdatetime ordertimestamp invoicedate purchasedate purchasedat \
         orderpurchasetimestamp transactiondate transactiontime createdat datecreated datecreatedgmt \
         placedat paidat timestamp datetime date time eventtimestamp eventtime bestelldatum datum fecha",
    ),
    (
        Field::Customer,
        "customer",
        "customerid customerno customernumber customer userid user clientid memberid buyerid accountid \
         accountnumber householdkey visitorid userpseudoid kundennummer customeremail email",
    ),
    (Field::Status, "status", "orderstatus status financialstatus orderstate state paymentstatus"),
    (Field::Title, "title", "title producttitle productname itemname lineitemname name description"),
    (Field::ReturnOf, "return_of", "returnof refundof originalorder originalorderid originalinvoice"),
    (Field::Event, "event", "eventtype eventname event"),
    (Field::CancelledAt, "cancelled_at", "cancelledat canceledat cancelledatforeign cancelleddate"),
];

/// Columns that the user named: `order=Bon,item=Artikel`; a name left empty means "there is none".
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct ColumnMap {
    named: [Option<String>; FIELDS],
}

impl ColumnMap {
    /// Says which column holds a field.
    pub fn set(&mut self, field: Field, column: &str) {
        self.named[field as usize] = Some(column.to_owned());
    }

    /// The column the user named for a field.
    pub fn named(&self, field: Field) -> Option<&str> {
        self.named[field as usize].as_deref()
    }

    /// Whether columns are named by their place, `#1` the first: then the file has no header.
    pub fn by_position(&self) -> bool {
        self.named.iter().flatten().any(|name| name.strip_prefix('#').is_some_and(|n| n.parse::<usize>().is_ok()))
    }

    /// Takes over what `other` says, where this says nothing: a preset under the user's own words.
    #[must_use]
    pub fn or(mut self, other: &Self) -> Self {
        for (mine, theirs) in self.named.iter_mut().zip(&other.named) {
            if mine.is_none() {
                mine.clone_from(theirs);
            }
        }
        self
    }
}

impl FromStr for ColumnMap {
    type Err = ReadError;

    fn from_str(text: &str) -> Result<Self, ReadError> {
        let mut map = Self::default();
        let mut last = None;
        for part in text.split(',').filter(|part| !part.is_empty()) {
            // A comma inside a column's name does not begin a new pair.
            match part.split_once('=').and_then(|(name, column)| Some((by_name(name)?, column))) {
                Some((field, column)) => {
                    map.set(field, column);
                    last = Some(field);
                }
                None => match last.and_then(|field: Field| map.named[field as usize].as_mut()) {
                    Some(column) => {
                        column.push(',');
                        column.push_str(part);
                    }
                    None => return Err(bad_map(part)),
                },
            }
        }
        Ok(map)
    }
}

fn by_name(name: &str) -> Option<Field> {
    let name = name.trim().to_ascii_lowercase();
    KNOWN.iter().find(|(_, known, _)| *known == name).map(|&(field, ..)| field)
}

fn bad_map(part: &str) -> ReadError {
    let names = KNOWN.map(|(_, name, _)| name).join(", ");
    let what = format!("expected NAME=COLUMN, found {part:?}");
    ReadError::new(
        Problem::Usage,
        "--map",
        what,
        format!("NAME is one of {names}. Example: --map order=Bon,item=Artikel"),
    )
}

/// Where each field stands in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    at: [Option<usize>; FIELDS],
    /// Where titles stand, whether or not they may stand in for codes.
    titles: Option<usize>,
    names: Vec<String>,
}

impl Columns {
    /// Finds the fields among the names of a header.
    pub fn find(names: Vec<String>, map: &ColumnMap, needed: &[Field], source: &str) -> Result<Self, ReadError> {
        let plain_names: Vec<String> = names.iter().map(|name| plain(name)).collect();
        let mut columns = Self { at: [None; FIELDS], titles: None, names };
        for (field, _, aliases) in KNOWN {
            columns.at[field as usize] = match map.named(field) {
                Some("") => None,
                Some(column) => Some(columns.named(column, &plain_names, source)?),
                None => aliases.split_whitespace().find_map(|alias| plain_names.iter().position(|name| name == alias)),
            };
        }
        columns.titles = columns.at(Field::Title).filter(|at| columns.at(Field::Item) != Some(*at));
        columns.titles_only_if_named(map);
        let there = needed.iter().all(|&field| columns.at(field).is_some());
        if there { Ok(columns) } else { Err(columns.missing(needed, source)) }
    }

    /// The position of a field.
    pub fn at(&self, field: Field) -> Option<usize> {
        self.at[field as usize]
    }

    /// The position of a column that says what items are called, beside their codes.
    pub fn titles(&self) -> Option<usize> {
        self.titles
    }

    /// The export's own name for a field's column.
    pub fn name(&self, field: Field) -> &str {
        self.at(field).map_or("", |at| self.names[at].as_str())
    }

    /// How many columns the header has.
    pub fn width(&self) -> usize {
        self.names.len()
    }

    /// How many fields a row must have at least, to hold all that is needed.
    pub fn needed(&self, needed: &[Field]) -> usize {
        needed.iter().filter_map(|&field| self.at(field)).max().map_or(0, |at| at + 1)
    }

    /// Each field that was found, as `--map` would say it.
    pub fn found(&self) -> Vec<(&'static str, &str)> {
        let found = KNOWN.iter().filter(|(field, ..)| self.at(*field).is_some());
        found.map(|&(field, name, _)| (name, self.name(field))).collect()
    }

    /// A column named by the user: exactly, else without regard to case, blanks and signs.
    fn named(&self, column: &str, plain_names: &[String], source: &str) -> Result<usize, ReadError> {
        let exact = self.names.iter().position(|name| name == column);
        let close = || plain_names.iter().position(|name| *name == plain(column) && !name.is_empty());
        exact.or_else(close).ok_or_else(|| {
            let what =
                format!("--map names the column {column:?}, which is not there; columns found: {}", self.listed());
            ReadError::new(Problem::MissingColumn, source, what, "Name one of these columns.")
        })
    }

    /// A title stands in for a missing code only where the user, or a preset, says so: codes and titles do not mix.
    fn titles_only_if_named(&mut self, map: &ColumnMap) {
        if map.named(Field::Title).is_none() {
            self.at[Field::Title as usize] = None;
        }
    }

    fn missing(&self, needed: &[Field], source: &str) -> ReadError {
        missing(needed, &self.listed(), source, |field| Some(self.name(field)).filter(|name| !name.is_empty()))
    }

    fn listed(&self) -> String {
        if self.names.is_empty() { "none".to_owned() } else { self.names.join(", ") }
    }
}

/// What to say when nothing is known to hold a field that is needed. `found` names the columns that are known.
pub(super) fn missing<'c>(
    needed: &[Field],
    listed: &str,
    source: &str,
    found: impl Fn(Field) -> Option<&'c str>,
) -> ReadError {
    let lacking: Vec<&str> =
        needed.iter().filter(|&&field| found(field).is_none()).map(|&field| words(field)).collect();
    let pairs =
        needed.iter().map(|&field: &Field| format!("{}={}", field.map_name(), found(field).unwrap_or("COLUMN")));
    let what = format!("no column for {}; columns found: {listed}", lacking.join(" or "));
    let remedy = format!("Say which: --map {}", pairs.collect::<Vec<_>>().join(","));
    ReadError::new(Problem::MissingColumn, source, what, remedy)
}

fn words(field: Field) -> &'static str {
    match field {
        Field::Order => "the order id",
        Field::Item => "the item code",
        Field::Customer => "the customer",
        Field::Time => "the time",
        other => other.map_name(),
    }
}

/// The field that a column's plain name stands for, and how likely: smaller is likelier.
pub(super) fn meaning(plain_name: &str) -> Option<(Field, usize)> {
    let rank = |aliases: &str| aliases.split_whitespace().position(|alias| alias == plain_name);
    KNOWN.iter().find_map(|&(field, _, aliases)| Some((field, rank(aliases)?)))
}

/// A column name without case, blanks and signs: `Order #`, `order_id` and `Order ID` differ in nothing that matters.
pub fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::{ColumnMap, Columns, Field};

    fn check(header: &str, map: &str, expected: &str) {
        let names = header.split(',').map(str::to_owned).collect();
        let found = match Columns::find(names, &map.parse().unwrap(), &[Field::Order, Field::Item], "orders.csv") {
            Ok(columns) => {
                columns.found().iter().map(|(name, column)| format!("{name}={column}")).collect::<Vec<_>>().join(",")
            }
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected, "{header}");
    }

    #[test]
    fn the_columns_of_common_exports_are_found() {
        check(
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
            "",
            "order=InvoiceNo,item=StockCode,quantity=Quantity,price=UnitPrice,time=InvoiceDate,customer=CustomerID",
        );
        check(
            "order_id,ordered_at,customer_id,sku,quantity,unit_price,status",
            "",
            "order=order_id,item=sku,quantity=quantity,price=unit_price,time=ordered_at,customer=customer_id,status=status",
        );
        check("Order #,Item SKU,Qty", "", "order=Order #,item=Item SKU,quantity=Qty");
        check("Invoice,StockCode,Customer ID", "", "order=Invoice,item=StockCode,customer=Customer ID");
        check("order_id,product_id,add_to_cart_order,reordered", "", "order=order_id,item=product_id");
        check("Bon,Artikel,date", "order=bon,item=Artikel", "order=Bon,item=Artikel,time=date");
        check("order_id,sku,price", "price=", "order=order_id,item=sku");
    }

    #[test]
    fn a_missing_column_lists_what_is_there_and_the_map_to_write() {
        check(
            "Bon,sku,wann",
            "",
            "orders.csv: no column for the order id; columns found: Bon, sku, wann\n  Say which: --map order=COLUMN,item=sku",
        );
        check(
            "a,b",
            "order=c",
            "orders.csv: --map names the column \"c\", which is not there; columns found: a, b\n  Name one of these columns.",
        );
    }

    #[test]
    fn a_map_that_is_none_says_how_to_write_one() {
        let error = "sku".parse::<ColumnMap>().unwrap_err().to_string();
        assert!(error.starts_with("--map: expected NAME=COLUMN, found \"sku\""), "{error}");
    }
}
