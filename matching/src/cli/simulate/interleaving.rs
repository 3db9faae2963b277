//! `simulate interleaving`.

use matching::simulate::studies::interleaving::{Found, study};

use crate::cli::{progress, simulate::with_spread, table::table};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Markets, each drawn anew
    #[arg(long, default_value_t = 5)]
    seeds: u64,
    /// Interleaved searches that are played
    #[arg(long, default_value_t = 200_000)]
    searches: usize,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let bar = progress::bar("markets", arguments.seeds);
    let one = |seed| {
        let found = study(seed, arguments.searches);
        bar.inc(1);
        found
    };
    let found: Result<Vec<Found>, _> = (1..=arguments.seeds).map(one).collect();
    let found = found?;
    bar.finish_and_clear();
    let of = |value: &dyn Fn(&Found) -> f64| found.iter().map(value).collect::<Vec<f64>>();
    let row =
        |name: &str, values: &[f64], digits| vec![name.to_owned(), with_spread(values, digits)];
    let rows = [
        row("nDCG@10 of the better ranker", &of(&|it| it.ndcg), 4),
        row("the other one loses, %", &of(&|it| 100.0 * it.lost), 2),
        row("searches needed, interleaved", &of(&|it| it.interleaved), 0),
        row("searches needed, halves, by orders", &of(&|it| it.by_orders), 0),
        row("searches needed, halves, by clicks", &of(&|it| it.by_clicks), 0),
        row("times fewer than by orders", &of(&|it| it.by_orders / it.interleaved), 1),
        row("times fewer than by clicks", &of(&|it| it.by_clicks / it.interleaved), 1),
        row("won by the better one, %", &of(&|it| it.wins), 2),
        row("two of equal noise: difference, %", &of(&|it| 100.0 * it.equal_lost), 2),
        row("two of equal noise: won by the first, %", &of(&|it| it.equal_wins), 2),
    ];
    println!("{}", table(&rows));
    Ok(())
}
