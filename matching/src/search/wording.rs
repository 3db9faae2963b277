//! How much of a query stands in a title word for word.

use crate::{
    index::{record::Record, terms::TermId},
    search::parse::Group,
    types::Lang,
};

/// Half for words that stand in the title as typed, half for neighbours that stand side by side.
/// `typed` are the words of the query as titles have them, `all_idf` is the weight of all groups.
pub(crate) fn wording(
    record: &Record<'_>,
    groups: &[Group],
    typed: &[Option<TermId>],
    all_idf: f32,
) -> f32 {
    if typed.iter().all(Option::is_none) {
        return 0.0;
    }
    let mut best = 0_f32;
    for lang in Lang::ALL {
        let title: Vec<TermId> = record.title(lang).collect();
        if title.is_empty() {
            continue;
        }
        let mut words = 0.0;
        for group in groups {
            let stands = |it: &Option<TermId>| it.is_some_and(|it| title.contains(&it));
            words += if group.exact.iter().all(stands) { group.idf } else { 0.0 };
        }
        let words = (words / all_idf).min(1.0);
        let pairs = typed.windows(2).filter(|pair| match pair {
            [Some(a), Some(b)] => title.windows(2).any(|it| it == [*a, *b]),
            _ => false,
        });
        let pairs = match typed.len() {
            0 | 1 => words,
            len => pairs.count() as f32 / (len - 1) as f32,
        };
        best = best.max(0.5 * words + 0.5 * pairs);
    }
    best
}
