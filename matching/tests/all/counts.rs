//! Totals and facet counts, against counting by hand.

use std::collections::BTreeMap;

use matching::types::{Answer, Doc, Filter, Query};
use proptest::prelude::*;

use crate::corpus::{engine, es, query};

const CATEGORIES: [&str; 3] = ["bots", "voice", "data"];
const SKILLS: [&str; 5] = ["rag", "python", "n8n", "ocr", "tts"];

fn docs() -> impl Strategy<Value = Vec<Doc>> {
    let one = (
        any::<bool>(),
        prop::option::of(0..CATEGORIES.len()),
        prop::collection::btree_set(0..SKILLS.len(), 0..4),
        prop::option::of(0_u64..500),
        prop::option::of(1_u32..20),
        prop::option::of((1.0_f32..5.0, 1_u32..50)),
    );
    prop::collection::vec(one, 0..60).prop_map(|all| {
        let doc = |(n, (is_bot, category, skills, price, days, rating)): (usize, _)| {
            let skills: std::collections::BTreeSet<usize> = skills;
            let (category, rating): (Option<usize>, Option<(f32, u32)>) = (category, rating);
            let category = category.map(|it| ("category".to_owned(), CATEGORIES[it].to_owned()));
            let skills = skills.iter().map(|it| ("skill".to_owned(), SKILLS[*it].to_owned()));
            Doc {
                facets: category.into_iter().chain(skills).collect(),
                price_minor: price,
                delivery_days: days,
                rating_mean: rating.map(|it| it.0),
                rating_count: rating.map_or(0, |it| it.1),
                ..es(&format!("k{n:02}"), if is_bot { "Chatbot" } else { "Logo" }, "")
            }
        };
        all.into_iter().enumerate().map(doc).collect()
    })
}

fn filters() -> impl Strategy<Value = Vec<Filter>> {
    let any_of = |field: &'static str, from: &'static [&'static str]| {
        prop::collection::vec(prop::sample::select(from), 0..3).prop_map(move |values| {
            let values = values.into_iter().map(str::to_owned).collect();
            Filter::AnyOf { field: field.to_owned(), values }
        })
    };
    let ends = (prop::option::of(0_u64..500), prop::option::of(0_u64..500));
    let one = prop_oneof![
        any_of("category", &CATEGORIES),
        any_of("skill", &SKILLS),
        any_of("skill", &["never seen", "rag"]),
        ends.prop_map(|(min, max)| Filter::PriceMinor { min, max }),
        (0_u32..20).prop_map(|max| Filter::DeliveryDays { max }),
        (0.0_f32..5.0).prop_map(Filter::RatingAtLeast),
    ];
    prop::collection::vec(one, 0..5)
}

/// As the documentation of [`Filter`] says, word by word.
fn passes(doc: &Doc, filters: &[Filter], but: Option<&str>) -> bool {
    let mut wanted: BTreeMap<&str, Vec<&String>> = BTreeMap::new();
    let mut others_pass = true;
    for filter in filters {
        match filter {
            Filter::AnyOf { field, values } => wanted.entry(field).or_default().extend(values),
            Filter::PriceMinor { min, max } => {
                others_pass &= doc.price_minor.is_some_and(|it| {
                    min.is_none_or(|min| it >= min) && max.is_none_or(|max| it <= max)
                });
            }
            Filter::DeliveryDays { max } => {
                others_pass &= doc.delivery_days.is_some_and(|it| it <= *max);
            }
            Filter::RatingAtLeast(min) => {
                others_pass &= doc.rating_mean.is_some_and(|it| it >= *min)
            }
        }
    }
    others_pass
        && wanted.iter().filter(|(field, _)| Some(**field) != but).all(|(field, values)| {
            doc.facets.iter().any(|(name, value)| name == field && values.contains(&value))
        })
}

fn counted(answer: &Answer) -> BTreeMap<(String, String), u64> {
    let mut counts = BTreeMap::new();
    for facet in &answer.facets {
        for (value, count) in facet.values.iter().filter(|(_, count)| *count > 0) {
            counts.insert((facet.field.clone(), value.clone()), *count);
        }
    }
    counts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn counts_are_what_counting_by_hand_gives(docs in docs(), filters in filters(), browse: bool) {
        let engine = engine(&docs);
        let asked = Query { filters: filters.clone(), ..query(if browse { "" } else { "chatbot" }) };

        let answer = engine.search(&asked).unwrap();

        let texted: Vec<&Doc> =
            docs.iter().filter(|it| browse || it.texts[0].title == "Chatbot").collect();
        let total = texted.iter().filter(|it| passes(it, &filters, None)).count();
        let mut counts: BTreeMap<(String, String), u64> = BTreeMap::new();
        for field in ["category", "skill"] {
            for doc in texted.iter().filter(|it| passes(it, &filters, Some(field))) {
                for facet in doc.facets.iter().filter(|(name, _)| name == field) {
                    *counts.entry(facet.clone()).or_default() += 1;
                }
            }
        }
        prop_assert_eq!(answer.total.count, total as u64);
        prop_assert_eq!(counted(&answer), counts);
        for facet in &answer.facets {
            prop_assert!(facet.values.windows(2).all(|it| it[0].1 >= it[1].1));
        }
    }
}

#[test]
fn a_chosen_value_is_listed_even_at_zero() {
    let with = |key, category: &str, price| Doc {
        facets: vec![("category".into(), category.into())],
        price_minor: Some(price),
        ..es(key, "Chatbot", "")
    };
    let engine = engine(&[with("a", "bots", 10), with("b", "voice", 99)]);
    let filters = vec![
        Filter::AnyOf { field: "category".into(), values: vec!["voice".into()] },
        Filter::PriceMinor { min: None, max: Some(20) },
    ];
    let answer = engine.search(&Query { filters, ..query("chatbot") }).unwrap();
    assert_eq!(answer.total.count, 0);
    assert_eq!(answer.facets[0].values, [("bots".to_owned(), 1), ("voice".to_owned(), 0)]);
}

#[test]
fn counts_cost_nothing_when_nobody_asks() {
    let engine = engine(&[es("a", "Chatbot", "")]);
    let answer = engine.search(&Query { facets: false, ..query("chatbot") }).unwrap();
    assert!(answer.facets.is_empty());
}
