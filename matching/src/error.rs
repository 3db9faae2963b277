//! What can go wrong, and what to do about it.

use std::path::{Path, PathBuf};

/// The index could not be opened or changed.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The files are there but cannot be trusted, or were written by another version. Delete the
    /// folder, open again, and put everything back with [`crate::engine::Engine::replace_all`].
    #[error("the index in {} is damaged ({what}): delete it and rebuild it", dir.display())]
    Corrupt { dir: PathBuf, what: String },
    /// Another process has the index open for writing.
    #[error("the index in {} is in use by another process", dir.display())]
    InUse { dir: PathBuf },
    #[error("cannot read or write the index in {}", dir.display())]
    Io {
        dir: PathBuf,
        #[source]
        source: std::io::Error,
    },
    /// The last change is on disk but could not be read back. Searches go on without it.
    #[error("the index on disk is ahead of what is searched: open it again")]
    Behind,
    /// The change was not applied; the index is as it was.
    #[error("the index refused the change")]
    Store(#[from] tantivy::TantivyError),
    #[error("an index has at most {limit} facet fields")]
    TooManyFacetFields { limit: usize },
    #[error("the index cannot hold more than {limit} documents")]
    Full { limit: u32 },
}

impl EngineError {
    /// Says the folder the caller knows, whatever file inside it was the matter.
    pub(crate) fn in_folder(self, dir: &Path) -> EngineError {
        let dir = dir.to_owned();
        match self {
            EngineError::Corrupt { what, .. } => EngineError::Corrupt { dir, what },
            EngineError::InUse { .. } => EngineError::InUse { dir },
            EngineError::Io { source, .. } => EngineError::Io { dir, source },
            other => other,
        }
    }
}

/// The question makes no sense. Text never causes one of these.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    #[error("there is no facet field `{field}`; there are: {known}")]
    UnknownField { field: String, known: String },
    /// The page mark was made under another order.
    #[error("the page mark belongs to another order; start again from the first page")]
    CursorOfAnotherSort,
    #[error("a rating to filter by must be a number")]
    RatingIsNotANumber,
    /// The index itself failed while being read.
    #[error("the index could not be read: {what}")]
    Unreadable { what: String },
}
