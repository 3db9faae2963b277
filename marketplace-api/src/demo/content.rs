//! The words of the market: one file per category, a letter in front of each line saying what it is.
//!
//! | line | is |
//! |---|---|
//! | `@ package rag,ocr shop,food` | a new archetype: how it is sold, its skills, the industries it suits |
//! | `slot name = a; b` | a slot of this archetype, options in both languages or `es \|\| en` each |
//! | `T` `S` | title; summary |
//! | `O` `B` `E` | description: an opening, the body, an ending |
//! | `G` `A` `N` | what is delivered; when it counts as done; what the buyer must bring |
//! | `Q` | `question \| answer` |
//! | `P` | tier: `name \| what is in it \| euros from-to \| days from-to` |
//! | `X` | extra: see [`extra`] |
//! | `H` `I` | a provider's headline and a sentence of a provider's bio (before the first `@`) |
//! | `R` | brief: `title \| text \| euros \| days \| skills` (before the first `@`) |
//!
//! Everything is `Spanish || English`. Lines `B E A N Q X` before the first `@` may appear in any
//! listing of the category.

use std::{ops::RangeInclusive, sync::LazyLock};

use domain::{listing::ListingKind, taxonomy};

use super::pattern::{Pattern, PatternError, Slot};

pub(super) mod extra;
mod files;

pub(super) use extra::Extra;

#[derive(Debug, thiserror::Error)]
pub(super) enum ContentError {
    #[error("{file}:{line}: {problem}")]
    At { file: &'static str, line: usize, problem: Problem },
}

#[derive(Debug, thiserror::Error)]
pub(super) enum Problem {
    #[error(transparent)]
    Pattern(#[from] PatternError),
    #[error("expected {0}")]
    Expected(&'static str),
    #[error("there is no skill `{0}`")]
    NoSkill(String),
    #[error("this line does not belong here")]
    Misplaced,
}

/// Lines that any listing of a category, or of an archetype, may use.
#[derive(Debug, Default)]
pub(super) struct Pool {
    pub(super) body: Vec<Pattern>,
    pub(super) endings: Vec<Pattern>,
    pub(super) acceptance: Vec<Pattern>,
    pub(super) requirements: Vec<Pattern>,
    pub(super) questions: Vec<(Pattern, Pattern)>,
    pub(super) extras: Vec<Extra>,
}

#[derive(Debug)]
pub(super) struct Tier {
    pub(super) name: Pattern,
    pub(super) includes: Pattern,
    pub(super) cents: RangeInclusive<u64>,
    pub(super) days: RangeInclusive<u64>,
}

/// A kind of service, written once; a listing is one filling of it.
#[derive(Debug)]
pub(super) struct Archetype {
    pub(super) kind: ListingKind,
    pub(super) skills: Vec<&'static str>,
    /// Indices of the industries it suits.
    pub(super) industries: Vec<usize>,
    pub(super) slots: Vec<Slot>,
    pub(super) titles: Vec<Pattern>,
    pub(super) summaries: Vec<Pattern>,
    pub(super) openings: Vec<Pattern>,
    pub(super) deliverables: Vec<Pattern>,
    pub(super) tiers: Vec<Tier>,
    pub(super) pool: Pool,
}

#[derive(Debug)]
pub(super) struct BriefPattern {
    pub(super) title: Pattern,
    pub(super) text: Pattern,
    pub(super) cents: RangeInclusive<u64>,
    pub(super) days: RangeInclusive<u64>,
    pub(super) skills: Vec<&'static str>,
}

#[derive(Debug)]
pub(super) struct Shelf {
    pub(super) category: &'static str,
    pub(super) headlines: Vec<Pattern>,
    pub(super) bios: Vec<Pattern>,
    pub(super) briefs: Vec<BriefPattern>,
    pub(super) pool: Pool,
    pub(super) archetypes: Vec<Archetype>,
}

/// One shelf per category of the taxonomy, in its order.
pub(super) fn shelves() -> &'static [Shelf] {
    static SHELVES: LazyLock<Vec<Shelf>> =
        LazyLock::new(|| read_all().expect("the content is part of the source, parsed by a test"));
    &SHELVES
}

pub(super) fn read_all() -> Result<Vec<Shelf>, ContentError> {
    files::FILES.iter().map(|(category, text)| read(category, text)).collect()
}

fn read(category: &'static str, text: &str) -> Result<Shelf, ContentError> {
    let mut shelf = Shelf {
        category,
        headlines: Vec::new(),
        bios: Vec::new(),
        briefs: Vec::new(),
        pool: Pool::default(),
        archetypes: Vec::new(),
    };
    for (at, line) in text.lines().enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        read_line(&mut shelf, line).map_err(|problem| ContentError::At {
            file: category,
            line: at + 1,
            problem,
        })?;
    }
    Ok(shelf)
}

fn read_line(shelf: &mut Shelf, line: &str) -> Result<(), Problem> {
    let (mark, rest) = line.split_once(' ').ok_or(Problem::Expected("a mark and a text"))?;
    if mark == "@" {
        shelf.archetypes.push(archetype(rest)?);
        return Ok(());
    }
    match shelf.archetypes.last_mut() {
        None => match mark {
            "H" => shelf.headlines.push(Pattern::parse(rest, &[])?),
            "I" => shelf.bios.push(Pattern::parse(rest, &[])?),
            "R" => shelf.briefs.push(brief(rest)?),
            _ => pool_line(&mut shelf.pool, mark, rest, &[])?,
        },
        Some(archetype) => archetype_line(archetype, mark, rest)?,
    }
    Ok(())
}

fn archetype_line(archetype: &mut Archetype, mark: &str, rest: &str) -> Result<(), Problem> {
    let slots = &archetype.slots;
    match mark {
        "slot" => archetype.slots.push(slot(rest)?),
        "T" => archetype.titles.push(Pattern::parse(rest, slots)?),
        "S" => archetype.summaries.push(Pattern::parse(rest, slots)?),
        "O" => archetype.openings.push(Pattern::parse(rest, slots)?),
        "G" => archetype.deliverables.push(Pattern::parse(rest, slots)?),
        "P" => archetype.tiers.push(tier(rest, slots)?),
        _ => pool_line(&mut archetype.pool, mark, rest, &archetype.slots)?,
    }
    Ok(())
}

fn pool_line(pool: &mut Pool, mark: &str, rest: &str, slots: &[Slot]) -> Result<(), Problem> {
    match mark {
        "B" => pool.body.push(Pattern::parse(rest, slots)?),
        "E" => pool.endings.push(Pattern::parse(rest, slots)?),
        "A" => pool.acceptance.push(Pattern::parse(rest, slots)?),
        "N" => pool.requirements.push(Pattern::parse(rest, slots)?),
        "Q" => {
            let (question, answer) =
                rest.split_once(" | ").ok_or(Problem::Expected("question | answer"))?;
            let pair = (Pattern::parse(question, slots)?, Pattern::parse(answer, slots)?);
            pool.questions.push(pair);
        }
        "X" => pool.extras.push(extra::parse(rest, slots)?),
        _ => return Err(Problem::Misplaced),
    }
    Ok(())
}

fn archetype(head: &str) -> Result<Archetype, Problem> {
    let mut words = head.split_whitespace();
    let kind = words
        .next()
        .and_then(ListingKind::from_code)
        .ok_or(Problem::Expected("a kind of listing"))?;
    let skills = skills(words.next().ok_or(Problem::Expected("skills"))?)?;
    let tags: Vec<&str> = words.flat_map(|it| it.split(',')).collect();
    let industries: Vec<usize> = super::industry::all()
        .iter()
        .enumerate()
        .filter(|(_, it)| tags.is_empty() || tags.iter().any(|tag| it.has_tag(tag)))
        .map(|(at, _)| at)
        .collect();
    if industries.is_empty() {
        return Err(Problem::Expected("tags that some industry has"));
    }
    Ok(Archetype {
        kind,
        skills,
        industries,
        slots: Vec::new(),
        titles: Vec::new(),
        summaries: Vec::new(),
        openings: Vec::new(),
        deliverables: Vec::new(),
        tiers: Vec::new(),
        pool: Pool::default(),
    })
}

fn skills(list: &str) -> Result<Vec<&'static str>, Problem> {
    let known = |slug: &str| {
        taxonomy::skill(slug).map(|it| it.slug()).ok_or_else(|| Problem::NoSkill(slug.to_owned()))
    };
    list.split(',').map(known).collect()
}

fn slot(text: &str) -> Result<Slot, Problem> {
    let (name, options) = text.split_once(" = ").ok_or(Problem::Expected("name = options"))?;
    let mut both = [Vec::new(), Vec::new()];
    for option in options.split("; ") {
        let (es, en) = option.split_once(" || ").unwrap_or((option, option));
        both[0].push(es.trim().to_owned());
        both[1].push(en.trim().to_owned());
    }
    Ok(Slot { name: name.to_owned(), options: both })
}

fn tier(text: &str, slots: &[Slot]) -> Result<Tier, Problem> {
    let fields: Vec<&str> = text.split(" | ").collect();
    let [name, includes, euros, days] = fields[..] else {
        return Err(Problem::Expected("name | what is in it | euros | days"));
    };
    Ok(Tier {
        name: Pattern::parse(name, slots)?,
        includes: Pattern::parse(includes, slots)?,
        cents: cents(euros)?,
        days: range(days)?,
    })
}

fn brief(text: &str) -> Result<BriefPattern, Problem> {
    let fields: Vec<&str> = text.split(" | ").collect();
    let [title, text, euros, days, named] = fields[..] else {
        return Err(Problem::Expected("title | text | euros | days | skills"));
    };
    Ok(BriefPattern {
        title: Pattern::parse(title, &[])?,
        text: Pattern::parse(text, &[])?,
        cents: cents(euros)?,
        days: range(days)?,
        skills: skills(named.trim())?,
    })
}

/// Euros, with or without cents: `40-60`, `0.12-0.30`.
fn cents(text: &str) -> Result<RangeInclusive<u64>, Problem> {
    let amount = |text: &str| -> Option<u64> {
        let (euros, cents) = text.split_once('.').unwrap_or((text, "00"));
        let euros: u64 = euros.parse().ok()?;
        let cents: u64 = (cents.len() == 2).then(|| cents.parse().ok()).flatten()?;
        Some(euros * 100 + cents)
    };
    let expected = Problem::Expected("euros: 40-60 or 0.12-0.30");
    let Some((low, high)) = text.trim().split_once('-') else { return Err(expected) };
    match (amount(low), amount(high)) {
        (Some(low), Some(high)) if low <= high => Ok(low..=high),
        _ => Err(expected),
    }
}

fn range(text: &str) -> Result<RangeInclusive<u64>, Problem> {
    let (low, high) = text.trim().split_once('-').ok_or(Problem::Expected("a range: 3-9"))?;
    match (low.parse(), high.parse()) {
        (Ok(low), Ok(high)) if low <= high => Ok(low..=high),
        _ => Err(Problem::Expected("a range: 3-9")),
    }
}
