//! An explanation adds up to the score and to the rank that were served.

use std::sync::Arc;

use matching::{
    explain::{ExplainError, WhatIf, Wish},
    features::{self, Group},
    ranking::{Policy, RankBy, Ranking},
    receipt::Receipt,
    signals::{Replies, Seen, Signal},
    types::Query,
};

use crate::{
    corpus::{NOW_MS, engine, query},
    ranking::{many, stump},
};

fn asked(by: RankBy) -> Query {
    let ranking =
        Ranking { by, policy: Policy::MARKET, seed: 3, receipt: true, ..Ranking::default() };
    Query { ranking, ..query("chatbot dental") }
}

/// Everybody answers slowly.
fn receipt(by: RankBy) -> (Receipt, Arc<matching::model::served::RankModel>) {
    let engine = engine(&many(60));
    let replies = Replies { median_minutes: 600.0, in_time: 1, of: 9 };
    let seen = Seen { examinations: 1.0, at_ms: NOW_MS, ..Seen::default() };
    for signal in [Signal::Replies(replies), Signal::Seen(seen)] {
        engine.signal(many(60).iter().map(|it| (it.key.clone(), signal)));
    }
    let quick = Replies { median_minutes: 5.0, ..replies };
    engine.signal([("d040", Signal::Replies(quick)), ("d041", Signal::Replies(quick))]);
    let model = Arc::new(stump("availability_reply_minutes", 121_f32.ln(), 0.75, -0.25));
    engine.set_model(Some(model.clone()));
    let answer = engine.search(&asked(by)).expect("any text is fine");
    (answer.receipt.expect("it was asked for").as_ref().clone(), model)
}

#[test]
fn shares_and_moves_add_up() {
    for by in [RankBy::Model, RankBy::Linear, RankBy::Retrieval] {
        let (receipt, model) = receipt(by);
        for (candidate, at) in receipt.candidates.iter().zip(1_i64..) {
            let why = receipt.explain(&candidate.key, Some(&model)).unwrap();

            let sum: f64 = why.base + why.groups.iter().map(|it| it.1).sum::<f64>();
            assert!((sum - f64::from(why.score)).abs() < 1e-5, "{by:?}: {sum} {}", why.score);
            let sum: f64 = why.base + why.features.iter().map(|it| it.1).sum::<f64>();
            assert!((sum - f64::from(why.score)).abs() < 1e-5);
            let moved = why.moves.iter().map(|it| i64::from(it.to) - i64::from(it.from));
            let served = i64::try_from(why.served).unwrap();
            assert_eq!((i64::try_from(why.ranked).unwrap(), at + moved.sum::<i64>()), (at, served));
            let shown = receipt.shown();
            let on_page = shown.iter().find(|it| it.key == candidate.key);
            assert_eq!(on_page.map(|it| it.rank), why.is_shown.then_some(why.served));
        }
    }
}

#[test]
fn what_the_model_looked_at_is_what_is_named() {
    let (receipt, model) = receipt(RankBy::Model);
    let why = receipt.explain("d040", Some(&model)).unwrap();
    assert_eq!(why.groups[0].0, Group::Availability);
    assert!(why.groups[0].1 > 0.0 && why.groups[1..].iter().all(|it| it.1 == 0.0));
    assert_eq!(why.features[0].0, features::REPLY_MINUTES);
    assert_eq!((why.features.len(), why.what_ifs.is_empty()), (1, true));
    let missing = receipt.explain("nobody", Some(&model)).unwrap_err();
    assert_eq!(missing, ExplainError::NotConsidered { key: "nobody".into() });
    assert!(receipt.explain("d040", None).is_err(), "the model is needed");
}

/// What is promised is what happens.
#[test]
fn a_wish_that_comes_true_leads_to_the_rank_it_promised() {
    let (receipt, model) = receipt(RankBy::Model);
    let key = &receipt.candidates[20].key;
    let why = receipt.explain(key, Some(&model)).unwrap();
    let WhatIf { wish, rank } = why.what_ifs[0];
    assert_eq!(wish, Wish::RepliesFast);
    assert!(rank < why.served, "{rank}");
    assert_eq!(why.what_ifs.len(), 1, "nothing else helps with this model");

    let engine = engine(&many(60));
    let slow = Replies { median_minutes: 600.0, in_time: 1, of: 9 };
    let quick = Replies { median_minutes: 30.0, in_time: 9, of: 9 };
    let seen = Seen { examinations: 1.0, at_ms: NOW_MS, ..Seen::default() };
    for signal in [Signal::Replies(slow), Signal::Seen(seen)] {
        engine.signal(many(60).iter().map(|it| (it.key.clone(), signal)));
    }
    engine.signal(["d040", "d041", key].map(|it| (it, Signal::Replies(quick))));
    engine.set_model(Some(model));
    let answer = engine.search(&asked(RankBy::Model)).unwrap();
    assert_eq!(answer.matches[rank - 1].key, *key);
}
