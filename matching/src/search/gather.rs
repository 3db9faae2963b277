//! Which of the touched documents count as found, and which filters they fail.

use crate::{
    error::QueryError,
    index::{
        columns::{CHUNK, Chunk, place},
        snapshot::Snapshot,
    },
    search::{parse::Group, priors::Priors, score},
    signals::store::View,
    types::Filter,
};

/// A document with the words, whether or not it passes the filters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Hit {
    pub(crate) slot: u32,
    /// The first pass's guess at what the exact score will be.
    pub(crate) score: f32,
    /// One bit per test it fails.
    pub(crate) failed: u64,
}

/// The filters of a query, at most one test per facet field and one per column.
#[derive(Debug, Default)]
pub(crate) struct Tests {
    pub(crate) tests: Vec<Test>,
    signals: View,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Test {
    /// `wanted[number]` says whether that value will do.
    AnyOf {
        field: usize,
        wanted: Vec<bool>,
    },
    Price {
        min: u64,
        max: u64,
    },
    Days {
        max: u32,
    },
    Rating {
        min: f32,
    },
    /// Nobody has hidden it.
    Shown,
}

impl Tests {
    pub(crate) fn compile(snapshot: &Snapshot, filters: &[Filter]) -> Result<Tests, QueryError> {
        let mut tests = Tests { signals: snapshot.signals.view(), ..Tests::default() };
        if tests.signals.stands_in {
            tests.tests.push(Test::Shown);
        }
        for filter in filters {
            tests.add(snapshot, filter)?;
        }
        Ok(tests)
    }

    fn add(&mut self, snapshot: &Snapshot, filter: &Filter) -> Result<(), QueryError> {
        match filter {
            Filter::AnyOf { field: name, values } => {
                let fields = &snapshot.columns.fields;
                let Some(field) = fields.iter().position(|it| it.name == *name) else {
                    let known: Vec<&str> = fields.iter().map(|it| it.name.as_str()).collect();
                    let known = known.join(", ");
                    return Err(QueryError::UnknownField { field: name.clone(), known });
                };
                let wanted = self.wanted(field, snapshot.columns.numbered.len());
                for number in values.iter().filter_map(|it| fields[field].number(it)) {
                    wanted[number as usize] = true;
                }
            }
            Filter::PriceMinor { min, max } => self.tests.push(Test::Price {
                min: min.unwrap_or(0),
                max: max.unwrap_or(u64::MAX - 1).min(u64::MAX - 1),
            }),
            Filter::DeliveryDays { max } => {
                self.tests.push(Test::Days { max: (*max).min(u32::MAX - 1) });
            }
            Filter::RatingAtLeast(min) if min.is_nan() => {
                return Err(QueryError::RatingIsNotANumber);
            }
            Filter::RatingAtLeast(min) => self.tests.push(Test::Rating { min: *min }),
        }
        self.keep_few();
        Ok(())
    }

    fn wanted(&mut self, field: usize, values: usize) -> &mut Vec<bool> {
        let is_same = |it: &Test| matches!(it, Test::AnyOf { field: known, .. } if *known == field);
        let at = self.tests.iter().position(is_same).unwrap_or_else(|| {
            self.tests.push(Test::AnyOf { field, wanted: vec![false; values] });
            self.tests.len() - 1
        });
        match &mut self.tests[at] {
            Test::AnyOf { wanted, .. } => wanted,
            _ => unreachable!("found by its kind"),
        }
    }

    /// Two tests of one column are one narrower test.
    fn keep_few(&mut self) {
        let Some(last) = self.tests.pop() else { return };
        let merged = self.tests.iter_mut().any(|known| match (known, &last) {
            (Test::Price { min, max }, Test::Price { min: other_min, max: other_max }) => {
                *min = (*min).max(*other_min);
                *max = (*max).min(*other_max);
                true
            }
            (Test::Days { max }, Test::Days { max: other }) => {
                *max = (*max).min(*other);
                true
            }
            (Test::Rating { min }, Test::Rating { min: other }) => {
                *min = min.max(*other);
                true
            }
            _ => false,
        });
        if !merged {
            self.tests.push(last);
        }
    }

    fn failed(&self, chunk: &Chunk, at: usize) -> u64 {
        let mut failed = 0;
        for (test, bit) in self.tests.iter().zip(0_u32..) {
            let passes = match test {
                Test::AnyOf { wanted, .. } => {
                    chunk.values.get(at).iter().any(|number| wanted[*number as usize])
                }
                Test::Price { min, max } => {
                    (*min..=*max).contains(&self.signals.price_at(chunk, at))
                }
                Test::Days { max } => chunk.days[at] <= *max,
                Test::Rating { min } => self.signals.rating_at(chunk, at).0 >= *min,
                Test::Shown => !self.signals.is_hidden_at(chunk, at),
            };
            failed |= u64::from(!passes) << bit;
        }
        failed
    }
}

/// With this many ideas, one of them is not enough.
const MANY_GROUPS: usize = 3;
/// What a document must have then, in average ideas of the query: a little more than one of them. Two
/// will do, or one that is rare; one that is common will not.
const LEAST_IDEAS: f32 = 1.02;
/// When nothing has that much: the share of the best that is still good enough.
pub(crate) const NEAR_BEST: f32 = 0.75;

/// What a document must have of the query's weight, where anything has so much.
pub(crate) fn least_mass(groups: &[Group]) -> f32 {
    let known: Vec<f32> =
        groups.iter().filter(|it| !it.members.is_empty()).map(|it| it.idf).collect();
    if known.len() < MANY_GROUPS {
        return 0.0;
    }
    LEAST_IDEAS * known.iter().sum::<f32>() / known.len() as f32
}

/// Nobody reads further, and counting further is what a search would spend its time on.
pub(crate) const MOST_HITS: usize = 5_000;

/// Keeps documents that match enough of the query: all of them, or the best 5,000 and those as good
/// as the last of them. What it keeps does not depend on the order in which documents are offered.
pub(crate) struct Sieve<'a> {
    snapshot: &'a Snapshot,
    tests: &'a Tests,
    mass: Mass,
    /// What a document must have of the query's weight; unknown while everything is looked at to find
    /// out how much there is.
    least: Option<f32>,
    /// Or how many groups, whatever they weigh; nothing else decides then.
    required: Option<u32>,
    /// The most that any offered document had.
    most: f32,
    /// A document must score so much: as many as are kept are known to.
    floor: f32,
    hits: &'a mut Vec<Hit>,
    n_passing: usize,
    is_cut: bool,
}

impl<'a> Sieve<'a> {
    /// Empties `hits`, to fill it again.
    pub(crate) fn new(
        snapshot: &'a Snapshot,
        groups: &[Group],
        tests: &'a Tests,
        hits: &'a mut Vec<Hit>,
    ) -> Sieve<'a> {
        hits.clear();
        Sieve {
            snapshot,
            tests,
            mass: Mass::new(groups),
            least: Some(least_mass(groups)),
            required: None,
            most: 0.0,
            floor: f32::NEG_INFINITY,
            hits,
            n_passing: 0,
            is_cut: false,
        }
    }

    /// As [`Sieve::new`], keeping all documents that have at least `required` groups.
    pub(crate) fn of_many(
        snapshot: &'a Snapshot,
        groups: &[Group],
        tests: &'a Tests,
        hits: &'a mut Vec<Hit>,
        required: u32,
    ) -> Sieve<'a> {
        Sieve { required: Some(required), ..Sieve::new(snapshot, groups, tests, hits) }
    }

    /// Whether a document that has these groups and no other might be kept.
    pub(crate) fn may_pass_with(&self, groups: u32) -> bool {
        if let Some(required) = self.required {
            return groups.count_ones() >= required;
        }
        let mass = self.mass.of(groups);
        let share = mass * self.mass.per_all;
        // No frequency makes more of a group than its idf; sums are rounded.
        let most = score::from_first_pass(share, share) * 1.0001;
        self.least.is_none_or(|least| mass >= least && most >= self.floor)
    }

    #[inline]
    pub(crate) fn offer(&mut self, slot: u32, score: f32, groups: u32) {
        if let Some(required) = self.required {
            if groups.count_ones() >= required {
                let (chunk, at) = place(slot);
                let failed = self.tests.failed(&self.snapshot.columns.chunks[chunk], at);
                self.hits.push(Hit { slot, score, failed });
            }
            return;
        }
        let mass = self.mass.of(groups);
        self.most = self.most.max(mass);
        if self.least.is_none_or(|least| mass < least) {
            return;
        }
        let score = score::from_first_pass(score * self.mass.per_all, mass * self.mass.per_all);
        if score < self.floor {
            return;
        }
        let (chunk, at) = place(slot);
        let failed = self.tests.failed(&self.snapshot.columns.chunks[chunk], at);
        self.hits.push(Hit { slot, score, failed });
        self.n_passing += usize::from(failed == 0);
        if self.n_passing >= 2 * MOST_HITS {
            self.keep_best();
        }
    }

    /// If nothing had enough, wants to be offered everything again: first to see how much there is,
    /// then to keep what comes near that.
    pub(crate) fn wants_more(&mut self) -> bool {
        if !self.hits.is_empty() || self.least == Some(0.0) {
            return false;
        }
        self.least = match self.least {
            Some(_) => None,
            None => Some(self.most * NEAR_BEST),
        };
        true
    }

    /// Whether any that matches was left out.
    pub(crate) fn finish(mut self) -> bool {
        self.keep_best();
        self.is_cut
    }

    fn keep_best(&mut self) {
        if self.n_passing <= MOST_HITS {
            return;
        }
        let passing = self.hits.iter().filter(|it| it.failed == 0);
        let mut scores: Vec<f32> = passing.map(|it| it.score).collect();
        self.floor = *scores.select_nth_unstable_by(MOST_HITS - 1, |a, b| b.total_cmp(a)).1;
        self.hits.retain(|it| it.score >= self.floor);
        self.n_passing = self.hits.iter().filter(|it| it.failed == 0).count();
        self.is_cut = true;
    }
}

/// How much of the query's weight a set of groups has, by table.
struct Mass {
    tables: [[f32; 256]; 4],
    /// One over that of all groups.
    per_all: f32,
}

impl Mass {
    fn new(groups: &[Group]) -> Mass {
        let mut tables = [[0.0; 256]; 4];
        for (table, number) in tables.iter_mut().zip(0..) {
            for (mass, set) in table.iter_mut().zip(0_usize..) {
                let members = groups.iter().skip(number * 8).take(8).enumerate();
                *mass = members.filter(|(bit, _)| set >> bit & 1 == 1).map(|(_, it)| it.idf).sum();
            }
        }
        let all: f32 = groups.iter().filter(|it| !it.members.is_empty()).map(|it| it.idf).sum();
        // A query none of whose words is known has no weight, and no document.
        Mass { tables, per_all: 1.0 / all.max(f32::MIN_POSITIVE) }
    }

    #[inline]
    fn of(&self, groups: u32) -> f32 {
        let [a, b, c, d] = groups.to_le_bytes().map(usize::from);
        let low = self.tables[0][a];
        if groups < 256 {
            return low;
        }
        low + self.tables[1][b] + self.tables[2][c] + self.tables[3][d]
    }
}

/// All documents, for browsing.
pub(crate) fn everything(snapshot: &Snapshot, tests: &Tests, now_ms: i64, hits: &mut Vec<Hit>) {
    hits.clear();
    for (chunk, from) in snapshot.columns.chunks.iter().zip((0..).step_by(CHUNK)) {
        for (row, at) in chunk.rows.iter().zip(0..) {
            if row.is_some() {
                let slot = u32::try_from(from + at).unwrap_or(u32::MAX);
                let score = Priors::at(chunk, &tests.signals, at, now_ms).browsing().sum();
                hits.push(Hit { slot, score, failed: tests.failed(chunk, at) });
            }
        }
    }
}

#[cfg(test)]
mod tests;
