//! Anything at all may come in; nothing of it stops the engine.

use std::sync::LazyLock;

use matching::{
    engine::Engine,
    types::{Change, Doc, Filter, Lang, Query, Sort, Text},
};
use proptest::prelude::*;

use crate::corpus::{en, engine, es, query};

fn docs() -> impl Strategy<Value = Vec<Doc>> {
    let text = (any::<bool>(), any::<String>(), any::<String>(), any::<String>()).prop_map(
        |(is_es, title, summary, body)| {
            let lang = if is_es { Lang::Es } else { Lang::En };
            Text { lang, title, summary, body }
        },
    );
    let names = (any::<String>(), any::<String>(), any::<String>());
    let lists = (
        prop::collection::vec(text, 0..3),
        prop::collection::vec(any::<String>(), 0..3),
        prop::collection::vec(
            (prop_oneof![Just("skill".to_owned()), any::<String>()], any::<String>()),
            0..4,
        ),
    );
    let numbers = (
        any::<Option<u64>>(),
        any::<Option<u32>>(),
        any::<Option<f32>>(),
        any::<u32>(),
        any::<i64>(),
    );
    let doc = (names, lists, numbers).prop_map(
        |(
            (key, owner, owner_name),
            (texts, labels, facets),
            (price, days, mean, count, created),
        )| Doc {
            key,
            owner,
            owner_name,
            texts,
            labels,
            facets,
            price_minor: price,
            delivery_days: days,
            rating_mean: mean,
            rating_count: count,
            created_at_ms: created,
        },
    );
    prop::collection::vec(doc, 0..5)
}

fn filter() -> impl Strategy<Value = Filter> {
    let values = prop::collection::vec(any::<String>(), 0..3);
    prop_oneof![
        values.prop_map(|values| Filter::AnyOf { field: "skill".into(), values }),
        any::<(Option<u64>, Option<u64>)>().prop_map(|(min, max)| Filter::PriceMinor { min, max }),
        any::<u32>().prop_map(|max| Filter::DeliveryDays { max }),
        any::<f32>().prop_filter("a number", |it| !it.is_nan()).prop_map(Filter::RatingAtLeast),
    ]
}

fn asked() -> impl Strategy<Value = Query> {
    let text =
        prop_oneof![any::<String>(), "[a-zñáé .+#/-]{0,60}", Just("chatbot dental".to_owned())];
    let sort = prop::sample::select(vec![
        Sort::Relevance,
        Sort::PriceUp,
        Sort::PriceDown,
        Sort::Newest,
        Sort::Rating,
    ]);
    let lang = prop::option::of(prop::sample::select(&Lang::ALL[..]));
    let filters = prop::collection::vec(filter(), 0..4);
    (text, sort, lang, filters, any::<usize>(), any::<i64>()).prop_map(
        |(text, sort, lang, filters, limit, now_ms)| Query {
            sort,
            lang,
            filters,
            limit,
            now_ms,
            ..query(&text)
        },
    )
}

static SOME: LazyLock<Engine> = LazyLock::new(|| {
    engine(&[es("a", "Chatbot dental c++", "n8n"), en("b", "Dental clinic", "node.js gpt-4o")])
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_query_is_answered(asked in asked(), prefix: String) {
        let answer = SOME.search(&asked).unwrap();
        prop_assert!(answer.matches.len() as u64 <= answer.total.count);
        prop_assert!(answer.matches.iter().all(|it| it.score.is_finite()));
        SOME.suggest(&prefix, asked.lang, asked.limit);
    }

    #[test]
    fn any_document_is_taken_and_given_back(docs in docs(), asked in asked()) {
        let engine = engine(&docs);
        let mut known: Vec<&str> = docs.iter().map(|it| it.key.as_str()).collect();
        known.sort_unstable();
        known.dedup();
        let all = engine.search(&Query { limit: 100, now_ms: asked.now_ms, ..query("") }).unwrap();
        let mut found: Vec<&str> = all.matches.iter().map(|it| it.key.as_str()).collect();
        found.sort_unstable();
        prop_assert_eq!(&found, &known);

        let answer = engine.search(&asked).unwrap();
        prop_assert!(answer.matches.iter().all(|it| it.score.is_finite()));
        for doc in &docs {
            for text in &doc.texts {
                engine.search(&query(&text.title)).unwrap();
            }
        }
        engine.apply(known.iter().map(|it| Change::Remove((*it).to_owned())).collect(), 9).unwrap();
        prop_assert!(engine.is_empty());
    }
}
