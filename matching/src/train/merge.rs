//! Several models of XGBoost's as one, which XGBoost itself can load.
//!
//! A weighted mean of sums of leaves is a sum of weighted leaves: the trees are put one behind the
//! other, each leaf times its model's weight.

use crate::model::{
    ModelError,
    document::{Value, missing},
    ranker::{HASH_ATTRIBUTE, hash},
};

/// A model as XGBoost saved it.
#[derive(Debug, Clone)]
pub struct Part {
    pub document: Value,
    /// Trees behind this many are left out.
    pub n_trees: usize,
    pub weight: f32,
}

const MODEL: &str = "learner/gradient_booster/model";

/// # Errors
/// [`ModelError`] when a part is not a model, or there is none.
pub fn merge(parts: &[Part], names: &[String]) -> Result<Vec<u8>, ModelError> {
    let Some(first) = parts.first() else { return Err(missing(MODEL)) };
    let mut trees = Vec::new();
    let mut base = 0.0_f32;
    for part in parts {
        let score = part.document.text("learner/learner_model_param/base_score")?;
        let score = score.trim_matches(['[', ']']).parse::<f32>().ok();
        base += part.weight * score.ok_or_else(|| missing("base_score"))?;
        let grown = part.document.list(&format!("{MODEL}/trees"))?;
        for tree in grown.iter().take(part.n_trees) {
            trees.push(weighed(tree, part.weight, trees.len())?);
        }
    }
    let count = trees.len();
    let mut merged = first.document.clone();
    let learner = merged.get_mut("learner").ok_or_else(|| missing("learner"))?;
    set(learner, "feature_names", Value::List(names.iter().cloned().map(Value::Text).collect()));
    let kinds = names.iter().map(|_| Value::Text("float".to_owned()));
    set(learner, "feature_types", Value::List(kinds.collect()));
    let seal = vec![(HASH_ATTRIBUTE.to_owned(), Value::Text(hash(names)))];
    set(learner, "attributes", Value::Fields(seal));
    let params = learner.get_mut("learner_model_param").ok_or_else(|| missing("learner"))?;
    let brackets = parts[0].document.text("learner/learner_model_param/base_score")?;
    let base = if brackets.starts_with('[') { format!("[{base:E}]") } else { format!("{base:E}") };
    set(params, "base_score", Value::Text(base));
    let model = learner.get_mut("gradient_booster").and_then(|it| it.get_mut("model"));
    let model = model.ok_or_else(|| missing(MODEL))?;
    set(model, "trees", Value::List(trees));
    let ints = |items: &mut dyn Iterator<Item = usize>| {
        Value::List(items.map(|it| Value::Number(it.to_string())).collect())
    };
    set(model, "tree_info", ints(&mut std::iter::repeat_n(0, count)));
    if model.get("iteration_indptr").is_some() {
        set(model, "iteration_indptr", ints(&mut (0..=count)));
    }
    let shape = [("num_parallel_tree", "1".to_owned()), ("num_trees", count.to_string())];
    let shape = shape.map(|(name, value)| (name.to_owned(), Value::Text(value)));
    set(model, "gbtree_model_param", Value::Fields(shape.to_vec()));
    Ok(merged.to_ubj())
}

fn weighed(tree: &Value, weight: f32, id: usize) -> Result<Value, ModelError> {
    let left = tree.ints("left_children")?;
    let mut values = tree.floats("split_conditions")?;
    for (value, _) in values.iter_mut().zip(&left).filter(|(_, left)| **left == -1) {
        *value *= weight;
    }
    let weights = tree.floats("base_weights")?.iter().map(|it| it * weight).collect();
    let mut tree = tree.clone();
    set(&mut tree, "split_conditions", Value::Floats(values));
    set(&mut tree, "base_weights", Value::Floats(weights));
    set(&mut tree, "id", Value::Int(id as i64));
    Ok(tree)
}

fn set(object: &mut Value, name: &str, value: Value) {
    if let Some(old) = object.get_mut(name) {
        *old = value;
    } else if let Value::Fields(fields) = object {
        fields.push((name.to_owned(), value));
    }
}
