//! How much each feature moved a score: exact, path-dependent TreeSHAP.
//!
//! A share is the feature's Shapley value in the game whose players are the features, and in which an
//! absent feature sends a row down both branches, by the weight of the training rows that went each
//! way. The shares and the base, which comes last, add up to the score. Computed in 64 bits; XGBoost
//! does the same in 32.

use std::ops::Range;

use crate::model::ensemble::{Ensemble, Node, Tree};

impl Ensemble {
    /// One share for each feature of `row`, and the base last.
    ///
    /// # Panics
    /// When `row` is not as wide as the model.
    pub fn shares(&self, row: &[f32]) -> Vec<f64> {
        assert_eq!(row.len(), self.n_features(), "a row of another width");
        let mut shares = vec![0.0; row.len() + 1];
        let mut steps = Vec::new();
        for tree in &self.trees {
            let (shares, _) = shares.split_at_mut(row.len());
            // A path has a step per level and one above the root; each level keeps its own.
            let room = (tree.depth + 2) * (tree.depth + 3);
            steps.resize(steps.len().max(room), Step::default());
            let mut walk = Walk { tree, row, shares, steps: &mut steps };
            walk.descend(0, 0..0, Step { feature: ABOVE_ROOT, zero: 1.0, one: 1.0, weight: 1.0 });
        }
        shares[row.len()] = self.mean;
        shares
    }
}

/// What a row of which nothing is known gets.
pub(crate) fn mean(trees: &[Tree], base: f32) -> f64 {
    f64::from(base) + trees.iter().map(|it| mean_of(it, 0)).sum::<f64>()
}

/// The same from one tree, or from what is below a node.
fn mean_of(tree: &Tree, at: usize) -> f64 {
    match tree.nodes[at] {
        Node::Leaf { value, .. } => f64::from(value),
        Node::Split { left, right, .. } => {
            let (left, right) = (left as usize, right as usize);
            let share = part(tree, left, at);
            share * mean_of(tree, left) + (1.0 - share) * mean_of(tree, right)
        }
    }
}

/// The part of the rows at `at` that went on to its child.
fn part(tree: &Tree, child: usize, at: usize) -> f64 {
    let whole = f64::from(tree.nodes[at].cover());
    if whole > 0.0 { f64::from(tree.nodes[child].cover()) / whole } else { 0.5 }
}

/// In place of a feature.
const ABOVE_ROOT: u32 = u32::MAX;

/// A feature that was asked on the way to a node. A path has each feature once; what it begins with
/// stands for none.
#[derive(Debug, Clone, Copy, Default)]
struct Step {
    feature: u32,
    /// The part of all rows that would come this way if the feature were absent.
    zero: f64,
    /// 1 when this row comes this way, 0 when it does not.
    one: f64,
    /// At place `n` of a path: how much the subsets weigh in which `n` of its features are present.
    weight: f64,
}

struct Walk<'a> {
    tree: &'a Tree,
    row: &'a [f32],
    shares: &'a mut [f64],
    /// Paths end to end: those of the ancestors, then this one.
    steps: &'a mut [Step],
}

impl Walk<'_> {
    /// `parent` is where the parent's path lies.
    fn descend(&mut self, at: usize, parent: Range<usize>, step: Step) {
        let start = parent.end;
        self.steps.copy_within(parent.clone(), start);
        let mut count = parent.len() + 1;
        extend(&mut self.steps[start..start + count], step);
        match self.tree.nodes[at] {
            Node::Leaf { value, .. } => self.share_out(start..start + count, f64::from(value)),
            Node::Split { feature, threshold, missing_left, left, right, .. } => {
                let value = self.row[feature as usize];
                let goes_left = value < threshold || (missing_left && value.is_nan());
                let (hot, cold) = if goes_left { (left, right) } else { (right, left) };
                let path = &mut self.steps[start..start + count];
                let mut before = Step { feature, zero: 1.0, one: 1.0, weight: 0.0 };
                if let Some(known) = path.iter().position(|it| it.feature == feature) {
                    before = path[known];
                    take_out(path, known);
                    count -= 1;
                }
                for (child, one) in [(hot as usize, before.one), (cold as usize, 0.0)] {
                    let zero = before.zero * part(self.tree, child, at);
                    let step = Step { feature, zero, one, weight: 0.0 };
                    self.descend(child, start..start + count, step);
                }
            }
        }
    }

    /// Gives a leaf's value to the features on the way to it.
    fn share_out(&mut self, path: Range<usize>, value: f64) {
        let path = &self.steps[path];
        let last = path.len() - 1;
        // A feature that leads elsewhere takes away what the subsets without it weigh, whatever part
        // of the rows would have come here: that part cancels out.
        let others = path[..last].iter().enumerate();
        let cold = others.map(|(at, it)| it.weight * inverse(last - at)).sum::<f64>();
        let cold = cold * path.len() as f64;
        let mut hot = [(0, 1.0); LANES];
        let mut n_hot = 0;
        for step in &path[1..] {
            if step.one == 0.0 {
                self.shares[step.feature as usize] -= cold * value;
                continue;
            }
            hot[n_hot] = (step.feature as usize, step.zero);
            n_hot += 1;
            if n_hot == LANES {
                add_hot(self.shares, &hot, path, value);
                n_hot = 0;
            }
        }
        if n_hot > 0 {
            add_hot(self.shares, &hot[..n_hot], path, value);
        }
    }
}

/// The path's last place takes in `step`: each subset either has it or not.
fn extend(path: &mut [Step], step: Step) {
    let count = path.len() - 1;
    path[count] = Step { weight: if count == 0 { 1.0 } else { 0.0 }, ..step };
    let size = inverse(count + 1);
    for at in (0..count).rev() {
        let weight = path[at].weight;
        path[at + 1].weight += step.one * weight * (at as f64 + 1.0) * size;
        path[at].weight = step.zero * weight * (count - at) as f64 * size;
    }
}

/// Undoes [`extend`] for the step at `index`, whenever it was taken: the order does not matter. The last
/// place is free then.
fn take_out(path: &mut [Step], index: usize) {
    let last = path.len() - 1;
    let size = path.len() as f64;
    let Step { zero, one, .. } = path[index];
    let mut next = path[last].weight;
    for at in (0..last).rev() {
        let others = (last - at) as f64 / size;
        let weight = path[at].weight;
        if one != 0.0 {
            path[at].weight = next * size / ((at as f64 + 1.0) * one);
            next = weight - path[at].weight * zero * others;
        } else if zero != 0.0 {
            path[at].weight = weight / (zero * others);
        } else {
            path[at].weight = 0.0;
        }
    }
    for at in index..last {
        path[at] = Step { weight: path[at].weight, ..path[at + 1] };
    }
}

/// Features whose weights are computed side by side: one by one, each step would wait for the last.
const LANES: usize = 4;

/// Features on this row's way: each gains by what the subsets weigh without it.
fn add_hot(shares: &mut [f64], hot: &[(usize, f64)], path: &[Step], value: f64) {
    let last = path.len() - 1;
    let mut zeros = [1.0; LANES];
    for (zero, (_, of_feature)) in zeros.iter_mut().zip(hot) {
        *zero = *of_feature;
    }
    let mut sums = [0.0; LANES];
    let mut next = [path[last].weight; LANES];
    for at in (0..last).rev() {
        let (inverse, others, weight) = (inverse(at + 1), (last - at) as f64, path[at].weight);
        for lane in 0..LANES {
            let without = next[lane] * inverse;
            sums[lane] += without;
            next[lane] = weight - without * zeros[lane] * others;
        }
    }
    let value = value * path.len() as f64;
    for ((feature, zero), sum) in hot.iter().zip(sums) {
        shares[*feature] += (1.0 - zero) * sum * value;
    }
}

/// 1 ÷ `number`: dividing is what would take the time.
#[inline]
fn inverse(number: usize) -> f64 {
    const KNOWN: [f64; 64] = {
        let mut known = [0.0; 64];
        let mut at = 1;
        while at < 64 {
            known[at] = 1.0 / at as f64;
            at += 1;
        }
        known
    };
    KNOWN.get(number).copied().unwrap_or_else(|| 1.0 / number as f64)
}
