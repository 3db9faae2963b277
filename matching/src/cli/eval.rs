//! `eval`: every measure of a run, with intervals.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use matching::measure::{
    chance,
    metrics::Measure,
    trec::{Judgments, Run, mean},
};

use crate::cli::table::table;

/// Intervals and tests are the same every time.
pub(crate) const SEED: u64 = 20_091;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// query, 0, document, grade
    #[arg(long)]
    qrels: PathBuf,
    /// query, Q0, document, rank, score, tag
    #[arg(long)]
    run: PathBuf,
    /// One line for each query as well
    #[arg(long)]
    per_query: bool,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let judgments = judgments(&arguments.qrels)?;
    let run = parse_run(&arguments.run)?;
    if arguments.per_query {
        println!("{}\n", per_query(&judgments, &run));
    }
    println!("{}", summary(&judgments, &run));
    let judged = judgments.queries().count();
    let answered = run.queries().filter(|it| judgments.queries().any(|known| known == *it)).count();
    println!("\n{judged} judged queries, {answered} of them answered");
    Ok(())
}

pub(crate) fn judgments(path: &Path) -> anyhow::Result<Judgments> {
    Ok(Judgments::parse(&text(path)?, &path.display().to_string())?)
}

pub(crate) fn parse_run(path: &Path) -> anyhow::Result<Run> {
    Ok(Run::parse(&text(path)?, &path.display().to_string())?)
}

fn text(path: &Path) -> anyhow::Result<String> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn summary(judgments: &Judgments, run: &Run) -> String {
    let mut rows =
        vec![["measure", "mean", "95 % from", "to", "queries"].map(str::to_owned).to_vec()];
    for measure in Measure::ALL {
        let values = judgments.values(run, measure);
        let kept: Vec<f64> = values.iter().copied().flatten().collect();
        let interval = chance::interval(&kept, SEED);
        rows.push(vec![
            measure.name().to_owned(),
            format!("{:.4}", mean(&values)),
            format!("{:.4}", interval.low),
            format!("{:.4}", interval.high),
            kept.len().to_string(),
        ]);
    }
    table(&rows)
}

fn per_query(judgments: &Judgments, run: &Run) -> String {
    let mut rows: Vec<Vec<String>> = vec![vec!["query".to_owned()]];
    rows.extend(judgments.queries().map(|it| vec![it.to_owned()]));
    for measure in Measure::ALL {
        rows[0].push(measure.name().to_owned());
        for (row, value) in rows[1..].iter_mut().zip(judgments.values(run, measure)) {
            row.push(value.map_or_else(|| "-".to_owned(), |it| format!("{it:.4}")));
        }
    }
    table(&rows)
}
