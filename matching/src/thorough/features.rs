//! What is known of a candidate, as a row of numbers: one function for training and for serving.
//!
//! Every signal stands against the best of its query; the rest says how the candidate's names and the
//! query cover one another. Everything is a share or a ratio, so that a corpus of titles and one of
//! essays speak of the same things. `fused` is their sum with fixed weights: what a candidate is worth
//! without a model.

use std::collections::HashMap;

use crate::{
    index::terms::TermId,
    thorough::{Thorough, reading::Query, signals::Signals},
};

/// Signals, and what each weighs in `fused`: all alike, of those that say something of their own.
/// Meaning weighs by the length of texts, see [`trust`].
const SIGNALS: [(&str, Weight); SIGNAL_COUNT] = [
    ("fielded", Weight::One),
    ("flat", Weight::One),
    ("cosine", Weight::None),
    ("title", Weight::One),
    ("mass", Weight::None),
    ("title_mass", Weight::None),
    ("label_mass", Weight::None),
    ("wide", Weight::One),
    ("wide_cosine", Weight::None),
    ("wide_title", Weight::None),
    ("pieces", Weight::None),
    ("translated", Weight::One),
    ("title_pieces", Weight::None),
    ("meaning", Weight::Trust),
    ("like_words", Weight::One),
    ("like_pieces", Weight::One),
    ("like_meaning", Weight::Trust),
];
const SIGNAL_COUNT: usize = 17;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weight {
    None,
    One,
    Trust,
}

/// What else is known, and whether more of it can only be better.
const OTHERS: [(&str, bool); OTHER_COUNT] = [
    ("fused", true),
    ("title_asked", true),
    ("title_met", true),
    ("name_asked", true),
    ("name_met", true),
    ("name_both", true),
    ("name_order", true),
    ("name_same", true),
    ("lead_asked", true),
    ("relative_length", false),
    ("title_ratio", false),
];
const OTHER_COUNT: usize = 11;

/// Values in a row.
pub const WIDTH: usize = SIGNAL_COUNT + OTHER_COUNT;

/// Where `fused` stands in a row.
pub const FUSED: usize = SIGNAL_COUNT;

/// Of how many of the first ideas the lead is made.
const LEAD: usize = 5;

/// A long text tells by its company of words what it is about, a title hardly does: the mean number
/// of words at which the company counts half of what it can.
const HALF_TRUSTED: f32 = 20.0;
const MOST_TRUSTED: f32 = 1.5;

/// What latent meaning weighs among documents of so many words.
pub(super) fn trust(mean_words: f32) -> f32 {
    MOST_TRUSTED * mean_words / (mean_words + HALF_TRUSTED)
}

/// The names of a row's values, in order.
pub fn names() -> Vec<String> {
    let signals = SIGNALS.iter().map(|it| it.0);
    signals.chain(OTHERS.iter().map(|it| it.0)).map(str::to_owned).collect()
}

/// For each value, 1 if more of it can only be better, else 0.
pub fn directions() -> Vec<i8> {
    let others = OTHERS.iter().map(|it| i8::from(it.1));
    SIGNALS.iter().map(|_| 1).chain(others).collect()
}

/// Candidates and what is known of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rows {
    /// Documents, by the order in which they were added.
    pub documents: Vec<u32>,
    /// Row by row, [`WIDTH`] values each.
    pub values: Vec<f32>,
    /// What latent meaning weighs here.
    pub(super) trust: f32,
}

impl Rows {
    pub fn of(&self, at: usize) -> &[f32] {
        &self.values[at * WIDTH..(at + 1) * WIDTH]
    }

    /// What `fused` would be if only some signals were known, for each row: what stages bring.
    pub fn fused_of(&self, signals: &[&str]) -> Vec<f32> {
        let chosen = |name: &str| signals.contains(&name);
        self.values.chunks(WIDTH).map(|row| fused(row, self.trust, chosen)).collect()
    }

    /// Those at the places in `kept`, in that order.
    #[must_use]
    pub fn only(&self, kept: &[usize]) -> Rows {
        Rows {
            documents: kept.iter().map(|it| self.documents[*it]).collect(),
            values: kept.iter().flat_map(|it| self.of(*it)).copied().collect(),
            trust: self.trust,
        }
    }
}

/// The weighted mean of the chosen signals of a row.
fn fused(row: &[f32], trust: f32, chosen: impl Fn(&str) -> bool) -> f32 {
    let (mut sum, mut all) = (0.0, 0.0);
    for ((_, weight), value) in SIGNALS.iter().zip(row).filter(|it| chosen(it.0.0)) {
        let weight = match weight {
            Weight::None => 0.0,
            Weight::One => 1.0,
            Weight::Trust => trust,
        };
        sum += weight * value;
        all += weight;
    }
    sum / all.max(f32::MIN_POSITIVE)
}

pub(super) struct Features<'a> {
    corpus: &'a Thorough,
    query: &'a Query,
    signals: &'a Signals,
    /// Term → the idea it names.
    ideas: HashMap<TermId, usize>,
    mass: f32,
}

/// How a name and the query cover one another.
#[derive(Debug, Clone, Copy, Default)]
struct Cover {
    /// The part of the query that the name has.
    asked: f32,
    /// The part of the name that the query has.
    met: f32,
    /// The longest sequence both have, against the longer.
    order: f32,
    /// Whether neither has anything the other lacks.
    same: bool,
}

impl Cover {
    fn both(self) -> f32 {
        2.0 * self.asked * self.met / (self.asked + self.met).max(f32::MIN_POSITIVE)
    }
}

impl<'a> Features<'a> {
    pub(super) fn new(corpus: &'a Thorough, query: &'a Query, signals: &'a Signals) -> Self {
        let ideas = query.terms().into_iter().collect();
        let mass = query.ideas.iter().map(|it| it.idf).sum::<f32>().max(f32::MIN_POSITIVE);
        Features { corpus, query, signals, ideas, mass }
    }

    pub(super) fn rows(&self, documents: Vec<u32>) -> Rows {
        let mut values = vec![0.0_f32; documents.len() * WIDTH];
        for (at, signal) in self.columns().into_iter().enumerate() {
            let best = documents.iter().map(|it| signal[*it as usize]).fold(0.0, f32::max);
            for (row, document) in values.chunks_mut(WIDTH).zip(&documents) {
                let value = signal[*document as usize].max(0.0);
                row[at] = if best > 0.0 { value / best } else { 0.0 };
            }
        }
        let trust = trust(self.corpus.words.mean_length());
        for (row, document) in values.chunks_mut(WIDTH).zip(&documents) {
            let others = self.others(*document as usize, row, trust);
            row[SIGNAL_COUNT..].copy_from_slice(&others);
        }
        Rows { documents, values, trust }
    }

    fn columns(&self) -> [&[f32]; SIGNAL_COUNT] {
        let Signals { lexical, widened, .. } = self.signals;
        [
            &lexical.fielded,
            &lexical.flat,
            &lexical.cosine,
            &lexical.title,
            &lexical.mass,
            &lexical.title_mass,
            &lexical.label_mass,
            &widened.flat,
            &widened.cosine,
            &widened.title,
            &self.signals.pieces,
            &self.signals.translated,
            &self.signals.title_pieces,
            &self.signals.meaning,
            &self.signals.like_words,
            &self.signals.like_pieces,
            &self.signals.like_meaning,
        ]
    }

    /// `row` has its signals already.
    fn others(&self, document: usize, row: &[f32], trust: f32) -> [f32; OTHER_COUNT] {
        let mut names = self.corpus.names.of(document).map(|it| self.cover(it));
        let title = names.next().unwrap_or_default();
        let name = names.fold(title, |best, it| if it.both() > best.both() { it } else { best });
        let lengths = self.corpus.words.lengths(document);
        let asked = self.query.ideas.len() as f32;
        [
            fused(row, trust, |_| true),
            title.asked,
            title.met,
            name.asked,
            name.met,
            name.both(),
            name.order,
            f32::from(name.same),
            self.lead(document),
            self.corpus.words.relative_length(document).min(20.0).ln_1p(),
            ((1.0 + lengths.words[0] as f32) / (1.0 + asked)).ln(),
        ]
    }

    fn cover(&self, name: &[TermId]) -> Cover {
        let mut found: Vec<usize> = Vec::with_capacity(name.len());
        let (mut all, mut met) = (0.0, 0.0);
        for term in name {
            let weight = self.corpus.words.idf(*term);
            all += weight;
            if let Some(idea) = self.ideas.get(term) {
                met += weight;
                if !found.contains(idea) {
                    found.push(*idea);
                }
            }
        }
        if found.is_empty() {
            return Cover::default();
        }
        let asked = found.iter().map(|it| self.query.ideas[*it].idf).sum::<f32>() / self.mass;
        let met = met / all;
        let longer = name.len().max(self.query.ideas.len());
        Cover {
            asked,
            met,
            order: longest_rising(&found) as f32 / longer as f32,
            same: asked > 0.999 && met > 0.999,
        }
    }

    /// The part of the query's first ideas that stand in any of the names.
    fn lead(&self, document: usize) -> f32 {
        let ideas = &self.query.ideas[..LEAD.min(self.query.ideas.len())];
        let all = ideas.iter().map(|it| it.idf).sum::<f32>().max(f32::MIN_POSITIVE);
        let mut has = [false; LEAD];
        for term in self.corpus.names.of(document).flatten() {
            if let Some(at) = self.ideas.get(term).filter(|it| **it < ideas.len()) {
                has[*at] = true;
            }
        }
        ideas.iter().zip(has).filter(|it| it.1).map(|it| it.0.idf).sum::<f32>() / all
    }
}

/// The longest sequence of ideas in the query's order.
fn longest_rising(ideas: &[usize]) -> usize {
    let mut ends: Vec<usize> = Vec::new();
    for idea in ideas {
        let at = ends.partition_point(|it| it < idea);
        if at == ends.len() {
            ends.push(*idea);
        } else {
            ends[at] = *idea;
        }
    }
    ends.len()
}
