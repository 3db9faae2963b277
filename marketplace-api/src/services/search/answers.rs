//! Answers of the engine, kept for as long as they hold.
//!
//! People come back from a listing to their results, share a search, and look for the same few things.
//!
//! **Invariant:** an answer is given again only while the index has not changed, and for a minute at
//! most, because freshness is part of the order. What may be seen is decided afterwards, every time.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use matching::{
    engine::Engine,
    error::QueryError,
    types::{Answer, Query},
};

/// Up to about 25 KB each.
const MOST: usize = 500;
const MINUTE_MS: i64 = 60_000;

#[derive(Default)]
pub(crate) struct AnswerCache(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    as_of: AsOf,
    answers: HashMap<String, Arc<Answer>>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct AsOf {
    epoch: u64,
    minute: i64,
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
        let as_of = AsOf { epoch: engine.epoch(), minute: query.now_ms.div_euclid(MINUTE_MS) };
        let key = format!("{:?}", Query { now_ms: 0, ..query.clone() });
        if let Some(answer) = self.get(as_of, &key) {
            return Ok(Answered { answer, is_new: false });
        }
        let answer = Arc::new(engine.search(query)?);
        self.put(as_of, key, answer.clone());
        Ok(fresh(answer))
    }

    fn get(&self, as_of: AsOf, key: &str) -> Option<Arc<Answer>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.as_of == as_of { kept.answers.get(key).cloned() } else { None }
    }

    fn put(&self, as_of: AsOf, key: String, answer: Arc<Answer>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.as_of != as_of || kept.answers.len() >= MOST {
            *kept = Kept { as_of, answers: HashMap::new() };
        }
        kept.answers.insert(key, answer);
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
            owner_name: String::new(),
            texts: vec![Text {
                lang: Lang::Es,
                title,
                summary: String::new(),
                body: String::new(),
            }],
            labels: Vec::new(),
            facets: Vec::new(),
            price_minor: None,
            delivery_days: None,
            rating_mean: None,
            rating_count: 0,
            created_at_ms: 0,
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
        }
    }

    #[test]
    fn an_answer_holds_until_the_index_changes_or_a_minute_has_passed() {
        let engine = Engine::open(None, &[]).unwrap();
        engine.apply(vec![doc("a")], 1).unwrap();
        let cache = AnswerCache::default();
        let ask = |text: &str, now_ms| cache.search(&engine, &query(text, now_ms)).unwrap();

        let first = ask("asistente", 0);
        let second = ask("asistente", MINUTE_MS - 1);
        assert!(first.is_new && !second.is_new);
        assert_eq!(first.answer, second.answer);
        assert!(ask("asistente que", 0).is_new, "another text is another query");
        assert!(ask("asistente", MINUTE_MS).is_new, "a minute has passed");

        engine.apply(vec![doc("b")], 2).unwrap();
        let third = ask("asistente", MINUTE_MS);
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
