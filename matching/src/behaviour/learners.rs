//! XGBoost's trees from groups of impressions.
//!
//! | kind | learns | bias of places |
//! |---|---|---|
//! | rows | gain per examination of each row, weighed by its examinations | divided out |
//! | groups | the order within a group, by the same gains drawn towards the mean where little was seen | divided out |
//! | pages | the order of each page, by raw gains (`lambdarank_unbiased`) | guessed by XGBoost |
//!
//! Each is stopped where our own measure on the validation groups is best; a mean of the first two, as
//! loud as each other, is a candidate too. Features whose direction is known never act against it.

use std::sync::Arc;

use crate::{
    behaviour::{
        groups::{Part as Time, Sample},
        propensity::FLOOR,
        worth,
    },
    model::{
        document::Value,
        ensemble::Ensemble,
        forest::{Forest, Scratch},
    },
    train::{
        fit::{FitError, spread},
        merge::{Part, merge},
        recipe::{Learner, Recipe},
        xgboost::{Booster, Matrix, Targets, TrainError, Xgboost},
    },
};

/// What is tried when nothing is said.
pub const DEFAULT: &str = include_str!("learners.toml");

/// Examinations that the belief in the mean gain is worth.
const BELIEF: f32 = 0.5;

/// A model, and how good it was on the validation groups.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub name: String,
    pub model: Vec<u8>,
    pub n_trees: usize,
    pub value: f64,
}

/// What to learn, and from what.
#[derive(Debug, Clone, Copy)]
pub struct Task<'a> {
    pub recipe: &'a Recipe,
    pub names: &'a [String],
    /// One a feature: 1 never lowers a score, −1 never raises it.
    pub directions: &'a [i8],
    /// Pooled by day.
    pub pooled: &'a Sample,
    /// One group a search; only for the kind `pages`, which is left out without.
    pub pages: Option<&'a Sample>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Rows,
    Groups,
    Pages,
}

struct Grown {
    kind: Kind,
    part: Part,
    value: f64,
    scores: Vec<f32>,
}

impl Kind {
    fn of(learner: &Learner) -> Kind {
        let params = learner.params(0);
        let has = |name: &str, start: &str| {
            params.iter().any(|it| it.0 == name && it.1.starts_with(start))
        };
        match (has("objective", "rank:"), has("lambdarank_unbiased", "true")) {
            (false, _) => Kind::Rows,
            (true, false) => Kind::Groups,
            (true, true) => Kind::Pages,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Kind::Rows => "rows",
            Kind::Groups => "groups",
            Kind::Pages => "pages",
        }
    }
}

/// All candidates, best first. `progress` is told of every round.
///
/// # Errors
/// [`FitError`] when XGBoost refuses, there is nothing to learn, or what it made cannot be served.
pub fn learn(
    xgboost: &Arc<Xgboost>,
    task: &Task<'_>,
    progress: &mut dyn FnMut(),
) -> Result<Vec<Candidate>, FitError> {
    let valid = task.pooled.only(|it| it.part == Time::Valid);
    let train = task.pooled.only(|it| it.part == Time::Train);
    let gained = |it: &Sample| it.rows.iter().any(|it| it.gain > 0.0);
    if !gained(&train) || !gained(&valid) {
        let what = "nobody has clicked anything long enough ago to learn from; log for longer";
        return Err(TrainError::Unusable { what: what.to_owned() }.into());
    }
    let pages = task.pages.map(|it| it.only(|it| it.part == Time::Train));
    let mut grown = Vec::new();
    for learner in &task.recipe.learners {
        let kind = Kind::of(learner);
        let sample = match (kind, &pages) {
            (Kind::Pages, None) => continue,
            (Kind::Pages, Some(pages)) => pages,
            _ => &train,
        };
        let matrix = matrix(xgboost, kind, sample)?;
        let document = grow(xgboost, learner, &matrix, (task.directions, progress))?;
        grown.push(stopped(kind, learner, document, &valid)?);
    }
    let mut candidates = Vec::new();
    for one in &grown {
        candidates.push(candidate(one.kind.name(), &[one], task, &valid)?);
    }
    let mixed: Vec<&Grown> = grown.iter().filter(|it| it.kind != Kind::Pages).collect();
    if mixed.len() > 1 {
        candidates.push(candidate("mean", &mixed, task, &valid)?);
    }
    candidates.sort_by(|one, other| other.value.total_cmp(&one.value));
    Ok(candidates)
}

fn matrix(xgboost: &Arc<Xgboost>, kind: Kind, sample: &Sample) -> Result<Matrix, TrainError> {
    let sizes: Vec<usize> = sample.groups.iter().map(|it| it.rows.len()).collect();
    // Weights of groups have a mean of one: XGBoost's other settings are meant for that.
    let loud = |searches: usize| (searches as f32).sqrt();
    let mean = sample.groups.iter().map(|it| loud(it.searches)).sum::<f32>() / sizes.len() as f32;
    let weights: Vec<f32> = sample.groups.iter().map(|it| loud(it.searches) / mean).collect();
    let (labels, groups, weights): (Vec<f32>, _, Vec<f32>) = match kind {
        Kind::Rows => {
            let seen = sample.rows.iter().map(|it| it.seen.max(FLOOR as f32));
            (sample.rows.iter().map(|it| it.worth()).collect(), None, seen.collect())
        }
        Kind::Groups => (drawn_to_the_mean(sample), Some(sizes.as_slice()), weights),
        Kind::Pages => {
            let gains = sample.rows.iter().map(|it| it.gain / it.impressions.max(1.0));
            (gains.collect(), Some(sizes.as_slice()), weights)
        }
    };
    let targets = Targets { labels: &labels, groups, weights: Some(&weights) };
    Matrix::aimed(xgboost, &sample.values, sample.width, &targets)
}

/// Gain per examination; what was looked at little is taken for usual. What was never shown gains
/// nothing.
fn drawn_to_the_mean(sample: &Sample) -> Vec<f32> {
    let gain: f32 = sample.rows.iter().map(|it| it.gain).sum();
    let seen: f32 = sample.rows.iter().map(|it| it.seen).sum();
    let usual = gain / seen.max(1.0);
    let label = |it: &crate::behaviour::groups::Row| {
        if it.impressions == 0.0 {
            return 0.0;
        }
        (it.gain + BELIEF * usual) / (it.seen.max(FLOOR as f32) + BELIEF)
    };
    sample.rows.iter().map(label).collect()
}

fn grow(
    xgboost: &Arc<Xgboost>,
    learner: &Learner,
    matrix: &Matrix,
    (directions, progress): (&[i8], &mut dyn FnMut()),
) -> Result<Value, FitError> {
    let mut params = learner.params(0);
    let listed: Vec<String> = directions.iter().map(i8::to_string).collect();
    params.push(("monotone_constraints".to_owned(), format!("({})", listed.join(","))));
    let mut booster = Booster::new(xgboost, &[matrix], &params)?;
    for round in 0..learner.rounds {
        booster.update(round, matrix)?;
        progress();
    }
    Ok(Value::parse(&booster.save()?)?)
}

/// Where the validation groups are ordered best.
fn stopped(
    kind: Kind,
    learner: &Learner,
    document: Value,
    valid: &Sample,
) -> Result<Grown, FitError> {
    let ensemble = Ensemble::from_document(&document)?;
    let mut totals = vec![0.0_f32; valid.rows.len()];
    let mut best: Option<(f64, usize, Vec<f32>)> = None;
    let trees = learner.trees_a_round();
    for from in (0..learner.rounds).step_by(learner.step) {
        let to = (from + learner.step).min(learner.rounds);
        let forest = Forest::new(&ensemble.part(from * trees..to * trees));
        let mut scores = vec![0.0; totals.len()];
        forest.score(&valid.values, &mut scores, &mut Scratch::default());
        totals.iter_mut().zip(&scores).for_each(|(total, score)| *total += score);
        let value = worth::mean(&worth::values(valid, &totals));
        if best.as_ref().is_none_or(|it| value > it.0) {
            best = Some((value, to * trees, totals.clone()));
        }
    }
    let (value, n_trees, scores) = best.expect("a recipe has at least one round");
    let weight = 1.0 / spread(&scores);
    Ok(Grown { kind, part: Part { document, n_trees, weight }, value, scores })
}

fn candidate(
    name: &str,
    parts: &[&Grown],
    task: &Task<'_>,
    valid: &Sample,
) -> Result<Candidate, FitError> {
    let model = merge(&parts.iter().map(|it| it.part.clone()).collect::<Vec<_>>(), task.names)?;
    let value = match parts {
        [one] => one.value,
        _ => {
            let mut scores = vec![0.0_f32; valid.rows.len()];
            for one in parts {
                let weight = one.part.weight;
                scores.iter_mut().zip(&one.scores).for_each(|(sum, it)| *sum += weight * it);
            }
            worth::mean(&worth::values(valid, &scores))
        }
    };
    let n_trees = parts.iter().map(|it| it.part.n_trees).sum();
    Ok(Candidate { name: name.to_owned(), model, n_trees, value })
}

/// Scores of all rows of a sample by a model's own evaluator.
///
/// # Errors
/// [`crate::model::ModelError`] when the bytes are no model that can be served.
pub fn scores(model: &[u8], sample: &Sample) -> Result<Vec<f32>, crate::model::ModelError> {
    let forest = Forest::from_bytes(model)?;
    let mut scores = vec![0.0; sample.rows.len()];
    if forest.n_features() != sample.width {
        return Err(crate::model::ModelError::OtherFeatures {
            wanted: format!("{} features", forest.n_features()),
            given: format!("{}", sample.width),
        });
    }
    forest.score(&sample.values, &mut scores, &mut Scratch::default());
    Ok(scores)
}
