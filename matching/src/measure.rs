//! How good an order is, by every definition in use.
//!
//! "NDCG" names at least six numbers, and on the same scores they differ by a factor of eight. All
//! six are computed here, by our own code, so that a figure can be put beside anybody's.

pub mod chance;
pub mod metrics;
pub mod trec;

#[cfg(test)]
mod tests;
