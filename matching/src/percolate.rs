//! Standing queries: searches that wait for documents.
//!
//! A brief or a saved search is kept as a [`Standing`] query and asked of each new or changed
//! document. What it asks for is read once, as a search is: ideas with all their names, in both
//! languages, except that words are meant as they are written (nothing is corrected). A document
//! meets it when it has at least `required` of its ideas, passes all filters, and scores enough;
//! the score is that of a search for the same text, with the statistics of the whole collection.
//!
//! Three things make one document against a hundred thousand standing queries cheap:
//!
//! - whoever needs m of n ideas must have one of any n−m+1 of them, so a query is listed under its
//!   n−m+1 rarest ideas only (`lists`), apart by the facet it filters on;
//! - what most queries fail for (price, date, number of ideas) stands in a few bytes (`meta`);
//! - ideas are shared between queries (`groups`): each is weighed once per document.
//!
//! **Invariant:** the answer is that of asking every standing query one by one
//! ([`crate::engine::Engine::percolate_one_by_one`]), by the same functions that score a search.
//! Words and facet values have numbers of their own here (`numbers`), so a word that no document
//! has used yet waits like any other.

mod groups;
mod lists;
mod meta;
mod numbers;
mod register;
mod resolve;
pub(crate) mod visit;

use crate::types::{Filter, Lang};

pub(crate) use register::{Standings, fresh_number};

/// A search that waits.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    pub wanted: Wanted,
    /// How many of the ideas a document must have; `None` is more than half of them, four at most.
    pub required: Option<usize>,
    /// All must pass, as in a search.
    pub filters: Vec<Filter>,
    /// From 0 to 1, see [`calibrated`].
    pub min_score: f32,
    /// The reader's language, as in a search.
    pub lang: Option<Lang>,
    /// After this moment nothing meets it.
    pub until_ms: Option<i64>,
}

/// What is looked for. Nothing at all is fine: then the filters decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Read as a search is.
    Text(String),
    /// One idea each, with the names it goes by; further names are added by the same lists.
    Ideas(Vec<Vec<String>>),
}

/// A standing query that a document meets.
#[derive(Debug, Clone, PartialEq)]
pub struct Met {
    pub id: String,
    /// See [`calibrated`].
    pub score: f32,
    /// The document as it was before the change did not meet it.
    pub is_new: bool,
}

/// What a change of one document means to those who wait.
#[derive(Debug, Clone, PartialEq)]
pub struct Percolated {
    pub key: String,
    /// All that it meets now, best first.
    pub met: Vec<Met>,
    /// What it met before and does no longer.
    pub gone: Vec<String>,
}

/// How many queries stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StandingStats {
    pub queries: u64,
    pub bytes: u64,
}

/// A document that meets a standing query.
#[derive(Debug, Clone, PartialEq)]
pub struct Meeting {
    pub key: String,
    pub score: f32,
}

/// The score of a search as a share of the most that words, wording, quality and freshness can be
/// worth together: the same from query to query, so that one threshold serves all.
#[must_use]
pub fn calibrated(score: f32) -> f32 {
    (score / crate::search::score::MOST).clamp(0.0, 1.0)
}

/// When nothing is said: more than half of the ideas, and never more than four.
pub(crate) fn required(asked: Option<usize>, ideas: usize) -> usize {
    let least = usize::from(ideas > 0);
    asked.unwrap_or(4.min(ideas / 2 + 1)).clamp(least, ideas)
}
