//! A model that ranks what the engine found.
//!
//! It must have been trained on rows of [`crate::features`]: the same names in the same order. Anything
//! else is refused when it is loaded, so no search ever meets it.

use sha2::{Digest as _, Sha256};

use crate::{
    features::{self, Row},
    model::{
        ModelError,
        document::Value,
        ensemble::Ensemble,
        forest::{Forest, Scratch},
        ranker::{self, HASH_ATTRIBUTE},
    },
};

#[derive(Debug)]
pub struct RankModel {
    ensemble: Ensemble,
    forest: Forest,
    hash: String,
    id: u64,
}

impl RankModel {
    /// # Errors
    /// [`ModelError`] when the bytes are no model that we can serve, or one of other features.
    pub fn from_bytes(bytes: &[u8]) -> Result<RankModel, ModelError> {
        let document = Value::parse(bytes)?;
        let ensemble = Ensemble::from_document(&document)?;
        let wanted = match document.text(&format!("learner/attributes/{HASH_ATTRIBUTE}")) {
            Ok(sealed) => sealed.to_owned(),
            Err(_) => ranker::hash(ensemble.names()),
        };
        let is_ours = wanted == features::hash() && ensemble.names() == features::NAMES;
        if !is_ours {
            let given = format!("features {}", features::hash());
            return Err(ModelError::OtherFeatures { wanted: format!("features {wanted}"), given });
        }
        let digest = Sha256::digest(bytes);
        let (head, _) = digest.split_first_chunk::<8>().expect("a digest has 32 bytes");
        Ok(RankModel {
            forest: Forest::new(&ensemble),
            ensemble,
            hash: digest.iter().map(|it| format!("{it:02x}")).collect(),
            id: u64::from_be_bytes(*head),
        })
    }

    /// SHA-256 of its file: which model it is.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    pub fn ensemble(&self) -> &Ensemble {
        &self.ensemble
    }

    /// One score a row.
    pub fn score(&self, rows: &[Row]) -> Vec<f32> {
        let mut scores = vec![0.0; rows.len()];
        self.forest.score(rows.as_flattened(), &mut scores, &mut Scratch::default());
        scores
    }
}
