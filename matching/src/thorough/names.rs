//! The names of each document: its title, and the other titles its text may list.
//!
//! `director técnico/directora técnica` with the text `directora técnica ; director técnico` has three
//! names. A text is a list of names when it is short pieces between semicolons.

use crate::{
    index::terms::{Space, TermId, Terms},
    jsonl::Record,
    text::{Analyzer, stopwords::is_stopword, tokens::tokens},
    types::Lang,
};

/// A longer piece is a sentence.
const MAX_WORDS: usize = 14;
/// More names than this are a catalogue.
const MAX_NAMES: usize = 40;

/// Words that mean something, as terms in order, name by name, document by document; the first name
/// is the title.
#[derive(Debug, Default)]
pub(super) struct Names {
    terms: Vec<TermId>,
    /// Where each name ends in `terms`.
    ends: Vec<u32>,
    /// Where each document ends in `ends`.
    documents: Vec<u32>,
}

impl Names {
    pub(super) fn push(&mut self, record: &Record, known: &Terms, analyzer: &mut Analyzer) {
        let lang = record.lang.unwrap_or(Lang::En);
        self.name(&record.title, lang, known, analyzer);
        for piece in listed(&record.text).take(MAX_NAMES) {
            self.name(piece, lang, known, analyzer);
        }
        self.documents.push(self.ends.len() as u32);
    }

    fn name(&mut self, name: &str, lang: Lang, known: &Terms, analyzer: &mut Analyzer) {
        let space = match lang {
            Lang::Es => Space::Es,
            Lang::En => Space::En,
        };
        let from = self.terms.len();
        for token in tokens(name).into_iter().take(4 * MAX_WORDS) {
            let forms = analyzer.forms(&token.word);
            if !is_stopword(&forms.exact) {
                let id = known.get(&format!("{}{}", space.prefix(), forms.stem(lang)));
                let id = id.unwrap_or(TermId::MAX);
                // A word and its other gender, side by side or again, say it once.
                if !self.terms[from..].contains(&id) {
                    self.terms.push(id);
                }
            }
        }
        self.ends.push(self.terms.len() as u32);
    }

    pub(super) fn of(&self, document: usize) -> impl Iterator<Item = &[TermId]> {
        let from = if document == 0 { 0 } else { self.documents[document - 1] as usize };
        let until = self.documents[document] as usize;
        (from..until).map(|at| {
            let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
            &self.terms[start..self.ends[at] as usize]
        })
    }
}

/// The names `text` lists, if it does. The last piece may run on into a sentence.
fn listed(text: &str) -> impl Iterator<Item = &str> {
    let pieces = text.split(';').map(str::trim).filter(|it| !it.is_empty());
    let is_list = text.contains(';');
    pieces
        .map(|it| it.split(". ").next().unwrap_or(it))
        .filter(move |it| is_list && it.split_whitespace().count() <= MAX_WORDS)
}
