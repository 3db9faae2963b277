//! A listing as JSON: the body of the API's requests and answers, and a line of an import file.
//!
//! **Invariant:** the names here are public. A field may be added; none is renamed or removed.

use domain::listing::raw::{
    RawBracket, RawContent, RawContents, RawDraft, RawExtra, RawExtraPrice, RawOption, RawQuestion,
    RawText, RawTier,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Everything a version of a listing says. Text may be given in Spanish, in English, or in both.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DraftBody {
    /// `package`, `hourly`, `course`, `subscription`, `bulk` or `consult`.
    pub kind: String,
    /// Slug; see `/api/v1/categories`.
    pub category: String,
    /// Slugs, labels or synonyms; see `/api/v1/skills`.
    pub skills: Vec<String>,
    /// Languages of delivery, ISO 639-1.
    pub languages: Vec<String>,
    /// ISO 4217; `EUR`.
    pub currency: String,
    pub content: ContentsBody,
    pub deliverables: Vec<LocalText>,
    /// When the work counts as done.
    pub acceptance: Vec<LocalText>,
    /// What the buyer must supply.
    pub requirements: Vec<LocalText>,
    pub faq: Vec<QuestionBody>,
    /// One to six.
    pub tiers: Vec<TierBody>,
    pub extras: Vec<ExtraBody>,
}

/// The same text in Spanish, in English, or in both.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LocalText {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub es: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ContentsBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub es: Option<ContentBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub en: Option<ContentBody>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ContentBody {
    pub title: String,
    pub summary: String,
    pub description: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct QuestionBody {
    pub question: LocalText,
    pub answer: LocalText,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TierBody {
    pub name: LocalText,
    pub includes: LocalText,
    /// In cents.
    pub price_minor: u64,
    pub delivery_days: u32,
    /// Absent: as many as the buyer wants.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revisions: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtraBody {
    /// Short name for requests, unique in the listing.
    pub code: String,
    pub label: LocalText,
    /// Days it adds to the delivery, or takes away.
    #[serde(default)]
    pub days: i32,
    pub price: ExtraPriceBody,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum ExtraPriceBody {
    Flat {
        price_minor: u64,
    },
    PerUnit {
        unit: LocalText,
        price_minor: u64,
        min: u32,
        max: u32,
    },
    /// Basis points on top: 5000 is half as much again.
    Multiplier {
        bps: u32,
    },
    /// The bracket that holds the number of units sets the price.
    Range {
        unit: LocalText,
        min: u32,
        brackets: Vec<BracketBody>,
    },
    /// At most one of these.
    Exclusive {
        options: Vec<OptionBody>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BracketBody {
    pub up_to: u32,
    pub price_minor: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OptionBody {
    pub code: String,
    pub label: LocalText,
    pub price_minor: u64,
}

/// Writes both directions of a plain field-by-field conversion.
macro_rules! same_fields {
    ($body:ident <=> $raw:ident { $($field:ident $(: $how:ident)?),+ }) => {
        impl From<$body> for $raw {
            fn from(it: $body) -> $raw {
                $raw { $($field: same_fields!(@ it.$field $(, $how)?)),+ }
            }
        }

        impl From<$raw> for $body {
            fn from(it: $raw) -> $body {
                $body { $($field: same_fields!(@ it.$field $(, $how)?)),+ }
            }
        }
    };
    (@ $value:expr) => { $value };
    (@ $value:expr, into) => { $value.into() };
    (@ $value:expr, each) => { $value.into_iter().map(Into::into).collect() };
    (@ $value:expr, maybe) => { $value.map(Into::into) };
}

same_fields!(LocalText <=> RawText { es, en });
same_fields!(ContentBody <=> RawContent { title, summary, description });
same_fields!(ContentsBody <=> RawContents { es: maybe, en: maybe });
same_fields!(QuestionBody <=> RawQuestion { question: into, answer: into });
same_fields!(TierBody <=> RawTier { name: into, includes: into, price_minor, delivery_days, revisions });
same_fields!(ExtraBody <=> RawExtra { code, label: into, days, price: into });
same_fields!(BracketBody <=> RawBracket { up_to, price_minor });
same_fields!(OptionBody <=> RawOption { code, label: into, price_minor });
same_fields!(DraftBody <=> RawDraft {
    kind, category, skills, languages, currency, content: into, deliverables: each,
    acceptance: each, requirements: each, faq: each, tiers: each, extras: each
});

impl From<ExtraPriceBody> for RawExtraPrice {
    fn from(it: ExtraPriceBody) -> RawExtraPrice {
        use ExtraPriceBody as B;
        match it {
            B::Flat { price_minor } => RawExtraPrice::Flat { price_minor },
            B::PerUnit { unit, price_minor, min, max } => {
                RawExtraPrice::PerUnit { unit: unit.into(), price_minor, min, max }
            }
            B::Multiplier { bps } => RawExtraPrice::Multiplier { bps },
            B::Range { unit, min, brackets } => {
                let brackets = brackets.into_iter().map(Into::into).collect();
                RawExtraPrice::Range { unit: unit.into(), min, brackets }
            }
            B::Exclusive { options } => {
                RawExtraPrice::Exclusive { options: options.into_iter().map(Into::into).collect() }
            }
        }
    }
}

impl From<RawExtraPrice> for ExtraPriceBody {
    fn from(it: RawExtraPrice) -> ExtraPriceBody {
        use ExtraPriceBody as B;
        match it {
            RawExtraPrice::Flat { price_minor } => B::Flat { price_minor },
            RawExtraPrice::PerUnit { unit, price_minor, min, max } => {
                B::PerUnit { unit: unit.into(), price_minor, min, max }
            }
            RawExtraPrice::Multiplier { bps } => B::Multiplier { bps },
            RawExtraPrice::Range { unit, min, brackets } => {
                let brackets = brackets.into_iter().map(Into::into).collect();
                B::Range { unit: unit.into(), min, brackets }
            }
            RawExtraPrice::Exclusive { options } => {
                B::Exclusive { options: options.into_iter().map(Into::into).collect() }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo;

    #[test]
    fn a_listing_survives_the_wire() {
        for listing in demo::market(7, demo::Size { providers: 20, listings: 60 }).listings() {
            let body = DraftBody::from(listing.draft.clone());
            let json = serde_json::to_string(&body).unwrap();
            let back: DraftBody = serde_json::from_str(&json).unwrap();
            assert_eq!(RawDraft::from(back), listing.draft);
        }
    }

    #[test]
    fn what_we_do_not_know_is_refused() {
        let error = serde_json::from_str::<DraftBody>(r#"{"kind":"package","owner":"me"}"#);
        assert!(error.unwrap_err().to_string().contains("unknown field `owner`"));
    }
}
