//! `cv`: what a recipe is worth on queries it has not seen.
//!
//! The queries are dealt into folds at random, the same way each time. For each fold, the next one
//! says when to stop, and then all that is not the fold is learnt from. A recipe with nothing to
//! decide is trained once.

use std::{path::PathBuf, sync::Arc};

use matching::{
    letor::Rows,
    measure::{
        chance::{self, Dice},
        metrics::Measure,
    },
    model::ranker::Ranker,
    train::{
        fit::{fit, refit, values},
        recipe::Recipe,
        xgboost::Xgboost,
    },
};

use super::{Trainer, ended, recipe, rounds, rows};
use crate::cli::{eval::SEED, progress, table::table};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Judged rows: SVMlight with qid
    #[arg(long, num_args = 1.., required = true)]
    data: Vec<PathBuf>,
    /// A recipe to use instead of ours
    #[arg(long)]
    params: Option<PathBuf>,
    /// A second recipe, to compare with the first
    #[arg(long)]
    against: Option<PathBuf>,
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(3..=50))]
    folds: u64,
    /// Write the fold of each row here, one a line, for peers to use
    #[arg(long)]
    split_out: Option<PathBuf>,
    #[command(flatten)]
    trainer: Trainer,
}

pub(crate) fn cv(arguments: &Arguments) -> anyhow::Result<()> {
    if let Some(status) = arguments.trainer.child()? {
        return ended(status);
    }
    let rows = rows(&arguments.data)?;
    let folds = usize::try_from(arguments.folds)?;
    let deal = deal(rows.groups.len(), folds);
    if let Some(path) = &arguments.split_out {
        let each = rows.groups.iter().zip(&deal);
        let lines = each.map(|(count, fold)| format!("{fold}\n").repeat(*count));
        super::write(path, lines.collect::<String>().as_bytes())?;
    }
    let mut recipes = vec![recipe(arguments.params.as_deref())?];
    if let Some(path) = &arguments.against {
        recipes.push(recipe(Some(path))?);
    }
    println!("{}", against(&arguments.trainer.xgboost()?, &recipes, &rows, folds)?);
    Ok(())
}

/// A table: the first recipe, and the second beside it if there is one.
pub(crate) fn against(
    xgboost: &Arc<Xgboost>,
    recipes: &[Recipe],
    rows: &Rows,
    folds: usize,
) -> anyhow::Result<String> {
    let deal = deal(rows.groups.len(), folds);
    let found: Vec<Cross> = recipes
        .iter()
        .map(|recipe| cross(xgboost, recipe, rows, &deal))
        .collect::<anyhow::Result<_>>()?;
    Ok(report(&found))
}

/// Each query's fold.
fn deal(n_queries: usize, folds: usize) -> Vec<usize> {
    let mut dealt: Vec<usize> = (0..n_queries).map(|it| it % folds).collect();
    let mut dice = Dice::new(SEED);
    for at in (1..n_queries).rev() {
        dealt.swap(at, dice.below(at + 1));
    }
    dealt
}

/// For each measure, one value a query, fold after fold.
struct Cross {
    values: Vec<Vec<Option<f64>>>,
}

fn cross(
    xgboost: &Arc<Xgboost>,
    recipe: &Recipe,
    rows: &Rows,
    deal: &[usize],
) -> anyhow::Result<Cross> {
    let folds = deal.iter().max().map_or(0, |it| it + 1);
    let decides = recipe.learners.len() > 1 || recipe.learners.iter().any(|it| it.step < it.rounds);
    let bar = progress::bar("training", rounds(recipe) * folds as u64);
    let mut values_of = vec![Vec::new(); Measure::ALL.len()];
    for fold in 0..folds {
        let next = (fold + 1) % folds;
        let test = rows.of_queries(|it| deal[it] == fold);
        let rest = rows.of_queries(|it| deal[it] != fold);
        let valid = rows.of_queries(|it| deal[it] == next);
        let known = rows.of_queries(|it| deal[it] != fold && deal[it] != next);
        let fitted = if decides {
            let stops = fit(xgboost, recipe, &known, &valid, &mut || bar.inc(1))?.learners;
            refit(xgboost, recipe, &rest, &stops, &mut || {})?
        } else {
            fit(xgboost, recipe, &rest, &valid, &mut || bar.inc(1))?
        };
        let scores = Ranker::from_bytes(&fitted.model)?.score(&test);
        for (all, measure) in values_of.iter_mut().zip(Measure::ALL) {
            all.extend(values(&test, &scores, measure));
        }
    }
    bar.finish_and_clear();
    Ok(Cross { values: values_of })
}

/// One recipe: means with intervals. Two: the second beside the first, and whether they differ.
fn report(found: &[Cross]) -> String {
    let mean = |values: &[Option<f64>]| {
        let kept: Vec<f64> = values.iter().copied().flatten().collect();
        (kept.iter().sum::<f64>() / kept.len().max(1) as f64, chance::interval(&kept, SEED))
    };
    let head = ["measure", "mean", "95 % from", "to", "against", "gain", "p"];
    let head = &head[..if found.len() > 1 { 7 } else { 4 }];
    let mut rows = vec![head.iter().map(|it| (*it).to_owned()).collect::<Vec<String>>()];
    for (at, measure) in Measure::ALL.into_iter().enumerate() {
        let (ours, interval) = mean(&found[0].values[at]);
        let numbers = [ours, interval.low, interval.high].map(|it| format!("{it:.4}"));
        let mut row = vec![measure.name().to_owned()];
        row.extend(numbers);
        if let Some(other) = found.get(1) {
            let (theirs, _) = mean(&other.values[at]);
            let pairs = found[0].values[at].iter().zip(&other.values[at]);
            let differences: Vec<f64> = pairs.filter_map(|(a, b)| Some((*a)? - (*b)?)).collect();
            let gain = 100.0 * (ours / theirs.max(f64::MIN_POSITIVE) - 1.0);
            row.push(format!("{theirs:.4}"));
            row.push(format!("{gain:+.2} %"));
            row.push(format!("{:.4}", chance::probability(&differences, SEED)));
        }
        rows.push(row);
    }
    table(&rows)
}
