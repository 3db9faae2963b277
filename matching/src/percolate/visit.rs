//! One document against all standing queries.

mod scratch;

use std::cell::RefCell;

use scratch::{Idea, Scratch};

use crate::{
    index::{
        columns::{Chunk, place},
        record::Record,
        snapshot::Snapshot,
        terms::TermId,
    },
    percolate::{
        calibrated,
        groups::NO_GROUP,
        lists::ANYWHERE,
        meta::{Facts, NEAR, Row, values_at},
        register::Standings,
    },
    search::{
        parse::weights_shared,
        priors::Priors,
        score::{Parts, gain, language},
        wording::wording,
    },
    types::Lang,
};

/// Readers by number: of Spanish, of English, of neither in particular.
const READERS: [Option<Lang>; 3] = [Some(Lang::Es), Some(Lang::En), None];

pub(crate) fn reader(lang: Option<Lang>) -> u8 {
    lang.map_or(2, |it| it as u8)
}

pub(crate) fn lang(reader: u8) -> Option<Lang> {
    READERS[usize::from(reader) % READERS.len()]
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// Places of the queries that the document in `slot` meets, with their scores, in no order.
/// `state` names the state of the index, and no other.
pub(crate) fn visit(
    standings: &Standings,
    snapshot: &Snapshot,
    (slot, state): (u32, u64),
    now_ms: i64,
) -> Vec<(u32, f32)> {
    look(standings, snapshot, (slot, state), now_ms, |it, scratch| it.ask_listed(scratch))
}

/// As [`visit`], without the lists.
pub(crate) fn visit_all(
    standings: &Standings,
    snapshot: &Snapshot,
    (slot, state): (u32, u64),
    now_ms: i64,
) -> Vec<(u32, f32)> {
    look(standings, snapshot, (slot, state), now_ms, |it, scratch| it.ask_all(scratch))
}

fn look(
    standings: &Standings,
    snapshot: &Snapshot,
    (slot, state): (u32, u64),
    now_ms: i64,
    ask: impl FnOnce(&Visit<'_>, &mut Scratch) -> Vec<(u32, f32)>,
) -> Vec<(u32, f32)> {
    let (chunk, at) = place(slot);
    let signals = snapshot.signals.view();
    let (Some(chunk), Some(record)) =
        (snapshot.columns.chunks.get(chunk), snapshot.columns.record(slot))
    else {
        return Vec::new();
    };
    let facts = Facts::of(chunk, at, &signals);
    if facts.is_hidden {
        return Vec::new();
    }
    SCRATCH.with_borrow_mut(|scratch| {
        scratch.prepare(standings, snapshot, state);
        let doc = Visit {
            standings,
            snapshot,
            chunk,
            at,
            facts,
            record,
            now_ms,
            priors: Priors::at(chunk, &signals, at, now_ms),
        };
        scratch.read(&doc);
        values_at(chunk, at, &standings.facets, &mut scratch.values);
        let met = ask(&doc, scratch);
        scratch.clear();
        met
    })
}

struct Visit<'a> {
    standings: &'a Standings,
    snapshot: &'a Snapshot,
    chunk: &'a Chunk,
    at: usize,
    facts: Facts,
    record: Record<'a>,
    now_ms: i64,
    priors: Priors,
}

impl Visit<'_> {
    fn ask_listed(&self, scratch: &mut Scratch) -> Vec<(u32, f32)> {
        let standings = self.standings;
        let mut likely = std::mem::take(&mut scratch.likely);
        let values = std::mem::take(&mut scratch.values);
        let mut groups = std::mem::take(&mut scratch.groups);
        let glance = std::mem::take(&mut scratch.glance);
        // Those that ask for no idea stand under none.
        groups.push(NO_GROUP);
        let numbered = &self.snapshot.columns.numbered;
        let parts =
            self.chunk.values.get(self.at).iter().filter(|it| numbered[**it as usize].0 == 0);
        for part in parts.map(|it| standings.facets.ours(*it)).chain([ANYWHERE]) {
            let Some(lists) = standings.lists.part(part) else { continue };
            for group in &groups {
                for entry in lists.get(*group) {
                    if glance.may_meet(entry) && scratch.seen.set(entry.query) {
                        likely.push(entry.query);
                    }
                }
            }
        }
        groups.pop();
        let mut met = Vec::new();
        // In passes of little each, so that the rows are fetched ahead.
        likely.retain(|it| self.fits(scratch, *it));
        for number in &likely {
            let row = &standings.rows[*number as usize];
            if !row.more.checks() || self.passes(*number, &values) {
                met.extend(self.scored(scratch, *number, row));
            }
        }
        likely.clear();
        scratch.likely = likely;
        (scratch.groups, scratch.values, scratch.glance) = (groups, values, glance);
        met
    }

    fn ask_all(&self, scratch: &mut Scratch) -> Vec<(u32, f32)> {
        let mut met = Vec::new();
        let values = std::mem::take(&mut scratch.values);
        let all = u32::try_from(self.standings.rows.len()).unwrap_or(u32::MAX);
        for number in 0..all {
            if self.fits(scratch, number) && self.passes(number, &values) {
                met.extend(self.scored(scratch, number, &self.standings.rows[number as usize]));
            }
        }
        scratch.values = values;
        met
    }

    /// Whether the document has what is asked for in the row.
    #[inline]
    fn fits(&self, scratch: &Scratch, number: u32) -> bool {
        self.standings.rows[number as usize].fits(&self.facts, self.now_ms)
            && scratch.has_enough(self.standings, number)
    }

    fn scored(&self, scratch: &mut Scratch, number: u32, row: &Row) -> Option<(u32, f32)> {
        let score = self.score(scratch, number, row)?;
        (score >= row.min_score).then_some((number, score))
    }

    fn passes(&self, number: u32, values: &[u32]) -> bool {
        let kept = self.standings.queries[number as usize].as_ref();
        kept.is_some_and(|it| it.checks.pass(&self.facts, values))
    }

    /// What a search for the same ideas gives this document; nothing, if it is soon clear that it is
    /// not enough.
    fn score(&self, scratch: &mut Scratch, number: u32, row: &Row) -> Option<f32> {
        let kept = self.standings.queries.get(number as usize);
        let groups = match row.more.groups() {
            true => &kept?.as_ref()?.groups[..],
            false => &row.near[..row.near.iter().position(|it| *it == NO_GROUP).unwrap_or(NEAR)],
        };
        if groups.is_empty() {
            return Some(calibrated(self.priors.browsing().sum()));
        }
        let mut ideas = std::mem::take(&mut scratch.ideas);
        ideas.clear();
        ideas.extend(groups.iter().map(|it| scratch.idea(self, *it, row.reader)));
        if row.joined != 0 || row.more.groups() {
            let mut idfs = std::mem::take(&mut scratch.idfs);
            idfs.clear();
            idfs.extend(ideas.iter().map(|it| it.weight.idf));
            match row.more.groups() {
                true => {
                    let joined = &kept?.as_ref()?.joined;
                    weights_shared(&mut idfs, |at| joined[at]);
                }
                false => weights_shared(&mut idfs, |at| row.joined >> at & 1 == 1),
            }
            ideas.iter_mut().zip(&idfs).for_each(|(idea, idf)| idea.weight.idf = *idf);
            scratch.idfs = idfs;
        }
        let score = self.score_ideas(scratch, groups, &ideas, row);
        scratch.ideas = ideas;
        score
    }

    fn score_ideas(
        &self,
        scratch: &mut Scratch,
        groups: &[u32],
        ideas: &[Idea],
        row: &Row,
    ) -> Option<f32> {
        let mut parts = Parts::default();
        let mut dots = [0.0; 2];
        let mut squares = 0.0;
        for Idea { weight, at_doc } in ideas {
            squares += weight.cosine * weight.cosine;
            if weight.is_known {
                parts.all_idf += weight.idf;
            }
            let gain = gain(weight.idf, at_doc.sum);
            parts.gains += gain;
            if gain > 0.0 {
                parts.mass += weight.idf * at_doc.worth;
            }
            for (dot, likeness) in dots.iter_mut().zip(at_doc.likeness) {
                *dot += weight.cosine * likeness;
            }
        }
        parts.all_idf = parts.all_idf.max(f32::MIN_POSITIVE);
        let has_wording = groups.iter().any(|it| scratch.titled.get(*it));
        let most = Parts { likeness: 1.0, wording: if has_wording { 1.0 } else { 0.0 }, ..parts };
        // A little more than it can be, so that rounding never decides.
        if calibrated(most.score(self.priors).total) + 1e-5 < row.min_score {
            return None;
        }
        let norm = squares.sqrt();
        let language = language(lang(row.reader));
        for lang in Lang::ALL {
            let dot = if norm == 0.0 { 0.0 } else { dots[lang as usize] / norm };
            let dot = language[lang as usize] * dot;
            if dot != 0.0 {
                parts.likeness = parts.likeness.max(dot / scratch.head_norm(self, lang));
            }
        }
        if has_wording {
            parts.wording = self.wording(scratch, groups, ideas, parts.all_idf);
        }
        Some(calibrated(parts.score(self.priors).total))
    }

    fn wording(&self, scratch: &mut Scratch, groups: &[u32], ideas: &[Idea], all_idf: f32) -> f32 {
        let known = &self.standings.groups;
        let exact = |it: &u32| known.get(*it).map_or(&[][..], |it| &it.group.exact[..]);
        let typed = &mut scratch.typed;
        typed.clear();
        typed.extend(groups.iter().flat_map(|it| exact(it).iter().copied()));
        let of = |title: &[TermId]| {
            let groups = groups.iter().map(exact).zip(ideas.iter().map(|it| it.weight.idf));
            wording(title, groups, typed, all_idf)
        };
        of(&scratch.titles[0]).sum().max(of(&scratch.titles[1]).sum())
    }
}
