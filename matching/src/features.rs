//! What a ranking model knows of a candidate: one row of numbers, the same in training and serving.
//!
//! The list below is the contract between a model and the engine: names, order and meaning. Its
//! [`hash`] travels with a trained model, and a model of another list is refused. Values are computed
//! in 64 bits where it matters and cast once; `NaN` means unknown, and is never written as 0.
//!
//! [`assemble::assemble`] is the only function that makes rows. The engine logs what it made, so a
//! model is trained on what was served and never on what could be computed later.

pub mod assemble;

use std::sync::LazyLock;

use crate::model::ranker;

/// Values in a row.
pub const N: usize = 40;

/// The values of one candidate, in the order of [`LIST`].
pub type Row = [f32; N];

/// What an explanation adds up together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    Text,
    Price,
    Quality,
    Availability,
    Freshness,
    Behaviour,
}

impl Group {
    pub const ALL: [Group; 6] = [
        Group::Text,
        Group::Price,
        Group::Quality,
        Group::Availability,
        Group::Freshness,
        Group::Behaviour,
    ];
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Feature {
    pub name: &'static str,
    pub group: Group,
    /// 1: more may never lower a score; −1: more may never raise it; 0: the model decides.
    pub direction: i8,
}

macro_rules! features {
    ($($(#[doc = $doc:literal])* $constant:ident = $at:literal, $name:literal, $group:ident, $direction:literal;)*) => {
        $($(#[doc = $doc])* pub const $constant: usize = $at;)*
        /// In the order of a row.
        pub const LIST: [Feature; N] = [
            $(Feature { name: $name, group: Group::$group, direction: $direction },)*
        ];
    };
}

features! {
    /// Σ idf·t/(k1+t) over the ideas of the query: BM25F.
    TEXT_BM25F = 0, "text_bm25f", Text, 0;
    /// The same ÷ Σ idf: how much of what could be had.
    TEXT_SHARE = 1, "text_share", Text, 0;
    /// The same ÷ that of the best candidate.
    TEXT_OF_BEST = 2, "text_of_best", Text, 0;
    /// Σ idf · worth of the ideas that matched ÷ Σ idf of all.
    TEXT_MASS = 3, "text_mass", Text, 1;
    /// Whether every idea matched.
    TEXT_ALL = 4, "text_all", Text, 0;
    /// Parts of `text_share` by where the words stand.
    TEXT_TITLE = 5, "text_title", Text, 0;
    TEXT_LABELS = 6, "text_labels", Text, 0;
    TEXT_SUMMARY = 7, "text_summary", Text, 0;
    TEXT_BODY = 8, "text_body", Text, 0;
    /// Whether the owner's name was searched for.
    TEXT_OWNER = 9, "text_owner", Text, 0;
    /// Query and head (title, labels, summary) as TF-IDF vectors.
    TEXT_COSINE = 10, "text_cosine", Text, 0;
    /// Share of the query whose words stand in the title exactly as typed.
    TEXT_WORDS = 11, "text_words", Text, 0;
    /// Share of the query's neighbours that are neighbours in the title.
    TEXT_PAIRS = 12, "text_pairs", Text, 0;
    /// Share of the query that matched only by a synonym or a translation.
    TEXT_TRANSLATED = 13, "text_translated", Text, 0;
    /// Share of the query that matched only by a spelling correction.
    TEXT_CORRECTED = 14, "text_corrected", Text, 0;
    /// Ideas in the query; 0 when browsing.
    QUERY_IDEAS = 15, "query_ideas", Text, 0;
    /// How evenly the query's weight is spread over its ideas, in bits.
    QUERY_ENTROPY = 16, "query_entropy", Text, 0;
    /// Whether it is written in the reader's language.
    TEXT_LANGUAGE = 17, "text_language", Text, 0;
    /// Log of its price ÷ the median price of the candidates.
    PRICE_RATIO = 18, "price_ratio", Price, 0;
    /// Where its price stands among the candidates', 0 to 1.
    PRICE_RANK = 19, "price_rank", Price, 0;
    /// (budget − price) ÷ width of the budget, −2 to 2; below zero it is over budget.
    PRICE_BUDGET = 20, "price_budget", Price, 1;
    /// Mean rating, drawn towards the usual one when few have rated.
    RATING = 21, "quality_rating", Quality, 1;
    /// Log of one plus how many have rated.
    REVIEWS = 22, "quality_reviews", Quality, 0;
    /// Share of accepted orders that were completed, smoothed.
    COMPLETION = 23, "quality_completion", Quality, 1;
    /// Share of completed orders that were disputed, smoothed.
    DISPUTES = 24, "quality_disputes", Quality, -1;
    /// Share of completed orders that came in time, smoothed.
    ON_TIME = 25, "quality_on_time", Quality, 1;
    /// How much of what could be said about it is said, 0 to 1.
    COMPLETENESS = 26, "quality_completeness", Quality, 1;
    VERIFIED = 27, "quality_verified", Quality, 1;
    /// Free capacity ÷ what an order usually takes, at most 10.
    CAPACITY = 28, "availability_capacity", Availability, 1;
    /// Probability of an answer in two hours, smoothed.
    REPLIES = 29, "availability_replies", Availability, 1;
    /// Log of one plus the median minutes to an answer.
    REPLY_MINUTES = 30, "availability_reply_minutes", Availability, -1;
    /// Share of requests that were accepted, smoothed.
    ACCEPTS = 31, "availability_accepts", Availability, 1;
    /// Log of one plus the days to delivery.
    DELIVERY_DAYS = 32, "availability_delivery_days", Availability, 0;
    /// 60 days ÷ (60 days + age).
    FRESHNESS = 33, "freshness_age", Freshness, 0;
    /// The same since the last edit that mattered.
    EDITED = 34, "freshness_edited", Freshness, 0;
    /// Whether few have seen it yet.
    NEW = 35, "freshness_new", Freshness, 0;
    /// Clicks per expected examination, smoothed (COEC).
    CLICKS = 36, "behaviour_clicks", Behaviour, 1;
    /// Orders per expected examination, smoothed.
    ORDERS = 37, "behaviour_orders", Behaviour, 1;
    /// Times it was saved per expected examination, smoothed.
    SAVES = 38, "behaviour_saves", Behaviour, 1;
    /// The exact scorer's sum of all text parts.
    TEXT_LINEAR = 39, "text_linear", Text, 0;
}

/// In the order of a row.
pub const NAMES: [&str; N] = {
    let mut names = [""; N];
    let mut at = 0;
    while at < N {
        names[at] = LIST[at].name;
        at += 1;
    }
    names
};

/// The direction of each feature, as XGBoost's `monotone_constraints` takes it.
pub const MONOTONE: [i8; N] = {
    let mut directions = [0; N];
    let mut at = 0;
    while at < N {
        directions[at] = LIST[at].direction;
        at += 1;
    }
    directions
};

/// Of the names in order: what a model must have been sealed with.
pub fn hash() -> &'static str {
    static HASH: LazyLock<String> = LazyLock::new(|| ranker::hash(&NAMES.map(str::to_owned)));
    &HASH
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_are_unique_and_begin_with_what_they_are_about() {
        assert_eq!(NAMES.iter().collect::<HashSet<_>>().len(), N);
        for feature in LIST {
            let about = format!("{:?}_", feature.group).to_lowercase();
            let fits = feature.name.starts_with(&about) || feature.name.starts_with("query_");
            assert!(fits, "{}", feature.name);
        }
    }

    #[test]
    fn constants_stand_where_the_list_has_them() {
        let named = [
            (TEXT_BM25F, "text_bm25f"),
            (PRICE_RATIO, "price_ratio"),
            (RATING, "quality_rating"),
            (CAPACITY, "availability_capacity"),
            (FRESHNESS, "freshness_age"),
            (CLICKS, "behaviour_clicks"),
            (TEXT_LINEAR, "text_linear"),
        ];
        for (at, name) in named {
            assert_eq!(NAMES[at], name);
        }
    }

    /// A change of the list is a change of the contract: models must be trained again.
    #[test]
    fn the_list_is_the_one_that_models_were_trained_on() {
        insta::assert_snapshot!(hash(), @"565de5823d642278f7ffc9e360c38f0922e19a7c3707efece7eaa9fc63ebe63c");
    }
}
