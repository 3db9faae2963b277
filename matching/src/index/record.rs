//! The terms of one document, as compact bytes: what exact scoring reads.
//!
//! Per language there are two lists, sorted by term: the *head* (terms of title, labels or summary,
//! with a count per field) and the *rest* (terms of the body only). Most questions about a document
//! are answered by its head, which is short.

use crate::{
    index::{
        bytes::{Reader, put_bytes, put_number},
        terms::TermId,
    },
    types::Lang,
};

/// Places in [`Record::lengths`]; `+ 1` for English.
pub(crate) const TITLE: usize = 0;
pub(crate) const SUMMARY: usize = 2;
pub(crate) const BODY: usize = 4;
/// Labels have one length: they are read in both languages.
pub(crate) const LABELS: usize = 6;
pub(crate) const LENGTHS: usize = 7;

/// How often a term stands in each field. Counts stop at 15: more is stuffing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) title: u8,
    pub(crate) labels: u8,
    pub(crate) summary: u8,
    pub(crate) body: u8,
}

pub(crate) const MAX_COUNT: u8 = 15;

impl Counts {
    fn is_head(self) -> bool {
        self.title > 0 || self.labels > 0 || self.summary > 0
    }

    /// How often it stands above the body.
    pub(crate) fn head(self) -> u8 {
        self.title + self.labels + self.summary
    }
}

/// A record being put together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    pub(crate) lengths: [u32; LENGTHS],
    pub(crate) weighted_length: u32,
    /// Sorted by term, each term once.
    pub(crate) terms: [Vec<(TermId, Counts)>; 2],
    pub(crate) owner: Vec<TermId>,
    /// Exact words of the title, in order.
    pub(crate) titles: [Vec<TermId>; 2],
    /// What this document offers as completions.
    pub(crate) completions: Vec<TermId>,
}

impl Draft {
    pub(crate) fn encode(mut self) -> Box<[u8]> {
        let mut bytes = Vec::with_capacity(1_024);
        put_number(&mut bytes, u64::from(self.weighted_length));
        for length in self.lengths {
            put_number(&mut bytes, u64::from(length));
        }
        for terms in &self.terms {
            put_bytes(&mut bytes, &head(terms));
            put_bytes(&mut bytes, &rest(terms));
        }
        for list in [&mut self.owner, &mut self.completions] {
            list.sort_unstable();
            list.dedup();
            put_bytes(&mut bytes, &steps(list));
        }
        for title in &self.titles {
            let mut words = Vec::new();
            for id in title {
                put_number(&mut words, u64::from(*id));
            }
            put_bytes(&mut bytes, &words);
        }
        bytes.into()
    }
}

fn head(terms: &[(TermId, Counts)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut before = 0;
    for (id, counts) in terms.iter().filter(|(_, counts)| counts.is_head()) {
        put_number(&mut bytes, u64::from(id - before));
        bytes.push(counts.title | counts.labels << 4);
        bytes.push(counts.summary | counts.body << 4);
        before = *id;
    }
    bytes
}

fn rest(terms: &[(TermId, Counts)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut before = 0;
    for (id, counts) in terms.iter().filter(|(_, counts)| !counts.is_head()) {
        // Most words stand once: the lowest bit says so, and saves the count.
        let is_many = counts.body > 1;
        put_number(&mut bytes, u64::from(id - before) << 1 | u64::from(is_many));
        if is_many {
            bytes.push(counts.body);
        }
        before = *id;
    }
    bytes
}

fn steps(sorted: &[TermId]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut before = 0;
    for id in sorted {
        put_number(&mut bytes, u64::from(id - before));
        before = *id;
    }
    bytes
}

/// A record being read, in place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record<'a> {
    pub(crate) lengths: [u32; LENGTHS],
    /// As the first pass sees it: words times the weight of their field.
    pub(crate) weighted_length: u32,
    heads: [&'a [u8]; 2],
    rests: [&'a [u8]; 2],
    owner: &'a [u8],
    completions: &'a [u8],
    titles: [&'a [u8]; 2],
}

impl<'a> Record<'a> {
    /// `None` if the bytes are not a record.
    pub(crate) fn read(bytes: &'a [u8]) -> Option<Record<'a>> {
        let mut reader = Reader::new(bytes);
        let weighted_length = reader.small()?;
        let mut lengths = [0; LENGTHS];
        for length in &mut lengths {
            *length = reader.small()?;
        }
        let mut lists = [&bytes[..0]; 8];
        for list in &mut lists {
            *list = reader.bytes()?;
        }
        let [head_es, rest_es, head_en, rest_en, owner, completions, title_es, title_en] = lists;
        Some(Record {
            lengths,
            weighted_length,
            heads: [head_es, head_en],
            rests: [rest_es, rest_en],
            owner,
            completions,
            titles: [title_es, title_en],
        })
    }

    /// Terms above the body, in order.
    #[inline]
    pub(crate) fn head(&self, lang: Lang) -> Head<'a> {
        Head { reader: Reader::new(self.heads[lang as usize]), id: 0 }
    }

    /// Terms of the body that are nowhere above it, in order.
    #[inline]
    pub(crate) fn rest(&self, lang: Lang) -> Rest<'a> {
        Rest { reader: Reader::new(self.rests[lang as usize]), id: 0 }
    }

    pub(crate) fn owner(&self) -> impl Iterator<Item = TermId> + use<'a> {
        Steps { reader: Reader::new(self.owner), id: 0 }
    }

    pub(crate) fn title(&self, lang: Lang) -> impl Iterator<Item = TermId> + use<'a> {
        let mut reader = Reader::new(self.titles[lang as usize]);
        std::iter::from_fn(move || reader.small())
    }

    /// Every term that is counted, each once.
    pub(crate) fn each_term(&self, mut visit: impl FnMut(TermId)) {
        for lang in Lang::ALL {
            self.head(lang).for_each(|(id, _)| visit(id));
            self.rest(lang).for_each(|(id, _)| visit(id));
        }
        self.owner().for_each(&mut visit);
        Steps { reader: Reader::new(self.completions), id: 0 }.for_each(visit);
    }
}

pub(crate) struct Head<'a> {
    reader: Reader<'a>,
    id: TermId,
}

impl Iterator for Head<'_> {
    type Item = (TermId, Counts);

    #[inline]
    fn next(&mut self) -> Option<(TermId, Counts)> {
        self.id = self.id.checked_add(self.reader.small()?)?;
        let (first, second) = (self.reader.byte()?, self.reader.byte()?);
        let counts = Counts {
            title: first & 15,
            labels: first >> 4,
            summary: second & 15,
            body: second >> 4,
        };
        Some((self.id, counts))
    }
}

pub(crate) struct Rest<'a> {
    reader: Reader<'a>,
    id: TermId,
}

impl Iterator for Rest<'_> {
    type Item = (TermId, u8);

    #[inline]
    fn next(&mut self) -> Option<(TermId, u8)> {
        let step = self.reader.number()?;
        self.id = self.id.checked_add(u32::try_from(step >> 1).ok()?)?;
        let body = if step & 1 == 1 { self.reader.byte()? } else { 1 };
        Some((self.id, body))
    }
}

struct Steps<'a> {
    reader: Reader<'a>,
    id: TermId,
}

impl Iterator for Steps<'_> {
    type Item = TermId;

    fn next(&mut self) -> Option<TermId> {
        self.id = self.id.checked_add(self.reader.small()?)?;
        Some(self.id)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            raw in prop::collection::btree_map(0_u32..100_000, (0_u8..16, 0_u8..16, 0_u8..16, 1_u8..16), 0..60),
            owner in prop::collection::btree_set(0_u32..1000, 0..4),
            title in prop::collection::vec(0_u32..1000, 0..9),
        ) {
            let all: Vec<(TermId, Counts)> = raw
                .iter()
                .map(|(id, it)| (*id, Counts { title: it.0, labels: it.1, summary: it.2, body: it.3 }))
                .collect();
            let draft = Draft {
                lengths: [1, 2, 3, 4, 5, 6, 7],
                weighted_length: 300,
                terms: [Vec::new(), all.clone()],
                owner: owner.iter().copied().collect(),
                titles: [title.clone(), Vec::new()],
                completions: Vec::new(),
            };
            let bytes = draft.encode();
            let record = Record::read(&bytes).unwrap();

            let mut read: Vec<(TermId, Counts)> = record.head(Lang::En).collect();
            read.extend(record.rest(Lang::En).map(|(id, body)| (id, Counts { body, ..Counts::default() })));
            read.sort_by_key(|(id, _)| *id);
            prop_assert_eq!(read, all);
            prop_assert_eq!(record.head(Lang::Es).count(), 0);
            prop_assert!(record.owner().eq(owner.iter().copied()));
            prop_assert!(record.title(Lang::Es).eq(title.iter().copied()));
            prop_assert_eq!((record.lengths, record.weighted_length), ([1, 2, 3, 4, 5, 6, 7], 300));
        }

        #[test]
        fn any_bytes_are_read_without_panic(bytes: Vec<u8>) {
            if let Some(record) = Record::read(&bytes) {
                record.each_term(|_| {});
                prop_assert!(record.title(Lang::En).count() <= bytes.len());
            }
        }
    }
}
