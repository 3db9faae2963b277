//! Trying what few have seen.
//!
//! Half of the time, each of the places 4, 7 and 10 goes to a document that few have looked at: at most
//! 15 % of what the first ten show. Which one is decided by Thompson's rule, from what is believed of
//! its orders; it must have most of what was asked for, and its owner must not have been tried often.
//!
//! The chance of each outcome is known exactly. Sixty-four times every one of them draws; then one of
//! the sixty-four is taken by lot. So a document's chance is the share of the draws that it won.

use super::{Entry, TOP};
use crate::{
    features::assemble::{FEW_EXAMINATIONS, ORDERED},
    measure::chance::Dice,
};

/// From 0.
const PLACES: [usize; 3] = [3, 6, 9];
const TRIES: f64 = 0.5;
/// The share of the query that it must have.
const LEAST_MASS: f32 = 0.6;
/// Expected examinations by being tried that one owner is given within a week or so.
const MOST_TRIED: f32 = 30.0;
const MOST_ELIGIBLE: usize = 12;
const DRAWS: usize = 64;
/// How much a better draw counts against the score, which goes from 0 to 1.
const CURIOSITY: f64 = 20.0;

/// `chances` are of places, given those above.
pub(super) fn explore(
    entries: &[Entry<'_>],
    merits: &[f32],
    (seed, most_of_one_owner): (u64, usize),
    order: &mut Vec<u16>,
    chances: &mut [f32],
) {
    let mut dice = Dice::new(seed);
    let eligible = eligible(entries, order);
    if eligible.is_empty() {
        return;
    }
    let draws: Vec<Vec<f64>> = (0..DRAWS)
        .map(|_| eligible.iter().map(|it| drawn(entries, merits, *it, &mut dice)).collect())
        .collect();
    let mut tried_owners: Vec<u32> = Vec::new();
    for place in PLACES {
        let owner = |it: u16| entries[usize::from(it)].standing.owner;
        let may = |it: u16| {
            let stands = order.iter().position(|other| *other == it);
            let of_owner = order[..TOP.min(order.len())].iter().filter(|o| owner(**o) == owner(it));
            stands.is_some_and(|at| at > place && at >= TOP)
                && of_owner.count() < most_of_one_owner
                && !tried_owners.contains(&owner(it))
        };
        let open: Vec<usize> = (0..eligible.len()).filter(|at| may(eligible[*at])).collect();
        if open.is_empty() {
            continue;
        }
        let winners: Vec<usize> = draws.iter().map(|draw| winner(draw, &open)).collect();
        // Both lots are drawn whatever comes of them: later places do not depend on earlier luck.
        let (coin, lot) = (dice.fraction(), dice.below(DRAWS));
        if coin >= TRIES {
            chances[place] = 1.0 - TRIES as f32;
            continue;
        }
        let won = winners.iter().filter(|it| **it == winners[lot]).count();
        chances[place] = (TRIES * won as f64 / DRAWS as f64) as f32;
        let chosen = eligible[winners[lot]];
        tried_owners.push(owner(chosen));
        order.retain(|it| *it != chosen);
        order.insert(place, chosen);
    }
}

/// The best of those that may be tried at all.
fn eligible(entries: &[Entry<'_>], order: &[u16]) -> Vec<u16> {
    // What nobody has told anything of has not been seen.
    let may = |it: &Entry<'_>| {
        it.standing.seen.unwrap_or_default().0 < FEW_EXAMINATIONS
            && it.standing.mass.is_none_or(|mass| mass >= LEAST_MASS)
            && it.standing.tried < MOST_TRIED
    };
    let below = order.iter().skip(TOP).copied();
    let mut eligible: Vec<u16> = below.filter(|it| may(&entries[usize::from(*it)])).collect();
    eligible.sort_unstable();
    eligible.truncate(MOST_ELIGIBLE);
    eligible
}

fn winner(draw: &[f64], open: &[usize]) -> usize {
    let best = open.iter().copied().reduce(|a, b| if draw[b] > draw[a] { b } else { a });
    best.expect("somebody is open")
}

/// Its merit, and what it might be worth beyond that.
fn drawn(entries: &[Entry<'_>], merits: &[f32], it: u16, dice: &mut Dice) -> f64 {
    let at = usize::from(it);
    let (examinations, orders) = entries[at].standing.seen.unwrap_or_default();
    let (prior, weight) = ORDERED;
    let good = f64::from(orders) + prior;
    let bad = (f64::from(examinations) + weight - good).max(prior);
    f64::from(merits[at]) + CURIOSITY * (beta(good, bad, dice) - good / (good + bad))
}

fn beta(a: f64, b: f64, dice: &mut Dice) -> f64 {
    let (x, y) = (gamma(a, dice), gamma(b, dice));
    if x + y > 0.0 { x / (x + y) } else { a / (a + b) }
}

/// Marsaglia and Tsang; below 1 by way of the next larger shape.
fn gamma(shape: f64, dice: &mut Dice) -> f64 {
    if shape < 1.0 {
        let root = (1.0 - dice.fraction()).powf(1.0 / shape);
        return gamma(shape + 1.0, dice) * root;
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let radius = (-2.0 * (1.0 - dice.fraction()).ln()).sqrt();
        let normal = radius * (std::f64::consts::TAU * dice.fraction()).cos();
        let v = (1.0 + c * normal).powi(3);
        let limit = 0.5 * normal * normal + d - d * v + d * v.max(f64::MIN_POSITIVE).ln();
        if v > 0.0 && (1.0 - dice.fraction()).ln() < limit {
            return d * v;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_have_the_mean_of_what_is_believed() {
        let mut dice = Dice::new(7);
        for (a, b) in [(0.4, 39.6), (5.0, 20.0)] {
            let mean = (0..20_000).map(|_| beta(a, b, &mut dice)).sum::<f64>() / 20_000.0;
            assert!((mean / (a / (a + b)) - 1.0).abs() < 0.05, "{a} {b}: {mean}");
        }
    }
}
