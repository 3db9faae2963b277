//! A rough score for every document that has any of the words.
//!
//! Group by group, all postings are read, block by block, into one array indexed by slot. The
//! frequencies in the postings are weighted sums over fields already, so what is added up is BM25F
//! with one length per document. Inside a group frequencies add up first and are dampened after:
//! five names of one idea do not count five times.

use std::io;

use tantivy::{
    DocSet, TERMINATED, Term,
    fieldnorm::FieldNormReader,
    postings::Postings,
    schema::{Field, IndexRecordOption},
};

use crate::{
    error::QueryError,
    index::{
        segments::{self, DEAD, Fields, Place, SegmentView},
        snapshot::Snapshot,
    },
    search::{
        parse::{Group, Member},
        score::K1,
    },
};

/// About 20 ms of reading.
pub(crate) const MAX_POSTINGS: u64 = 6_000_000;
const B: f32 = 0.6;

/// One place per slot.
#[derive(Debug, Default)]
pub(crate) struct Accumulator {
    pub(crate) sums: Vec<Sum>,
    group: Vec<f32>,
    touched: Vec<u32>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Sum {
    pub(crate) score: f32,
    /// One bit per group that matched.
    pub(crate) groups: u32,
}

impl Accumulator {
    fn clear(&mut self, slots: usize) {
        self.sums.clear();
        self.sums.resize(slots, Sum::default());
        self.group.resize(slots, 0.0);
    }
}

/// Fills `into`. The rarest groups go first; those that would take more than `most_postings` in all
/// are left out. Says whether any was.
pub(crate) fn retrieve(
    snapshot: &Snapshot,
    groups: &[Group],
    most_postings: u64,
    into: &mut Accumulator,
) -> Result<bool, QueryError> {
    into.clear(snapshot.columns.slots());
    let field = Fields::new().text;
    let norms = Norms::new(snapshot);
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by(|a, b| groups[*b].idf.total_cmp(&groups[*a].idf));
    let mut postings = 0;
    let mut left_out = false;
    for at in order {
        let group = &groups[at];
        let cost: u64 =
            group.members.iter().flat_map(|it| &it.terms).map(|it| u64::from(it.df)).sum();
        if postings > 0 && postings + cost > most_postings {
            left_out = true;
            continue;
        }
        postings += cost;
        let alone = (group.members.len() == 1).then_some((group.idf, 1 << at));
        for member in &group.members {
            for segment in &snapshot.segments {
                let source = Source { segment, field, norms: &norms, alone };
                add(&source, member, into)
                    .map_err(|error| QueryError::Unreadable { what: error.to_string() })?;
            }
        }
        into.fold(group.idf, 1 << at);
    }
    Ok(left_out)
}

impl Accumulator {
    #[inline]
    fn add(&mut self, slot: u32, amount: f32) {
        let sum = &mut self.group[slot as usize];
        if *sum == 0.0 {
            self.touched.push(slot);
        }
        *sum += amount;
    }

    /// The group is complete: dampen it, add it to the scores, start the next one.
    fn fold(&mut self, idf: f32, bit: u32) {
        for slot in self.touched.drain(..) {
            let sum = std::mem::take(&mut self.group[slot as usize]);
            let total = &mut self.sums[slot as usize];
            total.score += idf * sum / (1.0 + sum);
            total.groups |= bit;
        }
    }
}

/// One over the length norm, by tantivy's one-byte length.
struct Norms([f32; 256]);

impl Norms {
    fn new(snapshot: &Snapshot) -> Norms {
        let mean = snapshot.stats.mean_weighted_length();
        let mut norms = [0.0; 256];
        for (norm, byte) in norms.iter_mut().zip(0..=u8::MAX) {
            let length = FieldNormReader::id_to_fieldnorm(byte) as f32;
            *norm = 1.0 / (K1 * (1.0 - B + B * length / mean));
        }
        Norms(norms)
    }
}

/// Where postings come from, and what they mean.
struct Source<'a> {
    segment: &'a SegmentView,
    field: Field,
    norms: &'a Norms,
    /// The member is its whole group, with this idf and bit: no need to add up first.
    alone: Option<(f32, u32)>,
}

impl Source<'_> {
    #[inline]
    fn add(&self, doc: u32, amount: f32, into: &mut Accumulator) {
        let Place { slot, norm } = self.segment.places[doc as usize];
        if slot == DEAD {
            return;
        }
        let sum = amount * self.norms.0[usize::from(norm)];
        match self.alone {
            Some((idf, bit)) => {
                let total = &mut into.sums[slot as usize];
                total.score += idf * sum / (1.0 + sum);
                total.groups |= bit;
            }
            None => into.add(slot, sum),
        }
    }
}

fn add(source: &Source<'_>, member: &Member, into: &mut Accumulator) -> io::Result<()> {
    let [term] = &member.terms[..] else {
        return add_all_of(source, member, into);
    };
    let term = Term::from_field_text(source.field, &segments::token(term.id));
    let option = IndexRecordOption::WithFreqs;
    let Some(mut block) = source.segment.postings.read_block_postings(&term, option)? else {
        return Ok(());
    };
    while !block.docs().is_empty() {
        for (doc, times) in block.docs().iter().zip(block.freqs()) {
            source.add(*doc, member.worth * *times as f32, into);
        }
        block.advance();
    }
    Ok(())
}

/// Documents that have every term of the member, as often as the rarest of them.
fn add_all_of(source: &Source<'_>, member: &Member, into: &mut Accumulator) -> io::Result<()> {
    let mut terms: Vec<_> = member.terms.iter().collect();
    terms.sort_by_key(|it| it.df);
    let mut lists = Vec::with_capacity(terms.len());
    for term in terms {
        let term = Term::from_field_text(source.field, &segments::token(term.id));
        let option = IndexRecordOption::WithFreqs;
        match source.segment.postings.read_postings(&term, option)? {
            Some(list) => lists.push(list),
            None => return Ok(()),
        }
    }
    let Some((first, others)) = lists.split_first_mut() else { return Ok(()) };
    let mut doc = first.doc();
    while doc != TERMINATED {
        let mut times = first.term_freq();
        let mut is_in_all = true;
        for other in others.iter_mut() {
            if other.doc() < doc {
                other.seek(doc);
            }
            is_in_all &= other.doc() == doc;
            if !is_in_all {
                break;
            }
            times = times.min(other.term_freq());
        }
        if is_in_all {
            source.add(doc, member.worth * times as f32, into);
        }
        doc = first.advance();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        index::writer::{Load, Writer},
        search::parse,
        text::Analyzer,
        types::{Change, Doc, Lang, Text},
    };

    fn doc(n: usize) -> Change {
        let title = if n == 0 { "agente común" } else { "común" }.to_owned();
        let text = Text { lang: Lang::Es, title, summary: String::new(), body: String::new() };
        Change::Put(Box::new(Doc {
            key: n.to_string(),
            owner: String::new(),
            owner_name: String::new(),
            texts: vec![text],
            labels: Vec::new(),
            facets: Vec::new(),
            price_minor: None,
            delivery_days: None,
            rating_mean: None,
            rating_count: 0,
            created_at_ms: 0,
        }))
    }

    #[test]
    fn beyond_its_budget_a_query_leaves_out_its_most_common_words() {
        let (mut writer, empty) = Writer::create(None, &[], Load::Edits).unwrap();
        let docs: Vec<Change> = (0..50).map(doc).collect();
        let snapshot = writer.write(&empty, &docs, 1).unwrap();
        let parsed = parse::parse("común agente", &snapshot, &mut Analyzer::default());
        let mut sums = Accumulator::default();
        let touched = |it: &Accumulator| it.sums.iter().filter(|it| it.groups != 0).count();

        assert!(!retrieve(&snapshot, &parsed.groups, 1_000, &mut sums).unwrap());
        assert_eq!(touched(&sums), 50);
        assert!(retrieve(&snapshot, &parsed.groups, 10, &mut sums).unwrap());
        assert_eq!(touched(&sums), 1);
    }
}
