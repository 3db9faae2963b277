//! What goes in and what comes out: plain data.
//!
//! Every text that names something (`key`, `owner`, a facet's field and value) is opaque: it is
//! compared, counted and handed back, never interpreted.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{cursor::Cursor, ranking::Ranking, receipt::Receipt};

/// The two languages of the market. Neither is the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    Es,
    En,
}

impl Lang {
    pub const ALL: [Lang; 2] = [Lang::Es, Lang::En];

    #[must_use]
    pub fn other(self) -> Lang {
        match self {
            Lang::Es => Lang::En,
            Lang::En => Lang::Es,
        }
    }
}

/// A document as written in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub lang: Lang,
    pub title: String,
    pub summary: String,
    pub body: String,
}

/// One thing that can be found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Doc {
    /// Opaque and unique. Putting a key again replaces what it named.
    pub key: String,
    /// Opaque: who offers it. Used to keep one owner from filling the first results.
    pub owner: String,
    /// Matched when somebody searches for the owner by name, for little weight.
    pub owner_name: String,
    /// One per language the document exists in. A second text in the same language is added to the
    /// first.
    pub texts: Vec<Text>,
    /// Names of skills, categories and tools with their synonyms, in any language.
    pub labels: Vec<String>,
    /// `(field, value)`, several values per field allowed. Fields the engine was not opened with
    /// are kept but cannot be filtered or counted.
    pub facets: Vec<(String, String)>,
    /// Comparable starting price, in one currency for all documents.
    pub price_minor: Option<u64>,
    pub delivery_days: Option<u32>,
    pub rating_mean: Option<f32>,
    pub rating_count: u32,
    pub created_at_ms: i64,
}

/// One edit of the index.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    Put(Box<Doc>),
    /// By key. Removing what is not there is fine.
    Remove(String),
}

impl Change {
    /// Of the document it is about.
    pub fn key(&self) -> &str {
        match self {
            Change::Put(doc) => &doc.key,
            Change::Remove(key) => key,
        }
    }
}

/// A search. Any text is valid: operators and patterns are plain words here.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// Empty (or without a single word) means browse: best rated and newest first. Only the first
    /// 1,000 characters and 32 terms count.
    pub text: String,
    /// The reader's language. It weighs a little, and never hides anything.
    pub lang: Option<Lang>,
    /// OR within a field, AND across.
    pub filters: Vec<Filter>,
    pub sort: Sort,
    /// How many matches a page has, at most [`Query::MAX_LIMIT`].
    pub limit: usize,
    /// Where the page before this one ended. Everything else must be as it was then.
    pub after: Option<Cursor>,
    /// Whether to count facet values.
    pub facets: bool,
    /// The present, for freshness. Later pages use the moment of the first one.
    pub now_ms: i64,
    /// Of an order by relevance.
    pub ranking: Ranking,
}

impl Default for Query {
    /// Everything, best first, ten of them.
    fn default() -> Query {
        Query {
            text: String::new(),
            lang: None,
            filters: Vec::new(),
            sort: Sort::Relevance,
            limit: 10,
            after: None,
            facets: false,
            now_ms: 0,
            ranking: Ranking::default(),
        }
    }
}

impl Query {
    /// A longer page is cut to this.
    pub const MAX_LIMIT: usize = 1_000;
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    /// Documents with any of these values. Several on one field add up to one list.
    AnyOf { field: String, values: Vec<String> },
    /// Both ends included. A document without a price never passes.
    PriceMinor { min: Option<u64>, max: Option<u64> },
    /// A document without a delivery time never passes.
    DeliveryDays { max: u32 },
    /// A document without ratings never passes.
    RatingAtLeast(f32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    Relevance,
    /// Cheapest first; documents without a price at the end.
    PriceUp,
    /// Dearest first; documents without a price at the end.
    PriceDown,
    Newest,
    /// Best rated first, where few ratings count for less; documents without ratings at the end.
    Rating,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Best first.
    pub matches: Vec<Match>,
    /// Over all pages.
    pub total: Total,
    /// One per facet field the engine was opened with, in that order; empty unless asked for.
    pub facets: Vec<FacetCounts>,
    /// Where the next page starts, if there is one.
    pub next: Option<Cursor>,
    /// Words that were read as other words.
    pub corrections: Vec<Correction>,
    pub phases: Phases,
    /// The query touched so much of the index that part of it was estimated, or time was up before it
    /// was ranked as asked.
    pub degraded: bool,
    /// What the order was made from, if that was asked for.
    pub receipt: Option<Arc<Receipt>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Total {
    pub count: u64,
    /// Otherwise there are more than `count`, and facets count among the best so many.
    pub exact: bool,
}

/// How many matches have each value, were it chosen: the other filters applied, its own field's
/// filter not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCounts {
    pub field: String,
    /// Most frequent first, then by value. Values that are filtered on are listed even at zero.
    pub values: Vec<(String, u64)>,
}

/// A word nobody uses here, and the one that was searched for beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    pub typed: String,
    pub used: String,
}

/// Where the time went, in microseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Phases {
    pub parse: u64,
    pub retrieve: u64,
    pub score: u64,
    pub facets: u64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    pub key: String,
    /// Comparable within one answer and its later pages only.
    pub score: f32,
    /// Strongest first.
    pub reasons: Vec<Reason>,
}

/// Why a document is where it is. `weight` is its share of the score, 0 to 1; a reason of weight 0
/// is worth telling but moved nothing. `terms` are words of the query as typed.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    Title {
        terms: Vec<String>,
        weight: f32,
    },
    Label {
        terms: Vec<String>,
        weight: f32,
    },
    /// In the summary or the body.
    Body {
        terms: Vec<String>,
        weight: f32,
    },
    Owner {
        name: String,
        weight: f32,
    },
    /// Found only through a spelling correction.
    Corrected {
        typed: String,
        used: String,
        weight: f32,
    },
    /// Found only through a synonym or a translation.
    Translated {
        typed: String,
        used: String,
        weight: f32,
    },
    /// Cheaper than half of what was found.
    BelowMedianPrice {
        weight: f32,
    },
    WellRated {
        mean: f32,
        count: u32,
        weight: f32,
    },
    Fast {
        days: u32,
        weight: f32,
    },
    Recent {
        weight: f32,
    },
}

impl Reason {
    pub fn weight(&self) -> f32 {
        match self {
            Reason::Title { weight, .. }
            | Reason::Label { weight, .. }
            | Reason::Body { weight, .. }
            | Reason::Owner { weight, .. }
            | Reason::Corrected { weight, .. }
            | Reason::Translated { weight, .. }
            | Reason::BelowMedianPrice { weight }
            | Reason::WellRated { weight, .. }
            | Reason::Fast { weight, .. }
            | Reason::Recent { weight } => *weight,
        }
    }
}
