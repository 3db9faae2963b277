//! `simulate exposure`.

use matching::simulate::studies::exposure::{Found, Way, study};

use crate::cli::{progress, simulate::with_spread, table::table};

const DAYS: u64 = 30;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Markets, each drawn anew
    #[arg(long, default_value_t = 5)]
    seeds: u64,
    #[arg(long, default_value_t = 500)]
    searches_a_day: usize,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let bar = progress::bar("days", DAYS * arguments.seeds * Way::ALL.len() as u64);
    let head = ["ranked by", "new: share", "of merit", "nDCG@10", "orders", "Gini", "by merit"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for way in Way::ALL {
        let found: Result<Vec<Found>, _> = (1..=arguments.seeds)
            .map(|seed| study(way, seed, arguments.searches_a_day, &mut || bar.inc(1)))
            .collect();
        let found = found?;
        let of = |value: &dyn Fn(&Found) -> f64| found.iter().map(value).collect::<Vec<f64>>();
        rows.push(vec![
            way.name().to_owned(),
            format!("{} %", with_spread(&of(&|it| 100.0 * it.new_share), 2)),
            with_spread(&of(&|it| it.new_share / it.merit_share), 2),
            with_spread(&of(&|it| it.ndcg), 4),
            with_spread(&of(&|it| it.orders), 0),
            with_spread(&of(&|it| it.gini), 3),
            with_spread(&of(&|it| it.merit_gini), 3),
        ]);
    }
    bar.finish_and_clear();
    println!("{}", table(&rows));
    Ok(())
}
