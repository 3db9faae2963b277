//! Standing queries against documents: what waits is told of all that it would find, and of nothing
//! else.

mod market;

use std::sync::atomic::{AtomicBool, Ordering};

use matching::{
    engine::Engine,
    percolate::{Met, Standing, Wanted, calibrated},
    signals::Signal,
    types::{Change, Doc, Filter, Lang, Query},
};

use market::Market;

use crate::corpus::{NOW_MS, en, engine, es, put, query, text};

fn standing(words: &str) -> Standing {
    Standing {
        wanted: Wanted::Text(words.to_owned()),
        required: None,
        filters: Vec::new(),
        min_score: 0.0,
        lang: None,
        until_ms: None,
    }
}

fn any_of(field: &str, values: &[&str]) -> Filter {
    let values = values.iter().map(|it| (*it).to_owned()).collect();
    Filter::AnyOf { field: field.to_owned(), values }
}

fn ids(met: &[Met]) -> Vec<&str> {
    let mut ids: Vec<&str> = met.iter().map(|it| it.id.as_str()).collect();
    ids.sort_unstable();
    ids
}

fn assert_same(fast: &[Met], slow: &[Met], key: &str) {
    let shown = |met: &[Met]| ids(met).into_iter().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(shown(fast), shown(slow), "{key}");
    for it in fast {
        let same = slow.iter().find(|slow| slow.id == it.id).expect("the same are met");
        assert!((same.score - it.score).abs() <= 1e-6, "{key} {}: {it:?} {same:?}", it.id);
    }
}

#[test]
fn lists_find_what_asking_everyone_finds_over_many_thousand_pairs() {
    let mut market = Market::new(3);
    let docs: Vec<Doc> = (0..60).map(|it| market.doc(it)).collect();
    let engine = engine(&docs[..30]);
    for n in 0..300 {
        engine.stand(&format!("q{n}"), &market.standing()).unwrap();
    }
    // Half of the documents, and their words, come after the queries; some queries go, some change.
    engine.apply(docs[30..].iter().map(put).collect(), 2).unwrap();
    for n in (0..300).step_by(7) {
        assert!(engine.unstand(&format!("q{n}")));
        if n % 2 == 0 {
            engine.stand(&format!("q{n}"), &market.standing()).unwrap();
        }
    }

    let (mut pairs, mut met) = (0, Vec::new());
    for it in &docs {
        let fast = engine.percolate(&it.key, NOW_MS);
        let slow = engine.percolate_one_by_one(&it.key, NOW_MS);
        assert_same(&fast, &slow, &it.key);
        pairs += engine.standing_stats().queries;
        met.extend(fast.into_iter().map(|met| (met.id, it.key.clone(), met.score)));
    }
    assert!(pairs > 10_000 && met.len() > 500, "{pairs} pairs, {} met", met.len());

    // The other way round: the same pairs with the same scores.
    let mut turned = 0;
    for n in 0..300 {
        let id = format!("q{n}");
        let Some(found) = engine.meeting(&id, NOW_MS, 1_000).unwrap() else { continue };
        for it in &found {
            let same = met.iter().find(|(met, key, _)| *met == id && *key == it.key);
            let (.., score) = same.unwrap_or_else(|| panic!("{id} {} is not told", it.key));
            assert!((score - it.score).abs() <= 1e-6);
        }
        assert!(found.windows(2).all(|it| it[0].score >= it[1].score));
        turned += found.len();
    }
    assert_eq!(turned, met.len());
}

/// Pitfall 25: not the statistics of an index of one document.
#[test]
fn the_score_is_the_searchs() {
    let mut market = Market::new(5);
    let docs: Vec<Doc> = (0..60).map(|it| market.doc(it)).collect();
    let engine = engine(&docs);
    let mut compared = 0;
    for n in 0..40 {
        let lang = Lang::ALL[n % 2];
        let words = market.words(lang, 1 + n % 4);
        let wanted = Standing { required: Some(1), lang: Some(lang), ..standing(&words) };
        engine.stand("it", &wanted).unwrap();
        let asked = Query { lang: Some(lang), limit: 100, ..query(&words) };
        for found in engine.search(&asked).unwrap().matches {
            let met = engine.percolate(&found.key, NOW_MS);
            assert_eq!(ids(&met), ["it"], "{words}: {}", found.key);
            assert!((met[0].score - calibrated(found.score)).abs() <= 1e-6, "{words}");
            compared += 1;
        }
    }
    assert!(compared > 200, "{compared}");
}

#[test]
fn a_word_nobody_has_used_yet_is_waited_for() {
    let engine = engine(&[es("a", "chatbot", "")]);
    engine.stand("waits", &standing("kubernetes zarandaja")).unwrap();
    engine.stand("other", &standing("contabilidad")).unwrap();

    let told = engine
        .apply_percolating(vec![put(&en("b", "zarandaja on kubernetes", ""))], 2, NOW_MS)
        .unwrap();
    assert_eq!(ids(&told[0].met), ["waits"]);
    assert_same(&told[0].met, &engine.percolate_one_by_one("b", NOW_MS), "b");
}

#[test]
fn one_language_is_told_of_the_other() {
    let engine = engine(&[en("a", "invoice automation for dental clinics", "")]);
    engine.stand("es", &standing("automatización de facturas")).unwrap();
    assert_eq!(ids(&engine.percolate("a", NOW_MS)), ["es"]);
}

#[test]
fn as_many_ideas_as_asked_for_and_no_fewer() {
    let engine = engine(&[es("a", "chatbot con voz", "facturas")]);
    let words = "chatbot voz facturas traducción contabilidad";
    for required in 1..=5 {
        let wanted = Standing { required: Some(required), ..standing(words) };
        engine.stand(&required.to_string(), &wanted).unwrap();
    }
    engine.stand("unsaid", &standing(words)).unwrap();
    assert_eq!(ids(&engine.percolate("a", NOW_MS)), ["1", "2", "3", "unsaid"]);
}

#[test]
fn an_edit_says_who_is_told_for_the_first_time_and_who_no_longer() {
    let offer = Doc {
        price_minor: Some(900_00),
        delivery_days: Some(20),
        facets: vec![("category".into(), "bots".into())],
        ..es("a", "chatbot de reservas", "")
    };
    let engine = engine(&[offer.clone(), es("b", "chatbot", "")]);
    let cheap = Filter::PriceMinor { min: None, max: Some(500_00) };
    for (id, filters) in [
        ("anyone", vec![]),
        ("cheap", vec![cheap.clone()]),
        ("dear", vec![Filter::PriceMinor { min: Some(600_00), max: None }]),
        ("soon", vec![Filter::DeliveryDays { max: 7 }]),
        ("voice", vec![any_of("category", &["voice", "calls"])]),
        ("cheap bots", vec![any_of("category", &["bots"]), cheap]),
    ] {
        engine.stand(id, &Standing { filters, ..standing("chatbot") }).unwrap();
    }
    let mut position = 1;
    let mut edit = |change: Change| {
        position += 1;
        let told = engine.apply_percolating(vec![change], position, NOW_MS).unwrap().remove(0);
        let new: Vec<Met> = told.met.iter().filter(|it| it.is_new).cloned().collect();
        let mut gone = told.gone;
        gone.sort_unstable();
        (ids(&new).join(", "), gone.join(", "), ids(&told.met).join(", "))
    };
    let told = |new: &str, gone: &str, met: &str| (new.to_owned(), gone.to_owned(), met.to_owned());

    assert_eq!(edit(put(&offer)), told("", "", "anyone, dear"));
    let offer = Doc { price_minor: Some(400_00), ..offer };
    assert_eq!(edit(put(&offer)), told("cheap, cheap bots", "dear", "anyone, cheap, cheap bots"));
    let offer = Doc { delivery_days: Some(5), ..offer };
    assert_eq!(edit(put(&offer)), told("soon", "", "anyone, cheap, cheap bots, soon"));
    let offer = Doc { facets: vec![("category".into(), "voice".into())], ..offer };
    assert_eq!(edit(put(&offer)), told("voice", "cheap bots", "anyone, cheap, soon, voice"));
    let offer = Doc { texts: vec![text(Lang::Es, "facturas", "", "")], ..offer };
    assert_eq!(edit(put(&offer)), told("", "anyone, cheap, soon, voice", ""));
    assert_eq!(edit(Change::Remove("a".into())), told("", "", ""));
    assert_eq!(edit(Change::Remove("b".into())), told("", "anyone", ""));
}

/// Price, rating and being hidden as they are told beside the index.
#[test]
fn a_signal_says_who_is_told_too() {
    let offer = |key| Doc { price_minor: Some(900_00), ..es(key, "chatbot de reservas", "") };
    let engine = engine(&[offer("a"), offer("b")]);
    let cheap = Filter::PriceMinor { min: None, max: Some(500_00) };
    engine.stand("anyone", &standing("chatbot")).unwrap();
    engine.stand("cheap", &Standing { filters: vec![cheap], ..standing("chatbot") }).unwrap();
    let signal = |signal| {
        let told = engine.signal_percolating(&[("a".to_owned(), signal)], NOW_MS).remove(0);
        for key in ["a", "b"] {
            let slow = engine.percolate_one_by_one(key, NOW_MS);
            assert_same(&engine.percolate(key, NOW_MS), &slow, key);
            for id in ["anyone", "cheap"] {
                let turned = engine.meeting(id, NOW_MS, 9).unwrap().unwrap();
                let is_met = slow.iter().any(|it| it.id == id);
                assert_eq!(turned.iter().any(|it| it.key == key), is_met, "{id} {key}");
            }
        }
        let new: Vec<Met> = told.met.iter().filter(|it| it.is_new).cloned().collect();
        (ids(&new).join(", "), told.gone.join(", "))
    };
    let told = |new: &str, gone: &str| (new.to_owned(), gone.to_owned());

    assert_eq!(signal(Signal::Price(Some(400_00))), told("cheap", ""));
    assert_eq!(signal(Signal::Capacity(Some(1.0))), told("", ""));
    assert_eq!(signal(Signal::Hidden(true)), told("", "anyone, cheap"));
    assert_eq!(signal(Signal::Hidden(false)), told("anyone, cheap", ""));
    assert_eq!(signal(Signal::Price(None)), told("", "cheap"));
}

#[test]
fn a_document_can_be_asked_about_before_it_is_there() {
    let mut market = Market::new(11);
    let docs: Vec<Doc> = (0..20).map(|it| market.doc(it)).collect();
    let engine = engine(&docs);
    for n in 0..200 {
        engine.stand(&format!("q{n}"), &market.standing()).unwrap();
    }
    let mut all = 0;
    for n in 10..30 {
        // Half of them are there already, with another text.
        let mut doc = market.doc(n);
        doc.texts[0].title.push_str(" blinplat");
        engine.stand("new word", &standing("blinplat")).unwrap();
        let before = engine.percolate("d001", NOW_MS);
        let imagined = engine.percolate_doc(&doc, NOW_MS).unwrap();
        assert_eq!(engine.percolate("d001", NOW_MS), before);
        assert!(imagined.iter().any(|it| it.id == "new word"));

        engine.apply(vec![put(&doc)], n as u64).unwrap();
        assert_same(&imagined, &engine.percolate(&doc.key, NOW_MS), &doc.key);
        engine.apply(vec![Change::Remove(doc.key.clone())], n as u64).unwrap();
        all += imagined.len();
    }
    assert!(all > 100, "{all}");
}

#[test]
fn whoever_stands_keeps_standing_when_the_index_is_rebuilt() {
    let engine = engine(&[es("a", "facturas", ""), es("b", "voz", "")]);
    let voice = Standing { filters: vec![any_of("category", &["c"])], ..standing("voz") };
    engine.stand("voice", &voice).unwrap();
    let docs = [es("z", "otra cosa", "blin"), es("b", "voz", "")].map(|it| Doc {
        facets: vec![("skill".into(), "s".into()), ("category".into(), "c".into())],
        ..it
    });
    engine.replace_all(docs.into_iter(), 9, |_| ()).unwrap();

    assert_eq!(ids(&engine.percolate("b", NOW_MS)), ["voice"]);
    assert_eq!(engine.percolate("a", NOW_MS), []);
    assert_eq!(engine.percolate("z", NOW_MS), []);
}

#[test]
fn time_runs_out() {
    let engine = engine(&[es("a", "chatbot", "")]);
    engine.stand("it", &Standing { until_ms: Some(NOW_MS), ..standing("chatbot") }).unwrap();
    assert_eq!(ids(&engine.percolate("a", NOW_MS)), ["it"]);
    assert_eq!(engine.percolate("a", NOW_MS + 1), []);
    assert_eq!(engine.meeting("it", NOW_MS + 1, 9).unwrap(), Some(vec![]));
}

#[test]
fn what_makes_no_sense_is_refused_and_what_stood_stays() {
    let engine = engine(&[es("a", "chatbot", "")]);
    engine.stand("it", &standing("chatbot")).unwrap();
    for filter in [any_of("colour", &["red"]), Filter::RatingAtLeast(f32::NAN)] {
        let wrong = Standing { filters: vec![filter], ..standing("chatbot") };
        assert!(engine.stand("it", &wrong).is_err());
    }
    assert_eq!(ids(&engine.percolate("a", NOW_MS)), ["it"]);
    assert!(engine.unstand("it") && !engine.unstand("it"));
    assert_eq!(engine.percolate("a", NOW_MS), []);
    assert_eq!(engine.meeting("it", NOW_MS, 9).unwrap(), None);
}

#[test]
fn everything_goes_on_at_once() {
    let mut market = Market::new(17);
    let docs: Vec<Doc> = (0..24).map(|it| market.doc(it)).collect();
    let engine = engine(&docs);
    for n in 0..100 {
        engine.stand(&format!("q{n}"), &market.standing()).unwrap();
    }
    let done = AtomicBool::new(false);
    let churn = |engine: &Engine| {
        for n in 0..60_usize {
            let doc = &docs[n % docs.len()];
            engine.apply_percolating(vec![put(doc)], n as u64 + 2, NOW_MS).unwrap();
        }
        done.store(true, Ordering::SeqCst);
    };
    let mut more = Market::new(19);
    std::thread::scope(|scope| {
        scope.spawn(|| churn(&engine));
        scope.spawn(|| {
            while !done.load(Ordering::SeqCst) {
                let id = format!("q{}", more.dice.below(120));
                engine.stand(&id, &more.standing()).unwrap();
                engine.unstand(&format!("q{}", more.dice.below(120)));
            }
        });
        scope.spawn(|| {
            while !done.load(Ordering::SeqCst) {
                engine.percolate("d003", NOW_MS);
                engine.search(&query("chatbot de voz")).unwrap();
            }
        });
    });
    for doc in &docs {
        let fast = engine.percolate(&doc.key, NOW_MS);
        assert_same(&fast, &engine.percolate_one_by_one(&doc.key, NOW_MS), &doc.key);
    }
}
