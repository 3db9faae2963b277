//! A corpus in an index of its own, and ranked answers from it as long as one asks.
//!
//! The engine answers people: it leaves out what has too little of a query. A run is judged to its
//! hundredth document, so what the engine left out follows, below all it found, ordered by how rare
//! the words are that it does have. Likeness by characters is a second opinion on everything, each
//! relative to its own best: as good as the words where a query meets its own language, and little
//! more than a hint on names and cognates where it does not.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use anyhow::Context as _;
use matching::{
    cursor::Cursor,
    engine::Engine,
    grams::{Grams, GramsBuilder},
    jsonl::{self, Record},
    types::{Lang, Query, Sort},
};
use tempfile::TempDir;

use crate::cli::progress;

/// More words of one query are not looked up one by one.
const MAX_WORDS: usize = 48;

/// So many characters of the whole corpus are compared by their pieces: some hundred megabytes of
/// memory. A large corpus gives less of each document.
const MAX_CHARS: usize = 12_000_000;

/// With less of each document than this, pieces say nothing.
const FEWEST_CHARS: usize = 24;

/// What likeness by characters counts among texts of the query's language, and among others. The words
/// count the rest.
const SAME_LANGUAGE: f32 = 0.5;
const OTHER_LANGUAGE: f32 = 0.1;

/// The first documents found draw the pieces of the query towards theirs: they say what else is said of
/// the same matter. All of them together weigh half of the query.
const EXAMPLES: usize = 5;
const PULL: f32 = 0.5;

/// How many documents are asked of the engine and of the pieces.
const DEPTH: usize = 400;

#[derive(Debug)]
pub(crate) struct Collection {
    engine: Engine,
    grams: Grams,
    /// By position, which is the key in the index: ids need not be unique.
    ids: Vec<String>,
    languages: HashMap<Lang, usize>,
    _dir: TempDir,
}

impl Collection {
    pub(crate) fn index(corpus: &Path) -> anyhow::Result<Collection> {
        let dir = tempfile::tempdir().context("cannot make a temporary folder")?;
        let engine = Engine::open(Some(dir.path()), &[])?;
        let mut ids = Vec::new();
        let share = MAX_CHARS / jsonl::read(corpus)?.count().max(1);
        let mut grams = GramsBuilder::default();
        let mut languages: HashMap<Lang, usize> = HashMap::new();
        let records = jsonl::read(corpus)?;
        let docs = records.map(|it| {
            it.map(|record| {
                ids.push(record.id.clone());
                if let Some(lang) = record.lang {
                    *languages.entry(lang).or_default() += 1;
                }
                if share >= FEWEST_CHARS {
                    let Record { title, category, text, .. } = &record;
                    grams.add(&format!("{title} {category} {text}"), share);
                }
                record.into_doc(key(ids.len() - 1))
            })
        });
        let bar = progress::count("indexing");
        engine.try_replace_all(docs, 1, |done| bar.set_position(done))??;
        bar.finish_and_clear();
        Ok(Collection { engine, grams: grams.build(), ids, languages, _dir: dir })
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = &String> {
        self.ids.iter()
    }

    /// At most `top` documents, each once, with falling scores.
    pub(crate) fn answer(
        &self,
        text: &str,
        lang: Option<Lang>,
        top: usize,
    ) -> anyhow::Result<Vec<(&str, f32)>> {
        let depth = top.max(DEPTH);
        let by_words = self.by_words(text, lang, depth)?;
        let worth = self.worth_of_pieces(lang);
        let first = best_first(mixed(&by_words, &self.grams.nearest(text, depth), worth));
        let towards = first.iter().take(EXAMPLES).filter_map(|it| u32::try_from(it.0).ok());
        let towards: Vec<u32> = towards.collect();
        let by_pieces = self.grams.nearest_drawn(text, &towards, PULL, depth);
        let mixture = best_first(mixed(&by_words, &by_pieces, worth));
        let mut answer = Answer::new(top);
        for (position, score) in mixture {
            answer.push(&self.ids[position], score);
        }
        Ok(answer.found)
    }

    fn worth_of_pieces(&self, lang: Option<Lang>) -> f32 {
        let total: usize = self.languages.values().sum();
        let Some(lang) = lang.filter(|_| total > 0) else { return SAME_LANGUAGE };
        let same = self.languages.get(&lang).copied().unwrap_or(0) as f32 / total as f32;
        SAME_LANGUAGE * same + OTHER_LANGUAGE * (1.0 - same)
    }

    /// Positions and scores, best first, what the engine left out at the end.
    fn by_words(
        &self,
        text: &str,
        lang: Option<Lang>,
        top: usize,
    ) -> anyhow::Result<Vec<(usize, f32)>> {
        let mut found: Vec<(usize, f32)> = Vec::new();
        let mut after = None;
        while found.len() < top {
            let Page { matches, next } = self.page(text, lang, top, after)?;
            found.extend(matches);
            after = next;
            if after.is_none() {
                break;
            }
        }
        if found.len() < top {
            let floor = found.last().map_or(1.0, |it| it.1);
            let known: HashSet<usize> = found.iter().map(|it| it.0).collect();
            let rest = self.with_any_word(text, lang, top)?.into_iter();
            let rest = rest.filter(|it| !known.contains(&it.0));
            found.extend(rest.map(|(position, share)| (position, floor * share)));
        }
        found.truncate(top);
        Ok(found)
    }

    fn page(
        &self,
        text: &str,
        lang: Option<Lang>,
        limit: usize,
        after: Option<Cursor>,
    ) -> anyhow::Result<Page> {
        let query = Query {
            text: text.to_owned(),
            lang,
            filters: Vec::new(),
            sort: Sort::Relevance,
            limit: limit.clamp(1, Query::MAX_LIMIT),
            after,
            facets: false,
            now_ms: 0,
            ..Query::default()
        };
        let answer = self.engine.search(&query)?;
        let matches = answer.matches.into_iter().map(|it| (position(&it.key), it.score));
        Ok(Page { matches: matches.collect(), next: answer.next })
    }

    /// Positions and shares, 0 to 1, best first: each word alone, worth its rarity.
    fn with_any_word(
        &self,
        text: &str,
        lang: Option<Lang>,
        top: usize,
    ) -> anyhow::Result<Vec<(usize, f32)>> {
        let mut seen = HashSet::new();
        let words = text.split(|it: char| it.is_whitespace() || ",;:!?¿¡()[]\"".contains(it));
        let words = words.filter(|it| it.chars().any(char::is_alphanumeric));
        let words = words.filter(|it| seen.insert(it.to_lowercase())).take(MAX_WORDS);
        let mut sums: HashMap<usize, f32> = HashMap::new();
        let mut most = 0.0;
        for word in words {
            let Page { matches, .. } =
                self.page(word, lang, Query::MAX_LIMIT.min(top * 5), None)?;
            let rarity = (1.0 + self.ids.len() as f32 / (1.0 + matches.len() as f32)).ln();
            let best = matches.first().map_or(1.0, |it| it.1.max(f32::MIN_POSITIVE));
            most += rarity;
            for (position, score) in matches {
                *sums.entry(position).or_default() += rarity * (score / best).clamp(0.0, 1.0);
            }
        }
        for sum in sums.values_mut() {
            *sum /= most;
        }
        Ok(best_first(sums))
    }
}

/// Each relative to its own best; `worth` is what the pieces count.
fn mixed(words: &[(usize, f32)], pieces: &[(u32, f32)], worth: f32) -> HashMap<usize, f32> {
    let mut sums: HashMap<usize, f32> = HashMap::new();
    let best = words.first().map_or(1.0, |it| it.1.max(f32::MIN_POSITIVE));
    for (position, score) in words {
        *sums.entry(*position).or_default() += (1.0 - worth) * score / best;
    }
    let best = pieces.first().map_or(1.0, |it| it.1.max(f32::MIN_POSITIVE));
    for (position, cosine) in pieces {
        *sums.entry(*position as usize).or_default() += worth * cosine / best;
    }
    sums
}

fn best_first(sums: HashMap<usize, f32>) -> Vec<(usize, f32)> {
    let mut sums: Vec<(usize, f32)> = sums.into_iter().collect();
    sums.sort_unstable_by(|one, other| other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    sums
}

/// Positions and scores, best first, and where the next page starts.
struct Page {
    matches: Vec<(usize, f32)>,
    next: Option<Cursor>,
}

/// Documents by id, each where it stands first, with scores that fall strictly: whatever a tool does
/// with equal scores, it will find this order.
struct Answer<'a> {
    found: Vec<(&'a str, f32)>,
    seen: HashSet<&'a str>,
    top: usize,
}

impl<'a> Answer<'a> {
    fn new(top: usize) -> Answer<'a> {
        Answer { found: Vec::new(), seen: HashSet::new(), top }
    }

    fn wants_more(&self) -> bool {
        self.found.len() < self.top
    }

    fn push(&mut self, id: &'a str, score: f32) {
        if self.wants_more() && self.seen.insert(id) {
            let below = self.found.last().map_or(f32::MAX, |it| it.1.next_down());
            self.found.push((id, score.min(below)));
        }
    }
}

/// Keys order as positions do.
fn key(position: usize) -> String {
    format!("{position:010}")
}

fn position(key: &str) -> usize {
    key.parse().expect("keys are made of positions")
}
