//! What is done to the order by score, rule by rule, every move on record.
//!
//! ```text
//! exposure     owners who are seen less than they merit gain a little, within a bound
//! diversity    of the first fifty, the next is good and unlike those above it (MMR)
//! owner        no owner has more than two of the first ten
//! exploration  what few have seen is tried in the places 4, 7 and 10, half of the time
//! ```
//!
//! Invariant: the rank by score and all moves of a document add up to the rank it was served at. The
//! outcome depends on the arguments alone, so a receipt can repeat it.

mod diversity;
mod exploration;
mod exposure;

use serde::{Deserialize, Serialize};

use crate::ranking::Policy;

/// The first places of an order: owners are counted and documents are tried here.
pub(crate) const TOP: usize = 10;
/// How far down documents are moved for the sake of what stands above them.
pub(crate) const WINDOW: usize = 50;

/// What the policy knows of a candidate.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// The same number, the same owner.
    pub owner: u32,
    /// What it is about, as numbers, sorted.
    pub labels: Vec<u32>,
    /// Share of the query that it has; none when browsing.
    pub mass: Option<f32>,
    /// Expected examinations and orders so far; none when nobody has told.
    pub seen: Option<(f32, f32)>,
    /// What its owner was seen of late, in expected examinations.
    pub exposure: f32,
    /// How much of that was by being tried.
    pub tried: f32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    Exposure,
    Diversity,
    Owner,
    Exploration,
}

/// A rule took a candidate from one place to another; places count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    pub rule: Rule,
    /// By its rank by score.
    pub candidate: u16,
    pub from: u16,
    pub to: u16,
}

/// A candidate and where it stands by score.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) score: f32,
    pub(crate) standing: &'a Standing,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Outcome {
    /// Ranks by score, in the order to serve.
    pub(crate) order: Vec<u16>,
    pub(crate) moves: Vec<Move>,
    /// Of each place, how likely what stands there was to, given the places above it.
    pub(crate) chances: Vec<f32>,
}

/// `entries` are in order of score.
pub(crate) fn apply(policy: &Policy, seed: u64, entries: &[Entry<'_>]) -> Outcome {
    let count = u16::try_from(entries.len()).expect("a block is small");
    let mut outcome = Outcome {
        order: (0..count).collect(),
        moves: Vec::new(),
        chances: vec![1.0; entries.len()],
    };
    let merits = merits(entries);
    let mut worths = merits.clone();
    if policy.exposure > 0.0 {
        exposure::lift(entries, &merits, policy.exposure, &mut worths);
        let mut order = outcome.order.clone();
        let window = order.len().min(WINDOW);
        order[..window].sort_by(|a, b| worths[usize::from(*b)].total_cmp(&worths[usize::from(*a)]));
        outcome.turn_into(Rule::Exposure, order);
    }
    if let Some(weight) = policy.diversity {
        let order = diversity::diverse(entries, &worths, weight, &outcome.order);
        outcome.turn_into(Rule::Diversity, order);
    }
    if let Some(most) = policy.most_of_one_owner {
        let order = spread(entries, usize::from(most), &outcome.order);
        outcome.turn_into(Rule::Owner, order);
    }
    if policy.explores {
        let most = policy.most_of_one_owner.map_or(TOP, usize::from);
        let mut order = outcome.order.clone();
        exploration::explore(entries, &merits, (seed, most), &mut order, &mut outcome.chances);
        outcome.turn_into(Rule::Exploration, order);
    }
    outcome
}

impl Outcome {
    /// Another order, by this rule.
    fn turn_into(&mut self, rule: Rule, order: Vec<u16>) {
        let mut places = vec![0; order.len()];
        for (candidate, from) in self.order.iter().zip(0..) {
            places[usize::from(*candidate)] = from;
        }
        for (candidate, to) in order.iter().zip(0..) {
            let from = places[usize::from(*candidate)];
            if from != to {
                self.moves.push(Move { rule, candidate: *candidate, from, to });
            }
        }
        self.order = order;
    }
}

/// Scores from 0 to 1 over the first fifty; what comes after may be below zero.
fn merits(entries: &[Entry<'_>]) -> Vec<f32> {
    let window = &entries[..entries.len().min(WINDOW)];
    let (Some(best), Some(worst)) = (window.first(), window.last()) else { return Vec::new() };
    let range = best.score - worst.score;
    let of = |it: &Entry<'_>| if range > 0.0 { (it.score - worst.score) / range } else { 0.0 };
    entries.iter().map(of).collect()
}

/// No owner has more than `most` of the first ten, as long as others are there to fill them; what is
/// moved down comes right after.
fn spread(entries: &[Entry<'_>], most: usize, order: &[u16]) -> Vec<u16> {
    let owner = |it: u16| entries[usize::from(it)].standing.owner;
    let mut top: Vec<u16> = Vec::with_capacity(order.len());
    let mut surplus = Vec::new();
    let mut rest = order.iter().copied();
    while top.len() < TOP {
        let Some(next) = rest.next() else { break };
        if top.iter().filter(|it| owner(**it) == owner(next)).count() < most {
            top.push(next);
        } else {
            surplus.push(next);
        }
    }
    top.extend(surplus);
    top.extend(rest);
    top
}

#[cfg(test)]
mod tests;
