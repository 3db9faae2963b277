//! Reducing words to what their forms share.
//!
//! The Spanish stemmer knows endings by their accents (`-ción`, `-ía`), and half of what people type
//! has none. So every word is folded first and the accents of its ending are put back by rule: the
//! accented and the bare spelling then take the same path, by construction. Folding alone, without
//! putting back, would part `aplicación` from `aplicaciones`.

mod english;
mod spanish;

use tantivy::tokenizer::{Language, RawTokenizer, Stemmer, TextAnalyzer};

use crate::text::fold::fold;

pub(crate) struct Stemmers {
    spanish: TextAnalyzer,
    english: TextAnalyzer,
}

impl Default for Stemmers {
    fn default() -> Stemmers {
        let of = |language| {
            TextAnalyzer::builder(RawTokenizer::default()).filter(Stemmer::new(language)).build()
        };
        Stemmers { spanish: of(Language::Spanish), english: of(Language::English) }
    }
}

impl Stemmers {
    /// `word` is lower case and folded; so is the answer.
    pub(crate) fn spanish(&mut self, word: &str) -> String {
        spanish::one(fold(&run(&mut self.spanish, &spanish::restored(word))))
    }

    /// `word` is lower case and folded; so is the answer.
    pub(crate) fn english(&mut self, word: &str) -> String {
        run(&mut self.english, &english::usual(word))
    }
}

fn run(stemmer: &mut TextAnalyzer, word: &str) -> String {
    let mut stream = stemmer.token_stream(word);
    if stream.advance() { stream.token().text.clone() } else { word.to_owned() }
}
