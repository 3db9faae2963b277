use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::{
    index::writer::{Load, Writer},
    search::parse,
    text::Analyzer,
    types::{Change, Doc, Text},
};

/// Words that no list, stemmer or spelling knows anything about.
const TITLES: [&str; 6] = [
    "kuma zor zor blin",
    "kuma plat",
    "zor dref dref dref tosk",
    "plat blin gorm",
    "kuma kuma kuma zor plat blin dref gorm tosk",
    "vask",
];
const QUERIES: [&str; 4] = ["kuma zor", "dref", "plat gorm tosk", "vask blin"];

fn snapshot() -> Snapshot {
    let (mut writer, empty) =
        Writer::create(None, &[], &std::sync::Arc::default(), Load::Edits).unwrap();
    let put = |(title, n): (&&str, usize)| {
        let text = Text {
            lang: Lang::En,
            title: (*title).to_owned(),
            summary: String::new(),
            body: "kuma plat vask".to_owned(),
        };
        Change::Put(Box::new(Doc { key: format!("{n}"), texts: vec![text], ..Doc::default() }))
    };
    let changes: Vec<Change> = TITLES.iter().zip(0..).map(put).collect();
    writer.write(&empty, &changes, 1).unwrap()
}

/// TF-IDF with sublinear counts, smooth idf and unit length, done by the book in f64, where the
/// idf of a word counts the documents that have it in any field.
fn cosine_by_the_book(query: &str, title: &str) -> f64 {
    let everywhere = ["kuma", "plat", "vask"];
    let idf = |word: &str| {
        let df = TITLES
            .iter()
            .filter(|it| everywhere.contains(&word) || it.split(' ').any(|it| it == word))
            .count();
        ((1.0 + TITLES.len() as f64) / (1.0 + df as f64)).ln() + 1.0
    };
    let vector = |text: &str| {
        let mut counts: BTreeMap<String, f64> = BTreeMap::new();
        text.split(' ').for_each(|it| *counts.entry(it.to_owned()).or_default() += 1.0);
        let weights = counts.into_iter().map(|(word, count)| {
            let weight = (1.0 + count.ln()) * idf(&word);
            (word, weight)
        });
        let weights: BTreeMap<String, f64> = weights.collect();
        let norm = weights.values().map(|it| it * it).sum::<f64>().sqrt();
        (weights, norm)
    };
    let ((query, query_norm), (title, title_norm)) = (vector(query), vector(title));
    let words: BTreeSet<&String> = query.keys().filter(|it| title.contains_key(*it)).collect();
    words.iter().map(|it| query[*it] * title[*it]).sum::<f64>() / (query_norm * title_norm)
}

/// Pitfall 1: idf comes from the collection, and both sides have unit length.
#[test]
fn the_cosine_is_the_one_in_the_book() {
    let snapshot = snapshot();
    let mut compared = 0;
    for query in QUERIES {
        let parsed = parse::parse(query, &snapshot, &mut Analyzer::default());
        let mut scorer = Scorer::new(&snapshot, &parsed, None, 0);
        for (title, slot) in TITLES.iter().zip(0..) {
            scorer.score(slot);
            let record = snapshot.columns.record(slot).unwrap();
            let ours = f64::from(scorer.likeness(&record));
            let book = cosine_by_the_book(query, title);
            assert!((ours - book).abs() < 1e-6, "{query} / {title}: {ours} {book}");
            compared += usize::from(book > 0.0);
        }
    }
    assert!(compared > 10);
}
