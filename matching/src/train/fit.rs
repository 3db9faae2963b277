//! Training itself: every learner of a recipe, stopped where our own measure is best.

use std::{collections::HashMap, sync::Arc};

use crate::{
    letor::Rows,
    measure::metrics::{Graded, Measure},
    model::{
        ModelError,
        document::Value,
        ensemble::Ensemble,
        forest::{Forest, Scratch},
        ranker::{Column, make},
    },
    train::{
        merge::{Part, merge},
        recipe::{Learner, Recipe},
        xgboost::{Booster, Matrix, TrainError, Xgboost},
    },
};

#[derive(Debug, thiserror::Error)]
pub enum FitError {
    #[error(transparent)]
    Train(#[from] TrainError),
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// A model file, and how each learner fared.
#[derive(Debug, Clone)]
pub struct Fitted {
    pub model: Vec<u8>,
    pub learners: Vec<Stop>,
}

/// Where a learner was stopped, and what the validation rows said there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stop {
    pub rounds: usize,
    pub value: f64,
    /// Divides the learner's scores, so that all are as loud.
    pub spread: f32,
}

/// Trains on `train` and stops by `valid`. `progress` is told of every round.
///
/// # Errors
/// [`FitError`] when XGBoost refuses, or what it made cannot be served.
pub fn fit(
    xgboost: &Arc<Xgboost>,
    recipe: &Recipe,
    train: &Rows,
    valid: &Rows,
    progress: &mut dyn FnMut(),
) -> Result<Fitted, FitError> {
    let columns = columns(recipe, train)?;
    let known = make(train, &columns);
    let asked = make(valid, &columns);
    let matrix = Matrix::new(xgboost, &known, columns.len(), &train.grades, &train.groups)?;
    let mut parts = Vec::new();
    let mut learners = Vec::new();
    for learner in &recipe.learners {
        let documents = grow(xgboost, learner, learner.rounds, &matrix, progress)?;
        let stop = stop(learner, &documents, valid, &asked)?;
        learners.push(stop);
        parts.extend(weigh(recipe, learner, documents, stop));
    }
    Ok(Fitted { model: merge(&parts, &names(&columns))?, learners })
}

/// Trains on all of `rows`, each learner as long as `stops` says.
///
/// # Errors
/// As [`fit`].
pub fn refit(
    xgboost: &Arc<Xgboost>,
    recipe: &Recipe,
    rows: &Rows,
    stops: &[Stop],
    progress: &mut dyn FnMut(),
) -> Result<Fitted, FitError> {
    let columns = columns(recipe, rows)?;
    let known = make(rows, &columns);
    let matrix = Matrix::new(xgboost, &known, columns.len(), &rows.grades, &rows.groups)?;
    let mut parts = Vec::new();
    for (learner, stop) in recipe.learners.iter().zip(stops) {
        let documents = grow(xgboost, learner, stop.rounds, &matrix, progress)?;
        parts.extend(weigh(recipe, learner, documents, *stop));
    }
    Ok(Fitted { model: merge(&parts, &names(&columns))?, learners: stops.to_vec() })
}

fn columns(recipe: &Recipe, rows: &Rows) -> Result<Vec<Column>, TrainError> {
    let numbers = rows.features();
    if numbers.is_empty() {
        return Err(TrainError::Unusable { what: "there is nothing to learn from".to_owned() });
    }
    let ranks = numbers.iter().filter(|_| recipe.ranks).map(|it| Column::Rank(*it));
    Ok(numbers.iter().map(|it| Column::Plain(*it)).chain(ranks).collect())
}

fn names(columns: &[Column]) -> Vec<String> {
    columns.iter().map(|it| it.name()).collect()
}

/// One document a bag.
fn grow(
    xgboost: &Arc<Xgboost>,
    learner: &Learner,
    rounds: usize,
    matrix: &Matrix,
    progress: &mut dyn FnMut(),
) -> Result<Vec<Value>, FitError> {
    let mut documents = Vec::new();
    for bag in 0..learner.bags {
        let mut booster = Booster::new(xgboost, &[matrix], &learner.params(bag))?;
        for round in 0..rounds {
            booster.update(round, matrix)?;
            progress();
        }
        documents.push(Value::parse(&booster.save()?)?);
    }
    Ok(documents)
}

fn weigh(
    recipe: &Recipe,
    learner: &Learner,
    documents: Vec<Value>,
    stop: Stop,
) -> impl Iterator<Item = Part> {
    let loud = recipe.learners.len() as f32 * learner.bags as f32 * stop.spread;
    let n_trees = stop.rounds * learner.trees_a_round();
    documents.into_iter().map(move |document| Part { document, n_trees, weight: 1.0 / loud })
}

/// The number of rounds around which the mean of all bags orders the validation rows best.
fn stop(
    learner: &Learner,
    documents: &[Value],
    valid: &Rows,
    asked: &[f32],
) -> Result<Stop, FitError> {
    let ensembles: Vec<Ensemble> =
        documents.iter().map(Ensemble::from_document).collect::<Result<_, _>>()?;
    let mut totals = vec![0.0_f32; valid.len()];
    let mut stops = Vec::new();
    let mut from = 0;
    while from < learner.rounds {
        let to = (from + learner.step).min(learner.rounds);
        let trees = learner.trees_a_round();
        for ensemble in &ensembles {
            let forest = Forest::new(&ensemble.part(from * trees..to * trees));
            let mut scores = vec![0.0; valid.len()];
            forest.score(asked, &mut scores, &mut Scratch::default());
            totals.iter_mut().zip(&scores).for_each(|(total, score)| *total += score);
        }
        let spread = spread(&totals) / ensembles.len() as f32;
        stops.push(Stop { rounds: to, value: worth(valid, &totals), spread });
        from = to;
    }
    Ok(stops[highest(&stops)])
}

/// A single peak among a few hundred queries is mostly luck, so each value counts with its two
/// neighbours on either side.
fn highest(stops: &[Stop]) -> usize {
    let around = |at: usize| {
        let near = &stops[at.saturating_sub(2)..stops.len().min(at + 3)];
        near.iter().map(|it| it.value).sum::<f64>() / near.len() as f64
    };
    let mut best = 0;
    for at in 1..stops.len() {
        if around(at) > around(best) {
            best = at;
        }
    }
    best
}

/// What training is stopped by: the mean of nDCG@10 and MAP, both 0 for a barren query.
pub fn worth(rows: &Rows, scores: &[f32]) -> f64 {
    let means = means(rows, scores, &[Measure::XgbMinus, Measure::Map]);
    (means[&Measure::XgbMinus] + means[&Measure::Map]) / 2.0
}

/// Each measure's mean over the queries it does not leave out.
pub fn means(rows: &Rows, scores: &[f32], measures: &[Measure]) -> HashMap<Measure, f64> {
    let mean = |measure: &Measure| {
        let kept: Vec<f64> = values(rows, scores, *measure).into_iter().flatten().collect();
        (*measure, kept.iter().sum::<f64>() / kept.len().max(1) as f64)
    };
    measures.iter().map(mean).collect()
}

/// One value a query. Equal scores leave the rows in the order of the file.
pub fn values(rows: &Rows, scores: &[f32], measure: Measure) -> Vec<Option<f64>> {
    let highest = rows.grades.iter().copied().max().unwrap_or(0);
    let mut start = 0;
    let each = rows.groups.iter().map(|count| {
        let group = &rows.grades[start..start + count];
        let mut order: Vec<usize> = (0..*count).collect();
        order.sort_by(|one, other| scores[start + other].total_cmp(&scores[start + one]));
        let ranked: Vec<i32> = order.into_iter().map(|it| group[it]).collect();
        start += count;
        measure.of(&Graded { ranked: &ranked, group, highest })
    });
    each.collect()
}

/// The standard deviation, or 1 where all are equal.
pub(crate) fn spread(scores: &[f32]) -> f32 {
    let count = scores.len().max(1) as f64;
    let mean = scores.iter().map(|it| f64::from(*it)).sum::<f64>() / count;
    let variance = scores.iter().map(|it| (f64::from(*it) - mean).powi(2)).sum::<f64>() / count;
    if variance > 0.0 { variance.sqrt() as f32 } else { 1.0 }
}
