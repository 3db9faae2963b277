//! The same answer the slow way: every document scored exactly. What the fast path is measured by.

use crate::{
    index::snapshot::Snapshot,
    search::{
        gather::{NEAR_BEST, least_mass},
        parse::parse,
        score::Scorer,
    },
    text::Analyzer,
    types::Query,
};

/// Keys and exact scores of all that count as found, best first, equals by key. Filters do not count.
pub(crate) fn search(
    snapshot: &Snapshot,
    query: &Query,
    analyzer: &mut Analyzer,
) -> Vec<(String, f32)> {
    let parsed = parse(&query.text, snapshot, analyzer);
    let mut scorer = Scorer::new(snapshot, &parsed, query.lang, query.now_ms);
    let mut scored = Vec::new();
    for slot in 0..snapshot.columns.slots() as u32 {
        if snapshot.columns.record(slot).is_none() {
            continue;
        }
        let score = scorer.score(slot).total;
        let matched = parsed.groups.iter().zip(&scorer.matched).filter(|(_, it)| it.gain > 0.0);
        let mass: f32 = matched.map(|(group, _)| group.idf).sum();
        if mass > 0.0 {
            scored.push((slot, score, mass));
        }
    }
    let most = scored.iter().map(|it| it.2).fold(0.0, f32::max);
    let wanted = least_mass(&parsed.groups);
    let least = if most >= wanted { wanted } else { most * NEAR_BEST };
    // Masses are summed in another order here.
    scored.retain(|it| it.2 >= least * 0.9999);
    let mut found: Vec<(String, f32)> = scored
        .into_iter()
        .map(|(slot, score, _)| (snapshot.columns.key(slot).to_owned(), score))
        .collect();
    found
        .sort_unstable_by(|one, other| other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    found
}
