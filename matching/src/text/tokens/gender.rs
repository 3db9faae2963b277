//! Trades said for men and for women, where one of them is enough.

/// Endings that say "or a woman", "or several".
const GENDERS: [&str; 12] =
    ["a", "as", "o", "os", "ra", "ras", "ora", "oras", "na", "nas", "es", "s"];

/// Past an ending in brackets or after a dash: `ingeniero(a)`, `técnico(s)`, `profesor/-a`.
pub(super) fn after_gender(letters: &[char], at: usize) -> usize {
    let is_word_before = at >= 4 && letters[at - 4..at].iter().all(|it| it.is_alphabetic());
    let rest = &letters[at..];
    let skipped = match rest {
        ['(', inside @ ..] if is_word_before => {
            let len = inside.iter().take(5).position(|it| *it == ')');
            len.filter(|len| is_gender(&inside[..*len])).map(|len| len + 2)
        }
        ['/', '-', ending @ ..] if is_word_before => {
            let len = ending.iter().take_while(|it| it.is_alphabetic()).count();
            is_gender(&ending[..len]).then_some(len + 2)
        }
        _ => None,
    };
    at + skipped.unwrap_or(0)
}

pub(super) fn is_gender(piece: &[char]) -> bool {
    piece.len() <= 4 && GENDERS.contains(&super::lower(piece).as_str())
}
