//! One listing against a hundred thousand standing briefs, beside asking each of them.
//!
//! What is found is compared with asking every brief on its own before anything is timed.

use std::{hint::black_box, time::Instant};

use anyhow::ensure;
use matching::{engine::Engine, percolate::Met, types::Change};

use super::market::{FACETS, Market, NOW_MS};
use crate::cli::{progress, table::table};

const LISTINGS: usize = 5_000;
/// Looked at with all briefs standing.
const TIMED: usize = 1_000;
const ROUNDS: usize = 5;
/// Asked one by one: some seconds.
const COMPARED: usize = 12;

pub(super) fn run(sizes: &[usize]) -> anyhow::Result<()> {
    let market = Market::new();
    let engine = Engine::open(None, &FACETS)?;
    let docs = (0..LISTINGS).map(|it| market.doc(it));
    engine.apply(docs.map(|it| Change::Put(Box::new(it))).collect(), 1)?;
    println!("percolate: one listing of 2 KB against standing briefs, one thread, µs\n");
    let head = [
        "briefs",
        "min",
        "p50",
        "p99",
        "met",
        "without lists, p50",
        "one by one, p50",
        "× (p50)",
        "bytes each",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let mut standing = 0;
    for size in sizes {
        let bar = progress::bar("briefs", (*size - standing) as u64);
        for n in standing..*size {
            engine.stand(&format!("brief {n}"), &market.brief(n))?;
            bar.inc(1);
        }
        standing = *size;
        bar.finish_and_clear();
        rows.push(measure(&engine, *size)?);
    }
    println!("{}\n", table(&rows));
    println!("every listing compared meets the same briefs with the same scores by all three ways");
    Ok(())
}

fn measure(engine: &Engine, briefs: usize) -> anyhow::Result<Vec<String>> {
    let keys: Vec<String> = (0..TIMED).map(|it| format!("lst_{:08}", it * 37 % LISTINGS)).collect();
    let bar = progress::bar("one by one", COMPARED as u64);
    let mut slow = Vec::new();
    for key in &keys[..COMPARED] {
        let (expected, took) = timed(|| engine.percolate_one_by_one(key, NOW_MS));
        slow.push(took);
        for found in [engine.percolate(key, NOW_MS), engine.percolate_without_lists(key, NOW_MS)] {
            ensure!(
                is_same(&found, &expected),
                "{key}: {} and {} met",
                found.len(),
                expected.len()
            );
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    let mut fast = vec![f64::MAX; keys.len()];
    let mut scanned = vec![f64::MAX; COMPARED * 4];
    let mut met = 0;
    for _ in 0..ROUNDS {
        for (key, best) in keys.iter().zip(&mut fast) {
            let (found, took) = timed(|| engine.percolate(key, NOW_MS));
            met += found.len();
            *best = best.min(took);
        }
        for (key, best) in keys.iter().zip(&mut scanned) {
            *best = best.min(timed(|| engine.percolate_without_lists(key, NOW_MS)).1);
        }
    }
    let [least, half, most] = spread(&mut fast);
    let [_, half_scanned, _] = spread(&mut scanned);
    let [_, half_slow, _] = spread(&mut slow);
    let each = engine.standing_stats().bytes / briefs as u64;
    let mut row = vec![briefs.to_string()];
    row.extend([least, half, most].map(|it| format!("{it:.1}")));
    row.push(format!("{:.1}", met as f64 / (ROUNDS * keys.len()) as f64));
    row.extend([half_scanned, half_slow, half_slow / half].map(|it| format!("{it:.0}")));
    row.push(each.to_string());
    Ok(row)
}

fn is_same(found: &[Met], expected: &[Met]) -> bool {
    let has = |it: &Met| {
        let same = expected.iter().find(|expected| expected.id == it.id);
        same.is_some_and(|same| (same.score - it.score).abs() <= 1e-6)
    };
    found.len() == expected.len() && found.iter().all(has)
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let began = Instant::now();
    let done = black_box(work());
    (done, began.elapsed().as_secs_f64() * 1e6)
}

/// Least, middle, and what one in a hundred exceeds.
fn spread(times: &mut [f64]) -> [f64; 3] {
    times.sort_unstable_by(f64::total_cmp);
    let last = times.len() - 1;
    [times[0], times[last / 2], times[last * 99 / 100]]
}
