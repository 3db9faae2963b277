//! Where the parser looks words up.

use crate::{
    index::{snapshot::Snapshot, spelling::Spelling, terms::Space},
    search::parse::KnownTerm,
};

/// The words a text may be found by.
pub(crate) trait Words {
    /// `None` if nothing can be found by it.
    fn known(&self, space: Space, text: &str) -> Option<KnownTerm>;

    /// Whether somebody writes it.
    fn is_used(&self, space: Space, text: &str) -> bool;

    fn documents(&self) -> u32;

    /// To correct with; `None` when words are meant as they are written.
    fn spelling(&self) -> Option<&Spelling>;
}

impl Words for Snapshot {
    fn known(&self, space: Space, text: &str) -> Option<KnownTerm> {
        let text = format!("{}{text}", space.prefix());
        let id = self.vocabulary.terms.get(&text)?;
        let df = self.stats.df(id);
        (df > 0 || space == Space::Exact).then_some(KnownTerm { id, df })
    }

    fn is_used(&self, space: Space, text: &str) -> bool {
        self.known(space, text).is_some()
    }

    fn documents(&self) -> u32 {
        self.stats.documents()
    }

    fn spelling(&self) -> Option<&Spelling> {
        Some(&self.vocabulary.spelling)
    }
}
