//! From what people write to what is compared.
//!
//! A text becomes [`tokens::Token`]s, and a token becomes [`Forms`]: how it reads as Spanish, as
//! English, and as typed. Documents and queries go through the same functions, which is the whole
//! point: two spellings of a word meet here or nowhere.

pub(crate) mod cognates;
pub(crate) mod fold;
pub(crate) mod glossary;
pub mod learn;
pub(crate) mod lexicon;
pub(crate) mod stem;
pub(crate) mod stopwords;
pub(crate) mod tokens;
pub(crate) mod vote;

use std::{collections::HashMap, sync::Arc};

use self::{
    fold::{fold, fold_keeping_enye},
    stem::Stemmers,
};
use crate::types::Lang;

/// Reads the lists of words in the background, or the first search would wait for them.
pub(crate) fn prepare() {
    // Without a thread, the first search does it.
    let _ = std::thread::Builder::new().name("matching-words".into()).spawn(glossary::glossary);
}

/// The ways one word is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Forms {
    /// Lower case, accents as typed.
    pub(crate) surface: String,
    /// Without accents, but ñ stays: `año` is not `ano`.
    pub(crate) exact: String,
    pub(crate) es: String,
    pub(crate) en: String,
}

impl Forms {
    pub(crate) fn stem(&self, lang: Lang) -> &str {
        match lang {
            Lang::Es => &self.es,
            Lang::En => &self.en,
        }
    }
}

/// Turns words into forms, remembering those it has seen: texts repeat themselves.
#[derive(Default)]
pub(crate) struct Analyzer {
    stemmers: Stemmers,
    seen: HashMap<String, Arc<Forms>>,
}

/// Enough for the words of one language twice over, small enough to forget.
const MAX_SEEN: usize = 100_000;

impl std::fmt::Debug for Analyzer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Analyzer").field("seen", &self.seen.len()).finish_non_exhaustive()
    }
}

impl Analyzer {
    pub(crate) fn forms(&mut self, surface: &str) -> Arc<Forms> {
        if let Some(forms) = self.seen.get(surface) {
            return Arc::clone(forms);
        }
        let folded = fold(surface);
        let (es, en) = if folded.chars().all(char::is_alphabetic) {
            (self.stemmers.spanish(&folded), self.stemmers.english(&folded))
        } else {
            (folded.clone(), folded)
        };
        let exact = fold_keeping_enye(surface);
        let forms = Arc::new(Forms { surface: surface.to_owned(), exact, es, en });
        if self.seen.len() >= MAX_SEEN {
            self.seen.clear();
        }
        self.seen.insert(surface.to_owned(), Arc::clone(&forms));
        forms
    }
}

#[cfg(test)]
mod tests;
