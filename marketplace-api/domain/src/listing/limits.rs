//! How much of everything a listing may say. Forms show these numbers; the check enforces them.
//!
//! Lengths are in characters.

pub const TITLE: (usize, usize) = (8, 90);
pub const SUMMARY: (usize, usize) = (20, 200);
pub const DESCRIPTION: (usize, usize) = (40, 6_000);
/// A deliverable, an acceptance criterion, a requirement.
pub const ITEM: (usize, usize) = (3, 240);
pub const QUESTION: (usize, usize) = (5, 160);
pub const ANSWER: (usize, usize) = (2, 1_000);
pub const TIER_NAME: (usize, usize) = (2, 40);
pub const TIER_INCLUDES: (usize, usize) = (5, 800);
pub const EXTRA_LABEL: (usize, usize) = (3, 100);
/// As in "page", "minute of audio".
pub const UNIT: (usize, usize) = (1, 40);
/// The code of an extra or of an option.
pub const CODE: (usize, usize) = (1, 40);

pub const MAX_SKILLS: usize = 15;
pub const MAX_LANGUAGES: usize = 10;
pub const MAX_DELIVERABLES: usize = 12;
pub const MAX_ACCEPTANCE: usize = 12;
pub const MAX_REQUIREMENTS: usize = 12;
pub const MAX_FAQ: usize = 20;
pub const MAX_TIERS: usize = 6;
pub const MAX_EXTRAS: usize = 20;
/// Brackets of a range, options of an exclusive extra.
pub const MAX_BRACKETS: usize = 12;
pub const MIN_OPTIONS: usize = 2;

pub const DELIVERY_DAYS: (u64, u64) = (1, 365);
pub const MAX_REVISIONS: u64 = 20;
/// An extra moves delivery by this many days at most, either way.
pub const MAX_EXTRA_DAYS: u32 = 90;
/// An extra may cost nothing.
pub const MAX_EXTRA_PRICE_MINOR: u64 = 100_000_00;
pub const MAX_UNITS: u32 = 1_000_000;
/// From +0.01 % to +300 %.
pub const MULTIPLIER_BPS: (u64, u64) = (1, 30_000);
