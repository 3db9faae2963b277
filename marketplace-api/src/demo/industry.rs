//! The trades buyers come from, and the words each of them uses for its own things.

use std::sync::LazyLock;

use domain::lang::Lang;

use super::{pattern::place, random::choice};

/// The words every industry has, in the order of its lines in `content/industries.txt`:
///
/// | word | is | in Spanish |
/// |---|---|---|
/// | `ind`, `one` | the trade, many of it and one of it | bare plural; with `un`/`una` |
/// | `biz` | the one in question | with `el`/`la` |
/// | `who`, `asks` | whom it serves, and what they ask about | with `los`/`las`; bare |
/// | `docs`, `doc` | the papers it lives with, and one of them | bare plural; with `un`/`una` |
/// | `sys`, `data` | the program it works in, what it has records of | with `el`/`la`; bare plural |
/// | `img`, `calls` | the pictures it has, what is said aloud there | bare plural |
/// | `kpi`, `peak` | the number it watches, when it gets tight | with `el`/`la`, singular |
/// | `team` | who does the daily work | with `el`, singular |
/// | `texts`, `sens` | what it publishes, what must not leak | bare plural |
///
/// Those in [`WITH_ARTICLE`] are written with their Spanish article, which `{the_docs}` says.
pub(super) const FIELDS: [&str; 16] = [
    "ind", "one", "biz", "who", "asks", "docs", "doc", "sys", "data", "img", "calls", "kpi",
    "team", "peak", "texts", "sens",
];

/// Words that may be said with or without their article.
pub(super) const WITH_ARTICLE: [&str; 6] = ["docs", "data", "img", "calls", "texts", "sens"];

/// Enumerations: nobody says all three things in every sentence.
const SHORTENED: [&str; 2] = ["docs", "data"];

#[derive(Debug, Clone)]
pub(super) struct Industry {
    pub(super) slug: String,
    tags: Vec<String>,
    words: Vec<[Word; 2]>,
}

/// `las` + `pólizas, siniestros y renovaciones`, and its shorter forms.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// Empty where the noun is never said without it.
    article: String,
    /// From long to short, at least one.
    nouns: Vec<String>,
}

pub(super) struct Said<'a> {
    pub(super) article: &'a str,
    pub(super) noun: &'a str,
}

impl Word {
    /// Long or short by chance; the two languages of a word have the same lengths.
    pub(super) fn in_length(&self, chance: u64) -> Said<'_> {
        let noun = &self.nouns[choice(chance, 0, self.nouns.len())];
        Said { article: &self.article, noun }
    }
}

impl Industry {
    pub(super) fn word(&self, field: usize, lang: Lang) -> &Word {
        &self.words[field][place(lang)]
    }

    pub(super) fn has_tag(&self, tag: &str) -> bool {
        self.slug == tag || self.tags.iter().any(|it| it == tag)
    }
}

pub(super) fn all() -> &'static [Industry] {
    static INDUSTRIES: LazyLock<Vec<Industry>> = LazyLock::new(|| {
        parse(include_str!("content/industries.txt"))
            .unwrap_or_else(|line| panic!("industries.txt, checked by a test: `{line}`"))
    });
    &INDUSTRIES
}

/// The line that is wrong, if one is.
fn parse(text: &str) -> Result<Vec<Industry>, String> {
    let mut industries: Vec<Industry> = Vec::new();
    for line in text.lines().filter(|it| !it.is_empty() && !it.starts_with('#')) {
        if let Some(head) = line.strip_prefix("@ ") {
            let mut words = head.split_whitespace().map(str::to_owned);
            let slug = words.next().ok_or(line)?;
            industries.push(Industry { slug, tags: words.collect(), words: Vec::new() });
            continue;
        }
        let industry = industries.last_mut().ok_or(line)?;
        let (name, pair) = line.split_once(' ').ok_or(line)?;
        let (es, en) = pair.split_once(" || ").ok_or(line)?;
        if FIELDS.get(industry.words.len()) != Some(&name) {
            return Err(line.to_owned());
        }
        industry.words.push(words(name, es.trim(), en.trim()).ok_or(line)?);
    }
    let short = industries.iter().find(|it| it.words.len() != FIELDS.len());
    short.map_or(Ok(()), |it| Err(it.slug.clone()))?;
    Ok(industries)
}

fn words(name: &str, es: &str, en: &str) -> Option<[Word; 2]> {
    let (article_es, article_en, es) = if WITH_ARTICLE.contains(&name) {
        let (article, noun) = es.split_once(' ')?;
        (["los", "las"].contains(&article).then_some(article)?, "the", noun)
    } else {
        ("", "", es)
    };
    let (mut in_es, mut in_en) = (vec![es.to_owned()], vec![en.to_owned()]);
    let (items_es, items_en) = (items(es, " y "), items(en, " and "));
    if SHORTENED.contains(&name) && items_es.len() == items_en.len() && items_es.len() > 1 {
        if items_es.len() > 2 && !items_es[1].starts_with(['i', 'h']) {
            in_es.push(format!("{} y {}", items_es[0], items_es[1]));
            in_en.push(format!("{} and {}", items_en[0], items_en[1]));
        }
        in_es.push(items_es[0].to_owned());
        in_en.push(items_en[0].to_owned());
    }
    let word = |article: &str, nouns| Word { article: article.to_owned(), nouns };
    Some([word(article_es, in_es), word(article_en, in_en)])
}

/// `a, b y c` → a, b, c.
fn items<'a>(text: &'a str, and: &str) -> Vec<&'a str> {
    let mut items: Vec<&str> = text.split(", ").collect();
    if let Some((before, last)) = items.last().and_then(|it| it.rsplit_once(and)) {
        items.pop();
        items.extend([before, last]);
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_thirty_and_each_has_all_its_words() {
        let industries = parse(include_str!("content/industries.txt")).unwrap();
        assert!(industries.len() >= 30, "{}", industries.len());
        for industry in &industries {
            for (name, [es, en]) in FIELDS.iter().zip(&industry.words) {
                assert_eq!(es.nouns.len(), en.nouns.len(), "{} {name}", industry.slug);
                let is_said = |it: &Word| it.nouns.iter().all(|noun| !noun.is_empty());
                assert!(is_said(es) && is_said(en), "{} {name}", industry.slug);
            }
            let word = |name: &str| {
                let at = FIELDS.iter().position(|it| *it == name).unwrap();
                industry.word(at, Lang::Es).in_length(0).noun
            };
            let (who, team) = (word("who"), word("team"));
            assert!(who.starts_with("los ") || who.starts_with("las "), "{who}");
            assert!(team.starts_with("el ") || team.starts_with("la "), "{team}");
        }
    }

    #[test]
    fn an_enumeration_has_shorter_forms_in_both_languages() {
        let [es, en] =
            words("data", "las citas, bajas y altas", "visits, leaves and joins").unwrap();
        assert_eq!(es.article, "las");
        assert_eq!(es.nouns, ["citas, bajas y altas", "citas y bajas", "citas"]);
        assert_eq!(en.nouns, ["visits, leaves and joins", "visits and leaves", "visits"]);
        assert!(words("data", "citas y bajas", "visits and leaves").is_none());
    }

    #[test]
    fn a_wrong_line_is_named() {
        assert_eq!(parse("@ x\none a || b").unwrap_err(), "one a || b");
        assert_eq!(parse("@ x\nind a").unwrap_err(), "ind a");
        assert_eq!(parse("@ x\nind a || b").unwrap_err(), "x");
    }
}
