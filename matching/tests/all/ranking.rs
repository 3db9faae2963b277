//! A model ranks the first block, and a receipt repeats what it did.

use std::{collections::HashSet, sync::Arc};

use matching::{
    features::{self, NAMES},
    model::{ModelError, served::RankModel},
    ranking::{Policy, RankBy, Ranking},
    receipt::{Receipt, ReplayError},
    signals::{Seen, Signal, Signals},
    types::{Answer, Change, Doc, Query},
};
use proptest::prelude::*;

use crate::corpus::{NOW_MS, engine, es, keys, put, query};

/// One tree: below `threshold` the feature is worth `low`, else `high`.
pub(crate) fn stump(feature: &str, threshold: f32, low: f32, high: f32) -> RankModel {
    RankModel::from_bytes(written(&NAMES, feature, threshold, low, high).as_bytes())
        .expect("it is well written")
}

fn written(names: &[&str], feature: &str, threshold: f32, low: f32, high: f32) -> String {
    let at = names.iter().position(|it| *it == feature).expect("it is listed");
    let count = names.len();
    format!(
        r#"{{"learner": {{"attributes": {{}}, "feature_names": {names:?},
        "gradient_booster": {{"model": {{"trees": [{{
            "left_children": [1,-1,-1], "right_children": [2,-1,-1], "split_indices": [{at},0,0],
            "split_conditions": [{threshold:e},{low:e},{high:e}], "default_left": [1,0,0],
            "loss_changes": [1,0,0], "sum_hessian": [2,1,1], "split_type": [0,0,0],
            "categories": [], "tree_param": {{"size_leaf_vector": "1"}}}}]}}, "name": "gbtree"}},
        "learner_model_param": {{"base_score": "0E0", "num_class": "0",
        "num_feature": "{count}", "num_target": "1"}}, "objective": {{"name": "rank:ndcg"}}}},
        "version": [3, 2, 0]}}"#
    )
}

fn by_model(text: &str) -> Query {
    let ranking =
        Ranking { by: RankBy::Model, policy: Policy::NONE, receipt: true, ..Ranking::default() };
    Query { ranking, ..query(text) }
}

fn receipt(answer: &Answer) -> &Receipt {
    answer.receipt.as_deref().expect("it was asked for")
}

pub(crate) fn many(count: usize) -> Vec<Doc> {
    let title = |it: usize| ["Chatbot", "Chatbot dental", "Un chatbot más"][it % 3];
    let doc = |it| Doc {
        owner: format!("owner {}", it % 40),
        price_minor: Some(100 + (it as u64 * 7_919) % 1_000),
        facets: vec![("category".into(), format!("c{}", it % 5))],
        ..es(&format!("d{it:03}"), title(it), "")
    };
    (0..count).map(doc).collect()
}

#[test]
fn the_model_decides_and_the_others_stay_as_they_are() {
    let engine = engine(&[es("a", "Chatbot", ""), es("b", "Un chatbot sin más", "")]);
    engine.signal([("b", Signal::Capacity(Some(2.0)))]);
    let linear = engine.search(&query("chatbot")).unwrap();
    assert_eq!(keys(&linear), ["a", "b"]);
    let without = engine.search(&by_model("chatbot")).unwrap();
    assert_eq!((keys(&without), receipt(&without).by), (vec!["a", "b"], RankBy::Linear));

    engine.set_model(Some(Arc::new(stump("availability_capacity", 1.0, -0.5, 0.25))));
    let with = engine.search(&by_model("chatbot")).unwrap();
    assert_eq!(keys(&with), ["b", "a"]);
    assert_eq!(with.matches[0].score, 0.25);
    assert_eq!(with.matches[1].score, -0.5, "unknown goes left here, and is not zero");
    let again = engine.search(&query("chatbot")).unwrap();
    assert_eq!(again.matches, linear.matches);
}

#[test]
fn a_model_of_other_features_is_refused() {
    let mut names = NAMES;
    names.swap(3, 4);
    let other = written(&names, "text_mass", 0.5, 0.0, 1.0);
    let refused = RankModel::from_bytes(other.as_bytes()).unwrap_err();
    assert!(matches!(refused, ModelError::OtherFeatures { .. }), "{refused}");
    assert!(refused.to_string().contains(features::hash()), "{refused}");
    let fewer = written(&NAMES[..39], "text_mass", 0.5, 0.0, 1.0);
    assert!(RankModel::from_bytes(fewer.as_bytes()).is_err());
}

#[test]
fn another_model_is_used_at_once_and_is_another_epoch() {
    let engine = engine(&[es("a", "Chatbot", ""), es("b", "Chatbot dental", "")]);
    let (cheap, dear) = (stump("text_pairs", 0.5, 0.0, 1.0), stump("text_pairs", 0.5, 1.0, 0.0));
    let mut epochs = HashSet::new();
    let mut orders = Vec::new();
    for model in [None, Some(Arc::new(cheap)), Some(Arc::new(dear))] {
        engine.set_model(model);
        epochs.insert(engine.epoch());
        let answer = engine.search(&by_model("chatbot dental")).unwrap();
        orders.push(keys(&answer).concat());
    }
    assert_eq!(epochs.len(), 3);
    assert_eq!(orders[1..], ["ba", "ab"]);
}

#[test]
fn when_time_is_up_the_order_so_far_is_served() {
    let engine = engine(&many(30));
    engine.set_model(Some(Arc::new(stump("price_rank", 0.5, 1.0, 0.0))));
    let mut asked = by_model("chatbot dental");
    asked.ranking.deadline_us = Some(0);
    let late = engine.search(&asked).unwrap();
    assert!(late.degraded && late.total.exact);
    assert_eq!((receipt(&late).by, late.matches.len()), (RankBy::Retrieval, 20));

    asked.after.clone_from(&late.next);
    asked.ranking.deadline_us = None;
    let second = engine.search(&asked).unwrap();
    assert_eq!(receipt(&second).by, RankBy::Retrieval, "as the first page was");
    let all: HashSet<&str> = keys(&late).into_iter().chain(keys(&second)).collect();
    assert_eq!(all.len(), 30);

    asked.after = None;
    asked.ranking.deadline_us = Some(60_000_000);
    assert!(!engine.search(&asked).unwrap().degraded);
}

fn all_pages(engine: &matching::engine::Engine, asked: &Query) -> Vec<Answer> {
    let mut pages = vec![engine.search(asked).expect("any text is fine")];
    while let Some(after) = pages.last().and_then(|it| it.next.clone()) {
        let after = Some(after.to_string().parse().expect("we wrote it"));
        let next = engine.search(&Query { after, ..asked.clone() });
        pages.push(next.expect("the cursor is of this query"));
    }
    pages
}

/// What is ranked by the model and what is not do not mix: scores fall from block to block.
#[test]
fn no_page_outranks_the_block_before_it() {
    let engine = engine(&many(250));
    engine.set_model(Some(Arc::new(stump("price_rank", 0.5, 3.0, -2.0))));
    for limit in [7, 30, 100] {
        let pages = all_pages(&engine, &Query { limit, ..by_model("chatbot dental") });
        let matches: Vec<_> = pages.iter().flat_map(|it| &it.matches).collect();
        assert_eq!(matches.iter().map(|it| &it.key).collect::<HashSet<_>>().len(), 250);
        let scores: Vec<f32> = matches.iter().map(|it| it.score).collect();
        assert!(scores.windows(2).all(|it| it[0] >= it[1]), "limit {limit}");
        assert!(pages.iter().all(|it| it.matches.len() == limit || it.next.is_none()));
    }
}

#[test]
fn pages_fit_together_though_the_model_and_the_signals_change() {
    let engine = engine(&many(150));
    engine.set_model(Some(Arc::new(stump("availability_capacity", 1.0, 0.0, 1.0))));
    let mut asked = Query { limit: 20, ..by_model("chatbot dental") };
    asked.ranking.policy = Policy::MARKET;
    let mut shown = Vec::new();
    for round in 0.. {
        let answer = engine.search(&asked).unwrap();
        shown.extend(answer.matches.into_iter().map(|it| it.key));
        // Everything that has not been shown becomes better, or worse.
        let capacity = Signal::Capacity(Some((round % 2) as f32 * 5.0));
        engine.signal(many(150).iter().map(|it| (it.key.clone(), capacity)));
        if round == 2 {
            engine.set_model(Some(Arc::new(stump("price_rank", 0.5, 1.0, 0.0))));
        }
        if answer.next.is_none() {
            break;
        }
        asked.after = answer.next;
    }
    assert_eq!((shown.len(), shown.iter().collect::<HashSet<_>>().len()), (150, 150));
}

#[test]
fn a_receipt_repeats_the_order_to_the_bit_whatever_becomes_of_the_index() {
    let engine = engine(&many(120));
    let seen = Seen { examinations: 1.0, at_ms: NOW_MS, ..Seen::default() };
    engine.signal(many(60).iter().map(|it| (it.key.clone(), Signal::Seen(seen))));
    let model = Arc::new(stump("price_rank", 0.5, 0.3, -0.7));
    engine.set_model(Some(model.clone()));
    for by in [RankBy::Model, RankBy::Linear, RankBy::Retrieval] {
        for text in ["chatbot dental", "", "chatbott"] {
            let mut asked = by_model(text);
            asked.ranking = Ranking { by, policy: Policy::MARKET, seed: 7, ..asked.ranking };
            let answer = engine.search(&asked).unwrap();
            let json = serde_json::to_string(receipt(&answer)).unwrap();
            engine
                .apply(vec![Change::Remove("d007".into()), put(&es("new", "Chatbot", ""))], 2)
                .unwrap();
            engine.signal([("d001", Signal::Price(Some(1)))]);
            engine.set_model(None);

            let read: Receipt = serde_json::from_str(&json).unwrap();
            assert_eq!(&read, receipt(&answer));
            let replay = read.replay(Some(&model)).unwrap();
            assert!(read.is_repeated_by(&replay), "{by:?} {text}");
            assert_eq!(read.shown().iter().map(|it| it.key).collect::<Vec<_>>(), keys(&answer));
            engine.set_model(Some(model.clone()));
        }
    }
}

#[test]
fn a_receipt_is_not_read_by_another_model_or_form() {
    let engine = engine(&many(10));
    let model = stump("price_rank", 0.5, 0.3, -0.7);
    engine.set_model(Some(Arc::new(stump("price_rank", 0.5, 0.3, -0.7))));
    let answer = engine.search(&by_model("chatbot")).unwrap();
    let receipt = receipt(&answer).clone();

    let other = stump("price_rank", 0.5, 0.4, -0.7);
    let wrong = receipt.replay(Some(&other)).unwrap_err();
    assert_eq!(wrong, ReplayError::OtherModel { wanted: model.hash().to_owned() });
    let old = Receipt { version: 0, ..receipt.clone() };
    assert_eq!(old.replay(Some(&model)).unwrap_err(), ReplayError::OtherVersion { found: 0 });
    let mut forged = receipt;
    forged.candidates[0].score += 1.0;
    let replay = forged.replay(Some(&model)).unwrap();
    assert!(!forged.is_repeated_by(&replay));
}

#[test]
fn what_is_served_counts_for_the_document_and_its_owner() {
    let engine = engine(&many(60));
    engine.signal(many(60).iter().map(|it| {
        (it.key.clone(), Signal::All(Signals { seen: Some(Seen::default()), ..Signals::default() }))
    }));
    let mut asked = by_model("chatbot dental");
    asked.limit = 10;
    asked.ranking.policy = Policy { exposure: 0.2, ..Policy::NONE };
    let first = engine.search(&asked).unwrap();
    for _ in 0..100 {
        engine.served(receipt(&first), NOW_MS);
    }
    let best = &first.matches[0].key;
    let seen = engine.signals(best).and_then(|it| it.seen).unwrap();
    assert!((seen.examinations - 100.0).abs() < 0.1, "{seen:?}");
    let later = engine.search(&asked).unwrap();
    let standing = &receipt(&later).candidates[0].standing;
    assert!(standing.exposure > 90.0 && standing.tried == 0.0, "{standing:?}");
    assert_ne!(keys(&first), keys(&later), "others have their turn");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// What is logged is what a model trained on the log would be given: nothing of it depends on who
    /// asks for it, or on the page.
    #[test]
    fn rows_are_the_same_whatever_ranks(seed: u64, limit in 1_usize..40) {
        let engine = engine(&many(80));
        let rows = |by, policy| {
            let mut asked = Query { limit, ..by_model("chatbot dental") };
            asked.ranking = Ranking { by, policy, seed, ..asked.ranking };
            let answer = engine.search(&asked).unwrap();
            let mut rows: Vec<(String, Vec<u32>)> = receipt(&answer).candidates.iter()
                .map(|it| (it.key.clone(), it.row.iter().map(|it| it.to_bits()).collect()))
                .collect();
            rows.sort();
            rows
        };
        let linear = rows(RankBy::Linear, Policy::NONE);
        prop_assert_eq!(&linear, &rows(RankBy::Retrieval, Policy::MARKET));
        engine.set_model(Some(Arc::new(stump("price_rank", 0.5, 0.3, -0.7))));
        prop_assert_eq!(&linear, &rows(RankBy::Model, Policy::MARKET));
    }
}
