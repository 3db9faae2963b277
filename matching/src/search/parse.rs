//! From what was typed to term groups.
//!
//! A group is one idea of the query with all its names: the word as typed, read in both languages,
//! its synonyms and translations, and, if nobody uses it here, what was probably meant. The names of
//! an idea add up inside the group and nowhere else.

use std::collections::HashSet;

use crate::{
    index::{
        snapshot::Snapshot,
        terms::{Space, TermId},
    },
    text::{
        Analyzer, Forms,
        cognates::cognates,
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
const MAX_CHARS: usize = 1_000;
const MAX_GROUPS: usize = 32;
/// Words looked at: a query of 32 ideas has no more.
const MAX_TOKENS: usize = 100;

const TYPED: f32 = 1.0;
const SYNONYM: f32 = 0.8;
const TRANSLATION: f32 = 0.7;
const COGNATE: f32 = 0.5;
const CORRECTION: f32 = 0.6;
/// A word read in the language the query is not in.
const MISREAD: f32 = 0.6;

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
    /// How rare the idea is: that of its most common name.
    pub(crate) idf: f32,
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
    let cut = text.char_indices().nth(MAX_CHARS).map_or(text.len(), |(at, _)| at);
    let mut seen = HashSet::new();
    let mut tokens = tokens(&text[..cut]);
    tokens.truncate(MAX_TOKENS);
    let words: Vec<_> = tokens.iter().map(|it| analyzer.forms(&it.word)).collect();
    let vote = Vote::of(&words);
    let mut parsing = Parsing { snapshot, analyzer, parsed: Parsed::default(), vote };
    let tokens = parsing.apart(tokens);
    parsing.parsed.is_browse = tokens.is_empty();

    let pieces = parsing.pieces(&tokens);
    let content = pieces.iter().filter(|it| !it.is_stopword).count();
    let mut phrases = Vec::new();
    for piece in pieces {
        let is_noise = piece.is_stopword && content >= 2;
        if !is_noise && seen.insert(piece.typed.clone()) && parsing.parsed.groups.len() < MAX_GROUPS
        {
            parsing.group(&piece);
            phrases.push(piece.phrase);
        }
    }
    share(&mut parsing.parsed.groups, &phrases);
    parsing.parsed
}

/// The words of one phrase weigh together what the rarest of them does: `clínica dental` is one idea of
/// the query, though a document may have half of it.
fn share(groups: &mut [Group], phrases: &[Option<usize>]) {
    let mut rest = groups;
    for of_phrase in phrases.chunk_by(|a, b| a.is_some() && a == b) {
        let (words, others) = std::mem::take(&mut rest).split_at_mut(of_phrase.len());
        let sum: f32 = words.iter().map(|it| it.idf).sum();
        let most = words.iter().map(|it| it.idf).fold(0.0, f32::max);
        if sum > 0.0 {
            words.iter_mut().for_each(|it| it.idf *= most / sum);
        }
        rest = others;
    }
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
    snapshot: &'a Snapshot,
    analyzer: &'a mut Analyzer,
    parsed: Parsed,
    vote: Vote,
}

impl Parsing<'_> {
    /// Compounds nobody writes as one word (`montador-instalador`) are taken as words side by side.
    fn apart(&mut self, tokens: Vec<Token>) -> Vec<Token> {
        let mut taken = Vec::new();
        for token in tokens {
            let is_name = token.parts.len() < 2 || {
                let forms = self.analyzer.forms(&token.word);
                Lang::ALL.iter().any(|lang| {
                    self.known(space(*lang), forms.stem(*lang)).is_some()
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

    fn group(&mut self, piece: &Piece<'_>) {
        let mut members = self.typed(piece);
        let typed_df = members.iter().map(df).max().unwrap_or(0);
        let is_named = self.add_other_names(piece, &mut members);
        if let [word] = &piece.words[..]
            && (typed_df > 0 || !is_named)
        {
            self.correct(word, typed_df, &mut members);
        }
        let n = self.snapshot.stats.documents() as f32;
        let df = members.iter().map(df).max().unwrap_or(0) as f32;
        let exact =
            piece.words.iter().map(|it| self.known(Space::Exact, &it.exact).map(|it| it.id));
        self.parsed.groups.push(Group {
            typed: piece.typed.clone(),
            exact: exact.collect(),
            members,
            idf: (1.0 + (n - df + 0.5).max(0.0) / (df + 0.5)).ln(),
        });
    }

    /// The words themselves: in Spanish, in English, as a name, and as their parts.
    fn typed(&mut self, piece: &Piece<'_>) -> Vec<Member> {
        let mut members = Vec::new();
        for lang in Lang::ALL {
            let all: Vec<&str> = piece.words.iter().map(|it| it.stem(lang)).collect();
            let content: Vec<&str> = piece
                .words
                .iter()
                .filter(|it| piece.words.len() == 1 || !is_stopword(&it.exact))
                .map(|it| it.stem(lang))
                .collect();
            let stems = if content.is_empty() { all } else { content };
            let worth = if self.is_misread(piece, lang) { MISREAD } else { TYPED };
            members.extend(self.member(lang, &stems, worth, Origin::Typed));
            if piece.words.len() == 1 && piece.token.parts.len() >= 2 {
                let parts: Vec<_> =
                    piece.token.parts.iter().map(|it| self.analyzer.forms(it)).collect();
                let stems: Vec<&str> = parts.iter().map(|it| it.stem(lang)).collect();
                members.extend(self.member(lang, &stems, SYNONYM, Origin::Typed));
            }
        }
        if let [word] = &piece.words[..]
            && let Some(term) = self.known(Space::Owner, &fold(&word.surface))
        {
            let (reading, origin) = (Reading::Owner, Origin::Typed);
            members.push(Member { reading, terms: vec![term], worth: TYPED, origin });
        }
        members
    }

    /// Whether the glossary has heard of it at all.
    fn add_other_names(&mut self, piece: &Piece<'_>, members: &mut Vec<Member>) -> bool {
        let mut is_named = false;
        for lang in Lang::ALL.into_iter().filter(|it| !self.is_misread(piece, *it)) {
            let key = key(&piece.words, lang);
            is_named |= glossary().knows(lang, &key);
            for form in glossary().others(lang, &key) {
                let worth = if form.lang == lang { SYNONYM } else { TRANSLATION };
                let stems: Vec<&str> = form.stems.iter().map(String::as_str).collect();
                let origin = Origin::Named(form.text.clone());
                let Some(member) = self.member(form.lang, &stems, worth, origin) else { continue };
                push_new(member, members);
            }
        }
        if let [word] = &piece.words[..] {
            for lang in Lang::ALL.into_iter().filter(|it| !self.is_misread(piece, *it)) {
                is_named |= self.add_learned(word, lang, members);
            }
            is_named = is_named || self.add_cognates(word, members);
        }
        is_named
    }

    /// For a word that nothing else knows: whether the index has one that sounds alike.
    fn add_cognates(&mut self, word: &Forms, members: &mut Vec<Member>) -> bool {
        let before = members.len();
        for lang in Lang::ALL {
            for guess in cognates(lang, &fold(&word.surface)) {
                let forms = self.analyzer.forms(&guess);
                let stem = forms.stem(lang.other());
                let origin = Origin::Named(guess);
                if let Some(member) = self.member(lang.other(), &[stem], COGNATE, origin) {
                    push_new(member, members);
                }
            }
        }
        members.len() > before
    }

    /// Whether the learned translations have heard of it.
    fn add_learned(&self, word: &Forms, lang: Lang, members: &mut Vec<Member>) -> bool {
        let found = lexicon().translations(lang, word.stem(lang));
        for it in found {
            let worth = TRANSLATION * it.probability.sqrt();
            let origin = Origin::Named(it.text.clone());
            if let Some(member) = self.member(lang.other(), &[&it.stem], worth, origin) {
                push_new(member, members);
            }
        }
        !found.is_empty()
    }

    /// For a word that is unknown, or much rarer than a neighbour: the best neighbour.
    fn correct(&mut self, word: &Forms, typed_df: u32, members: &mut Vec<Member>) {
        let may_be_rare = typed_df <= 2 && self.snapshot.stats.documents() >= 200;
        if !(typed_df == 0 || may_be_rare) || !word.surface.chars().all(char::is_alphabetic) {
            return;
        }
        let mut best: Option<(f32, Vec<Member>, std::sync::Arc<str>)> = None;
        for near in self.snapshot.vocabulary.spelling.near(&fold(&word.surface)) {
            let forms = self.analyzer.forms(&near.word);
            let mut found = Vec::new();
            for lang in Lang::ALL {
                let origin = Origin::Corrected(near.word.to_string());
                found.extend(self.member(lang, &[forms.stem(lang)], CORRECTION, origin));
            }
            let df = found.iter().map(df).max().unwrap_or(0);
            if df == 0 || df < 20 * typed_df {
                continue;
            }
            let score = (df as f32).ln() - 2.0 * near.edits as f32;
            let is_better = best.as_ref().is_none_or(|(most, _, word)| {
                score > *most || (score == *most && near.word.as_ref() > word.as_ref())
            });
            if is_better {
                best = Some((score, found, near.word));
            }
        }
        if let Some((_, found, used)) = best {
            members.extend(found);
            let typed = word.surface.clone();
            self.parsed.corrections.push(Correction { typed, used: used.to_string() });
        }
    }

    /// `None` if the index does not know all of `stems`.
    fn member(&self, lang: Lang, stems: &[&str], worth: f32, origin: Origin) -> Option<Member> {
        let space = space(lang);
        let terms: Option<Vec<KnownTerm>> =
            stems.iter().map(|stem| self.known(space, stem)).collect();
        let terms = terms.filter(|it| !it.is_empty())?;
        Some(Member { reading: Reading::Text(lang), terms, worth, origin })
    }

    fn known(&self, space: Space, text: &str) -> Option<KnownTerm> {
        let text = format!("{}{text}", space.prefix());
        let id = self.snapshot.vocabulary.terms.get(&text)?;
        let df = self.snapshot.stats.df(id);
        (df > 0 || space == Space::Exact).then_some(KnownTerm { id, df })
    }
}

fn space(lang: Lang) -> Space {
    match lang {
        Lang::Es => Space::Es,
        Lang::En => Space::En,
    }
}

/// Unless it is there already: the first to name it says what it is worth.
fn push_new(member: Member, members: &mut Vec<Member>) {
    let is_same = |it: &Member| {
        it.reading == member.reading
            && it.terms.len() == member.terms.len()
            && it.terms.iter().zip(&member.terms).all(|(a, b)| a.id == b.id)
    };
    if !members.iter().any(is_same) {
        members.push(member);
    }
}

/// A name of several words is at most as common as the rarest of them.
fn df(member: &Member) -> u32 {
    member.terms.iter().map(|it| it.df).min().unwrap_or(0)
}

fn key(words: &[std::sync::Arc<Forms>], lang: Lang) -> String {
    let stems: Vec<&str> = words.iter().map(|it| it.stem(lang)).collect();
    stems.join(" ")
}
