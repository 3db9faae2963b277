//! From a document to its terms: once for tantivy, once for exact scoring.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::Arc,
};

use crate::{
    index::{
        record::{BODY, Counts, Draft, LABELS, MAX_COUNT, SUMMARY, TITLE},
        segments::{self, SEPARATOR},
        terms::{Space, TermId},
        vocabulary::Vocabulary,
    },
    text::{Analyzer, fold::fold, tokens},
    types::{Doc, Lang},
};

/// A document ready to be written.
#[derive(Debug)]
pub(crate) struct Analysed {
    pub(crate) record: Box<[u8]>,
    /// For tantivy, see [`crate::index::segments`]: terms, each with the number of times it counts.
    pub(crate) postings: String,
}

/// How much a word counts in the first pass, by where it stands. Whole numbers: tantivy sees the
/// word that many times.
const TITLE_TIMES: u32 = 5;
const LABEL_TIMES: u32 = 4;
const SUMMARY_TIMES: u32 = 2;
/// Beyond this, repeating a word does not help.
const MAX_TIMES: u32 = 40;

/// A body longer than this many characters is cut: it is a book.
const MAX_BODY_CHARS: usize = 100_000;

/// Adds documents to a vocabulary and says what they are made of.
#[derive(Default)]
pub(crate) struct DocAnalyzer {
    text: Analyzer,
    /// Words seen lately, by two hashes of theirs. Only for the one vocabulary this analyzer is used
    /// with.
    words: HashMap<(u64, u64), Word>,
    key: RandomState,
}

/// The numbers of a word's stems, as far as they were needed.
type Word = [Option<TermId>; 2];

/// Enough for the words of a large index, small enough to forget.
const MAX_WORDS: usize = 300_000;

impl DocAnalyzer {
    /// Terms that were not in `vocabulary` are put into it and pushed to `fresh`.
    pub(crate) fn analyse(
        &mut self,
        doc: &Doc,
        vocabulary: &mut Vocabulary,
        fresh: &mut Vec<Arc<str>>,
    ) -> Analysed {
        if self.words.len() > MAX_WORDS {
            self.words.clear();
        }
        let mut writing = Writing {
            text: &mut self.text,
            words: &mut self.words,
            hashing: &self.key,
            vocabulary,
            fresh,
            draft: Draft::default(),
            stems: [Vec::new(), Vec::new()],
            key: String::new(),
        };
        for text in &doc.texts {
            writing.field(&text.title, text.lang, TITLE);
            writing.field(&text.summary, text.lang, SUMMARY);
            let body = &text.body;
            let cut = body.char_indices().nth(MAX_BODY_CHARS).map_or(body.len(), |it| it.0);
            writing.field(&body[..cut], text.lang, BODY);
            writing.title(&text.title, text.lang);
        }
        for label in &doc.labels {
            writing.label(label);
        }
        writing.owner(&doc.owner_name);
        writing.finish()
    }
}

struct Writing<'a> {
    text: &'a mut Analyzer,
    words: &'a mut HashMap<(u64, u64), Word>,
    hashing: &'a RandomState,
    vocabulary: &'a mut Vocabulary,
    fresh: &'a mut Vec<Arc<str>>,
    draft: Draft,
    /// Every word of every field, by language.
    stems: [Vec<(TermId, usize)>; 2],
    key: String,
}

impl Writing<'_> {
    fn field(&mut self, text: &str, lang: Lang, field: usize) {
        tokens::visit(text, |word, parts| {
            for word in std::iter::once(word).chain(parts.iter().map(String::as_str)) {
                let stem = self.stem(word, lang);
                self.stems[lang as usize].push((stem, field));
                self.draft.lengths[field + lang as usize] += 1;
            }
        });
    }

    /// Labels belong to no language, so they are read in both.
    fn label(&mut self, label: &str) {
        tokens::visit(label, |word, parts| {
            for word in std::iter::once(word).chain(parts.iter().map(String::as_str)) {
                for lang in Lang::ALL {
                    let stem = self.stem(word, lang);
                    self.stems[lang as usize].push((stem, LABELS));
                }
                self.draft.lengths[LABELS] += 1;
            }
        });
        let shown: String = label.chars().filter(|it| !it.is_control()).take(80).collect();
        if !shown.trim().is_empty() {
            let id = self.intern(Space::Label, shown.trim());
            self.draft.completions.push(id);
        }
    }

    fn title(&mut self, title: &str, lang: Lang) {
        let space = match lang {
            Lang::Es => Space::TitleEs,
            Lang::En => Space::TitleEn,
        };
        for token in tokens::tokens(title) {
            let forms = self.text.forms(&token.word);
            let exact = self.intern(Space::Exact, &forms.exact);
            self.draft.titles[lang as usize].push(exact);
            if forms.surface.chars().count() > 3 {
                let shown = self.intern(space, &forms.surface);
                self.draft.completions.push(shown);
            }
        }
    }

    fn owner(&mut self, name: &str) {
        for token in tokens::tokens(name) {
            let id = self.intern(Space::Owner, &fold(&token.word));
            if !self.draft.owner.contains(&id) {
                self.draft.owner.push(id);
            }
        }
    }

    fn stem(&mut self, word: &str, lang: Lang) -> TermId {
        let hash = (self.hashing.hash_one(word), fnv(word));
        let known = self.words.get(&hash).copied();
        if let Some(id) = known.and_then(|it| it[lang as usize]) {
            return id;
        }
        let forms = self.text.forms(word);
        if known.is_none() {
            self.intern(Space::Surface, &forms.surface);
        }
        let space = match lang {
            Lang::Es => Space::Es,
            Lang::En => Space::En,
        };
        let id = self.intern(space, forms.stem(lang));
        self.words.entry(hash).or_default()[lang as usize] = Some(id);
        id
    }

    fn intern(&mut self, space: Space, text: &str) -> TermId {
        self.key.clear();
        self.key.push_str(space.prefix());
        self.key.push_str(text);
        let (id, fresh) = self.vocabulary.intern(&self.key);
        self.fresh.extend(fresh);
        id
    }

    fn finish(mut self) -> Analysed {
        let mut postings = String::with_capacity(4_096);
        let mut weighted_length = 0;
        let mut post = |id: TermId, times: u32| {
            weighted_length += times;
            segments::push_token(&mut postings, id);
            postings.push(char::from(b'0' + u8::try_from(times).unwrap_or(1)));
            postings.push(SEPARATOR);
        };
        for (found, terms) in self.stems.iter_mut().zip(&mut self.draft.terms) {
            found.sort_unstable();
            for same in found.chunk_by(|a, b| a.0 == b.0) {
                let mut counts = Counts::default();
                same.iter().for_each(|(_, field)| count(&mut counts, *field));
                post(same[0].0, times(counts));
                terms.push((same[0].0, counts));
            }
        }
        self.draft.owner.iter().for_each(|id| post(*id, 1));
        self.draft.weighted_length = weighted_length;
        Analysed { record: self.draft.encode(), postings }
    }
}

/// FNV-1a: beside a keyed hash, so that no two words are ever taken for one.
fn fnv(word: &str) -> u64 {
    let hash = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    word.bytes().fold(0xcbf2_9ce4_8422_2325, hash)
}

fn count(counts: &mut Counts, field: usize) {
    let count = match field {
        TITLE => &mut counts.title,
        SUMMARY => &mut counts.summary,
        BODY => &mut counts.body,
        _ => &mut counts.labels,
    };
    *count = (*count + 1).min(MAX_COUNT);
}

fn times(counts: Counts) -> u32 {
    let times = u32::from(counts.title) * TITLE_TIMES
        + u32::from(counts.labels) * LABEL_TIMES
        + u32::from(counts.summary) * SUMMARY_TIMES
        + u32::from(counts.body);
    times.clamp(1, MAX_TIMES)
}
