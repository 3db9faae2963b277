//! A rough score for every document that has any of the words.
//!
//! Documents go by in windows of 2,048: all postings of a window are added up in arrays that stay in
//! the fastest cache, then what was touched is handed on. The frequencies in the postings are weighted
//! sums over fields already, so what is added up is BM25F with one length per document. Inside a group
//! frequencies add up first and are dampened after: five names of one idea do not count five times.

use std::io;

use tantivy::fieldnorm::FieldNormReader;

use crate::{
    error::QueryError,
    index::{
        segments::{DEAD, Place},
        snapshot::Snapshot,
    },
    search::{
        gather::Sieve,
        parse::Group,
        postings::{Postings, WINDOW},
        score::K1,
    },
};

/// About 20 ms of reading.
pub(crate) const MAX_POSTINGS: u64 = 6_000_000;
const B: f32 = 0.6;

/// What is known of the documents of one window, by place. Whole arrays are gone through rather than
/// the places that were touched: with eight places to an instruction that is sooner done.
#[derive(Debug)]
pub(crate) struct Window {
    /// Weighted frequencies of the group at hand.
    frequencies: Box<[f32; WINDOW]>,
    /// One over the length norms.
    norms: Box<[f32; WINDOW]>,
    scores: Box<[f32; WINDOW]>,
    /// One bit per group that matched.
    groups: Box<[u32; WINDOW]>,
}

impl Default for Window {
    fn default() -> Window {
        Window {
            frequencies: Box::new([0.0; WINDOW]),
            norms: Box::new([0.0; WINDOW]),
            scores: Box::new([0.0; WINDOW]),
            groups: Box::new([0; WINDOW]),
        }
    }
}

/// Offers the sieve every document that may pass it. The rarest groups go first; those that would take
/// more than `most_postings` in all are left out. Says whether any was.
pub(crate) fn retrieve(
    snapshot: &Snapshot,
    groups: &[Group],
    most_postings: u64,
    window: &mut Window,
    sieve: &mut Sieve<'_>,
) -> Result<bool, QueryError> {
    let (chosen, left_out) = affordable(groups, most_postings);
    let norms = Norms::new(snapshot);
    for segment in &snapshot.segments {
        let open = |at: &usize| Ok((*at, Postings::open_all(segment, &groups[*at])?));
        let opened: io::Result<Vec<_>> = chosen.iter().map(open).collect();
        let mut opened =
            opened.map_err(|error| QueryError::Unreadable { what: error.to_string() })?;
        for places in segment.places.chunks(WINDOW).zip((0_u32..).step_by(WINDOW)) {
            let alone = too_few(&opened, sieve);
            if window.read(places, groups, &norms, opened.split_at_mut(alone)) {
                window.hand_on(places.0, sieve);
            }
        }
    }
    Ok(left_out)
}

/// Places of the groups that are read, rarest first, and whether some are not.
fn affordable(groups: &[Group], most_postings: u64) -> (Vec<usize>, bool) {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by(|a, b| groups[*b].idf.total_cmp(&groups[*a].idf));
    let mut postings = 0;
    let mut left_out = false;
    order.retain(|at| {
        let terms = groups[*at].members.iter().flat_map(|it| &it.terms);
        let cost: u64 = terms.map(|it| u64::from(it.df)).sum();
        let is_affordable = postings == 0 || postings + cost <= most_postings;
        if is_affordable {
            postings += cost;
        }
        left_out |= !is_affordable;
        is_affordable
    });
    (order, left_out)
}

type Opened = (usize, Vec<Postings>);

/// From which place on the groups are too few: a document that has only these will not pass.
fn too_few(opened: &[Opened], sieve: &Sieve<'_>) -> usize {
    let mut set = 0;
    let mut from = opened.len();
    for (at, _) in opened.iter().rev() {
        set |= 1 << *at;
        if sieve.may_pass_with(set) {
            break;
        }
        from -= 1;
    }
    from
}

impl Window {
    /// Adds up the postings of one window, whose documents start at `from`: of the second part of the
    /// groups only what stands in documents that have one of the first. Says whether there were any.
    fn read(
        &mut self,
        (places, from): (&[Place], u32),
        groups: &[Group],
        norms: &Norms,
        (enough, too_few): (&mut [Opened], &mut [Opened]),
    ) -> bool {
        let mut is_touched = false;
        for (at, members) in enough {
            let mut is_in_group = false;
            for member in members.iter_mut() {
                is_in_group |= member.add_up(from, &mut self.frequencies);
            }
            if is_in_group {
                if !is_touched {
                    self.look_up_norms(places, norms);
                }
                is_touched = true;
                self.fold(groups[*at].idf, 1 << *at);
            }
        }
        if !is_touched {
            return false;
        }
        for (at, members) in too_few {
            let mut is_in_group = false;
            for member in members.iter_mut() {
                is_in_group |= member.add_up_among(from, &mut self.frequencies, &self.groups);
            }
            if is_in_group {
                self.fold(groups[*at].idf, 1 << *at);
            }
        }
        true
    }

    fn look_up_norms(&mut self, places: &[Place], norms: &Norms) {
        for (norm, place) in self.norms.iter_mut().zip(places) {
            *norm = norms.0[usize::from(place.norm)];
        }
    }

    /// The group is complete: dampen it, add it to the scores, make room for the next one.
    fn fold(&mut self, idf: f32, bit: u32) {
        let known = self.scores.iter_mut().zip(self.groups.iter_mut());
        let group = self.frequencies.iter_mut().zip(self.norms.iter());
        for ((score, groups), (frequency, norm)) in known.zip(group) {
            let sum = *frequency * norm;
            *score += idf * sum / (1.0 + sum);
            *groups |= if *frequency > 0.0 { bit } else { 0 };
            *frequency = 0.0;
        }
    }

    /// Hands on what lives, and forgets everything.
    fn hand_on(&mut self, places: &[Place], sieve: &mut Sieve<'_>) {
        for ((groups, score), place) in self.groups.iter().zip(self.scores.iter()).zip(places) {
            if *groups != 0 && place.slot != DEAD {
                sieve.offer(place.slot, *score, *groups);
            }
        }
        self.groups.fill(0);
        self.scores.fill(0.0);
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        index::writer::{Load, Writer},
        search::{gather::Tests, parse},
        text::Analyzer,
        types::{Change, Doc, Lang, Text},
    };

    fn doc(n: usize) -> Change {
        let title = if n == 0 { "agente común" } else { "común" }.to_owned();
        let text = Text { lang: Lang::Es, title, summary: String::new(), body: String::new() };
        Change::Put(Box::new(Doc { key: n.to_string(), texts: vec![text], ..Doc::default() }))
    }

    #[test]
    fn beyond_its_budget_a_query_leaves_out_its_most_common_words() {
        let (mut writer, empty) = Writer::create(None, &[], &Arc::default(), Load::Edits).unwrap();
        let docs: Vec<Change> = (0..50).map(doc).collect();
        let snapshot = writer.write(&empty, &docs, 1).unwrap();
        let parsed = parse::parse("común agente", &snapshot, &mut Analyzer::default());
        let mut window = Window::default();
        let mut found = |most| {
            let tests = Tests::default();
            let mut hits = Vec::new();
            let mut sieve = Sieve::new(&snapshot, &parsed.groups, &tests, &mut hits);
            let left_out =
                retrieve(&snapshot, &parsed.groups, most, &mut window, &mut sieve).unwrap();
            (left_out, hits.len())
        };
        assert_eq!(found(1_000), (false, 50));
        assert_eq!(found(10), (true, 1));
    }
}
