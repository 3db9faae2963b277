//! Text that people type: made uniform once, before anything is counted, compared or stored.
//!
//! **Invariant:** what comes out is in Unicode normal form C, without blanks at its ends, without
//! control characters (paragraphs keep their line breaks) and without marks that turn the reading
//! direction around, which can make a price or a name read as another.

use unicode_normalization::UnicodeNormalization;

use crate::problem::Problem;

/// One line: a name, a title. Blanks inside are one space each. Lengths are in characters.
///
/// # Errors
/// `Missing`, `TooShort`, `TooLong`, `BadCharacters`.
pub fn line(text: &str, min: usize, max: usize) -> Result<String, Problem> {
    let mut clean = String::with_capacity(text.len());
    for word in uniform(text, max)?.split([' ', '\u{a0}', '\t', '\n']).filter(|it| !it.is_empty()) {
        if !clean.is_empty() {
            clean.push(' ');
        }
        clean.push_str(word);
    }
    if clean.contains(is_refused) { Err(Problem::BadCharacters) } else { measured(clean, min, max) }
}

/// Paragraphs. Lines end without blanks, and at most one empty line stands between two others.
///
/// # Errors
/// As [`line()`].
pub fn prose(text: &str, min: usize, max: usize) -> Result<String, Problem> {
    let mut clean = String::with_capacity(text.len());
    let mut n_empty = 0;
    for line in uniform(text, max)?.trim().lines() {
        let line = line.trim_end();
        n_empty = if line.is_empty() { n_empty + 1 } else { 0 };
        if n_empty < 2 {
            clean.push_str(line);
            clean.push('\n');
        }
    }
    clean.truncate(clean.trim_end().len());
    if clean.contains(|it| it != '\t' && it != '\n' && is_refused(it)) {
        return Err(Problem::BadCharacters);
    }
    measured(clean, min, max)
}

/// Texts far beyond any limit are refused before work is spent on them.
fn uniform(text: &str, max: usize) -> Result<String, Problem> {
    if text.len() > max.saturating_mul(16).saturating_add(1_024) {
        return Err(Problem::TooLong { max });
    }
    Ok(text.nfc().collect::<String>().replace("\r\n", "\n"))
}

fn is_refused(it: char) -> bool {
    let turns_direction = matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let separates_lines = matches!(it, '\u{2028}' | '\u{2029}');
    let is_no_character = matches!(it, '\u{fdd0}'..='\u{fdef}') || (it as u32) & 0xfffe == 0xfffe;
    it.is_control() || turns_direction || separates_lines || is_no_character || it == '\u{feff}'
}

fn measured(text: String, min: usize, max: usize) -> Result<String, Problem> {
    match text.chars().count() {
        0 if min > 0 => Err(Problem::Missing),
        length if length < min => Err(Problem::TooShort { min }),
        length if length > max => Err(Problem::TooLong { max }),
        _ => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_same_word_typed_in_two_ways_is_one() {
        assert_eq!(line("Traduccio\u{301}n", 1, 40), line("Traducción", 1, 40));
    }

    #[test]
    fn blanks_are_tidied() {
        assert_eq!(line("  un \t bot\u{a0}\n bueno ", 1, 40).unwrap(), "un bot bueno");
        assert_eq!(prose(" uno  \r\n\r\n\r\n\r\ndos ", 1, 40).unwrap(), "uno\n\ndos");
    }

    #[test]
    fn lengths_are_in_characters_not_bytes() {
        assert_eq!(line("ñandú", 5, 5).unwrap(), "ñandú");
        assert_eq!(line("ñandú", 6, 9), Err(Problem::TooShort { min: 6 }));
        assert_eq!(line("ñandú", 1, 4), Err(Problem::TooLong { max: 4 }));
        assert_eq!(line(" \n ", 1, 4), Err(Problem::Missing));
        assert_eq!(line("", 0, 4).unwrap(), "");
    }

    #[test]
    fn what_hides_or_turns_text_is_refused() {
        for text in ["a\0b", "a\u{1b}[31m", "a\u{202e}b", "a\u{2066}b", "a\u{feff}b", "a\u{ffff}b"]
        {
            assert_eq!(line(text, 1, 40), Err(Problem::BadCharacters), "{text:?}");
            assert_eq!(prose(text, 1, 40), Err(Problem::BadCharacters), "{text:?}");
        }
        assert!(line("👩‍💻 código", 1, 40).is_ok(), "joined emoji are text");
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in ".{0,60}") {
            if let Ok(once) = line(&text, 0, 100) {
                prop_assert_eq!(line(&once, 0, 100), Ok(once.clone()));
            }
            if let Ok(once) = prose(&text, 0, 100) {
                prop_assert_eq!(prose(&once, 0, 100), Ok(once.clone()));
            }
        }
    }
}
