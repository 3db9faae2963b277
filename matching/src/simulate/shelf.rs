//! How candidates become a page: rankers, arms, and exchanges that measure places.

use std::sync::Arc;

use crate::{
    behaviour::propensity::SWAPPED,
    features,
    model::forest::{Forest, Scratch},
    receipt::{Move, Receipt, Rule},
    signals::Seen,
    simulate::{chance::Chance, people::Visit},
};

/// Candidates of one search, best first as the engine put them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Served {
    pub offers: Vec<usize>,
    pub scores: Vec<f32>,
    /// One after another, [`features::N`] each.
    pub rows: Vec<f32>,
    pub total: u32,
    /// What people did with each so far.
    pub seen: Vec<Seen>,
    /// What the engine's policy made of it, where it was asked to.
    pub receipt: Option<Arc<Receipt>>,
}

/// One candidate on its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// Its place in [`Served`].
    pub candidate: usize,
    /// With which the place was given to it.
    pub chance: f32,
    pub moved: Vec<(String, u32, u32)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub ranker: String,
    pub order: Vec<Placed>,
    pub swap: Option<(u32, u32)>,
}

/// Something that puts candidates in order.
pub trait Shelf {
    fn arrange(&mut self, visit: &Visit, served: &Served, chance: &mut Chance) -> Page;
}

/// What gives each candidate a score.
#[derive(Debug)]
pub enum Ranker {
    /// The engine's own order.
    Engine,
    /// The engine's score, with more weight on price and rating: another opinion, so that the same
    /// offer stands at several places.
    Tilted,
    /// Clicks per examination so far, as they are: what one must not do.
    RawRates,
    Model(Forest),
}

impl Ranker {
    pub fn name(&self) -> &'static str {
        match self {
            Ranker::Engine => "engine",
            Ranker::Tilted => "tilted",
            Ranker::RawRates => "raw rates",
            Ranker::Model(_) => "model",
        }
    }

    /// One score a candidate.
    pub fn scores(&self, served: &Served) -> Vec<f32> {
        match self {
            Ranker::Engine => served.scores.clone(),
            Ranker::Tilted => {
                let known = |value: f32| if value.is_nan() { 0.0 } else { value };
                let rows = served.rows.chunks(features::N).zip(&served.scores);
                let one = |(row, score): (&[f32], &f32)| {
                    let rating = known(row[features::RATING]) - 4.2;
                    score + 0.25 * rating - 0.2 * known(row[features::PRICE_RATIO])
                };
                rows.map(one).collect()
            }
            Ranker::RawRates => {
                let rate =
                    |it: &Seen| if it.clicks > 0.0 { it.clicks / it.examinations } else { 0.0 };
                served.seen.iter().map(rate).collect()
            }
            Ranker::Model(forest) => {
                let mut scores = vec![0.0; served.offers.len()];
                forest.score(&served.rows, &mut scores, &mut Scratch::default());
                scores
            }
        }
    }

    /// Candidates, best first; equal scores stay in the engine's order.
    pub fn order(&self, served: &Served) -> Vec<usize> {
        let scores = self.scores(served);
        let mut order: Vec<usize> = (0..scores.len()).collect();
        order.sort_by(|one, other| scores[*other].total_cmp(&scores[*one]));
        order
    }
}

/// Several rankers, each buyer with one of them; now and then two places are exchanged.
#[derive(Debug)]
pub struct Arms {
    pub rankers: Vec<Ranker>,
    /// The share of searches in which a coin decides whether to exchange two places.
    pub exchanges: f64,
}

/// Places that are exchanged with the first.
const EXCHANGED: [usize; 6] = [2, 3, 5, 8, 12, 20];

impl Shelf for Arms {
    fn arrange(&mut self, visit: &Visit, served: &Served, chance: &mut Chance) -> Page {
        let arm = Chance::fork(visit.actor, "arm").below(self.rankers.len());
        let ranker = &self.rankers[arm];
        let placed = |candidate: usize| Placed { candidate, chance: 1.0, moved: Vec::new() };
        let mut order: Vec<Placed> = ranker.order(served).into_iter().map(placed).collect();
        let mut swap = None;
        if chance.happens(self.exchanges) {
            let low = *chance.pick(&EXCHANGED);
            if low <= order.len() {
                let number = u32::try_from(low).unwrap_or(u32::MAX);
                swap = Some((1, number));
                if chance.happens(0.5) {
                    order.swap(0, low - 1);
                    order[low - 1].moved.push((SWAPPED.to_owned(), 1, number));
                    order[0].moved.push(("exchanged with".to_owned(), number, 1));
                }
            }
        }
        Page { ranker: ranker.name().to_owned(), order, swap }
    }
}

/// What the engine serves, with every move of its policy.
#[derive(Debug)]
pub struct AsServed;

impl Shelf for AsServed {
    fn arrange(&mut self, _visit: &Visit, served: &Served, _chance: &mut Chance) -> Page {
        let Some(receipt) = &served.receipt else {
            let placed = |candidate| Placed { candidate, chance: 1.0, moved: Vec::new() };
            let order = (0..served.offers.len()).map(placed).collect();
            return Page { ranker: "engine".to_owned(), order, swap: None };
        };
        let placed = |(at, chance): (&u16, &f32)| {
            let moves = receipt.moves.iter().filter(|it| it.candidate == *at);
            let one = |it: &Move| (rule(it.rule), u32::from(it.from) + 1, u32::from(it.to) + 1);
            Placed { candidate: usize::from(*at), chance: *chance, moved: moves.map(one).collect() }
        };
        let order = receipt.order.iter().zip(&receipt.chances).map(placed).collect();
        Page { ranker: "policy".to_owned(), order, swap: None }
    }
}

fn rule(rule: Rule) -> String {
    match rule {
        Rule::Exposure => "exposure",
        Rule::Diversity => "diversity",
        Rule::Owner => "owner",
        Rule::Exploration => "exploration",
    }
    .to_owned()
}
