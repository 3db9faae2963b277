//! Learning which word of one language stands for which of the other, from parallel text.
//!
//! IBM model 1 in both directions, first apart, then agreeing: a link counts as much as both
//! directions believe in it, which keeps rare words from taking all their neighbours for
//! translations. Words are stems, a unit counts a word once, stopwords are left out, and either side
//! has a NULL word for what has no counterpart.
//!
//! [`learn`] is run by `examples/learn_lexicon.rs`; what it gives is shipped as
//! `text/lexicon/learned.txt` and read by the engine.

mod alignment;

use std::{collections::HashMap, fmt::Write as _};

use crate::{
    text::{Analyzer, stopwords::is_stopword, tokens},
    types::Lang,
};

use self::alignment::{Alignment, Cell};

/// The same thing said in both languages: a title, a sentence, a short paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    pub es: String,
    pub en: String,
}

/// When a translation is believed.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Units of text in which both words stand.
    pub least_support: u32,
    /// p(translation | word).
    pub least_probability: f32,
    /// p(word | translation): what the other direction must grant.
    pub least_agreement: f32,
    /// Translations per word.
    pub most_translations: usize,
    /// Rounds of each direction alone, then of both agreeing.
    pub rounds: (u32, u32),
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            least_support: 2,
            least_probability: 0.05,
            least_agreement: 0.02,
            most_translations: 4,
            rounds: (4, 4),
        }
    }
}

/// A translation table as text: a line per word, its translations with their probabilities in
/// percent. Words are shown in their most frequent form.
#[must_use]
pub fn learn(pairs: &[Pair], settings: &Settings) -> String {
    let mut reading = Reading::default();
    let units: Vec<[Vec<u32>; 2]> = pairs
        .iter()
        .map(|pair| [reading.words(Lang::Es, &pair.es), reading.words(Lang::En, &pair.en)])
        .filter(|unit| unit.iter().all(|side| !side.is_empty()))
        .collect();
    let mut alignment = Alignment::new(&units, reading.sizes());
    for _ in 0..settings.rounds.0 {
        alignment.round(&units, false);
    }
    for _ in 0..settings.rounds.1 {
        alignment.round(&units, true);
    }
    reading.written(alignment.cells(), settings)
}

/// The words of both languages by number.
#[derive(Default)]
struct Reading {
    analyzer: Analyzer,
    sides: [Side; 2],
}

#[derive(Default)]
struct Side {
    numbers: HashMap<String, u32>,
    /// How often each stem is written how.
    surfaces: Vec<HashMap<String, u32>>,
}

impl Reading {
    /// Each stem once, in order of its number.
    fn words(&mut self, lang: Lang, text: &str) -> Vec<u32> {
        let mut words = Vec::new();
        for token in tokens::tokens(text) {
            let forms = self.analyzer.forms(&token.word);
            let is_word = forms.exact.chars().all(char::is_alphabetic)
                && forms.exact.chars().count() >= 2
                && !is_stopword(&forms.exact);
            if is_word {
                words.push(self.sides[lang as usize].number(forms.stem(lang), &forms.surface));
            }
        }
        words.sort_unstable();
        words.dedup();
        words
    }

    fn sizes(&self) -> [usize; 2] {
        self.sides.each_ref().map(|it| it.surfaces.len())
    }

    fn written(&self, cells: Vec<Cell>, settings: &Settings) -> String {
        let mut written = String::new();
        for lang in Lang::ALL {
            let (from, to) = (lang as usize, 1 - lang as usize);
            let mut by_word: HashMap<u32, Vec<(u32, f32)>> = HashMap::new();
            for cell in cells.iter().filter(|it| it.support >= settings.least_support) {
                let (there, back) = (cell.probability[from], cell.probability[to]);
                if there >= settings.least_probability && back >= settings.least_agreement {
                    by_word.entry(cell.words[from]).or_default().push((cell.words[to], there));
                }
            }
            let mut lines: Vec<String> = by_word
                .into_iter()
                .map(|(word, found)| {
                    let word = self.sides[from].shown(word);
                    let found = found.into_iter().map(|it| (self.sides[to].shown(it.0), it.1));
                    line(word, found.collect(), settings.most_translations)
                })
                .collect();
            lines.sort_unstable();
            let name = match lang {
                Lang::Es => "es en",
                Lang::En => "en es",
            };
            let _ = writeln!(written, "@ {name}");
            lines.iter().for_each(|it| written.push_str(it));
        }
        written
    }
}

impl Side {
    fn number(&mut self, stem: &str, surface: &str) -> u32 {
        let next = u32::try_from(self.surfaces.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(stem.to_owned()).or_insert(next);
        if number == next {
            self.surfaces.push(HashMap::new());
        }
        *self.surfaces[number as usize].entry(surface.to_owned()).or_default() += 1;
        number
    }

    /// The most frequent way of writing it, the first in the alphabet of equals.
    fn shown(&self, number: u32) -> &str {
        let surfaces = self.surfaces[number as usize].iter();
        let best = surfaces.max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
        best.map_or("", |it| it.0.as_str())
    }
}

fn line(word: &str, mut found: Vec<(&str, f32)>, most: usize) -> String {
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let mut line = word.to_owned();
    for (translation, probability) in found.into_iter().take(most) {
        let _ = write!(line, " {translation} {:.0}", probability * 100.0);
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(lines: &[(&str, &str)]) -> Vec<Pair> {
        lines.iter().map(|it| Pair { es: it.0.to_owned(), en: it.1.to_owned() }).collect()
    }

    #[test]
    fn words_find_each_other_by_the_company_they_keep() {
        let text = pairs(&[
            ("curtidor de pieles", "leather tanner"),
            ("curtidora", "tanner"),
            ("vendedor de pieles", "leather seller"),
            ("vendedores de flores", "flower seller"),
            ("cultivo de flores", "growing of flowers"),
        ]);
        let settings = Settings { least_support: 2, ..Settings::default() };
        let learned = learn(&text, &settings);
        for line in ["curtidor tanner 100", "pieles leather 100", "seller vendedor 100"] {
            assert!(learned.lines().any(|it| it == line), "{learned}");
        }
    }

    #[test]
    fn what_stands_together_once_is_not_believed() {
        let text = pairs(&[("gato negro", "black cat")]);
        assert_eq!(learn(&text, &Settings::default()), "@ es en\n@ en es\n");
    }

    #[test]
    fn learning_twice_gives_the_same() {
        let text = pairs(&[("uno dos tres", "one two three"); 6]);
        let settings = Settings { least_probability: 0.0, ..Settings::default() };
        assert_eq!(learn(&text, &settings), learn(&text, &settings));
    }
}
