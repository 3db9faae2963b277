//! All names of one idea: as typed, in the other language, as others call it, as it was probably meant.

use std::sync::Arc;

use crate::{
    index::terms::Space,
    search::parse::{Group, KnownTerm, Member, Origin, Parsing, Piece, Reading, idf, key, space},
    text::{
        Forms, cognates::cognates, fold::fold, glossary::glossary, lexicon::lexicon,
        stopwords::is_stopword,
    },
    types::{Correction, Lang},
};

const TYPED: f32 = 1.0;
const SYNONYM: f32 = 0.8;
const TRANSLATION: f32 = 0.7;
const COGNATE: f32 = 0.5;
const CORRECTION: f32 = 0.6;
/// A word read in the language the query is not in.
const MISREAD: f32 = 0.6;

impl Parsing<'_> {
    pub(super) fn group(&mut self, piece: &Piece<'_>) {
        let mut members = self.typed(piece);
        let typed_df = members.iter().map(Member::df).max().unwrap_or(0);
        let is_named = self.add_other_names(piece, &mut members);
        if let [word] = &piece.words[..]
            && (typed_df > 0 || !is_named)
        {
            self.correct(word, typed_df, &mut members);
        }
        let df = members.iter().map(Member::df).max().unwrap_or(0);
        let exact =
            piece.words.iter().map(|it| self.known.known(Space::Exact, &it.exact).map(|it| it.id));
        self.parsed.groups.push(Group {
            typed: piece.typed.clone(),
            exact: exact.collect(),
            members,
            phrase: piece.phrase,
            idf: idf(self.known.documents(), df),
            times: 1,
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
            && let Some(term) = self.known.known(Space::Owner, &fold(&word.surface))
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
        let Some(spelling) = self.known.spelling() else { return };
        let may_be_rare = typed_df <= 2 && self.known.documents() >= 200;
        if !(typed_df == 0 || may_be_rare) || !word.surface.chars().all(char::is_alphabetic) {
            return;
        }
        let mut best: Option<(f32, Vec<Member>, Arc<str>)> = None;
        for near in spelling.near(&fold(&word.surface)) {
            let forms = self.analyzer.forms(&near.word);
            let mut found = Vec::new();
            for lang in Lang::ALL {
                let origin = Origin::Corrected(near.word.to_string());
                found.extend(self.member(lang, &[forms.stem(lang)], CORRECTION, origin));
            }
            let df = found.iter().map(Member::df).max().unwrap_or(0);
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
            stems.iter().map(|stem| self.known.known(space, stem)).collect();
        let terms = terms.filter(|it| !it.is_empty())?;
        Some(Member { reading: Reading::Text(lang), terms, worth, origin })
    }
}

impl Member {
    /// A name of several words is at most as common as the rarest of them.
    pub(crate) fn df(&self) -> u32 {
        self.terms.iter().map(|it| it.df).min().unwrap_or(0)
    }
}

/// Unless it is there already: the first to name it says what it is worth.
pub(super) fn push_new(member: Member, members: &mut Vec<Member>) {
    let is_same = |it: &Member| {
        it.reading == member.reading
            && it.terms.len() == member.terms.len()
            && it.terms.iter().zip(&member.terms).all(|(a, b)| a.id == b.id)
    };
    if !members.iter().any(is_same) {
        members.push(member);
    }
}
