//! The ideas of all standing queries, each kept once.
//!
//! A group is the parser's, with our own numbers for terms ([`super::numbers`]) and with every name
//! it could go by, also those no document uses.

use std::collections::HashMap;

use crate::{
    index::stats::Stats,
    index::terms::TermId,
    percolate::numbers::Numbers,
    search::{
        parse::{Group, Reading, idf},
        score::plan::Plan,
        tfidf::IdfTable,
    },
    types::Lang,
};

/// No group has this number.
pub(crate) const NO_GROUP: u32 = 0;

#[derive(Debug)]
pub(crate) struct Groups {
    numbers: HashMap<Key, u32>,
    entries: Vec<Option<Entry>>,
    free: Vec<u32>,
    /// By term: groups that it matches alone.
    alone: Vec<Vec<u32>>,
    /// By the first term of a name of several words: the group, and the name's place in it.
    together: Vec<Vec<(u32, u32)>>,
    /// By word as titles have it: groups that were typed with it.
    written: Vec<Vec<u32>>,
}

#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) group: Group,
    /// Its places are term numbers.
    pub(crate) plan: Plan,
    uses: u32,
}

/// What makes two groups score alike.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    exact: Vec<Option<TermId>>,
    members: Vec<(Option<Lang>, u32, Vec<TermId>)>,
}

impl Key {
    fn of(group: &Group) -> Key {
        let members = group.members.iter().map(|it| {
            let lang = match it.reading {
                Reading::Text(lang) => Some(lang),
                Reading::Owner => None,
            };
            (lang, it.worth.to_bits(), it.terms.iter().map(|it| it.id).collect())
        });
        Key { exact: group.exact.clone(), members: members.collect() }
    }
}

/// What a group weighs in a collection.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Weight {
    /// Before the words of a phrase share it.
    pub(crate) idf: f32,
    pub(crate) cosine: f32,
    /// Some document has one of its names.
    pub(crate) is_known: bool,
}

impl Default for Groups {
    fn default() -> Groups {
        Groups {
            numbers: HashMap::new(),
            entries: vec![None],
            free: Vec::new(),
            alone: Vec::new(),
            together: Vec::new(),
            written: Vec::new(),
        }
    }
}

impl Groups {
    /// Numbers run below this.
    pub(crate) fn limit(&self) -> usize {
        self.entries.len()
    }

    #[inline]
    pub(crate) fn get(&self, number: u32) -> Option<&Entry> {
        self.entries.get(number as usize)?.as_ref()
    }

    #[inline]
    pub(crate) fn alone(&self, term: u32) -> &[u32] {
        self.alone.get(term as usize).map_or(&[], Vec::as_slice)
    }

    #[inline]
    pub(crate) fn together(&self, term: u32) -> &[(u32, u32)] {
        self.together.get(term as usize).map_or(&[], Vec::as_slice)
    }

    #[inline]
    pub(crate) fn written(&self, term: u32) -> &[u32] {
        self.written.get(term as usize).map_or(&[], Vec::as_slice)
    }

    /// Counts one more use of the group, and gives its number.
    pub(crate) fn take(&mut self, group: Group) -> u32 {
        let key = Key::of(&group);
        if let Some(number) = self.numbers.get(&key).copied() {
            if let Some(entry) = &mut self.entries[number as usize] {
                entry.uses += 1;
            }
            return number;
        }
        let number = self.free.pop().unwrap_or_else(|| {
            self.entries.push(None);
            u32::try_from(self.entries.len() - 1).expect("fewer than 2³² ideas are waited for")
        });
        for (member, at) in group.members.iter().zip(0..) {
            match &member.terms[..] {
                [one] => list_of(&mut self.alone, one.id).push(number),
                [first, ..] => list_of(&mut self.together, first.id).push((number, at)),
                [] => {}
            }
        }
        for word in group.exact.iter().flatten() {
            list_of(&mut self.written, *word).push(number);
        }
        let plan = Plan::new(&group, 0.0, |_, id| id as usize);
        self.entries[number as usize] = Some(Entry { group, plan, uses: 1 });
        self.numbers.insert(key, number);
        number
    }

    /// One use less; unused groups go.
    pub(crate) fn give_back(&mut self, number: u32) {
        let Some(entry) = &mut self.entries[number as usize] else { return };
        entry.uses -= 1;
        if entry.uses > 0 {
            return;
        }
        let Some(Entry { group, .. }) = self.entries[number as usize].take() else { return };
        self.numbers.remove(&Key::of(&group));
        for member in &group.members {
            let Some(first) = member.terms.first() else { continue };
            list_of(&mut self.alone, first.id).retain(|it| *it != number);
            list_of(&mut self.together, first.id).retain(|(it, _)| *it != number);
        }
        for word in group.exact.iter().flatten() {
            list_of(&mut self.written, *word).retain(|it| *it != number);
        }
        self.free.push(number);
    }

    pub(crate) fn bytes(&self) -> usize {
        let of_group = |it: &Entry| {
            let members = it.group.members.iter();
            let members: usize = members.map(|it| 100 + 16 * it.terms.len()).sum();
            160 + 2 * members + it.group.typed.len()
        };
        let lists =
            self.alone.iter().chain(&self.written).map(|it| 24 + 4 * it.capacity()).sum::<usize>()
                + self.together.iter().map(|it| 24 + 8 * it.capacity()).sum::<usize>();
        2 * self.entries.iter().flatten().map(of_group).sum::<usize>() + lists
    }
}

impl Entry {
    /// What it weighs among the documents of `stats`.
    pub(crate) fn weight(&self, terms: &Numbers, stats: &Stats, cosine: &IdfTable) -> Weight {
        let mut most = None;
        let mut most_of_text = None;
        for member in &self.group.members {
            let df = |it: u32| terms.theirs(it).map_or(0, |it| stats.df(it));
            let df = member.terms.iter().map(|it| df(it.id)).min().unwrap_or(0);
            if df > 0 {
                most = most.max(Some(df));
                if member.reading != Reading::Owner {
                    most_of_text = most_of_text.max(Some(df));
                }
            }
        }
        Weight {
            idf: idf(stats.documents(), most.unwrap_or(0)),
            cosine: most_of_text.map_or(0.0, |df| cosine.of(df)),
            is_known: most.is_some(),
        }
    }
}

fn list_of<T>(lists: &mut Vec<Vec<T>>, term: u32) -> &mut Vec<T> {
    let at = term as usize;
    if lists.len() <= at {
        lists.resize_with(at + 1, Vec::new);
    }
    &mut lists[at]
}
