//! The same searches asked of others in the same run.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    client::{Load, closed_loop, open_loop},
    queries,
    server::Running,
    stats::Stats,
};

const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(3);
const CONNECTIONS: usize = 16;
/// Each search once with every one of so many prices nobody offers for: no answer that is kept serves.
const TIMES: usize = 200;

pub(crate) struct Plan {
    data: PathBuf,
    peers: Vec<(String, SocketAddr)>,
}

impl Plan {
    /// `None` if these arguments ask for something else.
    pub(crate) fn read(arguments: &[String]) -> Option<Plan> {
        let value_of = |at: usize| arguments.get(at + 1).expect("--data and --peer take a value");
        let data = arguments.iter().position(|it| it == "--data")?;
        let given = arguments.iter().enumerate().filter(|it| it.1 == "--peer");
        let peer = |(at, _): (usize, &String)| {
            let (name, address) = value_of(at).split_once('=').expect("--peer NAME=ADDRESS:PORT");
            (name.to_owned(), address.parse().expect("an address and a port"))
        };
        let data = Path::new(value_of(data)).canonicalize().expect("the folder of --data is there");
        Some(Plan { data, peers: given.map(peer).collect() })
    }
}

struct Contender {
    name: String,
    load: Load,
    rates: Vec<f64>,
}

pub(crate) async fn compare(plan: Plan) {
    let (running, _) = Running::start(&plan.data).await;
    let texts = queries::texts().into_iter().map(|it| (it.0, queries::encode(&it.1)));
    let texts: Vec<_> = texts.collect();
    let new = |name: &str, address, paths| {
        let load = Load { address, paths };
        Contender { name: name.to_owned(), load, rates: Vec::new() }
    };
    let asked = texts.iter().map(|(lang, text)| format!("/api/v1/search?lang={lang}&q={text}"));
    let unasked = texts.iter().cycle().take(texts.len() * TIMES).enumerate().map(|(at, it)| {
        format!("/api/v1/search?lang={}&q={}&price_max={}", it.0, it.1, 1_000_000 + at)
    });
    let mut all = vec![
        new("Lonja, asked again and again", running.address, asked.collect()),
        new("Lonja, never asked before", running.address, unasked.collect()),
    ];
    for (name, address) in plan.peers {
        let paths = texts.iter().map(|(lang, text)| format!("/search?lang={lang}&q={text}"));
        all.push(new(&name, address, paths.collect()));
    }
    for one in &all {
        closed_loop(&one.load, CONNECTIONS, ROUND).await; // Warm caches; not counted.
    }
    for _ in 0..ROUNDS {
        for one in &mut all {
            let outcome = closed_loop(&one.load, CONNECTIONS, ROUND).await;
            assert_eq!(outcome.failed, 0, "{} did not answer everything", one.name);
            one.rates.push(outcome.per_second());
        }
    }
    println!("\n| who | requests/s, min / median / max | p50 ms at 70 % | p99 ms at 70 % |");
    println!("|---|---|---|---|");
    for one in all {
        report(one).await;
    }
    running.stop().await;
}

/// Open loop: latency counts from when a request was due.
async fn report(one: Contender) {
    let rates = Stats::of(one.rates);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate is small")]
    let rate = (rates.median() * 0.7).max(1.0) as u32;
    let (mut medians, mut tails) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let outcome = open_loop(&one.load, CONNECTIONS, rate, ROUND).await;
        medians.push(outcome.percentile_ms(50.0));
        tails.push(outcome.percentile_ms(99.0));
    }
    let (medians, tails) = (Stats::of(medians), Stats::of(tails));
    println!("| {} | {rates:.0} | {medians:.1} | {tails:.1} |", one.name);
}
