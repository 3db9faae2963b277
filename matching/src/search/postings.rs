//! Reading the postings of one name of a group, a window of documents at a time.

use std::{io, ops::Range};

use tantivy::{
    DocSet, TERMINATED, Term,
    postings::{BlockSegmentPostings, Postings as _, SegmentPostings},
    schema::IndexRecordOption,
};

use crate::{
    index::segments::{self, SegmentView},
    search::parse::{Group, KnownTerm, Member},
};

/// Documents looked at together. A power of two, so that any place can be made to fit.
pub(crate) const WINDOW: usize = 2_048;

/// A member of a group in one segment, read up to some document.
pub(crate) struct Postings {
    worth: f32,
    source: Source,
}

enum Source {
    /// One word: whole blocks, and the place in the block at hand.
    One(Box<BlockSegmentPostings>, usize),
    /// Several words, rarest first: documents that have all of them.
    All(Vec<SegmentPostings>),
}

const OPTION: IndexRecordOption = IndexRecordOption::WithFreqs;

impl Postings {
    /// Those of the group's members that the segment has.
    pub(crate) fn open_all(segment: &SegmentView, group: &Group) -> io::Result<Vec<Postings>> {
        let opened = group.members.iter().map(|it| Postings::open(segment, it));
        opened.filter_map(Result::transpose).collect()
    }

    fn open(segment: &SegmentView, member: &Member) -> io::Result<Option<Postings>> {
        let term = |it: &KnownTerm| Term::from_field_text(segment.text, &segments::token(it.id));
        let source = if let [one] = &member.terms[..] {
            let Some(block) = segment.postings.read_block_postings(&term(one), OPTION)? else {
                return Ok(None);
            };
            Source::One(Box::new(block), 0)
        } else {
            let mut terms: Vec<_> = member.terms.iter().collect();
            terms.sort_by_key(|it| it.df);
            let mut lists = Vec::with_capacity(terms.len());
            for it in terms {
                match segment.postings.read_postings(&term(it), OPTION)? {
                    Some(list) => lists.push(list),
                    None => return Ok(None),
                }
            }
            Source::All(lists)
        };
        Ok(Some(Postings { worth: member.worth, source }))
    }

    /// Adds what stands in the window that starts at `from` to `frequencies`. Windows are read in
    /// order; some may be left out. Says whether there was anything.
    pub(crate) fn add_up(&mut self, from: u32, frequencies: &mut [f32; WINDOW]) -> bool {
        let worth = self.worth;
        let mut is_touched = false;
        self.read(from, |at, times| {
            frequencies[at] += worth * times as f32;
            is_touched = true;
        });
        is_touched
    }

    /// The same of those documents only that have groups already.
    pub(crate) fn add_up_among(
        &mut self,
        from: u32,
        frequencies: &mut [f32; WINDOW],
        groups: &[u32; WINDOW],
    ) -> bool {
        let worth = self.worth;
        let mut is_touched = false;
        self.read(from, |at, times| {
            if groups[at] != 0 {
                frequencies[at] += worth * times as f32;
                is_touched = true;
            }
        });
        is_touched
    }

    fn read(&mut self, from: u32, mut add: impl FnMut(usize, u32)) {
        let until = from + WINDOW as u32;
        let add = |doc: u32, times| add((doc - from) as usize % WINDOW, times);
        match &mut self.source {
            Source::One(block, at) => read_blocks(block, at, from..until, add),
            Source::All(lists) => read_common(lists, from..until, add),
        }
    }
}

fn read_blocks(
    block: &mut BlockSegmentPostings,
    at: &mut usize,
    Range { start: from, end: until }: Range<u32>,
    mut add: impl FnMut(u32, u32),
) {
    if block.docs().get(*at).is_some_and(|doc| *doc < from) {
        *at = block.seek(from);
    }
    loop {
        let docs = block.docs().get(*at..).unwrap_or_default();
        let Some(last) = docs.last() else { return };
        let freqs = &block.freqs()[*at..];
        if *last >= until {
            let inside = docs.partition_point(|doc| *doc < until);
            docs[..inside].iter().zip(freqs).for_each(|(doc, times)| add(*doc, *times));
            *at += inside;
            return;
        }
        docs.iter().zip(freqs).for_each(|(doc, times)| add(*doc, *times));
        block.advance();
        *at = 0;
    }
}

/// Documents that have every word, as often as the rarest of them.
fn read_common(
    lists: &mut [SegmentPostings],
    Range { start: from, end: until }: Range<u32>,
    mut add: impl FnMut(u32, u32),
) {
    let Some((first, others)) = lists.split_first_mut() else { return };
    let mut doc = if first.doc() < from { first.seek(from) } else { first.doc() };
    while doc < until {
        let mut times = first.term_freq();
        let mut next = doc;
        for other in others.iter_mut() {
            if other.doc() < doc {
                other.seek(doc);
            }
            next = other.doc();
            if next != doc {
                break;
            }
            times = times.min(other.term_freq());
        }
        doc = if next == doc {
            add(doc, times);
            first.advance()
        } else if next == TERMINATED {
            first.seek(TERMINATED)
        } else {
            first.seek(next)
        };
    }
}
