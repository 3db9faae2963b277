//! How often each place is looked at, from results that stood at several places.
//!
//! Two rankers (or one before and after a change) show the same result for the same query at different
//! ranks. What it is worth is the same at both, so the ratio of its clicks is the ratio of how often
//! the two places are looked at: intervention harvesting, over all pairs of places at once. For one
//! result with `C` clicks and `n_k` showings at rank `k`, its clicks are spread over ranks as
//! `n_k p_k / Σ n_j p_j`, whatever it is worth; the `p` under which the clicks of all results are most
//! likely are found by going to and fro, as for pairwise comparisons.
//!
//! Propensities are relative to the first place, never below [`FLOOR`], and never rise with rank.

use std::collections::HashMap;

use crate::behaviour::log::{Device, Log, What};

/// A click at a place that is never looked at would count without bound.
pub const FLOOR: f64 = 0.05;

/// Places beyond this are taken as this one.
pub const PLACES: usize = 20;

const ROUNDS: usize = 200;

/// Clicks that the belief about a place without any is worth.
const PRIOR: f64 = 2.0;

#[derive(Debug, Clone, PartialEq)]
pub struct Propensities {
    curves: [Vec<f64>; 2],
}

/// How a place fared in the exchanges that were made to measure it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exchange {
    pub rank: u32,
    /// Clicks per showing of what was put there from the first place, ÷ clicks per showing of what
    /// was left at the first place.
    pub ratio: f64,
    /// Half of the 95 % interval.
    pub margin: f64,
}

/// Showings and clicks of one result for one query, by place.
type Cell = HashMap<usize, (f64, f64)>;

impl Propensities {
    /// All places are looked at: what naive counting believes.
    pub fn flat() -> Propensities {
        Propensities { curves: [vec![1.0; PLACES], vec![1.0; PLACES]] }
    }

    /// Of curves that are known, mobile first.
    pub fn known(mobile: Vec<f64>, desktop: Vec<f64>) -> Propensities {
        Propensities { curves: [settled(mobile), settled(desktop)] }
    }

    /// Per device, from the searches for which `counts`.
    pub fn harvest(log: &Log, counts: impl Fn(usize) -> bool) -> Propensities {
        let clicked = clicked(log);
        let curve = |device: Device| {
            let mut cells: HashMap<(&str, &str), Cell> = HashMap::new();
            let chosen = log.searches.iter().enumerate();
            for (at, search) in chosen.filter(|(at, it)| it.device == device && counts(*at)) {
                for shown in &search.shown {
                    let Some(place) = place(shown.rank) else { continue };
                    let cell = cells.entry((&search.normal, &shown.key)).or_default();
                    let counted = cell.entry(place).or_default();
                    counted.0 += 1.0;
                    let click = clicked.contains_key(&(search.id.as_str(), shown.key.as_str()));
                    counted.1 += f64::from(u8::from(click));
                    let _ = at;
                }
            }
            let mut cells: Vec<_> = cells.into_iter().filter(|it| it.1.len() > 1).collect();
            // Sums are taken in one order, so that the same log gives the same bits.
            cells.sort_unstable_by_key(|it| it.0);
            settled(likeliest(&cells.into_iter().map(|it| sorted(it.1)).collect::<Vec<_>>()))
        };
        Propensities { curves: Device::ALL.map(curve) }
    }

    /// Of a place, from one.
    pub fn at(&self, device: Device, rank: u32) -> f64 {
        let curve = &self.curves[device as usize];
        let place = (rank.max(1) as usize).min(curve.len());
        curve.get(place - 1).copied().unwrap_or(1.0)
    }

    /// From the first place on.
    pub fn curve(&self, device: Device) -> &[f64] {
        &self.curves[device as usize]
    }
}

/// What the exchanges say, per device, by rising rank: the control of what was harvested.
pub fn exchanges(log: &Log, device: Device) -> Vec<Exchange> {
    let clicked = clicked(log);
    let mut counts: HashMap<u32, [(f64, f64); 2]> = HashMap::new();
    for search in log.searches.iter().filter(|it| it.device == device) {
        let Some((_, low)) = search.swap else { continue };
        // What the order had put first was exchanged, or stayed: a coin said which.
        let came = |rule: &str| {
            let by = |it: &&crate::behaviour::log::Shown| it.moved.iter().any(|it| it.0 == rule);
            search.shown.iter().find(by)
        };
        let swapped = came(SWAPPED);
        let first = swapped.or_else(|| search.shown.iter().find(|it| it.rank == Some(1)));
        let Some(first) = first else { continue };
        let click = clicked.contains_key(&(search.id.as_str(), first.key.as_str()));
        let counted = &mut counts.entry(low).or_default()[usize::from(swapped.is_some())];
        counted.0 += 1.0;
        counted.1 += f64::from(u8::from(click));
    }
    let mut found: Vec<Exchange> =
        counts.into_iter().filter_map(|(rank, it)| ratio(rank, it)).collect();
    found.sort_unstable_by_key(|it| it.rank);
    found
}

/// The rule that [`exchanges`] looks for in what was moved from the first place.
pub const SWAPPED: &str = "exchange";

fn ratio(rank: u32, [stayed, moved]: [(f64, f64); 2]) -> Option<Exchange> {
    if stayed.1 == 0.0 || moved.1 == 0.0 {
        return None;
    }
    let rates = (moved.1 / moved.0, stayed.1 / stayed.0);
    let ratio = rates.0 / rates.1;
    // The logarithm of a ratio of two shares is nearly normal.
    let variance = (1.0 - rates.0) / moved.1 + (1.0 - rates.1) / stayed.1;
    Some(Exchange { rank, ratio, margin: 1.96 * ratio * variance.sqrt() })
}

/// Of results that were clicked in a search.
fn clicked(log: &Log) -> HashMap<(&str, &str), ()> {
    let clicks = log.events.iter().filter(|it| matches!(it.what, What::Click { .. }));
    clicks.map(|it| ((it.search.as_str(), it.key.as_str()), ())).collect()
}

fn place(rank: Option<u32>) -> Option<usize> {
    let rank = rank? as usize;
    (1..=PLACES).contains(&rank).then(|| rank - 1)
}

fn sorted(cell: Cell) -> Vec<(usize, f64, f64)> {
    let mut places: Vec<_> = cell.into_iter().map(|(at, it)| (at, it.0, it.1)).collect();
    places.sort_unstable_by_key(|it| it.0);
    places
}

/// Places with nothing to compare are `NaN`.
fn likeliest(cells: &[Vec<(usize, f64, f64)>]) -> Vec<f64> {
    let mut clicks = [0.0_f64; PLACES];
    for (at, _, count) in cells.iter().flatten() {
        clicks[*at] += count;
    }
    let believed = |at: usize| 1.0 / (at as f64 + 1.0);
    let mut curve: Vec<f64> = (0..PLACES).map(believed).collect();
    for _ in 0..ROUNDS {
        let mut exposed = [0.0_f64; PLACES];
        for cell in cells {
            let seen: f64 = cell.iter().map(|(at, shown, _)| shown * curve[*at]).sum();
            let all: f64 = cell.iter().map(|it| it.2).sum();
            for (at, shown, _) in cell {
                exposed[*at] += all * shown / seen;
            }
        }
        let first = (clicks[0] + PRIOR) / (exposed[0] + PRIOR);
        for at in 0..PLACES {
            let likely = (clicks[at] + PRIOR) / (exposed[at] + PRIOR / believed(at).max(FLOOR));
            curve[at] = if exposed[at] > 0.0 { likely / first } else { f64::NAN };
        }
        fill(&mut curve);
    }
    curve
}

/// A place without evidence is like the one above it.
fn fill(curve: &mut [f64]) {
    let mut last = 1.0;
    for value in curve {
        if !value.is_finite() {
            *value = last;
        }
        last = *value;
    }
}

/// From the first place, never rising, between the floor and one.
fn settled(curve: Vec<f64>) -> Vec<f64> {
    let first = curve.first().copied().unwrap_or(1.0);
    // Pools of neighbours that would rise: their mean, and how many they are.
    let mut pools: Vec<(f64, f64)> = Vec::new();
    for value in curve {
        pools.push((value / first, 1.0));
        while let [.., above, below] = pools.as_slice()
            && below.0 > above.0
        {
            let count = above.1 + below.1;
            let mean = (above.0 * above.1 + below.0 * below.1) / count;
            pools.truncate(pools.len() - 2);
            pools.push((mean, count));
        }
    }
    let all = pools.iter().flat_map(|it| std::iter::repeat_n(it.0, it.1 as usize));
    let level = pools.first().map_or(1.0, |it| it.0);
    all.map(|it| (it / level).clamp(FLOOR, 1.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clicks_of_the_same_results_at_several_places_say_how_they_are_looked_at() {
        let truth: Vec<f64> = (1..=PLACES).map(|rank| (rank as f64).powf(-0.9)).collect();
        // Worthy results stand high: what naive counting takes for looks.
        let cell = |at: usize| {
            let worth = 0.6 / (1.0 + at as f64 / 3.0);
            let places = [at, (at + 3) % PLACES, (at + 8) % PLACES];
            let mut cell: Vec<_> =
                places.iter().map(|it| (*it, 900.0, 900.0 * worth * truth[*it])).collect();
            cell.sort_unstable_by_key(|it| it.0);
            cell
        };
        let cells: Vec<_> = (0..PLACES).map(cell).collect();

        let found = settled(likeliest(&cells));

        for (found, truth) in found.iter().zip(&truth) {
            assert!((found - truth.max(FLOOR)).abs() < 0.03, "{found} {truth}");
        }
    }

    #[test]
    fn a_curve_never_rises_and_has_a_floor() {
        let curve = settled(vec![2.0, 1.0, 1.4, 0.2, 0.01]);

        let near = |one: f64, other: f64| (one - other).abs() < 1e-12;
        assert!(near(curve[0], 1.0) && near(curve[1], 0.6) && near(curve[2], 0.6), "{curve:?}");
        assert!(near(curve[3], 0.1) && near(curve[4], FLOOR), "{curve:?}");
    }
}
