//! Work that no request waits for.

pub mod index_listings;
pub mod mail;
pub(crate) mod search_log;
pub(crate) mod upkeep;
