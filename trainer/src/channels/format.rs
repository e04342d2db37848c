//! Lists the receivers of `pairwell export`: what each is called, and the channel that writes for it.

use clap::ValueEnum;

use super::channel::Channel;
use super::google::{GoogleTsv, GoogleXml};
use super::json_ld::JsonLd;
use super::klaviyo::{KlaviyoCatalog, KlaviyoFeed};
use super::personalize::Personalize;
use super::plain::{Csv, JsonLines};
use super::salesforce::Salesforce;
use super::shopify::Shopify;

/// Receivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Google Merchant Center, supplemental source with `related_product`, tab-separated
    GoogleTsv,
    /// The same as XML
    GoogleXml,
    /// JSON-LD with `isOftenBoughtWith`, one document a line
    JsonLd,
    /// Recommendations of Salesforce B2C Commerce, XML
    Salesforce,
    /// Answers of Amazon Personalize's batch jobs, JSON lines
    Personalize,
    /// Klaviyo web feed by product id
    KlaviyoFeed,
    /// Requests that write the metadata of a Klaviyo custom catalog, one a line
    KlaviyoCatalog,
    /// Shopify's complementary products, for its product import
    Shopify,
    /// CSV, one row a suggestion
    Csv,
    /// JSON lines, one line an item
    Jsonl,
    /// Parquet, one row a suggestion
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Format {
    /// What writes for it; `catalog` is the receiver's own name of the catalog, `limit` the most suggestions of an item.
    pub fn channel(self, catalog: &str, limit: usize) -> Box<dyn Channel> {
        match self {
            Self::GoogleTsv => Box::new(GoogleTsv),
            Self::GoogleXml => Box::new(GoogleXml),
            Self::JsonLd => Box::new(JsonLd),
            Self::Salesforce => Box::new(Salesforce { catalog: catalog.to_owned() }),
            Self::Personalize => Box::new(Personalize),
            Self::KlaviyoFeed => Box::new(KlaviyoFeed),
            Self::KlaviyoCatalog => Box::new(KlaviyoCatalog { limit }),
            Self::Shopify => Box::new(Shopify),
            Self::Csv => Box::new(Csv),
            Self::Jsonl => Box::new(JsonLines),
            // Its columns are those of CSV.
            #[cfg(feature = "parquet")]
            Self::Parquet => Box::new(Csv),
        }
    }

    /// Whether it answers the lines of a batch input.
    pub fn answers_batches(self) -> bool {
        self == Self::Personalize
    }

    /// Whether each file is one that pages and mails look things up in.
    pub fn is_feed(self) -> bool {
        self == Self::KlaviyoFeed
    }

    /// Whether it calls products by their handles, where no ids are given.
    pub fn knows_handles(self) -> bool {
        self == Self::Shopify
    }

    /// Whether the file is Parquet.
    pub fn is_parquet(self) -> bool {
        #[cfg(feature = "parquet")]
        return self == Self::Parquet;
        #[cfg(not(feature = "parquet"))]
        return false;
    }
}
