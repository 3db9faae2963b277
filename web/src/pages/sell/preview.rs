//! The card of a listing that is still being written. What is missing is left out.

use domain::{
    listing::{ListingKind, raw::RawDraft},
    money::{Currency, Money},
    taxonomy,
};

use crate::{i18n::T, pages::listing::offer, view::Card};

/// How many skills a card names.
const TAGS: usize = 3;

pub(super) fn card(t: T, raw: &RawDraft, provider: &str, href: String) -> Card {
    let (lang, title) = super::title(t, raw);
    let content = match lang {
        domain::lang::Lang::Es => &raw.content.es,
        domain::lang::Lang::En => &raw.content.en,
    };
    let category = taxonomy::category(&raw.category);
    let skills = raw.skills.iter().filter_map(|it| taxonomy::find_skill(it));
    let cheapest = raw.tiers.iter().map(|it| it.price_minor).filter(|it| *it > 0).min();
    let fastest = raw.tiers.iter().map(|it| it.delivery_days).filter(|it| *it > 0).min();
    let kind = ListingKind::from_code(&raw.kind);
    Card {
        href,
        title,
        outcome: content.as_ref().map(|it| it.summary.clone()).unwrap_or_default(),
        lang: if lang == t.lang() { "" } else { lang.code() },
        lang_note: crate::pages::cards::language_note(t, lang),
        provider: provider.to_owned(),
        category: category.map(|it| it.name(t.lang()).to_owned()).unwrap_or_default(),
        icon: category.map_or("package", |it| it.icon()).to_owned(),
        tags: skills.take(TAGS).map(|it| it.label(t.lang()).to_owned()).collect(),
        price: cheapest.map_or_else(|| String::from("–"), |it| price(t, it)),
        unit: kind.map(|it| offer::unit(t, it)).unwrap_or_default(),
        delivery: fastest.map(|it| t.num("n-days", it)).unwrap_or_default(),
        rating: None,
        reasons: Vec::new(),
    }
}

pub(super) fn price(t: T, minor: u64) -> String {
    t.price(&Money::new(minor, Currency::Eur))
}
