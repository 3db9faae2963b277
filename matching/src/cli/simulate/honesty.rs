//! `simulate honesty`.

use std::collections::HashMap;

use matching::{
    behaviour::labels::{GAINS, WINDOW_MS, label},
    simulate::{
        market::{Diary, Market, Traffic},
        shelf::{Arms, Ranker},
        studies::honesty::{drift_alarms, ratio_alarms, sequential},
        world::Size,
    },
};

use crate::cli::{simulate::with_spread, table::table};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Markets, each drawn anew
    #[arg(long, default_value_t = 5)]
    seeds: u64,
    /// Experiments without an effect, in each
    #[arg(long, default_value_t = 10_000)]
    runs: usize,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let mut columns: Vec<Vec<f64>> = vec![Vec::new(); 5];
    for seed in 1..=arguments.seeds {
        let found = sequential(&values(seed)?, arguments.runs, seed);
        let alarms = [0.51, 0.5].map(|it| ratio_alarms(it, 100_000, arguments.runs / 10, seed));
        let row = [found.always_valid, found.peeking, found.once, alarms[0], alarms[1]];
        columns.iter_mut().zip(row).for_each(|(column, value)| column.push(100.0 * value));
    }
    let names = [
        "A/A found an effect, always-valid, 20 looks",
        "A/A found an effect, fixed p, 20 looks",
        "A/A found an effect, fixed p, one look",
        "alarm on arm sizes at 51/49 of 100,000",
        "alarm on arm sizes at 50/50",
    ];
    let row = |(name, values): (&str, &Vec<f64>)| {
        vec![name.to_owned(), format!("{} %", with_spread(values, 2))]
    };
    let rows: Vec<_> = names.into_iter().zip(&columns).map(row).collect();
    println!("{}\n", table(&rows));
    let head = ["PSI, ten bins, no change", "above 0.1", "above the threshold of 5 %"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for (count, runs) in [(100, 10_000), (1_000, 4_000), (10_000, 1_000), (100_000, 400)] {
        let each = (1..=arguments.seeds).map(|seed| drift_alarms(count, runs, seed));
        let (by_rule, by_threshold): (Vec<f64>, Vec<f64>) =
            each.map(|(one, other)| (100.0 * one, 100.0 * other)).unzip();
        let percent = |values: &[f64]| format!("{} %", with_spread(values, 1));
        rows.push(vec![format!("{count} values"), percent(&by_rule), percent(&by_threshold)]);
    }
    println!("{}", table(&rows));
    Ok(())
}

/// What each buyer gained in two weeks of a market: most nothing, some a click, few an order.
fn values(seed: u64) -> anyhow::Result<Vec<f64>> {
    let size = Size { seed, ..Size::default() };
    let traffic = Traffic { searches_a_day: 600, buyers: 6_000, ..Traffic::default() };
    let mut market = Market::open(size, traffic)?;
    let mut arms = Arms { rankers: vec![Ranker::Engine], exchanges: 0.0 };
    let mut diary = Diary::default();
    for _ in 0..14 {
        market.live(&mut arms, &mut diary)?;
    }
    market.settle(15, &mut diary)?;
    let mut gained: HashMap<&str, f64> = HashMap::new();
    for one in label(&diary.log, WINDOW_MS, i64::MAX) {
        let gains: f64 = one.labels.iter().map(|it| GAINS[usize::from(*it)]).sum();
        *gained.entry(&diary.log.searches[one.search].actor).or_default() += gains;
    }
    let mut values: Vec<f64> = gained.into_values().collect();
    values.sort_by(f64::total_cmp);
    Ok(values)
}
