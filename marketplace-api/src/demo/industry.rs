//! The trades buyers come from, and the words each of them uses for its own things.

use std::sync::LazyLock;

use domain::lang::Lang;

use super::pattern::place;

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
pub(super) const FIELDS: [&str; 16] = [
    "ind", "one", "biz", "who", "asks", "docs", "doc", "sys", "data", "img", "calls", "kpi",
    "team", "peak", "texts", "sens",
];

#[derive(Debug, Clone)]
pub(super) struct Industry {
    pub(super) slug: String,
    tags: Vec<String>,
    words: Vec<[String; 2]>,
}

impl Industry {
    pub(super) fn word(&self, field: usize, lang: Lang) -> &str {
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
        industry.words.push([es.trim().to_owned(), en.trim().to_owned()]);
    }
    let short = industries.iter().find(|it| it.words.len() != FIELDS.len());
    short.map_or(Ok(()), |it| Err(it.slug.clone()))?;
    Ok(industries)
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
                assert!(!es.is_empty() && !en.is_empty(), "{} {name}", industry.slug);
            }
            let word = |name: &str| {
                let at = FIELDS.iter().position(|it| *it == name).unwrap();
                industry.word(at, Lang::Es)
            };
            let (who, team) = (word("who"), word("team"));
            assert!(who.starts_with("los ") || who.starts_with("las "), "{who}");
            assert!(team.starts_with("el ") || team.starts_with("la "), "{team}");
        }
    }

    #[test]
    fn a_wrong_line_is_named() {
        assert_eq!(parse("@ x\none a || b").unwrap_err(), "one a || b");
        assert_eq!(parse("@ x\nind a").unwrap_err(), "ind a");
        assert_eq!(parse("@ x\nind a || b").unwrap_err(), "x");
    }
}
