//! What rows, a model and an explanation cost.
//!
//! `cargo run --release -p matching --example explain [model.ubj]`
//!
//! Without a model, one of 300 random trees of depth 6 is made: the largest that is served.

use std::{hint::black_box, time::Instant};

use anyhow::Context as _;
use matching::{
    engine::Engine,
    features::{N, NAMES, Row, assemble},
    measure::chance::Dice,
    model::served::RankModel,
    ranking::{Policy, RankBy, Ranking},
    signals::{Record, Replies, Seen, Signal, Signals},
    types::{Doc, Lang, Query, Text},
};

const ROUNDS: u32 = 200;
const NOW_MS: i64 = 1_790_000_000_000;

#[expect(clippy::print_stdout, reason = "this program prints what it measured")]
fn main() -> anyhow::Result<()> {
    let mut dice = Dice::new(1);
    let model = match std::env::args().nth(1) {
        Some(path) => std::fs::read(path)?,
        None => random_model(&mut dice).into_bytes(),
    };
    let model = std::sync::Arc::new(RankModel::from_bytes(&model)?);
    let candidates: Vec<assemble::Candidate> = (0..200).map(|_| candidate(&mut dice)).collect();
    let asked = assemble::Asked { ideas: 3, now_ms: NOW_MS, ..assemble::Asked::default() };
    let mut rows: Vec<Row> = Vec::with_capacity(200);
    println!("{} trees", model.ensemble().n_trees());
    let spent = mean_us(|| assemble::assemble(&asked, black_box(&candidates), &mut rows));
    println!("rows of 200 candidates: {spent:.1} µs");
    let spent = mean_us(|| drop(black_box(model.score(&rows))));
    println!("scores of 200 rows: {spent:.1} µs");

    let engine = Engine::open(None, &["label"])?;
    engine.replace_all((0..2_000).map(|it| doc(it, &mut dice)), 1, |_| {})?;
    engine.signal((0..2_000).map(|it| (it.to_string(), Signal::All(signals(&mut dice)))));
    engine.set_model(Some(model.clone()));
    let mut query =
        Query { text: "asistente de facturas".into(), now_ms: NOW_MS, ..Query::default() };
    for (name, by, policy) in [
        ("linear, two of one owner", RankBy::Linear, Policy::default()),
        ("model, no policy", RankBy::Model, Policy::NONE),
        ("model, policy of a market", RankBy::Model, Policy::MARKET),
    ] {
        query.ranking = Ranking { by, policy, ..Ranking::default() };
        let spent = mean_us(|| drop(black_box(engine.search(&query))));
        println!("search of 2,000 documents, {name}: {spent:.0} µs");
    }
    query.ranking.receipt = true;
    let spent = mean_us(|| drop(black_box(engine.search(&query))));
    println!("the same with its receipt: {spent:.0} µs");

    let answer = engine.search(&query)?;
    let receipt = answer.receipt.context("it was asked for")?;
    let explain = || {
        for it in &answer.matches {
            drop(black_box(receipt.explain(&it.key, Some(&model))));
        }
    };
    println!("explanations of {} results: {:.0} µs", answer.matches.len(), mean_us(explain));
    Ok(())
}

/// The best of many, to be told what it costs and not what else the machine does.
fn mean_us(mut run: impl FnMut()) -> f64 {
    let mut best = f64::MAX;
    for _ in 0..ROUNDS {
        let before = Instant::now();
        run();
        best = best.min(before.elapsed().as_secs_f64() * 1e6);
    }
    best
}

fn fraction(dice: &mut Dice) -> f32 {
    dice.fraction() as f32
}

fn signals(dice: &mut Dice) -> Signals {
    let seen = Seen {
        examinations: 900.0 * fraction(dice),
        clicks: 90.0 * fraction(dice),
        saves: 20.0 * fraction(dice),
        orders: 9.0 * fraction(dice),
        at_ms: NOW_MS - 86_400_000,
    };
    Signals {
        capacity: Some(3.0 * fraction(dice)),
        record: Some(Record { asked: 20, accepted: 15, completed: 14, on_time: 12, disputed: 1 }),
        replies: Some(Replies { median_minutes: 300.0 * fraction(dice), in_time: 9, of: 20 }),
        verified: Some(fraction(dice) < 0.5),
        completeness: Some(fraction(dice)),
        edited_at_ms: Some(NOW_MS - 86_400_000 * 30),
        seen: Some(seen),
        ..Signals::default()
    }
}

fn candidate(dice: &mut Dice) -> assemble::Candidate {
    assemble::Candidate {
        text: Some(assemble::TextMatch { bm25f: fraction(dice), ..Default::default() }),
        langs: [true, true],
        price_minor: Some(dice.below(100_000) as u64),
        delivery_days: Some(7),
        rating: 4.0 + fraction(dice),
        rating_count: 9,
        created_at_ms: NOW_MS - 86_400_000 * 90,
        signals: Some(signals(dice)),
    }
}

fn doc(number: usize, dice: &mut Dice) -> Doc {
    let title = ["Asistente de facturas", "Asistente que lee contratos", "Facturas sin papel"];
    let text = Text {
        lang: Lang::Es,
        title: title[number % 3].to_owned(),
        summary: "Lee, comprueba y archiva.".into(),
        body: "Leemos tus documentos y medimos las respuestas.".into(),
    };
    Doc {
        key: number.to_string(),
        owner: (number / 3).to_string(),
        texts: vec![text],
        facets: (0..4).map(|_| ("label".to_owned(), dice.below(30).to_string())).collect(),
        price_minor: Some(dice.below(100_000) as u64),
        created_at_ms: NOW_MS - 86_400_000 * dice.below(400) as i64,
        ..Doc::default()
    }
}

fn random_model(dice: &mut Dice) -> String {
    let trees: Vec<String> = (0..300).map(|_| random_tree(dice)).collect();
    format!(
        r#"{{"learner": {{"attributes": {{}}, "feature_names": {NAMES:?},
        "gradient_booster": {{"model": {{"trees": [{}]}}, "name": "gbtree"}},
        "learner_model_param": {{"base_score": "0E0", "num_class": "0", "num_feature": "{N}",
        "num_target": "1"}}, "objective": {{"name": "rank:ndcg"}}}}, "version": [3, 2, 0]}}"#,
        trees.join(",")
    )
}

/// Full, of depth 6, in the order of a heap.
fn random_tree(dice: &mut Dice) -> String {
    let (inner, nodes) = (63, 127);
    let list =
        |of: &mut dyn FnMut(usize) -> String| (0..nodes).map(of).collect::<Vec<String>>().join(",");
    let child =
        |at: usize, side: usize| if at < inner { (2 * at + side).to_string() } else { "-1".into() };
    let covers = |at: usize| (1_u32 << (6 - (at + 1).ilog2())).to_string();
    format!(
        r#"{{"left_children": [{}], "right_children": [{}], "split_indices": [{}],
        "split_conditions": [{}], "default_left": [{}], "loss_changes": [{zeros}],
        "sum_hessian": [{}], "split_type": [{zeros}], "categories": [],
        "tree_param": {{"size_leaf_vector": "1"}}}}"#,
        list(&mut |at| child(at, 1)),
        list(&mut |at| child(at, 2)),
        list(&mut |at| if at < inner { dice.below(N).to_string() } else { "0".into() }),
        list(&mut |_| format!("{:e}", dice.fraction())),
        list(&mut |at| usize::from(at % 2 == 0).to_string()),
        list(&mut |at| covers(at)),
        zeros = vec!["0"; nodes].join(","),
    )
}
