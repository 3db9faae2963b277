//! How the best of what was found are put in order: by which score, within which time, and what is
//! done to the order afterwards.

/// Part of a query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranking {
    pub by: RankBy,
    /// Microseconds from the start of the search. When they are over before the model has begun, the
    /// order so far is served and the answer says `degraded`.
    pub deadline_us: Option<u64>,
    /// What one is ready to pay, from and to. Hides nothing; without it, the price filter is taken.
    pub budget_minor: Option<(u64, u64)>,
    pub policy: Policy,
    /// The same seed gives the same draws. Later pages use that of the first.
    pub seed: u64,
    /// Whether to keep what the order was made from.
    pub receipt: bool,
}

impl Default for Ranking {
    fn default() -> Ranking {
        Ranking {
            by: RankBy::Linear,
            deadline_us: None,
            budget_minor: None,
            policy: Policy::default(),
            seed: 0,
            receipt: false,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RankBy {
    /// The first pass alone.
    Retrieval,
    /// The exact scorer's sum.
    Linear,
    /// The engine's model; [`RankBy::Linear`] while it has none.
    Model,
}

/// What is done to the order by score. Every move is on record.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Policy {
    /// How many of the first ten one owner may have.
    pub most_of_one_owner: Option<u8>,
    /// How much the score counts against being unlike what stands above: 1 is the score alone.
    pub diversity: Option<f32>,
    /// Whether documents that few have seen are tried in the places 4, 7 and 10.
    pub explores: bool,
    /// At most this much of the range of scores is given to owners who are seen less than they merit.
    pub exposure: f32,
}

impl Default for Policy {
    /// Two of one owner in ten, and nothing else.
    fn default() -> Policy {
        Policy { most_of_one_owner: Some(2), diversity: None, explores: false, exposure: 0.0 }
    }
}

impl Policy {
    /// For a market: diverse, fair within bounds, and curious.
    pub const MARKET: Policy = Policy {
        most_of_one_owner: Some(2),
        diversity: Some(0.85),
        explores: true,
        exposure: 0.03,
    };
    /// The order by score and nothing else.
    pub const NONE: Policy =
        Policy { most_of_one_owner: None, diversity: None, explores: false, exposure: 0.0 };
}
