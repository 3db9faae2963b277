//! One search's re-ranking: 200 rows × 40 features × 300 trees of depth 6, one thread.
//!
//! Rounds alternate between the ways, so that a busy machine is busy for all.

use std::{hint::black_box, time::Instant};

use matching::{
    measure::chance::Dice,
    model::{
        document::Value,
        ensemble::Ensemble,
        forest::{Forest, Kernel, Scratch},
    },
    train::xgboost::{Booster, Matrix},
};

use crate::cli::{progress, table::table, training::Trainer};

const ROWS: usize = 200;
const FEATURES: usize = 40;
const TREES: usize = 300;
const ROUNDS: usize = 1_000;

pub(super) fn run(trainer: &Trainer) -> anyhow::Result<()> {
    let xgboost = trainer.xgboost()?;
    let mut dice = Dice::new(7);
    let known = rows(&mut dice, 6_000, false);
    let grades = grades(&mut dice, &known);
    let matrix = Matrix::new(&xgboost, &known, FEATURES, &grades, &[60; 100])?;
    let params = [
        ("objective", "rank:ndcg"),
        ("tree_method", "hist"),
        ("max_depth", "6"),
        ("eta", "0.1"),
        ("nthread", "1"),
        ("verbosity", "0"),
    ];
    let params = params.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let mut booster = Booster::new(&xgboost, &[&matrix], &params)?;
    let bar = progress::bar("training", TREES as u64);
    for round in 0..TREES {
        booster.update(round, &matrix)?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    let ensemble = Ensemble::from_document(&Value::parse(&booster.save()?)?)?;
    let forest = Forest::new(&ensemble);
    println!(
        "rerank: {ROWS} rows × {FEATURES} features × {} trees of depth {}, µs, XGBoost {}",
        ensemble.n_trees(),
        ensemble.depth(),
        xgboost.version(),
    );
    for missing in [false, true] {
        let rows = rows(&mut dice, ROWS, missing);
        println!("\n{}\n{}\n", if missing { "5 % missing" } else { "nothing missing" }, {
            compare(&forest, &booster, &rows)?
        });
    }
    Ok(())
}

fn compare(forest: &Forest, booster: &Booster, rows: &[f32]) -> anyhow::Result<String> {
    let kernels = Kernel::available();
    let mut times = vec![Vec::with_capacity(ROUNDS); kernels.len() + 1];
    let mut scores = vec![0.0; ROWS];
    let mut scratch = Scratch::default();
    let theirs = booster.predict(rows, FEATURES)?;
    let mut differ = 0;
    for _ in 0..ROUNDS {
        for (kernel, times) in kernels.iter().zip(&mut times) {
            let began = Instant::now();
            forest.score_by(*kernel, black_box(rows), &mut scores, &mut scratch);
            times.push(began.elapsed().as_secs_f64() * 1e6);
            differ +=
                scores.iter().zip(&theirs).filter(|(a, b)| a.to_bits() != b.to_bits()).count();
        }
        let began = Instant::now();
        black_box(booster.predict(black_box(rows), FEATURES)?);
        times[kernels.len()].push(began.elapsed().as_secs_f64() * 1e6);
    }
    let names: Vec<String> = kernels.iter().map(|it| format!("{it:?}")).collect();
    let names = names.into_iter().chain(["XGBoost in place".to_owned()]);
    for times in &mut times {
        times.sort_unstable_by(f64::total_cmp);
    }
    let slow = times[kernels.len()].clone();
    let mut table_rows =
        vec![["", "min", "p50", "p99", "× (min)", "× (p50)"].map(str::to_owned).to_vec()];
    for (name, times) in names.zip(&times) {
        let (least, half, most) = (times[0], times[ROUNDS / 2], times[ROUNDS * 99 / 100]);
        let mut row = vec![name];
        row.extend([least, half, most].map(|it| format!("{it:.0}")));
        row.extend([slow[0] / least, slow[ROUNDS / 2] / half].map(|it| format!("{it:.1}")));
        table_rows.push(row);
    }
    Ok(format!("{}\nbits that differ: {differ}", table(&table_rows)))
}

fn rows(dice: &mut Dice, count: usize, missing: bool) -> Vec<f32> {
    let mut value = || {
        if missing && dice.below(20) == 0 { f32::NAN } else { dice.fraction() as f32 }
    };
    (0..count * FEATURES).map(|_| value()).collect()
}

/// What a tree can learn, and noise enough for every tree to be full.
fn grades(dice: &mut Dice, rows: &[f32]) -> Vec<i32> {
    let grade = |row: &[f32]| {
        let signal: f32 = row[..8].iter().sum::<f32>() + 4.0 * row[8] * row[9];
        ((f64::from(signal) + 3.0 * dice.fraction() - 4.0) / 1.5).clamp(0.0, 4.0) as i32
    };
    rows.chunks(FEATURES).map(grade).collect()
}
