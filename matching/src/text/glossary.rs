//! The same idea in two languages, and its other names in one.
//!
//! The list is `glossary.txt`, written by hand. Both sides are stemmed as documents are, so any
//! inflection of an entry finds it.

use std::{collections::HashMap, sync::LazyLock};

use crate::{
    text::{Analyzer, stopwords::is_stopword},
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
        let mut glossary =
            Glossary { ideas: Vec::new(), by_es: HashMap::new(), by_en: HashMap::new() };
        for line in list.lines().filter(|it| !it.starts_with('#')) {
            if let Some((es, en)) = line.split_once('|') {
                let at = glossary.ideas.len();
                let mut forms = Vec::new();
                for (lang, side) in [(Lang::Es, es), (Lang::En, en)] {
                    for text in side.split(',').map(str::trim) {
                        let (form, key) = form(&mut analyzer, lang, text);
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
        glossary
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

    pub(crate) fn knows(&self, lang: Lang, key: &str) -> bool {
        match lang {
            Lang::Es => self.by_es.contains_key(key),
            Lang::En => self.by_en.contains_key(key),
        }
    }
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

    #[test]
    fn the_list_is_long_and_says_nothing_twice() {
        let list = include_str!("glossary.txt");
        let lines: Vec<&str> = list.lines().filter(|it| it.contains('|')).collect();
        assert!(lines.len() >= 250, "{} ideas", lines.len());

        let mut seen = HashSet::new();
        for line in lines {
            assert!(seen.insert(line), "twice: {line}");
            assert_eq!(line.matches('|').count(), 1, "{line}");
            assert!(line.split(['|', ',']).all(|it| !it.trim().is_empty()), "{line}");
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
