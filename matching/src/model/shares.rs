//! How much each feature moved a score: exact, path-dependent TreeSHAP.
//!
//! A share is the feature's Shapley value in the game whose players are the features, and in which an
//! absent feature sends a row down both branches, by the weight of the training rows that went each
//! way. The shares and the base, which comes last, add up to the score. Computed in 64 bits; XGBoost
//! does the same in 32.

use crate::model::ensemble::{Ensemble, Node, Tree};

impl Ensemble {
    /// One share for each feature of `row`, and the base last.
    ///
    /// # Panics
    /// When `row` is not as wide as the model.
    pub fn shares(&self, row: &[f32]) -> Vec<f64> {
        assert_eq!(row.len(), self.n_features(), "a row of another width");
        let mut shares = vec![0.0; row.len() + 1];
        for tree in &self.trees {
            let (shares, base) = shares.split_at_mut(row.len());
            base[0] += mean(tree, 0);
            Walk { tree, row, shares }.descend(0, &[], Step { feature: None, zero: 1.0, one: 1.0 });
        }
        shares[row.len()] += f64::from(self.base);
        shares
    }
}

/// What a row of which nothing is known gets from the tree.
fn mean(tree: &Tree, at: usize) -> f64 {
    match tree.nodes[at] {
        Node::Leaf { value, .. } => f64::from(value),
        Node::Split { left, right, .. } => {
            let (left, right) = (left as usize, right as usize);
            let share = part(tree, left, at);
            share * mean(tree, left) + (1.0 - share) * mean(tree, right)
        }
    }
}

/// The part of the rows at `at` that went on to its child.
fn part(tree: &Tree, child: usize, at: usize) -> f64 {
    let whole = f64::from(tree.nodes[at].cover());
    if whole > 0.0 { f64::from(tree.nodes[child].cover()) / whole } else { 0.5 }
}

/// A feature that was asked on the way to a node.
#[derive(Debug, Clone, Copy)]
struct Step {
    /// None above the root.
    feature: Option<u32>,
    /// The part of all rows that would come this way if the feature were absent.
    zero: f64,
    /// 1 when this row comes this way, 0 when it does not.
    one: f64,
}

/// Steps, each feature once, and for each number of present features how much such subsets weigh.
#[derive(Debug, Clone, Copy)]
struct Weighed {
    step: Step,
    weight: f64,
}

struct Walk<'a> {
    tree: &'a Tree,
    row: &'a [f32],
    shares: &'a mut [f64],
}

impl Walk<'_> {
    fn descend(&mut self, at: usize, path: &[Weighed], step: Step) {
        let mut path = extended(path, step);
        match self.tree.nodes[at] {
            Node::Leaf { value, .. } => {
                for index in 1..path.len() {
                    let Step { feature, zero, one } = path[index].step;
                    let feature = feature.expect("only the first step has none") as usize;
                    let weight = weight_without(&path, index);
                    self.shares[feature] += weight * (one - zero) * f64::from(value);
                }
            }
            Node::Split { feature, threshold, missing_left, left, right, .. } => {
                let value = self.row[feature as usize];
                let goes_left = value < threshold || (missing_left && value.is_nan());
                let (hot, cold) = if goes_left { (left, right) } else { (right, left) };
                let mut before = Step { feature: None, zero: 1.0, one: 1.0 };
                if let Some(index) = path.iter().position(|it| it.step.feature == Some(feature)) {
                    before = path[index].step;
                    path = without(&path, index);
                }
                for (child, one) in [(hot as usize, before.one), (cold as usize, 0.0)] {
                    let zero = before.zero * part(self.tree, child, at);
                    self.descend(child, &path, Step { feature: Some(feature), zero, one });
                }
            }
        }
    }
}

/// One feature more: each subset either has it or not.
fn extended(path: &[Weighed], step: Step) -> Vec<Weighed> {
    let count = path.len();
    let mut path = path.to_vec();
    path.push(Weighed { step, weight: if count == 0 { 1.0 } else { 0.0 } });
    let size = count as f64 + 1.0;
    for at in (0..count).rev() {
        path[at + 1].weight += step.one * path[at].weight * (at as f64 + 1.0) / size;
        path[at].weight *= step.zero * (count - at) as f64 / size;
    }
    path
}

/// As if the step at `index` had never been taken.
fn without(path: &[Weighed], index: usize) -> Vec<Weighed> {
    let last = path.len() - 1;
    let weights = weights_without(path, index);
    let steps = path.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, it)| it.step);
    let kept = steps.zip(weights).map(|(step, weight)| Weighed { step, weight });
    let kept: Vec<Weighed> = kept.collect();
    debug_assert_eq!(kept.len(), last, "one step less");
    kept
}

fn weight_without(path: &[Weighed], index: usize) -> f64 {
    weights_without(path, index).iter().sum()
}

/// Undoes [`extended`] for the step at `index`, whenever it was taken: the order does not matter.
fn weights_without(path: &[Weighed], index: usize) -> Vec<f64> {
    let last = path.len() - 1;
    let size = path.len() as f64;
    let Step { zero, one, .. } = path[index].step;
    let mut weights = vec![0.0; last];
    let mut next = path[last].weight;
    for at in (0..last).rev() {
        let others = (last - at) as f64 / size;
        if one != 0.0 {
            weights[at] = next * size / ((at as f64 + 1.0) * one);
            next = path[at].weight - weights[at] * zero * others;
        } else if zero != 0.0 {
            weights[at] = path[at].weight / (zero * others);
        }
    }
    weights
}
