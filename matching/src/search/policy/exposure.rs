//! A little for owners who are seen less than they merit.
//!
//! What an owner should be seen is its share of the merits (to the power of 0.8) of the candidates at
//! hand. Who falls short of that gains in proportion, and no more than the bound.

use std::collections::BTreeMap;

use super::{Entry, WINDOW};

const MERIT_POWER: f32 = 0.8;
/// Nobody merits nothing: it was found.
const LEAST_MERIT: f32 = 0.05;

#[derive(Default)]
struct Owner {
    merit: f32,
    exposure: f32,
}

/// Adds at most `bound` to the worth of each candidate of the window.
pub(super) fn lift(entries: &[Entry<'_>], merits: &[f32], bound: f32, worths: &mut [f32]) {
    let mut owners: BTreeMap<u32, Owner> = BTreeMap::new();
    for (entry, merit) in entries.iter().zip(merits).take(WINDOW) {
        let owner = owners.entry(entry.standing.owner).or_default();
        owner.merit = owner.merit.max(merit.max(LEAST_MERIT).powf(MERIT_POWER));
        owner.exposure = entry.standing.exposure;
    }
    let merit: f32 = owners.values().map(|it| it.merit).sum();
    let exposure: f32 = owners.values().map(|it| it.exposure).sum();
    if exposure <= 0.0 {
        return;
    }
    for (entry, worth) in entries.iter().zip(worths).take(WINDOW) {
        let owner = &owners[&entry.standing.owner];
        let (target, actual) = (owner.merit / merit, owner.exposure / exposure);
        *worth += bound * ((target - actual) / target).clamp(0.0, 1.0);
    }
}
