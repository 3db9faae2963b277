//! Which of the two languages a text is in, where nobody says.
//!
//! A guess chooses a stemmer and nothing else; no text is ever hidden for it.

use crate::types::Lang;

/// `es`, `es-MX`, `spa`, `Spanish`…; nothing for the names of other languages.
pub(crate) fn named(name: &str) -> Option<Lang> {
    let name = name.trim().to_lowercase();
    let first = name.split(['-', '_']).next().unwrap_or_default();
    match first {
        "es" | "spa" | "spanish" | "español" | "espanol" | "castellano" => Some(Lang::Es),
        "en" | "eng" | "english" | "inglés" | "ingles" => Some(Lang::En),
        _ => None,
    }
}

/// Long texts tell in their first words.
const MAX_WORDS: usize = 200;

/// The language with more evidence; nothing when there is none or as much for both.
pub(crate) fn of_words<'a>(texts: impl Iterator<Item = &'a str>) -> Option<Lang> {
    let words = texts.flat_map(|it| it.split(|it: char| !it.is_alphabetic()));
    let balance: i32 = words
        .filter(|it| !it.is_empty())
        .take(MAX_WORDS)
        .map(|it| evidence(&it.to_lowercase()))
        .sum();
    match balance {
        1.. => Some(Lang::Es),
        0 => None,
        _ => Some(Lang::En),
    }
}

/// Above zero for Spanish, below for English.
fn evidence(word: &str) -> i32 {
    if SPANISH.contains(&word) || word.contains(['ñ', 'á', 'é', 'í', 'ó', 'ú']) {
        return 3;
    }
    if ENGLISH.contains(&word) {
        return -3;
    }
    let ends = |endings: &[&str]| endings.iter().any(|it| word.ends_with(it));
    let long = word.chars().count() > 4;
    if long && ends(SPANISH_ENDINGS) {
        1
    } else if long && ends(ENGLISH_ENDINGS) {
        -1
    } else {
        0
    }
}

const SPANISH: &[&str] = &[
    "de", "la", "el", "los", "las", "en", "y", "para", "con", "por", "del", "que", "una", "un",
    "al", "se", "su", "sus", "es", "o", "como", "sin", "sobre", "entre",
];

const ENGLISH: &[&str] = &[
    "the", "of", "and", "for", "with", "to", "in", "an", "on", "by", "from", "is", "are", "that",
    "this", "or", "at", "as", "be", "it", "using", "which", "other",
];

const SPANISH_ENDINGS: &[&str] = &[
    "cion", "ciones", "dor", "dora", "dores", "doras", "ista", "istas", "ero", "era", "eros",
    "eras", "ico", "ica", "icos", "icas", "ado", "ada", "ados", "adas", "dad", "dades", "ario",
    "aria", "ales",
];

const ENGLISH_ENDINGS: &[&str] = &[
    "tion", "tions", "ing", "er", "ers", "ed", "ly", "ist", "ists", "man", "ment", "ments", "ness",
    "ity", "ies", "ist", "ian", "ians", "ship", "sses",
];
