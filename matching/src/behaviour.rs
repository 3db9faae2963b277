//! What people did with the results they were shown, and what is learned from it.
//!
//! ```text
//! log          searches with the vectors they were served by, and events: one schema for the real
//!              market and for the simulated one
//! propensity   how often each place is looked at, from the same result at different places
//! labels       what each impression led to, credited once, divided by how often it was looked at
//! groups       rows to learn from: one group a search, split by time, queries and owners held out
//! learners     XGBoost's trees of three kinds, judged by our own measure
//! gates        what a model must not spoil before it may serve
//! registry     a folder per model, named by its content
//! ```
//!
//! The invariant: a row is learned from exactly as it was served. Nothing here computes a feature.

pub mod gates;
pub mod groups;
pub mod labels;
pub mod learners;
pub mod log;
pub mod propensity;
pub mod registry;
pub mod worth;

/// The model that ranks a market before it has a log of its own: learned in the simulated one, by the
/// command in `matching/models/README.md`.
pub const MARKET_MODEL: &[u8] = include_bytes!("../models/market.ubj");

#[cfg(test)]
mod tests;
