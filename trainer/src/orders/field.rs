//! Lists the fields of an order line and the column names they are known by.

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
    /// Who bought: used to distinguish customers, never kept.
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

/// Each field, its name in `--map`, and the column names it is known by, likeliest first, in [`plain`](super::fold::plain)
/// form: English, German, French, Spanish, Italian, Portuguese, Dutch, the Nordic languages, Polish, Czech, Turkish and others.
const KNOWN: [(Field, &str, &str); FIELDS] = [
    (
        Field::Order,
        "order",
        "orderid ordernumber orderno ordernr ordernum order ordername incrementid ordercode orderref orderreference \
         invoiceno invoicenumber invoiceid invoice transactionid ecommercetransactionid transactionno transactionnumber \
         transaction basketid basket receiptid receiptno receiptnumber receipt billno billid saleid salesid saleno \
         salenumber salesorderid salesordernumber purchaseid checkoutid ticketid ticketnumber ticket \
         bestellnummer bestellnr bestellungsnummer bestellung auftragsnummer auftragsnr auftrag rechnungsnummer \
         rechnungsnr belegnummer belegnr numerocommande numerodecommande ndecommande ncommande idcommande commande \
         referencecommande referencedecommande numerofacture numerodefacture numeropedido numerodepedido idpedido \
         idpedidos npedido pedido numerodeorden orden numeroordine idordine ordine numerodordine numerodopedido \
         ordernummer bestelnummer bestelnr factuurnummer ordrenummer ordrenr ordreid tilausnumero numerzamowienia \
         zamowienie nrzamowienia cisloobjednavky objednavka siparisno siparisnumarasi номерзаказа заказ 注文番号 订单号 订单编号 주문번호 \
         idorder amazonorderid ordersk orderkey transid txnid invoicenum cartid bonid bonnr bonnummer kassenbon beleg checknumber check \
         billnumber docno documentno documentnumber sonumber salesorder ponumber purchaseorder parentorderid tid pedidoid nopedido facture \
         bestelid idzamowienia associatedorderids associateddealids eventid \u{1}number \u{1}name \u{1}code \u{1}id",
    ),
    (
        Field::Item,
        "item",
        "sku itemsku sellersku productsku lineitemsku variantsku productvariantsku variationsku customlabel itemid productid itemcode productcode stockcode \
         articleid articlecode articlenumber articleno itemno itemnumber productno productnumber variantid productvariantid \
         asin ean gtin upc item product article itemsitemid artikelnummer artikelnr artikelcode produktnummer produktnr \
         codearticle referenceproduit referencearticle refproduit refarticle reference ref codigo codigoproducto \
         codigodeproducto referencia codigoarticulo codiceprodotto codicearticolo codice codigodoproduto codigoproduto \
         varenummer varenr artikkelinumero kodproduktu urunkodu артикул 商品コード 商品番号 商品编号 商品编码 상품코드 номенклатура tuotekoodi cikkszam \
         barcode itembarcode ean13 isbn isbn13 isbn10 model partnumber partno plu mpn material materialnumber artnr artno prodid goodsid \
         offerid listingid catalogobjectid productreference menuitem \
         itemname productname \
         producttitle itemtitle lineitemname itemdescription productdescription artikel produkt produit producto prodotto \
         produto articulo articolo artikelname artikelbezeichnung bezeichnung produktname nomduproduit nomproduit \
         designation nombredelproducto nombreproducto nombredeproducto nomeprodotto nomedoproduto productnaam \
         produktnamn varenavn nazwaproduktu urun urunadi товар 商品名 title description \u{2}code \u{2}id \u{2}name \u{2}title",
    ),
    (
        Field::Quantity,
        "quantity",
        "currentquantity quantity qty lineitemquantity lineitemqty itemquantity itemqty productquantity productqty orderquantity orderqty qtyordered \
         quantityordered quantitypurchased quantityrefund units itemsquantity unitssold menge anzahl stuck stuckzahl \
         quantite quantitecommandee qte cantidad cant quantita qta quantidade qtd aantal ilosc antal maara mnozstvi miktar \
         adet количество 数量",
    ),
    (
        Field::Price,
        "price",
        "unitprice price itemprice lineitemprice productprice itemcost saleprice sellingprice itemsprice priceperunit \
         preis einzelpreis stuckpreis prix prixunitaire prixunitairettc prixunitaireht prixttc precio preciounitario \
         prezzo prezzounitario preco precounitario prijs stukprijs cena cenajednostkowa pris hinta fiyat birimfiyat цена 単価 价格 unitpricepaid originalunitprice \
         originalunitpriceset lineitemcost",
    ),
    (
        Field::Time,
        "time",
        "orderedat orderdate ordertime orderdatetime ordertimestamp invoicedate purchasedate purchasedat \
         orderpurchasetimestamp transactiondate transactiontime createdat datecreated datecreatedgmt \
         placedat orderplacedat dateordered saledate salesdate datesold processedat completedat paidat datepaid timestamp \
         datetime createddate createdate createddatetime createdtimestamp createtimestamp creationdate \
         ordercreatedat dateadd datepurchased purchasedon orderedon orderplaced placedon soldon paidon paiddate transactiondt \
         date time eventtimestamp eventtime created bestelldatum auftragsdatum rechnungsdatum belegdatum datum \
         datecommande datedecommande datedelacommande fechapedido fechadepedido fechadelpedido fecha dataordine \
         datadellordine datadopedido datapedido data orderdatum besteldatum dato ordredato datazamowienia datumobjednavky \
         siparistarihi tarih kaufdatum erstelltam datadecriacao fechadecreacion datedecreation дата датазаказа 注文日 注文日時 購入日 订单日期 下单时间 eventdate dt ds day",
    ),
    (
        Field::Customer,
        "customer",
        "customerid customerno customernumber customercode customer userid user clientid memberid membernumber memberno cardnumber buyerid accountid \
         accountnumber householdkey visitorid userpseudoid shopperid kundennummer kundennr kundenr kundenummer kundnummer \
         numeroclient idclient client idcliente cliente codicecliente klantnummer klantid asiakasnumero musterino \
         personid customeremail email buyeremail billingemail emailaddress buyer",
    ),
    (
        Field::Status,
        "status",
        "orderstatus status financialstatus displayfinancialstatus orderstate state paymentstatus orderstatusname bestellstatus auftragsstatus \
         zahlungsstatus statut etat statutcommande statutdelacommande etatdelacommande estado estadodelpedido estadopedido \
         estadodopedido stato statoordine statodellordine bestelstatus betaalstatus tila durum siparisdurumu статус 订单状态",
    ),
    (Field::Title, "title", "title producttitle productname itemname lineitemname name description"),
    (Field::ReturnOf, "return_of", "returnof refundof originalorder originalorderid originalinvoice"),
    (Field::Event, "event", "eventtype eventname event transactiontype"),
    (
        Field::CancelledAt,
        "cancelled_at",
        "cancelledat canceledat cancelledatforeign cancelleddate canceleddate cancelledon canceledon datecancelled \
         datecanceled cancellationdate voidedat",
    ),
];

/// Before a name that a record gives itself or its items, as in `{"id": 7, "items": [{"id": 1}]}`: the last to be thought of.
pub(super) const OF_RECORD: char = '\u{1}';
/// The same of an item in its record's list.
pub(super) const OF_ITEM: char = '\u{2}';

/// Names of a column, or of a JSON key, whose value holds several items of an order.
pub(super) const LISTS: [&str; 43] = [
    "items",
    "lineitems",
    "lines",
    "products",
    "orderlines",
    "orderitems",
    "basket",
    "cart",
    "skus",
    "orderproducts",
    "productdetails",
    "orderdetails",
    "cartitems",
    "basketitems",
    "orderline",
    "lineitem",
    "saleslines",
    "articles",
    "orderrows",
    "productids",
    "itemids",
    "skulist",
    "purchaseditems",
    "warenkorb",
    "produkte",
    "bestellteartikel",
    "produitscommandes",
    "positions",
    "positionen",
    "entries",
    "purchases",
    "itemlist",
    "productlist",
    "itemnames",
    "productnames",
    "itemspurchased",
    "itemsordered",
    "productsordered",
    "itemssold",
    "artikelliste",
    "productos",
    "produits",
    "description",
];

impl Field {
    /// The names it is known by, likeliest first.
    pub(super) fn aliases(self) -> impl Iterator<Item = &'static str> + Clone {
        KNOWN[self as usize].2.split_whitespace()
    }

    /// In words, for messages.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Order => "the order id",
            Self::Item => "the item code",
            Self::Customer => "the customer",
            Self::Time => "the time",
            other => other.map_name(),
        }
    }

    /// The field that `--map` calls so.
    pub(super) fn by_name(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        KNOWN.iter().find(|(_, known, _)| *known == name).map(|&(field, ..)| field)
    }
}

/// The field that a column's plain name stands for, and how likely: smaller is likelier.
pub(super) fn meaning(plain_name: &str) -> Option<(Field, usize)> {
    Field::ALL.into_iter().find_map(|field| {
        let rank = field.aliases().position(|alias| alias == plain_name)?;
        Some((field, rank))
    })
}
