//! The same idea in two languages, and its other names in one.
//!
//! The list is `glossary.txt`, written by hand. Both sides are stemmed as documents are, so any
//! inflection of an entry finds it.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use crate::{
    text::{Analyzer, lexicon::lexicon, stopwords::is_stopword},
    types::Lang,
};

/// A line of the list.
#[derive(Debug)]
struct Idea {
    forms: Vec<Form>,
}

/// One name of an idea.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) lang: Lang,
    /// As written in the list.
    pub(crate) text: String,
    /// Stems of its words, without articles and prepositions: all must be in a document.
    pub(crate) stems: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct Glossary {
    ideas: Vec<Idea>,
    /// Stems of all words of a form, joined by spaces → the ideas it names.
    by_es: HashMap<String, Vec<usize>>,
    by_en: HashMap<String, Vec<usize>>,
    /// Per language, phrases that are taken apart.
    plain: [HashSet<String>; 2],
}

/// Words of the longest form that is looked up.
pub(crate) const MAX_WORDS: usize = 5;

static GLOSSARY: LazyLock<Glossary> =
    LazyLock::new(|| Glossary::read(include_str!("glossary.txt")));

pub(crate) fn glossary() -> &'static Glossary {
    &GLOSSARY
}

impl Glossary {
    fn read(list: &str) -> Glossary {
        let mut analyzer = Analyzer::default();
        let mut glossary = Glossary {
            ideas: Vec::new(),
            by_es: HashMap::new(),
            by_en: HashMap::new(),
            plain: [HashSet::new(), HashSet::new()],
        };
        for line in list.lines().filter(|it| !it.starts_with('#')) {
            if let Some((es, en)) = line.split_once('|') {
                let at = glossary.ideas.len();
                let mut forms = Vec::new();
                for (lang, side) in [(Lang::Es, es), (Lang::En, en)] {
                    for text in side.split(',').flat_map(spellings) {
                        let (form, key) = form(&mut analyzer, lang, &text);
                        let known = glossary.by(lang).entry(key).or_default();
                        if known.last() != Some(&at) {
                            known.push(at);
                        }
                        forms.push(form);
                    }
                }
                glossary.ideas.push(Idea { forms });
            }
        }
        glossary.forget_plain_phrases();
        glossary
    }

    /// A phrase that says what its words say (`clínica dental`) is better taken apart: each word then
    /// finds what has only that one. One that says more (`aprendizaje automático`) stays whole.
    fn forget_plain_phrases(&mut self) {
        for lang in Lang::ALL {
            let phrases = self.by(lang).iter().filter(|it| it.0.contains(' '));
            let phrases: Vec<_> = phrases.map(|it| (it.0.clone(), it.1.clone())).collect();
            for (key, mut ideas) in phrases {
                ideas.retain(|at| !self.is_plain(lang, &key, *at));
                if ideas.is_empty() {
                    self.by(lang).remove(&key);
                    self.plain[lang as usize].insert(key);
                } else {
                    self.by(lang).insert(key, ideas);
                }
            }
        }
    }

    /// Whether every translation is made of translations of the words of `key`.
    fn is_plain(&self, lang: Lang, key: &str, idea: usize) -> bool {
        let reach = |stem: &String| key.split(' ').any(|it| self.means(lang, it, stem));
        let mut others = self.ideas[idea].forms.iter().filter(|it| it.lang != lang);
        others.all(|it| it.stems.len() >= 2 && it.stems.iter().all(reach))
    }

    fn means(&self, lang: Lang, word: &str, other: &str) -> bool {
        let learned = lexicon().translations(lang, word).iter().any(|it| it.stem == other);
        learned
            || word == other
            || self.others(lang, word).any(|it| it.lang != lang && it.stems == [other])
    }

    fn by(&mut self, lang: Lang) -> &mut HashMap<String, Vec<usize>> {
        match lang {
            Lang::Es => &mut self.by_es,
            Lang::En => &mut self.by_en,
        }
    }

    /// Other names of what `key` (stems joined by spaces, read as `lang`) names.
    pub(crate) fn others<'a>(
        &'a self,
        lang: Lang,
        key: &str,
    ) -> impl Iterator<Item = &'a Form> + use<'a> {
        let known = match lang {
            Lang::Es => self.by_es.get(key),
            Lang::En => self.by_en.get(key),
        };
        known.into_iter().flatten().flat_map(|at| &self.ideas[*at].forms)
    }

    /// Whether `key` is a phrase that says what its words say, and is taken apart.
    pub(crate) fn takes_apart(&self, lang: Lang, key: &str) -> bool {
        self.plain[lang as usize].contains(key)
    }

    pub(crate) fn knows(&self, lang: Lang, key: &str) -> bool {
        match lang {
            Lang::Es => self.by_es.contains_key(key),
            Lang::En => self.by_en.contains_key(key),
        }
    }
}

/// A compound with a hyphen is also written as two words.
fn spellings(text: &str) -> impl Iterator<Item = String> {
    let text = text.trim();
    let apart = text.contains('-').then(|| text.replace('-', " "));
    std::iter::once(text.to_owned()).chain(apart)
}

fn form(analyzer: &mut Analyzer, lang: Lang, text: &str) -> (Form, String) {
    let words: Vec<_> = crate::text::tokens::tokens(text)
        .into_iter()
        .map(|token| analyzer.forms(&token.word))
        .collect();
    let key: Vec<&str> = words.iter().map(|it| it.stem(lang)).collect();
    let content = words.iter().filter(|it| !is_stopword(&it.exact));
    let mut stems: Vec<String> = content.map(|it| it.stem(lang).to_owned()).collect();
    if stems.is_empty() {
        stems = words.iter().map(|it| it.stem(lang).to_owned()).collect();
    }
    (Form { lang, text: text.to_owned(), stems }, key.join(" "))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const LIST: &str = include_str!("glossary.txt");

    #[test]
    fn the_list_is_long_and_says_nothing_twice() {
        let lines: Vec<&str> =
            LIST.lines().filter(|it| !it.trim().is_empty() && !it.starts_with('#')).collect();
        assert!(lines.len() >= 1_500, "{} ideas", lines.len());

        let mut seen = HashSet::new();
        for line in lines {
            assert_eq!(line.matches('|').count(), 1, "{line}");
            assert!(line.split(['|', ',']).all(|it| !it.trim().is_empty()), "{line}");
            assert!(seen.insert(line), "twice: {line}");
            let forms: Vec<&str> = line.split(['|', ',']).map(str::trim).collect();
            let (es, en) = line.split_once('|').unwrap();
            for side in [es, en] {
                let names: HashSet<&str> = side.split(',').map(str::trim).collect();
                assert_eq!(names.len(), side.split(',').count(), "twice in {line}");
            }
            assert!(forms.iter().all(|it| **it == it.to_lowercase()), "capitals: {line}");
        }
    }

    #[test]
    fn every_form_has_a_word_that_means_something() {
        for form in glossary().ideas.iter().flat_map(|it| &it.forms) {
            let words = crate::text::tokens::tokens(&form.text);
            let means =
                |it: &crate::text::tokens::Token| !is_stopword(&crate::text::fold::fold(&it.word));
            assert!(words.iter().any(means), "{}", form.text);
        }
    }

    #[test]
    fn every_form_is_short_enough_to_be_found() {
        for idea in &glossary().ideas {
            for form in &idea.forms {
                let words = crate::text::tokens::tokens(&form.text).len();
                assert!((1..=MAX_WORDS).contains(&words), "{}", form.text);
            }
        }
    }

    #[test]
    fn inflections_lead_to_the_other_language() {
        let mut analyzer = Analyzer::default();
        for (lang, typed, other) in [
            (Lang::Es, "clínicas", "clinic"),
            (Lang::Es, "facturas", "invoice"),
            (Lang::En, "invoices", "factura"),
            (Lang::Es, "abogada", "lawyer"),
            (Lang::En, "chatbots", "bot conversacional"),
        ] {
            let key = analyzer.forms(typed).stem(lang).to_owned();
            let found: Vec<&str> =
                glossary().others(lang, &key).map(|it| it.text.as_str()).collect();
            assert!(found.contains(&other), "{typed}: {found:?}");
        }
    }
}
