//! What a document makes of the terms and ideas that are waited for.

use crate::{
    index::{
        columns::{NO_DAYS, NO_PRICE},
        snapshot::Snapshot,
        terms::TermId,
    },
    percolate::{
        groups::Weight,
        lists::Glance,
        meta::NEAR,
        numbers::NONE,
        register::Standings,
        visit::{READERS, Visit, lang},
    },
    search::{
        score::{
            found::{Found, Scale, head_norm},
            gain, language,
        },
        tfidf::IdfTable,
    },
    types::Lang,
};

/// Kept by each thread from document to document.
#[derive(Default)]
pub(super) struct Scratch {
    /// Which queries and which state of the index the weights are of.
    pub(super) weights_of: (u64, u64),
    pub(super) weights: Vec<Option<Weight>>,
    pub(super) cosine: Option<IdfTable>,
    /// By term: what the document makes of it. Empty between documents, like all below.
    pub(super) found: Vec<Found>,
    pub(super) owner: Vec<bool>,
    pub(super) has: Bits,
    pub(super) terms: Vec<u32>,
    pub(super) hit: Bits,
    pub(super) groups: Vec<u32>,
    /// By group and reader: how it matched this document.
    pub(super) at_doc: Vec<[Option<AtDoc>; READERS.len()]>,
    pub(super) seen: Bits,
    pub(super) values: Vec<u32>,
    pub(super) titles: [Vec<TermId>; 2],
    /// By group: one of its words stands in a title.
    pub(super) titled: Bits,
    pub(super) glance: Glance,
    /// Lengths of the heads, once somebody asks.
    pub(super) norms: [Option<f32>; 2],
    pub(super) ideas: Vec<Idea>,
    pub(super) idfs: Vec<f32>,
    pub(super) likely: Vec<u32>,
    pub(super) typed: Vec<Option<TermId>>,
}

/// A group, against this document.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Idea {
    pub(super) weight: Weight,
    pub(super) at_doc: AtDoc,
}

/// How a group matched a document.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct AtDoc {
    pub(super) sum: f32,
    /// Of the name that did most.
    pub(super) worth: f32,
    pub(super) likeness: [f32; 2],
}

impl Scratch {
    pub(super) fn prepare(&mut self, standings: &Standings, snapshot: &Snapshot, state: u64) {
        if self.weights_of != (standings.version, state) {
            self.weights_of = (standings.version, state);
            self.weights.clear();
            self.weights.resize(standings.groups.limit(), None);
            self.cosine = None;
        }
        self.cosine.get_or_insert_with(|| IdfTable::new(snapshot.stats.documents()));
        self.found.resize(standings.terms.len(), Found::default());
        self.owner.resize(standings.terms.len(), false);
        self.at_doc.resize(standings.groups.limit(), [None; READERS.len()]);
        self.has.fit(standings.terms.len());
        self.hit.fit(standings.groups.limit());
        self.seen.fit(standings.rows.len());
        self.titled.fit(standings.groups.limit());
    }

    /// Which terms and which groups the document has.
    pub(super) fn read(&mut self, doc: &Visit<'_>) {
        let terms = &doc.standings.terms;
        let stats = &doc.snapshot.stats;
        let Scratch { cosine: Some(cosine), .. } = self else { return };
        for lang in Lang::ALL {
            let scale = Scale::new(&doc.record, lang, stats);
            for (id, counts) in doc.record.head(lang) {
                let ours = terms.ours(id);
                if ours != NONE {
                    self.found[ours as usize] = scale.head(counts, cosine.of(stats.df(id)));
                    self.has.set(ours);
                    self.terms.push(ours);
                }
            }
            for (id, body) in doc.record.rest(lang) {
                let ours = terms.ours(id);
                if ours != NONE {
                    self.found[ours as usize] = scale.rest(body);
                    self.has.set(ours);
                    self.terms.push(ours);
                }
            }
            let title = &mut self.titles[lang as usize];
            title.extend(doc.record.title(lang).map(|it| terms.ours(it)));
            for word in title.iter().filter(|it| **it != NONE) {
                doc.standings.groups.written(*word).iter().for_each(|group| {
                    self.titled.set(*group);
                });
            }
        }
        for ours in doc.record.owner().map(|it| terms.ours(it)).filter(|it| *it != NONE) {
            self.owner[ours as usize] = true;
            self.has.set(ours);
            self.terms.push(ours);
        }
        let price = Some(doc.facts.price).filter(|it| *it != NO_PRICE);
        let days = Some(doc.facts.days).filter(|it| *it != NO_DAYS);
        for term in &self.terms {
            for group in doc.standings.groups.alone(*term) {
                if self.hit.set(*group) {
                    self.groups.push(*group);
                }
            }
            for (group, member) in doc.standings.groups.together(*term) {
                let Some(entry) = doc.standings.groups.get(*group) else { continue };
                let terms = &entry.group.members[*member as usize].terms;
                if terms.iter().all(|it| self.has.get(it.id)) && self.hit.set(*group) {
                    self.groups.push(*group);
                }
            }
        }
        self.glance.take(price, days, &self.groups);
    }

    pub(super) fn clear(&mut self) {
        for term in self.terms.drain(..) {
            self.found[term as usize] = Found::default();
            self.owner[term as usize] = false;
        }
        for group in self.groups.drain(..) {
            self.at_doc[group as usize] = [None; READERS.len()];
        }
        self.has.clear();
        self.hit.clear();
        self.seen.clear();
        self.titled.clear();
        self.norms = [None; 2];
        self.titles.iter_mut().for_each(Vec::clear);
    }

    pub(super) fn idea(&mut self, doc: &Visit<'_>, group: u32, reader: u8) -> Idea {
        let weight = match &mut self.weights[group as usize] {
            Some(known) => *known,
            unknown => {
                let (Some(cosine), Some(entry)) = (&self.cosine, doc.standings.groups.get(group))
                else {
                    return Idea::default();
                };
                *unknown.insert(entry.weight(&doc.standings.terms, &doc.snapshot.stats, cosine))
            }
        };
        if !self.hit.get(group) {
            return Idea { weight, at_doc: AtDoc::default() };
        }
        let known = &mut self.at_doc[group as usize][usize::from(reader)];
        let at_doc = *known.get_or_insert_with(|| {
            let Some(entry) = doc.standings.groups.get(group) else { return AtDoc::default() };
            let language = language(lang(reader));
            let mut at_doc = AtDoc::default();
            let mut most = 0.0;
            for lang in Lang::ALL {
                let side = lang as usize;
                let matched = entry.plan.matched(lang, language[side], &self.found, &self.owner);
                let sum = matched.sum();
                if gain(1.0, sum) > most {
                    most = gain(1.0, sum);
                    at_doc.sum = sum;
                    at_doc.worth = entry.group.members[matched.member].worth;
                }
                at_doc.likeness[side] = entry.plan.likeness(lang, &self.found);
            }
            at_doc
        });
        Idea { weight, at_doc }
    }

    /// The length of the document's head.
    pub(super) fn head_norm(&mut self, doc: &Visit<'_>, lang: Lang) -> f32 {
        let (record, stats) = (&doc.record, &doc.snapshot.stats);
        let known = &mut self.norms[lang as usize];
        *known.get_or_insert_with(|| match &self.cosine {
            Some(cosine) => head_norm(record, lang, stats, cosine),
            None => 1.0,
        })
    }

    /// Whether the document has as many ideas of the query as it asks for.
    #[inline]
    pub(super) fn has_enough(&self, standings: &Standings, number: u32) -> bool {
        let row = &standings.rows[number as usize];
        let mut count = row.near.iter().filter(|it| self.hit.get(**it)).count();
        if row.more.groups()
            && let Some(kept) = &standings.queries[number as usize]
        {
            count += kept.groups[NEAR..].iter().filter(|it| self.hit.get(**it)).count();
        }
        count >= usize::from(row.required)
    }
}

/// A set of small numbers that is cheap to empty.
#[derive(Default)]
pub(super) struct Bits {
    words: Vec<u64>,
    dirty: Vec<u32>,
}

impl Bits {
    pub(super) fn fit(&mut self, numbers: usize) {
        if self.words.len() * 64 < numbers {
            self.words.resize(numbers.div_ceil(64), 0);
        }
    }

    #[inline]
    pub(super) fn get(&self, number: u32) -> bool {
        let word = self.words.get(number as usize / 64).copied().unwrap_or(0);
        word >> (number % 64) & 1 == 1
    }

    /// Whether it was not there.
    #[inline]
    pub(super) fn set(&mut self, number: u32) -> bool {
        let word = &mut self.words[number as usize / 64];
        let bit = 1 << (number % 64);
        let is_new = *word & bit == 0;
        if *word == 0 {
            self.dirty.push(number / 64);
        }
        *word |= bit;
        is_new
    }

    pub(super) fn clear(&mut self) {
        for word in self.dirty.drain(..) {
            self.words[word as usize] = 0;
        }
    }
}
