//! Latent meanings: which words keep which company, learned from the texts themselves.
//!
//! The TF-IDF matrix of texts and terms is cut to its strongest directions by a randomised singular
//! value decomposition (subspace iteration). Two texts without a common word are alike when their
//! words occur with the same others.
//!
//! Invariants: directions are signed so that their largest entry is positive, and everything here is
//! computed in one fixed order, so the same texts give the same vectors. Vectors of one fit mean
//! nothing in another: each carries the version of its fit, and mixing them is an error.

mod linear;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use self::linear::{Matrix, orthonormal, principal};
use crate::measure::chance::Dice;

/// Rows of term numbers and weights.
pub type Row = Vec<(u32, f32)>;

/// Directions beyond those that are kept, which make those that are kept more exact.
const SPARE: usize = 10;

/// How often the directions are drawn through the matrix and back.
const POWERS: usize = 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LsaError {
    #[error("a vector of fit {given:016x} cannot be compared with those of fit {wanted:016x}")]
    OtherFit { wanted: u64, given: u64 },
}

/// What a fit found: a direction in as many dimensions as were asked for, for each term.
#[derive(Debug, Clone)]
pub struct Lsa {
    version: u64,
    dims: usize,
    /// Term → its row in `basis`.
    places: HashMap<u32, u32>,
    basis: Vec<f32>,
}

/// A text's place, of length 1, in whole steps of `1/127` of its largest entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Meaning {
    version: u64,
    steps: Vec<i8>,
    /// What a step is worth; 0 for a text without a known term.
    scale: f32,
}

/// Many texts' places, to be scanned.
#[derive(Debug, Clone, Default)]
pub struct Meanings {
    version: u64,
    dims: usize,
    steps: Vec<i8>,
    scales: Vec<f32>,
}

impl Lsa {
    /// Directions of `rows`: at most `dims`, fewer where there are not as many.
    pub fn fit(rows: &[Row], dims: usize) -> Lsa {
        let mut places: HashMap<u32, u32> = HashMap::new();
        let mut cells = Vec::with_capacity(rows.len());
        for row in rows {
            let row = row.iter().map(|(term, weight)| {
                let next = places.len() as u32;
                (*places.entry(*term).or_insert(next), *weight)
            });
            cells.push(row.collect::<Row>());
        }
        let n_terms = places.len();
        let wide = (dims + SPARE).min(rows.len()).min(n_terms);
        let dims = dims.min(wide);
        let mut dice = Dice::new(0x15A);
        let draw = (0..n_terms * wide).map(|_| (dice.fraction() * 2.0 - 1.0) as f32).collect();
        let mut terms = Matrix { width: wide, cells: draw };
        for _ in 0..=POWERS {
            let texts = orthonormal(&times(&cells, &terms));
            terms = transposed_times(&cells, &texts, n_terms);
        }
        let mut basis = principal(&terms, dims);
        basis.sign();
        let version = fingerprint(&basis.cells);
        Lsa { version, dims: basis.width, places, basis: basis.cells }
    }

    pub fn version(&self) -> u64 {
        self.version
    }

    pub fn dims(&self) -> usize {
        self.dims
    }

    /// Where a text with these terms belongs. Terms the fit did not see say nothing.
    pub fn place(&self, terms: &[(u32, f32)]) -> Meaning {
        let mut sum = vec![0.0_f32; self.dims];
        for (term, weight) in terms {
            let Some(at) = self.places.get(term) else { continue };
            let from = *at as usize * self.dims;
            let direction = &self.basis[from..from + self.dims];
            sum.iter_mut().zip(direction).for_each(|(sum, it)| *sum += weight * it);
        }
        self.rounded(&sum)
    }

    /// The middle of some texts, each by its weight.
    ///
    /// # Errors
    /// [`LsaError::OtherFit`] when one of them is of another fit.
    pub fn middle(&self, of: &[(Meaning, f32)]) -> Result<Meaning, LsaError> {
        let mut sum = vec![0.0_f32; self.dims];
        for (meaning, weight) in of {
            check(self.version, meaning.version)?;
            let step = weight * meaning.scale;
            sum.iter_mut().zip(&meaning.steps).for_each(|(sum, it)| *sum += step * f32::from(*it));
        }
        Ok(self.rounded(&sum))
    }

    fn rounded(&self, values: &[f32]) -> Meaning {
        let most = values.iter().fold(0.0_f32, |most, it| most.max(it.abs()));
        let length = values.iter().map(|it| it * it).sum::<f32>().sqrt();
        if length == 0.0 {
            return Meaning { version: self.version, steps: vec![0; values.len()], scale: 0.0 };
        }
        let steps: Vec<i8> = values.iter().map(|it| (it / most * 127.0).round() as i8).collect();
        let square: i32 = steps.iter().map(|it| i32::from(*it).pow(2)).sum();
        Meaning { version: self.version, steps, scale: 1.0 / (square as f32).sqrt() }
    }

    pub fn meanings(&self) -> Meanings {
        Meanings { version: self.version, dims: self.dims, ..Meanings::default() }
    }
}

impl Meanings {
    /// # Errors
    /// [`LsaError::OtherFit`] when `meaning` is of another fit than those here.
    pub fn push(&mut self, meaning: &Meaning) -> Result<(), LsaError> {
        check(self.version, meaning.version)?;
        self.steps.extend_from_slice(&meaning.steps);
        self.scales.push(meaning.scale);
        Ok(())
    }

    pub fn get(&self, at: usize) -> Meaning {
        let steps = self.steps[at * self.dims..(at + 1) * self.dims].to_vec();
        Meaning { version: self.version, steps, scale: self.scales[at] }
    }

    /// The cosine of each, in order.
    ///
    /// # Errors
    /// [`LsaError::OtherFit`] when `meaning` is of another fit than those here.
    pub fn cosines(&self, meaning: &Meaning) -> Result<Vec<f32>, LsaError> {
        check(self.version, meaning.version)?;
        if self.dims == 0 {
            return Ok(vec![0.0; self.scales.len()]);
        }
        let each = self.steps.chunks_exact(self.dims).zip(&self.scales);
        Ok(each
            .map(|(steps, scale)| {
                let dot: i32 = steps
                    .iter()
                    .zip(&meaning.steps)
                    .map(|(one, other)| i32::from(i16::from(*one) * i16::from(*other)))
                    .sum();
                dot as f32 * scale * meaning.scale
            })
            .collect())
    }
}

fn check(wanted: u64, given: u64) -> Result<(), LsaError> {
    if wanted == given { Ok(()) } else { Err(LsaError::OtherFit { wanted, given }) }
}

/// FNV-1a over the bits.
fn fingerprint(values: &[f32]) -> u64 {
    let bytes = values.iter().flat_map(|it| it.to_bits().to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Texts × directions.
fn times(rows: &[Row], terms: &Matrix) -> Matrix {
    let width = terms.width;
    let mut cells = vec![0.0_f32; rows.len() * width];
    for (row, sums) in rows.iter().zip(cells.chunks_mut(width.max(1))) {
        for (term, weight) in row {
            let direction = terms.row(*term as usize);
            sums.iter_mut().zip(direction).for_each(|(sum, it)| *sum += weight * it);
        }
    }
    Matrix { width, cells }
}

/// Terms × directions.
fn transposed_times(rows: &[Row], texts: &Matrix, n_terms: usize) -> Matrix {
    let width = texts.width;
    let mut cells = vec![0.0_f32; n_terms * width];
    for (at, row) in rows.iter().enumerate() {
        let direction = texts.row(at);
        for (term, weight) in row {
            let from = *term as usize * width;
            let sums = &mut cells[from..from + width];
            sums.iter_mut().zip(direction).for_each(|(sum, it)| *sum += weight * it);
        }
    }
    Matrix { width, cells }
}
