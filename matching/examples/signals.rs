//! How fast signals are taken in, and how soon they are seen.
//!
//! `cargo run --release -p matching --example signals`

use std::{hint::black_box, time::Instant};

use anyhow::ensure;
use matching::{
    engine::Engine,
    signals::{Record, Seen, Signal},
    types::{Doc, Lang, Query, Text},
};

const DOCS: usize = 100_000;
const ROUNDS: usize = 20;
const NOW_MS: i64 = 1_790_000_000_000;

#[expect(clippy::print_stdout, reason = "this program prints what it measured")]
fn main() -> anyhow::Result<()> {
    let engine = Engine::open(None, &[])?;
    let keys: Vec<String> = (0..DOCS).map(|it| format!("doc_{it:032}")).collect();
    engine.replace_all(keys.iter().map(|it| doc(it)), 1, |_| {})?;

    let singles = per_second(&keys, |key| engine.signal([(key, Signal::Seen(seen()))]));
    println!("one at a time, {DOCS} documents: {singles:.0} signals a second");
    let before = Instant::now();
    for _ in 0..ROUNDS {
        engine.signal(keys.iter().map(|it| (it, Signal::Record(record()))));
    }
    let batched = (ROUNDS * DOCS) as f64 / before.elapsed().as_secs_f64();
    println!("in batches of {DOCS}: {batched:.0} signals a second");

    let mut waits: Vec<f64> = Vec::new();
    for key in keys.iter().step_by(100) {
        let told = Instant::now();
        engine.signal([(key, Signal::Hidden(true))]);
        let query = Query { text: key.clone(), ..Query::default() };
        let found = engine.search(&query)?.matches.iter().any(|it| it.key == *key);
        waits.push(told.elapsed().as_secs_f64() * 1e6);
        ensure!(!found, "{key} was hidden and is found");
    }
    waits.sort_by(f64::total_cmp);
    let at = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize];
    println!("told, searched and not found: p50 {:.0} µs, p99 {:.0} µs", at(0.5), at(0.99));
    Ok(())
}

fn per_second(keys: &[String], tell: impl Fn(&String)) -> f64 {
    let before = Instant::now();
    for _ in 0..ROUNDS {
        // Not in the order in which they lie in memory.
        for at in 0..keys.len() {
            tell(black_box(&keys[at * 7_919 % keys.len()]));
        }
    }
    (ROUNDS * keys.len()) as f64 / before.elapsed().as_secs_f64()
}

fn doc(key: &str) -> Doc {
    let text = |lang| Text {
        lang,
        title: format!("Asistente {key}"),
        summary: String::new(),
        body: String::new(),
    };
    Doc {
        key: key.to_owned(),
        owner: key.to_owned(),
        texts: vec![text(Lang::Es)],
        ..Doc::default()
    }
}

fn seen() -> Seen {
    Seen { examinations: 0.5, at_ms: NOW_MS, ..Seen::default() }
}

fn record() -> Record {
    Record { asked: 9, accepted: 8, completed: 7, on_time: 6, disputed: 0 }
}
