//! Measures a whole site from outside: the release binary, its own data folder, real HTTP.
//!
//! ```text
//! cargo build --release && cargo run --release -p marketplace-tests --bin measure -- [LISTINGS…]
//! ```
//!
//! For each number of listings: seconds to seed and index, to be ready on a second start, memory
//! (without files that are read through it), search latency under an open loop (latency counts from when a request was due, so a
//! stall is not hidden by waiting), and the most requests per second of a closed loop; once with
//! searches that come again and again, once with searches that were never asked before. The load
//! comes from this process, on the same processors. `/healthz` under the same loops is the peer: it
//! is what the HTTP stack costs without a search.
//!
//! ```text
//! measure --data FOLDER [--peer NAME=ADDRESS:PORT…]
//! ```
//!
//! `--texts` prints the words of the searches. Otherwise: the searches with words alone, on a folder that is filled already, beside others who serve the same
//! listings (`matching/benches/peers/http_search.py`): rounds take turns, then each one's latency at
//! 70 % of what it can do.
#![expect(clippy::print_stdout, reason = "the table is the result")]

mod client;
mod peers;
mod queries;
mod server;
mod stats;

use std::time::Duration;

use client::{Load, closed_loop, open_loop};
use server::Running;
use stats::Stats;

/// Rounds of each loop; the spread between them is printed.
const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(3);
const CONNECTIONS: usize = 16;
/// Requests per second of the open loops.
const RATE: u32 = 1_000;
const RATE_OF_NEW: u32 = 300;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|it| it == "--texts") {
        queries::texts().iter().for_each(|it| println!("{}", it.1));
        return;
    }
    println!("{}", server::machine());
    if let Some(plan) = peers::Plan::read(&arguments) {
        return peers::compare(plan).await;
    }
    let sizes: Vec<u64> = arguments.iter().filter_map(|it| it.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![1_280, 100_000] } else { sizes };
    for listings in sizes {
        measure(listings).await;
    }
}

async fn measure(listings: u64) {
    let data = tempfile::tempdir().expect("a temporary folder");
    println!("\n## {listings} listings\n");
    println!("| what | figure |\n|---|---|");

    let seeding = server::seed(data.path(), listings);
    println!("| seed an empty database | {:.1} s |", seeding.as_secs_f64());
    let (first, first_ready) = Running::start(data.path()).await;
    println!("| first start, builds the index, until ready | {:.2} s |", first_ready.as_secs_f64());
    first.stop().await;
    let mut starts = Vec::new();
    let mut running = None;
    for _ in 0..3 {
        if let Some(running) = running.take() {
            let running: Running = running;
            running.stop().await;
        }
        let (next, ready) = Running::start(data.path()).await;
        starts.push(ready.as_secs_f64());
        running = Some(next);
    }
    let running = running.expect("it was started");
    let starts = Stats::of(starts);
    println!("| later start until ready, min / median / max | {starts:.2} s |");
    println!("| memory when ready, without files | {:.0} MB |", running.resident_mb());

    let search = Load { paths: queries::paths(), address: running.address };
    let unasked = Load { paths: queries::never_asked_before(), address: running.address };
    let health = Load { paths: vec!["/healthz".to_owned()], address: running.address };
    closed_loop(&search, CONNECTIONS, ROUND).await; // Warm caches; not counted.
    report_closed("search, asked again and again", &search, &running).await;
    report_closed("search, never asked before", &unasked, &running).await;
    report_closed("/healthz (peer)", &health, &running).await;
    report_open("search, asked again and again", &search, &running, RATE).await;
    report_open("search, never asked before", &unasked, &running, RATE_OF_NEW).await;
    report_open("/healthz (peer)", &health, &running, RATE).await;
    println!("| memory after load, without files | {:.0} MB |", running.resident_mb());
    println!(
        "| memory per listing, over an empty site | {:.2} KB |",
        (running.resident_mb() - server::empty_site_mb().await) * 1_024.0
            / f64::from(u32::try_from(listings).expect("fewer than 4 billion")),
    );
    running.stop().await;
}

async fn report_closed(what: &str, load: &Load, running: &Running) {
    let mut rates = Vec::new();
    let mut cpu = Vec::new();
    let mut failed = 0;
    for _ in 0..ROUNDS {
        let before = running.cpu_secs();
        let outcome = closed_loop(load, CONNECTIONS, ROUND).await;
        let count = outcome.latencies_us.len();
        rates.push(outcome.per_second());
        cpu.push((running.cpu_secs() - before) * 1e6 / count.max(1) as f64);
        failed += outcome.failed;
    }
    println!(
        "| {what}: requests/s, closed loop of {CONNECTIONS}, min / median / max | {:.0} ({failed} failed) |",
        Stats::of(rates)
    );
    println!("| {what}: server CPU per request, min / median / max | {:.0} µs |", Stats::of(cpu));
}

async fn report_open(what: &str, load: &Load, running: &Running, rate: u32) {
    let mut medians = Vec::new();
    let mut tails = Vec::new();
    let mut failed = 0;
    for _ in 0..ROUNDS {
        let outcome = open_loop(load, CONNECTIONS, rate, ROUND).await;
        medians.push(outcome.percentile_ms(50.0));
        tails.push(outcome.percentile_ms(99.0));
        failed += outcome.failed;
    }
    let _still_there = running.cpu_secs();
    println!(
        "| {what}: p50 at {rate}/s, open loop, min / median / max | {:.2} ms ({failed} failed) |",
        Stats::of(medians)
    );
    println!(
        "| {what}: p99 at {rate}/s, open loop, min / median / max | {:.2} ms |",
        Stats::of(tails)
    );
}
