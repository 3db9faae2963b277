//! What is kept about documents, on disk and in memory.
//!
//! tantivy holds postings (which documents have a word), stored blobs and the commit. Everything a
//! search needs per document besides that lives in memory, in arrays indexed by a dense *slot*:
//! columns to filter, sort and count by, and a compact list of its terms to score exactly. All of
//! it is rebuilt from the blobs on opening, without analysing any text again.
//!
//! A [`snapshot::Snapshot`] is one consistent state of all this and never changes. The writer makes
//! the next one by copying only what it touches.

pub(crate) mod analysis;
pub(crate) mod blob;
pub(crate) mod bytes;
pub(crate) mod columns;
pub(crate) mod folder;
pub(crate) mod merges;
pub(crate) mod record;
pub(crate) mod segments;
pub(crate) mod snapshot;
pub(crate) mod spelling;
pub(crate) mod stats;
pub(crate) mod terms;
pub(crate) mod terms_file;
pub(crate) mod vocabulary;
pub(crate) mod writer;
