//! A listing in short, from the service to the card that is shown.

use domain::{lang::Lang, taxonomy};
use marketplace_api::services::listings::{cards::Card as Found, view::Provider};

use crate::{
    fmt,
    i18n::T,
    view::{Card, Rating},
};

/// How many skills a card names.
const TAGS: usize = 3;

pub(crate) fn card(t: T, found: &Found) -> Card {
    let text = &found.text;
    let (lang, title) = text.title.best(t.lang());
    let summary = text.summary.best(t.lang()).1;
    let category = taxonomy::category(&text.category);
    let skills = text.skills.iter().filter_map(|it| taxonomy::skill(it));
    Card {
        href: found.url(t.lang()),
        title: title.clone(),
        outcome: summary.clone(),
        lang: if lang == t.lang() { "" } else { lang.code() },
        lang_note: language_note(t, lang),
        provider: found.provider.name.clone(),
        category: category.map(|it| it.name(t.lang()).to_owned()).unwrap_or_default(),
        icon: category.map(|it| it.icon().to_owned()).unwrap_or_default(),
        tags: skills.take(TAGS).map(|it| it.label(t.lang()).to_owned()).collect(),
        price: t.price(&text.from_price),
        unit: super::listing::offer::unit(t, text.kind),
        delivery: t.num("n-days", text.delivery_days),
        rating: rating(t, &found.provider),
        reasons: Vec::new(),
    }
}

/// "In English", when that is not what the reader reads.
pub(crate) fn language_note(t: T, lang: Lang) -> String {
    match lang {
        _ if lang == t.lang() => String::new(),
        Lang::Es => t.tr("in-spanish"),
        Lang::En => t.tr("in-english"),
    }
}

/// The same in a whole sentence, for the page of one listing.
pub(crate) fn original_note(t: T, lang: Lang) -> String {
    match lang {
        _ if lang == t.lang() => String::new(),
        Lang::Es => t.tr("in-original-spanish"),
        Lang::En => t.tr("in-original-english"),
    }
}

/// Nobody gave these opinions, and whoever sees them is told.
pub(crate) fn rating(t: T, provider: &Provider) -> Option<Rating> {
    let rating = provider.synthetic_rating?;
    Some(synthetic(t, rating.mean_hundredths, rating.count))
}

pub(crate) fn synthetic(t: T, mean_centi: u16, count: u32) -> Rating {
    let value = fmt::tenths(t.lang(), (u32::from(mean_centi) + 5) / 10);
    let label = t.args("rating-label", &[("value", &value), ("count", &t.int(count))]);
    Rating { value, count: t.num("rating-synthetic", count), label }
}
