//! Learns the translation table that is shipped with the engine.
//!
//! ```text
//! cargo run --release -p matching --example learn_lexicon -- \
//!     --cards ES.jsonl EN.jsonl --lines FILE.txt … [--without QUERIES.jsonl] [--hold-out N] \
//!     [--date YYYY-MM-DD] --out matching/src/text/lexicon/learned.txt
//! ```
//!
//! `--cards` takes two files of cards (`id`, `title`, `text`) that bear the same ids: the titles are
//! one pair of texts, the other names another, and the sentences one each where both cards have as
//! many. `--lines` takes files with `Spanish || English` on a line, several separated by ` | `.
//! `--without` leaves out the sentences of the cards that a file of queries is about: those sentences
//! are the queries. `--hold-out N` leaves out every card whose number leaves 3 when divided by N: for
//! measuring, not for shipping.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::{
    collections::{HashMap, HashSet},
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use matching::learn::{Pair, Settings, learn};
use serde_json::Value;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[derive(Debug, Default)]
struct Wanted {
    cards: Vec<[PathBuf; 2]>,
    lines: Vec<PathBuf>,
    without: Option<PathBuf>,
    hold_out: Option<u64>,
    date: String,
    out: PathBuf,
    settings: Settings,
}

fn main() -> Result<()> {
    let wanted = wanted(env::args().skip(1))?;
    let without_sentences = match &wanted.without {
        Some(path) => ids(path)?,
        None => HashSet::new(),
    };
    let mut pairs = Vec::new();
    let mut cards = 0;
    for [es, en] in &wanted.cards {
        let (es, en) = (read_cards(es)?, read_cards(en)?);
        let mut shared: Vec<&String> = es.keys().filter(|it| en.contains_key(*it)).collect();
        shared.sort_unstable();
        for id in shared {
            let is_held_out = wanted.hold_out.is_some_and(|n| number(id) % n == 3);
            if !is_held_out {
                cards += 1;
                add_names(&es[id], &en[id], &mut pairs);
                if !without_sentences.contains(id) {
                    add_sentences(&es[id], &en[id], &mut pairs);
                }
            }
        }
    }
    let of_cards = pairs.len();
    for path in &wanted.lines {
        add_lines(&fs::read_to_string(path)?, &mut pairs);
    }
    let learned = learn(&pairs, &wanted.settings);
    let of_lines = pairs.len() - of_cards;
    fs::write(&wanted.out, head(&wanted, cards, of_cards, of_lines) + &learned)?;
    println!(
        "{} pairs of texts ({cards} cards, {of_lines} pairs of lines) gave {} words, {} bytes",
        pairs.len(),
        learned.lines().count() - 2,
        learned.len()
    );
    Ok(())
}

fn wanted(mut arguments: impl Iterator<Item = String>) -> Result<Wanted> {
    let mut wanted = Wanted::default();
    let mut is_lines = false;
    while let Some(argument) = arguments.next() {
        if !argument.starts_with("--") && is_lines {
            wanted.lines.push(argument.into());
            continue;
        }
        is_lines = argument == "--lines";
        if is_lines {
            continue;
        }
        let mut next = || arguments.next().ok_or(format!("{argument} wants a value"));
        match argument.as_str() {
            "--cards" => wanted.cards.push([next()?.into(), next()?.into()]),
            "--without" => wanted.without = Some(next()?.into()),
            "--hold-out" => wanted.hold_out = Some(next()?.parse()?),
            "--date" => wanted.date = next()?,
            "--out" => wanted.out = next()?.into(),
            "--support" => wanted.settings.least_support = next()?.parse()?,
            "--probability" => wanted.settings.least_probability = next()?.parse()?,
            "--agreement" => wanted.settings.least_agreement = next()?.parse()?,
            "--rounds" => wanted.settings.rounds = (next()?.parse()?, next()?.parse()?),
            _ => return Err(format!("what is {argument}? See the head of this file").into()),
        }
    }
    if wanted.out.as_os_str().is_empty() || (wanted.cards.is_empty() && wanted.lines.is_empty()) {
        return Err("say --cards ES EN or --lines FILE…, and --out FILE".into());
    }
    Ok(wanted)
}

fn head(wanted: &Wanted, cards: usize, of_cards: usize, of_lines: usize) -> String {
    let settings = &wanted.settings;
    let date = match wanted.date.as_str() {
        "" => "not dated",
        date => date,
    };
    format!(
        "# Learned translations, version 1, {date}. Made by a command; do not edit:\n\
         # cargo run --release -p matching --example learn_lexicon\n\
         # From {cards} pairs of ESCO occupation cards ({of_cards} pairs of texts) and {of_lines} pairs of\n\
         # lines of the demonstration market.\n\
         # Support {}, probability {}, agreement {}, rounds {} + {}.\n\
         # This product uses the ESCO classification of the European Commission. The content was\n\
         # modified: words were reduced to statistics of how they translate; no text of it is here.\n\
         # A word, then its translations, each with its probability in percent.\n",
        settings.least_support,
        settings.least_probability,
        settings.least_agreement,
        settings.rounds.0,
        settings.rounds.1,
    )
}

/// Queries are named after the card they are about: `qo12` is about `o12`.
fn ids(path: &Path) -> Result<HashSet<String>> {
    let text = fs::read_to_string(path)?;
    text.lines()
        .map(|line| {
            let query: Value = serde_json::from_str(line)?;
            Ok(text_of(&query, "id").trim_start_matches('q').to_owned())
        })
        .collect()
}

fn number(id: &str) -> u64 {
    id.trim_start_matches(|it: char| !it.is_ascii_digit()).parse().unwrap_or(0)
}

struct Card {
    title: String,
    names: String,
    sentences: Vec<String>,
}

fn read_cards(path: &Path) -> Result<HashMap<String, Card>> {
    let text = fs::read_to_string(path)?;
    let mut cards = HashMap::new();
    for (line, at) in text.lines().zip(1..) {
        let card: Value = serde_json::from_str(line)
            .map_err(|error| format!("{}, line {at}: {error}", path.display()))?;
        let text = text_of(&card, "text");
        // `name ; name ; name. A sentence. Another.`
        let (names, rest) = text.split_once(". ").unwrap_or((text, ""));
        let (names, rest) = if names.contains(" ; ") || rest.is_empty() {
            (names, rest.to_owned())
        } else {
            ("", text.to_owned())
        };
        let card_of = Card {
            title: text_of(&card, "title").to_owned(),
            names: names.to_owned(),
            sentences: sentences(&rest),
        };
        cards.insert(text_of(&card, "id").to_owned(), card_of);
    }
    Ok(cards)
}

fn text_of<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_default()
}

fn sentences(text: &str) -> Vec<String> {
    let cut = text.split(". ").map(str::trim).filter(|it| !it.is_empty());
    cut.map(str::to_owned).collect()
}

fn pair(es: &str, en: &str) -> Pair {
    Pair { es: es.to_owned(), en: en.to_owned() }
}

fn add_names(es: &Card, en: &Card, pairs: &mut Vec<Pair>) {
    pairs.push(pair(&es.title, &en.title));
    let all = |it: &Card| format!("{} {}", it.title, it.names);
    pairs.push(pair(&all(es), &all(en)));
}

fn add_sentences(es: &Card, en: &Card, pairs: &mut Vec<Pair>) {
    if es.sentences.len() == en.sentences.len() {
        pairs.extend(es.sentences.iter().zip(&en.sentences).map(|(es, en)| pair(es, en)));
    } else {
        pairs.push(pair(&es.sentences.join(" "), &en.sentences.join(" ")));
    }
}

/// `code Spanish || English | Spanish || English`, with `{places}` for words to be filled in.
fn add_lines(text: &str, pairs: &mut Vec<Pair>) {
    for line in text.lines().filter(|it| !it.starts_with(['#', '@'])) {
        for part in line.split(" | ") {
            if let Some((es, en)) = part.split_once(" || ") {
                pairs.push(Pair { es: without_places(es), en: without_places(en) });
            }
        }
    }
}

fn without_places(text: &str) -> String {
    let mut depth = 0;
    let keep = text.chars().filter(|it| {
        depth += i32::from(*it == '{');
        let is_outside = depth == 0;
        depth -= i32::from(*it == '}');
        is_outside
    });
    keep.collect()
}
