//! What the exact scorer found, as a ranking model is told it.

use crate::{
    features::assemble::{Asked, Candidate, TextMatch, entropy},
    index::{
        columns::{NO_DAYS, NO_PRICE, place},
        record::{BODY, SUMMARY, TITLE},
    },
    search::{parse::Origin, score::Score, score::Scorer},
    types::Lang,
};

impl Scorer<'_> {
    pub(crate) fn asked(&self, budget_minor: Option<(u64, u64)>) -> Asked {
        Asked {
            ideas: self.groups.len(),
            entropy: entropy(self.groups.iter().map(|it| it.idf)),
            lang: self.reader,
            budget_minor,
            now_ms: self.now_ms,
        }
    }

    /// Call right after `score` has been found for `slot`.
    pub(crate) fn candidate(&self, slot: u32, score: Score) -> Candidate {
        let (chunk, at) = place(slot);
        let chunk = &self.snapshot.columns.chunks[chunk];
        let lengths = self.snapshot.columns.record(slot).map(|it| it.lengths).unwrap_or_default();
        let has = |side: usize| [TITLE, SUMMARY, BODY].iter().any(|it| lengths[it + side] > 0);
        Candidate {
            text: (!self.is_browse).then(|| self.text_match(score)),
            langs: Lang::ALL.map(|it| has(it as usize)),
            price_minor: Some(self.signals.price_at(chunk, at)).filter(|it| *it != NO_PRICE),
            delivery_days: Some(chunk.days[at]).filter(|it| *it != NO_DAYS),
            rating: self.signals.quality_at(chunk, at),
            rating_count: self.signals.rating_at(chunk, at).1,
            created_at_ms: chunk.created_at_ms[at],
            signals: self.signals.get(chunk.numbers[at]),
        }
    }

    fn text_match(&self, score: Score) -> TextMatch {
        let parts = &self.parts;
        let mut found = TextMatch {
            bm25f: parts.gains,
            share: parts.gains / parts.all_idf,
            mass: parts.mass / parts.all_idf,
            is_whole: true,
            cosine: parts.likeness,
            words: self.wording.words,
            pairs: self.wording.pairs,
            linear: score.text,
            ..TextMatch::default()
        };
        for (group, matched) in self.groups.iter().zip(&self.matched) {
            if matched.gain <= 0.0 {
                found.is_whole = false;
                continue;
            }
            let share = group.idf / parts.all_idf;
            match group.members[matched.member].origin {
                Origin::Typed => {}
                Origin::Named(_) => found.translated += share,
                Origin::Corrected(_) => found.corrected += share,
            }
            let of_gain = matched.gain / (parts.all_idf * matched.sum());
            let [fields @ .., owner] = matched.fields;
            for (sum, field) in found.fields.iter_mut().zip(fields) {
                *sum += of_gain * field;
            }
            found.is_owner |= owner > 0.0;
        }
        found
    }
}
