//! Trees that XGBoost trained, read and evaluated by our own code.
//!
//! ```text
//! file → document   UBJSON or JSON, numbers kept as they were written
//!      → ensemble   checked trees: what cannot be scored to the same bits is refused here
//!      → forest     the same trees laid out for speed: scores
//!      → shares     the same trees, explained: exact TreeSHAP
//!      → served     the same trees, for rows that the engine makes
//! ```
//!
//! The invariant: for any row, our score has the same bits as XGBoost's margin. Comparisons are strict
//! and between 32-bit floats, missing values follow each node's default, and leaves are added to the
//! base score in tree order, in 32-bit floats.

pub mod document;
pub mod ensemble;
pub mod forest;
mod json;
pub mod ranker;
pub mod served;
pub mod shares;
mod ubj;

#[cfg(test)]
mod tests;

/// Why a file is not a model we can serve.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    #[error("this is not a model: {what} at byte {at}")]
    Malformed { what: &'static str, at: usize },
    #[error("the model lacks `{path}`, or it is of the wrong kind")]
    Missing { path: String },
    /// A model of XGBoost's that means something else than a sum of leaves.
    #[error("this model cannot be served: {what}")]
    Unsupported { what: String },
    #[error("tree {tree} of the model is damaged: {what}")]
    Tree { tree: usize, what: &'static str },
    #[error("the model wants {wanted}, and it is given {given}")]
    OtherFeatures { wanted: String, given: String },
}
