//! A corpus in an index of its own, and ranked answers from it as long as one asks.
//!
//! The engine answers people: it leaves out what has too little of a query. A run is judged to its
//! hundredth document, so what the engine left out follows, below all it found, ordered by how rare
//! the words are that it does have.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use anyhow::Context as _;
use matching::{
    cursor::Cursor,
    engine::Engine,
    jsonl,
    types::{Lang, Query, Sort},
};
use tempfile::TempDir;

use crate::cli::progress;

/// More words of one query are not looked up one by one.
const MAX_WORDS: usize = 48;

#[derive(Debug)]
pub(crate) struct Collection {
    engine: Engine,
    /// By position, which is the key in the index: ids need not be unique.
    ids: Vec<String>,
    _dir: TempDir,
}

impl Collection {
    pub(crate) fn index(corpus: &Path) -> anyhow::Result<Collection> {
        let dir = tempfile::tempdir().context("cannot make a temporary folder")?;
        let engine = Engine::open(Some(dir.path()), &[])?;
        let mut ids = Vec::new();
        let records = jsonl::read(corpus)?;
        let docs = records.map(|it| {
            it.map(|record| {
                ids.push(record.id.clone());
                record.into_doc(key(ids.len() - 1))
            })
        });
        let bar = progress::count("indexing");
        engine.try_replace_all(docs, 1, |done| bar.set_position(done))??;
        bar.finish_and_clear();
        Ok(Collection { engine, ids, _dir: dir })
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
        let mut answer = Answer::new(top);
        let mut after = None;
        while answer.wants_more() {
            let Page { matches, next } = self.page(text, lang, top, after)?;
            for (position, score) in matches {
                answer.push(&self.ids[position], score);
            }
            after = next;
            if after.is_none() {
                break;
            }
        }
        if answer.wants_more() {
            for (position, share) in self.with_any_word(text, lang, top)? {
                answer.push(&self.ids[position], answer.floor() * share);
            }
        }
        Ok(answer.found)
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
        let mut shares: Vec<(usize, f32)> =
            sums.into_iter().map(|(position, sum)| (position, sum / most)).collect();
        shares.sort_unstable_by(|one, other| {
            other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0))
        });
        Ok(shares)
    }
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

    fn floor(&self) -> f32 {
        self.found.last().map_or(1.0, |it| it.1)
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
