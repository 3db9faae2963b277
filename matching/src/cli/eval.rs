//! `eval`: every measure of a run, with intervals.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use matching::measure::{
    chance,
    metrics::Measure,
    trec::{Judgments, Run, mean},
};

use crate::cli::{table::table, training::rows};

/// Intervals and tests are the same every time.
pub(crate) const SEED: u64 = 20_091;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// query, 0, document, grade
    #[arg(long, requires = "run", required_unless_present = "data")]
    qrels: Option<PathBuf>,
    /// query, Q0, document, rank, score, tag
    #[arg(long, requires = "qrels")]
    run: Option<PathBuf>,
    /// Judged rows, SVMlight with qid, instead of judgments; several files follow one another
    #[arg(long, num_args = 1.., requires = "scores", conflicts_with = "qrels")]
    data: Vec<PathBuf>,
    /// A score a line for those rows, as `predict` writes them
    #[arg(long, num_args = 1.., requires = "data")]
    scores: Vec<PathBuf>,
    /// One line for each query as well
    #[arg(long)]
    per_query: bool,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let (judgments, run) = match (&arguments.qrels, &arguments.run) {
        (Some(qrels), Some(run)) => (judgments(qrels)?, parse_run(run)?),
        _ => of_rows(&arguments.data, &arguments.scores)?,
    };
    if arguments.per_query {
        println!("{}\n", per_query(&judgments, &run));
    }
    println!("{}", summary(&judgments, &run));
    let judged = judgments.queries().count();
    let answered = run.queries().filter(|it| judgments.queries().any(|known| known == *it)).count();
    println!("\n{judged} judged queries, {answered} of them answered");
    Ok(())
}

/// Rows are documents, named so that equal scores leave them in the order of the file.
fn of_rows(data: &[PathBuf], scores: &[PathBuf]) -> anyhow::Result<(Judgments, Run)> {
    let rows = rows(data)?;
    let mut values = Vec::new();
    for path in scores {
        for (at, line) in text(path)?.lines().enumerate() {
            let value = line.trim().parse::<f64>().ok().filter(|it| !it.is_nan());
            let (path, at) = (path.display(), at + 1);
            values.push(value.with_context(|| format!("{path}:{at}:1: `{line}` is no score"))?);
        }
    }
    if values.len() != rows.len() {
        bail!("{} scores for {} rows", values.len(), rows.len());
    }
    let mut qrels = String::new();
    let mut run = String::new();
    for (at, value) in values.iter().enumerate() {
        let (query, grade, name) = (&rows.queries[at], rows.grades[at], rows.len() - at);
        qrels.push_str(&format!("{query}\t0\t{name:09}\t{grade}\n"));
        run.push_str(&format!("{query}\tQ0\t{name:09}\t1\t{value}\trows\n"));
    }
    Ok((Judgments::parse(&qrels, "rows")?, Run::parse(&run, "scores")?))
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
