//! A second reading of a whole corpus, for questions asked of files: every signal over every document.
//!
//! ```text
//! signals     words by field, words as one text, word cosine, title, pieces of words, latent meaning
//! examples    the first few by all of them; how like the examples every document is
//! candidates  the best of each signal
//! rows        what is known of each candidate, see `features`
//! order       by a ranker of such rows, or by fixed weights
//! ```
//!
//! The engine answers people in microseconds and looks at what it must; here seconds are fine and no
//! word of a long query is left out. Both read words by the same text layer and the same parser.

pub mod features;
pub mod learn;
pub mod ranker;

mod names;
mod reading;
mod signals;
mod words;

#[cfg(test)]
mod tests;

use std::{cell::RefCell, collections::HashMap, sync::Arc};

use self::{
    features::{Features, Rows},
    names::Names,
    reading::Query,
    signals::Signals,
    words::Words,
};
use crate::{
    engine::Engine,
    grams::{Grams, GramsBuilder},
    index::snapshot::Snapshot,
    jsonl::Record,
    lsa::{Lsa, Meanings},
    text::Analyzer,
    types::Lang,
};

/// So many characters of the whole corpus are compared by their pieces: a gigabyte or two of
/// memory. A large corpus gives less of each document.
const MAX_CHARS: usize = 24_000_000;

/// With less of each document than this, pieces say nothing.
const FEWEST_CHARS: usize = 24;

/// Directions of latent meaning.
const DIMS: usize = 100;

/// Documents the directions are learned from; the rest are placed among them.
const MAX_LEARNED: usize = 60_000;

/// How many of each signal's best are looked at closely.
const OF_EACH: usize = 200;

/// A corpus, ready for questions.
#[derive(Debug)]
pub struct Thorough {
    snapshot: Arc<Snapshot>,
    langs: Vec<Lang>,
    words: Words,
    names: Names,
    pieces: Option<Grams>,
    /// Of titles alone, where there is more than titles.
    title_pieces: Option<Grams>,
    lsa: Lsa,
    meanings: Meanings,
    analyzer: RefCell<Analyzer>,
}

/// Collects the documents of an engine's index once more, in the order of their keys.
#[derive(Debug)]
pub struct ThoroughBuilder {
    snapshot: Arc<Snapshot>,
    slots: HashMap<String, u32>,
    order: Vec<u32>,
    langs: Vec<Lang>,
    names: Names,
    pieces: GramsBuilder,
    title_pieces: GramsBuilder,
    has_texts: bool,
    share: usize,
    analyzer: Analyzer,
}

impl ThoroughBuilder {
    /// `engine` holds the documents already.
    pub fn new(engine: &Engine) -> ThoroughBuilder {
        let snapshot = engine.snapshot();
        let count = snapshot.columns.slots() as u32;
        let slots = (0..count).map(|slot| (snapshot.columns.key(slot).to_owned(), slot)).collect();
        ThoroughBuilder {
            share: MAX_CHARS / engine.len().max(1) as usize,
            snapshot,
            slots,
            order: Vec::new(),
            langs: Vec::new(),
            names: Names::default(),
            pieces: GramsBuilder::default(),
            title_pieces: GramsBuilder::default(),
            has_texts: false,
            analyzer: Analyzer::default(),
        }
    }

    /// The document that is in the index as `key`.
    ///
    /// # Panics
    /// When there is none.
    pub fn add(&mut self, key: &str, record: &Record) {
        let slot = self.slots.get(key).expect("the engine has the document");
        self.order.push(*slot);
        let lang = record.lang.unwrap_or(Lang::En);
        self.langs.push(lang);
        let Record { title, category, text, .. } = record;
        let known = &self.snapshot.vocabulary.terms;
        self.names.push(record, known, &mut self.analyzer);
        if self.share >= FEWEST_CHARS {
            self.pieces.add(&format!("{title} {category} {text}"), self.share);
            self.title_pieces.add(title, self.share);
        }
        self.has_texts |= !(category.is_empty() && text.is_empty());
    }

    pub fn build(self) -> Thorough {
        let words = Words::new(&self.snapshot, &self.order, &self.langs);
        let rows = words.rows();
        let step = rows.len().div_ceil(MAX_LEARNED).max(1);
        let learned: Vec<_> = rows.iter().step_by(step).cloned().collect();
        let lsa = Lsa::fit(&learned, DIMS);
        let mut meanings = lsa.meanings();
        for row in rows {
            meanings.push(&lsa.place(row)).expect("placed by the same fit");
        }
        let has_pieces = self.share >= FEWEST_CHARS;
        Thorough {
            snapshot: self.snapshot,
            langs: self.langs,
            words,
            names: self.names,
            pieces: has_pieces.then(|| self.pieces.build()),
            title_pieces: (has_pieces && self.has_texts).then(|| self.title_pieces.build()),
            lsa,
            meanings,
            analyzer: RefCell::new(self.analyzer),
        }
    }
}

impl Thorough {
    /// What is known of every candidate for `text`; at least `count` of them, where so many have
    /// anything in common with it.
    pub fn rows(&self, text: &str, lang: Option<Lang>, count: usize) -> Rows {
        let foreign = lang.filter(|it| !self.langs.contains(it));
        let analyzer = &mut self.analyzer.borrow_mut();
        let query = Query::read(text, foreign, &self.snapshot, analyzer);
        let signals = Signals::of(self, text, lang, &query);
        let candidates = signals.candidates(OF_EACH.max(count));
        Features::new(self, &query, &signals).rows(candidates)
    }

    pub fn len(&self) -> usize {
        self.langs.len()
    }

    pub fn is_empty(&self) -> bool {
        self.langs.is_empty()
    }
}
