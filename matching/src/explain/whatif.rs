//! What would have brought a document further up.

use crate::{
    features::{self, Row},
    model::served::RankModel,
    ranking::RankBy,
    receipt::{Receipt, ReplayError},
    search::{
        policy::{self, Entry},
        score,
    },
};

/// Something an owner can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// An answer within two hours, nearly always.
    RepliesFast,
    /// A tenth less.
    LowerPrice,
    /// Twice the room that an order takes.
    HasRoom,
    DeliversOnTime,
    SaysAll,
    IsVerified,
}

impl Wish {
    pub const ALL: [Wish; 6] = [
        Wish::RepliesFast,
        Wish::LowerPrice,
        Wish::HasRoom,
        Wish::DeliversOnTime,
        Wish::SaysAll,
        Wish::IsVerified,
    ];

    /// The row as it would be; `prices` are those of all candidates, as in their rows. None when it
    /// is so already, or nobody knows.
    fn granted(self, row: &Row, prices: &[f32]) -> Option<Row> {
        let mut wished = *row;
        let mut raise = |at: usize, to: f32| wished[at] = row[at].max(to);
        match self {
            Wish::RepliesFast => {
                raise(features::REPLIES, 0.9);
                wished[features::REPLY_MINUTES] = row[features::REPLY_MINUTES].min(60_f32.ln_1p());
            }
            Wish::HasRoom => raise(features::CAPACITY, 2.0),
            Wish::DeliversOnTime => raise(features::ON_TIME, 0.97),
            Wish::SaysAll => raise(features::COMPLETENESS, 1.0),
            Wish::IsVerified => raise(features::VERIFIED, 1.0),
            Wish::LowerPrice => {
                // Where it would stand in the budget is not known from the row.
                let is_known = !row[features::PRICE_RATIO].is_nan();
                if !is_known || !row[features::PRICE_BUDGET].is_nan() {
                    return None;
                }
                let price = row[features::PRICE_RATIO] + 0.9_f32.ln();
                wished[features::PRICE_RATIO] = price;
                let known = || prices.iter().filter(|it| !it.is_nan());
                let below = known().filter(|it| **it < price).count();
                wished[features::PRICE_RANK] = (below as f32 + 0.5) / known().count() as f32;
            }
        }
        let bits = |row: &Row| row.map(f32::to_bits);
        (bits(&wished) != bits(row)).then_some(wished)
    }
}

/// Had this been so, it would have been served at `rank`, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WhatIf {
    pub wish: Wish,
    pub rank: usize,
}

impl Receipt {
    /// Only what would have helped, what helps most first.
    pub(super) fn what_ifs(
        &self,
        at: usize,
        model: Option<&RankModel>,
    ) -> Result<Vec<WhatIf>, ReplayError> {
        if self.by == RankBy::Retrieval {
            return Ok(Vec::new());
        }
        let rows = self.rows()?;
        let prices: Vec<f32> = rows.iter().map(|it| it[features::PRICE_RATIO]).collect();
        let served = self.order.iter().position(|it| usize::from(*it) == at).unwrap_or(at) + 1;
        let mut what_ifs: Vec<WhatIf> = Vec::new();
        for wish in Wish::ALL {
            let Some(wished) = wish.granted(&rows[at], &prices) else { continue };
            let score = match model {
                Some(model) => model.score(&[wished])[0],
                None => score::linear(&wished),
            };
            let rank =
                if score > self.candidates[at].score { self.rank_with(at, score) } else { served };
            if rank < served {
                what_ifs.push(WhatIf { wish, rank });
            }
        }
        what_ifs.sort_by_key(|it| it.rank);
        Ok(what_ifs)
    }

    /// Where a candidate would have been served with another score; from 1.
    fn rank_with(&self, at: usize, score: f32) -> usize {
        let score_of = |it: usize| if it == at { score } else { self.candidates[it].score };
        let mut places: Vec<usize> = (0..self.candidates.len()).collect();
        places.sort_by(|a, b| {
            let by_key = || self.candidates[*a].key.cmp(&self.candidates[*b].key);
            score_of(*b).total_cmp(&score_of(*a)).then_with(by_key)
        });
        let entry =
            |it: &usize| Entry { score: score_of(*it), standing: &self.candidates[*it].standing };
        let entries: Vec<Entry<'_>> = places.iter().map(entry).collect();
        let order = policy::apply(&self.policy, self.seed, &entries).order;
        let is_it = |it: &u16| places[usize::from(*it)] == at;
        order.iter().position(is_it).unwrap_or(at) + 1
    }
}
