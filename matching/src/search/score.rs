//! The exact score of a document: a sum of few parts, each between 0 and its weight.
//!
//! ```text
//! score = 1.00 · text       Σ idf·t/(k1+t) / Σ idf    t: weighted count over fields, per group
//!       + 0.60 · whole      (Σ idf·worth of matched / Σ idf)²
//!       + 0.25 · likeness   cosine of query and head (title, labels, summary), TF-IDF
//!       + 0.15 · wording    words and word pairs exactly as they stand in the title
//!       + 0.04 · quality    rating, drawn towards the usual when few have rated
//!       + 0.02 · freshness
//! ```
//!
//! A document in two languages is two renditions: each is scored, the better one counts. Counts and
//! lengths are those of living documents only, see [`crate::index::stats`].

use crate::{
    index::{
        record::{BODY, Counts, LABELS, Record, SUMMARY, TITLE},
        snapshot::Snapshot,
        terms::TermId,
    },
    search::{
        parse::{Group, Parsed, Reading},
        priors::Priors,
        tfidf::{IdfTable, log_count},
        wording::wording,
    },
    types::Lang,
};

pub(crate) const K1: f32 = 1.2;

/// What a word is worth by where it stands, and how much a long field dilutes it.
const FIELDS: [(f32, f32); 4] = [(5.0, 0.4), (4.0, 0.2), (1.5, 0.6), (1.0, 0.75)];
const OWNER: f32 = 1.0;
/// A rendition in a language that is not the reader's.
const OTHER_LANGUAGE: f32 = 0.9;

const TEXT: f32 = 1.0;
const WHOLE: f32 = 0.6;
const LIKENESS: f32 = 0.25;
const WORDING: f32 = 0.15;
const QUALITY: f32 = 0.04;
const FRESHNESS: f32 = 0.02;

/// Scores documents against one query.
pub(crate) struct Scorer<'a> {
    snapshot: &'a Snapshot,
    pub(crate) groups: &'a [Group],
    pub(crate) is_browse: bool,
    now_ms: i64,
    /// Per language, what its renditions are worth to this reader.
    language: [f32; 2],
    /// Terms to look for, sorted, by language.
    wanted: [Vec<TermId>; 2],
    owner_wanted: Vec<TermId>,
    plans: Vec<Plan>,
    /// The query's words as they stand in titles.
    typed: Vec<Option<TermId>>,
    all_idf: f32,
    query_norm: f32,
    cosine_idf: IdfTable,
    /// Their idf in the cosine.
    wanted_idf: [Vec<f32>; 2],
    found: [Vec<Found>; 2],
    dots: [f32; 2],
    owner_found: Vec<bool>,
    /// How each group matched the last scored document.
    pub(crate) matched: Vec<Matched>,
}

/// A group, with its terms as places in the lists of wanted terms.
struct Plan {
    members: Vec<(Reading, Vec<usize>, f32)>,
    /// Its weight in the query, for the cosine.
    weight: f32,
}

/// A wanted term in the document at hand.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    /// By field, weighted and diluted.
    fields: [f32; 4],
    /// For the cosine.
    head: f32,
}

/// How a group matched: shares by field, then owner.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Matched {
    pub(crate) fields: [f32; 5],
    /// What it adds to the score's text part; 0 if it did not match.
    pub(crate) gain: f32,
    /// The member that did most, as a place in the group.
    pub(crate) member: usize,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Score {
    pub(crate) total: f32,
    /// Their parts in it.
    pub(crate) priors: Priors,
}

/// The parts of the score that the first pass knows: of the text, and of what is there as a whole,
/// both between 0 and 1. To be compared with its like, not with a score.
#[inline]
pub(crate) fn from_first_pass(text: f32, whole: f32) -> f32 {
    TEXT * text + WHOLE * whole * whole
}

impl<'a> Scorer<'a> {
    pub(crate) fn new(
        snapshot: &'a Snapshot,
        parsed: &'a Parsed,
        lang: Option<Lang>,
        now_ms: i64,
    ) -> Scorer<'a> {
        let groups = &parsed.groups;
        let mut wanted = [Vec::new(), Vec::new()];
        let mut owner_wanted = Vec::new();
        for member in groups.iter().flat_map(|it| &it.members) {
            let list = match member.reading {
                Reading::Text(lang) => &mut wanted[lang as usize],
                Reading::Owner => &mut owner_wanted,
            };
            list.extend(member.terms.iter().map(|it| it.id));
        }
        for list in wanted.iter_mut().chain([&mut owner_wanted]) {
            list.sort_unstable();
            list.dedup();
        }
        let cosine_idf = IdfTable::new(snapshot.stats.documents());
        let place_of = |list: &[TermId], id| list.binary_search(&id).unwrap_or(0);
        let plan = |group: &Group| {
            let members = group.members.iter().map(|member| {
                let list = match member.reading {
                    Reading::Text(lang) => &wanted[lang as usize],
                    Reading::Owner => &owner_wanted,
                };
                let places = member.terms.iter().map(|it| place_of(list, it.id)).collect();
                (member.reading, places, member.worth)
            });
            let texts = group.members.iter().filter(|it| it.reading != Reading::Owner);
            let df = texts.filter_map(|it| it.terms.iter().map(|it| it.df).min()).max();
            Plan { members: members.collect(), weight: df.map_or(0.0, |df| cosine_idf.of(df)) }
        };
        let plans: Vec<Plan> = groups.iter().map(plan).collect();
        let matchable = groups.iter().filter(|it| !it.members.is_empty());
        Scorer {
            snapshot,
            groups,
            is_browse: parsed.is_browse,
            now_ms,
            language: Lang::ALL.map(|it| match lang {
                Some(reader) if reader != it => OTHER_LANGUAGE,
                _ => 1.0,
            }),
            found: wanted.each_ref().map(|it| vec![Found::default(); it.len()]),
            wanted_idf: wanted
                .each_ref()
                .map(|it| it.iter().map(|id| cosine_idf.of(snapshot.stats.df(*id))).collect()),
            dots: [0.0; 2],
            owner_found: vec![false; owner_wanted.len()],
            wanted,
            owner_wanted,
            all_idf: matchable.map(|it| it.idf).sum::<f32>().max(f32::MIN_POSITIVE),
            query_norm: plans.iter().map(|it| it.weight * it.weight).sum::<f32>().sqrt(),
            plans,
            typed: groups.iter().flat_map(|it| it.exact.iter().copied()).collect(),
            cosine_idf,
            matched: vec![Matched::default(); groups.len()],
        }
    }

    /// Also leaves in `self.matched` how it came about.
    pub(crate) fn score(&mut self, slot: u32) -> Score {
        let priors = Priors::of(&self.snapshot.columns, slot, self.now_ms);
        self.dots = [0.0; 2];
        if self.is_browse {
            let priors = priors.browsing();
            return Score { total: priors.sum(), priors };
        }
        let Some(record) = self.snapshot.columns.record(slot) else {
            return Score { total: 0.0, priors };
        };
        for (found, id) in self.owner_found.iter_mut().zip(&self.owner_wanted) {
            *found = record.owner().any(|it| it == *id);
        }
        self.matched.fill(Matched::default());
        for lang in Lang::ALL {
            self.find(&record, lang);
            self.match_groups(lang);
            self.dots[lang as usize] = self.language[lang as usize] * self.dot(lang);
        }
        let priors =
            Priors { quality: QUALITY * priors.quality, freshness: FRESHNESS * priors.freshness };
        let text = TEXT * self.text() + WHOLE * self.whole();
        let wording = WORDING * wording(&record, self.groups, &self.typed, self.all_idf);
        let likeness = LIKENESS * self.likeness(&record);
        Score { total: text + wording + priors.sum() + likeness, priors }
    }

    fn likeness(&self, record: &Record<'_>) -> f32 {
        let of = |lang| match self.dots[lang as usize] {
            0.0 => 0.0,
            dot => dot / self.head_norm(record, lang),
        };
        of(Lang::Es).max(of(Lang::En))
    }

    /// 0 to 1.
    pub(crate) fn freshness(&self, slot: u32) -> f32 {
        Priors::of(&self.snapshot.columns, slot, self.now_ms).freshness
    }

    /// Looks the wanted terms up in one rendition.
    fn find(&mut self, record: &Record<'_>, lang: Lang) {
        let stats = &self.snapshot.stats;
        let side = lang as usize;
        let factor = |field: usize, length: usize| {
            let (weight, dilution) = FIELDS[field];
            let relative = record.lengths[length] as f32 / stats.mean_length(length);
            weight / (1.0 - dilution + dilution * relative)
        };
        let factors = [
            factor(0, TITLE + side),
            factor(1, LABELS),
            factor(2, SUMMARY + side),
            factor(3, BODY + side),
        ];
        let found = &mut self.found[side];
        found.fill(Found::default());
        let wanted = &self.wanted[side];
        let mut next = 0;
        for (id, counts) in record.head(lang) {
            while next < wanted.len() && wanted[next] < id {
                next += 1;
            }
            match wanted.get(next) {
                None => break,
                Some(it) if *it == id => {
                    let Counts { title, labels, summary, body } = counts;
                    let each = [title, labels, summary, body].map(f32::from);
                    found[next].fields = std::array::from_fn(|field| each[field] * factors[field]);
                    found[next].head = log_count(counts.head()) * self.wanted_idf[side][next];
                }
                Some(_) => {}
            }
        }
        next = 0;
        for (id, body) in record.rest(lang) {
            while next < wanted.len() && wanted[next] < id {
                next += 1;
            }
            match wanted.get(next) {
                None => break,
                Some(it) if *it == id => found[next].fields[3] = f32::from(body) * factors[3],
                Some(_) => {}
            }
        }
    }

    /// The length of the head as a TF-IDF vector.
    fn head_norm(&self, record: &Record<'_>, lang: Lang) -> f32 {
        let weight = |(id, counts): (TermId, Counts)| {
            log_count(counts.head()) * self.cosine_idf.of(self.snapshot.stats.df(id))
        };
        record.head(lang).map(weight).map(|it| it * it).sum::<f32>().sqrt()
    }

    /// Keeps, per group, the better of this rendition and the one before.
    fn match_groups(&mut self, lang: Lang) {
        let found = &self.found[lang as usize];
        for ((plan, group), matched) in self.plans.iter().zip(self.groups).zip(&mut self.matched) {
            let mut now = Matched::default();
            let mut most = 0.0;
            for ((reading, places, worth), at) in plan.members.iter().zip(0..) {
                let fields = match reading {
                    Reading::Text(of) if *of == lang => {
                        scarcest(places.iter().map(|it| found[*it].fields))
                    }
                    Reading::Owner if places.iter().all(|it| self.owner_found[*it]) => {
                        now.fields[4] += OWNER * worth;
                        [0.0; 4]
                    }
                    _ => continue,
                };
                let worth = worth * self.language[lang as usize];
                for (sum, field) in now.fields.iter_mut().zip(fields) {
                    *sum += worth * field;
                }
                let sum = match reading {
                    Reading::Owner => OWNER,
                    Reading::Text(_) => worth * fields.iter().sum::<f32>(),
                };
                if sum > most {
                    (most, now.member) = (sum, at);
                }
            }
            let sum: f32 = now.fields.iter().sum();
            now.gain = group.idf * sum / (K1 + sum);
            if now.gain > matched.gain {
                *matched = now;
            }
        }
    }

    fn text(&self) -> f32 {
        self.matched.iter().map(|it| it.gain).sum::<f32>() / self.all_idf
    }

    fn whole(&self) -> f32 {
        let matched = self.groups.iter().zip(&self.matched).filter(|(_, it)| it.gain > 0.0);
        let mass: f32 = matched.map(|(group, it)| group.idf * group.members[it.member].worth).sum();
        (mass / self.all_idf).powi(2)
    }

    /// The product of query and head; the query's length is divided out already.
    fn dot(&self, lang: Lang) -> f32 {
        if self.query_norm == 0.0 {
            return 0.0;
        }
        let found = &self.found[lang as usize];
        let mut dot = 0.0;
        for plan in &self.plans {
            let of_member = |(reading, places, worth): &(Reading, Vec<usize>, f32)| match reading {
                Reading::Text(of) if *of == lang => {
                    let scarcest = places.iter().map(|it| found[*it].head).reduce(f32::min);
                    worth * scarcest.unwrap_or(0.0)
                }
                _ => 0.0,
            };
            let best = plan.members.iter().map(of_member).fold(0.0, f32::max);
            dot += plan.weight * best;
        }
        dot / self.query_norm
    }
}

/// A name of several words counts as its scarcest word does.
fn scarcest(words: impl Iterator<Item = [f32; 4]>) -> [f32; 4] {
    let total = |it: &[f32; 4]| it.iter().sum::<f32>();
    words.min_by(|a, b| total(a).total_cmp(&total(b))).unwrap_or_default()
}

#[cfg(test)]
mod tests;
