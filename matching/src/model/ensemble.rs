//! The trees of a model, checked: every child exists, no node is reached twice, every feature is one
//! of the model's. What XGBoost would turn into anything but a plain sum of leaves is refused.

use std::ops::Range;

use crate::model::{
    ModelError,
    document::{Value, missing},
    shares,
};

/// Objectives whose prediction is the sum itself, without a link.
const PLAIN_OBJECTIVES: [&str; 9] = [
    "rank:ndcg",
    "rank:pairwise",
    "rank:map",
    "reg:squarederror",
    "reg:absoluteerror",
    "reg:pseudohubererror",
    "reg:squaredlogerror",
    "reg:quantileerror",
    "binary:logitraw",
];

/// A longer way down is not a tree anybody trained.
const MAX_DEPTH: usize = 64;

#[derive(Debug, Clone, PartialEq)]
pub struct Ensemble {
    pub(crate) trees: Vec<Tree>,
    pub(crate) base: f32,
    /// What a row of which nothing is known gets.
    pub(crate) mean: f64,
    n_features: usize,
    /// Empty where the model was trained without names.
    names: Vec<String>,
    objective: String,
}

/// The root comes first, and children after their parents.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
    pub(crate) depth: usize,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Node {
    Split {
        feature: u32,
        /// Below it goes left.
        threshold: f32,
        missing_left: bool,
        left: u32,
        right: u32,
        gain: f32,
        /// The weight of the training rows that came by.
        cover: f32,
    },
    Leaf {
        value: f32,
        cover: f32,
    },
}

impl Node {
    pub(crate) fn cover(&self) -> f32 {
        match self {
            Node::Split { cover, .. } | Node::Leaf { cover, .. } => *cover,
        }
    }
}

impl Ensemble {
    /// # Errors
    /// [`ModelError`] when the document is not a model, or one that is no plain sum of leaves.
    pub fn from_document(document: &Value) -> Result<Ensemble, ModelError> {
        let objective = document.text("learner/objective/name")?.to_owned();
        refuse_what_is_not_a_sum(document, &objective)?;
        let n_features = number(document, "learner/learner_model_param/num_feature")?;
        let base = base_score(document.text("learner/learner_model_param/base_score")?)?;
        let values = document.list("learner/gradient_booster/model/trees")?;
        let trees = values.iter().enumerate();
        let trees =
            trees.map(|(at, it)| tree(it, at, n_features)).collect::<Result<Vec<Tree>, _>>()?;
        let names = match document.list("learner/feature_names") {
            Ok(names) => names
                .iter()
                .map(|it| match it {
                    Value::Text(name) => Ok(name.clone()),
                    _ => Err(missing("learner/feature_names")),
                })
                .collect::<Result<Vec<String>, _>>()?,
            Err(_) => Vec::new(),
        };
        if !names.is_empty() && names.len() != n_features {
            return Err(missing("learner/feature_names"));
        }
        let mean = shares::mean(&trees, base);
        Ok(Ensemble { trees, base, mean, n_features, names, objective })
    }

    /// Some of its trees, without the base score.
    #[must_use]
    pub fn part(&self, trees: Range<usize>) -> Ensemble {
        let end = trees.end.min(self.trees.len());
        let trees = self.trees[trees.start.min(end)..end].to_vec();
        Ensemble {
            mean: shares::mean(&trees, 0.0),
            trees,
            base: 0.0,
            n_features: self.n_features,
            names: self.names.clone(),
            objective: self.objective.clone(),
        }
    }

    pub fn n_features(&self) -> usize {
        self.n_features
    }

    pub fn n_trees(&self) -> usize {
        self.trees.len()
    }

    /// Empty where the model was trained without names.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    pub fn objective(&self) -> &str {
        &self.objective
    }

    /// The longest way from a root to a leaf, in splits.
    pub fn depth(&self) -> usize {
        self.trees.iter().map(|it| it.depth).max().unwrap_or(0)
    }

    /// For each feature: in how many nodes it decides, and what that gained in training.
    pub fn gains(&self) -> Vec<(usize, f64)> {
        let mut gains = vec![(0, 0.0); self.n_features];
        for node in self.trees.iter().flat_map(|it| &it.nodes) {
            if let Node::Split { feature, gain, .. } = node {
                let of_feature = &mut gains[*feature as usize];
                of_feature.0 += 1;
                of_feature.1 += f64::from(*gain);
            }
        }
        gains
    }

    /// The thresholds of one feature, rising, each once.
    pub fn thresholds(&self, wanted: usize) -> Vec<f32> {
        let nodes = self.trees.iter().flat_map(|it| &it.nodes);
        let mut found: Vec<f32> = nodes
            .filter_map(|it| match it {
                Node::Split { feature, threshold, .. } if *feature as usize == wanted => {
                    Some(*threshold)
                }
                _ => None,
            })
            .collect();
        found.sort_unstable_by(f32::total_cmp);
        found.dedup();
        found
    }
}

fn refuse_what_is_not_a_sum(document: &Value, objective: &str) -> Result<(), ModelError> {
    let unsupported = |what: String| Err(ModelError::Unsupported { what });
    let booster = document.text("learner/gradient_booster/name")?;
    if booster != "gbtree" {
        return unsupported(format!("its booster is `{booster}`, not plain trees"));
    }
    if !PLAIN_OBJECTIVES.contains(&objective) {
        return unsupported(format!("its objective `{objective}` is more than a sum of leaves"));
    }
    let param = |name: &str| number(document, &format!("learner/learner_model_param/{name}"));
    if param("num_class")? > 1 || param("num_target").is_ok_and(|it| it > 1) {
        return unsupported("it has several outputs".to_owned());
    }
    Ok(())
}

fn tree(value: &Value, at: usize, n_features: usize) -> Result<Tree, ModelError> {
    let unsupported = |what: &str| Err(ModelError::Unsupported { what: what.to_owned() });
    if number(value, "tree_param/size_leaf_vector")? > 1 {
        return unsupported("its leaves have several outputs");
    }
    let has_categories = value.count("categories") > 0 || value.count("categories_nodes") > 0;
    let kinds = value.ints("split_type").unwrap_or_default();
    if has_categories || kinds.iter().any(|it| *it != 0) {
        return unsupported("it splits by categories");
    }
    let columns = Columns {
        left: value.ints("left_children")?,
        right: value.ints("right_children")?,
        features: value.ints("split_indices")?,
        values: value.floats("split_conditions")?,
        defaults: value.ints("default_left")?,
        gains: value.floats("loss_changes")?,
        covers: value.floats("sum_hessian")?,
    };
    columns.tree(n_features).map_err(|what| ModelError::Tree { tree: at, what })
}

/// A tree as it is stored: one list for each property of a node.
struct Columns {
    left: Vec<i64>,
    right: Vec<i64>,
    features: Vec<i64>,
    values: Vec<f32>,
    defaults: Vec<i64>,
    gains: Vec<f32>,
    covers: Vec<f32>,
}

impl Columns {
    /// Walks from the root: pruned nodes that are still stored are not reached.
    fn tree(&self, n_features: usize) -> Result<Tree, &'static str> {
        let count = self.left.len();
        let lengths = [self.right.len(), self.features.len(), self.values.len()];
        let more = [self.defaults.len(), self.gains.len(), self.covers.len()];
        if count == 0 || lengths.iter().chain(&more).any(|it| *it != count) {
            return Err("its lists differ in length");
        }
        let mut nodes = Vec::new();
        let mut level = vec![0_usize];
        let mut depth = 0;
        // Level by level; a child's place is known as soon as its level is being laid out.
        loop {
            let mut next = Vec::new();
            let first_child = nodes.len() + level.len();
            for at in &level {
                let child = u32::try_from(first_child + next.len());
                let child = child.ok().ok_or("it has too many nodes")?;
                let node = self.node(*at, child, n_features)?;
                if let Node::Split { .. } = node {
                    next.push(self.child(self.left[*at])?);
                    next.push(self.child(self.right[*at])?);
                }
                nodes.push(node);
            }
            if next.is_empty() {
                return Ok(Tree { nodes, depth });
            }
            depth += 1;
            if depth > MAX_DEPTH || nodes.len() > count {
                return Err("a node is its own ancestor");
            }
            level = next;
        }
    }

    fn node(&self, at: usize, child: u32, n_features: usize) -> Result<Node, &'static str> {
        let (value, cover) = (self.values[at], self.covers[at]);
        if self.left[at] == -1 {
            return Ok(Node::Leaf { value, cover });
        }
        if value.is_nan() {
            return Err("a threshold is not a number");
        }
        let feature = u32::try_from(self.features[at]).ok();
        let feature = feature.filter(|it| (*it as usize) < n_features);
        Ok(Node::Split {
            feature: feature.ok_or("it asks for a feature that the model does not have")?,
            threshold: value,
            missing_left: self.defaults[at] != 0,
            left: child,
            right: child + 1,
            gain: self.gains[at],
            cover,
        })
    }

    fn child(&self, at: i64) -> Result<usize, &'static str> {
        let at = usize::try_from(at).ok().filter(|it| *it < self.left.len());
        at.ok_or("a child is not there")
    }
}

/// Parameters are written as text.
fn number(value: &Value, path: &str) -> Result<usize, ModelError> {
    value.text(path)?.parse().ok().ok_or_else(|| missing(path))
}

/// `5E-1` until 3.0, `[5E-1]` since; one target only.
fn base_score(text: &str) -> Result<f32, ModelError> {
    let inner = text.trim().trim_start_matches('[').trim_end_matches(']');
    if inner.contains(',') {
        return Err(ModelError::Unsupported { what: "it has several outputs".to_owned() });
    }
    let base = inner.trim().parse().ok();
    base.ok_or_else(|| missing("learner/learner_model_param/base_score"))
}
