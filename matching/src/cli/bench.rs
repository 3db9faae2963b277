//! `bench`: our figures and our peers', in one run.
//!
//! A figure of one run is never put beside one of another: the machine was busy otherwise.

mod freshness;
mod market;
mod paths;
mod percolate;
mod rerank;
mod retrieval;
mod sets;

use std::{fs, path::PathBuf};

use clap::ValueEnum as _;

pub(crate) use self::retrieval::report as report_left_out;
use crate::cli::training::{Trainer, ended};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// What to measure; everything when nothing is said
    #[arg(value_enum)]
    what: Vec<What>,
    /// The folder of the public sets
    #[arg(long, env = "LONJA_DATA")]
    data: Option<PathBuf>,
    /// How many briefs stand when `percolate` measures; smaller numbers first
    #[arg(long, value_delimiter = ',', default_value = "10000,100000")]
    briefs: Vec<usize>,
    /// How many listings there are when `freshness` edits
    #[arg(long, default_value_t = 100_000)]
    listings: usize,
    /// How many edits it makes, one after another
    #[arg(long, default_value_t = 1_000)]
    edits: usize,
    #[command(flatten)]
    trainer: Trainer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum What {
    /// 200 rows × 40 features × 300 trees, beside XGBoost's in-place prediction
    Rerank,
    /// One listing against standing briefs, beside asking each of them
    Percolate,
    /// From an edit to the search that finds it, and from a copy of the disk to an engine
    Freshness,
    /// The retrieval sets
    Retrieval,
    /// The engine's first 200 against scoring every document exactly
    Recall,
    /// Queries without accents and with a wrong letter
    Typing,
    /// The five folds of MQ2008
    Mq2008,
    /// Yandex 2009, cross-validated on its training part
    Yandex,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let all = What::value_variants();
    let chosen = if arguments.what.is_empty() { all } else { &arguments.what };
    // Where nothing is trained, nobody needs XGBoost.
    let untrained = [What::Percolate, What::Freshness, What::Recall, What::Typing];
    let trains = chosen.iter().any(|it| !untrained.contains(it));
    if trains && let Some(status) = arguments.trainer.child()? {
        return ended(status);
    }
    println!("machine load before: {}\n", load());
    for what in chosen {
        match (what, &arguments.data) {
            (What::Rerank, _) => rerank::run(&arguments.trainer)?,
            (What::Percolate, _) => percolate::run(&arguments.briefs)?,
            (What::Freshness, _) => freshness::run(arguments.listings, arguments.edits)?,
            (_, None) => anyhow::bail!("the sets are where? Say --data FOLDER or set LONJA_DATA"),
            (What::Retrieval, Some(data)) => retrieval::run(&arguments.trainer, data)?,
            (What::Recall, Some(data)) => paths::recall(data)?,
            (What::Typing, Some(data)) => paths::typing(data)?,
            (What::Mq2008, Some(data)) => sets::mq2008(&arguments.trainer, data)?,
            (What::Yandex, Some(data)) => sets::yandex(&arguments.trainer, data)?,
        }
    }
    println!("machine load after: {}", load());
    Ok(())
}

/// Runnable processes over the last minute, and processors.
fn load() -> String {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let minute = load.split(' ').next().unwrap_or_default();
    format!("{} on {processors} processors", if minute.is_empty() { "?" } else { minute })
}
