//! Writes suggestions by customer for the systems that mail them; never an address, never a mail.

mod flat;
mod html;
mod klaviyo;
mod letter;
mod letters;
mod mandrill;
mod permalink;

pub use flat::{Flat, Naming};
pub use html::Html;
pub use klaviyo::Profiles;
pub use letter::{Letter, Mailing, Offered};
pub use letters::{Letters, Mailed, Wishes};
pub use mandrill::Mandrill;
pub use permalink::{Permalinks, permalink};
