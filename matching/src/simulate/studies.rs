//! Questions that only a market with a known truth can answer, each a function of a seed.

pub mod clicks;
pub mod exposure;
pub mod honesty;
pub mod interleaving;

use crate::{model::ModelError, simulate::market::MarketError, train::fit::FitError};

#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    #[error(transparent)]
    Market(#[from] MarketError),
    #[error(transparent)]
    Fit(#[from] FitError),
    #[error(transparent)]
    Model(#[from] ModelError),
}
