//! The first block: scored as was asked for, then put in order by the policy.

use std::sync::Arc;

use crate::{
    features::{
        Row,
        assemble::{Candidate, assemble},
    },
    index::columns::place,
    ranking::RankBy,
    receipt::{Considered, Receipt, VERSION},
    search::{
        order::Asking,
        policy::{self, Entry, Outcome, Standing},
        rough::{self, Rough},
        score::Scorer,
    },
    signals::decayed,
    types::Filter,
};

/// Hits that are scored exactly together.
pub(super) const BLOCK: usize = 100;

/// The best hits of the first pass, in order of score.
pub(super) struct First {
    pub(super) ranked: Vec<Ranked>,
    standings: Vec<Standing>,
    rows: Vec<Row>,
    pub(super) outcome: Outcome,
    pub(super) by: RankBy,
    pub(super) is_late: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ranked {
    pub(super) slot: u32,
    pub(super) score: f32,
}

impl First {
    /// Also brings the block to the front of `found`.
    pub(super) fn rank(
        asking: &Asking<'_>,
        found: &mut Vec<Rough>,
        scorer: &mut Scorer<'_>,
    ) -> First {
        let until = BLOCK.min(found.len());
        rough::bring_to_front(asking.snapshot, found, until);
        let mut block = found[..until].to_vec();
        // So that memory is read from front to back.
        block.sort_unstable_by_key(|it| it.slot());
        let ranking = &asking.query.ranking;
        let mut by = asking.by();
        let mut is_late = false;
        if by != RankBy::Retrieval && asking.is_late() {
            (by, is_late) = (RankBy::Retrieval, true);
        }
        let mut ranked: Vec<Ranked> =
            block.iter().map(|it| Ranked { slot: it.slot(), score: it.value() }).collect();
        let mut rows = Vec::new();
        if !is_late {
            let wants_rows = by == RankBy::Model || ranking.receipt || ranking.policy.explores;
            let candidates = exact(&mut ranked, by, scorer, wants_rows);
            if wants_rows {
                assemble(&scorer.asked(budget(asking)), &candidates, &mut rows);
            }
        }
        if by == RankBy::Model && asking.is_late() {
            (by, is_late) = (RankBy::Linear, true);
        }
        if by == RankBy::Model
            && let Some(model) = asking.model
        {
            for (ranked, score) in ranked.iter_mut().zip(model.score(&rows)) {
                ranked.score = score;
            }
        }
        First::in_order(asking, ranked, rows, (by, is_late))
    }

    fn in_order(
        asking: &Asking<'_>,
        ranked: Vec<Ranked>,
        rows: Vec<Row>,
        (by, is_late): (RankBy, bool),
    ) -> First {
        let mut places: Vec<usize> = (0..ranked.len()).collect();
        places.sort_unstable_by(|a, b| {
            super::relevance::compare(asking.snapshot, &ranked[*a], &ranked[*b])
        });
        let ranked: Vec<Ranked> = places.iter().map(|it| ranked[*it]).collect();
        let rows: Vec<Row> = places.iter().filter_map(|it| rows.get(*it).copied()).collect();
        let standings = standings(asking, &ranked, &rows);
        let entries: Vec<Entry<'_>> = ranked
            .iter()
            .zip(&standings)
            .map(|(it, standing)| Entry { score: it.score, standing })
            .collect();
        let outcome = policy::apply(&asking.query.ranking.policy, asking.seed(), &entries);
        First { ranked, standings, rows, outcome, by, is_late }
    }

    /// `page` are places in the order.
    pub(super) fn receipt(self, asking: &Asking<'_>, page: Vec<u16>) -> Arc<Receipt> {
        let query = asking.query;
        let mut rows = self.rows.into_iter();
        let candidates = self.ranked.iter().zip(self.standings).map(|(it, standing)| Considered {
            key: asking.snapshot.columns.key(it.slot).to_owned(),
            score: it.score,
            standing,
            row: rows.next().map(|it| it.to_vec()).unwrap_or_default(),
        });
        let is_model = self.by == RankBy::Model;
        let model = asking.model.filter(|_| is_model).map(|it| it.hash().to_owned());
        Arc::new(Receipt {
            version: VERSION,
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            position: asking.snapshot.position,
            state: asking.state(),
            text: query.text.clone(),
            lang: query.lang,
            filters: query.filters.clone(),
            now_ms: asking.now_ms(),
            by: self.by,
            is_late: self.is_late,
            policy: query.ranking.policy,
            seed: asking.seed(),
            model,
            features: crate::features::hash().to_owned(),
            candidates: candidates.collect(),
            moves: self.outcome.moves,
            order: self.outcome.order,
            chances: self.outcome.chances,
            page,
        })
    }
}

/// Scores exactly, unless the first pass is to decide; what was found is told if it is wanted.
fn exact(
    ranked: &mut [Ranked],
    by: RankBy,
    scorer: &mut Scorer<'_>,
    wants_rows: bool,
) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    if by == RankBy::Retrieval && !wants_rows {
        return candidates;
    }
    for it in ranked {
        let score = scorer.score(it.slot);
        if by != RankBy::Retrieval {
            it.score = score.total;
        }
        if wants_rows {
            candidates.push(scorer.candidate(it.slot, score));
        }
    }
    candidates
}

/// What one is ready to pay, or else what prices are filtered by.
fn budget(asking: &Asking<'_>) -> Option<(u64, u64)> {
    let filtered = asking.query.filters.iter().find_map(|it| match it {
        Filter::PriceMinor { min, max: Some(max) } => Some((min.unwrap_or(0), *max)),
        _ => None,
    });
    asking.query.ranking.budget_minor.or(filtered)
}

/// `rows` may be missing.
fn standings(asking: &Asking<'_>, ranked: &[Ranked], rows: &[Row]) -> Vec<Standing> {
    let snapshot = asking.snapshot;
    let (signals, now_ms) = (snapshot.signals.view(), asking.now_ms());
    let policy = &asking.query.ranking.policy;
    let tells_all = asking.query.ranking.receipt;
    let exposures = snapshot.signals.exposures();
    let of = |(it, at): (&Ranked, usize)| {
        let (chunk, place) = place(it.slot);
        let chunk = &snapshot.columns.chunks[chunk];
        let mut standing = Standing { owner: chunk.owners[place], ..Standing::default() };
        if policy.diversity.is_some() || tells_all {
            standing.labels = chunk.values.get(place).to_vec();
            standing.labels.sort_unstable();
        }
        if policy.explores || policy.exposure > 0.0 || tells_all {
            let seen = signals.get(chunk.numbers[place]).and_then(|it| it.seen);
            let seen = seen.map(|it| decayed(it, now_ms));
            standing.seen = seen.map(|it| (it.examinations, it.orders));
            let mass = rows.get(at).map(|it| it[crate::features::TEXT_MASS]);
            standing.mass = mass.filter(|it| !it.is_nan());
            (standing.exposure, standing.tried) = exposures.of(standing.owner, now_ms);
        }
        standing
    };
    ranked.iter().zip(0..).map(of).collect()
}
