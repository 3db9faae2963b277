//! Search and ranking over plain documents, in Spanish and English at once.
//!
//! [`engine::Engine`] takes [`types::Doc`]s and answers [`types::Query`]s with keys, scores and
//! reasons. It never learns what a document stands for: keys, owners and facets are opaque text.
//! The database stays the authority on what exists and who may see it; an index is a cache that can
//! be thrown away and built again.
//!
//! ```
//! use matching::{
//!     engine::Engine,
//!     types::{Change, Doc, Lang, Query, Text},
//! };
//!
//! let engine = Engine::open(None, &[])?;
//! let text = Text {
//!     lang: Lang::En,
//!     title: "Invoice data extraction".into(),
//!     summary: String::new(),
//!     body: "Reads PDF invoices into your books.".into(),
//! };
//! let doc = Doc { key: "invoices".into(), texts: vec![text], ..Doc::default() };
//! engine.apply(vec![Change::Put(Box::new(doc))], 1)?;
//!
//! let query = Query { text: "extraer datos de facturas".into(), ..Query::default() };
//! assert_eq!(engine.search(&query)?.matches[0].key, "invoices");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How to read this crate
//!
//! | layer | modules |
//! |---|---|
//! | what goes in and comes out | [`types`], [`cursor`], [`error`], [`ranking`] |
//! | the index | [`engine`]: one immutable state after another; [`signals`]: what changes too often for it |
//! | the order | [`features`] make rows, a [`model`] scores them, [`receipt`] and [`explain`] say why |
//! | learning | [`train`] on judged rows, [`simulate`] and [`behaviour`] where people are the judges |
//! | measuring | [`measure`]: metrics and tests of significance; [`experiment`]: live ones |
//! | files | [`jsonl`], [`letor`], and the program of the same name |

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
pub mod lsa;
pub mod measure;
pub mod model;
pub mod percolate;
pub mod ranking;
pub mod receipt;
mod search;
pub mod signals;
pub mod simulate;
mod text;
pub mod thorough;
pub mod train;
pub mod types;

pub use text::learn;
