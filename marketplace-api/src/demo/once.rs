//! Remembers which sentences a market has already used, so that it does not repeat itself.

use std::collections::{HashMap, HashSet};

use domain::lang::Lang;

use super::{
    pattern::place,
    random::{hash, join},
};

/// A sentence longer than this many words is a reader's to notice when it comes back.
pub(super) const SHORT_WORDS: usize = 8;

/// How often such a sentence may stand in the market.
const MOST: u8 = 3;

/// Only the standard market is free of repetition; a load-test market forgets everything.
#[derive(Debug, Default)]
pub(super) struct Once {
    is_kept: bool,
    sentences: HashMap<u64, u8>,
    titles: HashSet<u64>,
}

impl Once {
    pub(super) fn new(is_kept: bool) -> Once {
        Once { is_kept, ..Once::default() }
    }

    /// Whether all of these texts, each given in its languages, may still be used; if so they are
    /// counted.
    pub(super) fn admit(&mut self, texts: &[(Lang, &str)]) -> bool {
        if !self.is_kept {
            return true;
        }
        let keys: HashSet<u64> = texts
            .iter()
            .flat_map(|(lang, text)| long_sentences(text).map(|it| key(*lang, it)))
            .collect();
        let fits = keys.iter().all(|it| self.sentences.get(it).is_none_or(|used| *used < MOST));
        if fits {
            for it in keys {
                *self.sentences.entry(it).or_default() += 1;
            }
        }
        fits
    }

    /// Whether no listing has one of these titles yet; if so they are taken.
    pub(super) fn take_titles(&mut self, titles: &[(Lang, &str)]) -> bool {
        if !self.is_kept {
            return true;
        }
        let keys: Vec<u64> = titles.iter().map(|(lang, it)| key(*lang, it)).collect();
        let free = keys.iter().all(|it| !self.titles.contains(it));
        if free {
            self.titles.extend(keys);
        }
        free
    }
}

/// The sentences of a text that are long enough to be noticed.
pub(super) fn long_sentences(text: &str) -> impl Iterator<Item = &str> {
    // `12.000` is one number, not two sentences: a mark ends one only before a space or the end.
    let mut from = 0;
    let ends = text.char_indices().filter_map(move |(at, letter)| {
        let next = at + letter.len_utf8();
        let ends = matches!(letter, '.' | '?' | '!' | ';')
            && text[next..].chars().next().is_none_or(char::is_whitespace);
        (ends || letter == '\n' || next == text.len()).then_some(next)
    });
    ends.map(move |end| {
        let sentence = &text[from..end];
        from = end;
        sentence.trim_matches(|it: char| !it.is_alphanumeric())
    })
    .filter(|it| it.split_whitespace().count() > SHORT_WORDS)
}

fn key(lang: Lang, text: &str) -> u64 {
    join(hash(&text.to_lowercase()), place(lang) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_sentence_is_admitted_three_times_and_a_short_one_always() {
        let mut once = Once::new(true);
        let long = "One two three four five six seven eight nine.";
        let admitted = (0..5).filter(|_| once.admit(&[(Lang::En, long)])).count();
        assert_eq!(admitted, 3);
        assert!((0..9).all(|_| once.admit(&[(Lang::En, "Short. And another one.")])));
        assert!(once.admit(&[(Lang::Es, long)]), "languages are counted apart");
    }

    #[test]
    fn a_refused_pair_counts_for_neither_language() {
        let mut once = Once::new(true);
        let (one, two) = ("a b c d e f g h i j.", "k l m n o p q r s t.");
        for _ in 0..3 {
            assert!(once.admit(&[(Lang::En, one)]));
        }
        assert!(!once.admit(&[(Lang::En, one), (Lang::Es, two)]));
        assert_eq!((0..5).filter(|_| once.admit(&[(Lang::Es, two)])).count(), 3);
    }

    #[test]
    fn a_title_is_taken_once_and_a_load_test_does_not_care() {
        let mut once = Once::new(true);
        assert!(once.take_titles(&[(Lang::En, "Bot")]));
        assert!(!once.take_titles(&[(Lang::Es, "Otro"), (Lang::En, "BOT")]));
        assert!(once.take_titles(&[(Lang::Es, "Otro")]));
        let mut off = Once::new(false);
        assert!(off.take_titles(&[(Lang::En, "Bot")]) && off.take_titles(&[(Lang::En, "Bot")]));
    }
}
