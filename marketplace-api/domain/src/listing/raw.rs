//! A listing as it is typed, in a form, a request or a line of a file: nothing is checked yet.
//!
//! Field names here are the paths in problems: `tiers[0].price_minor`, `content.es.title`.

/// Says something in Spanish, in English, or in both. Blank counts as not said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawText {
    pub es: Option<String>,
    pub en: Option<String>,
}

impl RawText {
    pub fn both(es: impl Into<String>, en: impl Into<String>) -> RawText {
        RawText { es: Some(es.into()), en: Some(en.into()) }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawDraft {
    /// `package`, `hourly`, `course`, `subscription`, `bulk` or `consult`.
    pub kind: String,
    /// Slug.
    pub category: String,
    /// Slugs, labels or synonyms.
    pub skills: Vec<String>,
    /// ISO 639-1.
    pub languages: Vec<String>,
    /// ISO 4217.
    pub currency: String,
    pub content: RawContents,
    pub deliverables: Vec<RawText>,
    pub acceptance: Vec<RawText>,
    pub requirements: Vec<RawText>,
    pub faq: Vec<RawQuestion>,
    pub tiers: Vec<RawTier>,
    pub extras: Vec<RawExtra>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawContents {
    pub es: Option<RawContent>,
    pub en: Option<RawContent>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawContent {
    pub title: String,
    pub summary: String,
    pub description: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawQuestion {
    pub question: RawText,
    pub answer: RawText,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawTier {
    pub name: RawText,
    pub includes: RawText,
    pub price_minor: u64,
    pub delivery_days: u32,
    /// `None`: as many as the buyer wants.
    pub revisions: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawExtra {
    pub code: String,
    pub label: RawText,
    pub days: i32,
    pub price: RawExtraPrice,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RawExtraPrice {
    Flat { price_minor: u64 },
    PerUnit { unit: RawText, price_minor: u64, min: u32, max: u32 },
    Multiplier { bps: u32 },
    Range { unit: RawText, min: u32, brackets: Vec<RawBracket> },
    Exclusive { options: Vec<RawOption> },
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RawBracket {
    pub up_to: u32,
    pub price_minor: u64,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawOption {
    pub code: String,
    pub label: RawText,
    pub price_minor: u64,
}
