//! Questions that only a market with a known truth can answer, each a function of a seed.

pub mod clicks;
