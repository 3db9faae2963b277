//! `compare`: whether one run is better than another by more than chance.

use std::path::PathBuf;

use matching::measure::{
    chance,
    metrics::Measure,
    trec::{Judgments, Run, mean},
};

use crate::cli::{
    eval::{SEED, judgments, parse_run},
    table::table,
};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// One run
    one: PathBuf,
    /// The other
    other: PathBuf,
    /// query, 0, document, grade
    #[arg(long)]
    qrels: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let judgments = judgments(&arguments.qrels)?;
    let one = parse_run(&arguments.one)?;
    let other = parse_run(&arguments.other)?;
    println!("{}", compared(&judgments, &one, &other));
    println!("\np: paired randomisation test, two-sided; 95 %: bootstrap of the difference B − A");
    Ok(())
}

fn compared(judgments: &Judgments, one: &Run, other: &Run) -> String {
    let head = ["measure", "A", "B", "B − A", "95 % from", "to", "p", "won", "lost"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for measure in Measure::ALL {
        let (a, b) = (judgments.values(one, measure), judgments.values(other, measure));
        let pairs = a.iter().zip(&b).filter_map(|(a, b)| Some((*b)? - (*a)?));
        let differences: Vec<f64> = pairs.collect();
        let interval = chance::interval(&differences, SEED);
        rows.push(vec![
            measure.name().to_owned(),
            format!("{:.4}", mean(&a)),
            format!("{:.4}", mean(&b)),
            format!("{:+.4}", mean(&b) - mean(&a)),
            format!("{:+.4}", interval.low),
            format!("{:+.4}", interval.high),
            format!("{:.4}", chance::probability(&differences, SEED)),
            differences.iter().filter(|it| **it > 0.0).count().to_string(),
            differences.iter().filter(|it| **it < 0.0).count().to_string(),
        ]);
    }
    table(&rows)
}
