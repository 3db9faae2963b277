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

mod evidence;
pub(crate) mod found;
pub(crate) mod plan;

use crate::{
    features::{self, Row},
    index::{record::Record, snapshot::Snapshot, terms::TermId},
    search::{
        parse::{Group, Member, Parsed, Reading},
        priors::Priors,
        score::{
            found::{Found, Scale},
            plan::{Matched, Plan},
        },
        tfidf::IdfTable,
        wording::{Wording, wording},
    },
    signals::store::View,
    types::Lang,
};

pub(crate) const K1: f32 = 1.2;

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
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) signals: View,
    pub(crate) groups: &'a [Group],
    pub(crate) is_browse: bool,
    pub(crate) now_ms: i64,
    reader: Option<Lang>,
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
    wording: Wording,
    /// What the last scored document was scored by.
    parts: Parts,
    /// How each group matched it.
    pub(crate) matched: Vec<Matched>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Score {
    pub(crate) total: f32,
    /// What the words did.
    pub(crate) text: f32,
    /// Their parts in it.
    pub(crate) priors: Priors,
}

/// Per language, what a rendition in it is worth to a reader.
pub(crate) fn language(reader: Option<Lang>) -> [f32; 2] {
    Lang::ALL.map(|it| match reader {
        Some(reader) if reader != it => OTHER_LANGUAGE,
        _ => 1.0,
    })
}

/// What the words of a query are worth to a document, before weighting.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Parts {
    /// The gains of all groups.
    pub(crate) gains: f32,
    /// The idf, times worth, of those that matched.
    pub(crate) mass: f32,
    /// The idf of all groups that could.
    pub(crate) all_idf: f32,
    pub(crate) wording: f32,
    pub(crate) likeness: f32,
}

impl Parts {
    /// The score, and the parts of `priors` in it.
    pub(crate) fn score(self, priors: Priors) -> Score {
        let priors = weighted(priors);
        let whole = (self.mass / self.all_idf).powi(2);
        let text = TEXT * (self.gains / self.all_idf) + WHOLE * whole;
        let (wording, likeness) = (WORDING * self.wording, LIKENESS * self.likeness);
        let text = text + wording + likeness;
        Score { total: text + priors.sum(), text, priors }
    }
}

/// The score of a row: the same bits as [`Scorer::score`] gave.
pub(crate) fn linear(row: &Row) -> f32 {
    let priors = Priors::new(row[features::RATING], row[features::FRESHNESS]);
    if row[features::QUERY_IDEAS] == 0.0 {
        return priors.browsing().sum();
    }
    row[features::TEXT_LINEAR] + weighted(priors).sum()
}

/// As parts of the score of a document that was searched for by words.
pub(crate) fn weighted(priors: Priors) -> Priors {
    Priors { quality: QUALITY * priors.quality, freshness: FRESHNESS * priors.freshness }
}

/// The most a document can score for words.
pub(crate) const MOST: f32 = TEXT + WHOLE + LIKENESS + WORDING + QUALITY + FRESHNESS;

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
        let place_of = |reading: Reading, id: TermId| {
            let list = match reading {
                Reading::Text(lang) => &wanted[lang as usize],
                Reading::Owner => &owner_wanted,
            };
            list.binary_search(&id).unwrap_or(0)
        };
        let plan = |group: &Group| {
            let texts = group.members.iter().filter(|it| it.reading != Reading::Owner);
            let weight = texts.map(Member::df).max().map_or(0.0, |df| cosine_idf.of(df));
            Plan::new(group, weight, place_of)
        };
        let plans: Vec<Plan> = groups.iter().map(plan).collect();
        let matchable = groups.iter().filter(|it| !it.members.is_empty());
        Scorer {
            snapshot,
            signals: snapshot.signals.view(),
            groups,
            is_browse: parsed.is_browse,
            now_ms,
            reader: lang,
            language: language(lang),
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
            wording: Wording::default(),
            parts: Parts::default(),
            matched: vec![Matched::default(); groups.len()],
        }
    }

    /// Also leaves in `self.matched` how it came about.
    pub(crate) fn score(&mut self, slot: u32) -> Score {
        let priors = Priors::of(&self.snapshot.columns, &self.signals, slot, self.now_ms);
        self.dots = [0.0; 2];
        if self.is_browse {
            let priors = priors.browsing();
            return Score { total: priors.sum(), text: 0.0, priors };
        }
        let Some(record) = self.snapshot.columns.record(slot) else {
            return Score { total: 0.0, text: 0.0, priors };
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
        self.wording = self.wording(&record);
        self.parts = Parts {
            gains: self.matched.iter().map(|it| it.gain).sum(),
            mass: self.mass(),
            all_idf: self.all_idf,
            wording: self.wording.sum(),
            likeness: self.likeness(&record),
        };
        self.parts.score(priors)
    }

    fn wording(&self, record: &Record<'_>) -> Wording {
        let groups = self.groups.iter().map(|it| (&it.exact[..], it.idf));
        let of = |lang| {
            let title: Vec<TermId> = record.title(lang).collect();
            wording(&title, groups.clone(), &self.typed, self.all_idf)
        };
        if self.typed.iter().all(Option::is_none) {
            return Wording::default();
        }
        of(Lang::Es).or(of(Lang::En))
    }

    fn likeness(&self, record: &Record<'_>) -> f32 {
        let of = |lang| match self.dots[lang as usize] {
            0.0 => 0.0,
            dot => dot / found::head_norm(record, lang, &self.snapshot.stats, &self.cosine_idf),
        };
        of(Lang::Es).max(of(Lang::En))
    }

    /// 0 to 1.
    pub(crate) fn freshness(&self, slot: u32) -> f32 {
        Priors::of(&self.snapshot.columns, &self.signals, slot, self.now_ms).freshness
    }

    /// Looks the wanted terms up in one rendition.
    fn find(&mut self, record: &Record<'_>, lang: Lang) {
        let side = lang as usize;
        let scale = Scale::new(record, lang, &self.snapshot.stats);
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
                    found[next] = scale.head(counts, self.wanted_idf[side][next]);
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
                Some(it) if *it == id => found[next] = scale.rest(body),
                Some(_) => {}
            }
        }
    }

    /// Keeps, per group, the better of this rendition and the one before.
    fn match_groups(&mut self, lang: Lang) {
        let found = &self.found[lang as usize];
        let language = self.language[lang as usize];
        for ((plan, group), matched) in self.plans.iter().zip(self.groups).zip(&mut self.matched) {
            let now = plan.matched(lang, language, found, &self.owner_found);
            let now = Matched { gain: gain(group.idf, now.sum()), ..now };
            if now.gain > matched.gain {
                *matched = now;
            }
        }
    }

    fn mass(&self) -> f32 {
        let matched = self.groups.iter().zip(&self.matched).filter(|(_, it)| it.gain > 0.0);
        matched.map(|(group, it)| group.idf * group.members[it.member].worth).sum()
    }

    /// The product of query and head; the query's length is divided out already.
    fn dot(&self, lang: Lang) -> f32 {
        if self.query_norm == 0.0 {
            return 0.0;
        }
        let found = &self.found[lang as usize];
        let dot: f32 = self.plans.iter().map(|it| it.weight * it.likeness(lang, found)).sum();
        dot / self.query_norm
    }
}

/// What a group of weight `idf` adds to the text part, of counts that sum up to `sum`.
#[inline]
pub(crate) fn gain(idf: f32, sum: f32) -> f32 {
    idf * sum / (K1 + sum)
}

#[cfg(test)]
mod tests;
