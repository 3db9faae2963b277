//! From a document to its terms: once for tantivy, once for exact scoring.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    index::{
        record::{BODY, Counts, Draft, LABELS, MAX_COUNT, SUMMARY, TITLE},
        terms::{Space, TermId},
        vocabulary::Vocabulary,
    },
    text::{Analyzer, fold::fold, tokens::tokens},
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
/// Between terms, and never inside one.
pub(crate) const SEPARATOR: char = '\u{1f}';

/// Adds documents to a vocabulary and says what they are made of.
pub(crate) struct DocAnalyzer {
    text: Analyzer,
}

impl DocAnalyzer {
    pub(crate) fn new() -> DocAnalyzer {
        DocAnalyzer { text: Analyzer::default() }
    }

    /// Terms that were not in `vocabulary` are put into it and pushed to `fresh`.
    pub(crate) fn analyse(
        &mut self,
        doc: &Doc,
        vocabulary: &mut Vocabulary,
        fresh: &mut Vec<Arc<str>>,
    ) -> Analysed {
        let mut writing = Writing {
            text: &mut self.text,
            vocabulary,
            fresh,
            draft: Draft::default(),
            texts: BTreeMap::new(),
            key: String::new(),
        };
        for text in &doc.texts {
            writing.field(&text.title, text.lang, TITLE);
            writing.field(&text.summary, text.lang, SUMMARY);
            let cut =
                text.body.char_indices().nth(MAX_BODY_CHARS).map_or(text.body.len(), |it| it.0);
            writing.field(&text.body[..cut], text.lang, BODY);
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
    vocabulary: &'a mut Vocabulary,
    fresh: &'a mut Vec<Arc<str>>,
    draft: Draft,
    /// The text of every term in the draft, for tantivy.
    texts: BTreeMap<TermId, String>,
    key: String,
}

impl Writing<'_> {
    fn field(&mut self, text: &str, lang: Lang, field: usize) {
        for forms in self.text.words_and_parts(text) {
            self.intern(Space::Surface, &forms.surface);
            self.count(lang, forms.stem(lang), field);
            self.draft.lengths[field + lang as usize] += 1;
        }
    }

    /// Labels belong to no language, so they are read in both.
    fn label(&mut self, label: &str) {
        for forms in self.text.words_and_parts(label) {
            self.intern(Space::Surface, &forms.surface);
            for lang in Lang::ALL {
                self.count(lang, forms.stem(lang), LABELS);
            }
            self.draft.lengths[LABELS] += 1;
        }
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
        for token in tokens(title) {
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
        for token in tokens(name) {
            let id = self.intern(Space::Owner, &fold(&token.word));
            self.texts.entry(id).or_insert_with(|| self.key.clone());
            self.draft.owner.push(id);
        }
    }

    fn count(&mut self, lang: Lang, stem: &str, field: usize) {
        let space = match lang {
            Lang::Es => Space::Es,
            Lang::En => Space::En,
        };
        let id = self.intern(space, stem);
        let key = &self.key;
        let counts = self.draft.terms[lang as usize].entry(id).or_insert_with(|| {
            self.texts.insert(id, key.clone());
            Counts::default()
        });
        let count = match field {
            TITLE => &mut counts.title,
            SUMMARY => &mut counts.summary,
            BODY => &mut counts.body,
            _ => &mut counts.labels,
        };
        *count = (*count + 1).min(MAX_COUNT);
    }

    /// Leaves the whole term in `self.key`.
    fn intern(&mut self, space: Space, text: &str) -> TermId {
        self.key.clear();
        self.key.push_str(space.prefix());
        self.key.push_str(text);
        let (id, fresh) = self.vocabulary.intern(&self.key);
        self.fresh.extend(fresh);
        id
    }

    fn finish(mut self) -> Analysed {
        let mut postings = String::with_capacity(self.texts.len() * 12);
        let mut weighted_length = 0;
        let counted = self.draft.terms.iter().flatten().map(|(id, it)| (id, times(*it)));
        let owner = self.draft.owner.iter().map(|id| (id, 1));
        for (id, times) in counted.chain(owner) {
            weighted_length += times;
            postings.push_str(&self.texts[id]);
            postings.push(char::from(b'0' + u8::try_from(times).unwrap_or(1)));
            postings.push(SEPARATOR);
        }
        self.draft.weighted_length = weighted_length;
        Analysed { record: self.draft.encode(), postings }
    }
}

fn times(counts: Counts) -> u32 {
    let times = u32::from(counts.title) * TITLE_TIMES
        + u32::from(counts.labels) * LABEL_TIMES
        + u32::from(counts.summary) * SUMMARY_TIMES
        + u32::from(counts.body);
    times.clamp(1, MAX_TIMES)
}
