//! A standing query as a search of one state of the index.

use std::{cell::RefCell, cmp::Ordering};

use crate::{
    error::QueryError,
    index::{
        columns::place, snapshot::Snapshot, spelling::Spelling, terms::Space,
        vocabulary::Vocabulary,
    },
    percolate::{
        calibrated,
        meta::{Facts, values_at},
        numbers::Numbers,
        register::{Kept, Standings},
        visit,
    },
    search::{
        gather::{self, Sieve, Tests},
        parse::{self, Group, KnownTerm, Member, Parsed, words::Words},
        retrieve::{Window, retrieve},
        score::Scorer,
    },
};

/// Every word is known: somebody waits for it.
pub(crate) struct Waiting<'a> {
    terms: RefCell<&'a mut Numbers>,
    vocabulary: &'a Vocabulary,
}

impl<'a> Waiting<'a> {
    pub(crate) fn new(terms: &'a mut Numbers, vocabulary: &'a Vocabulary) -> Waiting<'a> {
        Waiting { terms: RefCell::new(terms), vocabulary }
    }
}

impl Words for Waiting<'_> {
    fn known(&self, space: Space, text: &str) -> Option<KnownTerm> {
        let text = format!("{}{text}", space.prefix());
        let id = self.terms.borrow_mut().intern(&text, |it| self.vocabulary.terms.get(it));
        Some(KnownTerm { id, df: 0 })
    }

    /// What a text means does not change when somebody writes a word.
    fn is_used(&self, _space: Space, _text: &str) -> bool {
        false
    }

    fn documents(&self) -> u32 {
        0
    }

    fn spelling(&self) -> Option<&Spelling> {
        None
    }
}

impl Standings {
    /// As the parser would have read it, had it known every word the index does.
    pub(crate) fn parsed(&self, kept: &Kept, snapshot: &Snapshot) -> Parsed {
        let mut groups: Vec<Group> = Vec::with_capacity(kept.groups.len());
        for (number, at) in kept.groups.iter().zip(0_usize..) {
            let Some(entry) = self.groups.get(*number) else { continue };
            let members: Vec<Member> =
                entry.group.members.iter().filter_map(|it| self.known(it, snapshot)).collect();
            let df = members.iter().map(Member::df).max().unwrap_or(0);
            let exact = entry.group.exact.iter();
            groups.push(Group {
                typed: entry.group.typed.clone(),
                exact: exact.map(|it| it.and_then(|it| self.terms.theirs(it))).collect(),
                members,
                phrase: Some(kept.joined[..at].iter().filter(|it| !**it).count()),
                times: entry.group.times,
                idf: parse::idf(snapshot.stats.documents(), df),
            });
        }
        parse::share(&mut groups);
        let is_browse = groups.is_empty();
        Parsed { groups, corrections: Vec::new(), is_browse }
    }

    fn known(&self, member: &Member, snapshot: &Snapshot) -> Option<Member> {
        let terms = member.terms.iter().map(|it| {
            let id = self.terms.theirs(it.id)?;
            let df = snapshot.stats.df(id);
            (df > 0).then_some(KnownTerm { id, df })
        });
        Some(Member { terms: terms.collect::<Option<_>>()?, ..member.clone() })
    }

    /// Whether the document in `slot` meets it, and its score: by a search, not by lists.
    pub(crate) fn ask(
        &self,
        number: u32,
        snapshot: &Snapshot,
        slot: u32,
        now_ms: i64,
    ) -> Option<f32> {
        let kept = self.queries.get(number as usize)?.as_ref()?;
        let row = &self.rows[number as usize];
        let (chunk, at) = place(slot);
        let chunk = snapshot.columns.chunks.get(chunk)?;
        chunk.rows.get(at)?.as_ref()?;
        if row.until_ms < now_ms {
            return None;
        }
        let mut values = Vec::new();
        values_at(chunk, at, &self.facets, &mut values);
        let facts = Facts::of(chunk, at, &snapshot.signals.view());
        if facts.is_hidden || !kept.checks.pass(&facts, &values) {
            return None;
        }
        let parsed = self.parsed(kept, snapshot);
        let mut scorer = Scorer::new(snapshot, &parsed, visit::lang(row.reader), now_ms);
        let score = calibrated(scorer.score(slot).total);
        let ideas = scorer.matched.iter().filter(|it| it.gain > 0.0).count();
        (ideas >= usize::from(row.required) && score >= row.min_score).then_some(score)
    }

    /// Slots of documents that meet it, best first, `limit` at most.
    pub(crate) fn meeting(
        &self,
        number: u32,
        snapshot: &Snapshot,
        now_ms: i64,
        limit: usize,
    ) -> Result<Vec<(u32, f32)>, QueryError> {
        let Some(kept) = self.queries.get(number as usize).and_then(Option::as_ref) else {
            return Ok(Vec::new());
        };
        let row = &self.rows[number as usize];
        if row.until_ms < now_ms {
            return Ok(Vec::new());
        }
        let parsed = self.parsed(kept, snapshot);
        let candidates = candidates(snapshot, &parsed, row.required)?;
        let mut scorer = Scorer::new(snapshot, &parsed, visit::lang(row.reader), now_ms);
        let mut found = Vec::new();
        let signals = snapshot.signals.view();
        let mut values = Vec::new();
        for slot in candidates {
            let (chunk, at) = place(slot);
            let chunk = &snapshot.columns.chunks[chunk];
            values_at(chunk, at, &self.facets, &mut values);
            if kept.checks.pass(&Facts::of(chunk, at, &signals), &values) {
                let score = calibrated(scorer.score(slot).total);
                if score >= row.min_score {
                    found.push((slot, score));
                }
            }
        }
        let by_key = |a: u32, b: u32| snapshot.columns.key(a).cmp(snapshot.columns.key(b));
        let order = |a: &(u32, f32), b: &(u32, f32)| -> Ordering {
            b.1.total_cmp(&a.1).then_with(|| by_key(a.0, b.0))
        };
        if limit < found.len() && limit > 0 {
            found.select_nth_unstable_by(limit - 1, order);
        }
        found.truncate(limit);
        found.sort_unstable_by(order);
        Ok(found)
    }
}

/// Slots of documents that are shown and have at least `required` of the groups.
fn candidates(snapshot: &Snapshot, parsed: &Parsed, required: u8) -> Result<Vec<u32>, QueryError> {
    let shown = Tests::compile(snapshot, &[])?;
    let mut hits = Vec::new();
    if parsed.is_browse {
        gather::everything(snapshot, &shown, 0, &mut hits);
    } else {
        let groups = &parsed.groups;
        let mut sieve = Sieve::of_many(snapshot, groups, &shown, &mut hits, required.into());
        retrieve(snapshot, groups, u64::MAX, &mut Window::default(), &mut sieve)?;
    }
    Ok(hits.into_iter().filter(|it| it.failed == 0).map(|it| it.slot).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Lang;

    #[test]
    fn readers_come_back_as_they_went() {
        for lang in [None, Some(Lang::Es), Some(Lang::En)] {
            assert_eq!(visit::lang(visit::reader(lang)), lang);
        }
    }
}
