//! A query as the thorough search reads it: ideas, and how they would be written in each language.

use std::collections::HashMap;

use crate::{
    index::{
        snapshot::Snapshot,
        terms::{Space, TermId},
    },
    search::parse::{self, Group, Limits, Member, Origin},
    text::{Analyzer, fold::fold, lexicon::lexicon},
    thorough::words::{Idea, Name},
    types::Lang,
};

/// Nobody waits: what is read of a query is a page.
const LIMITS: Limits = Limits { chars: 8_000, groups: 256, tokens: 1_000 };

/// A shorter word is a letter away from too many.
const SHORTEST_RESPELT: usize = 5;

/// Fewer words there and back are chance.
const LEAST_RELATED: f32 = 0.03;
const MOST_RELATED: usize = 5;
/// What the nearest word counts against the one that was typed.
const RELATED: f32 = 0.7;

#[derive(Debug)]
pub(super) struct Query {
    pub(super) ideas: Vec<Idea>,
    /// The same, with words beside theirs that are translated alike.
    pub(super) widened: Vec<Idea>,
    /// In Spanish and in English, as far as there are words for it.
    pub(super) texts: [String; 2],
}

impl Query {
    /// `foreign` is the language of a query that no document has.
    pub(super) fn read(
        text: &str,
        foreign: Option<Lang>,
        snapshot: &Snapshot,
        analyzer: &mut Analyzer,
    ) -> Query {
        let mut parsed = parse::parse_within(LIMITS, text, snapshot, analyzer);
        if let Some(lang) = foreign {
            let respelt = respelt(text, &parsed.groups, lang, analyzer);
            if respelt != text {
                parsed = parse::parse_within(LIMITS, &respelt, snapshot, analyzer);
            }
        }
        let texts = Lang::ALL.map(|lang| {
            let words: Vec<&str> = parsed.groups.iter().map(|it| written(it, lang)).collect();
            words.join(" ")
        });
        let mut related = Vec::new();
        for group in &parsed.groups {
            related.push(relatives(group, snapshot, analyzer));
        }
        let ideas: Vec<Idea> = parsed.groups.iter().map(idea).collect();
        let each = ideas.iter().cloned().zip(related);
        let widened = each.map(|(idea, related)| widened(idea, related)).collect();
        Query { ideas, widened, texts }
    }

    /// Which idea each term belongs to, sorted by term; the first idea that names it.
    pub(super) fn terms(&self) -> Vec<(TermId, usize)> {
        let each = self.ideas.iter().enumerate();
        let mut terms: Vec<(TermId, usize)> = each
            .flat_map(|(at, idea)| {
                idea.names.iter().flat_map(|it| &it.terms).map(move |it| (*it, at))
            })
            .collect();
        terms.sort_unstable();
        terms.dedup_by_key(|it| it.0);
        terms
    }
}

/// A word that no list knows, and that is a letter away from one that has a translation, is taken for
/// that: a misspelt word cannot be put into another language, and a corpus of another language cannot
/// tell how it is spelt.
fn respelt(text: &str, groups: &[Group], lang: Lang, analyzer: &mut Analyzer) -> String {
    let mut respelt = text.to_owned();
    for group in groups {
        let is_known = group.members.iter().any(|it| !matches!(it.origin, Origin::Corrected(_)));
        let is_word = group.typed.chars().all(char::is_alphabetic);
        if is_known || !is_word || group.typed.chars().count() < SHORTEST_RESPELT {
            continue;
        }
        let forms = analyzer.forms(&group.typed);
        let meant = lexicon().meant(lang, &fold(&group.typed));
        if let Some(meant) = meant.or_else(|| lexicon().meant(lang, forms.stem(lang))) {
            respelt.push(' ');
            respelt.push_str(meant);
        }
    }
    respelt
}

/// The best name of an idea in a language counts in full among texts of that language, and the others
/// against it: that a text is in another language is no fault of its words.
fn idea(group: &Group) -> Idea {
    let mut names = Vec::new();
    for lang in Lang::ALL {
        let same = |it: &&Member| it.reading == parse::Reading::Text(lang);
        let best = group.members.iter().filter(same).map(|it| it.worth).fold(0.0, f32::max);
        names.extend(group.members.iter().filter(same).map(|it| Name {
            terms: it.terms.iter().map(|it| it.id).collect(),
            worth: it.worth,
            share: it.worth / best,
        }));
    }
    Idea { idf: group.idf, times: 1.0 + (group.times as f32).ln(), names }
}

/// Words that the other language says with the same words: to what part of the time, from learned
/// translations there and back.
fn relatives(group: &Group, snapshot: &Snapshot, analyzer: &mut Analyzer) -> Vec<(TermId, f32)> {
    let mut found: HashMap<TermId, f32> = HashMap::new();
    if group.typed.contains(' ') {
        return Vec::new();
    }
    let forms = analyzer.forms(&group.typed);
    for lang in Lang::ALL {
        let stem = forms.stem(lang);
        for there in lexicon().translations(lang, stem) {
            for back in lexicon().translations(lang.other(), &there.stem) {
                let space = match lang {
                    Lang::Es => Space::Es,
                    Lang::En => Space::En,
                };
                let id = snapshot.vocabulary.terms.get(&format!("{}{}", space.prefix(), back.stem));
                if let Some(id) = id.filter(|_| back.stem != stem) {
                    *found.entry(id).or_default() += there.probability * back.probability;
                }
            }
        }
    }
    let mut found: Vec<(TermId, f32)> =
        found.into_iter().filter(|it| it.1 >= LEAST_RELATED).collect();
    found
        .sort_unstable_by(|one, other| other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    found.truncate(MOST_RELATED);
    found
}

fn widened(mut idea: Idea, related: Vec<(TermId, f32)>) -> Idea {
    for (term, part) in related {
        if !idea.names.iter().any(|it| it.terms == [term]) {
            let share = RELATED * part.sqrt();
            idea.names.push(Name { terms: vec![term], worth: share, share });
        }
    }
    idea
}

/// As typed, or its best name in `lang`.
fn written(group: &Group, lang: Lang) -> &str {
    let mut best: Option<(&str, f32)> = None;
    for member in &group.members {
        let text = match &member.origin {
            Origin::Typed => group.typed.as_str(),
            Origin::Named(text) | Origin::Corrected(text) => text.as_str(),
        };
        if member.reading == parse::Reading::Text(lang) && best.is_none_or(|it| member.worth > it.1)
        {
            best = Some((text, member.worth));
        }
    }
    best.map_or(group.typed.as_str(), |it| it.0)
}
