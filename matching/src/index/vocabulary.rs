//! Every term with its number, and the two views people meet: spelling and completion.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    index::{
        spelling::Spelling,
        stats::Stats,
        terms::{Space, TermId, Terms},
    },
    text::fold::fold,
    types::Lang,
};

const SHARDS: u32 = 64;

/// Completions by their folded text.
type Shard = BTreeMap<(Box<str>, TermId), Completion>;

#[derive(Debug, Clone)]
struct Completion {
    text: Arc<str>,
    /// `None` for labels, which belong to no language.
    lang: Option<Lang>,
}

/// Copying it copies pointers.
#[derive(Debug, Clone)]
pub(crate) struct Vocabulary {
    pub(crate) terms: Terms,
    pub(crate) spelling: Spelling,
    /// By first letter.
    completions: Vec<Arc<Shard>>,
}

impl Default for Vocabulary {
    fn default() -> Vocabulary {
        let completions = (0..SHARDS).map(|_| Arc::default()).collect();
        Vocabulary { terms: Terms::default(), spelling: Spelling::default(), completions }
    }
}

/// A prefix of one letter has this many completions looked at, no more.
const MAX_SCANNED: usize = 5_000;

impl Vocabulary {
    /// The number of `term`, and its text if it is new.
    pub(crate) fn intern(&mut self, term: &str) -> (TermId, Option<Arc<str>>) {
        let (id, fresh) = self.terms.intern(term);
        if fresh.is_some() {
            match Space::split(term) {
                Some((Space::Surface, word)) => self.spelling.add(word),
                Some((Space::TitleEs, word)) => self.add_completion(word, id, Some(Lang::Es)),
                Some((Space::TitleEn, word)) => self.add_completion(word, id, Some(Lang::En)),
                Some((Space::Label, text)) => self.add_completion(text, id, None),
                _ => {}
            }
        }
        (id, fresh)
    }

    fn add_completion(&mut self, text: &str, id: TermId, lang: Option<Lang>) {
        let folded = fold(&text.to_lowercase());
        if let Some(shard) = self.completions.get_mut(shard_of(&folded)) {
            Arc::make_mut(shard)
                .insert((folded.into(), id), Completion { text: Arc::from(text), lang });
        }
    }

    /// Titles' words and labels that start with `prefix`, most used first, each once. Words of the
    /// reader's other language count half.
    pub(crate) fn complete(
        &self,
        prefix: &str,
        lang: Option<Lang>,
        stats: &Stats,
        limit: usize,
    ) -> Vec<String> {
        let prefix = fold(&prefix.to_lowercase());
        let shard = &self.completions[shard_of(&prefix)];
        let from = (Box::from(prefix.as_str()), 0);
        let mut found: Vec<(&str, u32, &str)> = Vec::new();
        let candidates = shard.range(from..).take_while(|((it, _), _)| it.starts_with(&prefix));
        for ((folded, id), completion) in candidates.take(MAX_SCANNED) {
            let is_foreign = completion.lang.is_some() && lang.is_some() && completion.lang != lang;
            let uses = stats.df(*id) * if is_foreign { 1 } else { 2 };
            match found.last_mut() {
                _ if uses == 0 => {}
                // Spellings of one text stand side by side: the most used one speaks for all.
                Some((same, most, shown)) if *same == &**folded => {
                    if uses > *most {
                        *shown = &completion.text;
                    }
                    *most = uses.max(*most);
                }
                _ => found.push((folded, uses, &completion.text)),
            }
        }
        found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        found.into_iter().take(limit).map(|(_, _, text)| text.to_owned()).collect()
    }
}

fn shard_of(folded: &str) -> usize {
    folded.chars().next().map_or(0, |it| u32::from(it) % SHARDS) as usize
}
