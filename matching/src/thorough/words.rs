//! Every word of every document, and what a query's ideas find among them.
//!
//! A document is read in its own language only. All names of one idea are counted together before
//! anything is weighed, as in the engine.

use std::collections::HashMap;

use crate::{
    index::{
        record::{BODY, Counts, LABELS, TITLE},
        snapshot::Snapshot,
        terms::TermId,
    },
    types::Lang,
};

/// Weight and dilution of title, labels and body in BM25F.
const FIELDS: [(f32, f32); 3] = [(5.0, 0.4), (4.0, 0.2), (1.0, 0.75)];
const K1: f32 = 1.2;
/// Dilution where a document is one text.
const FLAT: f32 = 0.75;

#[derive(Debug)]
pub(super) struct Words {
    /// By term, where its postings begin, and where the last one's end.
    starts: Vec<usize>,
    postings: Vec<Posting>,
    documents: Vec<Lengths>,
    /// Of each document, terms and TF-IDF weights divided by its length.
    rows: Vec<Vec<(TermId, f32)>>,
    means: [f32; 3],
    mean: f32,
}

#[derive(Debug, Clone, Copy)]
struct Posting {
    document: u32,
    counts: [u8; 3],
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Lengths {
    /// Words in title, labels and body.
    pub(super) words: [u32; 3],
    /// Lengths as TF-IDF vectors: of everything, of the title.
    whole: f32,
    title: f32,
}

impl Lengths {
    fn all(self) -> u32 {
        self.words.iter().sum()
    }
}

/// One idea of the query, as it is looked for.
#[derive(Debug, Clone)]
pub(super) struct Idea {
    /// Its weight in BM25.
    pub(super) idf: f32,
    /// How often the query says it, dampened.
    pub(super) times: f32,
    pub(super) names: Vec<Name>,
}

#[derive(Debug, Clone)]
pub(super) struct Name {
    /// All of them must be there.
    pub(super) terms: Vec<TermId>,
    /// Against the typed word.
    pub(super) worth: f32,
    /// Against the idea's best name in this language.
    pub(super) share: f32,
}

/// What one idea found in one document.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    fields: [f32; 3],
    worth: f32,
}

/// By document.
#[derive(Debug, Default)]
pub(super) struct Lexical {
    pub(super) fielded: Vec<f32>,
    pub(super) flat: Vec<f32>,
    pub(super) cosine: Vec<f32>,
    pub(super) title: Vec<f32>,
    /// Parts of the query, by weight of its ideas.
    pub(super) mass: Vec<f32>,
    pub(super) title_mass: Vec<f32>,
    pub(super) label_mass: Vec<f32>,
}

impl Words {
    /// `slots` and `langs` are those of the documents, in order.
    pub(super) fn new(snapshot: &Snapshot, slots: &[u32], langs: &[Lang]) -> Words {
        let mut entries: Vec<(TermId, Posting)> = Vec::new();
        let mut documents = vec![Lengths::default(); slots.len()];
        for (at, (slot, lang)) in slots.iter().zip(langs).enumerate() {
            let document = u32::try_from(at).expect("fewer documents than 2^32");
            let Some(record) = snapshot.columns.record(*slot) else { continue };
            let side = *lang as usize;
            let lengths = [TITLE + side, LABELS, BODY + side];
            documents[at].words = lengths.map(|it| record.lengths[it]);
            for (term, Counts { title, labels, body, .. }) in record.head(*lang) {
                entries.push((term, Posting { document, counts: [title, labels, body] }));
            }
            for (term, body) in record.rest(*lang) {
                entries.push((term, Posting { document, counts: [0, 0, body] }));
            }
        }
        let (starts, postings) = grouped(entries);
        let mut words =
            Words { starts, postings, documents, rows: Vec::new(), means: [1.0; 3], mean: 1.0 };
        words.measure();
        words.rows = words.weighed();
        words
    }

    fn measure(&mut self) {
        let mut squares = vec![[0.0_f32; 2]; self.documents.len()];
        for term in 0..self.starts.len() - 1 {
            let idf = self.idf(term as TermId);
            for Posting { document, counts } in self.of(term as TermId) {
                let all = counts.iter().map(|it| f32::from(*it)).sum();
                let squares = &mut squares[*document as usize];
                squares[0] += (dampened(all) * idf).powi(2);
                squares[1] += (dampened(f32::from(counts[0])) * idf).powi(2);
            }
        }
        for (document, [whole, title]) in self.documents.iter_mut().zip(squares) {
            (document.whole, document.title) = (whole.sqrt(), title.sqrt());
        }
        let mean = |length: &dyn Fn(&Lengths) -> u32| {
            let kept = self.documents.iter().map(length).filter(|it| *it > 0);
            let (sum, count) = kept.fold((0.0, 0.0), |(sum, n), it| (sum + it as f32, n + 1.0));
            if count > 0.0 { (sum / count).max(1.0) } else { 1.0 }
        };
        let means = [0, 1, 2].map(|field| mean(&|it: &Lengths| it.words[field]));
        (self.mean, self.means) = (mean(&|it: &Lengths| it.all()), means);
    }

    fn of(&self, term: TermId) -> &[Posting] {
        let term = term as usize;
        match self.starts.get(term + 1) {
            Some(end) => &self.postings[self.starts[term]..*end],
            None => &[],
        }
    }

    pub(super) fn df(&self, term: TermId) -> usize {
        self.of(term).len()
    }

    /// Smooth idf, for cosines.
    pub(super) fn idf(&self, term: TermId) -> f32 {
        ((1.0 + self.documents.len() as f32) / (1.0 + self.df(term) as f32)).ln() + 1.0
    }

    pub(super) fn lengths(&self, document: usize) -> Lengths {
        self.documents[document]
    }

    /// How many words a document has.
    pub(super) fn mean_length(&self) -> f32 {
        self.mean
    }

    /// How many words a document has against the mean.
    pub(super) fn relative_length(&self, document: usize) -> f32 {
        self.documents[document].all() as f32 / self.mean
    }

    pub(super) fn rows(&self) -> &[Vec<(TermId, f32)>] {
        &self.rows
    }

    fn weighed(&self) -> Vec<Vec<(TermId, f32)>> {
        let mut rows = vec![Vec::new(); self.documents.len()];
        for term in 0..self.starts.len() - 1 {
            let term = term as TermId;
            let idf = self.idf(term);
            for Posting { document, counts } in self.of(term) {
                let all = counts.iter().map(|it| f32::from(*it)).sum();
                let length = self.documents[*document as usize].whole.max(f32::MIN_POSITIVE);
                rows[*document as usize].push((term, dampened(all) * idf / length));
            }
        }
        rows
    }

    /// The most telling terms of some documents, each by its weight: a vector of length 1.
    pub(super) fn middle(&self, of: &[(u32, f32)], most: usize) -> Vec<(TermId, f32)> {
        let mut sums: HashMap<TermId, f32> = HashMap::new();
        for (document, part) in of {
            for (term, weight) in &self.rows[*document as usize] {
                *sums.entry(*term).or_default() += part * weight;
            }
        }
        let mut middle: Vec<(TermId, f32)> = sums.into_iter().collect();
        middle.sort_unstable_by(|one, other| {
            other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0))
        });
        middle.truncate(most);
        let length = middle.iter().map(|it| it.1 * it.1).sum::<f32>().sqrt();
        middle.iter_mut().for_each(|it| it.1 /= length.max(f32::MIN_POSITIVE));
        middle
    }

    /// What a vector of terms has in common with each document: cosines, if its length is 1.
    pub(super) fn cosines(&self, vector: &[(TermId, f32)]) -> Vec<f32> {
        let mut sums = vec![0.0_f32; self.documents.len()];
        for (term, weight) in vector {
            let weight = weight * self.idf(*term);
            for Posting { document, counts } in self.of(*term) {
                let all = counts.iter().map(|it| f32::from(*it)).sum();
                sums[*document as usize] += weight * dampened(all);
            }
        }
        for (sum, document) in sums.iter_mut().zip(&self.documents) {
            *sum /= document.whole.max(f32::MIN_POSITIVE);
        }
        sums
    }

    /// What the ideas find, in every document.
    pub(super) fn find(&self, ideas: &[Idea]) -> Lexical {
        let count = self.documents.len();
        let zeros = || vec![0.0_f32; count];
        let mut lexical = Lexical {
            fielded: zeros(),
            flat: zeros(),
            cosine: zeros(),
            title: zeros(),
            mass: zeros(),
            title_mass: zeros(),
            label_mass: zeros(),
        };
        let mut found = vec![Found::default(); count];
        let mut touched = Vec::new();
        let mut square = 0.0;
        let all: f32 = ideas.iter().map(|it| it.idf * it.times).sum::<f32>().max(f32::MIN_POSITIVE);
        for idea in ideas {
            for name in &idea.names {
                self.find_name(name, &mut found, &mut touched);
            }
            let df = idea.names.iter().map(|it| self.df_of(it)).max().unwrap_or(0);
            let smooth = ((1.0 + count as f32) / (1.0 + df as f32)).ln() + 1.0;
            let weight = smooth * idea.times;
            square += weight * weight;
            for at in touched.drain(..) {
                let Found { fields, worth } = std::mem::take(&mut found[at as usize]);
                let at = at as usize;
                let document = &self.documents[at];
                let gain = idea.idf * idea.times / all;
                lexical.fielded[at] += gain * self.fielded(document, fields);
                let sum = fields.iter().sum::<f32>();
                let relative = document.all() as f32 / self.mean;
                lexical.flat[at] += gain * sum / (sum + K1 * (1.0 - FLAT + FLAT * relative));
                lexical.cosine[at] += weight * smooth * dampened(sum);
                lexical.title[at] += weight * smooth * dampened(fields[0]);
                let part = gain * worth;
                lexical.mass[at] += part;
                lexical.title_mass[at] += if fields[0] > 0.0 { part } else { 0.0 };
                lexical.label_mass[at] += if fields[1] > 0.0 { part } else { 0.0 };
            }
        }
        let length = square.sqrt().max(f32::MIN_POSITIVE);
        for (at, document) in self.documents.iter().enumerate() {
            lexical.cosine[at] /= length * document.whole.max(f32::MIN_POSITIVE);
            lexical.title[at] /= length * document.title.max(f32::MIN_POSITIVE);
        }
        lexical
    }

    fn fielded(&self, document: &Lengths, fields: [f32; 3]) -> f32 {
        let mut sum = 0.0;
        for (field, (weight, dilution)) in FIELDS.iter().enumerate() {
            let relative = document.words[field] as f32 / self.means[field];
            sum += weight * fields[field] / (1.0 - dilution + dilution * relative);
        }
        sum / (K1 + sum)
    }

    /// As common as the rarest of its terms.
    fn df_of(&self, name: &Name) -> usize {
        name.terms.iter().map(|it| self.df(*it)).min().unwrap_or(0)
    }

    fn find_name(&self, name: &Name, found: &mut [Found], touched: &mut Vec<u32>) {
        let Some(rarest) = name.terms.iter().min_by_key(|it| self.df(**it)) else { return };
        for Posting { document, counts } in self.of(*rarest) {
            let mut counts = *counts;
            let others = name.terms.iter().filter(|it| *it != rarest);
            let has_all = others.map(|it| self.in_document(*it, *document)).all(|other| {
                for (count, other) in counts.iter_mut().zip(other.unwrap_or_default()) {
                    *count = (*count).min(other);
                }
                other.is_some()
            });
            if !has_all || counts == [0; 3] {
                continue;
            }
            let found = &mut found[*document as usize];
            if found.worth == 0.0 {
                touched.push(*document);
            }
            found.worth = found.worth.max(name.worth);
            for (sum, count) in found.fields.iter_mut().zip(counts) {
                *sum += name.share * f32::from(count);
            }
        }
    }

    fn in_document(&self, term: TermId, document: u32) -> Option<[u8; 3]> {
        let postings = self.of(term);
        let at = postings.binary_search_by_key(&document, |it| it.document).ok()?;
        Some(postings[at].counts)
    }
}

/// By term, each term's documents in order.
fn grouped(entries: Vec<(TermId, Posting)>) -> (Vec<usize>, Vec<Posting>) {
    let terms = entries.iter().map(|it| it.0 as usize + 1).max().unwrap_or(0);
    let mut starts = vec![0_usize; terms + 1];
    for (term, _) in &entries {
        starts[*term as usize + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut next = starts.clone();
    let mut postings = vec![Posting { document: 0, counts: [0; 3] }; entries.len()];
    for (term, posting) in entries {
        let place = &mut next[term as usize];
        postings[*place] = posting;
        *place += 1;
    }
    (starts, postings)
}

/// 1 + ln(count) from one on; a part of a mention is that part.
fn dampened(count: f32) -> f32 {
    if count > 1.0 { 1.0 + count.ln() } else { count }
}
