//! Translations learned from parallel text, beside the ones written by hand.
//!
//! `lexicon/learned.txt` is made by `examples/learn_lexicon.rs` and never edited: its first lines say
//! from what and how. Words are stemmed as they are read, so the file does not depend on the stemmer.

use std::{cmp::Ordering, collections::HashMap, sync::LazyLock};

use crate::{
    text::{Analyzer, fold::fold},
    types::Lang,
};

/// What a word stands for in the other language.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Translation {
    /// As it is usually written.
    pub(crate) text: String,
    pub(crate) stem: String,
    /// 0 to 1.
    pub(crate) probability: f32,
}

#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    /// By the language of the word, by its stem; the most probable first.
    words: [HashMap<String, Vec<Translation>>; 2],
    /// The same words, without accents and by their stems, and how they are written; in order.
    written: [Vec<(String, String)>; 2],
}

/// More would cost postings and bring little.
pub(crate) const MAX_TRANSLATIONS: usize = 4;

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::read(include_str!("lexicon/learned.txt")));

pub(crate) fn lexicon() -> &'static Lexicon {
    &LEXICON
}

impl Lexicon {
    fn read(file: &str) -> Lexicon {
        let mut analyzer = Analyzer::default();
        let mut lexicon = Lexicon::default();
        let mut from = Lang::Es;
        for line in file.lines().filter(|it| !it.starts_with('#')) {
            if let Some(section) = line.strip_prefix("@ ") {
                from = if section.starts_with("es") { Lang::Es } else { Lang::En };
                continue;
            }
            let mut fields = line.split(' ');
            let Some(word) = fields.next().filter(|it| !it.is_empty()) else { continue };
            let to = if from == Lang::Es { Lang::En } else { Lang::Es };
            let mut found = Vec::new();
            while let (Some(text), Some(percent)) = (fields.next(), fields.next()) {
                let probability = percent.parse::<f32>().unwrap_or(0.0) / 100.0;
                let stem = analyzer.forms(text).stem(to).to_owned();
                found.push(Translation { text: text.to_owned(), stem, probability });
            }
            found.truncate(MAX_TRANSLATIONS);
            let stem = analyzer.forms(word).stem(from).to_owned();
            lexicon.written[from as usize].push((fold(word), word.to_owned()));
            lexicon.written[from as usize].push((stem.clone(), word.to_owned()));
            lexicon.words[from as usize].entry(stem).or_insert(found);
        }
        lexicon.written.iter_mut().for_each(|it| it.sort_unstable());
        lexicon
    }

    /// The word of `lang` that `typed` (lower case, folded, or its stem) was probably meant to be: one
    /// letter left out, put in, changed or swapped with the next, and the first of them right.
    pub(crate) fn meant(&self, lang: Lang, typed: &str) -> Option<&str> {
        let first = &typed[..typed.chars().next()?.len_utf8()];
        let words = &self.written[lang as usize];
        let from = words.partition_point(|it| it.0.as_str() < first);
        let mut near = words[from..].iter().take_while(|it| it.0.starts_with(first));
        near.find(|it| is_one_edit(it.0.as_bytes(), typed.as_bytes())).map(|it| it.1.as_str())
    }

    /// `stem` is read as `lang`; what comes back is of the other language, the most probable first.
    pub(crate) fn translations(&self, lang: Lang, stem: &str) -> &[Translation] {
        self.words[lang as usize].get(stem).map_or(&[], Vec::as_slice)
    }
}

/// Whether one edit makes `other` of `one`.
fn is_one_edit(one: &[u8], other: &[u8]) -> bool {
    if one.len().abs_diff(other.len()) > 1 || one == other {
        return false;
    }
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[same..], &other[same..]);
    match one.len().cmp(&other.len()) {
        Ordering::Less => other[1..] == *one,
        Ordering::Greater => one[1..] == *other,
        Ordering::Equal => {
            let is_swap = one.len() > 1 && one[0] == other[1] && one[1] == other[0];
            one[1..] == other[1..] || (is_swap && one[2..] == other[2..])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = include_str!("lexicon/learned.txt");

    #[test]
    fn the_file_says_where_it_comes_from_and_is_small() {
        for said in ["learn_lexicon", "ESCO", "European Commission", "modified"] {
            assert!(FILE.lines().any(|it| it.starts_with('#') && it.contains(said)), "{said}");
        }
        assert!(FILE.len() < 300_000, "{} bytes", FILE.len());
    }

    #[test]
    fn every_line_is_a_word_and_its_translations() {
        for line in FILE.lines().filter(|it| !it.starts_with(['#', '@'])) {
            let fields: Vec<&str> = line.split(' ').collect();
            assert!(fields.len() % 2 == 1 && (3..=9).contains(&fields.len()), "{line}");
            let percents: Vec<u32> =
                fields.iter().skip(2).step_by(2).map(|it| it.parse().unwrap()).collect();
            assert!(percents.iter().all(|it| (1..=100).contains(it)), "{line}");
            assert!(percents.is_sorted_by(|a, b| a >= b), "{line}");
        }
    }

    #[test]
    fn trades_are_translated_both_ways() {
        let mut analyzer = Analyzer::default();
        for (lang, typed, other) in [
            (Lang::Es, "carpinteros", "carpenter"),
            (Lang::Es, "enfermera", "nurse"),
            (Lang::En, "welder", "soldador"),
            (Lang::En, "teachers", "profesora"),
        ] {
            let to = if lang == Lang::Es { Lang::En } else { Lang::Es };
            let wanted = analyzer.forms(other).stem(to).to_owned();
            let stem = analyzer.forms(typed).stem(lang).to_owned();
            let found = lexicon().translations(lang, &stem);
            assert!(found.iter().any(|it| it.stem == wanted), "{typed}: {found:?}");
        }
    }

    #[test]
    fn a_wrong_letter_is_seen_through() {
        fn meant(typed: &str) -> Option<&'static str> {
            lexicon().meant(Lang::Es, typed)
        }
        let mut analyzer = Analyzer::default();
        let mut stem = |word: &str| analyzer.forms(word).stem(Lang::Es).to_owned();
        for typed in ["carpinterro", "carpntero", "carpintreo", "carpimtero"] {
            let stemmed = stem(typed);
            let found = meant(typed).or_else(|| meant(&stemmed));
            assert_eq!(found.map(&mut stem), Some(stem("carpintero")), "{typed}");
        }
        assert_eq!(meant("zzzzzzz"), None);
        assert_eq!(meant(""), None);
        assert!(is_one_edit(b"ab", b"ba") && is_one_edit(b"a", b"") && is_one_edit(b"abc", b"abd"));
        assert!(!is_one_edit(b"abcd", b"badc") && !is_one_edit(b"ab", b"ab"));
    }
}
