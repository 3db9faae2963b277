//! A number for every term.
//!
//! Invariant: numbers are given in order from 0 and never change or go away, so a term list stored
//! in a document stays valid for as long as the index exists.

use std::{collections::HashMap, sync::Arc};

use crate::index::bytes::fnv1a;

pub(crate) type TermId = u32;

/// What a term is a term of: the same letters in two spaces are two terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Space {
    /// A stem in Spanish text.
    Es,
    /// A stem in English text.
    En,
    /// A word of an owner's name.
    Owner,
    /// A word of a title without accents, unstemmed.
    Exact,
    /// A word as written somewhere, to correct spelling with.
    Surface,
    /// A word as written in a Spanish title, to complete with.
    TitleEs,
    /// A word as written in an English title, to complete with.
    TitleEn,
    /// A whole label as written, to complete with.
    Label,
}

impl Space {
    pub(crate) const fn prefix(self) -> &'static str {
        match self {
            Space::Es => "s:",
            Space::En => "e:",
            Space::Owner => "o:",
            Space::Exact => "x:",
            Space::Surface => "w:",
            Space::TitleEs => "t:",
            Space::TitleEn => "u:",
            Space::Label => "l:",
        }
    }

    /// Takes a term apart again.
    pub(crate) fn split(term: &str) -> Option<(Space, &str)> {
        let (prefix, text) = term.split_at_checked(2)?;
        let space = match prefix {
            "s:" => Space::Es,
            "e:" => Space::En,
            "o:" => Space::Owner,
            "x:" => Space::Exact,
            "w:" => Space::Surface,
            "t:" => Space::TitleEs,
            "u:" => Space::TitleEn,
            "l:" => Space::Label,
            _ => return None,
        };
        Some((space, text))
    }
}

const SHARDS: usize = 256;

/// Copying it copies pointers; adding a term to a copy copies one shard.
#[derive(Debug, Clone)]
pub(crate) struct Terms {
    shards: Vec<Arc<HashMap<Arc<str>, TermId>>>,
    len: u32,
}

impl Default for Terms {
    fn default() -> Terms {
        let empty = Arc::new(HashMap::new());
        Terms { shards: vec![empty; SHARDS], len: 0 }
    }
}

impl Terms {
    pub(crate) fn len(&self) -> u32 {
        self.len
    }

    /// `term` with the prefix of its space.
    pub(crate) fn get(&self, term: &str) -> Option<TermId> {
        self.shards[shard(term)].get(term).copied()
    }

    /// The term's number, and its text if it is new here.
    pub(crate) fn intern(&mut self, term: &str) -> (TermId, Option<Arc<str>>) {
        let shard = &mut self.shards[shard(term)];
        if let Some(id) = shard.get(term) {
            return (*id, None);
        }
        let id = self.len;
        let text: Arc<str> = Arc::from(term);
        Arc::make_mut(shard).insert(Arc::clone(&text), id);
        self.len += 1;
        (id, Some(text))
    }
}

/// Only to spread terms over shards; each shard hashes again with a random key.
fn shard(term: &str) -> usize {
    let hash = fnv1a(term.as_bytes());
    (hash ^ hash >> 16) as usize % SHARDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_keeps_its_number_and_a_copy_keeps_its_terms() {
        let mut terms = Terms::default();
        assert_eq!(terms.intern("s:chatbot"), (0, Some("s:chatbot".into())));

        let before = terms.clone();
        assert_eq!(terms.intern("e:chatbot").0, 1);

        assert_eq!(terms.intern("s:chatbot"), (0, None));
        assert_eq!((before.get("e:chatbot"), terms.get("e:chatbot")), (None, Some(1)));
    }
}
