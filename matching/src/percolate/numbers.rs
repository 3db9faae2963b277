//! Numbers of our own for texts that the index numbers too, or will.
//!
//! The index gives a term a number when a document first has it. A standing query may name it
//! earlier, so it gets a number here, and the two are linked as soon as the index has its own.

use std::{collections::HashMap, sync::Arc};

/// In either direction: there is none.
pub(crate) const NONE: u32 = u32::MAX;

#[derive(Debug, Default)]
pub(crate) struct Numbers {
    known: HashMap<Arc<str>, u32>,
    texts: Vec<Arc<str>>,
    /// The index's number of each of ours.
    theirs: Vec<u32>,
    /// Our number of each of the index's.
    ours: Vec<u32>,
}

impl Numbers {
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// Our number of `text`; `their` finds the index's if this is the first time.
    pub(crate) fn intern(&mut self, text: &str, their: impl FnOnce(&str) -> Option<u32>) -> u32 {
        if let Some(number) = self.known.get(text) {
            return *number;
        }
        let number = u32::try_from(self.texts.len()).expect("fewer than 2³² words are waited for");
        let shared: Arc<str> = Arc::from(text);
        self.known.insert(Arc::clone(&shared), number);
        self.texts.push(shared);
        self.theirs.push(NONE);
        if let Some(their) = their(text) {
            self.link(number, their);
        }
        number
    }

    /// The index has numbered `text`.
    pub(crate) fn learn(&mut self, text: &str, their: u32) {
        if let Some(number) = self.known.get(text).copied() {
            self.link(number, their);
        }
    }

    /// Takes back that the index numbered `text`.
    pub(crate) fn unlearn(&mut self, text: &str) {
        let Some(number) = self.known.get(text).copied() else { return };
        let their = std::mem::replace(&mut self.theirs[number as usize], NONE);
        if let Some(ours) = self.ours.get_mut(their as usize) {
            *ours = NONE;
        }
    }

    /// The index is another one.
    pub(crate) fn relink(&mut self, their: impl Fn(&str) -> Option<u32>) {
        self.ours.clear();
        self.theirs.fill(NONE);
        for number in 0..self.texts.len() {
            if let Some(their) = their(&self.texts[number]) {
                self.link(u32::try_from(number).unwrap_or(NONE), their);
            }
        }
    }

    fn link(&mut self, ours: u32, theirs: u32) {
        let at = theirs as usize;
        if self.ours.len() <= at {
            self.ours.resize(at + 1, NONE);
        }
        self.ours[at] = ours;
        self.theirs[ours as usize] = theirs;
    }

    /// [`NONE`] if nobody waits for it.
    #[inline]
    pub(crate) fn ours(&self, theirs: u32) -> u32 {
        self.ours.get(theirs as usize).copied().unwrap_or(NONE)
    }

    #[inline]
    pub(crate) fn theirs(&self, ours: u32) -> Option<u32> {
        self.theirs.get(ours as usize).copied().filter(|it| *it != NONE)
    }

    pub(crate) fn bytes(&self) -> usize {
        let texts: usize = self.texts.iter().map(|it| it.len() + 16).sum();
        texts + 4 * (self.theirs.len() + self.ours.len()) + 40 * self.known.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_linked_when_either_side_hears_of_it() {
        let mut numbers = Numbers::default();
        let late = numbers.intern("s:late", |_| None);
        let early = numbers.intern("s:early", |_| Some(7));
        assert_eq!((numbers.ours(7), numbers.theirs(late)), (early, None));

        numbers.learn("s:late", 9);
        numbers.learn("s:nobody", 10);
        assert_eq!((numbers.ours(9), numbers.ours(10)), (late, NONE));

        numbers.unlearn("s:late");
        assert_eq!((numbers.ours(9), numbers.theirs(late)), (NONE, None));

        numbers.relink(|it| (it == "s:late").then_some(0));
        assert_eq!((numbers.ours(0), numbers.ours(7)), (late, NONE));
    }
}
