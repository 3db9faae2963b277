//! Sentences with slots, in Spanish and English side by side.
//!
//! | slot | becomes |
//! |---|---|
//! | `{ind}`, `{docs}` … | a word of the listing's industry ([`super::industry::FIELDS`]) |
//! | `{the_docs}` … | the same with its article: `las pólizas` |
//! | `{tool}` | a slot declared in the file: one of its options |
//! | `{20-60}`, `{200-900:50}` | a number in that range, in steps; years are not grouped |
//! | `{n8n\|Make}` | one of these |
//! | `[trabajo\|trabajamos]` | the first from one person, the second from a firm |
//!
//! **Invariant:** a slot means the same in both languages and wherever it stands in a listing. A
//! pattern that names an unknown slot does not parse, so no `{slot}` can reach a reader.

use domain::lang::Lang;

use super::{
    industry::{FIELDS, Industry, WITH_ARTICLE},
    random::{choice, hash, join},
};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum PatternError {
    #[error("`{0}`: expected `Spanish || English`")]
    NotAPair(String),
    #[error("`{text}`: nothing is called `{slot}`")]
    UnknownSlot { text: String, slot: String },
    #[error("`{0}`: a bracket is not closed")]
    Unclosed(String),
    #[error("`{0}`: the choices of the two languages do not pair up")]
    Unpaired(String),
}

/// A slot declared for one archetype: the same options in both languages.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    pub(super) name: String,
    pub(super) options: [Vec<String>; 2],
}

#[derive(Debug, Clone)]
enum Part {
    Text(String),
    Field { field: usize, has_article: bool, key: u64 },
    Number { key: u64, low: u64, high: u64, step: u64 },
    Choice { key: u64, options: Vec<String> },
    Voice { person: String, firm: String },
}

/// The same thing said in Spanish and in English.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    parts: [Vec<Part>; 2],
}

/// What a pattern is filled from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Filling<'a> {
    pub(super) seed: u64,
    pub(super) industry: &'a Industry,
    pub(super) is_firm: bool,
}

impl Part {
    /// A small number is this sentence's own; a big one, written with a step, is a fact of the
    /// listing and the same in all of its sentences. How long an enumeration is said is decided
    /// sentence by sentence.
    fn make_own(&mut self, sentence: u64) {
        if let Part::Number { key, step: 1, .. } | Part::Field { key, .. } = self {
            *key = join(*key, sentence);
        }
    }
}

impl Pattern {
    /// `Spanish || English`.
    ///
    /// # Errors
    /// [`PatternError`], with the text that is wrong.
    pub(super) fn parse(text: &str, slots: &[Slot]) -> Result<Pattern, PatternError> {
        let (es, en) =
            text.split_once(" || ").ok_or_else(|| PatternError::NotAPair(text.to_owned()))?;
        let mut es = parts(es.trim(), Lang::Es, slots)?;
        let mut en = parts(en.trim(), Lang::En, slots)?;
        let sentence = hash(text);
        es.iter_mut().chain(&mut en).for_each(|it| it.make_own(sentence));
        pair_choices(&mut es, &en).ok_or_else(|| PatternError::Unpaired(text.to_owned()))?;
        Ok(Pattern { parts: [es, en] })
    }

    /// Begins with a capital.
    pub(super) fn render(&self, lang: Lang, filling: Filling<'_>) -> String {
        let mut text = self.words(lang, filling);
        capitalise(&mut text, 0);
        text
    }

    /// As it stands within a sentence.
    pub(super) fn words(&self, lang: Lang, filling: Filling<'_>) -> String {
        let mut text = String::with_capacity(160);
        for part in &self.parts[place(lang)] {
            match part {
                Part::Text(it) => text.push_str(it),
                Part::Field { field, has_article, key } => {
                    let length = join(filling.seed, *key);
                    let word = filling.industry.word(*field, lang).in_length(length);
                    if *has_article {
                        push_word(&mut text, word.article, lang);
                        text.push(' ');
                    }
                    push_word(&mut text, word.noun, lang);
                }
                Part::Number { key, low, high, step } => {
                    let steps = usize::try_from((high - low) / step).expect("ranges are small");
                    let at = choice(filling.seed, *key, steps + 1) as u64;
                    let number = low + at * step;
                    let is_year = *low >= 1850 && *high <= 2100;
                    let digits = if is_year { number.to_string() } else { grouped(number, lang) };
                    push_word(&mut text, &digits, lang);
                }
                Part::Choice { key, options } => {
                    push_word(&mut text, &options[choice(filling.seed, *key, options.len())], lang);
                }
                Part::Voice { person, firm } => {
                    text.push_str(if filling.is_firm { firm } else { person });
                }
            }
        }
        text
    }
}

/// Which option of a declared slot a listing of this seed got.
pub(super) fn slot_choice(seed: u64, slot: &Slot) -> usize {
    choice(seed, hash(&slot.name), slot.options[0].len())
}

fn parts(text: &str, lang: Lang, slots: &[Slot]) -> Result<Vec<Part>, PatternError> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find(['{', '[']) {
        if open > 0 {
            parts.push(Part::Text(rest[..open].to_owned()));
        }
        let close = if rest[open..].starts_with('{') { '}' } else { ']' };
        let end =
            rest[open..].find(close).ok_or_else(|| PatternError::Unclosed(text.to_owned()))? + open;
        let inside = &rest[open + 1..end];
        parts.push(if close == ']' {
            let (person, firm) =
                inside.split_once('|').ok_or_else(|| PatternError::Unclosed(text.to_owned()))?;
            Part::Voice { person: person.to_owned(), firm: firm.to_owned() }
        } else {
            slot_part(inside, lang, slots).ok_or_else(|| PatternError::UnknownSlot {
                text: text.to_owned(),
                slot: inside.to_owned(),
            })?
        });
        rest = &rest[end + 1..];
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    Ok(parts)
}

fn slot_part(inside: &str, lang: Lang, slots: &[Slot]) -> Option<Part> {
    if inside.contains('|') {
        let options = inside.split('|').map(|it| it.trim().to_owned()).collect();
        return Some(Part::Choice { key: hash(inside), options });
    }
    let (name, has_article) = inside.strip_prefix("the_").map_or((inside, false), |it| (it, true));
    let may_be_said = !has_article || WITH_ARTICLE.contains(&name);
    if let Some(field) = FIELDS.iter().position(|it| *it == name).filter(|_| may_be_said) {
        return Some(Part::Field { field, has_article, key: hash(name) });
    }
    if let Some(slot) = slots.iter().find(|it| it.name == inside) {
        let options = slot.options[place(lang)].clone();
        return Some(Part::Choice { key: hash(inside), options });
    }
    let (range, step) = inside.split_once(':').unwrap_or((inside, "1"));
    let (low, high) = range.split_once('-')?;
    let (low, high, step) = (low.parse().ok()?, high.parse().ok()?, step.parse().ok()?);
    (low < high && step > 0).then_some(Part::Number { key: hash(inside), low, high, step })
}

/// Choices written out differently in the two languages get the key of the English one, in order.
fn pair_choices(es: &mut [Part], en: &[Part]) -> Option<()> {
    let keys = |parts: &[Part]| -> Vec<(u64, usize)> {
        parts
            .iter()
            .filter_map(|it| match it {
                Part::Choice { key, options } => Some((*key, options.len())),
                _ => None,
            })
            .collect()
    };
    let (in_es, in_en) = (keys(es), keys(en));
    let mut foreign = in_en.iter().filter(|it| !in_es.contains(it));
    for part in es {
        if let Part::Choice { key, options } = part
            && !in_en.iter().any(|(other, _)| other == key)
        {
            let (english, count) = foreign.next()?;
            if *count != options.len() {
                return None;
            }
            *key = *english;
        }
    }
    foreign.next().is_none().then_some(())
}

/// Joins as the languages do: `de el` is `del`, `a el` is `al`, `a invoice` is `an invoice`; and a
/// word that begins a sentence begins with a capital.
fn push_word(text: &mut String, word: &str, lang: Lang) {
    let before = |text: &str, end: &str| {
        text.strip_suffix(end).is_some_and(|it| !it.ends_with(char::is_alphanumeric))
    };
    let starts_sentence = text.is_empty()
        || [". ", "? ", "! ", "¿", "¡", "\n", ": «"].iter().any(|it| text.ends_with(it));
    let at = text.len();
    match lang {
        Lang::Es if word.starts_with("el ") && (before(text, "de ") || before(text, "De ")) => {
            text.truncate(at - 2);
            text.push_str(word);
            return;
        }
        Lang::Es if word.starts_with("el ") && (before(text, "a ") || before(text, "A ")) => {
            text.truncate(at - 1);
            text.push_str(&word[1..]);
            return;
        }
        Lang::En if before(text, "a ") || before(text, "A ") => {
            let vowel = word.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O', '8']);
            if vowel || matches!(word, "11" | "18") {
                text.truncate(at - 1);
                text.push_str("n ");
            }
        }
        _ => {}
    }
    text.push_str(word);
    if starts_sentence {
        capitalise(text, at);
    }
}

fn capitalise(text: &mut String, at: usize) {
    let keeps_its_case = |it: &str| {
        ["n8n", "dbt", "pgvector", "vLLM", "scikit-learn", "spaCy"]
            .iter()
            .any(|name| it.starts_with(name))
    };
    if let Some(first) = text[at..].chars().next()
        && first.is_lowercase()
        && !keeps_its_case(&text[at..])
    {
        text.replace_range(at..at + first.len_utf8(), &first.to_uppercase().to_string());
    }
}

/// `1234` / `12.345` in Spanish (four digits stay together), `1,234` / `12,345` in English.
pub(super) fn grouped(number: u64, lang: Lang) -> String {
    let digits = number.to_string();
    let (mark, from) = match lang {
        Lang::Es => ('.', 5),
        Lang::En => (',', 4),
    };
    if digits.len() < from {
        return digits;
    }
    let mut grouped = String::with_capacity(digits.len() + 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(mark);
        }
        grouped.push(digit);
    }
    grouped
}

pub(super) fn place(lang: Lang) -> usize {
    match lang {
        Lang::Es => 0,
        Lang::En => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::industry;

    fn render(text: &str) -> [String; 2] {
        let slots = [Slot {
            name: "tool".to_owned(),
            options: [
                vec!["n8n".to_owned(), "Make".to_owned()],
                vec!["n8n".to_owned(), "Make".to_owned()],
            ],
        }];
        let pattern = Pattern::parse(text, &slots).unwrap();
        let filling = Filling { seed: 3, industry: &industry::all()[0], is_firm: true };
        Lang::ALL.map(|lang| pattern.render(lang, filling))
    }

    #[test]
    fn both_languages_say_the_same_number_tool_and_choice() {
        for text in ["{tool} {tool} || {tool} {tool}", "{rojo|azul|gris} || {rojo|azul|gris}"] {
            let [es, en] = render(text);
            assert_eq!(es, en);
        }
        let [es, en] = render("en {1200-1200000:7} || in {1200-1200000:7}");
        assert_eq!(es.replace(['.', 'e', 'E'], ""), en.replace([',', 'i', 'I'], ""));
        let [es, en] = render("{uno|dos|tres} {a|b} || {one|two|three} {a|b}");
        let order = ["Uno", "Dos", "Tres"].iter().position(|it| es.starts_with(it));
        assert_eq!(order, ["One", "Two", "Three"].iter().position(|it| en.starts_with(it)));
    }

    #[test]
    fn articles_join_as_the_languages_do() {
        assert_eq!(render("vamos de {el banco|el banco} || {it|it}")[0], "Vamos del banco");
        assert_eq!(render("ir a {el banco|el banco} || {it|it}")[0], "Ir al banco");
        assert_eq!(render("grande {el banco|el banco} || {it|it}")[0], "Grande el banco");
        assert_eq!(render("{x|x} || it is a {invoice|invoice}")[1], "It is an invoice");
        assert_eq!(render("[hago|hacemos] || [I do|we do]"), ["Hacemos", "We do"]);
    }

    #[test]
    fn what_cannot_be_filled_does_not_parse() {
        for text in [
            "a",
            "{nothing} || b",
            "{a || b",
            "[solo] || b",
            "{x|y} || z",
            "{9-2} || b",
            "{a|b} || {a|b|c}",
        ] {
            assert!(Pattern::parse(text, &[]).is_err(), "{text}");
        }
    }

    #[test]
    fn thousands_are_written_as_each_language_does() {
        assert_eq!([9_500, 12_000].map(|it| grouped(it, Lang::Es)), ["9500", "12.000"]);
        assert_eq!(render("{1950-1951} || {1950-1951}")[1].len(), 4, "a year has no comma");
        assert_eq!([9_500, 1_250_000].map(|it| grouped(it, Lang::En)), ["9,500", "1,250,000"]);
    }
}
