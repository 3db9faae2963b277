//! What a version says, as JSON in one column.
//!
//! **Invariant:** what was written can be read for ever. `v` says which form it is. A new form gets a
//! new type beside [`One`]; a field of an old one is never renamed or given another meaning.

use domain::listing::raw::{
    RawBracket, RawContent, RawContents, RawDraft, RawExtra, RawExtraPrice, RawOption, RawQuestion,
    RawText, RawTier,
};
use serde::{Deserialize, Serialize};

use crate::error::AppError;

#[derive(Serialize, Deserialize)]
struct One {
    /// 1.
    v: u8,
    kind: String,
    category: String,
    skills: Vec<String>,
    languages: Vec<String>,
    currency: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    es: Option<Content>,
    #[serde(skip_serializing_if = "Option::is_none")]
    en: Option<Content>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    deliverables: Vec<Text>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    acceptance: Vec<Text>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    requirements: Vec<Text>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    faq: Vec<(Text, Text)>,
    tiers: Vec<Tier>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    extras: Vec<Extra>,
}

#[derive(Serialize, Deserialize)]
struct Text {
    #[serde(skip_serializing_if = "Option::is_none")]
    es: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    en: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Content {
    title: String,
    summary: String,
    description: String,
}

#[derive(Serialize, Deserialize)]
struct Tier {
    name: Text,
    includes: Text,
    price: u64,
    days: u32,
    revisions: Option<u32>,
}

#[derive(Serialize, Deserialize)]
struct Extra {
    code: String,
    label: Text,
    days: i32,
    price: Price,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Price {
    Flat(u64),
    PerUnit {
        unit: Text,
        price: u64,
        min: u32,
        max: u32,
    },
    Multiplier(u32),
    /// `(up_to, price)`.
    Range {
        unit: Text,
        min: u32,
        brackets: Vec<(u32, u64)>,
    },
    /// `(code, label, price)`.
    Exclusive(Vec<(String, Text, u64)>),
}

pub(super) fn encode(raw: &RawDraft) -> Result<String, AppError> {
    serde_json::to_string(&One::from(raw))
        .map_err(|it| AppError::internal("a listing has no JSON", it))
}

pub(super) fn decode(json: &str) -> Result<RawDraft, AppError> {
    match serde_json::from_str::<One>(json) {
        Ok(one) if one.v == 1 => Ok(one.into()),
        Ok(_) => Err(AppError::Corrupt { what: "listing" }),
        Err(error) => Err(AppError::internal("a stored listing cannot be read back", error)),
    }
}

impl From<&RawDraft> for One {
    fn from(raw: &RawDraft) -> One {
        let texts = |it: &[RawText]| it.iter().map(Text::from).collect();
        One {
            v: 1,
            kind: raw.kind.clone(),
            category: raw.category.clone(),
            skills: raw.skills.clone(),
            languages: raw.languages.clone(),
            currency: raw.currency.clone(),
            es: raw.content.es.as_ref().map(Content::from),
            en: raw.content.en.as_ref().map(Content::from),
            deliverables: texts(&raw.deliverables),
            acceptance: texts(&raw.acceptance),
            requirements: texts(&raw.requirements),
            faq: raw.faq.iter().map(|it| ((&it.question).into(), (&it.answer).into())).collect(),
            tiers: raw.tiers.iter().map(Tier::from).collect(),
            extras: raw.extras.iter().map(Extra::from).collect(),
        }
    }
}

impl From<One> for RawDraft {
    fn from(one: One) -> RawDraft {
        let texts = |it: Vec<Text>| it.into_iter().map(RawText::from).collect();
        let question = |(question, answer): (Text, Text)| RawQuestion {
            question: question.into(),
            answer: answer.into(),
        };
        RawDraft {
            kind: one.kind,
            category: one.category,
            skills: one.skills,
            languages: one.languages,
            currency: one.currency,
            content: RawContents {
                es: one.es.map(RawContent::from),
                en: one.en.map(RawContent::from),
            },
            deliverables: texts(one.deliverables),
            acceptance: texts(one.acceptance),
            requirements: texts(one.requirements),
            faq: one.faq.into_iter().map(question).collect(),
            tiers: one.tiers.into_iter().map(RawTier::from).collect(),
            extras: one.extras.into_iter().map(RawExtra::from).collect(),
        }
    }
}

impl From<&RawText> for Text {
    fn from(it: &RawText) -> Text {
        Text { es: it.es.clone(), en: it.en.clone() }
    }
}

impl From<Text> for RawText {
    fn from(it: Text) -> RawText {
        RawText { es: it.es, en: it.en }
    }
}

impl From<&RawContent> for Content {
    fn from(it: &RawContent) -> Content {
        Content {
            title: it.title.clone(),
            summary: it.summary.clone(),
            description: it.description.clone(),
        }
    }
}

impl From<Content> for RawContent {
    fn from(it: Content) -> RawContent {
        RawContent { title: it.title, summary: it.summary, description: it.description }
    }
}

impl From<&RawTier> for Tier {
    fn from(it: &RawTier) -> Tier {
        Tier {
            name: (&it.name).into(),
            includes: (&it.includes).into(),
            price: it.price_minor,
            days: it.delivery_days,
            revisions: it.revisions,
        }
    }
}

impl From<Tier> for RawTier {
    fn from(it: Tier) -> RawTier {
        RawTier {
            name: it.name.into(),
            includes: it.includes.into(),
            price_minor: it.price,
            delivery_days: it.days,
            revisions: it.revisions,
        }
    }
}

impl From<&RawExtra> for Extra {
    fn from(it: &RawExtra) -> Extra {
        let price = match &it.price {
            RawExtraPrice::Flat { price_minor } => Price::Flat(*price_minor),
            RawExtraPrice::PerUnit { unit, price_minor, min, max } => {
                Price::PerUnit { unit: unit.into(), price: *price_minor, min: *min, max: *max }
            }
            RawExtraPrice::Multiplier { bps } => Price::Multiplier(*bps),
            RawExtraPrice::Range { unit, min, brackets } => Price::Range {
                unit: unit.into(),
                min: *min,
                brackets: brackets.iter().map(|it| (it.up_to, it.price_minor)).collect(),
            },
            RawExtraPrice::Exclusive { options } => {
                let option =
                    |it: &RawOption| (it.code.clone(), Text::from(&it.label), it.price_minor);
                Price::Exclusive(options.iter().map(option).collect())
            }
        };
        Extra { code: it.code.clone(), label: (&it.label).into(), days: it.days, price }
    }
}

impl From<Extra> for RawExtra {
    fn from(it: Extra) -> RawExtra {
        let price = match it.price {
            Price::Flat(price_minor) => RawExtraPrice::Flat { price_minor },
            Price::PerUnit { unit, price, min, max } => {
                RawExtraPrice::PerUnit { unit: unit.into(), price_minor: price, min, max }
            }
            Price::Multiplier(bps) => RawExtraPrice::Multiplier { bps },
            Price::Range { unit, min, brackets } => {
                let bracket = |(up_to, price_minor)| RawBracket { up_to, price_minor };
                let brackets = brackets.into_iter().map(bracket).collect();
                RawExtraPrice::Range { unit: unit.into(), min, brackets }
            }
            Price::Exclusive(options) => {
                let option = |(code, label, price_minor): (String, Text, u64)| RawOption {
                    code,
                    label: label.into(),
                    price_minor,
                };
                RawExtraPrice::Exclusive { options: options.into_iter().map(option).collect() }
            }
        };
        RawExtra { code: it.code, label: it.label.into(), days: it.days, price }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw() -> RawDraft {
        let text = || RawText { es: Some("página".into()), en: None };
        let extra = |code: &str, price| RawExtra {
            code: code.into(),
            label: RawText::both("Más", "More"),
            days: -2,
            price,
        };
        let option = RawOption { code: "a".into(), label: text(), price_minor: 5 };
        let brackets = vec![RawBracket { up_to: 9, price_minor: 7 }];
        RawDraft {
            kind: "package".into(),
            category: "chatbots".into(),
            skills: vec!["rag".into()],
            languages: vec!["es".into()],
            currency: "EUR".into(),
            content: RawContents {
                es: None,
                en: Some(RawContent {
                    title: "A \"bot\"".into(),
                    summary: "S".into(),
                    description: "D\n\nE".into(),
                }),
            },
            deliverables: vec![text()],
            acceptance: vec![text()],
            requirements: vec![text()],
            faq: vec![RawQuestion { question: text(), answer: RawText::both("Sí", "Yes") }],
            tiers: vec![RawTier {
                name: text(),
                includes: text(),
                price_minor: 400_00,
                delivery_days: 3,
                revisions: None,
            }],
            extras: vec![
                extra("f", RawExtraPrice::Flat { price_minor: 1 }),
                extra("u", RawExtraPrice::PerUnit { unit: text(), price_minor: 2, min: 1, max: 9 }),
                extra("m", RawExtraPrice::Multiplier { bps: 5_000 }),
                extra("r", RawExtraPrice::Range { unit: text(), min: 1, brackets }),
                extra("x", RawExtraPrice::Exclusive { options: vec![option] }),
            ],
        }
    }

    #[test]
    fn everything_survives_storage() {
        let json = encode(&raw()).unwrap();
        assert_eq!(decode(&json).unwrap(), raw());
    }

    #[test]
    fn an_empty_draft_survives_as_well() {
        let json = encode(&RawDraft::default()).unwrap();
        assert_eq!(decode(&json).unwrap(), RawDraft::default());
    }

    /// The stored form is a promise. If this fails, add a form; do not change this one.
    #[test]
    fn the_first_form_stays_as_it_is() {
        let json = encode(&raw()).unwrap();
        let form = r#"{"v":1,"kind":"package","category":"chatbots","skills":["rag"],"languages":["es"],"currency":"EUR","en":{"title":"A \"bot\"","summary":"S","description":"D\n\nE"},"deliverables":[{"es":"página"}],"acceptance":[{"es":"página"}],"requirements":[{"es":"página"}],"faq":[[{"es":"página"},{"es":"Sí","en":"Yes"}]],"tiers":[{"name":{"es":"página"},"includes":{"es":"página"},"price":40000,"days":3,"revisions":null}],"extras":[{"code":"f","label":{"es":"Más","en":"More"},"days":-2,"price":{"flat":1}},{"code":"u","label":{"es":"Más","en":"More"},"days":-2,"price":{"per_unit":{"unit":{"es":"página"},"price":2,"min":1,"max":9}}},{"code":"m","label":{"es":"Más","en":"More"},"days":-2,"price":{"multiplier":5000}},{"code":"r","label":{"es":"Más","en":"More"},"days":-2,"price":{"range":{"unit":{"es":"página"},"min":1,"brackets":[[9,7]]}}},{"code":"x","label":{"es":"Más","en":"More"},"days":-2,"price":{"exclusive":[["a",{"es":"página"},5]]}}]}"#;
        assert_eq!(json, form);
    }

    #[test]
    fn what_is_no_listing_is_corruption() {
        let json = encode(&raw()).unwrap();
        assert!(matches!(decode("{}"), Err(AppError::Internal { .. })));
        let newer = json.replacen("\"v\":1", "\"v\":9", 1);
        assert!(matches!(decode(&newer), Err(AppError::Corrupt { .. })));
    }
}
