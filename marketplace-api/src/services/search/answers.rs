//! Answers of the engine, kept for as long as they hold.
//!
//! People come back from a listing to their results, share a search, and look for the same few things.
//!
//! **Invariant:** an answer is given again only while the index has not changed, and for two minutes at
//! most, because freshness is part of the order. What may be seen is decided afterwards, every time.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use matching::{
    engine::Engine,
    error::QueryError,
    ranking::Ranking,
    types::{Answer, Query},
};

/// Up to about 25 KB each.
const MOST: usize = 500;
/// Between one and two of them: answers given together should not all be asked for again together.
const MINUTE_MS: i64 = 60_000;

#[derive(Default)]
pub(crate) struct AnswerCache(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    epoch: u64,
    answers: HashMap<String, Holding>,
}

struct Holding {
    until_ms: i64,
    answer: Arc<Answer>,
}

pub(crate) struct Answered {
    pub(crate) answer: Arc<Answer>,
    /// The engine was asked just now.
    pub(crate) is_new: bool,
}

impl AnswerCache {
    /// What the engine answers, or answered a moment ago. Later pages are not kept.
    pub(crate) fn search(&self, engine: &Engine, query: &Query) -> Result<Answered, QueryError> {
        let fresh = |answer| Answered { answer, is_new: true };
        if query.after.is_some() {
            return engine.search(query).map(Arc::new).map(fresh);
        }
        // Read before the search: an answer may be newer than it says, never older.
        let epoch = engine.epoch();
        // Whoever asks the same within two minutes is answered the same, lots included.
        let ranking = Ranking { seed: 0, ..query.ranking };
        let key = format!("{:?}", Query { now_ms: 0, ranking, ..query.clone() });
        if let Some(answer) = self.get(epoch, query.now_ms, &key) {
            return Ok(Answered { answer, is_new: false });
        }
        let answer = Arc::new(engine.search(query)?);
        let extra = rand::random_range(0..MINUTE_MS);
        let until_ms = query.now_ms + MINUTE_MS + extra;
        self.put(epoch, key, Holding { until_ms, answer: answer.clone() });
        Ok(fresh(answer))
    }

    fn get(&self, epoch: u64, now_ms: i64, key: &str) -> Option<Arc<Answer>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let held = kept.answers.get(key).filter(|it| kept.epoch == epoch && now_ms < it.until_ms);
        held.map(|it| it.answer.clone())
    }

    fn put(&self, epoch: u64, key: String, holding: Holding) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.epoch != epoch || kept.answers.len() >= MOST {
            *kept = Kept { epoch, answers: HashMap::new() };
        }
        kept.answers.insert(key, holding);
    }
}

#[cfg(test)]
mod tests {
    use matching::types::{Change, Doc, Lang, Sort, Text};

    use super::*;

    fn doc(key: &str) -> Change {
        let title = "Asistente que cita".to_owned();
        Change::Put(Box::new(Doc {
            key: key.to_owned(),
            owner: key.to_owned(),
            texts: vec![Text {
                lang: Lang::Es,
                title,
                summary: String::new(),
                body: String::new(),
            }],
            ..Doc::default()
        }))
    }

    fn query(text: &str, now_ms: i64) -> Query {
        Query {
            text: text.to_owned(),
            lang: None,
            filters: Vec::new(),
            sort: Sort::Relevance,
            limit: 20,
            after: None,
            facets: true,
            now_ms,
            ..Query::default()
        }
    }

    #[test]
    fn an_answer_holds_until_the_index_changes_or_two_minutes_have_passed() {
        let engine = Engine::open(None, &[]).unwrap();
        engine.apply(vec![doc("a")], 1).unwrap();
        let cache = AnswerCache::default();
        let ask = |text: &str, now_ms| cache.search(&engine, &query(text, now_ms)).unwrap();

        let first = ask("asistente", 0);
        let second = ask("asistente", MINUTE_MS - 1);
        assert!(first.is_new && !second.is_new);
        assert_eq!(first.answer, second.answer);
        assert!(ask("asistente que", 0).is_new, "another text is another query");
        assert!(ask("asistente", 2 * MINUTE_MS).is_new, "it is too old");

        engine.apply(vec![doc("b")], 2).unwrap();
        let third = ask("asistente", 2 * MINUTE_MS);
        assert!(third.is_new);
        assert_eq!(third.answer.matches.len(), 2);
    }

    #[test]
    fn few_are_kept() {
        let engine = Engine::open(None, &[]).unwrap();
        let cache = AnswerCache::default();
        for n in 0..=3 * MOST {
            cache.search(&engine, &query(&n.to_string(), 0)).unwrap();
        }
        assert!(cache.0.lock().unwrap().answers.len() <= MOST);
    }
}
