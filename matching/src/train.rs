//! From judged rows to a model: XGBoost grows the trees, our own evaluator judges them.
//!
//! XGBoost's library is loaded when it is needed; nothing here is compiled against it. It is given one
//! thread: with two on a busy machine of two cores its threads wait for each other, and the same trees
//! take ten times as long.

pub mod fit;
pub mod merge;
pub mod recipe;
pub mod xgboost;

#[cfg(test)]
mod tests;
