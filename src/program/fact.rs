//! What rules may read of the partner who refers.

use super::words::words;

words! {
    /// A fact about the partner. A script reads it as `partner.country` and the like.
    Fact {
        /// The country (ISO 3166-1 alpha-2).
        Country = "country",
        /// The host name of the partner's website.
        Domain = "domain",
        /// The vendor's own word for the partner's rank, such as `gold`.
        Level = "level",
    }
}
