//! Which of the touched documents count as found, and which filters they fail.

use crate::{
    error::QueryError,
    index::{
        columns::{CHUNK, Chunk, place},
        snapshot::Snapshot,
    },
    search::{parse::Group, priors::Priors, retrieve::Touched, score},
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
}

impl Tests {
    pub(crate) fn compile(snapshot: &Snapshot, filters: &[Filter]) -> Result<Tests, QueryError> {
        let mut tests = Tests::default();
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
                Test::Price { min, max } => (*min..=*max).contains(&chunk.prices[at]),
                Test::Days { max } => chunk.days[at] <= *max,
                Test::Rating { min } => chunk.ratings[at] >= *min,
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
const NEAR_BEST: f32 = 0.75;

/// Nobody reads further, and counting further is what a search would spend its time on.
pub(crate) const MOST_HITS: usize = 5_000;

/// Documents that match enough of the query: all of them, or the best 5,000 and those as good as the
/// last of them. Says whether any was left out.
pub(crate) fn matching(
    snapshot: &Snapshot,
    groups: &[Group],
    tests: &Tests,
    touched: &[Touched],
    hits: &mut Vec<Hit>,
) -> bool {
    let mass = Mass::new(groups);
    let known = groups.iter().filter(|it| !it.members.is_empty()).count();
    let all = mass.all.max(f32::MIN_POSITIVE);
    let mut least = if known >= MANY_GROUPS { LEAST_IDEAS * mass.all / known as f32 } else { 0.0 };
    let mut best = 0_f32;
    hits.clear();
    loop {
        for it in touched {
            let mass = mass.of(it.groups);
            best = best.max(mass);
            if mass >= least {
                let (chunk, at) = place(it.slot);
                let failed = tests.failed(&snapshot.columns.chunks[chunk], at);
                let score = score::from_first_pass(it.score / all, mass / all);
                hits.push(Hit { slot: it.slot, score, failed });
            }
        }
        if !hits.is_empty() || best == 0.0 {
            return keep_best(hits);
        }
        least = best * NEAR_BEST;
    }
}

fn keep_best(hits: &mut Vec<Hit>) -> bool {
    if hits.len() <= MOST_HITS {
        return false;
    }
    let passing = hits.iter().filter(|it| it.failed == 0);
    let mut scores: Vec<f32> = passing.map(|it| it.score).collect();
    if scores.len() <= MOST_HITS {
        return false;
    }
    let last = *scores.select_nth_unstable_by(MOST_HITS - 1, |a, b| b.total_cmp(a)).1;
    hits.retain(|it| it.score >= last);
    true
}

/// How much of the query's weight a set of groups has, by table.
struct Mass {
    tables: [[f32; 256]; 4],
    all: f32,
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
        let all = groups.iter().filter(|it| !it.members.is_empty()).map(|it| it.idf).sum();
        Mass { tables, all }
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
                let score = Priors::at(chunk, at, now_ms).browsing().sum();
                hits.push(Hit { slot, score, failed: tests.failed(chunk, at) });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(slot: u32, score: f32, failed: u64) -> Hit {
        Hit { slot, score, failed }
    }

    #[test]
    fn of_too_many_hits_the_best_stay_and_their_equals() {
        let many = u32::try_from(MOST_HITS).unwrap() * 2;
        let mut hits: Vec<Hit> = (0..many).map(|it| hit(it, (it / 4) as f32, 0)).collect();
        // What a filter hides is not counted against the others, and goes by the same measure.
        hits.extend((0..many).map(|it| hit(many + it, it as f32, 1)));

        assert!(keep_best(&mut hits));
        let passing = hits.iter().filter(|it| it.failed == 0);
        let worst = passing.clone().map(|it| it.score).fold(f32::MAX, f32::min);
        assert_eq!((passing.count(), worst), (MOST_HITS, (many / 8) as f32));
        assert!(hits.iter().all(|it| it.score >= worst));
    }

    #[test]
    fn as_many_as_allowed_all_stay() {
        let most = u32::try_from(MOST_HITS).unwrap();
        let mut hits: Vec<Hit> = (0..most).map(|it| hit(it, 1.0, 0)).collect();
        hits.extend((0..most).map(|it| hit(most + it, 1.0, 2)));
        assert!(!keep_best(&mut hits));
        assert_eq!(hits.len(), 2 * MOST_HITS);
    }
}
