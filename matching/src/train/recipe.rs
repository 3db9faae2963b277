//! What to train: which rows are made of the file's, and which learners are mixed.
//!
//! ```toml
//! ranks = true            # each feature also as its rank within the query
//!
//! [[learner]]             # several are mixed, each as loud as the next
//! rounds = 300            # at most; the best number is found on the validation rows
//! step = 10               # how often they are asked
//! bags = 3                # the same learner with other seeds, averaged
//! objective = "rank:ndcg" # this and all that follows goes to XGBoost as it is
//! max_depth = 4
//! ```

use std::collections::BTreeMap;

use figment::{
    Figment,
    providers::{Format as _, Toml},
};
use serde::Deserialize;

use crate::train::xgboost::TrainError;

/// What is trained when nothing is said.
pub const DEFAULT: &str = include_str!("recipe.toml");

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    #[serde(default)]
    pub ranks: bool,
    #[serde(rename = "learner")]
    pub learners: Vec<Learner>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Learner {
    pub rounds: usize,
    #[serde(default = "ten")]
    pub step: usize,
    #[serde(default = "one")]
    pub bags: usize,
    #[serde(flatten)]
    params: BTreeMap<String, Setting>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Setting {
    Whole(i64),
    Real(f64),
    Truth(bool),
    Text(String),
}

fn ten() -> usize {
    10
}

fn one() -> usize {
    1
}

impl Recipe {
    /// # Errors
    /// [`TrainError::Unusable`] when the text is no recipe.
    pub fn parse(text: &str) -> Result<Recipe, TrainError> {
        let recipe: Result<Recipe, figment::Error> = Figment::from(Toml::string(text)).extract();
        let recipe = recipe.map_err(|error| TrainError::Unusable {
            what: format!("the recipe is no good: {error}"),
        })?;
        let usable = |it: &Learner| it.rounds > 0 && it.step > 0 && it.bags > 0;
        if recipe.learners.is_empty() || !recipe.learners.iter().all(usable) {
            let what = "a recipe needs a [[learner]], and none may have zero rounds, steps or bags";
            return Err(TrainError::Unusable { what: what.to_owned() });
        }
        Ok(recipe)
    }
}

impl Learner {
    /// As XGBoost takes them. One thread, whatever the recipe says.
    pub fn params(&self, seed: usize) -> Vec<(String, String)> {
        let mut params: Vec<(String, String)> = self
            .params
            .iter()
            .map(|(name, value)| {
                let value = match value {
                    Setting::Whole(number) => number.to_string(),
                    Setting::Real(number) => number.to_string(),
                    Setting::Truth(truth) => truth.to_string(),
                    Setting::Text(text) => text.clone(),
                };
                (name.clone(), value)
            })
            .collect();
        for (name, value) in [("nthread", "1".to_owned()), ("seed", seed.to_string())] {
            params.retain(|it| it.0 != name);
            params.push((name.to_owned(), value));
        }
        if !params.iter().any(|it| it.0 == "verbosity") {
            params.push(("verbosity".to_owned(), "0".to_owned()));
        }
        params
    }

    /// Trees that grow in one round.
    pub fn trees_a_round(&self) -> usize {
        match self.params.get("num_parallel_tree") {
            Some(Setting::Whole(count)) => usize::try_from(*count).unwrap_or(1).max(1),
            _ => 1,
        }
    }
}
