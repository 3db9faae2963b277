//! The demo market: invented providers, listings and briefs, the same for the same seed.
//!
//! Everything here is made up and says so: profiles carry [`DemoProvider::is_demo`], addresses end in
//! `.example`, and ratings are [`SyntheticRating`]s. The words are in `demo/content/*.txt`; this code
//! only combines them.
//!
//! **Invariant:** [`market`] with the same seed and [`Size`] always yields the same market, one piece
//! at a time, so a million listings need no more memory than one. In a market of at most
//! [`Size::STANDARD`] no two listings of a language share a title, and no sentence of more than eight
//! words stands in more than three listings.

use domain::{
    lang::{Localized, Spoken},
    listing::raw::RawDraft,
    money::Money,
};

mod brief;
mod content;
mod industry;
mod listing;
mod once;
mod pattern;
mod provider;
mod random;

#[cfg(test)]
mod tests;

use once::Once;
use provider::Persona;

/// How much to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub providers: usize,
    pub listings: usize,
}

impl Size {
    /// What an empty database is filled with.
    pub const STANDARD: Size = Size { providers: 160, listings: 1_280 };

    pub const BRIEFS: usize = 60;
}

/// Opinions that nobody gave. Never shown without saying so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyntheticRating {
    pub count: u32,
    /// 100–500: hundredths of a star.
    pub mean_hundredths: u16,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoProvider {
    pub index: usize,
    /// A firm, or the name a person trades under. Invented.
    pub name: String,
    pub handle: String,
    pub email: String,
    pub is_firm: bool,
    pub is_demo: bool,
    pub headline: Localized<String>,
    pub bio: Localized<String>,
    /// Slugs of the taxonomy.
    pub skills: Vec<&'static str>,
    /// The first one is native.
    pub languages: Vec<Spoken>,
    /// Per hour.
    pub rate: Money,
    pub hours_per_week: u16,
    /// ISO 3166-1.
    pub country: &'static str,
    pub city: &'static str,
    /// Days from now, first and last. Away from today when it starts at 0.
    pub leave: Option<(u16, u16)>,
    pub joined_days_ago: u16,
    /// `None` for those who have just joined.
    pub rating: Option<SyntheticRating>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoListing {
    pub index: usize,
    /// [`DemoProvider::index`].
    pub provider: usize,
    /// The same for the same seed, for idempotent imports.
    pub external_id: String,
    /// As its provider would have typed it; passes [`domain::listing::Draft::check`].
    pub draft: RawDraft,
    pub rating: Option<SyntheticRating>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoBrief {
    pub index: usize,
    pub category: &'static str,
    pub skills: Vec<&'static str>,
    pub title: Localized<String>,
    pub text: Localized<String>,
    /// Least and most.
    pub budget: [Money; 2],
    pub deadline_days: u16,
}

/// The market of a seed.
pub fn market(seed: u64, size: Size) -> Market {
    Market { seed, size }
}

#[derive(Debug, Clone, Copy)]
pub struct Market {
    seed: u64,
    size: Size,
}

impl Market {
    pub fn size(&self) -> Size {
        self.size
    }

    pub fn providers(&self) -> impl ExactSizeIterator<Item = DemoProvider> + use<> {
        let seed = self.seed;
        (0..self.size.providers).map(move |index| Persona::new(seed, index).provider())
    }

    /// In no order of merit; the listings of one provider are spread over the sequence.
    pub fn listings(&self) -> Listings {
        let is_standard = self.size.listings <= Size::STANDARD.listings;
        Listings { market: *self, made: 0, round: 0, provider: 0, once: Once::new(is_standard) }
    }

    pub fn briefs(&self) -> impl ExactSizeIterator<Item = DemoBrief> + use<> {
        let seed = self.seed;
        (0..Size::BRIEFS).map(move |index| brief::make(seed, index))
    }
}

/// The listings of a market, one at a time.
#[derive(Debug)]
pub struct Listings {
    market: Market,
    made: usize,
    /// In round `r` every provider who has more than `r` listings adds one.
    round: usize,
    provider: usize,
    once: Once,
}

impl Iterator for Listings {
    type Item = DemoListing;

    fn next(&mut self) -> Option<DemoListing> {
        if self.made >= self.market.size.listings || self.market.size.providers == 0 {
            return None;
        }
        loop {
            if self.provider == self.market.size.providers {
                self.provider = 0;
                self.round += 1;
            }
            let persona = Persona::new(self.market.seed, self.provider);
            self.provider += 1;
            if persona.publishes_in(self.round) {
                let listing = listing::make(&persona, self.made, self.round, &mut self.once);
                self.made += 1;
                return Some(listing);
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.market.size.listings - self.made;
        (left, Some(left))
    }
}
