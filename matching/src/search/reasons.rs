//! Saying why a document is where it is, from the numbers that put it there.

use crate::{
    index::{
        columns::{NO_DAYS, NO_PRICE, place},
        snapshot::Snapshot,
    },
    search::{
        parse::Origin,
        score::{Score, Scorer},
    },
    types::Reason,
};

/// Fewer prices than this have no middle worth naming.
const FEWEST_PRICES: usize = 5;
const WELL_RATED: f32 = 4.5;
const WELL_RATED_BY: u32 = 3;
const FAST_DAYS: u32 = 3;
const RECENT_FRESHNESS: f32 = 0.8;

pub(crate) fn median_price(scorer: &Scorer<'_>, slots: impl Iterator<Item = u32>) -> Option<u64> {
    let price = |slot| {
        let (chunk, at) = place(slot);
        scorer.signals.price_at(&scorer.snapshot.columns.chunks[chunk], at)
    };
    let mut prices: Vec<u64> = slots.map(price).filter(|it| *it != NO_PRICE).collect();
    if prices.len() < FEWEST_PRICES {
        return None;
    }
    let middle = prices.len() / 2;
    Some(*prices.select_nth_unstable(middle).1)
}

/// Call right after `scorer` has scored `slot`.
pub(crate) fn reasons(
    snapshot: &Snapshot,
    scorer: &Scorer<'_>,
    slot: u32,
    score: Score,
    median_price: Option<u64>,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let share = |part: f32| if score.total > 0.0 { part / score.total } else { 0.0 };
    if !scorer.is_browse {
        of_text(snapshot, scorer, slot, share(score.total - score.priors.sum()), &mut reasons);
    }
    let (chunk, at) = place(slot);
    let chunk = &snapshot.columns.chunks[chunk];
    let (mean, count) = scorer.signals.rating_at(chunk, at);
    if mean >= WELL_RATED && count >= WELL_RATED_BY {
        reasons.push(Reason::WellRated { mean, count, weight: share(score.priors.quality) });
    }
    if scorer.freshness(slot) >= RECENT_FRESHNESS {
        reasons.push(Reason::Recent { weight: share(score.priors.freshness) });
    }
    if median_price.is_some_and(|it| scorer.signals.price_at(chunk, at) < it) {
        reasons.push(Reason::BelowMedianPrice { weight: 0.0 });
    }
    if chunk.days[at] != NO_DAYS && chunk.days[at] <= FAST_DAYS {
        reasons.push(Reason::Fast { days: chunk.days[at], weight: 0.0 });
    }
    reasons.sort_by(|a, b| b.weight().total_cmp(&a.weight()));
    reasons
}

/// Terms and weight of one kind of reason.
#[derive(Default)]
struct Part {
    terms: Vec<String>,
    weight: f32,
}

/// Gives `all` to the groups by what they gained, and within a group to the fields it was found in.
fn of_text(
    snapshot: &Snapshot,
    scorer: &Scorer<'_>,
    slot: u32,
    all: f32,
    reasons: &mut Vec<Reason>,
) {
    let gains: f32 = scorer.matched.iter().map(|it| it.gain).sum();
    let [mut title, mut label, mut body, mut owner] = [(); 4].map(|()| Part::default());
    for (group, matched) in scorer.groups.iter().zip(&scorer.matched) {
        if matched.gain <= 0.0 {
            continue;
        }
        let weight = all * matched.gain / gains;
        let typed = group.typed.clone();
        match &group.members[matched.member].origin {
            Origin::Named(used) => {
                reasons.push(Reason::Translated { typed, used: used.clone(), weight });
                continue;
            }
            Origin::Corrected(used) => {
                reasons.push(Reason::Corrected { typed, used: used.clone(), weight });
                continue;
            }
            Origin::Typed => {}
        }
        let sum: f32 = matched.fields.iter().sum();
        let [in_title, in_labels, in_summary, in_body, in_owner] = matched.fields;
        for (part, found) in [
            (&mut title, in_title),
            (&mut label, in_labels),
            (&mut body, in_summary + in_body),
            (&mut owner, in_owner),
        ] {
            if found > 0.0 {
                part.terms.push(typed.clone());
                part.weight += weight * found / sum;
            }
        }
    }
    if !title.terms.is_empty() {
        reasons.push(Reason::Title { terms: title.terms, weight: title.weight });
    }
    if !label.terms.is_empty() {
        reasons.push(Reason::Label { terms: label.terms, weight: label.weight });
    }
    if !body.terms.is_empty() {
        reasons.push(Reason::Body { terms: body.terms, weight: body.weight });
    }
    if !owner.terms.is_empty() {
        let name = snapshot.columns.row(slot).map(|it| it.owner_name.to_string());
        reasons.push(Reason::Owner { name: name.unwrap_or_default(), weight: owner.weight });
    }
}
