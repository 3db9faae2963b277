//! A market that does not exist: the only place where the truth behind clicks is known.
//!
//! ```text
//! ideas     the glossary's ideas, in topics
//! world     owners, offers, needs and what each pair is truly worth
//! wording   texts and queries that say so, in two languages, with synonyms and slips
//! eyes      who looks where, by place, by cascade, with trust in the first
//! people    what they click, keep, write to, order and review, and when
//! tallies   what the market can know of it: counts, told to the engine as signals
//! shelf     rankers, arms and exchanges: how candidates become a page
//! market    the days
//! studies   questions that need the truth for an answer
//! ```
//!
//! Offers are real documents in a real engine; only people are drawn. The same seed gives the same log
//! to the bit. Nothing here is evidence about people: it shows whether a method recovers what was put
//! in.

pub mod chance;
pub mod eyes;
pub mod ideas;
pub mod market;
pub mod people;
pub mod shelf;
pub mod studies;
pub mod tallies;
pub(crate) mod wording;
pub mod world;
