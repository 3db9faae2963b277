//! A service for hire: what it says, what it costs, and where it stands.
//!
//! What a provider types is a [`raw::RawDraft`]. [`Draft::check`] turns it into a [`Draft`], and
//! nothing else makes one.
//!
//! **Invariant:** a `Draft` says at least its title, summary and description in one language, has
//! one to six tiers, one currency, and keeps every limit in [`limits`]. Its texts are clean as
//! [`crate::text`] says. Its extras can be priced ([`crate::pricing`]).
//!
//! | module | what it knows |
//! |---|---|
//! | [`raw`] | the same as typed: plain texts and numbers |
//! | [`record`] | a listing and its versions as they are kept |
//! | `check` | raw → draft, every problem with its field |
//! | [`limits`] | how much of everything |
//! | [`state`] | where a listing and its versions stand, what moves them |
//! | [`mod@diff`] | what differs between two versions, and whether somebody must look at it |

use crate::{
    lang::{Lang, Localized, Spoken},
    money::{Currency, Money},
    named,
};

mod check;
pub mod diff;
pub mod limits;
pub mod raw;
pub mod record;
mod restore;
#[cfg(test)]
pub(crate) mod sample;
pub mod state;

named!(/// How a service is sold. It decides what a tier's price is the price of.
ListingKind {
    /// A fixed scope at a fixed price.
    Package = "package",
    /// By the hour.
    Hourly = "hourly",
    /// Teaching, per seat.
    Course = "course",
    /// A product or retainer, per month.
    Subscription = "subscription",
    /// Many small pieces of the same work, per piece.
    Bulk = "bulk",
    /// A conversation with an expert, per session.
    Consult = "consult",
});

/// Everything one version of a listing says. Read it freely; only [`Draft::check`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Draft {
    pub kind: ListingKind,
    /// A slug of [`crate::taxonomy`].
    pub category: String,
    /// Slugs of [`crate::taxonomy`], the most important one first.
    pub skills: Vec<String>,
    /// What the provider speaks with the buyer.
    pub languages: Vec<Spoken>,
    /// Of every price here.
    pub currency: Currency,
    pub content: Localized<Content>,
    /// What the buyer gets.
    pub deliverables: Vec<Localized<String>>,
    /// When the work counts as done.
    pub acceptance: Vec<Localized<String>>,
    /// What the buyer must supply before work begins.
    pub requirements: Vec<Localized<String>>,
    pub faq: Vec<Question>,
    pub tiers: Vec<Tier>,
    pub extras: Vec<Extra>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    pub title: String,
    pub summary: String,
    /// Paragraphs.
    pub description: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub question: Localized<String>,
    pub answer: Localized<String>,
}

/// One size of the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    pub name: Localized<String>,
    /// What is in it.
    pub includes: Localized<String>,
    /// For one unit: a package, an hour, a seat, a month, a piece, a session.
    pub price: Money,
    /// From the moment work can begin.
    pub delivery_days: u32,
    pub revisions: Revisions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revisions {
    UpTo(u32),
    Unlimited,
}

/// Something a buyer may add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extra {
    /// Names it in a choice; unique in its listing.
    pub code: String,
    pub label: Localized<String>,
    /// How much later (or, below zero, sooner) the work is delivered.
    pub days: i32,
    pub price: ExtraPrice,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExtraPrice {
    /// So much, once.
    Flat { price: Money },
    /// So much for each of `min..=max` units.
    PerUnit { unit: Localized<String>, price: Money, min: u32, max: u32 },
    /// So much more of everything else, as in "rush, +50 %" (5 000).
    Multiplier { bps: u32 },
    /// A price for each bracket of sizes. The first bracket begins at `min`; each ends at its
    /// `up_to`, and the last one's is the most that can be ordered.
    Range { unit: Localized<String>, min: u32, brackets: Vec<Bracket> },
    /// At most one of these.
    Exclusive { options: Vec<ExtraOption> },
}

/// All of a size from the bracket before to `up_to` costs `price`, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bracket {
    pub up_to: u32,
    pub price: Money,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtraOption {
    /// Unique in its extra.
    pub code: String,
    pub label: Localized<String>,
    pub price: Money,
}

impl ListingKind {
    /// How many units of a tier one order may have, at least and at most.
    pub fn quantities(self) -> (u32, u32) {
        match self {
            ListingKind::Package => (1, 1),
            ListingKind::Hourly => (1, 400),
            ListingKind::Course => (1, 200),
            ListingKind::Subscription => (1, 36),
            ListingKind::Bulk => (1, 1_000_000),
            ListingKind::Consult => (1, 20),
        }
    }

    /// Least and most a tier may cost per unit, in minor units. Pieces may cost a cent.
    pub fn price_minor(self) -> (u64, u64) {
        match self {
            ListingKind::Bulk => (1, 100_000_00),
            ListingKind::Hourly | ListingKind::Consult => (5_00, 5_000_00),
            ListingKind::Package | ListingKind::Course | ListingKind::Subscription => {
                (5_00, 500_000_00)
            }
        }
    }
}

impl ExtraPrice {
    /// What kind it is, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            ExtraPrice::Flat { .. } => "flat",
            ExtraPrice::PerUnit { .. } => "per_unit",
            ExtraPrice::Multiplier { .. } => "multiplier",
            ExtraPrice::Range { .. } => "range",
            ExtraPrice::Exclusive { .. } => "exclusive",
        }
    }
}

impl Draft {
    /// The lowest price a unit can be had for.
    pub fn from_price(&self) -> Money {
        let cheapest = self.tiers.iter().map(|it| it.price).min_by_key(|it| it.minor());
        cheapest.expect("a draft has at least one tier")
    }

    /// How fast the fastest tier is.
    pub fn from_delivery_days(&self) -> u32 {
        let fastest = self.tiers.iter().map(|it| it.delivery_days).min();
        fastest.expect("a draft has at least one tier")
    }

    /// The title for a reader of `lang`, in whichever language there is one.
    pub fn title(&self, lang: Lang) -> &str {
        &self.content.best(lang).1.title
    }
}

/// The last part of a listing's address: its title in small plain letters. The id in front of it
/// is what counts, so a changed title breaks no link.
pub fn slug(title: &str) -> String {
    const MAX_CHARS: usize = 60;
    let mut slug = String::new();
    for word in crate::taxonomy::fold(title).split(' ') {
        if slug.len() + word.len() >= MAX_CHARS {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.extend(word.chars().filter(char::is_ascii_alphanumeric));
    }
    slug.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_small_plain_letters() {
        assert_eq!(slug("Chatbot de atención: ¡24 h!"), "chatbot-de-atencion-24-h");
        assert_eq!(slug("客服机器人"), "");
        assert!(slug(&"palabra ".repeat(30)).len() <= 60);
    }
}
