//! Why a document stood where it stood, from the receipt of the search alone.
//!
//! Shares are exact Shapley values of the score that was served ([`crate::model::shares`]), added up by
//! group; with the base they add up to the score. The policy's moves add up to the rank served. What
//! would have been otherwise is computed the way the order was: the changed row is scored, and the
//! policy applied again.

mod whatif;

pub use whatif::{WhatIf, Wish};

use crate::{
    features::{self, Group, Row},
    model::served::RankModel,
    ranking::RankBy,
    receipt::{Move, Receipt, ReplayError},
    search::{priors::Priors, score},
};

#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    pub key: String,
    /// From 1: by score, and after the policy.
    pub ranked: usize,
    pub served: usize,
    /// Whether it was on the page.
    pub is_shown: bool,
    pub score: f32,
    /// What a document of which nothing is known gets.
    pub base: f64,
    /// What each group did to the score, whatever did most first.
    pub groups: Vec<(Group, f64)>,
    /// The same by feature, without those that did nothing.
    pub features: Vec<(usize, f64)>,
    /// What the policy did with it, in order.
    pub moves: Vec<Move>,
    /// How likely its place was given to it.
    pub chance: f32,
    /// What would have brought it further up, what helps most first.
    pub what_ifs: Vec<WhatIf>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExplainError {
    #[error("{key} was not among the candidates of this search")]
    NotConsidered { key: String },
    #[error(transparent)]
    Receipt(#[from] ReplayError),
}

impl Receipt {
    /// # Errors
    /// [`ExplainError`] when `key` was not a candidate, or this is not the model it was ranked by.
    pub fn explain(
        &self,
        key: &str,
        model: Option<&RankModel>,
    ) -> Result<Explanation, ExplainError> {
        let at = self.candidates.iter().position(|it| it.key == key);
        let at = at.ok_or_else(|| ExplainError::NotConsidered { key: key.to_owned() })?;
        let candidate = &self.candidates[at];
        let model = match self.by {
            RankBy::Model => Some(self.model(model)?),
            RankBy::Retrieval | RankBy::Linear => None,
        };
        let (shares, base) = match self.by {
            RankBy::Retrieval => of_first_pass(candidate.score),
            RankBy::Linear => of_linear(&self.rows()?[at]),
            RankBy::Model => {
                let mut shares = self.model(model)?.ensemble().shares(&self.rows()?[at]);
                let base = shares.pop().unwrap_or(0.0);
                (shares, base)
            }
        };
        let served = self.order.iter().position(|it| usize::from(*it) == at).unwrap_or(at);
        Ok(Explanation {
            key: key.to_owned(),
            ranked: at + 1,
            served: served + 1,
            is_shown: self.page.iter().any(|it| usize::from(*it) == served),
            score: candidate.score,
            base,
            groups: by_group(&shares),
            features: by_feature(&shares),
            moves: self
                .moves
                .iter()
                .filter(|it| usize::from(it.candidate) == at)
                .copied()
                .collect(),
            chance: self.chances[served],
            what_ifs: self.what_ifs(at, model)?,
        })
    }
}

fn of_first_pass(score: f32) -> (Vec<f64>, f64) {
    let mut shares = vec![0.0; features::N];
    shares[features::TEXT_BM25F] = f64::from(score);
    (shares, 0.0)
}

/// The exact scorer is a sum: its shares are its parts.
fn of_linear(row: &Row) -> (Vec<f64>, f64) {
    let mut shares = vec![0.0; features::N];
    let priors = Priors::new(row[features::RATING], row[features::FRESHNESS]);
    let priors = if row[features::QUERY_IDEAS] == 0.0 {
        priors.browsing()
    } else {
        shares[features::TEXT_LINEAR] = f64::from(row[features::TEXT_LINEAR]);
        score::weighted(priors)
    };
    shares[features::RATING] = f64::from(priors.quality);
    shares[features::FRESHNESS] = f64::from(priors.freshness);
    (shares, 0.0)
}

fn by_group(shares: &[f64]) -> Vec<(Group, f64)> {
    let sum = |group: Group| {
        let of_group = features::LIST.iter().zip(shares).filter(|(it, _)| it.group == group);
        (group, of_group.map(|(_, share)| share).sum::<f64>())
    };
    let mut groups = Group::ALL.map(sum).to_vec();
    groups.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    groups
}

fn by_feature(shares: &[f64]) -> Vec<(usize, f64)> {
    let mut features: Vec<(usize, f64)> =
        shares.iter().copied().enumerate().filter(|(_, it)| *it != 0.0).collect();
    features.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    features
}
