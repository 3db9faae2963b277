//! Which language a query seems to be in.
//!
//! Never a filter: both languages are always searched. The vote only says which reading of a word is
//! the unlikely one, so that `red` in a Spanish query is a network first and a colour second.

use std::sync::Arc;

use crate::{
    text::{
        Forms,
        glossary::glossary,
        lexicon::lexicon,
        stopwords::{is_english_stopword, is_spanish_stopword},
    },
    types::Lang,
};

/// What a small word, or a letter only one language has, says; and what a word that only one of the
/// languages knows says.
const STRONG: f32 = 1.5;
const WEAK: f32 = 0.7;
/// Votes one side must be ahead for the other reading to be unlikely.
const CLEAR: f32 = 2.0;

/// Votes for Spanish, less those for English.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Vote(f32);

impl Vote {
    pub(crate) fn of(words: &[Arc<Forms>]) -> Vote {
        Vote(words.iter().map(|it| for_spanish(it)).sum())
    }

    /// Whether the query is clearly in the other language.
    pub(crate) fn is_against(self, lang: Lang) -> bool {
        match lang {
            Lang::Es => self.0 <= -CLEAR,
            Lang::En => self.0 >= CLEAR,
        }
    }
}

fn for_spanish(word: &Forms) -> f32 {
    match (is_spanish_stopword(&word.exact), is_english_stopword(&word.exact)) {
        (true, false) => return STRONG,
        (false, true) => return -STRONG,
        (true, true) => return 0.0,
        (false, false) => {}
    }
    if word.surface.contains(['á', 'é', 'í', 'ó', 'ú', 'ñ']) {
        return STRONG;
    }
    f32::from(knows(word, Lang::Es)) * WEAK - f32::from(knows(word, Lang::En)) * WEAK
}

/// Whether `word`, read as `lang`, has a translation.
pub(crate) fn knows(word: &Forms, lang: Lang) -> bool {
    let stem = word.stem(lang);
    glossary().knows(lang, stem) || !lexicon().translations(lang, stem).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Analyzer, tokens::tokens};

    fn vote(text: &str) -> [bool; 2] {
        let mut analyzer = Analyzer::default();
        let words: Vec<_> = tokens(text).iter().map(|it| analyzer.forms(&it.word)).collect();
        Lang::ALL.map(|lang| Vote::of(&words).is_against(lang))
    }

    #[test]
    fn sentences_are_clear() {
        assert_eq!(vote("necesito automatizar las facturas de mi empresa"), [false, true]);
        assert_eq!(vote("I need someone to automate the invoices"), [true, false]);
        assert_eq!(vote("ingenieros técnicos en electricidad"), [false, true]);
    }

    #[test]
    fn names_and_single_words_are_not() {
        for text in ["chatbot", "API", "OCR facturas", "GPT-4o", "red", "invoice", ""] {
            assert_eq!(vote(text), [false, false], "{text}");
        }
    }
}
