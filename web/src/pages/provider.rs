//! `/providers/{handle}`: who somebody is, what they do and what they offer.

use actix_web::web::{Data, Path};
use askama::Template;
use domain::{
    date::Date,
    lang::Spoken as Named,
    listing::ListingKind,
    organisation::OrgKind,
    provider::{Level, Profile, Spoken},
    taxonomy,
};
use marketplace_api::{
    app::App,
    services::{
        listings::cards as listings,
        providers::{self, Provider},
    },
};

use super::{
    cards,
    listing::{initials, offer, offer::Said, paragraphs},
};
use crate::{
    countries,
    error::PageResult,
    fmt,
    i18n::T,
    json_ld::{self, JsonLd},
    respond,
    shell::Shell,
    view::{Card, Rating},
};

#[derive(Template)]
#[template(path = "pages/provider.html")]
struct ProviderPage {
    t: T,
    shell: Shell,
    json_ld: JsonLd,
    name: String,
    initials: String,
    headline: Said,
    demo: bool,
    badges: Vec<String>,
    rating: Option<Rating>,
    away: Option<String>,
    bio: Vec<String>,
    bio_lang: &'static str,
    skills: Vec<(String, &'static str)>,
    facts: Vec<(String, String)>,
    count: String,
    cards: Vec<Card>,
}

/// The most services one page shows.
const MOST: usize = 60;

pub(crate) async fn show(app: Data<App>, shell: Shell, handle: Path<String>) -> PageResult {
    let provider = providers::find(&app, &handle).await?;
    let offers = listings::of_provider(&app, provider.org.id, MOST).await?;
    let cards = offers.iter().map(|it| cards::card(shell.t, it)).collect();
    let page = ProviderPage::new(shell, &provider, cards, Date::of(app.now()));
    respond::page(&page.shell, &page)
}

impl ProviderPage {
    fn new(shell: Shell, provider: &Provider, cards: Vec<Card>, today: Date) -> ProviderPage {
        let t = shell.t;
        let Provider { org, profile } = provider;
        let nothing = || Said { text: String::new(), lang: "" };
        let bio = profile.bio.as_ref().map_or_else(nothing, |it| offer::said(t, it));
        let skills = profile.skills.iter().filter_map(|it| taxonomy::skill(it));
        let rating = profile.synthetic_rating;
        ProviderPage {
            t,
            json_ld: json_ld::provider(&shell.base_url, provider, t),
            name: org.name.clone(),
            initials: initials(&org.name),
            headline: profile.headline.as_ref().map_or_else(nothing, |it| offer::said(t, it)),
            demo: org.is_demo,
            badges: badges(t, provider),
            rating: rating.map(|it| cards::synthetic(t, it.mean_hundredths, it.count)),
            away: away(t, profile, today),
            bio: paragraphs(&bio.text),
            bio_lang: bio.lang,
            skills: skills
                .map(|it| (format!("/search?skill={}", it.slug()), it.label(t.lang())))
                .collect(),
            facts: facts(t, provider),
            count: t.num("provider-n-services", cards.len()),
            cards,
            shell,
        }
    }
}

/// Whether one deals with a trader, as EU law asks pages to say.
fn badges(t: T, provider: &Provider) -> Vec<String> {
    let trader = if provider.org.is_trader { "provider-trader" } else { "provider-private" };
    let kind = match provider.org.kind {
        OrgKind::Individual => "provider-individual",
        OrgKind::Company => "provider-company",
    };
    vec![t.tr(kind), t.tr(trader)]
}

fn away(t: T, profile: &Profile, today: Date) -> Option<String> {
    let leave = profile.leave?;
    profile.is_away(today).then(|| t.with("provider-back", fmt::day(t.lang(), leave.to)))
}

fn facts(t: T, provider: &Provider) -> Vec<(String, String)> {
    let Provider { org, profile } = provider;
    let country = countries::name(org.country, t.lang());
    let place = profile.city.as_ref().map_or(country.to_owned(), |it| format!("{it}, {country}"));
    let mut facts = vec![(t.tr("fact-place"), place)];
    if !profile.languages.is_empty() {
        let spoken = profile.languages.iter().map(|it| speaks(t, it));
        facts.push((t.tr("fact-languages"), spoken.collect::<Vec<_>>().join(", ")));
    }
    if let Some(rate) = &profile.hourly_rate {
        let unit = offer::unit(t, ListingKind::Hourly);
        facts.push((t.tr("fact-rate"), format!("{} {unit}", t.price(rate))));
    }
    if let Some(hours) = profile.capacity_hours_week {
        facts.push((t.tr("fact-capacity"), t.num("n-hours-week", hours)));
    }
    facts.push((t.tr("fact-since"), t.date(&org.created_at)));
    facts
}

fn speaks(t: T, spoken: &Spoken) -> String {
    let name = match Named::from_code(&spoken.code) {
        Some(known) => known.name(t.lang()).to_owned(),
        None => spoken.code.to_uppercase(),
    };
    let level = t.tr(match spoken.level {
        Level::Basic => "level-basic",
        Level::Fluent => "level-fluent",
        Level::Native => "level-native",
    });
    format!("{name} ({level})")
}
