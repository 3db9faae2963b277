//! The order of candidates: fixed weights, and trees that may correct them a little.
//!
//! A model is trained on top of the fixed weights, so that it has only to learn where they are wrong,
//! and with trees that may not rank down what has more in common with the query. It knows the list of
//! values it was trained with, by name and by hash, and a model with another list is refused.

use crate::{
    model::{
        ModelError,
        document::Value,
        ensemble::Ensemble,
        forest::{Forest, Scratch},
        ranker::{HASH_ATTRIBUTE, hash},
    },
    thorough::features::{FUSED, Rows, WIDTH, names},
};

/// What the fixed weights say, against what the trees say.
pub const BASE: f32 = 5.0;

/// The model that comes with the program.
const SHIPPED: &[u8] = include_bytes!("../../models/text.ubj");

/// Scores candidates by what is known of them.
#[derive(Debug, Default)]
pub struct TextRanker {
    trees: Option<Forest>,
}

impl TextRanker {
    /// Fixed weights alone.
    pub fn fixed() -> TextRanker {
        TextRanker::default()
    }

    /// The one that was trained on all public sets.
    ///
    /// # Panics
    /// Never in a program that passed its tests: the model is part of it.
    pub fn shipped() -> TextRanker {
        TextRanker::from_bytes(SHIPPED).expect("the model was tested with the program")
    }

    /// A model of `matching train-text`.
    ///
    /// # Errors
    /// [`ModelError::OtherFeatures`] when it was trained with another list of values, others when it is
    /// no model.
    pub fn from_bytes(bytes: &[u8]) -> Result<TextRanker, ModelError> {
        let document = Value::parse(bytes)?;
        let ensemble = Ensemble::from_document(&document)?;
        let wanted = hash(&names());
        let sealed = document.text(&format!("learner/attributes/{HASH_ATTRIBUTE}"));
        let given = hash(ensemble.names());
        if given != wanted || sealed.is_ok_and(|it| it != given) {
            return Err(ModelError::OtherFeatures { wanted, given });
        }
        Ok(TextRanker { trees: Some(Forest::new(&ensemble)) })
    }

    /// One score a row.
    pub fn scores(&self, rows: &Rows) -> Vec<f32> {
        let mut scores = vec![0.0_f32; rows.documents.len()];
        if let Some(trees) = &self.trees {
            trees.score(&rows.values, &mut scores, &mut Scratch::default());
        }
        for (score, row) in scores.iter_mut().zip(rows.values.chunks(WIDTH)) {
            *score += BASE * row[FUSED];
        }
        scores
    }

    /// Documents and scores, best first; equals in the order of the corpus.
    pub fn ranked(&self, rows: &Rows) -> Vec<(u32, f32)> {
        let scores = self.scores(rows);
        let mut order: Vec<(u32, f32)> = rows.documents.iter().copied().zip(scores).collect();
        order.sort_unstable_by(|one, other| {
            other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0))
        });
        order
    }
}
