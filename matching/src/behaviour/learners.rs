//! XGBoost's trees from groups of impressions.
//!
//! | kind | learns | bias of places |
//! |---|---|---|
//! | rows | gain per examination of each row, weighed by its examinations | divided out |
//! | groups | the order within a group, by the same gains drawn towards the mean where little was seen | divided out |
//! | pages | the order of each page, by raw gains (`lambdarank_unbiased`) | guessed by XGBoost |
//!
//! Few clicks end in an order, so what a click led to is mostly luck. It is replaced by what clicks on
//! such rows lead to, which a small model of clicked rows says (`after_clicks`): where a click stood
//! does not matter there, so nothing has to be divided. Gates are judged by what really happened.
//!
//! Each learner is stopped where our own measure on the validation groups is best. The mean of all, as
//! loud as each other, is the first candidate, then each alone; the first that is not worse than the
//! best by more than chance is taken, because luck on validation is no merit. Features whose direction
//! is known never act against it.

use std::sync::Arc;

use crate::{
    behaviour::{
        groups::{Part as Time, Sample},
        propensity::FLOOR,
        worth,
    },
    measure::chance::interval,
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

/// Clicked rows without which nothing is said of what clicks lead to.
const FEWEST_CLICKED: usize = 500;

/// Examinations that the belief in the mean gain is worth.
const BELIEF: f32 = 0.5;

/// The model of what a click leads to: small, because clicked rows are few.
const AFTER_ROUNDS: usize = 60;
const AFTER: [(&str, &str); 8] = [
    ("objective", "reg:squarederror"),
    ("tree_method", "hist"),
    ("max_depth", "3"),
    ("eta", "0.08"),
    ("min_child_weight", "50"),
    ("subsample", "0.7"),
    ("nthread", "1"),
    ("verbosity", "0"),
];

/// A model, and how good it was on the validation groups.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub name: String,
    pub model: Vec<u8>,
    pub n_trees: usize,
    pub value: f64,
    /// One a group: see [`worth::values`].
    values: Vec<(f64, f64)>,
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

/// All candidates, the chosen one first. `progress` is told of every round.
///
/// # Errors
/// [`FitError`] when XGBoost refuses, there is nothing to learn, or what it made cannot be served.
pub fn learn(
    xgboost: &Arc<Xgboost>,
    task: &Task<'_>,
    progress: &mut dyn FnMut(),
) -> Result<Vec<Candidate>, FitError> {
    let mut valid = task.pooled.only(|it| it.part == Time::Valid);
    let mut train = task.pooled.only(|it| it.part == Time::Train);
    let gained = |it: &Sample| it.rows.iter().any(|it| it.gain > 0.0);
    if !gained(&train) || !gained(&valid) {
        let what = "nobody has clicked anything long enough ago to learn from; log for longer";
        return Err(TrainError::Unusable { what: what.to_owned() }.into());
    }
    let mut pages = task.pages.map(|it| it.only(|it| it.part == Time::Train));
    let after = after_clicks(xgboost, task, &train)?;
    for sample in [&mut valid, &mut train].into_iter().chain(&mut pages) {
        expect(&after, sample);
    }
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
    let mixed: Vec<&Grown> = grown.iter().collect();
    if mixed.len() > 1 {
        candidates.push(candidate("mean", &mixed, task, &valid)?);
    }
    for one in &grown {
        candidates.push(candidate(one.kind.name(), &[one], task, &valid)?);
    }
    Ok(chosen_first(candidates))
}

/// The first that chance alone may have kept from being the best; then the others, best first.
fn chosen_first(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    let best = candidates.iter().max_by(|one, other| one.value.total_cmp(&other.value));
    let Some(best) = best.map(|it| it.values.clone()) else { return candidates };
    let as_good = |it: &Candidate| {
        let pairs = it.values.iter().zip(&best);
        interval(&pairs.map(|(one, best)| one.0 - best.0).collect::<Vec<f64>>(), 3).high >= 0.0
    };
    let at = candidates.iter().position(as_good).unwrap_or(0);
    let chosen = candidates.remove(at);
    candidates.sort_by(|one, other| other.value.total_cmp(&one.value));
    candidates.insert(0, chosen);
    candidates
}

/// What a click on a row leads to, from the rows that were clicked; nothing when they are too few.
fn after_clicks(
    xgboost: &Arc<Xgboost>,
    task: &Task<'_>,
    train: &Sample,
) -> Result<Option<Forest>, FitError> {
    let clicked: Vec<usize> =
        (0..train.rows.len()).filter(|it| train.rows[*it].clicks > 0.0).collect();
    if clicked.len() < FEWEST_CLICKED {
        return Ok(None);
    }
    let of = |it: &usize| &train.rows[*it];
    let labels: Vec<f32> = clicked.iter().map(|it| of(it).gain / of(it).clicks).collect();
    let weights: Vec<f32> = clicked.iter().map(|it| of(it).clicks).collect();
    let width = train.width;
    let row = |it: &usize| &train.values[it * width..(it + 1) * width];
    let rows: Vec<f32> = clicked.iter().flat_map(row).copied().collect();
    let targets = Targets { labels: &labels, groups: None, weights: Some(&weights) };
    let matrix = Matrix::aimed(xgboost, &rows, width, &targets)?;
    let mut params: Vec<(String, String)> =
        AFTER.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    params.push(constraints(task.directions));
    let mut booster = Booster::new(xgboost, &[&matrix], &params)?;
    for round in 0..AFTER_ROUNDS {
        booster.update(round, &matrix)?;
    }
    Ok(Some(Forest::from_bytes(&booster.save()?)?))
}

/// Each click is worth what it can be expected to lead to.
fn expect(after: &Option<Forest>, sample: &mut Sample) {
    let Some(forest) = after else { return };
    let mut expected = vec![0.0; sample.rows.len()];
    forest.score(&sample.values, &mut expected, &mut Scratch::default());
    for (row, expected) in sample.rows.iter_mut().zip(expected) {
        // A row with a gain and no clicks was given the truth, which needs no expectation.
        if row.clicks > 0.0 {
            row.gain = row.clicks * expected.max(0.0);
        }
    }
}

fn constraints(directions: &[i8]) -> (String, String) {
    let listed: Vec<String> = directions.iter().map(i8::to_string).collect();
    ("monotone_constraints".to_owned(), format!("({})", listed.join(",")))
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
    params.push(constraints(directions));
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
    let (_, n_trees, scores) = best.expect("a recipe has at least one round");
    let weight = 1.0 / spread(&scores);
    Ok(Grown { kind, part: Part { document, n_trees, weight }, scores })
}

fn candidate(
    name: &str,
    parts: &[&Grown],
    task: &Task<'_>,
    valid: &Sample,
) -> Result<Candidate, FitError> {
    let model = merge(&parts.iter().map(|it| it.part.clone()).collect::<Vec<_>>(), task.names)?;
    let mut scores = vec![0.0_f32; valid.rows.len()];
    for one in parts {
        let weight = one.part.weight;
        scores.iter_mut().zip(&one.scores).for_each(|(sum, it)| *sum += weight * it);
    }
    let values = worth::values(valid, &scores);
    let n_trees = parts.iter().map(|it| it.part.n_trees).sum();
    Ok(Candidate { name: name.to_owned(), model, n_trees, value: worth::mean(&values), values })
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
