//! Rows to learn from and to be judged by.
//!
//! A group holds the results of the searches for one thing within one day: the vector is the first that
//! was served, gains and expected examinations add up. So a head query is one group a day, however often
//! it is asked, and a result that was looked at often is known better than one that was not.
//!
//! Nothing leaks: rows of the last part of the time, of every tenth query and of every tenth owner are
//! kept from training. Which ones depends on their names alone, so it is the same in every run.

use std::collections::HashMap;

use crate::behaviour::{
    labels::{GAINS, Labelled},
    log::{Device, Log, Search},
    propensity::{FLOOR, Propensities},
};

const DAY_MS: i64 = 86_400_000;

/// Searches for one thing that count, however many there are.
const MOST_SEARCHES: usize = 200;
const MOST_ROWS: usize = 60;
/// Candidates below the page that count as not wanted.
const MOST_UNSEEN: usize = 10;
/// One query and one owner in so many are held out.
const HELD_OUT: u64 = 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    Train,
    Valid,
    /// After all others in time.
    Late,
    /// Searches for what training has not seen.
    OtherQueries,
}

impl Part {
    pub fn is_test(self) -> bool {
        matches!(self, Part::Late | Part::OtherQueries)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    pub part: Part,
    pub lang: String,
    /// Searches on mobile devices, of `searches`.
    pub mobile: usize,
    pub searches: usize,
    pub normal: String,
    pub rows: std::ops::Range<usize>,
}

/// One row besides its vector.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub key: String,
    pub owner: String,
    pub category: String,
    pub is_new: bool,
    /// Σ of what its impressions led to.
    pub gain: f32,
    /// Impressions that led to anything.
    pub clicks: f32,
    /// Σ of how likely each impression was looked at; 0 below the page.
    pub seen: f32,
    pub impressions: f32,
    /// What it was served by, of the first search.
    pub score: f32,
    /// Where it stood on average.
    pub rank: f32,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sample {
    pub width: usize,
    /// One after another, `width` a row.
    pub values: Vec<f32>,
    pub rows: Vec<Row>,
    pub groups: Vec<Group>,
}

/// Which searches become one group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pool {
    /// Those for the same thing on the same day.
    Daily,
    /// None: one group a search, rows in the order of the page.
    Never,
}

struct Entry<'a> {
    row: Row,
    values: &'a [f32],
}

impl Sample {
    pub fn new(log: &Log, labelled: &[Labelled], looks: &Propensities, pool: Pool) -> Sample {
        let split = Split::new(log, labelled);
        let mut counted: HashMap<&str, usize> = HashMap::new();
        let mut pools: Vec<Vec<&Labelled>> = Vec::new();
        let mut places: HashMap<(&str, &str, i64, Part), usize> = HashMap::new();
        for one in labelled {
            let search = &log.searches[one.search];
            let count = counted.entry(&search.normal).or_default();
            *count += 1;
            if *count > MOST_SEARCHES && pool == Pool::Never {
                continue;
            }
            let part = split.part(search);
            let day = match pool {
                Pool::Daily => search.at_ms.div_euclid(DAY_MS),
                Pool::Never => one.search as i64,
            };
            let place = (search.normal.as_str(), search.lang.as_str(), day, part);
            let at = *places.entry(place).or_insert(pools.len());
            match pools.get_mut(at) {
                Some(pooled) if pooled.len() < MOST_SEARCHES => pooled.push(one),
                Some(_) => {}
                None => pools.push(vec![one]),
            }
        }
        let mut sample = Sample { width: log.names.len(), ..Sample::default() };
        for pooled in &pools {
            sample.push(log, pooled, looks, &split);
        }
        sample
    }

    fn push(&mut self, log: &Log, pooled: &[&Labelled], looks: &Propensities, split: &Split) {
        let first = &log.searches[pooled[0].search];
        let part = split.part(first);
        let mut entries: Vec<Entry<'_>> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for one in pooled {
            let search = &log.searches[one.search];
            for (shown, label) in search.shown.iter().zip(&one.labels) {
                // Learning must not know the owners that are held out.
                if !part.is_test() && is_held_out(&shown.owner) {
                    continue;
                }
                let at = *places.entry(&shown.key).or_insert_with(|| {
                    entries.push(Entry { row: Row::new(shown), values: &shown.row });
                    entries.len() - 1
                });
                let row = &mut entries[at].row;
                if let Some(rank) = shown.rank {
                    row.gain += GAINS[usize::from(*label)] as f32;
                    row.clicks += f32::from(u8::from(*label > 0));
                    row.seen += looks.at(search.device, rank) as f32;
                    row.impressions += 1.0;
                    row.rank += rank as f32;
                }
            }
        }
        let start = self.rows.len();
        for entry in chosen(entries) {
            self.values.extend_from_slice(entry.values);
            self.rows.push(entry.row);
        }
        let mobile = pooled.iter().map(|it| &log.searches[it.search]);
        let mobile = mobile.filter(|it| it.device == Device::Mobile).count();
        if self.rows.len() > start + 1 {
            self.groups.push(Group {
                part,
                lang: first.lang.clone(),
                mobile,
                searches: pooled.len(),
                normal: first.normal.clone(),
                rows: start..self.rows.len(),
            });
        } else {
            self.rows.truncate(start);
            self.values.truncate(start * self.width);
        }
    }

    /// Only the groups for which `counts`.
    #[must_use]
    pub fn only(&self, counts: impl Fn(&Group) -> bool) -> Sample {
        let mut kept = Sample { width: self.width, ..Sample::default() };
        for group in self.groups.iter().filter(|it| counts(it)) {
            let start = kept.rows.len();
            kept.rows.extend_from_slice(&self.rows[group.rows.clone()]);
            kept.values.extend_from_slice(self.values_of(group));
            kept.groups.push(Group { rows: start..kept.rows.len(), ..group.clone() });
        }
        kept
    }

    pub fn values_of(&self, group: &Group) -> &[f32] {
        &self.values[group.rows.start * self.width..group.rows.end * self.width]
    }
}

impl Row {
    fn new(shown: &crate::behaviour::log::Shown) -> Row {
        Row {
            key: shown.key.clone(),
            owner: shown.owner.clone(),
            category: shown.category.clone(),
            is_new: shown.new,
            gain: 0.0,
            clicks: 0.0,
            seen: 0.0,
            impressions: 0.0,
            score: shown.score,
            rank: 0.0,
        }
    }

    /// Gain per examination: what an impression that is looked at can be expected to lead to.
    pub fn worth(&self) -> f32 {
        if self.seen > 0.0 { self.gain / self.seen.max(FLOOR as f32) } else { 0.0 }
    }
}

/// All that led to something, then those most looked at, and a few below the page; in the order they
/// stood in.
fn chosen(mut entries: Vec<Entry<'_>>) -> Vec<Entry<'_>> {
    for entry in &mut entries {
        let row = &mut entry.row;
        row.rank = if row.impressions > 0.0 { row.rank / row.impressions } else { f32::MAX };
    }
    entries.sort_by(|one, other| {
        let rank = |it: &Entry<'_>| (it.row.gain <= 0.0, -it.row.seen);
        let (one, other) = (rank(one), rank(other));
        one.0.cmp(&other.0).then(one.1.total_cmp(&other.1))
    });
    let mut unseen = 0;
    entries.retain(|it| {
        unseen += usize::from(it.row.impressions == 0.0);
        it.row.impressions > 0.0 || unseen <= MOST_UNSEEN
    });
    entries.truncate(MOST_ROWS);
    entries.sort_by(|one, other| one.row.rank.total_cmp(&other.row.rank));
    entries
}

/// Where the time is cut.
struct Split {
    valid_ms: i64,
    test_ms: i64,
}

impl Split {
    /// The last week is for the test and the one before for validation, of four weeks or more; of a
    /// shorter log, the last parts of 15 %.
    fn new(log: &Log, labelled: &[Labelled]) -> Split {
        let times = || labelled.iter().map(|it| log.searches[it.search].at_ms);
        let (Some(first), Some(last)) = (times().min(), times().max()) else {
            return Split { valid_ms: 0, test_ms: 0 };
        };
        let span = last - first;
        let part = if span >= 28 * DAY_MS { 7 * DAY_MS } else { span * 15 / 100 };
        Split { valid_ms: last - 2 * part, test_ms: last - part }
    }

    fn part(&self, search: &Search) -> Part {
        if is_held_out(&search.normal) {
            Part::OtherQueries
        } else if search.at_ms > self.test_ms {
            Part::Late
        } else if search.at_ms > self.valid_ms {
            Part::Valid
        } else {
            Part::Train
        }
    }
}

/// By its name alone: the same in every run.
pub fn is_held_out(name: &str) -> bool {
    let mut mixed = 0xCBF2_9CE4_8422_2325_u64;
    for byte in name.bytes() {
        mixed = (mixed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
    }
    (mixed >> 24).is_multiple_of(HELD_OUT)
}
