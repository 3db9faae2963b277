//! How fast the engine is, beside plain tantivy on the same files in the same run.
//!
//! `cargo run --release -p matching --example latency -- [documents] [queries] [folder]`; with a
//! folder, the index stays there and is not built again.
//!
//! `… --example latency -- --index FOLDER --queries FILE`: an index that is there (a site's `index`, while
//! the site is down) and a query per line (`measure -- --texts` prints the demo market's).
//!
//! The corpus is made up from a seed: words of a Zipf vocabulary, about 2 KB of text a document,
//! some in Spanish, some in English, some in both. Rounds alternate between the two engines, so that
//! a busy machine is busy for both, and each query's best round counts.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

mod corpus;

use std::{
    env,
    error::Error,
    fs,
    hint::black_box,
    path::{Path, PathBuf},
    time::Instant,
};

use matching::{
    engine::Engine,
    types::{Change, Doc, Query, Sort},
};
use tantivy::{
    Index, Searcher, Term,
    collector::TopDocs,
    query::{BooleanQuery, Occur, TermQuery},
    schema::{Field, IndexRecordOption},
};

use crate::corpus::Corpus;

const FACETS: [&str; 4] = ["category", "skill", "kind", "lang"];
const ROUNDS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let given: Vec<String> = env::args().skip(1).collect();
    if let [index, folder, queries, file] = &given[..]
        && (index.as_str(), queries.as_str()) == ("--index", "--queries")
    {
        let engine = Engine::open(Some(Path::new(folder)), &FACETS)?;
        let queries: Vec<String> = fs::read_to_string(file)?.lines().map(str::to_owned).collect();
        println!("documents   {:>9}, {} queries", engine.len(), queries.len());
        return compare(&engine, Path::new(folder), &queries);
    }
    let documents = arguments.next().map_or(Ok(100_000), |it| it.parse())?;
    let n_queries = arguments.next().map_or(Ok(1_000), |it| it.parse())?;
    let kept = arguments.next().map(PathBuf::from);
    let scratch = env::temp_dir().join(format!("lonja-latency-{}", std::process::id()));
    let dir = kept.clone().unwrap_or(scratch);
    let corpus = Corpus::new(7);

    if !dir.join("CURRENT").exists() {
        rebuild(&corpus, documents, &dir)?;
    }
    let before = resident_bytes();
    let began = Instant::now();
    let engine = Engine::open(Some(&dir), &FACETS)?;
    println!("reopen      {:>9.0} ms", began.elapsed().as_secs_f64() * 1e3);
    let opened = resident_bytes();

    let queries: Vec<String> = (0..n_queries).map(|n| corpus.query(n, documents)).collect();
    compare(&engine, &dir, &queries)?;
    let stats = engine.stats();
    println!(
        "memory      {:>9} bytes per document after opening, {} after searching ({} of text)",
        (opened - before) / documents as u64,
        (resident_bytes() - before) / documents as u64,
        (0..1_000).map(|n| text_bytes(&corpus.doc(n))).sum::<usize>() / 1_000
    );
    println!(
        "index       {:>9} documents, {} segments, {:.1} MB on disk, {:.1} MB of columns",
        stats.documents,
        stats.segments,
        stats.bytes_on_disk as f64 / 1e6,
        stats.bytes_of_columns as f64 / 1e6
    );
    edit(&engine, &corpus, documents)?;
    if kept.is_none() {
        fs::remove_dir_all(&dir)?;
    }
    Ok(())
}

fn text_bytes(doc: &Doc) -> usize {
    doc.texts.iter().map(|it| it.title.len() + it.summary.len() + it.body.len()).sum()
}

fn rebuild(corpus: &Corpus, documents: usize, dir: &Path) -> Result<(), Box<dyn Error>> {
    let engine = Engine::open(Some(dir), &FACETS)?;
    let (began, cpu) = (Instant::now(), cpu_seconds());
    (0..documents).for_each(|n| {
        black_box(corpus.doc(n));
    });
    let (making, making_cpu) = (began.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    let (began, cpu) = (Instant::now(), cpu_seconds());
    engine.replace_all((0..documents).map(|n| corpus.doc(n)), 1, |_| ())?;
    let took = began.elapsed().as_secs_f64() - making;
    let busy = (cpu_seconds() - cpu - making_cpu) * 1e6 / documents as f64;
    println!(
        "rebuild     {:>9.0} documents/s ({busy:.0} µs of processor each)",
        documents as f64 / took
    );
    Ok(())
}

fn compare(engine: &Engine, dir: &Path, queries: &[String]) -> Result<(), Box<dyn Error>> {
    let generation = fs::read_to_string(dir.join("CURRENT"))?;
    let index = Index::open_in_dir(dir.join(format!("gen-{}/index", generation.trim())))?;
    let field = index.schema().get_field("text")?;
    let searcher = index.reader()?.searcher();
    let mut times = [
        vec![f64::MAX; queries.len()],
        vec![f64::MAX; queries.len()],
        vec![f64::MAX; queries.len()],
    ];
    let [plain, ours, with_facets] = &mut times;
    let mut phases = [0; 4];
    let mut found = 0;
    for _ in 0..ROUNDS {
        for (text, at) in queries.iter().zip(0..) {
            let terms = engine.terms(text);
            best(&mut plain[at], || top_ten(&searcher, field, &terms))?;
            best(&mut ours[at], || Ok(engine.search(&query(text, false))?))?;
            let answer = best(&mut with_facets[at], || Ok(engine.search(&query(text, true))?))?;
            found += answer.total.count;
            let it = answer.phases;
            for (sum, phase) in phases.iter_mut().zip([it.parse, it.retrieve, it.facets, it.score])
            {
                *sum += phase;
            }
        }
    }
    show("plain tantivy, top 10", plain);
    show("search, page of 20", ours);
    show("search with facets", with_facets);
    let cpu = cpu_seconds();
    for text in queries.iter().cycle().take(4_000) {
        black_box(engine.search(&query(text, true))?);
    }
    println!("processor   {:>9.0} µs per search with facets", (cpu_seconds() - cpu) * 1e6 / 4e3);
    let n = (ROUNDS * queries.len()) as u64;
    let [parse, retrieve, facets, score] = phases.map(|it| it / n);
    println!(
        "phases      parse {parse} · retrieve {retrieve} · facets {facets} · score {score} µs"
    );
    println!("found       {:>9} documents per query", found / n);
    for (name, sort) in [("browse", Sort::Relevance), ("browse by price", Sort::PriceUp)] {
        let browse = Query { sort, ..query("", true) };
        let mut times = Vec::new();
        for _ in 0..50 {
            times.push(micros(|| Ok(engine.search(&browse)?))?.1);
        }
        show(name, &mut times);
    }
    Ok(())
}

fn query(text: &str, facets: bool) -> Query {
    Query {
        text: text.to_owned(),
        lang: None,
        filters: Vec::new(),
        sort: Sort::Relevance,
        limit: 20,
        after: None,
        facets,
        now_ms: corpus::NOW_MS,
        ..Query::default()
    }
}

fn top_ten(searcher: &Searcher, field: Field, terms: &[String]) -> Result<(), Box<dyn Error>> {
    let clauses = terms.iter().map(|text| {
        let term = Term::from_field_text(field, text);
        let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
        (Occur::Should, Box::new(query) as Box<dyn tantivy::query::Query>)
    });
    let query = BooleanQuery::new(clauses.collect());
    searcher.search(&query, &TopDocs::with_limit(10).order_by_score())?;
    Ok(())
}

/// One document at a time, as people do.
fn edit(engine: &Engine, corpus: &Corpus, documents: usize) -> Result<(), Box<dyn Error>> {
    let mut times = Vec::new();
    for n in 0..500 {
        let doc = corpus.doc(n * 31 % documents);
        let change = vec![Change::Put(Box::new(doc))];
        times.push(micros(|| Ok(engine.apply(change, 2 + n as u64)?))?.1);
    }
    show("edit of one document", &mut times);
    println!("segments    {:>9} after 500 edits", engine.stats().segments);
    Ok(())
}

fn micros<T>(work: impl FnOnce() -> Result<T, Box<dyn Error>>) -> Result<(T, f64), Box<dyn Error>> {
    let began = Instant::now();
    let result = work()?;
    Ok((result, began.elapsed().as_secs_f64() * 1e6))
}

/// Keeps the best time: a busy machine only ever adds to it.
fn best<T>(
    time: &mut f64,
    work: impl FnOnce() -> Result<T, Box<dyn Error>>,
) -> Result<T, Box<dyn Error>> {
    let (result, took) = micros(work)?;
    *time = time.min(took);
    Ok(result)
}

/// Of the whole process, in hundredths; 0 where the system does not say.
fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks = |at| after_name.split(' ').nth(at).and_then(|it: &str| it.parse::<f64>().ok());
    (ticks(12).unwrap_or(0.0) + ticks(13).unwrap_or(0.0)) / 100.0
}

fn show(name: &str, times: &mut [f64]) {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "{name:<24} min {:>7.0}  p50 {:>7.0}  p99 {:>7.0}  max {:>7.0} µs",
        at(0.0),
        at(0.5),
        at(0.99),
        at(1.0)
    );
}

/// 0 where the system does not say.
fn resident_bytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|it| it.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|it| it.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1_000
}
