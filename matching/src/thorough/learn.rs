//! Trees that correct the fixed weights a little, learned from judged queries.
//!
//! Few rounds of shallow trees with many queries in each leaf, all of which may only reward: what the
//! sets have in common, not what each of them is like. Families of sets weigh alike, however many
//! queries they have.

use std::{collections::HashMap, sync::Arc};

use crate::{
    measure::chance::Dice,
    model::document::Value,
    thorough::{
        features::{FUSED, Rows, WIDTH, directions, names},
        ranker::BASE,
    },
    train::{
        fit::FitError,
        merge::{Part, merge},
        xgboost::{Booster, Matrix, Targets, TrainError, Xgboost},
    },
};

pub const ROUNDS: usize = 60;

const SETTINGS: [(&str, &str); 13] = [
    ("objective", "rank:ndcg"),
    ("tree_method", "hist"),
    ("eta", "0.05"),
    ("max_depth", "3"),
    ("min_child_weight", "50"),
    ("lambda", "10"),
    ("subsample", "0.7"),
    ("colsample_bytree", "0.5"),
    ("lambdarank_pair_method", "topk"),
    ("lambdarank_num_pair_per_sample", "30"),
    ("nthread", "1"),
    ("seed", "7"),
    ("verbosity", "0"),
];

/// Of a set with more judged queries, so many are learned from.
const MAX_QUERIES: usize = 400;

/// Of each query, all that is relevant is learned from, so many of the others that look best, and so
/// many of the rest.
const BEST_OTHERS: usize = 60;
const OTHERS: usize = 40;

/// What all queries of a family weigh together.
const FAMILY: f32 = 1_000.0;

/// A set of judged queries.
#[derive(Debug)]
pub struct Judged<'a> {
    /// Sets of one family are alike; families weigh alike.
    pub family: &'a str,
    /// Candidates of each query with their grades.
    pub queries: Vec<(&'a Rows, Vec<i32>)>,
}

#[derive(Default)]
struct Sample {
    values: Vec<f32>,
    grades: Vec<f32>,
    groups: Vec<usize>,
    families: Vec<usize>,
}

/// A model of the judged queries, as [`crate::thorough::ranker::TextRanker`] reads it.
///
/// # Errors
/// [`FitError`] when there is nothing to learn from, or XGBoost refuses.
pub fn fit(
    xgboost: &Arc<Xgboost>,
    sets: &[Judged<'_>],
    progress: &mut dyn FnMut(),
) -> Result<Vec<u8>, FitError> {
    let sample = sample(sets);
    if sample.groups.is_empty() {
        let what = "no query has both a relevant candidate and another".to_owned();
        return Err(TrainError::Unusable { what }.into());
    }
    let mut sizes: HashMap<usize, f32> = HashMap::new();
    for family in &sample.families {
        *sizes.entry(*family).or_default() += 1.0;
    }
    let weights: Vec<f32> = sample.families.iter().map(|it| FAMILY / sizes[it]).collect();
    let targets =
        Targets { labels: &sample.grades, groups: Some(&sample.groups), weights: Some(&weights) };
    let matrix = Matrix::aimed(xgboost, &sample.values, WIDTH, &targets)?;
    let margins: Vec<f32> = sample.values.chunks(WIDTH).map(|row| BASE * row[FUSED]).collect();
    matrix.start_from(&margins)?;
    let mut settings = SETTINGS.map(|it| (it.0.to_owned(), it.1.to_owned())).to_vec();
    let only_up: Vec<String> = directions().iter().map(ToString::to_string).collect();
    settings.push(("monotone_constraints".to_owned(), format!("({})", only_up.join(","))));
    let mut booster = Booster::new(xgboost, &[&matrix], &settings)?;
    for round in 0..ROUNDS {
        booster.update(round, &matrix)?;
        progress();
    }
    let document = Value::parse(&booster.save()?)?;
    Ok(merge(&[Part { document, n_trees: ROUNDS, weight: 1.0 }], &names())?)
}

fn sample(sets: &[Judged<'_>]) -> Sample {
    let mut sample = Sample::default();
    let mut families: Vec<&str> = sets.iter().map(|it| it.family).collect();
    families.sort_unstable();
    families.dedup();
    for set in sets {
        let family = families.binary_search(&set.family).expect("every set's family is listed");
        let mut dice = Dice::new(set.queries.len() as u64);
        let judged = |it: &usize| {
            let grades = &set.queries[*it].1;
            grades.iter().any(|it| *it > 0) && grades.iter().any(|it| *it <= 0)
        };
        let useful: Vec<usize> = (0..set.queries.len()).filter(judged).collect();
        let useful = drawn(useful, MAX_QUERIES, &mut dice);
        for at in useful {
            let (rows, grades) = &set.queries[at];
            let kept = telling(rows, grades, &mut dice);
            sample.values.extend(rows.only(&kept).values);
            sample.grades.extend(kept.iter().map(|it| grades[*it].max(0) as f32));
            sample.groups.push(kept.len());
            sample.families.push(family);
        }
    }
    sample
}

/// The places of the candidates that are learned from.
fn telling(rows: &Rows, grades: &[i32], dice: &mut Dice) -> Vec<usize> {
    let (mut kept, mut others): (Vec<usize>, Vec<usize>) =
        (0..grades.len()).partition(|it| grades[*it] > 0);
    others.sort_by(|one, other| rows.of(*other)[FUSED].total_cmp(&rows.of(*one)[FUSED]));
    let rest = others.split_off(BEST_OTHERS.min(others.len()));
    kept.append(&mut others);
    kept.extend(drawn(rest, OTHERS, dice));
    kept
}

/// At most `count` of them, in order.
fn drawn(mut items: Vec<usize>, count: usize, dice: &mut Dice) -> Vec<usize> {
    for at in 0..count.min(items.len()) {
        let other = at + dice.below(items.len() - at);
        items.swap(at, other);
    }
    items.truncate(count);
    items.sort_unstable();
    items
}
