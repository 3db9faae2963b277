//! Search and ranking over plain documents, in Spanish and English at once.
//!
//! [`engine::Engine`] takes [`types::Doc`]s and answers [`types::Query`]s with keys, scores and
//! reasons. It never learns what a document stands for: keys, owners and facets are opaque text.
//! The database stays the authority on what exists and who may see it; an index is a cache that can
//! be thrown away and built again.

pub mod behaviour;
pub mod cursor;
pub mod engine;
pub mod error;
pub mod experiment;
pub mod explain;
pub mod features;
pub mod grams;
mod index;
pub mod jsonl;
pub mod letor;
pub mod measure;
pub mod model;
pub mod ranking;
pub mod receipt;
mod search;
pub mod signals;
pub mod simulate;
mod text;
pub mod train;
pub mod types;

pub use text::learn;
