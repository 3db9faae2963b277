//! From what was typed to term groups.
//!
//! A group is one idea of the query with all its names: the word as typed, read in both languages,
//! its synonyms and translations, and, if nobody uses it here, what was probably meant. The names of
//! an idea add up inside the group and nowhere else.

mod naming;
pub(crate) mod words;

use std::collections::{HashMap, hash_map::Entry};

use crate::{
    index::{
        snapshot::Snapshot,
        terms::{Space, TermId},
    },
    search::parse::words::Words,
    text::{
        Analyzer, Forms,
        fold::fold,
        glossary::{self, Form, glossary},
        lexicon::lexicon,
        stopwords::is_stopword,
        tokens::{Token, tokens},
        vote::{self, Vote},
    },
    types::{Correction, Lang},
};

/// A longer query is cut.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) chars: usize,
    pub(crate) groups: usize,
    /// Words looked at.
    pub(crate) tokens: usize,
}

/// What a search may cost.
pub(crate) const SEARCH: Limits = Limits { chars: 1_000, groups: 32, tokens: 100 };

#[derive(Debug, Default)]
pub(crate) struct Parsed {
    pub(crate) groups: Vec<Group>,
    pub(crate) corrections: Vec<Correction>,
    /// There was not one word.
    pub(crate) is_browse: bool,
}

#[derive(Debug)]
pub(crate) struct Group {
    /// As typed, in lower case.
    pub(crate) typed: String,
    /// Its words as they stand in titles, where they do.
    pub(crate) exact: Vec<Option<TermId>>,
    /// None of them is unknown to the index; a group without members cannot match.
    pub(crate) members: Vec<Member>,
    /// The phrase it is a word of, if that was taken apart: where that starts.
    pub(crate) phrase: Option<usize>,
    /// How rare the idea is: that of its most common name.
    pub(crate) idf: f32,
    /// How often the query says it.
    pub(crate) times: u32,
}

/// Of something `df` of `documents` documents have.
pub(crate) fn idf(documents: u32, df: u32) -> f32 {
    let (n, df) = (documents as f32, df as f32);
    (1.0 + (n - df + 0.5).max(0.0) / (df + 0.5)).ln()
}

#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) reading: Reading,
    /// All of them must be there.
    pub(crate) terms: Vec<KnownTerm>,
    /// What this name is worth against the typed one.
    pub(crate) worth: f32,
    pub(crate) origin: Origin,
}

#[derive(Debug, Clone)]
pub(crate) struct KnownTerm {
    pub(crate) id: TermId,
    pub(crate) df: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    Text(Lang),
    Owner,
}

/// Where a name comes from; those that were not typed say what was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    Typed,
    Named(String),
    Corrected(String),
}

pub(crate) fn parse(text: &str, snapshot: &Snapshot, analyzer: &mut Analyzer) -> Parsed {
    let mut parsed = read(text, snapshot, analyzer);
    share(&mut parsed.groups);
    parsed
}

/// As [`parse`], with other limits.
pub(crate) fn parse_within(
    limits: Limits,
    text: &str,
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
) -> Parsed {
    let mut parsed = read_within(limits, text, snapshot, analyzer);
    share(&mut parsed.groups);
    parsed
}

/// As [`parse`], before the words of a phrase share their weight.
pub(crate) fn read(text: &str, known: &dyn Words, analyzer: &mut Analyzer) -> Parsed {
    read_within(SEARCH, text, known, analyzer)
}

fn read_within(limits: Limits, text: &str, known: &dyn Words, analyzer: &mut Analyzer) -> Parsed {
    let cut = text.char_indices().nth(limits.chars).map_or(text.len(), |(at, _)| at);
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut tokens = tokens(&text[..cut]);
    tokens.truncate(limits.tokens);
    let words: Vec<_> = tokens.iter().map(|it| analyzer.forms(&it.word)).collect();
    let vote = Vote::of(&words);
    let mut parsing = Parsing { known, analyzer, parsed: Parsed::default(), vote };
    let tokens = parsing.apart(tokens);
    parsing.parsed.is_browse = tokens.is_empty();

    let pieces = parsing.pieces(&tokens);
    let content = pieces.iter().filter(|it| !it.is_stopword).count();
    for piece in pieces {
        if piece.is_stopword && content >= 2 {
            continue;
        }
        let next = parsing.parsed.groups.len();
        match seen.entry(parsing.idea(&piece)) {
            Entry::Occupied(at) => parsing.parsed.groups[*at.get()].times += 1,
            Entry::Vacant(at) if next < limits.groups => {
                at.insert(next);
                parsing.group(&piece);
            }
            Entry::Vacant(_) => {}
        }
    }
    parsing.parsed
}

/// The words of one phrase weigh together what the rarest of them does: `clínica dental` is one idea of
/// the query, though a document may have half of it.
pub(crate) fn share(groups: &mut [Group]) {
    let is_joined = joined(groups);
    let mut idfs: Vec<f32> = groups.iter().map(|it| it.idf).collect();
    weights_shared(&mut idfs, |at| is_joined[at]);
    groups.iter_mut().zip(idfs).for_each(|(group, idf)| group.idf = idf);
}

/// Per group, whether it and the next one are words of one phrase.
pub(crate) fn joined(groups: &[Group]) -> Vec<bool> {
    let next = groups.iter().skip(1).map(|it| it.phrase).chain([None]);
    groups.iter().zip(next).map(|(it, next)| it.phrase.is_some() && it.phrase == next).collect()
}

/// As [`share`], of weights alone.
pub(crate) fn weights_shared(idfs: &mut [f32], is_joined: impl Fn(usize) -> bool) {
    let mut from = 0;
    while from < idfs.len() {
        let mut until = from + 1;
        while until < idfs.len() && is_joined(until - 1) {
            until += 1;
        }
        let words = &mut idfs[from..until];
        let sum: f32 = words.iter().sum();
        let most = words.iter().copied().fold(0.0, f32::max);
        if sum > 0.0 {
            words.iter_mut().for_each(|it| *it *= most / sum);
        }
        from = until;
    }
}

/// One idea by several names; `None` if there is not one word in them.
pub(crate) fn idea(names: &[String], known: &dyn Words, analyzer: &mut Analyzer) -> Option<Group> {
    let mut whole: Option<Group> = None;
    for name in names {
        let cut = name.char_indices().nth(SEARCH.chars).map_or(name.len(), |(at, _)| at);
        let mut tokens = tokens(&name[..cut]);
        tokens.truncate(glossary::MAX_WORDS);
        let Some(token) = tokens.first() else { continue };
        let words: Vec<_> = tokens.iter().map(|it| analyzer.forms(&it.word)).collect();
        let surfaces: Vec<&str> = words.iter().map(|it| it.surface.as_str()).collect();
        let typed = surfaces.join(" ");
        let vote = Vote::of(&words);
        let mut parsing = Parsing { known, analyzer, parsed: Parsed::default(), vote };
        parsing.group(&Piece { typed, words, token, is_stopword: false, phrase: None });
        let Some(group) = parsing.parsed.groups.pop() else { continue };
        match &mut whole {
            None => whole = Some(group),
            Some(whole) => {
                group.members.into_iter().for_each(|it| naming::push_new(it, &mut whole.members));
            }
        }
    }
    whole
}

/// A word of the query, or several that are one idea.
struct Piece<'a> {
    typed: String,
    words: Vec<std::sync::Arc<Forms>>,
    token: &'a Token,
    is_stopword: bool,
    /// The phrase it is a word of, if that was taken apart: where that starts.
    phrase: Option<usize>,
}

struct Parsing<'a> {
    known: &'a dyn Words,
    analyzer: &'a mut Analyzer,
    parsed: Parsed,
    vote: Vote,
}

impl Parsing<'_> {
    /// Equal for words that are one idea: `técnico` and `técnica`, in a query that is Spanish.
    fn idea(&self, piece: &Piece<'_>) -> String {
        match Lang::ALL.map(|it| self.vote.is_against(it)) {
            [false, true] => key(&piece.words, Lang::Es),
            [true, false] => key(&piece.words, Lang::En),
            _ => Lang::ALL.map(|it| key(&piece.words, it)).join(" | "),
        }
    }

    /// Compounds nobody writes as one word (`montador-instalador`) are taken as words side by side.
    fn apart(&mut self, tokens: Vec<Token>) -> Vec<Token> {
        let mut taken = Vec::new();
        for token in tokens {
            let is_name = token.parts.len() < 2 || {
                let forms = self.analyzer.forms(&token.word);
                Lang::ALL.iter().any(|lang| {
                    self.known.is_used(space(*lang), forms.stem(*lang))
                        || vote::knows(&forms, *lang)
                })
            };
            if is_name {
                taken.push(token);
            } else {
                let parts = token.parts.into_iter();
                taken.extend(parts.map(|word| Token { word, parts: Vec::new() }));
            }
        }
        taken
    }

    /// Whether a word is hardly meant as `lang`: the query is in the other language, in which the word
    /// means something else.
    fn is_misread(&self, piece: &Piece<'_>, lang: Lang) -> bool {
        let ([word], other) = (&piece.words[..], lang.other()) else { return false };
        let (stem, key) = (word.stem(lang), word.stem(other));
        let is_same = |it: &Form| it.lang == lang && it.stems == [stem];
        self.vote.is_against(lang)
            && vote::knows(word, other)
            && !lexicon().translations(other, key).iter().any(|it| it.stem == stem)
            && !glossary().others(other, key).any(is_same)
    }

    /// Longest known phrases first, single words else.
    fn pieces<'a>(&mut self, tokens: &'a [Token]) -> Vec<Piece<'a>> {
        let words: Vec<_> = tokens.iter().map(|it| self.analyzer.forms(&it.word)).collect();
        let mut pieces = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let longest = glossary::MAX_WORDS.min(words.len() - at);
            let is_any = |len: usize, test: fn(&glossary::Glossary, Lang, &str) -> bool| {
                let key = |lang| key(&words[at..at + len], lang);
                Lang::ALL.iter().any(|lang| test(glossary(), *lang, &key(*lang)))
            };
            let phrase = (2..=longest).rev().find_map(|len| {
                let is_one = is_any(len, glossary::Glossary::knows);
                (is_one || is_any(len, glossary::Glossary::takes_apart)).then_some((len, is_one))
            });
            let (len, is_one) = phrase.unwrap_or((1, true));
            let step = if is_one { len } else { 1 };
            for from in (at..at + len).step_by(step) {
                let words = words[from..from + step].to_vec();
                let surfaces: Vec<&str> = words.iter().map(|it| it.surface.as_str()).collect();
                pieces.push(Piece {
                    typed: surfaces.join(" "),
                    is_stopword: step == 1 && is_stopword(&fold(&words[0].surface)),
                    words,
                    token: &tokens[from],
                    phrase: (!is_one).then_some(at),
                });
            }
            at += len;
        }
        pieces
    }
}

fn space(lang: Lang) -> Space {
    match lang {
        Lang::Es => Space::Es,
        Lang::En => Space::En,
    }
}

fn key(words: &[std::sync::Arc<Forms>], lang: Lang) -> String {
    let stems: Vec<&str> = words.iter().map(|it| it.stem(lang)).collect();
    stems.join(" ")
}
