//! What a page was made from, kept so that it can be repeated and explained.
//!
//! Invariant: [`Receipt::replay`] gives the same scores to the bit and the same order, whatever has
//! become of the index since: everything the order depended on is in the receipt, but for the model,
//! whose hash is.

use serde::{Deserialize, Serialize};

use crate::{
    features::{self, Row},
    model::served::RankModel,
    ranking::{Policy, RankBy},
    search::{
        policy::{self, Entry, Outcome},
        score,
    },
    types::{Filter, Lang},
};

pub use crate::search::policy::{Move, Rule, Standing};

/// Of the form of a receipt. Older ones are not read any more.
pub const VERSION: u16 = 1;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    pub version: u16,
    /// Of the engine that made it.
    pub engine: String,
    /// The caller's position in the index that was searched, and a number for its whole state.
    pub position: u64,
    pub state: u64,
    pub text: String,
    pub lang: Option<Lang>,
    pub filters: Vec<Filter>,
    pub now_ms: i64,
    /// What the order was made by in the end, and whether more was wanted than there was time for.
    pub by: RankBy,
    pub is_late: bool,
    pub policy: Policy,
    pub seed: u64,
    /// Hashes: of the model if one was used, and of the list of features.
    pub model: Option<String>,
    pub features: String,
    /// Best score first.
    pub candidates: Vec<Considered>,
    /// What the policy did to that order.
    pub moves: Vec<Move>,
    /// The order it came to, as places in `candidates`.
    pub order: Vec<u16>,
    /// Of each place of that order, how likely what stands there was to, given those above it.
    pub chances: Vec<f32>,
    /// What was on the page, as places in `order`.
    pub page: Vec<u16>,
}

/// A candidate, with all that its place was made from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Considered {
    pub key: String,
    #[serde(with = "bits::one")]
    pub score: f32,
    pub standing: Standing,
    /// In the order of [`features::LIST`]; empty when there was no time for it.
    #[serde(with = "bits::many")]
    pub row: Vec<f32>,
}

/// To the bit: what is unknown equals what is unknown.
impl PartialEq for Considered {
    fn eq(&self, other: &Considered) -> bool {
        (&self.key, &self.standing) == (&other.key, &other.standing)
            && self.score.to_bits() == other.score.to_bits()
            && self.row.iter().map(|it| it.to_bits()).eq(other.row.iter().map(|it| it.to_bits()))
    }
}

/// A document of the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShownDoc<'a> {
    pub key: &'a str,
    pub owner: u32,
    /// From 1.
    pub rank: usize,
    /// How likely somebody looks at this place.
    pub look: f32,
    /// With which the place was given to it.
    pub chance: f32,
    /// It stands here to be tried.
    pub is_tried: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    /// In the order of the candidates.
    pub scores: Vec<f32>,
    pub order: Vec<u16>,
    pub moves: Vec<Move>,
    pub chances: Vec<f32>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    #[error("this receipt is of form {found}; this engine reads form {VERSION}")]
    OtherVersion { found: u16 },
    #[error("this receipt is of the features {found}; this engine makes {}", features::hash())]
    OtherFeatures { found: String },
    #[error("this receipt was made with the model {wanted}; load that one")]
    OtherModel { wanted: String },
    #[error("there was no time to keep the rows of this search")]
    NoRows,
}

impl Receipt {
    /// Makes the order once more. `model` is asked for if the order was made by one.
    ///
    /// # Errors
    /// [`ReplayError`] when this engine or this model cannot.
    pub fn replay(&self, model: Option<&RankModel>) -> Result<Replay, ReplayError> {
        let scores = match self.by {
            RankBy::Retrieval => self.candidates.iter().map(|it| it.score).collect(),
            RankBy::Linear => self.rows()?.iter().map(score::linear).collect(),
            RankBy::Model => self.model(model)?.score(&self.rows()?),
        };
        let outcome = self.decide(&scores);
        let Outcome { order, moves, chances } = outcome;
        Ok(Replay { scores, order, moves, chances })
    }

    /// Whether `replay` is what was served: to the bit.
    pub fn is_repeated_by(&self, replay: &Replay) -> bool {
        let bits = |it: &f32| it.to_bits();
        let served = self.candidates.iter().map(|it| it.score.to_bits());
        served.eq(replay.scores.iter().map(bits))
            && self.chances.iter().map(bits).eq(replay.chances.iter().map(bits))
            && (&self.order, &self.moves) == (&replay.order, &replay.moves)
    }

    /// What was on the page, from the top.
    pub fn shown(&self) -> Vec<ShownDoc<'_>> {
        let shown = |place: &u16| {
            let place = usize::from(*place);
            let at = self.order[place];
            let candidate = &self.candidates[usize::from(at)];
            let is_tried =
                |it: &Move| it.candidate == at && it.rule == Rule::Exploration && it.to < it.from;
            ShownDoc {
                key: &candidate.key,
                owner: candidate.standing.owner,
                rank: place + 1,
                look: look(place),
                chance: self.chances[place],
                is_tried: self.moves.iter().any(is_tried),
            }
        };
        self.page.iter().map(shown).collect()
    }

    pub(crate) fn decide(&self, scores: &[f32]) -> Outcome {
        let pairs = scores.iter().zip(&self.candidates);
        let entries: Vec<Entry<'_>> =
            pairs.map(|(score, it)| Entry { score: *score, standing: &it.standing }).collect();
        policy::apply(&self.policy, self.seed, &entries)
    }

    pub(crate) fn rows(&self) -> Result<Vec<Row>, ReplayError> {
        self.check()?;
        let row = |it: &Considered| {
            Row::try_from(it.row.as_slice()).map_err(|_short| ReplayError::NoRows)
        };
        self.candidates.iter().map(row).collect()
    }

    pub(crate) fn model<'a>(
        &self,
        model: Option<&'a RankModel>,
    ) -> Result<&'a RankModel, ReplayError> {
        let is_it = |it: &&RankModel| self.model.as_deref() == Some(it.hash());
        let wanted = || self.model.clone().unwrap_or_default();
        model.filter(is_it).ok_or_else(|| ReplayError::OtherModel { wanted: wanted() })
    }

    fn check(&self) -> Result<(), ReplayError> {
        if self.version != VERSION {
            return Err(ReplayError::OtherVersion { found: self.version });
        }
        if self.features != features::hash() {
            return Err(ReplayError::OtherFeatures { found: self.features.clone() });
        }
        Ok(())
    }
}

/// How likely somebody looks at a place, counted from 0, until better is known.
pub fn look(place: usize) -> f32 {
    ((place + 1) as f32).powf(-0.7)
}

/// Floats as the numbers of their bits: nothing is lost, and NaN is kept.
mod bits {
    pub(super) mod one {
        use serde::{Deserialize as _, Deserializer, Serializer};

        #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
        pub(crate) fn serialize<S: Serializer>(value: &f32, to: S) -> Result<S::Ok, S::Error> {
            to.serialize_u32(value.to_bits())
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<f32, D::Error> {
            u32::deserialize(from).map(f32::from_bits)
        }
    }

    pub(super) mod many {
        use serde::{Deserialize as _, Deserializer, Serializer};

        pub(crate) fn serialize<S: Serializer>(row: &[f32], to: S) -> Result<S::Ok, S::Error> {
            to.collect_seq(row.iter().map(|it| it.to_bits()))
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
            from: D,
        ) -> Result<Vec<f32>, D::Error> {
            let bits = Vec::<u32>::deserialize(from)?;
            Ok(bits.into_iter().map(f32::from_bits).collect())
        }
    }
}
