//! How much of a query stands in a title word for word.

use crate::index::terms::TermId;

/// Both between 0 and 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Wording {
    /// Words that stand in the title as typed.
    pub(crate) words: f32,
    /// Neighbours that stand side by side.
    pub(crate) pairs: f32,
}

impl Wording {
    pub(crate) fn sum(self) -> f32 {
        0.5 * self.words + 0.5 * self.pairs
    }

    /// The better one; the first of equals.
    pub(crate) fn or(self, other: Wording) -> Wording {
        if other.sum() > self.sum() { other } else { self }
    }
}

/// Of one title. `groups` are the ideas' words and weights, `typed` all words of the query, both as titles
/// have them; `all_idf` is the weight of all groups.
pub(crate) fn wording<'a>(
    title: &[TermId],
    groups: impl Iterator<Item = (&'a [Option<TermId>], f32)>,
    typed: &[Option<TermId>],
    all_idf: f32,
) -> Wording {
    if title.is_empty() {
        return Wording::default();
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
    Wording { words, pairs }
}
