//! `simulate clicks`.

use std::collections::BTreeMap;

use matching::{
    behaviour::learners,
    simulate::studies::clicks::{Found, Question, study},
    train::recipe::Recipe,
};

use crate::cli::{
    progress,
    simulate::{Look, with_spread},
    table::table,
    training::{Trainer, ended},
};

const WAYS: u64 = 5;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Markets, each drawn anew
    #[arg(long, default_value_t = 5)]
    seeds: u64,
    /// Lists that people go through
    #[arg(long, default_value_t = 50_000)]
    lists: usize,
    /// Who looks where; all of them when nothing is said
    #[arg(long, value_enum)]
    eyes: Vec<Look>,
    /// Learners to try instead of ours
    #[arg(long)]
    params: Option<std::path::PathBuf>,
    #[command(flatten)]
    trainer: Trainer,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    if let Some(status) = arguments.trainer.child()? {
        return ended(status);
    }
    let recipe = match &arguments.params {
        Some(path) => crate::cli::training::recipe(Some(path))?,
        None => Recipe::parse(learners::DEFAULT)?,
    };
    let xgboost = arguments.trainer.xgboost()?;
    let all = [Look::Places, Look::Cascade, Look::Trust];
    let chosen = if arguments.eyes.is_empty() { &all[..] } else { &arguments.eyes };
    let bar = progress::bar("learning", chosen.len() as u64 * arguments.seeds * WAYS);
    let mut rows = vec![head()];
    for look in chosen {
        let mut means: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        for seed in 1..=arguments.seeds {
            let question = Question { seed, eyes: look.eyes(), lists: arguments.lists };
            let found = study(&question, &recipe, &xgboost, &mut |_| bar.inc(1))?;
            bar.suspend(|| eprintln!("{}", line(look.eyes().name(), seed, &found)));
            for one in &found {
                means.entry(one.way).or_default().push(one.mean());
            }
        }
        rows.push(row(look.eyes().name(), &means));
    }
    bar.finish_and_clear();
    println!("{}", table(&rows));
    Ok(())
}

fn head() -> Vec<String> {
    let head = ["eyes", "served", "naive", "unbiased", "ours", "known", "skyline", "closed"];
    head.map(str::to_owned).to_vec()
}

/// Of one market, to look into.
fn line(eyes: &str, seed: u64, found: &[Found]) -> String {
    let one = |it: &Found| format!("{} {:.4} ({})", it.way, it.mean(), it.learner);
    let found: Vec<String> = found.iter().map(one).collect();
    format!("{eyes} {seed}: {}", found.join(", "))
}

/// Means over markets, and between them the part of the way from naive to skyline that is covered.
fn row(eyes: &str, means: &BTreeMap<&str, Vec<f64>>) -> Vec<String> {
    let of = |way: &str| means.get(way).map_or(&[][..], Vec::as_slice);
    let ways = ["served", "naive", "unbiased", "ours", "known", "skyline"];
    let mut row = vec![eyes.to_owned()];
    row.extend(ways.map(|it| with_spread(of(it), 4)));
    let each = of("naive").iter().zip(of("ours")).zip(of("skyline"));
    let closed = each.map(|((naive, ours), skyline)| 100.0 * (ours - naive) / (skyline - naive));
    row.push(format!("{} %", with_spread(&closed.collect::<Vec<f64>>(), 0)));
    row
}
