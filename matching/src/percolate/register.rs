//! All standing queries of an engine, and keeping them in step with its index.

use std::{
    collections::HashMap,
    sync::atomic::{AtomicU64, Ordering},
};

use crate::{
    error::QueryError,
    index::snapshot::Snapshot,
    percolate::{
        Standing, Wanted,
        groups::{Groups, NO_GROUP},
        lists::Entry,
        lists::{ANYWHERE, Lists},
        meta::{Checks, More, NEAR, Row, facet_text},
        numbers::Numbers,
        required,
        resolve::Waiting,
        visit,
    },
    search::parse::{self, Group},
    text::Analyzer,
};

#[derive(Default)]
pub(crate) struct Standings {
    /// Facet fields of the engine; queries are kept apart by the first.
    fields: Vec<String>,
    pub(crate) terms: Numbers,
    pub(crate) facets: Numbers,
    /// How many of the index's facet values are linked.
    known_facets: usize,
    pub(crate) groups: Groups,
    pub(crate) lists: Lists,
    /// By place of the query, all of them.
    pub(crate) rows: Vec<Row>,
    pub(crate) queries: Vec<Option<Box<Kept>>>,
    free: Vec<u32>,
    places: HashMap<Box<str>, u32>,
    analyzer: Analyzer,
    /// Another number after every change, in the whole process.
    pub(crate) version: u64,
}

impl std::fmt::Debug for Standings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Standings").field("queries", &self.len()).finish_non_exhaustive()
    }
}

/// A standing query as it is kept.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) id: Box<str>,
    pub(crate) groups: Box<[u32]>,
    /// Per group, whether it and the next one are words of one phrase.
    pub(crate) joined: Box<[bool]>,
    pub(crate) checks: Checks,
    /// Those of its groups it is listed under.
    listed: Box<[u32]>,
}

impl Standings {
    pub(crate) fn new(fields: &[String]) -> Standings {
        Standings { fields: fields.to_vec(), ..Standings::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    pub(crate) fn place(&self, id: &str) -> Option<u32> {
        self.places.get(id).copied()
    }

    /// Roughly what all this takes.
    pub(crate) fn bytes(&self) -> usize {
        let kept = self.queries.iter().flatten().map(|it| {
            let numbers = it.groups.len() + it.listed.len();
            let facets: usize = it.checks.facets.iter().map(|it| 32 + 4 * it.1.len()).sum();
            size_of::<Kept>() + it.id.len() + 16 + 4 * numbers + it.joined.len() + facets
        });
        kept.sum::<usize>()
            + self.rows.len() * (size_of::<Row>() + 8)
            + self.places.len() * 44
            + self.terms.bytes()
            + self.facets.bytes()
            + self.groups.bytes()
            + self.lists.bytes()
    }

    /// Replaces what `id` named. `live` is the state of the index that is linked.
    pub(crate) fn stand(
        &mut self,
        id: &str,
        standing: &Standing,
        live: &Snapshot,
    ) -> Result<(), QueryError> {
        let facets = &mut self.facets;
        let mut number = |field: usize, value: &str| {
            let known = live.columns.fields[field].number(value);
            facets.intern(&facet_text(field, value), |_| known)
        };
        let checks = Checks::new(&standing.filters, &self.fields, &mut number)?;
        self.unstand(id);
        let groups = self.read(&standing.wanted, live);
        let joined: Box<[bool]> = parse::joined(&groups).into();
        let groups: Box<[u32]> = groups.into_iter().map(|it| self.groups.take(it)).collect();
        let required = required(standing.required, groups.len());
        let rarest = self.rarest_first(&groups, live);
        let (price_min, price_max) = checks.price();
        let mut near = [NO_GROUP; NEAR];
        near.iter_mut().zip(&groups).for_each(|(near, group)| *near = *group);
        let row = Row {
            price_min,
            price_max,
            until_ms: standing.until_ms.unwrap_or(i64::MAX),
            near,
            min_score: standing.min_score,
            days_max: checks.days(),
            required: u8::try_from(required).unwrap_or(u8::MAX),
            reader: visit::reader(standing.lang),
            more: More::of(groups.len(), &checks),
            joined: joined
                .iter()
                .take(NEAR)
                .zip(0..)
                .fold(0, |bits, (is, at)| bits | u8::from(*is) << at),
        };
        let listed = (groups.len() + 1 - required).min(rarest.len());
        let kept = Kept { id: id.into(), groups, joined, checks, listed: rarest[..listed].into() };
        self.put(kept, row, &rarest);
        self.touch();
        Ok(())
    }

    fn put(&mut self, kept: Kept, row: Row, rarest: &[u32]) {
        let place = self.free.pop().unwrap_or_else(|| {
            self.rows.push(row);
            self.queries.push(None);
            u32::try_from(self.queries.len() - 1).expect("fewer than 2³² queries stand")
        });
        for (group, at) in kept.listed.iter().zip(1..) {
            // Whoever has a rarer one, too, is found there: here the others are those after it.
            let others = &rarest[at.min(rarest.len())..];
            let needed = usize::from(row.required).saturating_sub(1);
            let entry = Entry::new(place, kept.checks.limits(), others, needed);
            for part in parts(&kept.checks) {
                self.lists.add(part, *group, entry);
            }
        }
        self.rows[place as usize] = row;
        self.places.insert(kept.id.clone(), place);
        self.queries[place as usize] = Some(Box::new(kept));
    }

    /// Whether it stood.
    pub(crate) fn unstand(&mut self, id: &str) -> bool {
        let Some(place) = self.places.remove(id) else { return false };
        let Some(kept) = self.queries[place as usize].take() else { return false };
        for part in parts(&kept.checks) {
            for group in &kept.listed {
                self.lists.remove(part, *group, place);
            }
        }
        kept.groups.iter().for_each(|it| self.groups.give_back(*it));
        self.free.push(place);
        self.touch();
        true
    }

    fn read(&mut self, wanted: &Wanted, live: &Snapshot) -> Vec<Group> {
        let waiting = Waiting::new(&mut self.terms, &live.vocabulary);
        match wanted {
            Wanted::Text(text) => parse::read(text, &waiting, &mut self.analyzer).groups,
            Wanted::Ideas(ideas) => {
                let mut named = ideas.iter().take(parse::SEARCH.groups);
                let groups = named
                    .by_ref()
                    .filter_map(|names| parse::idea(names, &waiting, &mut self.analyzer));
                groups.collect()
            }
        }
    }

    /// Where documents are concerned; [`NO_GROUP`] if there are none.
    fn rarest_first(&self, groups: &[u32], live: &Snapshot) -> Vec<u32> {
        if groups.is_empty() {
            return vec![NO_GROUP];
        }
        let df = |number: &u32| {
            let members = self.groups.get(*number).map_or(&[][..], |it| &it.group.members[..]);
            let of = |id| self.terms.theirs(id).map_or(0, |it| live.stats.df(it));
            let least = |it: &parse::Member| it.terms.iter().map(|it| of(it.id)).min();
            members.iter().filter_map(least).max().unwrap_or(0)
        };
        let mut rarest: Vec<(u32, u32)> = groups.iter().map(|it| (df(it), *it)).collect();
        rarest.sort_unstable();
        rarest.into_iter().map(|(_, group)| group).collect()
    }

    /// Links what a change of the index has numbered: the terms it was the first to use, and facet
    /// values.
    pub(crate) fn learn(&mut self, next: &Snapshot) {
        if self.places.is_empty() && self.terms.len() == 0 && self.facets.len() == 0 {
            return;
        }
        for (text, id) in next.fresh_terms() {
            self.terms.learn(text, id);
        }
        self.learn_facets(next);
    }

    fn learn_facets(&mut self, next: &Snapshot) {
        let numbered = next.columns.numbered.iter().zip(0..).skip(self.known_facets);
        for ((field, value), number) in numbered {
            self.facets.learn(&facet_text(*field, value), number);
        }
        self.known_facets = next.columns.numbered.len();
    }

    /// Forgets what only `shown` had beside `live`, after a look at a document that is not there.
    pub(crate) fn unlearn(&mut self, shown: &Snapshot, live: &Snapshot) {
        for (text, _) in shown.fresh_terms() {
            self.terms.unlearn(text);
        }
        self.known_facets = live.columns.numbered.len();
        for (field, value) in shown.columns.numbered.iter().skip(self.known_facets) {
            self.facets.unlearn(&facet_text(*field, value));
        }
    }

    /// The index is another one.
    pub(crate) fn relink(&mut self, next: &Snapshot) {
        self.terms.relink(|it| next.vocabulary.terms.get(it));
        self.facets.relink(|_| None);
        self.known_facets = 0;
        self.learn_facets(next);
        self.touch();
    }

    fn touch(&mut self) {
        self.version = fresh_number();
    }
}

/// The parts of the lists a query belongs to.
fn parts(checks: &Checks) -> Vec<u32> {
    let by_first = checks.facets.iter().find(|it| it.0 == 0);
    by_first.map_or(vec![ANYWHERE], |(_, values)| values.clone())
}

/// Never the same twice in a process.
pub(crate) fn fresh_number() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}
