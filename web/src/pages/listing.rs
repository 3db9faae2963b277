//! `/listings/{id}/…`: one service, with a price for every choice.
//!
//! **Invariant:** the choice is in the address, so a price can be linked to, reloaded and shown
//! without scripts; the price itself comes from the service.

mod absent;
mod choices;
mod insider;
pub(crate) mod offer;

use actix_web::{HttpRequest, HttpResponse, web::Data};
use askama::Template;
use domain::{
    id::{ListingId, SearchId},
    listing::{Draft, ListingKind},
    pricing::{self, Choices},
    taxonomy,
};
use marketplace_api::{
    app::App,
    error::AppError,
    services::{
        listings::{
            self, cards,
            view::{self, View},
        },
        search::log,
    },
};

use self::{
    insider::Bar,
    offer::{ExtraView, QuoteView, Said, TierView},
};
use crate::{
    error::{PageError, PageResult},
    i18n::T,
    json_ld::{self, JsonLd},
    respond,
    shell::Shell,
    view::{Card, Rating},
};

#[derive(Template)]
#[template(path = "pages/listing.html", blocks = ["quote"])]
struct ListingPage {
    t: T,
    shell: Shell,
    /// Without the choices.
    here: String,
    from: String,
    canonical: String,
    alternates: Vec<(&'static str, String)>,
    json_ld: JsonLd,
    title: Said,
    summary: Said,
    description: Vec<String>,
    lang_note: String,
    category: &'static str,
    category_href: String,
    provider: ProviderStrip,
    /// For members and our trust team.
    bar: Option<Bar>,
    hidden: Option<(String, String)>,
    deliverables: Vec<Said>,
    acceptance: Vec<Said>,
    requirements: Vec<Said>,
    faq: Vec<(Said, Said)>,
    facts: Vec<(String, String)>,
    skills: Vec<(String, &'static str)>,
    rating: Option<Rating>,
    tiers: Vec<TierView>,
    quantity: Option<Quantity>,
    extras: Vec<ExtraView>,
    quote: Option<QuoteView>,
    quote_errors: Vec<String>,
    more: Vec<Card>,
}

struct ProviderStrip {
    name: String,
    href: String,
    initials: String,
    demo: bool,
    line: String,
}

struct Quantity {
    label: String,
    value: u32,
    min: u32,
    max: u32,
    error: String,
}

/// How many other services of the same provider are shown.
const MORE: usize = 3;

pub(crate) async fn show(app: Data<App>, shell: Shell, request: HttpRequest) -> PageResult {
    // With and without its title, so the number of parameters varies.
    let id = request.match_info().get("id").and_then(|it| it.parse::<ListingId>().ok());
    let id = id.ok_or_else(PageError::not_found)?;
    let view = match view::view(&app, shell.actor.as_ref(), id).await {
        Err(error @ (AppError::NotFound { .. } | AppError::Gone { .. })) if !shell.partial => {
            let absent = listings::absent::find(&app, id).await?.ok_or(error)?;
            return absent::show(&app, shell, &absent).await;
        }
        other => other?,
    };
    let here = cards::url(id, view.draft.title(shell.t.lang()));
    // Its title in either language will do: a link is shared between readers of both.
    let mut titles = view.draft.content.langs().map(|(_, it)| &it.title);
    let current = titles.any(|it| request.path() == cards::url(id, it));
    if !current && !shell.partial {
        return Ok(moved(&here, request.query_string()));
    }
    let choices = choices::of(request.query_string(), &view.draft);
    if let Some(search) = found_by(request.query_string()).filter(|_| !shell.partial) {
        log::clicked(&app, search, id);
    }
    let others = cards::of_provider(&app, view.provider.org, MORE + 1).await?;
    let others = others.iter().filter(|it| it.id != id).take(MORE);
    let more = others.map(|it| super::cards::card(shell.t, it)).collect();
    let address = format!("{here}?{}", shell.query);
    let page = page(shell, &view, here, &choices, more);
    respond::either(&page.shell, &page, &page.as_quote(), &address)
}

/// The search that led here, if one did.
fn found_by(query: &str) -> Option<SearchId> {
    let search = query.split('&').find_map(|it| it.strip_prefix("search="));
    search.and_then(|it| it.parse().ok())
}

/// A title changes, its address stays good.
fn moved(here: &str, query: &str) -> HttpResponse {
    let mark = if query.is_empty() { "" } else { "?" };
    HttpResponse::PermanentRedirect()
        .insert_header((actix_web::http::header::LOCATION, format!("{here}{mark}{query}")))
        .finish()
}

fn page(
    shell: Shell,
    view: &View,
    here: String,
    choices: &Choices,
    more: Vec<Card>,
) -> ListingPage {
    let t = shell.t;
    let draft = &view.draft;
    let (lang, content) = draft.content.best(t.lang());
    let said = |text: &str| Said {
        text: text.to_owned(),
        lang: if lang == t.lang() { "" } else { lang.code() },
    };
    let quote = pricing::quote(draft, choices);
    let address = |code: &str| format!("{}{here}?lang={code}", shell.base_url);
    let category = taxonomy::category(&draft.category);
    let skills = draft.skills.iter().filter_map(|it| taxonomy::skill(it));
    let extras = offer::extras(t, draft, choices);
    let quantity = quantity(t, draft, choices);
    ListingPage {
        t,
        canonical: address(t.code()),
        alternates: draft.content.langs().map(|(it, _)| (it.code(), address(it.code()))).collect(),
        json_ld: json_ld::service(&shell.base_url, &here, view, t),
        title: said(&content.title),
        summary: said(&content.summary),
        description: paragraphs(&content.description),
        from: t.price(&draft.from_price()),
        lang_note: super::cards::original_note(t, lang),
        category: category.map(|it| it.name(t.lang())).unwrap_or_default(),
        category_href: format!("/search?category={}", draft.category),
        provider: strip(t, view),
        bar: insider::bar(t, view),
        hidden: insider::hidden(t, view),
        deliverables: offer::all_said(t, &draft.deliverables),
        acceptance: offer::all_said(t, &draft.acceptance),
        requirements: offer::all_said(t, &draft.requirements),
        faq: draft
            .faq
            .iter()
            .map(|it| (offer::said(t, &it.question), offer::said(t, &it.answer)))
            .collect(),
        facts: facts(t, view),
        skills: skills
            .map(|it| (format!("/search?skill={}", it.slug()), it.label(t.lang())))
            .collect(),
        rating: super::cards::rating(t, &view.provider),
        tiers: offer::tiers(t, draft, choices.tier),
        quote_errors: wrong(&extras, quantity.as_ref()),
        quantity,
        extras,
        quote: quote.ok().map(|it| offer::quote(t, &it)),
        more,
        here,
        shell,
    }
}

pub(crate) fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

/// Up to two letters, for where there is no picture.
pub(crate) fn initials(name: &str) -> String {
    let firsts = name.split_whitespace().filter_map(|it| it.chars().next());
    firsts.filter(|it| it.is_alphanumeric()).take(2).flat_map(char::to_uppercase).collect()
}

fn strip(t: T, view: &View) -> ProviderStrip {
    let provider = &view.provider;
    let languages = view.draft.languages.iter().map(|it| it.name(t.lang()));
    let languages = languages.collect::<Vec<_>>().join(", ");
    ProviderStrip {
        name: provider.name.clone(),
        href: format!("/providers/{}", provider.handle),
        initials: initials(&provider.name),
        demo: provider.is_demo,
        line: t.with("provider-works-in", languages),
    }
}

fn facts(t: T, view: &View) -> Vec<(String, String)> {
    let languages = view.draft.languages.iter().map(|it| it.name(t.lang()));
    let changed = view.version.decided_at.unwrap_or(view.version.created_at);
    vec![
        (t.tr("fact-kind"), offer::kind_name(t, view.draft.kind)),
        (t.tr("fact-languages"), languages.collect::<Vec<_>>().join(", ")),
        (t.tr("fact-delivery"), t.num("n-days", view.draft.from_delivery_days())),
        (
            t.tr("fact-version"),
            t.args(
                "fact-version-value",
                &[("n", &view.version.n.to_string()), ("date", &t.date(&changed))],
            ),
        ),
    ]
}

fn quantity(t: T, draft: &Draft, choices: &Choices) -> Option<Quantity> {
    let (min, max) = draft.kind.quantities();
    let label = t.tr(match draft.kind {
        ListingKind::Package => return None,
        ListingKind::Hourly => "quantity-hours",
        ListingKind::Course => "quantity-seats",
        ListingKind::Subscription => "quantity-months",
        ListingKind::Bulk => "quantity-pieces",
        ListingKind::Consult => "quantity-sessions",
    });
    let problems = pricing::quote(draft, choices).err().unwrap_or_default();
    let error = problems.iter().find(|it| it.field == "quantity");
    let error = error.map(|it| it.problem.message(t.lang())).unwrap_or_default();
    Some(Quantity { label, value: choices.quantity, min, max, error })
}

fn wrong(extras: &[ExtraView], quantity: Option<&Quantity>) -> Vec<String> {
    let of_extras = extras.iter().filter(|it| !it.error.is_empty());
    let of_extras = of_extras.map(|it| format!("{}: {}", it.label.text, it.error));
    let of_quantity = quantity.filter(|it| !it.error.is_empty());
    let of_quantity = of_quantity.map(|it| format!("{}: {}", it.label, it.error));
    of_quantity.into_iter().chain(of_extras).collect()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use domain::{
        id::{OrgId, VersionId},
        listing::{
            raw::RawDraft,
            record::{Listing, Version},
            state::{Review, Status},
        },
        provider::SyntheticRating,
        time::Timestamp,
    };
    use marketplace_api::services::listings::view::{Provider, Viewer};

    use super::*;

    fn sample() -> View {
        let draft = crate::tests::sample::draft();
        let now = Timestamp::from_millis(1_795_338_000_000);
        let org = OrgId::generate();
        let mut listing = Listing::new(ListingId::generate(), org, draft.kind, now);
        listing.status = Status::Live;
        let version = Version {
            id: VersionId::generate(),
            listing: listing.id,
            n: 2,
            raw: RawDraft::default(),
            review: Review::Approved,
            reason: None,
            created_by: None,
            created_at: now,
            submitted_at: None,
            decided_by: None,
            decided_at: Some(now),
        };
        let provider = Provider {
            org,
            handle: String::from("taller-bruma"),
            name: String::from("Taller <b>Bruma"),
            country: String::from("ES"),
            is_demo: true,
            synthetic_rating: Some(SyntheticRating { count: 31, mean_hundredths: 476 }),
        };
        View { listing, version, draft, provider, viewer: Viewer::Public }
    }

    fn html(lang: &str, query: &str) -> String {
        let address = format!("/listings/x?lang={lang}&{query}");
        let shell = Shell::of(&TestRequest::with_uri(&address).to_http_request());
        let view = sample();
        let choices = choices::of(query, &view.draft);
        page(shell, &view, String::from("/listings/x"), &choices, Vec::new()).render().unwrap()
    }

    #[test]
    fn the_page_says_what_is_offered_and_what_it_costs() {
        let page = html("es", "tier=1&x.training=1&x.rush=1");
        for part in [
            "Asistente que cita sus documentos",
            "1.470,02\u{a0}€",
            "¿Funciona sin conexión?",
            "4,8 de 5, 31 valoraciones sintéticas",
            "Versión</dt><dd>2, del 22 nov 2026",
            "Taller &#60;b&#62;Bruma",
        ] {
            assert!(page.contains(part), "{part}");
        }
        assert_eq!(page.matches("<h1").count(), 1);
    }

    #[test]
    fn a_reader_of_the_other_language_is_told_and_the_original_is_marked() {
        let page = html("en", "");
        assert!(page.contains("in Spanish only"));
        assert!(page.contains("<h1 lang=\"es\">"));
        assert!(!page.contains("hreflang=\"en\" href=\"/listings"), "there is no English version");
    }

    #[test]
    fn a_choice_that_is_not_on_offer_has_no_price_but_a_reason() {
        let page = html("es", "x.pages=9");
        assert!(page.contains("No se puede calcular con estos datos"));
        assert!(page.contains("Más páginas: Usa un número entre 10 y 500."));
        assert!(page.contains("aria-invalid=\"true\""));
    }

    #[test]
    fn initials_are_letters() {
        assert_eq!(initials("taller  bruma de mar"), "TB");
        assert_eq!(initials("«Ñandú»"), "");
        assert_eq!(initials("3D Lab"), "3L");
    }

    #[test]
    fn paragraphs_are_split_at_blank_lines() {
        assert_eq!(paragraphs("a\nb\n\n\n c \n\n"), ["a\nb", "c"]);
    }
}
