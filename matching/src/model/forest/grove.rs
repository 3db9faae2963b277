//! Shallow trees as tables.
//!
//! The nodes of a tree are numbered 1, 2, 3… level by level, so that the children of `n` are `2n` and
//! `2n + 1`, and the sixteen numbers of the first four levels fit one register. A branch that ends
//! early is continued by nodes that decide nothing: all leaves below it are the same.

use crate::model::ensemble::{Node, Tree};

/// Rows that walk side by side.
pub(crate) const LANES: usize = 16;

/// The deepest tree that fits the tables.
pub(crate) const SHALLOW: usize = 6;

/// Trees are continued to at least this depth.
pub(crate) const LEAST: usize = 4;

/// Set in [`Slots::features`] where a missing value goes left.
pub(crate) const MISSING_LEFT: i32 = i32::MIN;

/// One feature of sixteen rows.
#[derive(Debug, Clone, Copy, Default)]
#[repr(C, align(64))]
pub(crate) struct Lanes(pub(crate) [f32; LANES]);

#[derive(Debug, Clone)]
#[repr(C, align(64))]
pub(crate) struct Slots {
    pub(crate) thresholds: [f32; 64],
    /// Where the feature's lanes begin in a block, and [`MISSING_LEFT`].
    pub(crate) features: [i32; 64],
    /// The same without the mark.
    pub(crate) starts: [u32; 64],
    /// The first `2^depth` of them.
    pub(crate) leaves: [f32; 64],
    /// 4, 5 or 6.
    pub(crate) depth: usize,
}

/// Trees in order, and how wide a block they need: no slot points beyond it.
#[derive(Debug, Default)]
pub(crate) struct Grove {
    trees: Vec<Slots>,
    width: usize,
}

impl Grove {
    /// # Panics
    /// When the tree is deeper than [`SHALLOW`].
    pub(crate) fn push(&mut self, tree: &Tree) {
        assert!(tree.depth <= SHALLOW, "too deep for a grove");
        let mut slots = Slots {
            thresholds: [0.0; 64],
            features: [0; 64],
            starts: [0; 64],
            leaves: [0.0; 64],
            depth: tree.depth.max(LEAST),
        };
        let mut stack = vec![(0_usize, 1_usize, 0_usize)];
        let mut widest = 0;
        while let Some((at, slot, level)) = stack.pop() {
            match tree.nodes[at] {
                Node::Leaf { value, .. } => {
                    let below = slots.depth - level;
                    let first = (slot << below) - (1 << slots.depth);
                    slots.leaves[first..first + (1 << below)].fill(value);
                }
                Node::Split { feature, threshold, missing_left, left, right, .. } => {
                    let lanes = feature as usize * LANES;
                    let start = i32::try_from(lanes).expect("fewer features than 2^27");
                    widest = widest.max(feature as usize);
                    slots.thresholds[slot] = threshold;
                    slots.starts[slot] = feature * LANES as u32;
                    slots.features[slot] = start | if missing_left { MISSING_LEFT } else { 0 };
                    stack.push((left as usize, 2 * slot, level + 1));
                    stack.push((right as usize, 2 * slot + 1, level + 1));
                }
            }
        }
        self.width = self.width.max(widest + 1);
        self.trees.push(slots);
    }

    pub(crate) fn trees(&self) -> &[Slots] {
        &self.trees
    }

    /// In features; at least one.
    pub(crate) fn width(&self) -> usize {
        self.width
    }
}
