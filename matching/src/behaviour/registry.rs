//! A folder per model, named by its content, never changed.
//!
//! ```text
//! 3f9c0a1b2c3d4e5f/
//!   model.ubj        what XGBoost and our evaluator load
//!   manifest.json    features, parent, log, recipe, gates: where it comes from
//!   golden.bin       rows and the scores they must get, to the bit
//!   sketches.json    quantiles of every feature and of the scores, to notice drift by
//!   metrics.json     all candidates on validation, the chosen one on the test groups
//! ```
//!
//! `golden.bin` is `LGOLDEN1`, the number of rows and of features (32 bits each, little end first), the
//! rows, and one score a row; all values are 32-bit floats.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::{
    behaviour::{gates::Gate, groups::Sample},
    model::{
        ModelError,
        document::Value,
        ensemble::Ensemble,
        forest::{Forest, Scratch},
    },
    simulate::chance::Chance,
};

const MAGIC: &[u8; 8] = b"LGOLDEN1";

/// Quantiles of a sketch, ends included.
const QUANTILES: usize = 21;

/// Rows and the scores they must get.
#[derive(Debug, Clone, PartialEq)]
pub struct Golden {
    pub width: usize,
    pub rows: Vec<f32>,
    pub scores: Vec<f32>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sketch {
    pub name: String,
    pub missing: f64,
    /// Of the known values, from the least to the greatest.
    pub quantiles: Vec<f32>,
}

/// Where a model comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Manifest {
    pub model_sha256: String,
    pub features_sha256: String,
    pub features: Vec<String>,
    pub parent_sha256: Option<String>,
    pub learner: String,
    pub n_trees: usize,
    pub recipe_sha256: String,
    pub xgboost: String,
    pub searches: usize,
    pub events: usize,
    pub first_ms: i64,
    pub last_ms: i64,
    pub passed: bool,
    pub gates: Vec<Gate>,
}

#[derive(Debug, thiserror::Error)]
pub enum GoldenError {
    #[error("this is not a golden file: {what}")]
    Malformed { what: &'static str },
    #[error(transparent)]
    Model(#[from] ModelError),
}

pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|it| format!("{it:02x}")).collect()
}

impl Golden {
    /// Rows that were served, every third of them pushed onto a threshold of the model, beside one, or
    /// into the unknown; scored by our evaluator.
    ///
    /// # Errors
    /// [`ModelError`] when the model cannot be served.
    pub fn of(model: &[u8], sample: &Sample, count: usize) -> Result<Golden, ModelError> {
        let ensemble = Ensemble::from_document(&Value::parse(model)?)?;
        let width = ensemble.n_features();
        let mut chance = Chance::new(11);
        let thresholds: Vec<Vec<f32>> = (0..width).map(|it| ensemble.thresholds(it)).collect();
        let mut rows = Vec::with_capacity(count * width);
        let available = sample.rows.len();
        for at in 0..count.min(available) {
            let from = if count >= available { at } else { chance.below(available) };
            let mut row = sample.values[from * width..(from + 1) * width].to_vec();
            if at % 3 == 2 {
                for (value, known) in row.iter_mut().zip(&thresholds) {
                    *value = match chance.below(6) {
                        0 => f32::NAN,
                        1 => -0.0,
                        2 | 3 if !known.is_empty() => *chance.pick(known),
                        4 if !known.is_empty() => chance.pick(known).next_down(),
                        _ => *value,
                    };
                }
            }
            rows.extend(row);
        }
        let mut scores = vec![0.0; rows.len() / width.max(1)];
        Forest::new(&ensemble).score(&rows, &mut scores, &mut Scratch::default());
        Ok(Golden { width, rows, scores })
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for number in [self.scores.len(), self.width] {
            bytes.extend(u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
        }
        for value in self.rows.iter().chain(&self.scores) {
            bytes.extend(value.to_le_bytes());
        }
        bytes
    }

    /// # Errors
    /// [`GoldenError::Malformed`] when the bytes are something else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Golden, GoldenError> {
        let malformed = |what| GoldenError::Malformed { what };
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| malformed("it begins otherwise"))?;
        let (numbers, tail) = rest.as_chunks::<4>();
        let [count, width, values @ ..] = numbers else { return Err(malformed("it is too short")) };
        let (count, width) = (u32::from_le_bytes(*count), u32::from_le_bytes(*width));
        let (count, width) = (count as usize, width as usize);
        let wanted = count.checked_mul(width + 1);
        if !tail.is_empty() || wanted != Some(values.len()) {
            return Err(malformed("it has another length than it says"));
        }
        let values: Vec<f32> = values.iter().map(|it| f32::from_le_bytes(*it)).collect();
        let (rows, scores) = values.split_at(count * width);
        Ok(Golden { width, rows: rows.to_vec(), scores: scores.to_vec() })
    }

    /// How many rows the model scores to other bits.
    ///
    /// # Errors
    /// [`GoldenError`] when the model cannot be served or has other features.
    pub fn differences(&self, model: &[u8]) -> Result<usize, GoldenError> {
        let forest = Forest::from_bytes(model)?;
        if forest.n_features() != self.width {
            return Err(GoldenError::Malformed { what: "it has other features than the model" });
        }
        let mut scores = vec![0.0; self.scores.len()];
        forest.score(&self.rows, &mut scores, &mut Scratch::default());
        let pairs = scores.iter().zip(&self.scores);
        Ok(pairs.filter(|(one, other)| one.to_bits() != other.to_bits()).count())
    }
}

/// Of every feature, in order.
pub fn sketches(names: &[String], sample: &Sample) -> Vec<Sketch> {
    let one = |(at, name): (usize, &String)| {
        let column = sample.values.iter().skip(at).step_by(sample.width.max(1)).copied();
        sketch(name, column.collect())
    };
    names.iter().enumerate().map(one).collect()
}

pub fn sketch(name: &str, values: Vec<f32>) -> Sketch {
    let count = values.len();
    let mut known: Vec<f32> = values.into_iter().filter(|it| !it.is_nan()).collect();
    known.sort_by(f32::total_cmp);
    let missing = 1.0 - known.len() as f64 / count.max(1) as f64;
    let place = |nth: usize| nth * known.len().saturating_sub(1) / (QUANTILES - 1);
    let quantiles = (0..QUANTILES).filter_map(|nth| known.get(place(nth)).copied());
    Sketch { name: name.to_owned(), missing, quantiles: quantiles.collect() }
}

/// What a folder holds.
#[derive(Debug, Clone)]
pub struct Filed<'a> {
    pub model: &'a [u8],
    pub manifest: &'a Manifest,
    pub golden: &'a Golden,
    pub sketches: &'a [Sketch],
    pub metrics: &'a serde_json::Value,
}

/// Files a model under `registry`, and says where. The folder appears whole or not at all; one that is
/// there already is the same model, and stays.
///
/// # Errors
/// When it cannot be written.
pub fn file(registry: &Path, filed: &Filed<'_>) -> io::Result<PathBuf> {
    let name: String = filed.manifest.model_sha256.chars().take(16).collect();
    let place = registry.join(&name);
    if place.is_dir() {
        return Ok(place);
    }
    fs::create_dir_all(registry)?;
    let making = tempfile::Builder::new().prefix(".making-").tempdir_in(registry)?;
    let put = |name: &str, bytes: &[u8]| fs::write(making.path().join(name), bytes);
    put("model.ubj", filed.model)?;
    put("manifest.json", &serde_json::to_vec_pretty(filed.manifest)?)?;
    put("golden.bin", &filed.golden.to_bytes())?;
    put("sketches.json", &serde_json::to_vec_pretty(filed.sketches)?)?;
    put("metrics.json", &serde_json::to_vec_pretty(filed.metrics)?)?;
    fs::rename(making.path(), &place)?;
    Ok(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_golden_file_reads_back_and_damage_is_noticed() {
        let golden = Golden { width: 2, rows: vec![1.0, -0.0, 2.5, 3.0], scores: vec![0.5, 0.25] };
        let bytes = golden.to_bytes();

        assert_eq!(Golden::from_bytes(&bytes).unwrap(), golden);
        for broken in
            [&bytes[..7], &bytes[..bytes.len() - 1], &bytes[..bytes.len() - 4], b"LGOLDEN1"]
        {
            assert!(Golden::from_bytes(broken).is_err());
        }
    }

    #[test]
    fn a_sketch_leaves_out_what_is_unknown() {
        let values = (0..=100).map(|it| it as f32).chain([f32::NAN; 101]).collect();
        let sketch = sketch("f", values);

        assert!((sketch.missing - 0.5).abs() < 1e-12);
        assert_eq!(
            (sketch.quantiles[0], sketch.quantiles[10], sketch.quantiles[20]),
            (0.0, 50.0, 100.0)
        );
    }
}
