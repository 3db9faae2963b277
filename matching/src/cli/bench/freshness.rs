//! From an edit to the search that finds it, and from a killed process to one that answers.
//!
//! Every edit puts a word that nobody else has, and the clock stops when a search for that word has
//! found the document.

use std::{path::Path, time::Instant};

use anyhow::ensure;
use matching::{
    engine::Engine,
    types::{Change, Doc, Query},
};

use super::market::{FACETS, Market, NOW_MS};
use crate::cli::{progress, table::table};

/// A tenth of them at a time, to see whether edits leave traces.
const STEPS: usize = 10;

pub(super) fn run(listings: usize, edits: usize) -> anyhow::Result<()> {
    let market = Market::new();
    let dir = tempfile::tempdir()?;
    let engine = Engine::open(Some(dir.path()), &FACETS)?;
    let bar = progress::bar("listings", listings as u64);
    let began = Instant::now();
    engine.replace_all((0..listings).map(|it| market.doc(it)), 1, |done| bar.set_position(done))?;
    bar.finish_and_clear();
    println!("freshness: {listings} listings of 2 KB on disk, one edit and one commit at a time\n");
    println!("built in {:.1} s\n", began.elapsed().as_secs_f64());

    let head =
        ["edits", "edit → found, p50 ms", "p99", "most", "search, p50 µs", "p99", "segments"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let before = searches(&engine, &market)?;
    rows.push(row("before", None, before, engine.stats().segments));
    let bar = progress::bar("edits", edits as u64);
    let mut all = Vec::with_capacity(edits);
    for step in 0..STEPS {
        let mut times = Vec::new();
        for n in step * edits / STEPS..(step + 1) * edits / STEPS {
            times.push(edit(&engine, &market, n, listings)?);
            bar.inc(1);
        }
        all.extend_from_slice(&times);
        if [0, STEPS / 2, STEPS - 1].contains(&step) {
            let name = format!("{}", (step + 1) * edits / STEPS);
            let searched = searches(&engine, &market)?;
            rows.push(row(&name, Some(spread(&mut times)), searched, engine.stats().segments));
        }
    }
    bar.finish_and_clear();
    let searched = searches(&engine, &market)?;
    rows.push(row("all", Some(spread(&mut all)), searched, engine.stats().segments));
    println!("{}\n", table(&rows));
    reopen(engine, dir.path(), &market)
}

/// As after a kill: nothing is closed in order, and all that was acknowledged is there.
fn reopen(engine: Engine, dir: &Path, market: &Market) -> anyhow::Result<()> {
    let (position, documents) = (engine.position(), engine.len());
    let copy = tempfile::tempdir()?;
    copy_folder(dir, copy.path())?;
    let began = Instant::now();
    let again = Engine::open(Some(copy.path()), &FACETS)?;
    let took = began.elapsed().as_secs_f64();
    ensure!((again.position(), again.len()) == (position, documents), "something was lost");
    for n in 0..200 {
        let asked = query(&market.need(n));
        ensure!(pages(&again, &asked)? == pages(&engine, &asked)?, "the copy answers otherwise");
    }
    println!("what lies on disk while it runs, opened: {:.0} ms to ready", took * 1e3);
    println!("nothing acknowledged is missing, and 200 pages are byte for byte the same");
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}

fn edit(engine: &Engine, market: &Market, n: usize, listings: usize) -> anyhow::Result<f64> {
    let mut doc: Doc = market.doc(n * 7_919 % listings);
    let mark = format!("marca{n}x");
    doc.texts[0].title.push_str(&format!(" {mark}"));
    let key = doc.key.clone();
    let began = Instant::now();
    engine.apply(vec![Change::Put(Box::new(doc))], n as u64 + 2)?;
    let answer = engine.search(&query(&mark))?;
    let took = began.elapsed().as_secs_f64() * 1e3;
    ensure!(answer.matches.iter().any(|it| it.key == key), "{key} is not found by {mark}");
    Ok(took)
}

fn searches(engine: &Engine, market: &Market) -> anyhow::Result<[f64; 3]> {
    let mut times = Vec::new();
    for n in 0..2_000 {
        let asked = query(&market.need(n));
        let began = Instant::now();
        engine.search(&asked)?;
        times.push(began.elapsed().as_secs_f64() * 1e6);
    }
    Ok(spread(&mut times))
}

fn pages(engine: &Engine, query: &Query) -> anyhow::Result<Vec<(String, u32)>> {
    let answer = engine.search(query)?;
    Ok(answer.matches.into_iter().map(|it| (it.key, it.score.to_bits())).collect())
}

fn query(text: &str) -> Query {
    Query { text: text.to_owned(), now_ms: NOW_MS, limit: 20, ..Query::default() }
}

/// The middle, what one in a hundred exceeds, and the most.
fn spread(times: &mut [f64]) -> [f64; 3] {
    times.sort_unstable_by(f64::total_cmp);
    let last = times.len() - 1;
    [times[last / 2], times[last * 99 / 100], times[last]]
}

fn row(name: &str, edits: Option<[f64; 3]>, searched: [f64; 3], segments: u64) -> Vec<String> {
    let mut row = vec![name.to_owned()];
    match edits {
        Some(times) => row.extend(times.map(|it| format!("{it:.1}"))),
        None => row.extend([""; 3].map(str::to_owned)),
    }
    row.extend(searched[..2].iter().map(|it| format!("{it:.0}")));
    row.push(segments.to_string());
    row
}
