//! A draft that was checked before, back from where it was kept, and the way there.
//!
//! Limits may become tighter; what was sold under the old ones must stay readable. So this asks
//! only what the types demand, and costs no more than moving the texts.

use super::{
    Bracket, Content, Draft, Extra, ExtraOption, ExtraPrice, ListingKind, Question, Revisions,
    Tier,
    raw::{
        RawBracket, RawContent, RawContents, RawDraft, RawExtra, RawExtraPrice, RawOption,
        RawQuestion, RawText, RawTier,
    },
};
use crate::{
    lang::{Lang, Localized, Spoken},
    money::{Currency, Money},
};

impl Draft {
    /// `None` when it is no draft at all: an unknown kind, no tier, a text in no language.
    pub fn restore(raw: RawDraft) -> Option<Draft> {
        let currency = Currency::from_code(&raw.currency)?;
        let content = |it: RawContent| Content {
            title: it.title,
            summary: it.summary,
            description: it.description,
        };
        let question = |it: RawQuestion| {
            Some(Question { question: said(it.question)?, answer: said(it.answer)? })
        };
        let tiers: Vec<Tier> =
            raw.tiers.into_iter().map(|it| tier(it, currency)).collect::<Option<_>>()?;
        Some(Draft {
            kind: ListingKind::from_code(&raw.kind)?,
            category: raw.category,
            skills: raw.skills,
            languages: raw
                .languages
                .iter()
                .map(|it| Spoken::from_code(it))
                .collect::<Option<_>>()?,
            currency,
            content: Localized::new(raw.content.es.map(content), raw.content.en.map(content))?,
            deliverables: all_said(raw.deliverables)?,
            acceptance: all_said(raw.acceptance)?,
            requirements: all_said(raw.requirements)?,
            faq: raw.faq.into_iter().map(question).collect::<Option<_>>()?,
            tiers: Some(tiers).filter(|it| !it.is_empty())?,
            extras: raw.extras.into_iter().map(|it| extra(it, currency)).collect::<Option<_>>()?,
        })
    }
}

fn said(raw: RawText) -> Option<Localized<String>> {
    Localized::new(raw.es, raw.en)
}

fn all_said(raw: Vec<RawText>) -> Option<Vec<Localized<String>>> {
    raw.into_iter().map(said).collect()
}

fn tier(raw: RawTier, currency: Currency) -> Option<Tier> {
    Some(Tier {
        name: said(raw.name)?,
        includes: said(raw.includes)?,
        price: Money::new(raw.price_minor, currency),
        delivery_days: raw.delivery_days,
        revisions: raw.revisions.map_or(Revisions::Unlimited, Revisions::UpTo),
    })
}

fn extra(raw: RawExtra, currency: Currency) -> Option<Extra> {
    let money = |minor| Money::new(minor, currency);
    let price = match raw.price {
        RawExtraPrice::Flat { price_minor } => ExtraPrice::Flat { price: money(price_minor) },
        RawExtraPrice::PerUnit { unit, price_minor, min, max } => {
            ExtraPrice::PerUnit { unit: said(unit)?, price: money(price_minor), min, max }
        }
        RawExtraPrice::Multiplier { bps } => ExtraPrice::Multiplier { bps },
        RawExtraPrice::Range { unit, min, brackets } => {
            let bracket =
                |it: RawBracket| Bracket { up_to: it.up_to, price: money(it.price_minor) };
            let brackets = brackets.into_iter().map(bracket).collect();
            ExtraPrice::Range { unit: said(unit)?, min, brackets }
        }
        RawExtraPrice::Exclusive { options } => {
            let option = |it: RawOption| {
                let price = money(it.price_minor);
                Some(ExtraOption { code: it.code, label: said(it.label)?, price })
            };
            ExtraPrice::Exclusive {
                options: options.into_iter().map(option).collect::<Option<_>>()?,
            }
        }
    };
    Some(Extra { code: raw.code, label: said(raw.label)?, days: raw.days, price })
}

impl From<&Localized<String>> for RawText {
    fn from(text: &Localized<String>) -> RawText {
        RawText { es: text.get(Lang::Es).cloned(), en: text.get(Lang::En).cloned() }
    }
}

impl From<&Draft> for RawDraft {
    fn from(draft: &Draft) -> RawDraft {
        let texts = |it: &[Localized<String>]| it.iter().map(RawText::from).collect();
        let content = |lang| draft.content.get(lang).map(raw_content);
        let question = |it: &Question| RawQuestion {
            question: (&it.question).into(),
            answer: (&it.answer).into(),
        };
        RawDraft {
            kind: draft.kind.code().to_owned(),
            category: draft.category.clone(),
            skills: draft.skills.clone(),
            languages: draft.languages.iter().map(|it| it.code().to_owned()).collect(),
            currency: draft.currency.code().to_owned(),
            content: RawContents { es: content(Lang::Es), en: content(Lang::En) },
            deliverables: texts(&draft.deliverables),
            acceptance: texts(&draft.acceptance),
            requirements: texts(&draft.requirements),
            faq: draft.faq.iter().map(question).collect(),
            tiers: draft.tiers.iter().map(raw_tier).collect(),
            extras: draft.extras.iter().map(raw_extra).collect(),
        }
    }
}

fn raw_content(content: &Content) -> RawContent {
    RawContent {
        title: content.title.clone(),
        summary: content.summary.clone(),
        description: content.description.clone(),
    }
}

fn raw_tier(tier: &Tier) -> RawTier {
    RawTier {
        name: (&tier.name).into(),
        includes: (&tier.includes).into(),
        price_minor: tier.price.minor(),
        delivery_days: tier.delivery_days,
        revisions: match tier.revisions {
            Revisions::Unlimited => None,
            Revisions::UpTo(count) => Some(count),
        },
    }
}

fn raw_extra(extra: &Extra) -> RawExtra {
    let price = match &extra.price {
        ExtraPrice::Flat { price } => RawExtraPrice::Flat { price_minor: price.minor() },
        ExtraPrice::PerUnit { unit, price, min, max } => RawExtraPrice::PerUnit {
            unit: unit.into(),
            price_minor: price.minor(),
            min: *min,
            max: *max,
        },
        ExtraPrice::Multiplier { bps } => RawExtraPrice::Multiplier { bps: *bps },
        ExtraPrice::Range { unit, min, brackets } => {
            let bracket =
                |it: &Bracket| RawBracket { up_to: it.up_to, price_minor: it.price.minor() };
            let brackets = brackets.iter().map(bracket).collect();
            RawExtraPrice::Range { unit: unit.into(), min: *min, brackets }
        }
        ExtraPrice::Exclusive { options } => {
            let option = |it: &ExtraOption| RawOption {
                code: it.code.clone(),
                label: (&it.label).into(),
                price_minor: it.price.minor(),
            };
            RawExtraPrice::Exclusive { options: options.iter().map(option).collect() }
        }
    };
    RawExtra { code: extra.code.clone(), label: (&extra.label).into(), days: extra.days, price }
}
