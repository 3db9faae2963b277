//! Pages: together they are the whole, in order, once each.

use std::{collections::HashSet, sync::LazyLock};

use matching::{
    engine::Engine,
    types::{Answer, Change, Doc, Filter, Query, Sort},
};
use proptest::prelude::*;

use crate::corpus::{NOW_MS, engine, es, keys, put, query};

const WORDS: [&str; 6] = ["chatbot", "dental", "clínica", "facturas", "voz", "agente"];
const SORTS: [Sort; 5] =
    [Sort::Relevance, Sort::PriceUp, Sort::PriceDown, Sort::Newest, Sort::Rating];

/// Enough for several blocks, with many ties and one owner who is everywhere.
fn many() -> Vec<Doc> {
    let word = |n: usize| WORDS[n % WORDS.len()];
    let doc = |n: usize| Doc {
        owner: if n.is_multiple_of(3) { "greedy".into() } else { format!("owner {}", n % 40) },
        price_minor: (!n.is_multiple_of(7)).then_some(100 * (n as u64 % 11)),
        rating_mean: n.is_multiple_of(2).then_some((n % 5) as f32),
        rating_count: (n % 9) as u32,
        created_at_ms: NOW_MS - (n as i64 % 50) * 86_400_000,
        facets: vec![("category".into(), word(n / 5).into())],
        ..es(
            &format!("key {:04}", n * 7919 % 10_000),
            &format!("{} {}", word(n), word(n / 3)),
            &format!("{} {} {}", word(n / 2), word(n / 7), word(n / 4)),
        )
    };
    (0..1_300).map(doc).collect()
}

static ENGINE: LazyLock<Engine> = LazyLock::new(|| engine(&many()));

fn pages(engine: &Engine, asked: &Query) -> Vec<Answer> {
    let mut pages = Vec::new();
    let mut after = None;
    loop {
        // What the reader keeps is the text, as in a URL.
        let page =
            engine.search(&Query { after, ..asked.clone() }).expect("the cursor is of this query");
        after = page.next.as_ref().map(|it| it.to_string().parse().expect("it was written by us"));
        pages.push(page);
        if after.is_none() {
            return pages;
        }
    }
}

fn asked() -> impl Strategy<Value = Query> {
    let words = prop::collection::vec(prop::sample::select(&WORDS[..]), 0..4);
    let category = prop::option::of(prop::sample::select(&WORDS[..]));
    (words, category, 0..SORTS.len()).prop_map(|(words, category, sort)| Query {
        filters: category
            .map(|it| Filter::AnyOf { field: "category".into(), values: vec![it.into()] })
            .into_iter()
            .collect(),
        sort: SORTS[sort],
        facets: false,
        ..query(&words.join(" "))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn pages_together_are_the_whole(asked in asked(), limit in 7_usize..450) {
        let whole: Vec<String> = pages(&ENGINE, &Query { limit: 1_000, ..asked.clone() })
            .iter().flat_map(|it| keys(it)).map(str::to_owned).collect();
        let in_pages = pages(&ENGINE, &Query { limit, ..asked });
        let joined: Vec<&str> = in_pages.iter().flat_map(keys).collect();

        let total = in_pages[0].total;
        prop_assert_eq!(&joined, &whole);
        prop_assert_eq!(joined.len() as u64, total.count);
        prop_assert!(total.exact);
        prop_assert_eq!(joined.iter().collect::<HashSet<_>>().len(), joined.len());
        for page in &in_pages[..in_pages.len() - 1] {
            prop_assert_eq!(page.matches.len(), limit);
        }
    }

    #[test]
    fn any_cursor_of_ours_is_harmless_in_any_query(from in asked(), to in asked(), limit in 1_usize..30) {
        let sort = from.sort;
        let first = ENGINE.search(&Query { limit, ..from }).unwrap();
        let fits = first.next.is_none() || sort == to.sort;
        let second = ENGINE.search(&Query { after: first.next, limit, ..to });
        prop_assert_eq!(second.is_ok_and(|it| it.matches.len() <= limit), fits);
    }
}

#[test]
fn scores_never_rise_after_the_first_page() {
    let whole = pages(&ENGINE, &Query { limit: 100, ..query("chatbot dental clínica") });
    let scores: Vec<f32> =
        whole.iter().flat_map(|it| it.matches.iter().map(|it| it.score)).collect();
    assert!(scores.len() > 800, "{}", scores.len());
    let spread = 100;
    assert!(scores[spread..].windows(2).all(|it| it[0] >= it[1]));
    let best_later = scores[spread..].iter().fold(0.0, |a: f32, b| a.max(*b));
    assert!(scores[..spread].iter().all(|it| *it >= best_later));
}

#[test]
fn a_page_goes_on_after_the_last_match_when_the_index_has_changed() {
    let engine = engine(&many());
    let asked = Query { limit: 20, ..query("chatbot") };
    let first = engine.search(&asked).unwrap();
    let whole = engine.search(&Query { limit: 1_000, ..asked.clone() }).unwrap();
    let gone = first.matches[3].key.clone();
    engine.apply(vec![Change::Remove(gone), put(&es("zz", "Otra cosa", ""))], 2).unwrap();

    let second = engine.search(&Query { after: first.next, ..asked }).unwrap();

    assert_eq!(keys(&second)[..15], keys(&whole)[20..35]);
}

#[test]
fn later_pages_live_at_the_moment_of_the_first() {
    let asked = Query { limit: 10, ..query("") };
    let first = ENGINE.search(&asked).unwrap();
    let later =
        Query { now_ms: NOW_MS + 400 * 86_400_000, after: first.next.clone(), ..asked.clone() };
    let at_once = Query { after: first.next, ..asked };
    assert_eq!(keys(&ENGINE.search(&later).unwrap()), keys(&ENGINE.search(&at_once).unwrap()));
}

#[test]
fn a_cursor_of_another_order_is_refused() {
    let first = ENGINE.search(&Query { limit: 5, ..query("chatbot") }).unwrap();
    let second =
        ENGINE.search(&Query { after: first.next, sort: Sort::Newest, ..query("chatbot") });
    assert!(second.is_err());
}

#[test]
fn a_page_of_nothing_and_a_page_of_too_much() {
    let nothing = ENGINE.search(&Query { limit: 0, ..query("chatbot") }).unwrap();
    assert_eq!((nothing.matches.len(), nothing.next.is_none()), (0, true));
    assert!(nothing.total.count > 0);
    let much = ENGINE.search(&Query { limit: usize::MAX, ..query("") }).unwrap();
    assert_eq!(much.matches.len(), Query::MAX_LIMIT);
}
