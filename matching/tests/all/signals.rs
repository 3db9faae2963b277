//! What is told beside the index counts at once, and until the document is put again.

use matching::{
    engine::Engine,
    signals::{Rating, Seen, Signal, Signals},
    types::{Doc, Filter, Query, Reason, Sort},
};

use crate::corpus::{NOW_MS, engine, es, keys, put, query, search};

fn priced(key: &str, price: u64) -> Doc {
    Doc { price_minor: Some(price), ..es(key, "Chatbot", "") }
}

#[test]
fn a_hidden_document_is_never_found_nor_counted() {
    let mut hidden = es("b", "Chatbot", "");
    hidden.facets = vec![("category".into(), "bots".into())];
    let engine = engine(&[es("a", "Chatbot", ""), hidden.clone()]);

    engine.signal([("b", Signal::Hidden(true))]);
    let filters = vec![Filter::AnyOf { field: "category".into(), values: vec!["bots".into()] }];
    for asked in [query("chatbot"), query(""), Query { filters, ..query("chatbot") }] {
        let answer = engine.search(&asked).unwrap();
        assert!(!keys(&answer).contains(&"b"));
        assert_eq!(answer.total.count, answer.matches.len() as u64);
        assert!(answer.facets.iter().flat_map(|it| &it.values).all(|(_, count)| *count == 0));
    }

    engine.signal([("b", Signal::Hidden(false))]);
    assert_eq!(search(&engine, "chatbot").total.count, 2);
    engine.signal([("b", Signal::Hidden(true))]);
    engine.apply(vec![put(&hidden)], 2).unwrap();
    assert_eq!(search(&engine, "chatbot").total.count, 2, "putting it again shows it");
}

#[test]
fn a_new_price_counts_in_filters_orders_and_reasons() {
    let docs: Vec<Doc> = (1..=5).map(|it| priced(&it.to_string(), it * 100_00)).collect();
    let engine = engine(&docs);
    engine.signal([("5", Signal::Price(Some(50_00)))]);

    let cheap = vec![Filter::PriceMinor { min: None, max: Some(99_00) }];
    let found = engine.search(&Query { filters: cheap.clone(), ..query("chatbot") }).unwrap();
    assert_eq!(keys(&found), ["5"]);
    let cheapest = Query { sort: Sort::PriceUp, ..query("chatbot") };
    assert_eq!(keys(&engine.search(&cheapest).unwrap()), ["5", "1", "2", "3", "4"]);
    let all = search(&engine, "chatbot");
    let fifth = all.matches.iter().find(|it| it.key == "5").unwrap();
    assert!(fifth.reasons.contains(&Reason::BelowMedianPrice { weight: 0.0 }));

    engine.apply(vec![put(&docs[4])], 2).unwrap();
    let found = engine.search(&Query { filters: cheap, ..query("chatbot") }).unwrap();
    assert!(found.matches.is_empty(), "the document's own price holds again");
}

#[test]
fn a_new_rating_counts_like_one_the_document_came_with() {
    let rated = Doc { rating_mean: Some(4.9), rating_count: 80, ..es("b", "Chatbot", "") };
    let came_with = engine(&[es("a", "Chatbot", ""), rated]);
    let told = engine(&[es("a", "Chatbot", ""), es("b", "Chatbot", "")]);
    told.signal([("b", Signal::Rating(Rating { mean: 4.9, count: 80 }))]);

    for text in ["chatbot", ""] {
        let [one, two] = [&came_with, &told].map(|it| search(it, text).matches);
        assert_eq!(one, two);
        assert_eq!(one[0].key, "b");
    }
    let filters = vec![Filter::RatingAtLeast(4.8)];
    let found = told.search(&Query { filters, ..query("chatbot") }).unwrap();
    assert_eq!(keys(&found), ["b"]);
}

#[test]
fn signals_outlive_edits_rebuilds_and_absence() {
    let engine = engine(&[es("a", "Chatbot", "")]);
    let seen = Seen { examinations: 9.0, at_ms: NOW_MS, ..Seen::default() };
    engine.signal([("a", Signal::Capacity(Some(3.0))), ("later", Signal::Seen(seen))]);

    engine.apply(vec![put(&es("a", "Chatbots", ""))], 2).unwrap();
    engine.apply(vec![matching::types::Change::Remove("a".into())], 3).unwrap();
    let docs = [es("later", "Chatbot", ""), es("a", "Chatbot", "")];
    engine.replace_all(docs.into_iter(), 4, |_| {}).unwrap();

    let known = Signals { capacity: Some(3.0), ..Signals::default() };
    assert_eq!(engine.signals("a"), Some(known));
    assert_eq!(engine.signals("later").and_then(|it| it.seen), Some(seen));
    assert_eq!(engine.signals("nobody"), None);
}

#[test]
fn the_epoch_tells_what_answers_depend_on() {
    let engine = Engine::open(None, &[]).unwrap();
    let mut epochs = vec![engine.epoch()];
    engine.signal([("a", Signal::Price(Some(1)))]);
    epochs.push(engine.epoch());
    engine.apply(vec![put(&es("a", "Chatbot", ""))], 1).unwrap();
    epochs.push(engine.epoch());
    engine.signal([("a", Signal::Seen(Seen::default()))]);
    assert_eq!(engine.epoch(), epochs[2], "what people do is let in without a new epoch");
    epochs.dedup();
    assert_eq!(epochs.len(), 3);
}
