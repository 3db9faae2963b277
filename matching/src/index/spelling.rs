//! Words that look like a word.
//!
//! All known words are scanned: a set of letters per word, kept in one flat array, rules out nearly
//! all of them in about a nanosecond each.

use std::sync::Arc;

use crate::text::fold::fold;

const BLOCK: usize = 4096;

/// Copying it copies pointers; adding a word to a copy copies one block.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spelling {
    blocks: Vec<Arc<Block>>,
}

#[derive(Debug, Clone, Default)]
struct Block {
    letters: Vec<u32>,
    lengths: Vec<u8>,
    /// As in `first`.
    firsts: Vec<u8>,
    words: Vec<Arc<str>>,
}

/// A known word near the typed one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Near {
    /// As written, with its accents.
    pub(crate) word: Arc<str>,
    pub(crate) edits: u32,
}

/// Shorter words have too many neighbours.
const MIN_CHARS: usize = 4;

impl Spelling {
    /// `word` in lower case. Words that cannot be the answer to a typo are left out.
    pub(crate) fn add(&mut self, word: &str) {
        let length = word.chars().count();
        if !(MIN_CHARS..=40).contains(&length) || !word.chars().all(char::is_alphabetic) {
            return;
        }
        if self.blocks.last().is_none_or(|it| it.words.len() == BLOCK) {
            self.blocks.push(Arc::default());
        }
        if let Some(block) = self.blocks.last_mut() {
            let block = Arc::make_mut(block);
            let folded = fold(word);
            block.letters.push(letters(&folded));
            block.firsts.push(first(&folded));
            block.lengths.push(u8::try_from(length).unwrap_or(u8::MAX));
            block.words.push(Arc::from(word));
        }
    }

    /// Known words within the edits `typed` (folded) may have: one from 5 letters, two from 9. A
    /// wrong first letter counts twice: people rarely miss that one.
    pub(crate) fn near(&self, typed: &str) -> Vec<Near> {
        let typed_letters: Vec<char> = typed.chars().collect();
        let most = match typed_letters.len() {
            0..=4 => return Vec::new(),
            5..=8 => 1,
            9..=40 => 2,
            _ => return Vec::new(),
        };
        let (set, begins) = (letters(typed), first(typed));
        let mut rows = Rows::default();
        let mut found = Vec::new();
        for block in &self.blocks {
            let words = block.letters.iter().zip(&block.lengths).zip(&block.firsts).enumerate();
            for (at, ((letters, length), first)) in words {
                let apart = usize::from(*length).abs_diff(typed_letters.len());
                let left = most - u32::from(*first != begins);
                if apart > left as usize || (set ^ letters).count_ones() > 2 * most {
                    continue;
                }
                let word = &block.words[at];
                let edits = rows.edits(&typed_letters, word, most);
                if (1..=most).contains(&edits) {
                    found.push(Near { word: Arc::clone(word), edits });
                }
            }
        }
        found
    }
}

/// The first letter, where letters outside the alphabet share one value.
fn first(folded: &str) -> u8 {
    folded.bytes().next().unwrap_or(0).min(0x80)
}

/// One bit per letter of the alphabet, the rest share one.
fn letters(folded: &str) -> u32 {
    folded.bytes().fold(0, |set, byte| match byte {
        b'a'..=b'z' => set | 1 << (byte - b'a'),
        _ => set | 1 << 26,
    })
}

/// Kept from word to word.
#[derive(Default)]
struct Rows {
    other: Vec<char>,
    before_last: Vec<u32>,
    last: Vec<u32>,
    row: Vec<u32>,
}

impl Rows {
    /// Insertions, deletions, replacements and swaps of neighbours; anything above `most` may be
    /// given as `most + 1`.
    fn edits(&mut self, typed: &[char], other: &str, most: u32) -> u32 {
        let Rows { other: letters, before_last, last, row } = self;
        letters.clear();
        if other.is_ascii() {
            letters.extend(other.chars());
        } else {
            letters.extend(fold(other).chars());
        }
        let width = letters.len() + 1;
        before_last.clear();
        before_last.resize(width, 0);
        last.clear();
        last.extend((0..).take(width));
        row.clear();
        row.resize(width, 0);
        for (i, a) in typed.iter().enumerate() {
            row[0] = last[0] + 1;
            for (j, b) in letters.iter().enumerate() {
                let changed = last[j] + u32::from(a != b);
                row[j + 1] = changed.min(last[j + 1] + 1).min(row[j] + 1);
                let swapped = i > 0 && j > 0 && *a == letters[j - 1] && typed[i - 1] == *b;
                if swapped && a != b {
                    row[j + 1] = row[j + 1].min(before_last[j - 1] + 1);
                }
            }
            if row.iter().all(|it| *it > most) {
                return most + 1;
            }
            std::mem::swap(before_last, last);
            std::mem::swap(last, row);
        }
        last[width - 1] + u32::from(typed.first() != letters.first())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(typed: &str) -> Vec<String> {
        let mut spelling = Spelling::default();
        for word in ["automatización", "chatbot", "dental", "rental", "facturas", "api", "n8n"] {
            spelling.add(word);
        }
        spelling.near(typed).into_iter().map(|it| format!("{} {}", it.word, it.edits)).collect()
    }

    #[test]
    fn slips_of_the_finger_are_found() {
        assert_eq!(near("chatbt"), ["chatbot 1"]);
        assert_eq!(near("chabtot"), ["chatbot 1"]);
        assert_eq!(near("autmatizacoin"), ["automatización 2"]);
        assert_eq!(near("factruas"), ["facturas 1"]);
    }

    #[test]
    fn short_words_wrong_beginnings_and_far_words_are_not() {
        assert_eq!(near("apis"), [""; 0]);
        assert_eq!(near("zental"), [""; 0]);
        assert_eq!(near("chtbt"), [""; 0]);
        assert_eq!(near("dental"), [""; 0]);
    }
}
