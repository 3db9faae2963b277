//! The trees laid out for speed.
//!
//! A tree of at most six levels becomes a full binary tree in 64-byte lines (`grove::Slots`), and
//! sixteen rows walk down it side by side without a branch. Deeper trees are walked row by row. All
//! ways to compute ([`Kernel`]) give the same bits: each row has one sum, to which the leaves are
//! added in tree order.

pub(crate) mod grove;
mod simd;

use crate::model::{
    ModelError,
    document::Value,
    ensemble::{Ensemble, Node, Tree},
    forest::grove::{Grove, LANES, Lanes, SHALLOW},
};

/// Shared by reference between threads.
#[derive(Debug)]
pub struct Forest {
    parts: Vec<Part>,
    base: f32,
    n_features: usize,
}

/// Consecutive trees of one kind; the parts are in tree order.
#[derive(Debug)]
enum Part {
    Shallow(Grove),
    Deep(Tree),
}

/// How the shallow trees are computed. The bits do not depend on it, only the time does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kernel {
    Portable,
    Avx2,
    Avx512,
}

impl Kernel {
    /// Those this machine has, fastest last.
    pub fn available() -> Vec<Kernel> {
        let all = [Kernel::Portable, Kernel::Avx2, Kernel::Avx512];
        all.into_iter().filter(|it| simd::has(*it)).collect()
    }

    pub fn fastest() -> Kernel {
        *Kernel::available().last().expect("the portable one is everywhere")
    }
}

/// Memory kept from call to call.
#[derive(Debug, Default)]
pub struct Scratch {
    first: Vec<Lanes>,
    second: Vec<Lanes>,
}

impl Forest {
    /// # Errors
    /// [`ModelError`] when the bytes are not a model, or one that is no plain sum of leaves.
    pub fn from_bytes(bytes: &[u8]) -> Result<Forest, ModelError> {
        Ok(Forest::new(&Ensemble::from_document(&Value::parse(bytes)?)?))
    }

    pub fn new(ensemble: &Ensemble) -> Forest {
        let mut parts: Vec<Part> = Vec::new();
        for tree in &ensemble.trees {
            match parts.last_mut() {
                _ if tree.depth > SHALLOW => parts.push(Part::Deep(tree.clone())),
                Some(Part::Shallow(grove)) => grove.push(tree),
                _ => {
                    let mut grove = Grove::default();
                    grove.push(tree);
                    parts.push(Part::Shallow(grove));
                }
            }
        }
        Forest { parts, base: ensemble.base, n_features: ensemble.n_features() }
    }

    pub fn n_features(&self) -> usize {
        self.n_features
    }

    /// Scores rows that follow one another in `rows`, by the fastest way this machine has. `NaN` is a
    /// missing value.
    ///
    /// # Panics
    /// When `rows` does not hold as many features for each score as the model has.
    pub fn score(&self, rows: &[f32], scores: &mut [f32], scratch: &mut Scratch) {
        self.score_by(Kernel::fastest(), rows, scores, scratch);
    }

    /// As [`Forest::score`], by the way that is named.
    ///
    /// # Panics
    /// As [`Forest::score`], and when this machine has no such way.
    pub fn score_by(
        &self,
        kernel: Kernel,
        rows: &[f32],
        scores: &mut [f32],
        scratch: &mut Scratch,
    ) {
        assert_eq!(rows.len(), scores.len() * self.n_features, "rows of another width");
        assert!(simd::has(kernel), "this machine cannot compute by {kernel:?}");
        let width = self.n_features.max(1);
        scratch.first.resize(width, Lanes::default());
        scratch.second.resize(width, Lanes::default());
        for (at, scores) in scores.chunks_mut(2 * LANES).enumerate() {
            let start = at * 2 * LANES * self.n_features;
            let rows = &rows[start..start + scores.len() * self.n_features];
            self.score_chunk(kernel, rows, scores, scratch);
        }
    }

    /// At most twice [`LANES`] rows.
    fn score_chunk(&self, kernel: Kernel, rows: &[f32], scores: &mut [f32], scratch: &mut Scratch) {
        let half = (LANES * self.n_features).min(rows.len());
        let (low, high) = rows.split_at(half);
        let mut missing = turn(low, self.n_features, &mut scratch.first);
        let mut sums = [Lanes([self.base; LANES]); 2];
        let wide = scores.len() > LANES;
        if wide {
            missing |= turn(high, self.n_features, &mut scratch.second);
        }
        let blocks = [scratch.first.as_slice(), scratch.second.as_slice()];
        for part in &self.parts {
            match part {
                Part::Shallow(grove) if wide => {
                    simd::add(kernel, grove, blocks, missing, &mut sums)
                }
                Part::Shallow(grove) => {
                    let [first, _] = &mut sums;
                    let only = std::array::from_mut(first);
                    simd::add(kernel, grove, [blocks[0]], missing, only);
                }
                Part::Deep(tree) => {
                    let sums = sums.iter_mut().flat_map(|it| &mut it.0);
                    for (row, sum) in rows.chunks(self.n_features.max(1)).zip(sums) {
                        *sum += walk(tree, row);
                    }
                }
            }
        }
        for (score, sum) in scores.iter_mut().zip(sums.iter().flat_map(|it| it.0)) {
            *score = sum;
        }
    }
}

/// From row by row to feature by feature; says whether any value is missing. Lanes without a row hold
/// whatever they held, and nobody reads what becomes of it.
fn turn(rows: &[f32], n_features: usize, block: &mut [Lanes]) -> bool {
    let mut missing = false;
    for (lane, row) in rows.chunks_exact(n_features.max(1)).enumerate() {
        for (value, lanes) in row.iter().zip(block.iter_mut()) {
            missing |= value.is_nan();
            lanes.0[lane] = *value;
        }
    }
    missing
}

/// The leaf that `row` reaches.
fn walk(tree: &Tree, row: &[f32]) -> f32 {
    let mut at = 0;
    loop {
        match tree.nodes[at] {
            Node::Leaf { value, .. } => return value,
            Node::Split { feature, threshold, missing_left, left, right, .. } => {
                let value = row[feature as usize];
                let goes_left = value < threshold || (missing_left && value.is_nan());
                at = if goes_left { left } else { right } as usize;
            }
        }
    }
}
