//! How much of a query stands in a title word for word.

use crate::index::terms::TermId;

/// Of one title: half for words that stand in it as typed, half for neighbours that stand side by
/// side. `groups` are the ideas' words and weights, `typed` all words of the query, both as titles
/// have them; `all_idf` is the weight of all groups.
pub(crate) fn wording<'a>(
    title: &[TermId],
    groups: impl Iterator<Item = (&'a [Option<TermId>], f32)>,
    typed: &[Option<TermId>],
    all_idf: f32,
) -> f32 {
    if title.is_empty() {
        return 0.0;
    }
    let mut words = 0.0;
    for (exact, idf) in groups {
        let stands = |it: &Option<TermId>| it.is_some_and(|it| title.contains(&it));
        words += if exact.iter().all(stands) { idf } else { 0.0 };
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
    0.5 * words + 0.5 * pairs
}
