//! Numbers that say how well each document fits a query, each by another way of looking.

use crate::{
    lsa::Meaning,
    thorough::{Thorough, features::trust, reading::Query, words::Lexical},
    types::Lang,
};

/// How many documents are taken as examples, and what each weighs against the one before.
const EXAMPLES: usize = 8;
const FADING: f32 = 0.8;

/// The most telling words of the examples; more is noise.
const EXAMPLE_TERMS: usize = 60;

/// By document, in order.
#[derive(Debug)]
pub(super) struct Signals {
    pub(super) lexical: Lexical,
    /// With related words.
    pub(super) widened: Lexical,
    /// Likeness by pieces of words: as typed, as translated, of the title alone.
    pub(super) pieces: Vec<f32>,
    pub(super) translated: Vec<f32>,
    pub(super) title_pieces: Vec<f32>,
    pub(super) meaning: Vec<f32>,
    /// Likeness to the examples: by words, by pieces, by meaning.
    pub(super) like_words: Vec<f32>,
    pub(super) like_pieces: Vec<f32>,
    pub(super) like_meaning: Vec<f32>,
}

impl Signals {
    pub(super) fn of(corpus: &Thorough, text: &str, lang: Option<Lang>, query: &Query) -> Signals {
        let lexical = corpus.words.find(&query.ideas);
        let widened = corpus.words.find(&query.widened);
        let none = || vec![0.0; corpus.langs.len()];
        let pieces = corpus.pieces.as_ref().map_or_else(none, |it| it.cosines(text));
        let translated = translated(corpus, lang, query, &pieces);
        let title_pieces = match &corpus.title_pieces {
            Some(grams) => grams.cosines(text),
            None => pieces.clone(),
        };
        let place = corpus.lsa.place(&terms(corpus, query));
        let meaning = corpus.meanings.cosines(&place).expect("placed by the same fit");
        let mut signals = Signals {
            lexical,
            widened,
            pieces,
            translated,
            title_pieces,
            meaning,
            like_words: none(),
            like_pieces: none(),
            like_meaning: none(),
        };
        signals.learn_from_examples(corpus);
        signals
    }

    /// What is known before there are examples, and what it weighs.
    fn first(&self, trust: f32) -> [(&[f32], f32); 7] {
        [
            (&self.lexical.fielded, 1.0),
            (&self.lexical.flat, 1.0),
            (&self.lexical.cosine, 1.0),
            (&self.lexical.title, 1.0),
            (&self.widened.flat, 1.0),
            (&self.translated, 1.0),
            (&self.meaning, trust),
        ]
    }

    /// The best by all that is known so far, and what each of them weighs; together 1.
    fn examples(&self, trust: f32) -> Vec<(u32, f32)> {
        let mut sums = vec![0.0_f32; self.pieces.len()];
        for (signal, weight) in self.first(trust) {
            let best = signal.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
            sums.iter_mut().zip(signal).for_each(|(sum, it)| *sum += weight * it.max(0.0) / best);
        }
        let first = best_of(&sums, EXAMPLES);
        let weights = std::iter::successors(Some(1.0), |it| Some(it * FADING));
        let mut examples: Vec<(u32, f32)> = first.into_iter().zip(weights).collect();
        let all: f32 = examples.iter().map(|it| it.1).sum();
        examples.iter_mut().for_each(|it| it.1 /= all);
        examples
    }

    fn learn_from_examples(&mut self, corpus: &Thorough) {
        let examples = self.examples(trust(corpus.words.mean_length()));
        if examples.is_empty() {
            return;
        }
        self.like_words = corpus.words.cosines(&corpus.words.middle(&examples, EXAMPLE_TERMS));
        if let Some(grams) = &corpus.pieces {
            self.like_pieces = grams.cosines_with_middle(&examples);
        }
        let places: Vec<(Meaning, f32)> =
            examples.iter().map(|it| (corpus.meanings.get(it.0 as usize), it.1)).collect();
        let middle = corpus.lsa.middle(&places).expect("placed by the same fit");
        self.like_meaning = corpus.meanings.cosines(&middle).expect("placed by the same fit");
    }

    /// The best `of_each` of every signal, in the order of the corpus.
    pub(super) fn candidates(&self, of_each: usize) -> Vec<u32> {
        let likes = [&self.like_words[..], &self.like_pieces, &self.like_meaning];
        let first = self.first(1.0).map(|it| it.0);
        let others = [&self.pieces[..], &self.title_pieces];
        let signals = first.into_iter().chain(others).chain(likes);
        let mut all: Vec<u32> = signals.flat_map(|it| best_of(it, of_each)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Where a document's language is not the query's, its likeness to the query put into that language.
fn translated(corpus: &Thorough, lang: Option<Lang>, query: &Query, typed: &[f32]) -> Vec<f32> {
    let mut signal = typed.to_vec();
    let Some(grams) = &corpus.pieces else { return signal };
    for other in Lang::ALL.into_iter().filter(|it| Some(*it) != lang && lang.is_some()) {
        if corpus.langs.contains(&other) {
            let cosines = grams.cosines(&query.texts[other as usize]);
            let each = signal.iter_mut().zip(cosines).zip(&corpus.langs);
            for ((value, cosine), lang) in each {
                *value = if *lang == other { cosine } else { *value };
            }
        }
    }
    signal
}

/// The query as a vector of terms.
fn terms(corpus: &Thorough, query: &Query) -> Vec<(u32, f32)> {
    let mut terms = Vec::new();
    for idea in &query.ideas {
        let all: f32 = idea.names.iter().map(|it| it.worth * it.terms.len() as f32).sum();
        for name in &idea.names {
            for term in &name.terms {
                let part = idea.times * name.worth / all.max(1.0);
                terms.push((*term, part * corpus.words.idf(*term)));
            }
        }
    }
    terms
}

/// The highest above zero, best first, equals in order.
pub(super) fn best_of(values: &[f32], count: usize) -> Vec<u32> {
    let mut found: Vec<u32> = (0..).zip(values).filter(|it| *it.1 > 0.0).map(|it| it.0).collect();
    let order = |one: &u32, other: &u32| {
        values[*other as usize].total_cmp(&values[*one as usize]).then_with(|| one.cmp(other))
    };
    if found.len() > count && count > 0 {
        found.select_nth_unstable_by(count - 1, order);
    }
    found.truncate(count);
    found.sort_unstable_by(order);
    found
}
