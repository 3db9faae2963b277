//! `/search`: a need in words, and who can do it, each with its reasons.
//!
//! **Invariant:** everything works as a plain form; scripts only spare the reload. The part that
//! htmx swaps is a block of the same template.

mod address;
pub(super) mod facets;

use actix_web::{
    HttpRequest,
    http::{StatusCode, header::USER_AGENT},
    web::Data,
};
use askama::Template;
use marketplace_api::{
    app::App,
    error::AppError,
    services::search::{self, Hit, Page, log::Asker, reasons},
};

use self::{
    address::Address,
    facets::{Counts, Facet, Picker},
};
use crate::{
    error::PageResult,
    i18n::T,
    respond,
    shell::Shell,
    view::{Card, Choice, Pager},
};

#[derive(Template)]
#[template(path = "pages/search.html", blocks = ["results"])]
struct SearchPage {
    t: T,
    shell: Shell,
    title: String,
    canonical: String,
    hide_from_engines: bool,
    q: String,
    here: String,
    count: String,
    apply_label: String,
    filters_label: String,
    facets: Vec<Facet>,
    pickers: Vec<Picker>,
    price_min: String,
    price_max: String,
    sorts: Vec<Choice>,
    chips: Vec<Chip>,
    clear_href: String,
    /// How words were read, and where the list began.
    notes: Vec<String>,
    degraded: bool,
    failed: bool,
    cards: Vec<Card>,
    pager: Pager,
    empty_title: String,
    empty_text: String,
    rescues: Vec<Chip>,
}

/// One filter that was chosen.
struct Chip {
    href: String,
    label: String,
    /// What choosing it again does, or what would be found without it.
    removes: String,
}

/// How many ways out of an empty result are counted.
const RESCUES: usize = 8;

pub(crate) async fn show(app: Data<App>, shell: Shell, request: HttpRequest) -> PageResult {
    let shell = Shell { own_search: true, ..shell };
    let mut address = Address::of(request.query_string());
    let lang = shell.t.lang();
    let user_agent = request.headers().get(USER_AGENT).and_then(|it| it.to_str().ok());
    let asker = Some(Asker::of(shell.actor.as_ref(), user_agent.unwrap_or_default()));
    let asked = |address: &Address| search::Request { asker, ..address.request(lang) };
    let mut found = search::search(&app, &asked(&address)).await;
    let stale = address.cursor.is_some() && matches!(found, Err(AppError::Malformed { .. }));
    if stale {
        address = address.at(None);
        found = search::search(&app, &asked(&address)).await;
    }
    let rescues = match &found {
        Ok(page) if page.hits.is_empty() => rescues(&app, shell.t, &address).await?,
        _ => Vec::new(),
    };
    match found {
        Ok(found) => {
            let mut page = SearchPage::new(shell, &address, Some(&found));
            if !rescues.is_empty() {
                page.empty_text = page.t.tr("search-empty-filters");
            }
            page.rescues = rescues;
            if stale {
                page.notes.push(page.t.tr("search-started-over"));
            }
            respond::either(&page.shell, &page, &page.as_results(), &address.path())
        }
        // Whoever searches as they type keeps the results they have.
        Err(error) if shell.partial => Err(error.into()),
        Err(error) => {
            error.log_if_ours();
            let page = SearchPage::new(shell, &address, None);
            respond::page_with(&page.shell, StatusCode::SERVICE_UNAVAILABLE, &page)
        }
    }
}

/// What each filter, all of them, or the words keep away.
async fn rescues(app: &App, t: T, address: &Address) -> Result<Vec<Chip>, AppError> {
    let filters = address.filters().take(RESCUES);
    let one = |(name, value)| {
        (address.without(name, value), t.with("remove-filter", facets::label(t, name, value)))
    };
    let mut ways: Vec<(Address, String)> = filters.map(one).collect();
    if ways.len() > 1 {
        ways.push((address.without_filters(), t.tr("remove-all-filters")));
    }
    if !address.text().is_empty() && !ways.is_empty() {
        let text = address.text();
        ways.push((address.without("q", text), t.with("remove-words", text)));
    }
    let mut rescues = Vec::new();
    for (without, label) in ways {
        let request =
            search::Request { limit: Some(1), count_facets: false, ..without.request(t.lang()) };
        let total = search::search(app, &request).await?.total.count;
        if total > 0 {
            rescues.push(Chip { href: without.path(), label, removes: t.num("n-services", total) });
        }
    }
    Ok(rescues)
}

impl SearchPage {
    fn new(shell: Shell, address: &Address, found: Option<&Page>) -> SearchPage {
        let t = shell.t;
        let total = found.map_or(0, |it| it.total.count);
        let count = match found {
            None => t.tr("search-failed-count"),
            Some(it) if it.total.exact => t.num("n-services", total),
            Some(_) => t.num("more-than-n-services", total),
        };
        let n_filters = address.filters().count();
        let heading = heading(t, address);
        SearchPage {
            t,
            title: format!("{heading}: {count}"),
            canonical: canonical(&shell, address),
            hide_from_engines: !address.text().is_empty() || n_filters > 2,
            q: address.text().to_owned(),
            here: address.path(),
            apply_label: t.with("filters-apply", &count),
            filters_label: t.num("filters-chosen", n_filters),
            facets: facets::facets(t, address, &found.map(counts).unwrap_or_default()),
            pickers: facets::pickers(t, address),
            price_min: address.one("price_min").unwrap_or_default().to_owned(),
            price_max: address.one("price_max").unwrap_or_default().to_owned(),
            sorts: facets::sorts(t, address),
            chips: chips(t, address),
            clear_href: address.without_filters().path(),
            notes: found.map(|it| notes(t, it)).unwrap_or_default(),
            degraded: found.is_some_and(|it| it.degraded),
            failed: found.is_none(),
            cards: found.map(|it| cards(t, it)).unwrap_or_default(),
            pager: pager(address, found),
            empty_title: match address.text() {
                "" => t.tr("search-empty"),
                text => t.with("search-empty-for", text),
            },
            empty_text: t.tr("search-empty-words"),
            rescues: Vec::new(),
            count,
            shell,
        }
    }
}

fn heading(t: T, address: &Address) -> String {
    let mut categories = address.all("category");
    match (address.text(), categories.next(), categories.next()) {
        ("", Some(slug), None) => facets::label(t, "category", slug),
        ("", ..) => t.tr("search-all"),
        (text, ..) => t.with("search-for", text),
    }
}

/// Order and page are no pages of their own.
fn canonical(shell: &Shell, address: &Address) -> String {
    let mut plain = address.at(None);
    if let Some(sort) = address.one("sort") {
        plain = plain.without("sort", sort);
    }
    let path = plain.path();
    let mark = if path.contains('?') { '&' } else { '?' };
    format!("{}{path}{mark}lang={}", shell.base_url, shell.t.code())
}

fn chips(t: T, address: &Address) -> Vec<Chip> {
    let chip = |(name, value): (&'static str, &str)| {
        let label = facets::label(t, name, value);
        Chip {
            href: address.without(name, value).path(),
            removes: t.with("remove-filter", &label),
            label,
        }
    };
    address.filters().map(chip).collect()
}

fn notes(t: T, found: &Page) -> Vec<String> {
    let read_as =
        |typed: &str, used: &str| t.args("search-read-as", &[("typed", typed), ("used", used)]);
    found.corrections.iter().map(|it| read_as(&it.typed, &it.used)).collect()
}

/// Their addresses say which search they were found by.
fn cards(t: T, found: &Page) -> Vec<Card> {
    const REASONS: usize = 3;
    let card = |hit: &Hit| {
        let card = super::cards::card(t, &hit.card);
        let say = hit.reasons.iter().take(REASONS).map(|it| reasons::say(it, t.lang()));
        let href = format!("{}?search={}", card.href, found.id);
        Card { reasons: say.collect(), href, ..card }
    };
    found.hits.iter().map(card).collect()
}

pub(super) fn counts(found: &Page) -> Counts {
    found.facets.iter().map(|it| (it.field.clone(), it.values.clone())).collect()
}

fn pager(address: &Address, found: Option<&Page>) -> Pager {
    let next = found.and_then(|it| it.next.clone());
    Pager {
        first: address.cursor.as_ref().map(|_| address.at(None).path()).unwrap_or_default(),
        next: next.map(|it| address.at(Some(it)).path()).unwrap_or_default(),
    }
}
