//! A model together with the features it wants.
//!
//! A model's feature names say how its row is made of a file's: `7` is feature 7 of the file, `7.rank`
//! is where that value stands among the rows of the same query, between 0 and 1. So whatever was done
//! to the rows in training is done again when they are scored, and by the same function.

use sha2::{Digest as _, Sha256};

use crate::{
    letor::Rows,
    model::{
        ModelError,
        document::Value,
        ensemble::Ensemble,
        forest::{Forest, Scratch},
    },
};

/// The attribute that holds [`hash`] of the names.
pub const HASH_ATTRIBUTE: &str = "features_sha256";

const RANK: &str = ".rank";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// As the file has it.
    Plain(u32),
    /// Its rank among the rows of the query.
    Rank(u32),
}

impl Column {
    pub fn name(self) -> String {
        match self {
            Column::Plain(number) => number.to_string(),
            Column::Rank(number) => format!("{number}{RANK}"),
        }
    }

    fn parse(name: &str) -> Option<Column> {
        match name.strip_suffix(RANK) {
            Some(number) => number.parse().ok().map(Column::Rank),
            None => name.parse().ok().map(Column::Plain),
        }
    }
}

#[derive(Debug)]
pub struct Ranker {
    ensemble: Ensemble,
    forest: Forest,
    columns: Vec<Column>,
}

impl Ranker {
    /// A model without names of ours takes the features of the file by number, from zero, as XGBoost
    /// would.
    ///
    /// # Errors
    /// [`ModelError`] when it cannot be served, or its names are not those it was sealed with.
    pub fn from_bytes(bytes: &[u8]) -> Result<Ranker, ModelError> {
        let document = Value::parse(bytes)?;
        let ensemble = Ensemble::from_document(&document)?;
        let found = hash(ensemble.names());
        if let Ok(sealed) = document.text(&format!("learner/attributes/{HASH_ATTRIBUTE}"))
            && sealed != found
        {
            let (wanted, given) = (sealed.to_owned(), found);
            return Err(ModelError::OtherFeatures { wanted, given });
        }
        let columns: Option<Vec<Column>> =
            ensemble.names().iter().map(|it| Column::parse(it)).collect();
        let by_number = || (0..).map(Column::Plain).take(ensemble.n_features()).collect();
        let columns = columns.filter(|it| it.len() == ensemble.n_features());
        let columns = columns.unwrap_or_else(by_number);
        Ok(Ranker { forest: Forest::new(&ensemble), ensemble, columns })
    }

    pub fn ensemble(&self) -> &Ensemble {
        &self.ensemble
    }

    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// One score a row.
    pub fn score(&self, rows: &Rows) -> Vec<f32> {
        let mut scores = vec![0.0; rows.len()];
        let made = make(rows, &self.columns);
        self.forest.score(&made, &mut scores, &mut Scratch::default());
        scores
    }
}

/// Of the names in order.
pub fn hash(names: &[String]) -> String {
    let digest = Sha256::digest(names.join("\n").as_bytes());
    digest.iter().map(|it| format!("{it:02x}")).collect()
}

/// Row by row, one value a column. The one function that makes rows, for training and for serving.
pub fn make(rows: &Rows, columns: &[Column]) -> Vec<f32> {
    let mut numbers: Vec<u32> = columns
        .iter()
        .map(|it| match it {
            Column::Plain(number) | Column::Rank(number) => *number,
        })
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    let dense = rows.dense(&numbers);
    let width = columns.len();
    let mut made = vec![f32::NAN; rows.len() * width];
    for (at, column) in columns.iter().enumerate() {
        let (Column::Plain(number) | Column::Rank(number)) = column;
        let place = numbers.binary_search(number).expect("every column's number is listed");
        let values: Vec<f32> = dense.iter().skip(place).step_by(numbers.len()).copied().collect();
        let values = match column {
            Column::Plain(_) => values,
            Column::Rank(_) => ranks(&values, &rows.groups),
        };
        for (row, value) in values.into_iter().enumerate() {
            made[row * width + at] = value;
        }
    }
    made
}

/// For each value, the part of the known values of its query that are below it, and half of those
/// that equal it. The unknown stay unknown.
fn ranks(values: &[f32], groups: &[usize]) -> Vec<f32> {
    let mut ranks = Vec::with_capacity(values.len());
    let mut rest = values;
    for count in groups {
        let (group, after) = rest.split_at(*count);
        rest = after;
        // Minus zero equals zero: adding zero makes them one.
        let mut sorted: Vec<f32> =
            group.iter().filter(|it| !it.is_nan()).map(|it| it + 0.0).collect();
        sorted.sort_unstable_by(f32::total_cmp);
        ranks.extend(group.iter().map(|value| {
            if value.is_nan() {
                return f32::NAN;
            }
            let below = sorted.partition_point(|it| it < value);
            let up_to = sorted.partition_point(|it| it <= value);
            (below + up_to) as f32 / (2 * sorted.len()) as f32
        }));
    }
    ranks
}
