//! Work that no request waits for.

pub mod index_listings;
pub(crate) mod upkeep;
